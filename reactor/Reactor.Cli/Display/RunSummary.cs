using System.Globalization;
using Reactor.Engine.Instances;
using Reactor.Ingest;
using Spectre.Console;

namespace Reactor.Cli.Display;

/// <summary>The tables that close a run: what came in, what each query made of it, and what did not work.</summary>
internal static class RunSummary
{
    /// <summary>Prints the summary of a run.</summary>
    /// <param name="console">Where.</param>
    /// <param name="sources">The sources.</param>
    /// <param name="queries">Final state of the queries.</param>
    /// <param name="elapsed">From the start of the sources to the last delivered result.</param>
    public static void Write(IAnsiConsole console, IReadOnlyList<IChangeSource> sources, IReadOnlyList<QueryStatus> queries, TimeSpan elapsed)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("queries");
        table.AddColumn("query").AddColumn("state");
        foreach (var column in new[] { "changes", "units", "diffs", "added", "updated", "deleted", "rows now", "guest entries" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var query in queries)
        {
            table.AddRow(
                Markup.Escape(query.Name), query.State == QueryState.Failed ? "[red]failed[/]" : query.State.ToString().ToLowerInvariant(),
                Count(query.Changes), Count(query.Units), Count(query.Diffs), Count(query.Added), Count(query.Updated), Count(query.Deleted),
                Count(query.Rows), Count(query.Entries));
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
        foreach (var source in sources)
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

        console.MarkupLine(
            $"{Count(changes)} changes in {elapsed.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s = " +
            $"[bold]{Count((long)(changes / Math.Max(1e-3, elapsed.TotalSeconds)))} changes/s[/] through {queries.Count} queries");
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
