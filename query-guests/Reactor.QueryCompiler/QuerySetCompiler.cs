using Reactor.Contracts.Queries;
using Reactor.Cypher;
using Reactor.Cypher.Diagnostics;
using Reactor.QueryCompiler.Emission;
using Reactor.QueryCompiler.Explain;
using Reactor.QueryCompiler.Planning;

namespace Reactor.QueryCompiler;

/// <summary>The compiler's entry point: all queries of one apply in, one assembly out.</summary>
public static class QuerySetCompiler
{
    /// <summary>Compiles queries. Thread-safe.</summary>
    /// <param name="queries">The queries; the place in the list is a query's number.</param>
    /// <returns>Never throws for mistakes in queries: they are diagnostics. The same queries give the same bytes.</returns>
    public static CompilationResult Compile(IReadOnlyList<QuerySource> queries)
    {
        var reports = new List<QueryReport>(queries.Count);
        var plans = new List<QueryPlan>(queries.Count);
        foreach (var query in queries)
        {
            var (report, plan) = Plan(query);
            reports.Add(report);
            if (plan is not null)
            {
                plans.Add(plan);
            }
        }

        if (plans.Count < queries.Count || queries.Count == 0)
        {
            return new CompilationResult(reports, null);
        }

        var manifests = plans.Select((plan, number) => ManifestOf(plan, number, reports[number].Plan!)).ToArray();
        var files = plans
            .Select((plan, number) => new GeneratedFile($"{QueryEmitter.ClassName(number)}.cs", QueryEmitter.Emit(plan, number)))
            .Append(new GeneratedFile("Rows.cs", RowEmitter.EmitRows(plans.Select(plan => plan.Layout))))
            .Append(new GeneratedFile($"{ProgramEmitter.FactoryClass}.cs", ProgramEmitter.EmitFactory(plans.Count)))
            .ToArray();
        return new CompilationResult(reports, new QueryAssembly(manifests, files));
    }

    private static (QueryReport Report, QueryPlan? Plan) Plan(QuerySource query)
    {
        var bound = CypherCompiler.Bind(query.Text, new BindOptions
        {
            Parameters = [.. query.Parameters.Keys],
            Language = query.Language,
            FileName = query.FileName,
            FirstLine = query.FirstLine,
            Indentation = query.Indentation,
        });
        var diagnostics = new List<Diagnostic>(bound.Diagnostics);
        var plan = bound.Query is null ? null : Planner.Plan(query, bound.Query, diagnostics);
        var printed = plan is null ? null : PlanPrinter.Print(plan);
        return (new QueryReport(query, bound.Source, [.. diagnostics.OrderBy(diagnostic => diagnostic.Span.Start)], printed) { UnusedJoins = plan?.UnusedJoins ?? [] }, plan);
    }

    private static QueryManifest ManifestOf(QueryPlan plan, int number, string printed) => new()
    {
        Name = plan.Name,
        Number = number,
        PlanHash = PlanHash.Of(printed),
        Labels = plan.Layout.Labels,
        ReadsAllNodes = plan.Layout.ReadsAllNodes,
        ReadsAllRelations = plan.Layout.ReadsAllRelations,
        Properties = plan.Layout.Properties,
        NeedsRestSlot = plan.Layout.NeedsRestSlot,
        NeedsLabels = plan.Layout.NeedsLabels,
        Columns = plan.Columns,
    };
}
