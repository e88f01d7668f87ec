using Reactor.Contracts.Changes;
using Reactor.Ingest.Formats;
using Reactor.Testing.EventHubs;

namespace Reactor.Ingest.EventHubs.Tests;

public sealed class EventHubSourceTests
{
    [Theory]
    [InlineData("Token")]
    [InlineData("Plain")]
    public async Task Every_event_arrives_once_and_in_order_per_partition(string authentication)
    {
        const int PerPartition = 2000;
        using var server = new EventHubServer(partitions: 3);
        for (var partition = 0; partition < 3; partition++)
        {
            server.Append(partition, Enumerable.Range(0, PerPartition).Select(number => HubRun.Insert($"[{partition},{number}]")));
        }

        await using var run = new HubRun(server, settings => settings with { Authentication = Enum.Parse<Authentication>(authentication) });
        (await run.NextAsync()).Phase.Should().Be(BatchPhase.BootstrapEnd);
        var changes = await run.LiveAsync(3 * PerPartition);

        changes.Should().HaveCount(3 * PerPartition);
        foreach (var partition in changes.GroupBy(change => change.Position.Partition))
        {
            partition.Select(change => change.Position.Offset).Should().Equal(Enumerable.Range(0, PerPartition).Select(sequence => (long)sequence));
            partition.Select(change => change.Id).Should().Equal(Enumerable.Range(0, PerPartition).Select(number => $"{partition.Key},{number}"));
        }

        (server.PutTokens > 0).Should().Be(authentication == "Token");
        run.Source.Statistics.State.Should().Be(SourceState.Connected);
    }

    [Fact]
    public async Task Events_have_their_enqueued_time_and_malformed_and_empty_ones_are_counted()
    {
        using var server = new EventHubServer(partitions: 1);
        var before = DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeMilliseconds() * 1_000_000;
        server.Append(0, [HubRun.Insert(1), null, "{broken", HubRun.Insert(2)]);

        await using var run = new HubRun(server);
        var changes = await run.LiveAsync(2);

        changes.Select(change => change.Position.Offset).Should().Equal(0, 3);
        changes[0].EffectiveTimeNs.Should().BeInRange(before, before + 60_000_000_000);
        run.Source.Statistics.Should().BeEquivalentTo(new { Received = 4L, Changes = 2L, Skipped = 1L, Malformed = 1L });
    }

    [Fact]
    public async Task A_malformed_event_ends_a_source_that_stops_at_errors()
    {
        using var server = new EventHubServer();
        server.Append(1, ["{broken"]);

        await using var run = new HubRun(
            server, settings => settings with { Feed = new FeedSettings { Format = FeedFormat.Plain, OnError = ErrorPolicy.Stop } });

        (await run.Running.Invoking(task => task).Should().ThrowAsync<FeedException>()).Which.Position.Should().Be(new SourcePosition(1, 0));
        run.Source.Statistics.State.Should().Be(SourceState.Failed);
    }

    [Fact]
    public async Task A_broken_connection_is_made_again_and_reading_goes_on_behind_the_last_event()
    {
        using var server = new EventHubServer(partitions: 2);
        await using var run = new HubRun(server);
        var changes = new List<ElementChange>();
        for (var round = 0; round < 3; round++)
        {
            server.Append(0, Enumerable.Range(0, 100).Select(number => HubRun.Insert((round * 100) + number)));
            server.Append(1, Enumerable.Range(0, 100).Select(number => HubRun.Insert(1000 + (round * 100) + number)));
            changes.AddRange(await run.LiveAsync(200));
            server.DropConnections();
        }

        changes.Select(change => change.Id).Should().OnlyHaveUniqueItems().And.HaveCount(600);
        await run.EventuallyAsync(() => run.Source.Statistics.State == SourceState.Connected && server.ReceiversOpened >= 8, "contact is back");
    }

