using System.Globalization;
using System.Text;
using Reactor.Cypher.Binding;
using Reactor.QueryCompiler.Emission;
using Reactor.QueryCompiler.Planning;

namespace Reactor.QueryCompiler.Explain;

/// <summary>Prints a plan for people and for its hash: everything that decides what the query computes or stores is in the text.</summary>
internal sealed class PlanPrinter
{
    private readonly QueryPlan _plan;
    private readonly StringBuilder _text = new();

    private PlanPrinter(QueryPlan plan) => _plan = plan;

    /// <summary>The text of a plan; lines end with LF.</summary>
    internal static string Print(QueryPlan plan)
    {
        var printer = new PlanPrinter(plan);
        printer.PrintInputs();
        foreach (var pattern in plan.Patterns)
        {
            printer.PrintPattern(pattern);
        }

        foreach (var segment in plan.Segments)
        {
            printer.PrintSegment(segment);
        }

        foreach (var planned in plan.Operators.Where(planned => planned is not PlanOperator.Grouping))
        {
            printer.PrintOperator(planned);
        }

        return printer._text.ToString();
    }

    private void Line(int depth, string line) => _text.Append(' ', 2 * depth).Append(line).Append('\n');

    private void PrintInputs()
    {
        Line(0, $"sources {string.Join(", ", _plan.Sources.Select(ExpressionPrinter.Key))}");
        foreach (var (name, value) in _plan.Parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal))
        {
            Line(0, $"parameter {name} = {CSharp.Constant(value)}");
        }

        for (var bit = 0; bit < _plan.Layout.Labels.Count; bit++)
        {
            var label = _plan.Layout.Labels[bit];
            Line(0, $"bit {bit}: {label.Kind} {ExpressionPrinter.Key(label.Name)}");
        }

        for (var slot = 0; slot < _plan.Layout.Properties.Count; slot++)
        {
            Line(0, $"slot {slot}: {string.Join('.', _plan.Layout.Properties[slot].Keys.Select(ExpressionPrinter.Key))}");
        }

