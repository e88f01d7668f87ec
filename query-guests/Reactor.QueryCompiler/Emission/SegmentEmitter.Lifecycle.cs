using Reactor.Cypher.Binding;
using Reactor.QueryCompiler.Planning;

namespace Reactor.QueryCompiler.Emission;

/// <content>What surrounds the rows: state when the query opens, its first unit, every unit's end, timers.</content>
internal sealed partial class SegmentEmitter
{
    private void WriteLifecycle()
    {
        var operators = _plan.Operators.Where(planned => planned is not PlanOperator.Grouping).ToArray();
        foreach (var rows in operators)
        {
            _writer.Line($"private {rows.GetType().Name}Operator {OperatorName(rows.Number)};");
        }

        if (operators.Length > 0)
        {
            _writer.Line($"protected override long OperatorProbes => {string.Join(" + ", operators.Select(rows => $"{OperatorName(rows.Number)}.Probes"))};");
        }

        WriteDue();
        _writer.Open("protected override void OpenOperators()");
        foreach (var pattern in _plan.Patterns)
        {
            if (pattern.Walk is not null)
            {
                _writer.Line($"OpenPaths{pattern.Number}();");
            }

            foreach (var index in pattern.Indexes)
            {
                _writer.Line($"{PatternEmitter.IndexName(pattern, index)} = new SlotIndex();");
            }
        }

        foreach (var planned in _plan.Operators)
        {
            WriteOpen(planned);
        }

        _writer.Close();
        _writer.Open("protected override void Begin()");
        foreach (var aggregate in Aggregations.Where(AggregateEmitter.IsSingleGroup))
        {
            _writer.Line($"Begin{aggregate.Operator}();");
        }

        foreach (var segment in _plan.Segments.Where(segment => segment.Source is SegmentSource.Once))
        {
            _writer.Line($"Once{segment.Number}(1);");
        }

        _writer.Close();
        _writer.Open("protected override void Flush()");
        foreach (var planned in _plan.Operators)
        {
            _writer.Line(planned is PlanOperator.Grouping ? $"Flush{planned.Number}();" : $"{OperatorName(planned.Number)}.Flush();");
        }

        _writer.Close();
    }

    private void WriteOpen(PlanOperator planned)
    {
        var name = OperatorName(planned.Number);
        var sink = $"After{planned.Number}";
        switch (planned)
        {
            case PlanOperator.Grouping grouping:
                _writer.Line($"_groups{grouping.Number} = new GroupTable<Group{grouping.Number}>(Hash);");
                break;
            case PlanOperator.Join join:
                _writer.Line($"{name} = new JoinOperator(Hash, {CellsOf(join.Left)}, {CellsOf(join.Right)}, {(join.IsOuter ? "true" : "false")}, {sink});");
                break;
            case PlanOperator.Lookup lookup:
                _writer.Line($"{name} = new LookupOperator(Hash, {CellsOf(lookup.Left)}, {(lookup.Collects ? "true" : "false")}, {sink});");
                break;
            case PlanOperator.History history:
                _writer.Line($"{name} = {HistoryEmitter.Open(history, CellOf, CellsOf(history.Rows), sink)};");
                break;
            case PlanOperator.Keep:
                _writer.Line($"{name} = new KeepOperator(Hash, {sink});");
                break;
            case PlanOperator.Order order:
                var keys = order.Keys.Select(key => $"({CellOf(order.Input, key.Variable)}, {(key.IsDescending ? "true" : "false")})");
                _writer.Line($"{name} = new OrderOperator(Hash, new (int, bool)[] {{ {string.Join(", ", keys)} }}, {Count(order.Skip)}, {Count(order.Limit)}, {sink});");
                break;
        }
    }

    /// <summary>Passes a timer that fired to its operator.</summary>
    private void WriteDue()
    {
        var histories = _plan.Operators.OfType<PlanOperator.History>().ToArray();
        if (histories.Length == 0)
        {
            return;
        }

        _writer.Open("protected override void Due(int site, in UInt128 identity)");
        foreach (var history in histories)
        {
            _writer.Line($"if (site == {history.Number}) {OperatorName(history.Number)}.Due(in identity);");
        }

        _writer.Close();
    }

    private int CellOf(RowShape shape, BoundVariable variable)
    {
        var before = new RowShape(shape.Variables.TakeWhile(other => other != variable));
        return CellsOf(before);
    }

    private string Count(BoundExpression? count) =>
        count is null ? CSharp.Null : new ExpressionEmitter(_writer, new Scope(), _plan.Layout, _constants).Emit(count);
}
