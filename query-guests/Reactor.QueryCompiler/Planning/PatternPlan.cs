using Reactor.Cypher.Binding;

namespace Reactor.QueryCompiler.Planning;

/// <summary>A MATCH: slots, predicates, and for each slot the order in which the others are found when an element of that slot changes.</summary>
/// <param name="Number">Its place in the plan.</param>
/// <param name="Slots">The elements.</param>
/// <param name="Conjuncts">The operands of WHERE's top-level ANDs.</param>
/// <param name="Indexes">What is looked up other than along relations.</param>
/// <param name="Explorations">One per slot.</param>
internal sealed record PatternPlan(
    int Number,
    IReadOnlyList<PatternSlot> Slots,
    IReadOnlyList<Conjunct> Conjuncts,
    IReadOnlyList<SlotIndexPlan> Indexes,
    IReadOnlyList<Exploration> Explorations)
{
    /// <summary>Between two nodes, the only slots then, a relation of variable length; null for a pattern of single relations.</summary>
    internal WalkPlan? Walk { get; init; }

    /// <summary>Whether data can keep a predicate from being evaluated.</summary>
    internal bool CanFail => Conjuncts.Any(conjunct => conjunct.CanFail);

    /// <summary>The predicates that look at one slot alone.</summary>
    internal IEnumerable<Conjunct> LocalTo(int slot) => Conjuncts.Where(conjunct => conjunct.Slots == 1UL << slot);
}

/// <summary>A relation of variable length, whose paths are found through what changed of them.</summary>
/// <param name="Element">As bound; its ends are slots 0 and 1.</param>
/// <param name="Types">Bits of its relations' types; 0 for any.</param>
/// <param name="IsRead">Whether the path is read as a value.</param>
internal sealed record WalkPlan(BoundPatternElement.Walk Element, ulong Types, bool IsRead);

/// <summary>An element of the pattern.</summary>
/// <param name="Element">As bound.</param>
/// <param name="Labels">A node carries all of these bits; a relation one of them, unless there are none.</param>
/// <param name="Reads">What any part of the query reads of it.</param>
internal sealed record PatternSlot(BoundPatternElement Element, ulong Labels, ElementReads Reads)
{
    /// <summary>Index of the slot.</summary>
    internal int Number => Element.Slot;

    /// <summary>The relation, or null for a node.</summary>
    internal BoundPatternElement.Relation? Relation => Element as BoundPatternElement.Relation;

    /// <summary>Whether it is a node.</summary>
    internal bool IsNode => Element is BoundPatternElement.Node;
}

/// <summary>One predicate.</summary>
/// <param name="Number">Its place.</param>
/// <param name="Predicate">The predicate.</param>
/// <param name="Slots">Bit i: it looks at slot i.</param>
/// <param name="CanFail">Whether data can keep it from being evaluated.</param>
internal sealed record Conjunct(int Number, BoundExpression Predicate, ulong Slots, bool CanFail);

/// <summary>The elements a slot accepts by the values of expressions over that slot; all of them in one chain when there are none.</summary>
/// <param name="Number">Its place.</param>
/// <param name="Slot">The slot.</param>
/// <param name="Keys">Expressions that cannot fail.</param>
internal sealed record SlotIndexPlan(int Number, int Slot, IReadOnlyList<BoundExpression> Keys);

/// <summary>How the matches of a changed element are found.</summary>
/// <param name="Start">The slot of the changed element.</param>
/// <param name="StartChecks">Predicates that can be evaluated then, other than those local to the slot.</param>
/// <param name="Steps">In order; each binds one or two slots.</param>
internal sealed record Exploration(int Start, IReadOnlyList<Conjunct> StartChecks, IReadOnlyList<ExplorationStep> Steps);

/// <summary>One nested loop of an exploration.</summary>
internal abstract record ExplorationStep
{
    private ExplorationStep(IReadOnlyList<Conjunct> checks, IReadOnlyList<int> differsFrom)
    {
        Checks = checks;
        DiffersFrom = differsFrom;
    }

    /// <summary>Predicates that can be evaluated after the step, other than those local to a slot.</summary>
    internal IReadOnlyList<Conjunct> Checks { get; }

    /// <summary>Slots of bound relations that the step's relation must differ from.</summary>
    internal IReadOnlyList<int> DiffersFrom { get; }

    /// <summary>Binds the ends of a bound relation.</summary>
    /// <param name="Relation">Its slot.</param>
    /// <param name="Checks">See the property.</param>
    internal sealed record Ends(int Relation, IReadOnlyList<Conjunct> Checks) : ExplorationStep(Checks, []);

    /// <summary>Walks the relations of a bound node, and binds or checks the node at their other end.</summary>
    /// <param name="Relation">Slot of the relation.</param>
    /// <param name="Node">Slot of the bound node.</param>
    /// <param name="Other">Slot of the node at the other end; may be <paramref name="Node"/>.</param>
    /// <param name="Way">From which lists.</param>
    /// <param name="OtherIsBound">Whether the other node is bound already.</param>
    /// <param name="Checks">See the property.</param>
    /// <param name="DiffersFrom">See the property.</param>
    internal sealed record Expand(
        int Relation, int Node, int Other, ExpandWay Way, bool OtherIsBound, IReadOnlyList<Conjunct> Checks, IReadOnlyList<int> DiffersFrom)
        : ExplorationStep(Checks, DiffersFrom);

    /// <summary>Finds elements by value, or all of a slot.</summary>
    /// <param name="Index">The index.</param>
    /// <param name="Keys">Expressions over bound slots, one per key of the index; none for a scan.</param>
    /// <param name="Checks">See the property.</param>
    /// <param name="DiffersFrom">See the property.</param>
    internal sealed record Lookup(
        SlotIndexPlan Index, IReadOnlyList<BoundExpression> Keys, IReadOnlyList<Conjunct> Checks, IReadOnlyList<int> DiffersFrom)
        : ExplorationStep(Checks, DiffersFrom);
}

/// <summary>Which relations of a node a step walks.</summary>
internal enum ExpandWay
{
    /// <summary>Those that start at it.</summary>
    Out,

    /// <summary>Those that end at it.</summary>
    In,

    /// <summary>Both, a loop once.</summary>
    Either,
}