    [Fact]
    public async Task A_service_that_goes_away_and_comes_back_is_said_once_and_nothing_is_lost()
    {
        using var server = new EventHubServer(partitions: 1);
        server.Append(0, HubRun.Insert(1));
        await using var run = new HubRun(server);
        var changes = await run.LiveAsync(1);

        server.Stop();
        await run.EventuallyAsync(() => run.Source.Statistics.State == SourceState.Retrying, "loss is noticed");
        server.Append(0, HubRun.Insert(2), HubRun.Insert(3));
        await Task.Delay(1500);
        server.Start();
        changes.AddRange(await run.LiveAsync(2));

        changes.Select(change => change.Id).Should().Equal("1", "2", "3");
        run.Log.Lines.Where(line => line.Contains("cannot read hub", StringComparison.Ordinal)).Should().ContainSingle();
        run.Log.Lines.Where(line => line.Contains("reads hub with 1 partitions", StringComparison.Ordinal)).Should().HaveCount(2);
    }

    [Fact]
    public async Task Tokens_are_renewed_before_they_end()
    {
        using var server = new EventHubServer(partitions: 1);
        await using var run = new HubRun(server, settings => settings with { TokenLifetime = TimeSpan.FromSeconds(4) });
        await run.EventuallyAsync(() => run.Source.Statistics.State == SourceState.Connected, "contact is made");

        // The server closes a connection whose token ends.
        await Task.Delay(TimeSpan.FromSeconds(9));
        server.Append(0, HubRun.Insert(1));
        await run.LiveAsync(1);

        server.ReceiversOpened.Should().Be(1);
        server.PutTokens.Should().BeGreaterThan(4);
        run.Source.Statistics.LastError.Should().BeNull();
    }

    [Fact]
    public async Task A_wrong_key_and_a_missing_hub_are_said_and_tried_again()
    {
        using var server = new EventHubServer();
        await using var wrongKey = new HubRun(server, settings => settings with { Connection = HubRun.Settings(server.WrongConnectionString, "hub").Connection });
        await using var wrongKeyPlain = new HubRun(server, settings => settings with
        {
            Connection = HubRun.Settings(server.WrongConnectionString, "hub").Connection, Authentication = Authentication.Plain,
        });
        await using var wrongHub = new HubRun(server, settings => settings with { Hubs = ["other"] });

        foreach (var (run, reason) in new[] { (wrongKey, "wrong signature"), (wrongKeyPlain, "cannot read hub"), (wrongHub, "there is no such hub") })
        {
            await run.EventuallyAsync(() => run.Source.Statistics.State == SourceState.Retrying, reason);
            run.Source.Statistics.LastError.Should().Contain(reason);
        }
    }

    [Fact]
    public async Task A_full_channel_stops_the_service_from_sending_more_than_its_credit()
    {
        const int Count = 3000;
        using var server = new EventHubServer(partitions: 1);
        server.Append(0, Enumerable.Range(0, Count).Select(number => HubRun.Insert(number)));

        await using var run = new HubRun(
            server,
            settings => settings with { Prefetch = 50, Feed = new FeedSettings { Format = FeedFormat.Plain, BatchChanges = 10 } },
            capacity: 1);
        await run.EventuallyAsync(() => run.Source.Statistics.State == SourceState.Paused, "the source pauses");
        await Task.Delay(300);
        run.Source.Statistics.Received.Should().BeLessThan(100);
        var changes = await run.LiveAsync(Count);

        changes.Select(change => change.Position.Offset).Should().Equal(Enumerable.Range(0, Count).Select(sequence => (long)sequence));
    }

    [Fact]
    public async Task A_connection_that_breaks_while_the_channel_is_full_loses_nothing()
    {
        const int Count = 400;
        using var server = new EventHubServer(partitions: 2);
        server.Append(0, Enumerable.Range(0, Count).Select(number => HubRun.Insert(number)));
        server.Append(1, Enumerable.Range(Count, Count).Select(number => HubRun.Insert(number)));
        await using var run = new HubRun(
            server, settings => settings with { Feed = new FeedSettings { Format = FeedFormat.Plain, BatchChanges = 10 } }, capacity: 1);
        await run.EventuallyAsync(() => run.Source.Statistics.State == SourceState.Paused, "the source pauses");

        server.DropConnections();
        await Task.Delay(500);
        var changes = await run.LiveAsync(2 * Count);

        changes.Select(change => int.Parse(change.Id)).Order().Should().Equal(Enumerable.Range(0, 2 * Count));
    }

