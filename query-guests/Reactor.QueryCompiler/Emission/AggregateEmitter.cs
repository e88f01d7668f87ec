using Reactor.Cypher.Binding;
using Reactor.QueryCompiler.Planning;

namespace Reactor.QueryCompiler.Emission;

/// <summary>
/// Writes one grouping: structs of its keys, its groups and the rows these show; how a row enters or leaves its group; and what the unit's
/// end makes of the groups it touched.
/// </summary>
/// <remarks>
/// A group's states change at once, which is the same as gathering the unit's delta first, because they depend on the multiset of rows
/// alone. What the group showed before the unit is taken at its first touch. Elements among the keys are copied as far as the query reads
/// them; a row that comes brings their current version.
/// </remarks>
internal sealed class AggregateEmitter
{
    private readonly SegmentSink.Aggregate _aggregate;
    private readonly int _number;
    private readonly Constants _constants;
    private readonly CodeWriter _writer;
    private readonly ExpressionEmitter _expressions;
    private readonly IReadOnlyList<ElementAccess?> _elements;

    internal AggregateEmitter(QueryPlan plan, SegmentSink.Aggregate aggregate, Scope scope, Constants constants, CodeWriter writer)
    {
        _aggregate = aggregate;
        _number = aggregate.Operator;
        _constants = constants;
        _writer = writer;
        _expressions = new ExpressionEmitter(writer, scope, plan.Layout, constants);
        _elements = [.. _aggregate.Keys.Select(key => aggregate.IsUnion ? null : _expressions.ElementOf(key))];
    }

    /// <summary>Whether an answer may not exist.</summary>
    internal bool CanFail => _aggregate.Aggregates.Any(call =>
        call.Kind is AggregateKind.Sum or AggregateKind.Average or AggregateKind.Collect or AggregateKind.CollectInOrder or AggregateKind.PercentileContinuous or AggregateKind.PercentileDiscrete);

    /// <summary>The meaning of keys and aggregates in the segment behind.</summary>
    internal Scope Outgoing => new(
        [.. _elements.Select((element, key) => element is null
            ? (Binding)new Binding.Value($"row.Key.K{key}")
            : new Binding.Element(new ElementAccess.Carried($"row.Key.K{key}", element.Reads, element.IsNode, element.NullTest is not null)))],
        [.. _aggregate.Aggregates.Select((_, aggregate) => $"row.A{aggregate}")]);

    private bool Retains => _aggregate.Aggregates.Any(call => call.Retains);

    private bool IsFollowed => _aggregate.Aggregates.Any(call => call.Kind == AggregateKind.Touch);

    private bool IsSingle => _aggregate.Keys.Count == 0 && !_aggregate.IsDistinct;

    private IEnumerable<int> ValueKeys => Enumerable.Range(0, _aggregate.Keys.Count).Where(key => _elements[key] is null);

    /// <summary>Whether a segment ends in the one group that always exists.</summary>
    internal static bool IsSingleGroup(SegmentSink.Aggregate aggregate) => aggregate is { Keys.Count: 0, IsDistinct: false };

    /// <summary>Whether a row can be refused because an argument cannot be evaluated or aggregated.</summary>
    internal static bool CanRefuse(SegmentSink.Aggregate aggregate) =>
        aggregate.Aggregates.Any(call => Refuses(call) || (call.Argument is { } argument && Failure.CanFail(argument)));

    /// <summary>Writes the call that passes the row of the method being written to its group.</summary>
    internal void WriteCall(string identity)
    {
        _writer.Line($"Key{_number} key = default;");
        for (var key = 0; key < _aggregate.Keys.Count; key++)
        {
            if (_elements[key] is { } element)
            {
                foreach (var (member, code) in Copies(element))
                {
                    _writer.Line($"key.K{key}{member} = {code};");
                }
            }
            else
            {
                _writer.Line($"key.K{key} = {_expressions.Emit(_aggregate.Keys[key])};");
            }
        }

        var arguments = Fed().Select(call => Argument(call.Call)).ToArray();
        _writer.Line($"Accumulate{_number}({string.Join(", ", arguments.Prepend("in key").Prepend($"in {identity}").Prepend("sign"))});");
    }

