using Reactor.QueryCompiler.Planning;

namespace Reactor.QueryCompiler.Emission;

/// <summary>Writes the nested loops that find the matches of a changed element of one slot.</summary>
internal sealed class ExplorationEmitter
{
    private readonly PatternPlan _pattern;
    private readonly Exploration _exploration;
    private readonly PatternEmitter _join;
    private readonly CodeWriter _writer;
    private string _error = "error";
    private string _leave = "return";
    private int _open;

    internal ExplorationEmitter(PatternPlan pattern, Exploration exploration, PatternEmitter join, CodeWriter writer)
    {
        _pattern = pattern;
        _exploration = exploration;
        _join = join;
        _writer = writer;
    }

    private PatternSlot Start => _pattern.Slots[_exploration.Start];

    /// <summary>Writes the method.</summary>
    internal void Write()
    {
        var error = _pattern.CanFail ? ", string error" : "";
        _writer.Open($"private void {_join.Member("Explore", Start.Number)}(int sign, {_join.Parameter(Start)}{error})");
        WriteChecks(_exploration.StartChecks);
        for (var depth = 0; depth < _exploration.Steps.Count; depth++)
        {
            if (_pattern.CanFail)
            {
                // A step's error belongs to the matches behind it, not to the next candidate.
                _error = $"error{depth}";
            }

            WriteStep(_exploration.Steps[depth], depth);
        }

        var arguments = _pattern.Slots.Select(slot => $"in {PatternEmitter.Variable(slot)}");
        _writer.Line($"Match{_pattern.Number}(sign, {string.Join(", ", arguments)}{(_pattern.CanFail ? $", {_error}" : "")});");
        for (; _open > 0; _open--)
        {
            _writer.Close();
        }

        _writer.Close();
    }

    private void WriteStep(ExplorationStep step, int depth)
    {
        switch (step)
        {
            case ExplorationStep.Ends ends:
                WriteEnds(ends, depth);
                break;
            case ExplorationStep.Expand expand:
                WriteExpand(expand, depth);
                break;
            case ExplorationStep.Lookup lookup:
                WriteLookup(lookup, depth);
                break;
            default:
                throw new InvalidOperationException($"No code for {step.GetType().Name}.");
        }

        WriteChecks(step.Checks);
    }

    private void WriteEnds(ExplorationStep.Ends ends, int depth)
    {
        var relation = _pattern.Slots[ends.Relation].Relation!;
        var name = PatternEmitter.Variable(_pattern.Slots[ends.Relation]);
        var (from, to) = ($"{name}.Start", $"{name}.End");
        var undirected = _join.UndirectedTypes(_pattern.Slots[ends.Relation].Labels);
        if ((!relation.IsDirected || undirected != 0) && relation.From != relation.To)
        {
            // Either end may be the one written first; of a loop both ways are one match. A join's relation is no loop and takes no notice of arrows.
            var hasOneWay = relation.IsDirected ? $"({name}.Types & {CSharp.Mask(undirected)}) == 0" : $"{name}.Start == {name}.End";
            OpenLoop($"for (int way{depth} = 0; way{depth} < ({hasOneWay} ? 1 : 2); way{depth}++)");
            (from, to) = ($"way{depth} == 0 ? {from} : {to}", $"way{depth} == 0 ? {to} : {from}");
        }

        CopyError(depth);
        BindNode(_pattern.Slots[relation.From], from);
        if (relation.From == relation.To)
        {
            _writer.Line($"if ({name}.Start != {name}.End) {_leave};");
        }
        else
        {
            BindNode(_pattern.Slots[relation.To], to);
        }
    }

    private void WriteExpand(ExplorationStep.Expand expand, int depth)
    {
        var slot = _pattern.Slots[expand.Relation];
        var relation = PatternEmitter.Variable(slot);
        var node = PatternEmitter.Variable(_pattern.Slots[expand.Node]);
        var other = OpenWalk(expand, slot, node, depth);
        _writer.Line("ProbeCount++;");
        _writer.Line($"ref readonly {_join.TypeOf(slot)} {relation} = ref {Version(slot, $"x{depth}")};");
        _writer.Line($"if (!({PatternEmitter.Matches(slot, relation)})) {_leave};");
        if (expand.Way == ExpandWay.Either)
        {
            _writer.Line($"if (way{depth} != 0 && {relation}.Start == {relation}.End) {_leave};");
        }

        CopyError(depth);
        WriteUniqueness(slot, expand.DiffersFrom);
        WriteAccept(slot);
        if (expand.OtherIsBound)
        {
            _writer.Line($"if (({other}) != {PatternEmitter.Variable(_pattern.Slots[expand.Other])}.Number) {_leave};");
        }
        else if (expand.Other == expand.Node)
        {
            _writer.Line($"if (({other}) != {node}.Number) {_leave};");
        }
        else
        {
            BindNode(_pattern.Slots[expand.Other], other);
        }
    }

