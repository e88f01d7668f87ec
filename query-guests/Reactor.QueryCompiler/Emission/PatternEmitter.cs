using Reactor.Cypher.Binding;
using Reactor.QueryCompiler.Planning;

namespace Reactor.QueryCompiler.Emission;

/// <summary>
/// Writes the join of a query: for each slot what a changed element of it does, which predicates it must pass, and the nested loops that
/// find its matches. Every match ends in the method Match.
/// </summary>
/// <remarks>
/// The slots of a changed element are worked through in order, each slot's index following right behind: so slots before it are seen as
/// they are, slots behind it as they were (docs/semantics.md, section 5). Only elements of the changed element's kind have two versions.
/// </remarks>
internal sealed class PatternEmitter
{
    private readonly PatternPlan _pattern;
    private readonly RowLayout _layout;
    private readonly Constants _constants;
    private readonly RowEmitter _rows;
    private readonly CodeWriter _writer;

    internal PatternEmitter(QueryPlan plan, PatternPlan pattern, Constants constants, RowEmitter rows, CodeWriter writer)
    {
        _pattern = pattern;
        _layout = plan.Layout;
        _constants = constants;
        _rows = rows;
        _writer = writer;
    }

    /// <summary>Name of the C# variable that is an element of the pattern.</summary>
    internal static string Variable(PatternSlot slot) => $"{(slot.IsNode ? 'n' : 'r')}{slot.Number}";

    /// <summary>The meaning of the pattern's variables.</summary>
    internal static Scope ScopeOf(PatternPlan pattern, RowLayout layout)
    {
        var scope = new Scope();
        foreach (var slot in pattern.Slots)
        {
            scope.Bind(slot.Element.Variable, new Binding.Element(new ElementAccess.Bound(Variable(slot), layout, slot.Reads, slot.IsNode)));
        }

        if (pattern.Walk is { } walk)
        {
            scope.Bind(walk.Element.Variable, new Binding.Value(WalkEmitter.PathName));
        }

        return scope;
    }

    /// <summary>C# parameters of all elements of the pattern.</summary>
    internal string Parameters(PatternPlan pattern) => string.Join(", ", pattern.Slots.Select(Parameter));

    /// <summary>Writes what a change of an element does, pattern by pattern.</summary>
    internal static void WriteDispatch(IReadOnlyList<PatternPlan> patterns, CodeWriter writer)
    {
        WriteDispatch(patterns, "NodeChanged", "Nodes", "OldNode", isNode: true, writer);
        WriteDispatch(patterns, "RelationChanged", "Relations", "OldRelation", isNode: false, writer);
    }

    /// <summary>Name of a member that belongs to a slot or predicate of the pattern.</summary>
    internal string Member(string name, int number) => Member(_pattern, name, number);

    /// <summary>Writes the members.</summary>
    internal void Write()
    {
        foreach (var index in _pattern.Indexes)
        {
            _writer.Line($"private SlotIndex {IndexName(_pattern, index)};");
        }

        foreach (var slot in _pattern.Slots)
        {
            WriteChanged(slot);
            WriteSame(slot);
            WriteAccept(slot);
        }

        foreach (var conjunct in _pattern.Conjuncts.Where(conjunct => conjunct.CanFail))
        {
            WriteTest(conjunct);
        }

        foreach (var exploration in _pattern.Explorations)
        {
            new ExplorationEmitter(_pattern, exploration, this, _writer).Write();
        }
    }

    /// <summary>Name of an index.</summary>
    internal static string IndexName(PatternPlan pattern, SlotIndexPlan index) => Member(pattern, "_index", index.Number);

    /// <summary>C# type of an element.</summary>
    internal string TypeOf(PatternSlot slot) => slot.IsNode ? _rows.NodeType : _rows.RelationType;

    /// <summary>C# parameter of an element.</summary>
    internal string Parameter(PatternSlot slot) => $"in {TypeOf(slot)} {Variable(slot)}";

    /// <summary>The class of relations that a bit of the manifest is in: see GraphShape of the runtime.</summary>
    internal int ClassOf(int bit) => System.Numerics.BitOperations.PopCount(_layout.RelationTypes & ((1UL << bit) - 1));

