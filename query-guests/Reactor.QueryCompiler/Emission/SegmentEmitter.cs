using Reactor.Cypher.Binding;
using Reactor.QueryCompiler.Planning;

namespace Reactor.QueryCompiler.Emission;

/// <summary>Writes the segments of a plan: one method per segment that takes a row with its sign, one for the output, and the unit's end.</summary>
internal sealed class SegmentEmitter
{
    private readonly QueryPlan _plan;
    private readonly Constants _constants;
    private readonly PatternEmitter _join;
    private readonly CodeWriter _writer;

    internal SegmentEmitter(QueryPlan plan, Constants constants, RowEmitter rows, CodeWriter writer)
    {
        _plan = plan;
        _constants = constants;
        _join = new PatternEmitter(plan, constants, rows, writer);
        _writer = writer;
    }

    private IEnumerable<int> Aggregations => Enumerable.Range(0, _plan.Segments.Count - 1);

    /// <summary>Writes the members.</summary>
    internal void Write()
    {
        var scope = PatternEmitter.ScopeOf(_plan.Pattern, _plan.Layout);
        WriteMatch(scope);
        for (var number = 0; number < _plan.Segments.Count - 1; number++)
        {
            var aggregation = new AggregateEmitter(_plan, number, scope, _constants, _writer);
            aggregation.Write();
            scope = aggregation.Outgoing;
            _writer.Open($"private void After{number}(int sign, in UInt128 identity, in Shown{number} row)");
            if (aggregation.CanFail)
            {
                _writer.Line($"if (row.Error != null) {{ Errors.Add(sign, {number + 1}, in identity, row.Error); return; }}");
            }

            WriteBody(number + 1, scope);
            _writer.Close();
        }

        WriteOutput();
        WriteLifecycle();
    }

    private void WriteMatch(Scope scope)
    {
        var slots = _plan.Pattern?.Slots ?? [];
        var parameters = slots.Select(_join.Parameter).Prepend("int sign");
        var canFail = _plan.Pattern?.CanFail ?? false;
        _writer.Open($"private void Match({string.Join(", ", canFail ? parameters.Append("string error") : parameters)})");
        var elements = slots.Select(slot => $"{PatternEmitter.Variable(slot)}.Identity").ToArray();
        _writer.Line($"UInt128 identity = RowIdentity.OfMatch({(elements.Length == 1 ? $"in {elements[0]}" : $"[{string.Join(", ", elements)}]")});");
        if (canFail)
        {
            _writer.Line("if (error != null) { Errors.Add(sign, 0, in identity, error); return; }");
        }

        WriteBody(0, scope);
        _writer.Close();
    }

    private void WriteBody(int number, Scope scope)
    {
        var segment = _plan.Segments[number];
        var canFail = CanFail(segment);
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
                    WriteLet(let, expressions, scope);
                    break;
                case LinearOperation.Filter filter:
                    WriteFilter(filter, expressions, number);
                    break;
            }
        }

        switch (segment.Sink)
        {
            case SegmentSink.Output output:
                var columns = output.Columns.Select(column => $"in {Addressable(expressions.Emit(new BoundExpression.Reference(default, column)))}");
                _writer.Line($"Output({string.Join(", ", columns.Prepend("in identity").Prepend("sign"))});");
                break;
            case SegmentSink.Aggregate:
                new AggregateEmitter(_plan, number, scope, _constants, _writer).WriteCall();
                break;
        }

        if (canFail)
        {
            _writer.Close();
            _writer.Open("catch (EvaluationException exception)");
            _writer.Line($"Errors.Add(sign, {number}, in identity, exception.Message);");
            _writer.Close();
        }
    }

    /// <summary>An operand of AND that excludes the row wins over one that fails: those that cannot fail come first, of several others each is tried.</summary>
    private void WriteFilter(LinearOperation.Filter filter, ExpressionEmitter expressions, int number)
    {
        var operands = Conjunction.Operands(filter.Predicate).ToLookup(Failure.CanFailAsCondition);
        foreach (var operand in operands[false])
        {
            _writer.Line($"if (!{expressions.EmitCondition(operand)}) return;");
        }

        if (operands[true].Count() < 2)
        {
            foreach (var operand in operands[true])
            {
                _writer.Line($"if (!{expressions.EmitCondition(operand)}) return;");
            }

            return;
        }

        var error = _writer.NewTemporary();
        _writer.Line($"string {error} = null;");
        foreach (var operand in operands[true])
        {
            _writer.Open("try");
            _writer.Line($"if (!{expressions.EmitCondition(operand)}) return;");
            _writer.Close();
            _writer.Line($"catch (EvaluationException exception) {{ {error} ??= exception.Message; }}");
        }

        _writer.Line($"if ({error} != null) {{ Errors.Add(sign, {number}, in identity, {error}); return; }}");
    }

    private void WriteLet(LinearOperation.Let let, ExpressionEmitter expressions, Scope scope)
    {
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
            _ => true,
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

    private void WriteLifecycle()
    {
        _writer.Open("protected override void OpenOperators()");
        foreach (var index in _plan.Pattern?.Indexes ?? [])
        {
            _writer.Line($"{PatternEmitter.IndexName(index)} = new SlotIndex();");
        }

        foreach (var number in Aggregations)
        {
            _writer.Line($"_groups{number} = new GroupTable<Group{number}>(Hash);");
        }

        _writer.Close();
        _writer.Open("protected override void Begin()");
        foreach (var number in Aggregations.Where(number => AggregateEmitter.IsSingleGroup(_plan.Segments[number])))
        {
            _writer.Line($"Begin{number}();");
        }

        if (_plan.Pattern is null)
        {
            _writer.Line("Match(1);");
        }

        _writer.Close();
        _writer.Open("protected override void Flush()");
        foreach (var number in Aggregations)
        {
            _writer.Line($"Flush{number}();");
        }

        _writer.Close();
    }
}