    /// <summary>Writes the members.</summary>
    internal void Write()
    {
        WriteStructs();
        WriteAccumulate();
        if (ValueKeys.Any())
        {
            WriteVariants();
        }

        WriteTouch();
        WriteShow();
        if (IsSingle)
        {
            WriteBegin();
        }

        WriteFlush();
    }

    /// <summary>What is copied of an element: member suffix and C#.</summary>
    private static IEnumerable<(string Member, string Code)> Copies(ElementAccess element) =>
        element.Reads.Fields().Select(field => (field.Name, element.Field(field)))
            .Prepend(("Labels", element.Labels))
            .Prepend(("Identity", element.Identity))
            .Concat(element.NullTest is { } isNull ? [("IsNull", isNull)] : []);

    private static bool Refuses(BoundAggregate call) =>
        call.Kind is not (AggregateKind.Touch or AggregateKind.Last or AggregateKind.CountRows or AggregateKind.Count or AggregateKind.Minimum or AggregateKind.Maximum or AggregateKind.Collect or AggregateKind.CollectInOrder);

    /// <summary>The aggregates that take values: count(*), and count of what is never null, are the number of rows.</summary>
    private IEnumerable<(int Number, BoundAggregate Call)> Fed() =>
        _aggregate.Aggregates.Select((call, number) => (number, call)).Where(pair => pair.call.Kind != AggregateKind.Touch && !CountsRows(pair.call));

    private bool CountsRows(BoundAggregate call) =>
        call.Kind == AggregateKind.CountRows
        || (!call.Retains && call is { Kind: AggregateKind.Count, Distinct: false, Argument: { } argument } && _expressions.ElementOf(argument) is { NullTest: null });

    private string Argument(BoundAggregate call) =>
        call.Kind == AggregateKind.Count ? _expressions.EmitOperand(call.Argument!) : _expressions.Emit(call.Argument!);

    private static string StateType(BoundAggregate call) => (call.Kind, call.Distinct) switch
    {
        (AggregateKind.Minimum or AggregateKind.Maximum, _) => PlainState(call.Kind),
        (AggregateKind.Collect, true) => "CollectDistinctAggregate",
        (_, true) => $"DistinctAggregate<{PlainState(call.Kind)}>",
        _ => PlainState(call.Kind),
    };

    /// <summary>Whether its state is an <c>ISortedAggregate</c>.</summary>
    private static bool IsSorted(BoundAggregate call) =>
        call.Distinct || call.Kind is AggregateKind.Minimum or AggregateKind.Maximum or AggregateKind.Collect or AggregateKind.CollectInOrder or AggregateKind.PercentileContinuous or AggregateKind.PercentileDiscrete or AggregateKind.Last;

    private static string PlainState(AggregateKind kind) => kind switch
    {
        AggregateKind.Count => "CountAggregate",
        AggregateKind.Sum => "SumAggregate",
        AggregateKind.Average => "AverageAggregate",
        AggregateKind.Minimum => "MinAggregate",
        AggregateKind.Maximum => "MaxAggregate",
        AggregateKind.Collect => "CollectAggregate",
        AggregateKind.CollectInOrder => "CollectInOrderAggregate",
        AggregateKind.PercentileContinuous => "PercentileContinuousAggregate",
        AggregateKind.PercentileDiscrete => "PercentileDiscreteAggregate",
        AggregateKind.SampleDeviation => "SampleDeviationAggregate",
        AggregateKind.PopulationDeviation => "PopulationDeviationAggregate",
        AggregateKind.Last => "LastAggregate",
        AggregateKind.LinearGradient => "LinearGradientAggregate",
        _ => throw new InvalidOperationException($"No state of {kind}."),
    };