    /// <summary>Number of classes of relations.</summary>
    internal int Classes => System.Numerics.BitOperations.PopCount(_layout.RelationTypes) + (_layout.ReadsAllRelations ? 1 : 0);

    /// <summary>The classes that relations of these types are in; all for none.</summary>
    internal int[] ClassesOf(ulong types) => types == 0
        ? [.. Enumerable.Range(0, Classes)]
        : [.. Enumerable.Range(0, 64).Where(bit => (types >> bit & 1) != 0).Select(ClassOf)];

    /// <summary>Those of the types that have no direction: joins. Of none given, which means any, all joins.</summary>
    internal ulong UndirectedTypes(ulong types) => types == 0 ? _layout.JoinTypes : types & _layout.JoinTypes;

    /// <summary>An emitter of expressions over the pattern's elements.</summary>
    internal ExpressionEmitter Expressions() => new(_writer, ScopeOf(_pattern, _layout), _layout, _constants);

    /// <summary>C# of whether a version is one of the slot, its predicates aside.</summary>
    internal static string Matches(PatternSlot slot, string version)
    {
        if (slot.Labels == 0)
        {
            return slot.IsNode ? $"{version}.IsPresent" : $"{version}.IsMatchable";
        }

        var mask = CSharp.Mask(slot.Labels);
        return slot.IsNode
            ? $"{version}.IsPresent && ({version}.Labels & {mask}) == {mask}"
            : $"{version}.IsMatchable && ({version}.Types & {mask}) != 0";
    }

    /// <summary>Writes a statement for what does not pass predicates; fallible ones note their error in a variable.</summary>
    /// <param name="conjuncts">The predicates.</param>
    /// <param name="leave">The statement.</param>
    /// <param name="error">The variable.</param>
    internal void WriteChecks(IEnumerable<Conjunct> conjuncts, string leave, string error)
    {
        foreach (var conjunct in conjuncts)
        {
            var condition = conjunct.CanFail
                ? $"{Member("Test", conjunct.Number)}({string.Join(", ", SlotsOf(conjunct).Select(slot => $"in {Variable(slot)}").Append($"ref {error}"))})"
                : Expressions().EmitCondition(conjunct.Predicate);
            _writer.Line($"if (!{condition}) {leave};");
        }
    }

    private IEnumerable<PatternSlot> SlotsOf(Conjunct conjunct) => _pattern.Slots.Where(slot => (conjunct.Slots >> slot.Number & 1) != 0);

    private static string Member(PatternPlan pattern, string name, int number) => $"{name}{pattern.Number}_{number}";

    private static void WriteDispatch(IReadOnlyList<PatternPlan> patterns, string method, string store, string old, bool isNode, CodeWriter writer)
    {
        writer.Open($"protected override void {method}(int number)");
        foreach (var pattern in patterns)
        {
            if (pattern.Walk is not null)
            {
                writer.Line($"{WalkEmitter.ChangedName(pattern, isNode)}(in {old}, in {store}[number]);");
                continue;
            }

            foreach (var slot in pattern.Slots.Where(slot => slot.IsNode == isNode))
            {
                writer.Line($"{Member(pattern, "Changed", slot.Number)}(in {old}, in {store}[number]);");
            }
        }

        writer.Close();
    }

    private void WriteChanged(PatternSlot slot)
    {
        var now = Variable(slot);
        var error = _pattern.CanFail ? ", error" : "";
        _writer.Open($"private void {Member("Changed", slot.Number)}(in {TypeOf(slot)} old, {Parameter(slot)})");
        _writer.Line($"bool was = {Matches(slot, "old")};");
        _writer.Line($"bool becomes = {Matches(slot, now)};");
        _writer.Line($"if (was ? becomes && {Member("Same", slot.Number)}(in old, in {now}) : !becomes) return;");
        if (_pattern.CanFail)
        {
            _writer.Line("string error = null;");
        }

        _writer.Line($"if (was && {Member("Accept", slot.Number)}(in old{Reference(error)})) {Member("Explore", slot.Number)}(-1, in old{error});");
        if (_pattern.CanFail)
        {
            _writer.Line("error = null;");
        }

        _writer.Line($"becomes = becomes && {Member("Accept", slot.Number)}(in {now}{Reference(error)});");
        _writer.Line($"if (becomes) {Member("Explore", slot.Number)}(1, in {now}{error});");
        foreach (var index in _pattern.Indexes.Where(index => index.Slot == slot.Number))
        {
            WriteIndexing(index, now);
        }

        _writer.Close();
    }

