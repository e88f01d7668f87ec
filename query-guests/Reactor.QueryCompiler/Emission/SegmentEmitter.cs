using Reactor.Cypher.Binding;
using Reactor.QueryCompiler.Planning;

namespace Reactor.QueryCompiler.Emission;

/// <summary>Writes the segments of a plan: one method per segment that takes a row with its sign, one for the output, and the unit's end.</summary>
internal sealed partial class SegmentEmitter
{
    private readonly QueryPlan _plan;
    private readonly Constants _constants;
    private readonly RowEmitter _rows;
    private readonly CodeWriter _writer;

    /// <summary>C# of the row's identity, and of the statement that leaves it: inside UNWIND each element is a row of its own.</summary>
    private string _identity = "identity";
    private string _leave = "return";

    internal SegmentEmitter(QueryPlan plan, Constants constants, RowEmitter rows, CodeWriter writer)
    {
        _plan = plan;
        _constants = constants;
        _rows = rows;
        _writer = writer;
    }

    private IEnumerable<SegmentSink.Aggregate> Aggregations =>
        _plan.Segments.Select(segment => segment.Sink).OfType<SegmentSink.Aggregate>().DistinctBy(aggregate => aggregate.Operator);

    /// <summary>Writes the members.</summary>
    internal void Write()
    {
        // Groupings in front, because the segments behind them read what these made of their keys.
        var behind = new Dictionary<int, (Scope Scope, bool CanFail)>();
        foreach (var segment in _plan.Segments)
        {
            WriteSegment(segment, behind);
        }

        WriteOutput();
        WriteResultOrder();
        WriteLifecycle();
    }

    /// <summary>Where an order feeds the output and nothing in between makes other rows of its rows.</summary>
    private void WriteResultOrder()
    {
        foreach (var segment in _plan.Segments)
        {
            if (segment is { Source: SegmentSource.Rows { Number: var number }, Sink: SegmentSink.Output { Branch: null } }
                && _plan.Operators[number] is PlanOperator.Order && !segment.Operations.Any(operation => operation is LinearOperation.Unwind))
            {
                _writer.Line($"public override System.Collections.Generic.IEnumerable<UInt128> ResultOrder => {OperatorName(number)}.InOrder();");
            }
        }
    }

    private void WriteSegment(Segment segment, Dictionary<int, (Scope Scope, bool CanFail)> behind)
    {
        (_identity, _leave) = ("identity", "return");
        Scope scope;
        switch (segment.Source)
        {
            case SegmentSource.Pattern { Number: var number }:
                scope = WriteMatch(_plan.Patterns[number], segment);
                break;
            case SegmentSource.Groups { Number: var number }:
                (scope, var canFail) = behind[number];
                _writer.Open($"private void After{number}(int sign, in UInt128 identity, in Shown{number} row)");
                if (canFail)
                {
                    _writer.Line($"if (row.Error != null) {{ Errors.Add(sign, {segment.Number}, in identity, row.Error); return; }}");
                }

                break;
            case SegmentSource.Rows { Number: var number }:
                _writer.Open($"private void After{number}(int sign, in UInt128 identity, Value[] row)");
                scope = ScopeOf(_plan.Operators[number]);
                break;
            default:
                _writer.Open($"private void Once{segment.Number}(int sign)");
                _writer.Line("UInt128 identity = RowIdentity.OfMatch([]);");
                scope = new Scope();
                break;
        }

        WriteBody(segment, scope);
        _writer.Close();
        if (segment.Sink is SegmentSink.Aggregate aggregate && !behind.ContainsKey(aggregate.Operator))
        {
            var aggregation = new AggregateEmitter(_plan, aggregate, scope, _constants, _writer);
            aggregation.Write();
            behind.Add(aggregate.Operator, (aggregation.Outgoing, aggregation.CanFail));
        }
    }

