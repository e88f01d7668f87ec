using System.Globalization;
using Reactor.Cli.Composition;
using Reactor.Engine.Instances;
using Reactor.Ingest;
using Spectre.Console;

namespace Reactor.Cli.Display;

/// <summary>The tables that close a run: what came in, what each query made of it, and what did not work.</summary>
internal static class RunSummary
{
    /// <summary>Prints the summary of a run.</summary>
    /// <param name="console">Where.</param>
    /// <param name="application">The sources and reactions.</param>
    /// <param name="queries">Final state of the queries.</param>
    /// <param name="elapsed">From the start of the sources to the last delivered result.</param>
    public static void Write(IAnsiConsole console, Application application, IReadOnlyList<QueryStatus> queries, TimeSpan elapsed)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("query").NoWrap());
        foreach (var column in new[] { "changes", "units", "diffs", "added", "updated", "deleted", "rows" })
        {
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap().PadLeft(0));
        }

        foreach (var query in queries)
        {
            table.AddRow(
                query.State == QueryState.Failed ? $"[red]{Markup.Escape(query.Name)}[/]" : Markup.Escape(query.Name),
                Count(query.Changes), Count(query.Units), Count(query.Diffs), Count(query.Added), Count(query.Updated), Count(query.Deleted),
                Count(query.Rows));
        }

        console.WriteLine();
        console.Write(table);
        foreach (var query in queries)
        {
            if (query.Failure is { } failure)
            {
                console.MarkupLineInterpolated($"[red]query {query.Name} failed:[/] {failure}");
            }

            if (query.RowErrors > 0)
            {
                console.MarkupLineInterpolated($"[yellow]query {query.Name}: {query.RowErrors} rows are left out because of errors in data; newest: {query.NewestRowError}[/]");
            }
        }

        var changes = 0L;
        foreach (var source in application.Sources)
        {
            var statistics = source.Statistics;
            changes += statistics.Changes;
            var left = statistics.Malformed == 0 ? "" : $", [yellow]{Count(statistics.Malformed)} malformed left out ({Markup.Escape(statistics.LastError ?? "")})[/]";
            console.MarkupLine(
                $"source {Markup.Escape(source.Name)}: {Count(statistics.Received)} values, {Count(statistics.Changes)} changes " +
                $"({Count(statistics.BootstrapChanges)} initial), {Count(statistics.Units)} units{left}");
            if (statistics.State is SourceState.Retrying or SourceState.Failed)
            {
                console.MarkupLineInterpolated($"[red]source {source.Name} is {statistics.State.ToString().ToLowerInvariant()}: {statistics.LastError}[/]");
            }
        }

        foreach (var (reaction, _) in application.Reactions)
        {
            var statistics = reaction.Statistics;
            console.MarkupLine(
                $"reaction {Markup.Escape(reaction.Name)}: {Count(statistics.Delivered)} delivered to {Markup.Escape(reaction.Target)}" +
                (statistics.Retries == 0 ? "" : $", [yellow]{Count(statistics.Retries)} retries ({Markup.Escape(statistics.LastError ?? "")})[/]") +
                (statistics.IsWaiting ? ", [red]waiting for its receiver[/]" : ""));
        }

        console.MarkupLine(
            $"{Count(changes)} changes in {elapsed.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s = " +
            $"[bold]{Count((long)(changes / Math.Max(1e-3, elapsed.TotalSeconds)))} changes/s[/] through {queries.Count} queries, {Count(queries.Sum(query => query.Entries))} guest entries");
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