    private static string Reference(string error) => error.Length == 0 ? "" : ", ref error";

    private void WriteIndexing(SlotIndexPlan index, string version)
    {
        var hash = $"hash{index.Number}";
        _writer.Line($"ulong {hash} = 0;");
        var condition = string.Concat(HashTests(index.Keys, hash).Select(test => $" && {test}"));
        _writer.Line($"if (becomes{condition}) {IndexName(_pattern, index)}.Set({version}.Number, {hash});");
        _writer.Line($"else {IndexName(_pattern, index)}.Remove({version}.Number);");
    }

    /// <summary>C# conditions that leave the hash of join values in a variable, false for what joins nothing.</summary>
    internal IEnumerable<string> HashTests(IEnumerable<BoundExpression> keys, string hash)
    {
        var expressions = Expressions();
        return keys.Select((key, place) =>
        {
            var seed = $"JoinSeed{(place == 0 ? "" : $" + {hash}")}";
            return expressions.ElementOf(key) is { } element
                ? $"TryHash(in {element.Identity}, {seed}, out {hash})"
                : $"JoinKey.TryHash({expressions.EmitOperand(key)}, {seed}, out {hash})";
        }).ToArray();
    }

    private void WriteSame(PatternSlot slot)
    {
        var type = TypeOf(slot);
        _writer.Line($"private static bool {Member("Same", slot.Number)}(in {type} old, in {type} now) => {SameTest(slot.Reads, slot.IsNode, 0)};");
    }

    /// <summary>C# of whether nothing that is read tells two versions apart, <c>old</c> and <c>now</c>.</summary>
    /// <param name="reads">What is read.</param>
    /// <param name="isNode">Node or relation.</param>
    /// <param name="required">Further bits of labels that matter.</param>
    internal string SameTest(ElementReads reads, bool isNode, ulong required)
    {
        var parts = reads.Fields()
            .Where(field => field is RowField.Property or RowField.Whole or RowField.Version or RowField.Changed)
            .Select(field => RowEmitter.Member(_layout.PlaceOf(field, isNode)))
            .Select(member => $"ExactForm.AreSame(in old.Row.{member}, in now.Row.{member})")
            .ToList();
        var labels = reads.Whole ? ulong.MaxValue : reads.Labels | required;
        if (labels != 0)
        {
            var member = isNode ? "Labels" : "Types";
            parts.Insert(0, $"((old.{member} ^ now.{member}) & {CSharp.Mask(labels)}) == 0");
        }

        return parts.Count == 0 ? "true" : string.Join(" && ", parts);
    }

    private void WriteAccept(PatternSlot slot)
    {
        var error = _pattern.CanFail ? ", ref string error" : "";
        _writer.Open($"private bool {Member("Accept", slot.Number)}({Parameter(slot)}{error})");
        WriteChecks(_pattern.LocalTo(slot.Number), "return false", "error");
        _writer.Line("return true;");
        _writer.Close();
    }

    private void WriteTest(Conjunct conjunct)
    {
        var parameters = SlotsOf(conjunct).Select(Parameter).Append("ref string error");
        _writer.Open($"private bool {Member("Test", conjunct.Number)}({string.Join(", ", parameters)})");
        _writer.Open("try");
        var condition = Expressions().EmitCondition(conjunct.Predicate);
        _writer.Line($"return {condition};");
        _writer.Close();
        _writer.Open("catch (EvaluationException exception)");
        _writer.Line("error ??= exception.RowError;");
        _writer.Line("return true;");
        _writer.Close();
        _writer.Close();
    }
}