        foreach (var join in _plan.Layout.Joins)
        {
            Line(0, $"join {ExpressionPrinter.Key(join.Id)} as bit {join.Bit}: {string.Join(" = ", join.Participants.Select(Describe))}");
        }
    }

    private string Describe(JoinParticipantPlan participant) =>
        $"{(participant.IsRepeated ? "among " : "")}{ExpressionPrinter.Key(_plan.Layout.Labels[participant.Label].Name)}({string.Join(", ", participant.Slots.Select(slot => _plan.Layout.Properties[slot]))})";

    private void PrintPattern(PatternPlan pattern)
    {
        Line(0, $"match {pattern.Number}");
        foreach (var slot in pattern.Slots)
        {
            Line(1, $"{slot.Number}: {Describe(slot)} reads {Reads(slot.Reads)}");
        }

        if (pattern.Walk is { } walk)
        {
            var element = walk.Element;
            Line(1, $"paths {element.Variable} {element.Direction} {element.Minimum}..{element.Maximum} [{string.Join('|', element.Types.Select(ExpressionPrinter.Key))}]{(walk.IsRead ? " read" : "")}");
        }

        foreach (var conjunct in pattern.Conjuncts)
        {
            Line(1, $"where {conjunct.Number}: {ExpressionPrinter.Print(conjunct.Predicate)}{(conjunct.CanFail ? " (can fail)" : "")}");
        }

        foreach (var index in pattern.Indexes)
        {
            Line(1, $"index {index.Number}: slot {index.Slot} by [{ExpressionPrinter.PrintAll(index.Keys)}]");
        }

        foreach (var exploration in pattern.Explorations)
        {
            Line(1, $"from {exploration.Start}{Checks(exploration.StartChecks)}");
            foreach (var step in exploration.Steps)
            {
                Line(2, $"{Describe(step)}{Checks(step.Checks)}");
            }
        }
    }

    private void PrintOperator(PlanOperator planned)
    {
        Line(0, planned switch
        {
            PlanOperator.Join join => $"operator {join.Number}: {(join.IsOuter ? "outer " : "")}join [{Shape(join.Left)}] [{Shape(join.Right)}]",
            PlanOperator.Lookup lookup => $"operator {lookup.Number}: {(lookup.Collects ? "collect" : "exists")} {lookup.Answer} [{Shape(lookup.Left)}] [{Shape(lookup.Right)}]",
            PlanOperator.Keep keep => $"operator {keep.Number}: keep [{Shape(keep.Rows)}]",
            PlanOperator.History history => $"operator {history.Number}: {history.Call.Result} = {history.Call.Function.Name}({string.Join(", ", history.Arguments)}) "
                + $"touched [{string.Join(", ", history.Versions)}]{(history.ArchiveNs is { } archive ? $" archive {archive}" : "")} [{Shape(history.Rows)}]",
            PlanOperator.Order order => $"operator {order.Number}: order by [{string.Join(", ", order.Keys.Select(key => $"{key.Variable}{(key.IsDescending ? " desc" : "")}"))}] "
                + $"skip {Count(order.Skip)} limit {Count(order.Limit)} [{Shape(order.Input)}]",
            _ => throw new InvalidOperationException($"No text for {planned.GetType().Name}."),
        });
    }

    private static string Count(BoundExpression? count) => count is null ? "none" : ExpressionPrinter.Print(count);

    private static string Shape(RowShape shape) => string.Join(", ", shape.Variables);

    private static string Source(SegmentSource source) => source switch
    {
        SegmentSource.Once => "once",
        SegmentSource.Pattern pattern => $"match {pattern.Number}",
        _ => $"operator {source.Operator}",
    };

    private static string PartOf(KeyPart part) => part switch
    {
        KeyPart.Element element => $"{element.Variable}",
        KeyPart.Value value => ExpressionPrinter.Print(value.Expression),
        _ => "row",
    };

    private void PrintSegment(Segment segment)
    {
        Line(0, $"segment {segment.Number} of {Source(segment.Source)}");
        foreach (var operation in segment.Operations)
        {
            Line(1, operation switch
            {
                LinearOperation.Let let => $"let {let.Variable} = {ExpressionPrinter.Print(let.Value)}",
                LinearOperation.Filter filter => $"filter {(filter.IsOfComing ? "coming rows by " : "")}{ExpressionPrinter.Print(filter.Predicate)}",
                LinearOperation.Unwind unwind => $"unwind {ExpressionPrinter.Print(unwind.List)} as {unwind.Variable}",
                LinearOperation.Mark mark => $"mark {mark.Variable}",
                _ => throw new InvalidOperationException($"No text for {operation.GetType().Name}."),
            });
        }

        switch (segment.Sink)
        {
            case SegmentSink.Output output:
                var columns = output.Columns.Select((variable, i) => $"{ExpressionPrinter.Key(_plan.Columns[i].Name)} = {variable}{(_plan.Columns[i].IsGroupingKey ? " (key)" : "")}");
                Line(1, $"output {string.Join(", ", columns)}{(output.Branch is { } branch ? $" of branch {branch}" : "")}");
                break;
            case SegmentSink.Aggregate { IsDistinct: true } distinct:
                Line(1, $"{(distinct.IsUnion ? "union" : "distinct")} [{ExpressionPrinter.PrintAll(distinct.Keys)}] in operator {distinct.Operator}");
                break;
            case SegmentSink.Aggregate aggregate:
                Line(1, $"aggregate by [{ExpressionPrinter.PrintAll(aggregate.Keys)}]: {string.Join(", ", aggregate.Aggregates.Select(ExpressionPrinter.Print))} in operator {aggregate.Operator}");
                break;
            case SegmentSink.Feed feed:
                foreach (var target in feed.Targets)
                {
                    Line(1, $"feed {(target.IsRight ? "right" : "left")} of operator {target.Operator} by [{string.Join(", ", target.Key.Select(PartOf))}]");
                }

                break;
        }
    }

    private static string Describe(PatternSlot slot) => slot.Element switch
    {
        BoundPatternElement.Node node => $"node {node.Variable}{string.Concat(node.Labels.Select(label => $":{ExpressionPrinter.Key(label)}"))}",
        BoundPatternElement.Relation relation =>
            $"relation {relation.Variable}{(relation.Types.Count == 0 ? "" : ":")}{string.Join('|', relation.Types.Select(ExpressionPrinter.Key))} {relation.From}{(relation.IsDirected ? "->" : "--")}{relation.To} in {relation.Clause}",
        _ => throw new InvalidOperationException($"No text for {slot.Element.GetType().Name}."),
    };

    private static string Reads(ElementReads reads)
    {
        var fields = reads.Fields().Select(field => field.Name).ToList();
        if (reads.Labels != 0)
        {
            fields.Add(string.Create(CultureInfo.InvariantCulture, $"labels {reads.Labels:x}"));
        }

        return fields.Count == 0 ? "nothing" : string.Join(", ", fields);
    }

    private static string Describe(ExplorationStep step) => step switch
    {
        ExplorationStep.Ends ends => $"ends of {ends.Relation}",
        ExplorationStep.Expand expand => $"expand {expand.Way} of {expand.Node} along {expand.Relation} to {(expand.OtherIsBound ? "bound " : "")}{expand.Other}",
        ExplorationStep.Lookup { Keys.Count: 0 } scan => $"scan {scan.Index.Slot} by index {scan.Index.Number}",
        ExplorationStep.Lookup lookup => $"look up {lookup.Index.Slot} by index {lookup.Index.Number} [{ExpressionPrinter.PrintAll(lookup.Keys)}]",
        _ => throw new InvalidOperationException($"No text for {step.GetType().Name}."),
    };

    private static string Checks(IReadOnlyList<Conjunct> checks) =>
        checks.Count == 0 ? "" : $" check {string.Join(", ", checks.Select(check => check.Number))}";
}