    private void WriteStructs()
    {
        _writer.Open($"public struct Key{_number}");
        for (var key = 0; key < _elements.Count; key++)
        {
            if (_elements[key] is { } element)
            {
                foreach (var (member, _) in Copies(element))
                {
                    var type = member switch { "Identity" => "UInt128", "Labels" => "ulong", "IsNull" => "bool", _ => "Value" };
                    _writer.Line($"public {type} K{key}{member};");
                }
            }
            else
            {
                _writer.Line($"public Value K{key};");
            }
        }

        _writer.Close();
        _writer.Open($"public struct Shown{_number}");
        _writer.Line($"public Key{_number} Key;");
        for (var aggregate = 0; aggregate < _aggregate.Aggregates.Count; aggregate++)
        {
            _writer.Line($"public Value A{aggregate};");
        }

        if (CanFail)
        {
            _writer.Line("public string Error;");
        }

        _writer.Close();
        _writer.Open($"public struct Group{_number}");
        _writer.Line("public long Rows;");
        _writer.Line($"public Key{_number} Key;");
        foreach (var (number, call) in Fed())
        {
            _writer.Line($"public {StateType(call)} A{number};");
        }

        if (ValueKeys.Any())
        {
            _writer.Line("public KeyVariants Variants;");
        }

        if (IsFollowed)
        {
            _writer.Line("public Value NewestTouch;");
        }

        if (Retains)
        {
            _writer.Line("public bool IsRetained;");
        }

        _writer.Line("public bool Touched;");
        _writer.Close();
        _writer.Line($"private GroupTable<Group{_number}> _groups{_number};");
        _writer.Line($"private readonly TouchedGroups<Shown{_number}> _touched{_number} = new TouchedGroups<Shown{_number}>();");
    }

    private void WriteAccumulate()
    {
        var fed = Fed().ToArray();
        var parameters = fed.Select(call => $"in Value a{call.Number}").Prepend($"in Key{_number} key").Prepend("in UInt128 identity").Prepend("int sign");
        _writer.Open($"private void Accumulate{_number}({string.Join(", ", parameters)})");
        WriteRequirements();
        if (IsSingle)
        {
            _writer.Line("int number = 0;");
        }
        else
        {
            WriteIdentity("key");
            _writer.Line($"int number = _groups{_number}.FindOrAdd(Form.ToIdentity());");
        }

        _writer.Line($"ref Group{_number} group = ref _groups{_number}[number];");
        _writer.Line($"if (!group.Touched) Touch{_number}(number, ref group);");
        if (IsFollowed)
        {
            _writer.Line("if (!Clock.IsInstant) group.NewestTouch = Version;");
        }

        _writer.Open("if (sign > 0)");
        WriteStates("Add");
        WriteKeyOfNewRow();
        _writer.Close();
        _writer.Open("else");
        WriteStates("Remove");
        if (ValueKeys.Any())
        {
            _writer.Line($"if (group.Variants != null) CountVariant{_number}(ref group, in key, -1);");
        }

        _writer.Close();
        _writer.Line("group.Rows += sign;");
        if (Retains)
        {
            _writer.Line("group.IsRetained = true;");
        }

        _writer.Close();
    }

    private void WriteIdentity(string key)
    {
        _writer.Line("RowIdentity.BeginGroup(Form);");
        for (var i = 0; i < _elements.Count; i++)
        {
            var append = $"RowIdentity.AppendElement(in {key}.K{i}Identity, Form);";
            _writer.Line(_elements[i] is not { } element ? $"CanonicalForm.Append(in {key}.K{i}, Form);"
                : element.NullTest is null ? append
                : $"if ({key}.K{i}IsNull) CanonicalForm.Append({CSharp.Null}, Form); else {append}");
        }
    }

    /// <summary>Lets the aggregates that may refuse a value look at theirs before any state changes: a refused row must leave no trace when it
    /// comes, and there is none to take back when it goes.</summary>
    private void WriteRequirements()
    {
        foreach (var (number, call) in Fed().Where(pair => Refuses(pair.Call)))
        {
            _writer.Line($"{PlainState(call.Kind)}.Require(in a{number});");
        }
    }

    private void WriteStates(string action)
    {
        foreach (var (number, _) in Fed().Where(pair => action == "Add" || !pair.Call.Retains))
        {
            _writer.Line($"group.A{number}.{action}(in a{number}, identity);");
        }
    }

    private void WriteKeyOfNewRow()
    {
        if (!ValueKeys.Any())
        {
            _writer.Line("group.Key = key;");
            return;
        }

        var same = string.Join(" && ", ValueKeys.Select(key => $"ExactForm.AreSame(in group.Key.K{key}, in key.K{key})"));
        _writer.Line($"if (group.Rows == 0 || (group.Variants == null && {same})) group.Key = key;");
        _writer.Line($"else CountVariant{_number}(ref group, in key, 1);");
    }

