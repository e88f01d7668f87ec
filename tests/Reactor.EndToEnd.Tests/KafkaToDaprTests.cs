using System.Globalization;
using System.Text.Json;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Cli;
using Reactor.Cli.Composition;
using Reactor.EndToEnd.Tests.Support;
using Reactor.Engine.Isolation;
using Reactor.Ingest;
using Reactor.Testing.Dapr;
using Reactor.Testing.Kafka;

namespace Reactor.EndToEnd.Tests;

/// <summary>
/// From YAML to published events as <c>reactor run</c> does it, through a sidecar that starts late and stumbles and brokers that go away.
/// Partitions arrive in any order, so what is asserted is what holds in every order.
/// </summary>
public sealed class KafkaToDaprTests
{
    private const int Partitions = 4;
    private const int SensorsPerPartition = 25;
    private const int Rounds = 20;

    [Theory]
    [InlineData(IsolationMode.InProcess)]
    [InlineData(IsolationMode.MicroVm)]
    public async Task Every_result_is_published_in_order_across_outages_on_both_ends(IsolationMode mode)
    {
        if (mode == IsolationMode.MicroVm)
        {
            MicroVms.Require();
        }

        using var cluster = new MockKafkaCluster();
        cluster.CreateTopic("readings", Partitions);
        await using var sidecar = await DaprStandIn.StartAsync();
        using var folder = new ScratchFolder();
        await using var application = Application.Load([folder.Write("pipeline.yaml", Pipeline(cluster, sidecar))], NullLoggerFactory.Instance)!;
        using var stopping = new CancellationTokenSource(RunWait.Patience);

        // The sidecar is not ready while half of the feed comes in, and the first call of each query fails: one as a whole, one for its only entry.
        sidecar.IsReady = false;
        sidecar.FailNext(DaprFailure.Call(StatusCode.Unavailable), DaprFailure.Partial(0));
        Produce(cluster, 0, Rounds / 2);
        var run = RunSession.RunAsync(application, mode, once: false, NullLoggerFactory.Instance, stopping.Token);
        await RunWait.UntilAsync(() => sidecar.HealthChecks > 1 && application.Sources[0].Statistics.Changes == Partitions * SensorsPerPartition * Rounds / 2, run);
        sidecar.Events.Should().BeEmpty();
        sidecar.IsReady = true;
        await sidecar.WaitForAsync(events => Last(events, "totals-topic") == Total(Rounds / 2), RunWait.Patience);

        cluster.TakeDown();
        await RunWait.UntilAsync(() => application.Sources[0].Statistics.State == SourceState.Retrying, run);
        cluster.BringUp();
        sidecar.FailNext(DaprFailure.Call(StatusCode.Unavailable));
        Produce(cluster, Rounds / 2, Rounds);
        await sidecar.WaitForAsync(events => Last(events, "totals-topic") == Total(Rounds) && events.Any(sent => sent.Id == LastRowId()), RunWait.Patience);
        await stopping.CancelAsync();

        (await run.WaitAsync(RunWait.Patience)).Should().Be(ExitCode.Stopped);
        AssertRows(sidecar.Deduplicated("rows-topic"));
        AssertTotals(sidecar.Deduplicated("totals-topic"));
        application.Reactions[0].Reaction.Statistics.Retries.Should().BeGreaterThan(3, "three calls failed, after the sidecar had been asked for health in vain");
    }

    // Two signals, then one diff for each change: the first reading of a sensor adds its row, each later one updates it.
    private static string LastRowId() => $"rows/1/{2 + (Partitions * SensorsPerPartition * Rounds)}/0";

    private static void AssertRows(IReadOnlyList<PublishedEvent> events)
    {
        var signals = events.Take(2).ToList();
        signals.Select(sent => (sent.Id, sent.Data.GetProperty("op").GetString(), sent.Data.GetProperty("payload").GetProperty("kind").GetString()))
            .Should().Equal(("rows/1/1", "x", "bootstrapStarted"), ("rows/1/2", "x", "bootstrapCompleted"));
        var rows = events.Skip(2).ToList();
        rows.Select(sent => sent.Id).Should().Equal(
            Enumerable.Range(3, Partitions * SensorsPerPartition * Rounds).Select(sequence => $"rows/1/{sequence}/0"));
        rows.Select(sent => $"rows/1/{sent.Data.GetProperty("seq").GetInt64()}/0").Should().Equal(rows.Select(sent => sent.Id));
        foreach (var sensor in rows.GroupBy(sent => sent.Data.GetProperty("payload").GetProperty("after").GetProperty("sensor").GetString()!))
        {
            var place = sensor.Key.Split('-').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
            sensor.Select(sent => Change(sent.Data)).Should().Equal(Enumerable.Range(0, Rounds).Select(round => round == 0
                ? $"i  > {Row(place, 0)}"
                : $"u {Row(place, round - 1)} > {Row(place, round)}"));
        }

        static string Change(JsonElement data)
        {
            var payload = data.GetProperty("payload");
            return $"{data.GetProperty("op").GetString()} {Raw(payload, "before")} > {Raw(payload, "after")}";
        }

        static string Row(int[] place, int round) => $$"""{"sensor":"{{place[0]}}-{{place[1]}}","value":{{Value(place[0], place[1], round)}}}""";
    }