    private Scope WriteMatch(PatternPlan pattern, Segment segment)
    {
        var join = new PatternEmitter(_plan, pattern, _constants, _rows, _writer);
        var parameters = pattern.Slots.Select(join.Parameter).Prepend("int sign");
        if (pattern.Walk is not null)
        {
            _writer.Open($"private void Match{pattern.Number}({string.Join(", ", parameters)}, in Value {WalkEmitter.PathName}, in UInt128 identity)");
            return PatternEmitter.ScopeOf(pattern, _plan.Layout);
        }

        _writer.Open($"private void Match{pattern.Number}({string.Join(", ", pattern.CanFail ? parameters.Append("string error") : parameters)})");
        var elements = pattern.Slots.Select(slot => $"{PatternEmitter.Variable(slot)}.Identity").ToArray();
        _writer.Line($"UInt128 identity = RowIdentity.OfMatch({(elements.Length == 1 ? $"in {elements[0]}" : $"[{string.Join(", ", elements)}]")});");
        if (pattern.CanFail)
        {
            _writer.Line($"if (error != null) {{ Errors.Add(sign, {segment.Number}, in identity, error); return; }}");
        }

        return PatternEmitter.ScopeOf(pattern, _plan.Layout);
    }

    /// <summary>The meaning of the variables that an operator's rows hold.</summary>
    private Scope ScopeOf(PlanOperator source)
    {
        var group = (source as PlanOperator.History)?.Group;
        var scope = new Scope();
        var place = 0;
        foreach (var variable in source.Columns)
        {
            if (ReadsOf(variable) is { } reads)
            {
                scope.Bind(variable, new Binding.Element(new ElementAccess.Stored(
                    "row", place, reads, variable.Kind == VariableKind.Node, variable.Type.HasFlag(TypeSet.Null))));
                place += ElementAccess.Stored.Header + reads.Fields().Count();
            }
            else
            {
                scope.Bind(variable, new Binding.Value($"row[{place++}]"));
            }
        }

        return group is null ? scope : scope.WithGroup([.. group.Keys.Select(key => scope[key])], [.. group.Aggregates.Select(call => ((Binding.Value)scope[call]).Code)]);
    }

    /// <summary>What is stored of a variable that is an element; null for a value.</summary>
    private ElementReads? ReadsOf(BoundVariable variable) => variable.Kind == VariableKind.Value
        ? null
        : _plan.Layout.Elements.GetValueOrDefault(variable.Root.Id, ElementReads.Nothing);

    private int CellsOf(RowShape shape) =>
        shape.Variables.Sum(variable => ReadsOf(variable) is { } reads ? ElementAccess.Stored.Header + reads.Fields().Count() : 1);

    private void WriteBody(Segment segment, Scope scope)
    {
        var canFail = CanFail(segment);
        var depth = 0;
        if (canFail)
        {
            _writer.Open("try");
        }

        var expressions = new ExpressionEmitter(_writer, scope, _plan.Layout, _constants);
        foreach (var operation in segment.Operations)
        {
            switch (operation)
            {
                case LinearOperation.Let let:
                    WriteLet(let, expressions, scope, segment.Number);
                    break;
                case LinearOperation.Filter filter:
                    WriteFilter(filter, expressions, segment.Number);
                    break;
                case LinearOperation.Mark mark:
                    scope.Bind(mark.Variable, new Binding.Element(new ElementAccess.RowAsElement(_identity)));
                    break;
                case LinearOperation.Unwind unwind:
                    OpenUnwind(unwind, expressions, scope, canFail, depth++);
                    break;
            }
        }

        WriteSink(segment.Sink, expressions, scope);
        for (; depth > 0; depth--)
        {
            CloseFallible(segment, canFail, $"identity{depth - 1}");
            _writer.Close();
        }

        CloseFallible(segment, canFail, "identity");
    }

    /// <summary>An element of a list is a row of its own: one that cannot be evaluated does not take its neighbours along.</summary>
    private void OpenUnwind(LinearOperation.Unwind unwind, ExpressionEmitter expressions, Scope scope, bool canFail, int depth)
    {
        _writer.Line($"ReadOnlySpan<Value> items{depth} = Operators.Unwind({expressions.Emit(unwind.List)});");
        _writer.Open($"for (int item{depth} = 0; item{depth} < items{depth}.Length; item{depth}++)");
        _writer.Line($"UInt128 identity{depth} = RowIdentity.OfElementOf(in {_identity}, item{depth});");
        if (canFail)
        {
            _writer.Open("try");
        }

        (_identity, _leave) = ($"identity{depth}", "continue");
        scope.Bind(unwind.Variable, new Binding.Value($"items{depth}[item{depth}]"));
    }