    [Fact]
    public async Task Reading_from_latest_leaves_out_what_was_there_also_across_a_broken_connection()
    {
        using var server = new EventHubServer(partitions: 1);
        server.Append(0, HubRun.Insert(1));
        await using var run = new HubRun(server, settings => settings with { StartFrom = StartFrom.Latest, Feed = new FeedSettings() });
        (await run.NextAsync()).Phase.Should().Be(BatchPhase.BootstrapEnd);

        server.Stop();
        server.Append(0, HubRun.Insert(2));
        server.Start();

        (await run.LiveAsync(1)).Should().ContainSingle().Which.Id.Should().Be("2");
    }

    [Fact]
    public async Task A_window_starts_at_a_time()
    {
        using var server = new EventHubServer(partitions: 1);
        server.Append(0, HubRun.Insert(1));
        await Task.Delay(50);
        var middle = DateTimeOffset.UtcNow;
        await Task.Delay(50);
        server.Append(0, HubRun.Insert(2));

        await using var run = new HubRun(server, settings => settings with { Window = DateTimeOffset.UtcNow - middle });

        (await run.LiveAsync(1)).Should().ContainSingle().Which.Id.Should().Be("2");
    }

    [Fact]
    public async Task Events_that_retention_removed_while_out_of_contact_are_reported()
    {
        using var server = new EventHubServer(partitions: 1);
        server.Append(0, HubRun.Insert(0));
        await using var run = new HubRun(server);
        await run.LiveAsync(1);

        server.Stop();
        server.Append(0, Enumerable.Range(1, 9).Select(number => HubRun.Insert(number)));
        server.Expire(0, 5);
        server.Start();
        var changes = await run.LiveAsync(5);

        changes.Select(change => change.Position.Offset).Should().Equal(5, 6, 7, 8, 9);
        run.Log.Lines.Should().ContainSingle(line => line.Contains("partition 0 no longer has its events 1 to 4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Snapshot_rows_of_all_partitions_come_before_live_changes()
    {
        using var server = new EventHubServer(partitions: 3);
        server.Append(0, Row("r", "a", 1), Row("u", "a", 1), Row("u", "a", 1));
        server.Append(1, Enumerable.Range(0, 3000).Select(id => Row("r", "b", id)).Append(Row("c", "b", 9000)));
        await using var run = new HubRun(server, settings => settings with { Feed = new FeedSettings() });

        var rows = 0;
        ChangeBatch batch;
        do
        {
            batch = await run.NextAsync();
            batch.Phase.Should().NotBe(BatchPhase.Live);
            rows += batch.Changes.Count;
        }
        while (batch.Phase != BatchPhase.BootstrapEnd);

        rows.Should().Be(3001);
        (await run.LiveAsync(3)).Select(change => change.Id).Should().BeEquivalentTo("public:a:1", "public:a:1", "public:b:9000");
    }

    [Fact]
    public async Task A_transaction_is_one_unit_and_ends_with_silence()
    {
        using var server = new EventHubServer(partitions: 1);
        await using var run = new HubRun(
            server, settings => settings with { Feed = settings.Feed with { TransactionIdle = TimeSpan.FromSeconds(1) } });
        server.Append(0, Enumerable.Range(0, 5).Select(id => $$$"""{"op":"insert","transaction":1,"node":{"id":{{{id}}}}}"""));

        await run.LiveAsync(5);

        run.Source.Statistics.Units.Should().Be(1);
    }

    private static string Row(string op, string table, int id) =>
        $$$"""{"after":{"id":{{{id}}}},"source":{"schema":"public","table":"{{{table}}}","snapshot":"{{{(op == "r" ? "true" : "false")}}}"},"op":"{{{op}}}"}""";
}
