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
                query.State is QueryState.Failed or QueryState.Suspended ? $"[red]{Markup.Escape(query.Name)}[/]" : Markup.Escape(query.Name),
                Count(query.Changes), Count(query.Units), Count(query.Diffs), Count(query.Added), Count(query.Updated), Count(query.Deleted),
                Count(query.Rows));
        }

        console.WriteLine();
        console.Write(table);
        foreach (var query in queries)
        {
            if (query.Failure is { } failure)
            {
                console.MarkupLineInterpolated($"[red]query {query.Name} {(query.State == QueryState.Suspended ? "is suspended" : "failed")}:[/] {failure}");
            }

            if (query.RowErrors > 0)
            {
                console.MarkupLineInterpolated($"[yellow]query {query.Name}: {Amount.Of(query.RowErrors, "row")} left out because of errors in data; newest: {query.NewestRowError}[/]");
            }
        }

        var changes = 0L;
        foreach (var source in application.Sources)
        {
            var statistics = source.Statistics;
            changes += statistics.Changes;

            // The log named the malformed values as they came, and what made a source fail closes the run on stderr: neither is said twice.
            console.MarkupLine(
                $"source {Markup.Escape(source.Name)}: {Amount.Of(statistics.Received, "value")}, {Amount.Of(statistics.Changes, "change")} " +
                $"({Count(statistics.BootstrapChanges)} initial), {Amount.Of(statistics.Units, "unit")}" +
                (statistics.Malformed == 0 ? "" : $", [yellow]{Count(statistics.Malformed)} malformed[/]") +
                (statistics.State == SourceState.Failed ? ", [red]failed[/]" : ""));
            if (statistics.State == SourceState.Retrying || (statistics.Received == 0 && statistics.LastError is not null))
            {
                console.MarkupLineInterpolated($"[red]source {source.Name} has no contact: {statistics.LastError}[/]");
            }
        }

        foreach (var (reaction, _) in application.Reactions)
        {
            var statistics = reaction.Statistics;
            console.MarkupLine(
                $"reaction {Markup.Escape(reaction.Name)}: {Amount.Of(statistics.Delivered, "result")} delivered to {Markup.Escape(reaction.Target)}" +
                (statistics.Retries == 0 ? "" : $", [yellow]{Amount.Of(statistics.Retries, "retry", "retries")} ({Markup.Escape(statistics.LastError ?? "")})[/]") +
                (statistics.IsWaiting ? ", [red]waiting for its receiver[/]" : ""));
        }

        console.MarkupLine(
            $"{Amount.Of(changes, "change")} in {elapsed.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s = [bold]{Rate(changes / Math.Max(1e-3, elapsed.TotalSeconds))}/s[/] " +
            $"through {Amount.Of(queries.Count, "query", "queries")}, {Amount.Of(queries.Sum(query => query.Entries), "guest entry", "guest entries")}");
    }

    private static string Count(long number) => Amount.Count(number);

    private static string Rate(double perSecond) => perSecond.ToString(perSecond < 10 ? "0.#" : "N0", CultureInfo.InvariantCulture);
}
