using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Cli;
using Reactor.Cli.Composition;
using Reactor.EndToEnd.Tests.Support;
using Reactor.Engine.Isolation;
using Reactor.Testing.EventHubs;

namespace Reactor.EndToEnd.Tests;

/// <summary>From YAML to a file of results as <c>reactor run</c> does it, from an event hub whose connections drop.</summary>
public sealed class EventHubToFileTests
{
    private const int Partitions = 2;
    private const int PerPartition = 300;

    [Theory]
    [InlineData(IsolationMode.InProcess)]
    [InlineData(IsolationMode.MicroVm)]
    public async Task Every_event_is_counted_once_across_a_dropped_connection(IsolationMode mode)
    {
        if (mode == IsolationMode.MicroVm)
        {
            MicroVms.Require();
        }

        using var hub = new EventHubServer(partitions: Partitions);
        using var folder = new ScratchFolder();
        await using var application = Application.Load([folder.Write("pipeline.yaml", Pipeline(hub))], NullLoggerFactory.Instance)!;
        using var stopping = new CancellationTokenSource(RunWait.Patience);
        Append(hub, 0, PerPartition / 2);

        var run = RunSession.RunAsync(application, mode, once: false, NullLoggerFactory.Instance, stopping.Token);
        await RunWait.UntilAsync(() => application.Sources[0].Statistics.Changes == Partitions * PerPartition / 2, run);
        hub.DropConnections();
        Append(hub, PerPartition / 2, PerPartition);
        await RunWait.UntilAsync(() => application.Reactions[0].Reaction.Statistics.Delivered == (Partitions * PerPartition) + 3, run);
        await stopping.CancelAsync();
        (await run.WaitAsync(RunWait.Patience)).Should().Be(ExitCode.Stopped);

        // Two signals and the row of the empty graph, then one diff for each event, whatever order the partitions arrive in.
        var diffs = File.ReadLines(Path.Combine(folder.Path, "results.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(result => result.GetProperty("kind").GetString() == "change").Skip(1).ToList();
        diffs.Should().HaveCount(Partitions * PerPartition);
        diffs.Select(diff => After(diff).GetProperty("events").GetInt64()).Should().Equal(Enumerable.Range(1, Partitions * PerPartition).Select(count => (long)count));
        After(diffs[^1]).GetProperty("total").GetInt64().Should().Be(Partitions * Enumerable.Range(0, PerPartition).Sum());
    }

    private static JsonElement After(JsonElement diff) => diff.GetProperty("updatedResults")[0].GetProperty("after");

    private static void Append(EventHubServer hub, int from, int to)
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            hub.Append(partition, Enumerable.Range(from, to - from).Select(number => string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"op":"insert","node":{"id":"{{partition}}-{{number}}","labels":["Reading"],"properties":{"value":{{number}} } } }""")));
        }
    }

    private static string Pipeline(EventHubServer hub) => $$"""
        apiVersion: v1
        kind: Source
        name: hub
        spec:
          kind: EventHub
          properties: {connectionString: "{{hub.ConnectionString}}", eventHubs: {{hub.Hub}}, format: plain}
        ---
        apiVersion: v1
        kind: ContinuousQuery
        name: totals
        spec:
          mode: query
          sources: {subscriptions: [{id: hub}]}
          query: MATCH (r:Reading) RETURN count(*) AS events, sum(r.value) AS total
        ---
        apiVersion: v1
        kind: Reaction
        name: file
        spec:
          kind: File
          properties: {path: results.jsonl, format: packed}
          queries: {totals: }
        """;
}
