using Reactor.Cypher.Binding;
using Reactor.Cypher.Syntax;

namespace Reactor.QueryCompiler.Planning;

/// <summary>
/// Chooses, for each slot that a changed element may start from, the order in which the other slots are bound: relations between bound
/// nodes first (they only check), then relations of a bound node, then an index over an equality, and all elements of a slot last.
/// </summary>
internal sealed class ExplorationPlanner
{
    /// <summary>Most elements of one pattern: sets of slots are 64-bit masks.</summary>
    internal const int MaxSlots = 64;

    private readonly IReadOnlyList<PatternSlot> _slots;
    private readonly IReadOnlyList<Conjunct> _conjuncts;
    private readonly IReadOnlyDictionary<int, int> _slotOf;
    private readonly List<SlotIndexPlan> _indexes = [];

    private ExplorationPlanner(IReadOnlyList<PatternSlot> slots, IReadOnlyList<Conjunct> conjuncts, IReadOnlyDictionary<int, int> slotOf)
    {
        _slots = slots;
        _conjuncts = conjuncts;
        _slotOf = slotOf;
    }

    /// <summary>Plans all explorations of a pattern.</summary>
    /// <param name="number">The pattern's number.</param>
    /// <param name="slots">The pattern's slots.</param>
    /// <param name="conjuncts">Its predicates.</param>
    /// <param name="slotOf">Slots of its variables, by <see cref="BoundVariable.Id"/>.</param>
    internal static PatternPlan Plan(
        int number, IReadOnlyList<PatternSlot> slots, IReadOnlyList<Conjunct> conjuncts, IReadOnlyDictionary<int, int> slotOf)
    {
        var planner = new ExplorationPlanner(slots, conjuncts, slotOf);
        var explorations = slots.Select(slot => planner.From(slot.Number)).ToArray();
        return new PatternPlan(number, slots, conjuncts, planner._indexes, explorations);
    }

    private static ulong Bit(int slot) => 1UL << slot;

    private Exploration From(int start)
    {
        var bound = Bit(start);
        var checks = NewChecks(0, bound);
        var steps = new List<ExplorationStep>();
        while (steps.Count < _slots.Count && Next(bound) is var (step, next))
        {
            steps.Add(step);
            bound = next;
        }

        return new Exploration(start, checks, steps);
    }

    private (ExplorationStep Step, ulong Bound)? Next(ulong bound)
    {
        bool IsBound(int slot) => (bound & Bit(slot)) != 0;
        var relations = _slots.Where(slot => slot.Relation is not null).Select(slot => slot.Relation!).ToArray();

        if (Array.Find(relations, relation => IsBound(relation.Slot) && !(IsBound(relation.From) && IsBound(relation.To))) is { } open)
        {
            var next = bound | Bit(open.From) | Bit(open.To);
            return (new ExplorationStep.Ends(open.Slot, NewChecks(bound, next)), next);
        }

        var reachable = relations.Where(relation => !IsBound(relation.Slot)).ToArray();
        if (Array.Find(reachable, relation => IsBound(relation.From) && IsBound(relation.To)) is { } closing)
        {
            return Expand(closing, closing.From, bound);
        }

        if (Array.Find(reachable, relation => IsBound(relation.From) || IsBound(relation.To)) is { } leading)
        {
            return Expand(leading, IsBound(leading.From) ? leading.From : leading.To, bound);
        }

        return bound == AllSlots() ? null : Enter(bound);
    }

    private ulong AllSlots() => _slots.Aggregate(0UL, (all, slot) => all | Bit(slot.Number));