    private void WriteVariants()
    {
        string Keys(string of) => $"new Value[] {{ {string.Join(", ", ValueKeys.Select(key => $"{of}.K{key}"))} }}";

        _writer.Open($"private static void CountVariant{_number}(ref Group{_number} group, in Key{_number} key, int sign)");
        _writer.Line($"Value[] shown = KeyVariants.Count(ref group.Variants, {Keys("group.Key")}, group.Rows, {Keys("key")}, sign);");
        _writer.Line("if (sign > 0) group.Key = key;");
        foreach (var (key, place) in ValueKeys.Select((key, place) => (key, place)))
        {
            _writer.Line($"group.Key.K{key} = shown[{place}];");
        }

        _writer.Close();
    }

    private void WriteTouch()
    {
        _writer.Open($"private void Touch{_number}(int number, ref Group{_number} group)");
        _writer.Line($"ref var entry = ref _touched{_number}.Add(number);");
        _writer.Line($"entry.Existed = {(IsSingle ? $"_isShown{_number}" : Retains ? "group.IsRetained" : "group.Rows != 0")};");
        _writer.Line($"if (entry.Existed) entry.Before = Show{_number}(ref group);");
        _writer.Line("group.Touched = true;");
        _writer.Close();
    }

    private void WriteShow()
    {
        _writer.Open($"private static Shown{_number} Show{_number}(ref Group{_number} group)");
        _writer.Line($"Shown{_number} shown = default;");
        _writer.Line("shown.Key = group.Key;");
        if (CanFail)
        {
            _writer.Open("try");
        }

        for (var aggregate = 0; aggregate < _aggregate.Aggregates.Count; aggregate++)
        {
            var call = _aggregate.Aggregates[aggregate];
            var answer = call.Kind == AggregateKind.Touch ? "group.NewestTouch"
                : CountsRows(call) ? "Value.FromInteger(group.Rows)"
                : $"group.A{aggregate}.Result()";
            _writer.Line($"shown.A{aggregate} = {answer};");
        }

        if (CanFail)
        {
            _writer.Close();
            _writer.Line("catch (EvaluationException exception) { shown.Error = exception.RowError; }");
        }

        _writer.Line("return shown;");
        _writer.Close();
    }

    private void WriteBegin()
    {
        _writer.Line($"private bool _isShown{_number};");
        _writer.Open($"private void Begin{_number}()");
        _writer.Line("RowIdentity.BeginGroup(Form);");
        _writer.Line($"int number = _groups{_number}.FindOrAdd(Form.ToIdentity());");
        _writer.Line($"Touch{_number}(number, ref _groups{_number}[number]);");
        _writer.Close();
    }

    private void WriteFlush()
    {
        _writer.Open($"private void Flush{_number}()");
        _writer.Open($"for (int i = 0; i < _touched{_number}.Count; i++)");
        _writer.Line($"ref var entry = ref _touched{_number}[i];");
        _writer.Line($"ref Group{_number} group = ref _groups{_number}[entry.Group];");
        _writer.Line("group.Touched = false;");
        foreach (var (number, _) in Fed().Where(pair => IsSorted(pair.Call)))
        {
            _writer.Line($"ProbeCount += group.A{number}.TakeProbes();");
        }

        _writer.Line($"UInt128 identity = _groups{_number}.Identity(entry.Group);");
        _writer.Line($"if (entry.Existed) After{_number}(-1, in identity, in entry.Before);");
        if (IsSingle)
        {
            _writer.Line($"_isShown{_number} = true;");
        }
        else
        {
            _writer.Line($"if ({(Retains ? "!group.IsRetained" : "group.Rows == 0")}) {{ _groups{_number}.Remove(entry.Group); continue; }}");
        }

        _writer.Line($"Shown{_number} shown = Show{_number}(ref group);");
        _writer.Line($"After{_number}(1, in identity, in shown);");
        _writer.Close();
        _writer.Line($"_touched{_number}.Clear();");
        _writer.Close();
    }
}
