using System.Globalization;
using Grpc.Core;
using Reactor.Contracts.Results;
using Reactor.Testing.Dapr;
using Reactor.Testing.Results;

namespace Reactor.Reactions.Tests;

public sealed class DaprPubSubReactionTests : IAsyncLifetime
{
    private const string Unpacked = """{"pubsubName":"bus","topicName":"t1"}""";
    private const string Packed = """{"pubsubName":"bus","topicName":"t1","format":"Packed"}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ReactionFixture _fixture = new();
    private DaprStandIn _sidecar = null!;

    public async ValueTask InitializeAsync() => _sidecar = await DaprStandIn.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _fixture.Dispose();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task A_packed_delivery_is_one_cloud_event_per_diff()
    {
        await using var reaction = Create(Packed);
        var results = new ResultBatchBuilder("v").Diff(1_700_000_000_000, ResultRow.Added(1, 1), ResultRow.Added(2, 2)).Diff(1_700_000_001_000, ResultRow.Deleted(1, 1));

        await reaction.DeliverAsync(results.Signal(ResultSignal.BootstrapStarted, sequence: 4, epoch: 2), default);
        await reaction.DeliverAsync(results.Deliver(firstSequence: 5, epoch: 2), default);

        _sidecar.Events.Select(sent => sent.Id).Should().Equal("q1/2/4", "q1/2/5", "q1/2/6");
        var change = _sidecar.Events[1];
        (change.Pubsub, change.Topic, change.ContentType, change.IsBulk).Should().Be(("bus", "t1", "application/cloudevents+json", true));
        change.Json.EnumerateObject().Select(property => $"{property.Name}: {property.Value}").Take(7).Should().Equal(
            "specversion: 1.0", "id: q1/2/5", "source: /reactor/queries/q1", "type: reactor.change", "subject: q1",
            "time: 2023-11-14T22:13:20+00:00", "datacontenttype: application/json");
        change.Data.GetProperty("sequence").GetInt64().Should().Be(5);
        change.Data.GetProperty("addedResults").GetRawText().Should().Be("""[{"v":1},{"v":2}]""");
        _sidecar.Events[0].Data.GetProperty("controlSignal").GetProperty("kind").GetString().Should().Be("bootstrapStarted");
        reaction.Statistics.Delivered.Should().Be(3);
    }

    [Fact]
    public async Task An_unpacked_delivery_is_one_cloud_event_per_row_in_order_over_many_bulks()
    {
        await using var reaction = Create(Unpacked, ("bulkSize", "7"));
        var results = new ResultBatchBuilder("v")
            .Diff(1, [.. Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? ResultRow.Added(i, i) : ResultRow.Deleted(i, i))])
            .Diff(2, [.. Enumerable.Range(0, 50).Select(i => ResultRow.Updated(i, [i], [-i - 1]))]);

        await reaction.DeliverAsync(results.Deliver(firstSequence: 3), default);

        var events = _sidecar.Events;
        events.Select(sent => sent.Id).Should().Equal(
            Enumerable.Range(0, 50).Select(i => $"q1/1/3/{i}").Concat(Enumerable.Range(0, 50).Select(i => $"q1/1/4/{i}")));
        events.Select(sent => sent.Data.GetProperty("op").GetString()).Should().Equal(
            Enumerable.Repeat("d", 25).Concat(Enumerable.Repeat("i", 25)).Concat(Enumerable.Repeat("u", 50)));
        events.Select(sent => sent.Data.GetProperty("seq").GetInt64()).Should().Equal(Enumerable.Repeat(3L, 50).Concat(Enumerable.Repeat(4L, 50)));
        _sidecar.Calls.Should().Be(15);
    }

    [Fact]
    public async Task A_bulk_is_also_limited_by_its_bytes()
    {
        await using var reaction = Create(Unpacked, ("bulkBytes", "10k"));
        var results = new ResultBatchBuilder("v").Diff(1, [.. Enumerable.Range(0, 30).Select(i => ResultRow.Added(i, new string('x', 3000)))]);

        await reaction.DeliverAsync(results.Deliver(), default);

        _sidecar.Events.Should().HaveCount(30);
        _sidecar.Calls.Should().Be(8);
    }

    [Fact]
    public async Task Metadata_is_passed_on_and_a_raw_payload_has_no_envelope()
    {
        await using var reaction = Create("""{"pubsubName":"bus","topicName":"t1","metadata":{"rawPayload":"true","partitionKey":"k1"}}""");

        await reaction.DeliverAsync(OneRow().Deliver(), default);

        var sent = _sidecar.Events.Should().ContainSingle().Which;
        sent.ContentType.Should().Be("application/json");
        sent.Data.GetProperty("op").GetString().Should().Be("i");
        sent.Metadata.Should().Contain("partitionKey", "k1").And.Contain("rawPayload", "true");
    }

    [Fact]
    public async Task Control_signals_are_left_out_on_demand()
    {
        await using var reaction = Create("""{"pubsubName":"bus","topicName":"t1","skipControlSignals":true}""");

        await reaction.DeliverAsync(OneRow().Signal(ResultSignal.BootstrapCompleted), default);

        _sidecar.Calls.Should().Be(0);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.ResourceExhausted)]
    public async Task A_passing_failure_is_repeated_with_the_same_ids_and_said_once(StatusCode status)
    {
        await using var reaction = Create(Unpacked);
        _sidecar.FailNext(DaprFailure.Call(status), DaprFailure.Call(status), DaprFailure.Call(status));

        await reaction.DeliverAsync(OneRow().Deliver(), default);

        _sidecar.Events.Select(sent => sent.Id).Should().Equal("q1/1/1/0");
        (_sidecar.Calls, reaction.Statistics.Retries, reaction.Statistics.Delivered, reaction.Statistics.IsWaiting).Should().Be((4, 3, 1, false));
        reaction.Statistics.LastError.Should().Contain(status.ToString());
        _fixture.Log.Should().HaveCount(2);
        _fixture.Log[0].Should().StartWith("Warning 3200: Reaction r1 waits for Dapr pub/sub at http://");
        _fixture.Log[1].Should().StartWith("Information 3202: Reaction r1 reached").And.EndWith("after 3 failed attempts.");
    }

    [Fact]
    public async Task A_bulk_that_is_taken_in_part_goes_on_with_the_first_event_that_was_not()
    {
        await using var reaction = Create(Unpacked);
        _sidecar.FailNext(DaprFailure.Partial(3, 6), DaprFailure.Partial(0), DaprFailure.Partial(1));
        var results = new ResultBatchBuilder("v").Diff(1, [.. Enumerable.Range(0, 8).Select(i => ResultRow.Added(i, i))]);

        await reaction.DeliverAsync(results.Deliver(), default);

        _sidecar.Events.Select(sent => int.Parse(sent.Id!.Split('/')[^1], CultureInfo.InvariantCulture)).Should().Equal(
            0, 1, 2, 4, 5, 7,
            4, 5, 6, 7,
            3, 5, 6, 7,
            4, 5, 6, 7);
        reaction.Statistics.Delivered.Should().Be(8);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.PermissionDenied)]
    public async Task A_lasting_failure_is_thrown_with_the_first_id_that_was_not_delivered(StatusCode status)
    {
        await using var reaction = Create(Packed, ("bulkSize", "2"));
        _sidecar.FailNext(DaprFailure.None, DaprFailure.Call(status, "pubsub bus is not found"));
        var results = new ResultBatchBuilder("v");
        for (var i = 0; i < 4; i++)
        {
            results.Diff(i, ResultRow.Added(i, i));
        }

        var deliver = () => reaction.DeliverAsync(results.Deliver(firstSequence: 10), default);

        var exception = (await deliver.Should().ThrowAsync<ReactionException>()).Which;
        exception.ResultId.Should().Be("q1/1/12");
        exception.Message.Should().Contain("bus/t1 refuses").And.Contain("pubsub bus is not found");
        _sidecar.Events.Should().HaveCount(2);
    }

    [Fact]
    public async Task An_event_larger_than_the_sidecar_takes_is_a_lasting_failure()
    {
        await using var reaction = Create(Packed);
        var huge = new ResultBatchBuilder("v").Diff(1, ResultRow.Added(1, new string('x', 5 << 20)));

        var deliver = () => reaction.DeliverAsync(huge.Deliver(), default);

        (await deliver.Should().ThrowAsync<ReactionException>()).Which.Message.Should().Contain("ResourceExhausted");
    }

    [Fact]
    public async Task Without_a_bulk_call_events_go_one_by_one_also_when_it_vanishes_later()
    {
        await using var reaction = Create(Unpacked);
        var results = new ResultBatchBuilder("v").Diff(1, ResultRow.Added(1, 1), ResultRow.Added(2, 2), ResultRow.Added(3, 3));
        await reaction.DeliverAsync(results.Deliver(firstSequence: 1), default);

        _sidecar.HasBulk = false;
        await reaction.DeliverAsync(results.Deliver(firstSequence: 2), default);
        _sidecar.FailNext(DaprFailure.None, DaprFailure.Call(StatusCode.Unavailable));
        await reaction.DeliverAsync(results.Deliver(firstSequence: 3), default);

        _sidecar.Events.Select(sent => $"{sent.Id} {sent.IsBulk} {sent.ContentType == "application/cloudevents+json"}").Should().Equal(
            "q1/1/1/0 True True", "q1/1/1/1 True True", "q1/1/1/2 True True",
            "q1/1/2/0 False True", "q1/1/2/1 False True", "q1/1/2/2 False True",
            "q1/1/3/0 False True", "q1/1/3/1 False True", "q1/1/3/2 False True");
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_given_up_and_repeated()
    {
        await using var reaction = Create(Unpacked, ("publishTimeout", "300ms"));
        await reaction.DeliverAsync(OneRow().Deliver(firstSequence: 1), default);
        _sidecar.Delay = TimeSpan.FromSeconds(30);

        var delivery = reaction.DeliverAsync(OneRow().Deliver(firstSequence: 2), default);
        await WaitUntil(() => reaction.Statistics.Retries >= 2);
        reaction.Statistics.IsWaiting.Should().BeTrue();
        _sidecar.Delay = TimeSpan.Zero;
        await delivery.WaitAsync(Patience);

        _sidecar.Deduplicated("t1").Select(sent => sent.Id).Should().Equal("q1/1/1/0", "q1/1/2/0");
        reaction.Statistics.LastError.Should().Contain("no answer within 0.3 s");
    }

    [Fact]
    public async Task Start_waits_for_a_sidecar_that_comes_late_and_says_so_once()
    {
        _sidecar.IsReady = false;
        await using var reaction = Create(Unpacked);

        var start = reaction.StartAsync(default);
        await WaitUntil(() => _sidecar.HealthChecks >= 3);
        start.IsCompleted.Should().BeFalse();
        reaction.Statistics.IsWaiting.Should().BeTrue();
        _sidecar.IsReady = true;
        await start.WaitAsync(Patience);

        reaction.Statistics.IsWaiting.Should().BeFalse();
        _fixture.Log.Should().HaveCount(2);
        _fixture.Log[0].Should().Contain($"no Dapr sidecar answers at {_sidecar.HttpEndpoint}/ (start one with \"dapr run\"");
    }

    [Fact]
    public async Task Nothing_listening_is_waited_for_until_the_engine_stops()
    {
        await _sidecar.DisposeAsync();
        await using var reaction = Create(Unpacked);
        using var stop = new CancellationTokenSource();

        var start = reaction.StartAsync(stop.Token);
        var delivery = reaction.DeliverAsync(OneRow().Deliver(), stop.Token);
        await WaitUntil(() => reaction.Statistics.Retries >= 4);
        await stop.CancelAsync();

        await ((Func<Task>)(() => start)).Should().ThrowAsync<OperationCanceledException>();
        await ((Func<Task>)(() => delivery)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Endpoints_and_token_come_from_the_environment_of_dapr_run()
    {
        _sidecar.ApiToken = "secret";
        _fixture.Variables["DAPR_GRPC_PORT"] = new Uri(_sidecar.GrpcEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        _fixture.Variables["DAPR_HTTP_ENDPOINT"] = _sidecar.HttpEndpoint;
        _fixture.Variables["DAPR_API_TOKEN"] = "secret";
        await using var reaction = _fixture.Create("DaprPubSub", [], Unpacked);

        await reaction.StartAsync(default).WaitAsync(Patience);
        await reaction.DeliverAsync(OneRow().Deliver(), default);

        _sidecar.Events.Should().ContainSingle();
    }

    [Fact]
    public void Settings_are_checked_those_of_each_query_too()
    {
        _fixture.ProblemsOf("PostDaprPubSub", new() { ["bulkSize"] = "0", ["grpcEndpoint"] = "sidecar:1" }, """{"topic":"x","format":"Zipped"}""").Should().BeEquivalentTo(
            "4: PostDaprPubSub reaction \"r1\": \"bulkSize\" must be an integer from 1 to 10000, not \"0\"",
            "4: PostDaprPubSub reaction \"r1\": \"grpcEndpoint\" must be an http or https address such as http://127.0.0.1:50001",
            "6: settings of query \"q1\": required setting \"topicName\" is missing",
            "6: settings of query \"q1\": \"format\" must be one of unpacked, packed, not \"Zipped\"",
            "6: settings of query \"q1\": unknown setting \"topic\"; known settings are pubsubName, topicName, format, skipControlSignals, metadata");
        _fixture.ProblemsOf("PostDaprPubSub", [], "{").Should().ContainSingle().Which.Should().StartWith("6: settings of query \"q1\" are no valid JSON");
        _fixture.ProblemsOf("PostDaprPubSub", [], "[]").Should().Equal("6: settings of query \"q1\" must be a JSON object");
    }

    private static ResultBatchBuilder OneRow() => new ResultBatchBuilder("v").Diff(1, ResultRow.Added(1, 1));

    private static async Task WaitUntil(Func<bool> condition)
    {
        using var end = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(5, end.Token);
        }
    }

    private Reaction Create(string querySettings, params (string Key, string Value)[] properties)
    {
        var all = new Dictionary<string, string>
        {
            ["grpcEndpoint"] = _sidecar.GrpcEndpoint, ["httpEndpoint"] = _sidecar.HttpEndpoint, ["retryMaxDelay"] = "20ms",
        };
        foreach (var (key, value) in properties)
        {
            all[key] = value;
        }

        return _fixture.Create("PostDaprPubSub", all, querySettings);
    }
}