    private (ExplorationStep Step, ulong Bound) Expand(BoundPatternElement.Relation relation, int node, ulong bound)
    {
        var startsAtNode = node == relation.From;
        var other = startsAtNode ? relation.To : relation.From;
        var way = !relation.IsDirected ? ExpandWay.Either : startsAtNode ? ExpandWay.Out : ExpandWay.In;
        var next = bound | Bit(relation.Slot) | Bit(other);
        return (new ExplorationStep.Expand(
            relation.Slot, node, other, way, (bound & Bit(other)) != 0, NewChecks(bound, next), OtherRelations(relation.Slot, bound)), next);
    }

    /// <summary>Goes on in a part of the pattern that no relation leads to: by the slot with the most equalities, else by its first slot.</summary>
    private (ExplorationStep Step, ulong Bound) Enter(ulong bound)
    {
        var candidates = _slots
            .Where(slot => (bound & Bit(slot.Number)) == 0)
            .Select(slot => (Slot: slot.Number, Equalities: EqualitiesOf(slot.Number, bound)))
            .ToArray();
        var (chosen, equalities) = candidates.MaxBy(candidate => candidate.Equalities.Count);
        var index = IndexFor(chosen, [.. equalities.Select(equality => equality.Own)]);
        var next = bound | Bit(chosen);
        var differsFrom = _slots[chosen].IsNode ? [] : OtherRelations(chosen, bound);
        return (new ExplorationStep.Lookup(index, [.. equalities.Select(equality => equality.Other)], NewChecks(bound, next), differsFrom), next);
    }

    /// <summary>Equalities between the slot alone and bound slots, neither side of which can fail.</summary>
    private List<(BoundExpression Own, BoundExpression Other)> EqualitiesOf(int slot, ulong bound)
    {
        var found = new List<(BoundExpression Own, BoundExpression Other)>();
        foreach (var predicate in _conjuncts.Select(conjunct => conjunct.Predicate))
        {
            if (predicate is not BoundExpression.Comparison { Operator: ComparisonOperator.Equal } equality
                || Failure.CanFail(equality) || IsElement(equality.Left) != IsElement(equality.Right))
            {
                continue;
            }

            var left = Conjunction.SlotsOf(equality.Left, _slotOf);
            var right = Conjunction.SlotsOf(equality.Right, _slotOf);
            if (left == Bit(slot) && right != 0 && (right & ~bound) == 0)
            {
                found.Add((equality.Left, equality.Right));
            }
            else if (right == Bit(slot) && left != 0 && (left & ~bound) == 0)
            {
                found.Add((equality.Right, equality.Left));
            }
        }

        return found;
    }

    /// <summary>Elements are hashed by identity, values by value: the two do not meet in an index, and are never equal.</summary>
    private static bool IsElement(BoundExpression expression) => expression is BoundExpression.Reference { Target.Kind: not VariableKind.Value };

    private SlotIndexPlan IndexFor(int slot, IReadOnlyList<BoundExpression> keys)
    {
        // Keys come from the same conjuncts in the same order, so the same index has the same expressions.
        var index = _indexes.Find(known => known.Slot == slot && known.Keys.SequenceEqual(keys, ReferenceEqualityComparer.Instance));
        if (index is null)
        {
            index = new SlotIndexPlan(_indexes.Count, slot, keys);
            _indexes.Add(index);
        }

        return index;
    }

    /// <summary>Relationship uniqueness spans one MATCH: a relation differs from every other one of it.</summary>
    private int[] OtherRelations(int relation, ulong bound) =>
    [
        .. _slots
            .Where(slot => slot.Relation is { } other && other.Slot != relation && other.Clause == _slots[relation].Relation!.Clause && (bound & Bit(other.Slot)) != 0)
            .Select(slot => slot.Number),
    ];

    private Conjunct[] NewChecks(ulong before, ulong after) =>
        [.. _conjuncts.Where(conjunct =>
            (conjunct.Slots & ~after) == 0
            && (conjunct.Slots == 0 ? before == 0 : (conjunct.Slots & ~before) != 0)
            && (conjunct.Slots == 0 || (conjunct.Slots & (conjunct.Slots - 1)) != 0))];
}
