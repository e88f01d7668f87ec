using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Cypher.Binding;
using Reactor.Cypher.Diagnostics;

namespace Reactor.QueryCompiler.Planning;

/// <summary>From a bound query to its plan. The passes, in order.</summary>
internal static class Planner
{
    private const long NanosPerTick = 100;

    /// <summary>Plans a query.</summary>
    /// <param name="source">The query as it was given.</param>
    /// <param name="query">The query as bound.</param>
    /// <param name="diagnostics">Gets warnings and errors.</param>
    /// <returns>The plan, or null when there was an error.</returns>
    internal static QueryPlan? Plan(QuerySource source, BoundQuery query, List<Diagnostic> diagnostics)
    {
        // 1. Clauses become segments of linear operators and the operators between them. First, because the next pass reads expressions
        // where they will be evaluated.
        var draft = StreamPlanner.Plan(query, source.Archive is { } archive ? archive.Ticks * NanosPerTick : null);
        draft.Narrow();
        CheckArchives(draft, diagnostics);
        CheckCounts(draft, source.Parameters, diagnostics);

        // 2. Labels get bits, properties slots, variables the list of what is read of them.
        var layout = ReadsAnalysis.Analyse(draft, source.Joins, diagnostics);
        if (diagnostics.Exists(diagnostic => diagnostic.Severity == Severity.Error))
        {
            return null;
        }

        // 3. WHERE falls into conjuncts, each slot gets the order in which the others are found, equalities become indexes.
        var patterns = draft.Patterns.Select((pattern, number) => PlanPattern(number, pattern.Match, pattern.Where, layout, diagnostics)).ToArray();
        return new QueryPlan(source.Name, source.Sources, source.Parameters, layout, patterns, draft.Segments, draft.Operators, ColumnsOf(query))
        {
            UnusedJoins = [.. JoinUsage.Unused(draft.Patterns.SelectMany(pattern => pattern.Match.Elements), source.Joins)],
        };
    }

    /// <summary>Versions are kept as far back as the query or its resource says; kept for ever they would fill any memory.</summary>
    private static void CheckArchives(PlanDraft draft, List<Diagnostic> diagnostics)
    {
        foreach (var call in draft.Operators.OfType<PlanOperator.History>().Where(history => history.ArchiveNs == StreamPlanner.UnboundedArchive).Select(history => history.Call))
        {
            diagnostics.Add(new Diagnostic(
                DiagnosticCode.NonConstantExpression, Severity.Error, call.Span,
                $"How far back '{call.Function.Name}' goes is not to be seen here: write a constant length of time before the clock or drasi.changeDateTime, or set runtime.archive"));
        }
    }

    /// <summary>What SKIP and LIMIT are, where that is known already.</summary>
    private static void CheckCounts(PlanDraft draft, IReadOnlyDictionary<string, PropertyValue> parameters, List<Diagnostic> diagnostics)
    {
        foreach (var count in draft.Operators.OfType<PlanOperator.Order>().SelectMany(order => new[] { order.Skip, order.Limit }).OfType<BoundExpression.Parameter>())
        {
            var value = parameters[count.Name];
            if (value is not { Kind: PropertyValueKind.Integer, Integer: >= 0 })
            {
                var code = value.Kind == PropertyValueKind.Integer ? DiagnosticCode.NegativeIntegerArgument : DiagnosticCode.InvalidArgumentType;
                diagnostics.Add(new Diagnostic(code, Severity.Error, count.Span, $"SKIP and LIMIT take an integer from 0 on, but ${count.Name} is {value}"));
            }
        }
    }

    private static PatternPlan PlanPattern(
        int number, BoundReading.Match match, IReadOnlyList<BoundExpression> where, RowLayout layout, List<Diagnostic> diagnostics)
    {
        if (match.Elements is [_, _, BoundPatternElement.Walk walk])
        {
            PatternSlot[] ends = [.. match.Elements.OfType<BoundPatternElement.Node>().Select(node => new PatternSlot(node, LabelsOf(node, layout), layout.Elements[node.Variable.Id]))];
            return new PatternPlan(number, ends, [], [], [])
            {
                Walk = new WalkPlan(walk, layout.MaskOf(walk.Types, isNode: false), layout.Elements[walk.Variable.Id].Whole),
            };
        }

        var slotOf = match.Elements.ToDictionary(element => element.Variable.Id, element => element.Slot);
        var slots = match.Elements.Select(element => new PatternSlot(element, LabelsOf(element, layout), layout.Elements[element.Variable.Id])).ToArray();
        var pattern = ExplorationPlanner.Plan(number, slots, Conjunction.Of(where, slotOf), slotOf);
        if (pattern.Indexes.Any(index => index.Keys.Count == 0))
        {
            diagnostics.Add(new Diagnostic(
                DiagnosticCode.CartesianProduct,
                Severity.Warning,
                match.Span,
                "Parts of this pattern have nothing in common: every match of one is paired with every match of the other, and each change goes through all of them"));
        }

        return pattern;
    }

    private static ulong LabelsOf(BoundPatternElement element, RowLayout layout) => element switch
    {
        BoundPatternElement.Node node => layout.MaskOf(node.Labels, isNode: true),
        BoundPatternElement.Relation relation => layout.MaskOf(relation.Types, isNode: false),
        _ => throw new InvalidOperationException($"No rule for {element.GetType().Name}."),
    };

    private static IReadOnlyList<ResultColumn> ColumnsOf(BoundQuery query)
    {
        if (query.Branches.Count > 1)
        {
            return [.. query.Columns.Select(column => new ResultColumn(column, IsGroupingKey: false))];
        }

        var last = query.Parts[^1].Projection;
        return [.. last.Items.Select(item => new ResultColumn(item.Name, last.Aggregation is not null && item.Expression is BoundExpression.GroupKey))];
    }
}