    private void CloseFallible(Segment segment, bool canFail, string identity)
    {
        if (canFail)
        {
            _writer.Close();
            _writer.Open("catch (EvaluationException exception)");
            _writer.Line($"Errors.Add(sign, {segment.Number}, in {identity}, exception.RowError);");
            _writer.Close();
        }
    }

    private void WriteSink(SegmentSink sink, ExpressionEmitter expressions, Scope scope)
    {
        switch (sink)
        {
            case SegmentSink.Output output:
                if (output.Branch is { } branch)
                {
                    _writer.Line($"UInt128 branch = RowIdentity.OfBranch(in {_identity}, {branch});");
                    _identity = "branch";
                }

                var columns = output.Columns.Select(column => $"in {Addressable(expressions.Emit(new BoundExpression.Reference(default, column)))}");
                _writer.Line($"Output({string.Join(", ", columns.Prepend($"in {_identity}").Prepend("sign"))});");
                break;
            case SegmentSink.Aggregate aggregate:
                new AggregateEmitter(_plan, aggregate, scope, _constants, _writer).WriteCall(_identity);
                break;
            case SegmentSink.Feed feed:
                for (var i = 0; i < feed.Targets.Count; i++)
                {
                    WriteFeed(feed.Targets[i], expressions, scope, i);
                }

                break;
        }
    }

    private void WriteFeed(FeedTarget target, ExpressionEmitter expressions, Scope scope, int number)
    {
        var key = WriteKey(target.Key, expressions, scope, number);
        var row = $"row{number}";
        _writer.Line($"Value[] {row} = new Value[{CellsOf(target.Shape) + HistoryEmitter.ExtraCells(_plan.Operators[target.Operator])}];");
        var place = 0;
        foreach (var variable in target.Shape.Variables)
        {
            if (ReadsOf(variable) is not { } reads)
            {
                _writer.Line($"{row}[{place++}] = {expressions.Emit(new BoundExpression.Reference(default, variable))};");
                continue;
            }

            var element = ((Binding.Element)scope[variable]).Access;
            var isPresent = element.NullTest is { } isNull ? $"if (!({isNull})) " : "";
            _writer.Line($"{isPresent}RowCells.Write({row}, {place}, {element.Identity}, {element.Labels});");
            place += ElementAccess.Stored.Header;
            foreach (var field in reads.Fields())
            {
                _writer.Line($"{row}[{place++}] = {element.Field(field)};");
            }
        }

        _writer.Line($"{OperatorName(target.Operator)}.{(target.IsRight ? "Right" : "Left")}(sign, in {_identity}, {key}, {row});");
    }

    /// <summary>Writes what computes a key; returns C# of it.</summary>
    private string WriteKey(IReadOnlyList<KeyPart> parts, ExpressionEmitter expressions, Scope scope, int number)
    {
        switch (parts)
        {
            case []:
                return "RowKey.Always";
            case [KeyPart.Row]:
                return $"RowKey.Of(in {_identity})";
            case [KeyPart.Element { Variable: var variable }]:
                return scope[variable] is not Binding.Element { Access: var single } ? $"RowKey.Of({expressions.Emit(new BoundExpression.Reference(default, variable))})"
                    : single.NullTest is null ? $"RowKey.Of({single.Identity})"
                    : $"({single.NullTest} ? RowKey.Never : RowKey.Of({single.Identity}))";
        }

        var appended = parts.Select(part => part switch
        {
            KeyPart.Element { Variable: var variable } when scope[variable] is Binding.Element { Access: var element } =>
                $"{(element.NullTest is null ? "" : $"!({element.NullTest}) && ")}RowKey.Append({element.Identity}, Form)",
            KeyPart.Element { Variable: var variable } => $"RowKey.AppendElement({expressions.Emit(new BoundExpression.Reference(default, variable))}, Form)",
            KeyPart.Value value => $"RowKey.AppendValue({expressions.EmitOperand(value.Expression)}, Form)",
            _ => $"RowKey.Append(in {_identity}, Form)",
        }).ToArray();
        _writer.Line("RowIdentity.BeginGroup(Form);");
        _writer.Line($"RowKey key{number} = {string.Join(" && ", appended)} ? new RowKey(true, Form.ToIdentity()) : RowKey.Never;");
        return $"key{number}";
    }

    private static string OperatorName(int number) => $"_operator{number}";

