using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Cypher.Binding;
using Reactor.Cypher.Diagnostics;

namespace Reactor.QueryCompiler.Planning;

/// <summary>From a bound query to its plan. The passes, in order.</summary>
internal static class Planner
{
    /// <summary>Plans a query.</summary>
    /// <param name="name">Name of the query.</param>
    /// <param name="query">The query.</param>
    /// <param name="sources">Its sources, by number.</param>
    /// <param name="parameters">Values of all its parameters.</param>
    /// <param name="diagnostics">Gets warnings and errors.</param>
    /// <returns>The plan, or null when there was an error.</returns>
    internal static QueryPlan? Plan(
        string name, BoundQuery query, IReadOnlyList<string> sources, IReadOnlyDictionary<string, PropertyValue> parameters, List<Diagnostic> diagnostics)
    {
        // 1. Projections become segments of linear operators. First, because the next pass reads expressions where they will be evaluated.
        var segments = Segmentation.Of(query);

        // 2. Labels get bits, properties slots, variables the list of what is read of them.
        var layout = ReadsAnalysis.Analyse(query, segments, diagnostics);
        if (diagnostics.Exists(diagnostic => diagnostic.Severity == Severity.Error))
        {
            return null;
        }

        // 3. WHERE falls into conjuncts, each slot gets the order in which the others are found, equalities become indexes.
        var pattern = query.Parts.SelectMany(part => part.Readings).OfType<BoundReading.Match>().SingleOrDefault() is { } match
            ? PlanPattern(match, layout, diagnostics)
            : null;

        return new QueryPlan(name, sources, parameters, layout, pattern, segments, ColumnsOf(query));
    }

    private static PatternPlan PlanPattern(BoundReading.Match match, RowLayout layout, List<Diagnostic> diagnostics)
    {
        var slotOf = match.Elements.ToDictionary(element => element.Variable.Id, element => element.Slot);
        var slots = match.Elements.Select(element => new PatternSlot(element, LabelsOf(element, layout), layout.Elements[element.Variable.Id])).ToArray();
        var pattern = ExplorationPlanner.Plan(slots, Conjunction.Split(match.Where, slotOf), slotOf);
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
        var last = query.Parts[^1].Projection;
        return [.. last.Items.Select(item => new ResultColumn(item.Name, last.Aggregation is not null && item.Expression is BoundExpression.GroupKey))];
    }
}