    // One row, so each diff starts from where the one before it ended.
    private static void AssertTotals(IReadOnlyList<PublishedEvent> events)
    {
        events.Select(sent => sent.Id).Should().Equal(Enumerable.Range(1, events.Count).Select(sequence => $"totals/1/{sequence}"));
        events.Select(sent => sent.Data.GetProperty("sequence").GetInt64()).Should().Equal(Enumerable.Range(1, events.Count).Select(sequence => (long)sequence));
        var signals = events.Where(sent => sent.Data.GetProperty("kind").GetString() == "control").ToList();
        signals.Select(sent => sent.Data.GetProperty("controlSignal").GetProperty("kind").GetString()).Should().Equal("bootstrapStarted", "bootstrapCompleted");
        var changes = events.Select(sent => sent.Data).Where(data => data.GetProperty("kind").GetString() == "change").ToList();
        changes[0].GetProperty("addedResults").GetRawText().Should().Be("""[{"sensors":0,"total":0}]""");
        var current = changes[0].GetProperty("addedResults")[0].GetRawText();
        foreach (var change in changes.Skip(1))
        {
            change.GetProperty("addedResults").GetArrayLength().Should().Be(0);
            change.GetProperty("deletedResults").GetArrayLength().Should().Be(0);
            var update = change.GetProperty("updatedResults").EnumerateArray().Should().ContainSingle().Which;
            update.GetProperty("before").GetRawText().Should().Be(current);
            current = update.GetProperty("after").GetRawText();
        }

        current.Should().Be(Total(Rounds));
    }

    private static string Raw(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetRawText() : "";

    private static string? Last(IReadOnlyList<PublishedEvent> events, string topic) =>
        events.LastOrDefault(sent => sent.Topic == topic) is { } last && last.Data.TryGetProperty("updatedResults", out var updated) && updated.GetArrayLength() > 0
            ? updated[0].GetProperty("after").GetRawText()
            : null;

    private static string Total(int rounds)
    {
        var total = Enumerable.Range(0, Partitions).Sum(partition => Enumerable.Range(0, SensorsPerPartition).Sum(sensor => Value(partition, sensor, rounds - 1)));
        return $$"""{"sensors":{{Partitions * SensorsPerPartition}},"total":{{total}}}""";
    }

    private static int Value(int partition, int sensor, int round) => (1000 * partition) + (10 * sensor) + (round * (sensor + 1));

    private static void Produce(MockKafkaCluster cluster, int firstRound, int endRound)
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            var values = new List<string>();
            for (var round = firstRound; round < endRound; round++)
            {
                values.AddRange(Enumerable.Range(0, SensorsPerPartition).Select(sensor => Reading(partition, sensor, round)));
            }

            cluster.Produce("readings", partition, values);
        }
    }

    private static string Reading(int partition, int sensor, int round)
    {
        var (id, value) = ($"{partition}-{sensor}", Value(partition, sensor, round));
        return round == 0
            ? $$$"""{"op":"insert","node":{"properties":{"name":"{{{id}}}","value":{{{value}}} },"labels":["Sensor"],"id":"{{{id}}}"}}"""
            : $$$"""{"op":"update","node":{"properties":{"value":{{{value}}} },"id":"{{{id}}}"}}""";
    }

    private static string Pipeline(MockKafkaCluster cluster, DaprStandIn sidecar) => $$"""
        apiVersion: v1
        kind: Source
        name: readings
        spec:
          kind: Kafka
          properties:
            brokers: "{{cluster.BootstrapServers}}"
            topic: readings
            format: plain
        ---
        apiVersion: v1
        kind: ContinuousQuery
        name: rows
        spec:
          mode: query
          sources: {subscriptions: [{id: readings}]}
          query: MATCH (s:Sensor) RETURN s.name AS sensor, s.value AS value
        ---
        apiVersion: v1
        kind: ContinuousQuery
        name: totals
        spec:
          mode: query
          sources: {subscriptions: [{id: readings}]}
          query: MATCH (s:Sensor) RETURN count(*) AS sensors, sum(s.value) AS total
        ---
        apiVersion: v1
        kind: Reaction
        name: bus
        spec:
          kind: PostDaprPubSub
          properties:
            grpcEndpoint: "{{sidecar.GrpcEndpoint}}"
            httpEndpoint: "{{sidecar.HttpEndpoint}}"
            retryMaxDelay: 50ms
          queries:
            rows: '{"pubsubName":"bus","topicName":"rows-topic"}'
            totals: '{"pubsubName":"bus","topicName":"totals-topic","format":"Packed"}'
        """;
}