    private void WriteFilter(LinearOperation.Filter filter, ExpressionEmitter expressions, int number)
    {
        if (!filter.IsOfComing)
        {
            WriteOperands(filter, expressions, number);
            return;
        }

        _writer.Open("if (sign > 0)");
        WriteOperands(filter, expressions, number);
        _writer.Close();
        _writer.Line($"else Errors.Add(sign, {number}, in {_identity}, null);");
    }

    /// <summary>An operand of AND that excludes the row wins over one that fails: those that cannot fail come first, of several others each is tried.</summary>
    private void WriteOperands(LinearOperation.Filter filter, ExpressionEmitter expressions, int number)
    {
        var operands = Conjunction.Operands(filter.Predicate).ToLookup(Failure.CanFailAsCondition);
        foreach (var operand in operands[false])
        {
            _writer.Line($"if (!{expressions.EmitCondition(operand)}) {_leave};");
        }

        if (operands[true].Count() < 2)
        {
            foreach (var operand in operands[true])
            {
                _writer.Line($"if (!{expressions.EmitCondition(operand)}) {_leave};");
            }

            return;
        }

        var error = _writer.NewTemporary();
        _writer.Line($"string {error} = null;");
        foreach (var operand in operands[true])
        {
            _writer.Open("try");
            _writer.Line($"if (!{expressions.EmitCondition(operand)}) {_leave};");
            _writer.Close();
            _writer.Line($"catch (EvaluationException exception) {{ {error} ??= exception.RowError; }}");
        }

        _writer.Line($"if ({error} != null) {{ Errors.Add(sign, {number}, in {_identity}, {error}); {_leave}; }}");
    }

    private void WriteLet(LinearOperation.Let let, ExpressionEmitter expressions, Scope scope, int number)
    {
        if (Volatility.IsVolatile(let.Value))
        {
            // A row that goes is not evaluated again: the operator behind has what it gave, or it was an error.
            var kept = _writer.NewTemporary();
            _writer.Line($"Value {kept} = Value.Null;");
            _writer.Open("if (sign > 0)");
            _writer.Line($"{kept} = {expressions.Emit(let.Value)};");
            _writer.Close();
            _writer.Line($"else Errors.Add(sign, {number}, in {_identity}, null);");
            scope.Bind(let.Variable, new Binding.Value(kept));
            return;
        }

        if (expressions.ElementOf(let.Value) is { } element)
        {
            scope.Bind(let.Variable, new Binding.Element(element));
            return;
        }

        scope.Bind(let.Variable, new Binding.Value(Addressable(expressions.Emit(let.Value))));
    }

    /// <summary>C# that can be passed by reference and repeated.</summary>
    private string Addressable(string code)
    {
        if (code.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.') && !code.StartsWith("Value.", StringComparison.Ordinal))
        {
            return code;
        }

        var name = _writer.NewTemporary();
        _writer.Line($"Value {name} = {code};");
        return name;
    }

    private static bool CanFail(Segment segment) =>
        segment.Operations.Any(operation => operation switch
        {
            LinearOperation.Let let => Failure.CanFail(let.Value),
            LinearOperation.Filter filter => Failure.CanFailAsCondition(filter.Predicate),
            LinearOperation.Unwind unwind => Failure.CanFail(unwind.List),
            _ => false,
        })
        || (segment.Sink is SegmentSink.Aggregate aggregate && (aggregate.Keys.Any(Failure.CanFail) || AggregateEmitter.CanRefuse(aggregate)));

    private void WriteOutput()
    {
        var columns = Enumerable.Range(0, _plan.Columns.Count).ToArray();
        var parameters = columns.Select(column => $"in Value c{column}").Prepend("in UInt128 identity").Prepend("int sign");
        _writer.Open($"private void Output({string.Join(", ", parameters)})");
        _writer.Line("if (sign > 0) Diff.Insert(in identity);");
        _writer.Line("else if (!Diff.WantsBefore(in identity)) return;");
        _writer.Line("ImageWriter image;");
        _writer.Open("do");
        _writer.Line($"image = new ImageWriter(Diff.Free, {columns.Length});");
        foreach (var column in columns)
        {
            _writer.Line($"c{column}.WriteTo(ref image, {column} * WireLayout.CellBytes, {column});");
        }

        _writer.Close();
        _writer.Line("while (!Diff.TryAdd(sign, in image));");
        _writer.Close();
    }
}