    /// <summary>Opens the loops over a node's relations; returns C# of the number of the node at the other end.</summary>
    private string OpenWalk(ExplorationStep.Expand expand, PatternSlot slot, string node, int depth)
    {
        var relation = PatternEmitter.Variable(slot);
        if (expand.Way != ExpandWay.Either && _join.UndirectedTypes(slot.Labels) is var undirected and not 0)
        {
            return OpenLists(expand.Way, slot, undirected, node, depth);
        }

        var type = OpenClasses(slot, depth);
        var list = $"{node}.Number, {type}";
        switch (expand.Way)
        {
            case ExpandWay.Out:
                OpenLoop($"for (int x{depth} = Links.FirstOut({list}); x{depth} >= 0; x{depth} = Links.NextOut(x{depth}))");
                return $"{relation}.End";
            case ExpandWay.In:
                OpenLoop($"for (int x{depth} = Links.FirstIn({list}); x{depth} >= 0; x{depth} = Links.NextIn(x{depth}))");
                return $"{relation}.Start";
            default:
                var way = $"way{depth} == 0";
                OpenLoop($"for (int way{depth} = 0; way{depth} < 2; way{depth}++)");
                OpenLoop($"for (int x{depth} = {way} ? Links.FirstOut({list}) : Links.FirstIn({list}); x{depth} >= 0; x{depth} = {way} ? Links.NextOut(x{depth}) : Links.NextIn(x{depth}))");
                return $"{way} ? {relation}.End : {relation}.Start";
        }
    }

    /// <summary>Opens a loop over lists, of which types without direction have two; returns C# of the number of the node at the other end.</summary>
    private string OpenLists(ExpandWay way, PatternSlot slot, ulong undirected, string node, int depth)
    {
        var incoming = way == ExpandWay.In ? 1 : 0;
        var lists = _join.ClassesOf(slot.Labels).Select(type => (2 * type) + incoming)
            .Concat(_join.ClassesOf(undirected).Select(type => (2 * type) + 1 - incoming));
        var isOut = $"(list{depth} & 1) == 0";
        OpenLoop($"foreach (int list{depth} in (ReadOnlySpan<int>)new int[] {{ {string.Join(", ", lists)} }})");
        var list = $"{node}.Number, list{depth} >> 1";
        OpenLoop($"for (int x{depth} = {isOut} ? Links.FirstOut({list}) : Links.FirstIn({list}); x{depth} >= 0; x{depth} = {isOut} ? Links.NextOut(x{depth}) : Links.NextIn(x{depth}))");
        var relation = PatternEmitter.Variable(slot);
        return $"{isOut} ? {relation}.End : {relation}.Start";
    }

    /// <summary>Opens a loop over the slot's types, unless it has one; returns C# of the type's class.</summary>
    private string OpenClasses(PatternSlot slot, int depth)
    {
        var classes = _join.ClassesOf(slot.Labels);
        if (classes.Length == 1)
        {
            return $"{classes[0]}";
        }

        OpenLoop($"foreach (int type{depth} in (ReadOnlySpan<int>)new int[] {{ {string.Join(", ", classes)} }})");
        return $"type{depth}";
    }

    private void WriteLookup(ExplorationStep.Lookup lookup, int depth)
    {
        var slot = _pattern.Slots[lookup.Index.Slot];
        var index = PatternEmitter.IndexName(_pattern, lookup.Index);
        _writer.Line($"ulong key{depth} = 0;");
        var tests = _join.HashTests(lookup.Keys, $"key{depth}").ToArray();
        if (tests.Length != 0)
        {
            _writer.Line($"if (!({string.Join(" && ", tests)})) {_leave};");
        }

        OpenLoop($"for (int x{depth} = {index}.First(key{depth}); x{depth} >= 0; x{depth} = {index}.Next(x{depth}))");
        _writer.Line("ProbeCount++;");
        _writer.Line($"ref readonly {_join.TypeOf(slot)} {PatternEmitter.Variable(slot)} = ref {Version(slot, $"x{depth}")};");
        CopyError(depth);
        WriteUniqueness(slot, lookup.DiffersFrom);
        if (_pattern.LocalTo(slot.Number).Any(conjunct => conjunct.CanFail))
        {
            // What is in the index passed its own predicates; an error among them is to be told again.
            WriteAccept(slot);
        }
    }

    private void WriteUniqueness(PatternSlot slot, IEnumerable<int> others)
    {
        var name = PatternEmitter.Variable(slot);
        foreach (var other in others)
        {
            _writer.Line($"if ({name}.Number == {PatternEmitter.Variable(_pattern.Slots[other])}.Number) {_leave};");
        }
    }

    private void BindNode(PatternSlot slot, string number)
    {
        var name = PatternEmitter.Variable(slot);
        _writer.Line($"int {name}Number = {number};");
        _writer.Line($"ref readonly {_join.TypeOf(slot)} {name} = ref {Version(slot, $"{name}Number")};");
        _writer.Line($"if (!({PatternEmitter.Matches(slot, name)})) {_leave};");
        WriteAccept(slot);
    }

    private void WriteAccept(PatternSlot slot)
    {
        if (_pattern.LocalTo(slot.Number).Any())
        {
            _writer.Line($"if (!{_join.Member("Accept", slot.Number)}(in {PatternEmitter.Variable(slot)}{(_pattern.CanFail ? $", ref {_error}" : "")})) {_leave};");
        }
    }

    private void WriteChecks(IReadOnlyList<Conjunct> conjuncts) => _join.WriteChecks(conjuncts, _leave, _error);

    private void CopyError(int depth)
    {
        if (_pattern.CanFail)
        {
            _writer.Line($"string error{depth} = {(depth == 0 ? "error" : $"error{depth - 1}")};");
        }
    }

    /// <summary>The version of an element that a slot sees: behind the start slot the changed element is still the old one.</summary>
    private string Version(PatternSlot slot, string number)
    {
        var (store, old) = slot.IsNode ? ("Nodes", "OldNode") : ("Relations", "OldRelation");
        return slot.IsNode == Start.IsNode && slot.Number > Start.Number
            ? $"({number} == {PatternEmitter.Variable(Start)}.Number ? ref {old} : ref {store}[{number}])"
            : $"{store}[{number}]";
    }

    private void OpenLoop(string loop)
    {
        _writer.Open(loop);
        _open++;
        _leave = "continue";
    }
}
