using Reactor.Contracts.Changes;
using Reactor.Ingest.Formats;
using Reactor.Testing.Kafka;

namespace Reactor.Ingest.Kafka.Tests;

public sealed class KafkaSourceTests
{
    [Fact]
    public async Task Every_message_arrives_once_and_in_order_per_partition()
    {
        const int Partitions = 4;
        const int PerPartition = 5000;
        using var cluster = new MockKafkaCluster(brokers: 3);
        cluster.CreateTopic("t", Partitions);
        for (var partition = 0; partition < Partitions; partition++)
        {
            cluster.Produce("t", partition, Enumerable.Range(0, PerPartition).Select(number => KafkaRun.Insert($"[{partition},{number}]")));
        }

        await using var run = new KafkaRun(cluster, ["t"]);
        (await run.NextAsync()).Phase.Should().Be(BatchPhase.BootstrapEnd);
        var changes = await run.LiveAsync(Partitions * PerPartition);

        foreach (var partition in changes.GroupBy(change => change.Position.Partition))
        {
            partition.Select(change => change.Position.Offset).Should().Equal(Enumerable.Range(0, PerPartition).Select(offset => (long)offset));
            partition.Select(change => change.Id).Should().Equal(Enumerable.Range(0, PerPartition).Select(number => $"{partition.Key},{number}"));
        }

        changes.Should().HaveCount(Partitions * PerPartition);
        run.Source.Statistics.State.Should().Be(SourceState.Connected);
        run.Source.Replay.Should().Be(ReplayMode.Positions);
    }

    [Fact]
    public async Task Messages_have_their_broker_time_and_tombstones_and_malformed_ones_are_counted()
    {
        using var cluster = new MockKafkaCluster();
        cluster.CreateTopic("t");
        var before = DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeMilliseconds() * 1_000_000;
        cluster.Produce("t", 0, [KafkaRun.Insert(1), null, "{broken", KafkaRun.Insert(2)]);

        await using var run = new KafkaRun(cluster, ["t"]);
        var changes = await run.LiveAsync(2);

        changes.Select(change => change.Position).Should().Equal(new SourcePosition(0, 0), new SourcePosition(0, 3));
        changes[0].EffectiveTimeNs.Should().BeInRange(before, before + 60_000_000_000);
        run.Source.Statistics.Should().BeEquivalentTo(new { Received = 4L, Changes = 2L, Skipped = 1L, Malformed = 1L });
        run.Source.Statistics.LastError.Should().StartWith("k 0@2: malformed JSON");
    }

    [Fact]
    public async Task A_malformed_message_ends_a_source_that_stops_at_errors()
    {
        using var cluster = new MockKafkaCluster();
        cluster.CreateTopic("t");
        cluster.Produce("t", 0, ["{broken"]);

        await using var run = new KafkaRun(cluster, ["t"], new FeedSettings { Format = FeedFormat.Plain, OnError = ErrorPolicy.Stop });

        (await run.Running.Invoking(task => task).Should().ThrowAsync<FeedException>()).Which.Position.Should().Be(new SourcePosition(0, 0));
        run.Source.Statistics.State.Should().Be(SourceState.Failed);
    }

    [Fact]
    public async Task Brokers_that_go_away_and_come_back_are_said_once_and_nothing_is_lost()
    {
        using var cluster = new MockKafkaCluster();
        cluster.CreateTopic("t");
        cluster.Produce("t", 0, [KafkaRun.Insert(1)]);
        await using var run = new KafkaRun(cluster, ["t"]);
        var changes = await run.LiveAsync(1);

        cluster.TakeDown();
        await run.EventuallyAsync(() => run.Source.Statistics.State == SourceState.Retrying, "loss is noticed");
        await Task.Delay(2500);
        cluster.BringUp();
        cluster.Produce("t", 0, [KafkaRun.Insert(2), KafkaRun.Insert(3)]);
        changes.AddRange(await run.LiveAsync(2));
        await run.EventuallyAsync(() => run.Source.Statistics.State == SourceState.Connected, "contact is noticed");

        changes.Select(change => change.Id).Should().Equal("1", "2", "3");
        run.Log.Lines.Where(line => line.Contains("cannot reach", StringComparison.Ordinal)).Should().ContainSingle();
        run.Log.Lines.Where(line => line.Contains("in contact", StringComparison.Ordinal)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_full_channel_pauses_reading_and_bounds_what_is_taken_from_the_broker()
    {
        const int Count = 20_000;
        using var cluster = new MockKafkaCluster();
        cluster.CreateTopic("t");
        cluster.Produce("t", 0, Enumerable.Range(0, Count).Select(number => KafkaRun.Insert(number)));
        var feed = new FeedSettings { Format = FeedFormat.Plain, BatchChanges = 100 };

        await using var run = new KafkaRun(cluster, ["t"], feed, capacity: 1);
        await run.EventuallyAsync(() => run.Source.Statistics.State == SourceState.Paused, "the source pauses");
        await Task.Delay(500);
        run.Source.Statistics.Received.Should().BeLessThan(1000);
        var changes = await run.LiveAsync(Count);

        changes.Select(change => change.Position.Offset).Should().Equal(Enumerable.Range(0, Count).Select(offset => (long)offset));
        await run.EventuallyAsync(() => run.Source.Statistics.State == SourceState.Connected, "the source goes on");
    }

    [Fact]
    public async Task A_missing_topic_is_said_once_and_read_when_it_appears()
    {
        using var cluster = new MockKafkaCluster();
        await using var run = new KafkaRun(cluster, ["late"], startFrom: StartFrom.Latest);
        await run.EventuallyAsync(() => run.Source.Statistics.State == SourceState.Retrying, "the topic is missed");
        await Task.Delay(1500);

        cluster.CreateTopic("late");
        cluster.Produce("late", 0, [KafkaRun.Insert(1)]);
        var changes = await run.LiveAsync(1);

        changes.Should().ContainSingle().Which.Id.Should().Be("1");
        run.Log.Lines.Where(line => line.Contains("topic late does not exist", StringComparison.Ordinal)).Should().ContainSingle();
    }

    [Fact]
    public async Task Reading_from_latest_leaves_out_what_was_there()
    {
        using var cluster = new MockKafkaCluster();
        cluster.CreateTopic("t");
        cluster.Produce("t", 0, [KafkaRun.Insert(1)]);
        await using var run = new KafkaRun(cluster, ["t"], new FeedSettings { Format = FeedFormat.Auto }, StartFrom.Latest);

        // The end of the partition is reached, and with it the bootstrap over, once the position is known.
        (await run.NextAsync()).Phase.Should().Be(BatchPhase.BootstrapEnd);
        cluster.Produce("t", 0, [KafkaRun.Insert(2)]);

        (await run.LiveAsync(1)).Should().ContainSingle().Which.Id.Should().Be("2");
    }

    [Fact]
    public async Task Snapshot_rows_of_all_partitions_and_topics_come_before_live_changes()
    {
        using var cluster = new MockKafkaCluster();
        cluster.CreateTopic("db.a", 2);
        cluster.CreateTopic("db.b");
        cluster.Produce("db.a", 0, [Row("r", "a", 1), Row("r", "a", 2), Row("u", "a", 1)], key: """{"id":1}""");
        cluster.Produce("db.b", 0, Enumerable.Range(0, 3000).Select(id => Row("r", "b", id)).Append(Row("c", "b", 9000)));
        await using var run = new KafkaRun(cluster, ["db.a", "db.b"], new FeedSettings());

        var bootstrap = new List<ElementChange>();
        ChangeBatch batch;
        do
        {
            batch = await run.NextAsync();
            batch.Phase.Should().NotBe(BatchPhase.Live);
            bootstrap.AddRange(batch.Changes);
        }
        while (batch.Phase != BatchPhase.BootstrapEnd);

        bootstrap.Should().HaveCount(3002).And.OnlyContain(change => change.Operation == ChangeOperation.Insert);
        var live = await run.LiveAsync(2);
        live.Select(change => (change.Operation, change.Id)).Should()
            .BeEquivalentTo([(ChangeOperation.UpdateReplace, "public:a:1"), (ChangeOperation.Insert, "public:b:9000")]);
        live.Select(change => change.Position.Partition).Should().BeEquivalentTo([0, 65_536]);
    }

    [Fact]
    public async Task A_transaction_ends_when_its_partition_falls_silent()
    {
        using var cluster = new MockKafkaCluster();
        cluster.CreateTopic("t");
        cluster.Produce("t", 0, [InTransaction(1, 7), InTransaction(2, 7), InTransaction(3, 8), InTransaction(4, 8)]);

        await using var run = new KafkaRun(
            cluster, ["t"], new FeedSettings { Format = FeedFormat.Plain, TransactionIdle = TimeSpan.FromSeconds(1) });
        var changes = await run.LiveAsync(4);

        changes.Select(change => change.Id).Should().Equal("1", "2", "3", "4");
        await run.EventuallyAsync(() => run.Source.Statistics.Units == 2, "both transactions end");
    }

    [Fact]
    public async Task A_huge_transaction_travels_in_parts_with_no_other_partition_in_between()
    {
        const int Size = PartitionFeed.LargestHeldTransaction + 5000;
        using var cluster = new MockKafkaCluster();
        cluster.CreateTopic("t", 2);
        cluster.Produce("t", 0, Enumerable.Range(0, Size).Select(id => InTransaction(id, 1)));
        cluster.Produce("t", 1, Enumerable.Range(0, 40_000).Select(id => KafkaRun.Insert(id)));

        await using var run = new KafkaRun(cluster, ["t"]);
        var seen = 0;
        var isOpen = false;
        while (seen < Size + 40_000)
        {
            var batch = await run.NextAsync();
            var ofHuge = batch.Changes.Count(change => change.Position.Partition == 0);
            (ofHuge == 0 || ofHuge == batch.Changes.Count).Should().BeTrue("partitions do not share batches");
            (isOpen && ofHuge == 0 && batch.Changes.Count > 0).Should().BeFalse("the transaction is not interrupted");
            isOpen = ofHuge > 0 && (batch.TransactionEnds!.Count == 0 || batch.TransactionEnds[^1] < batch.Changes.Count);
            seen += batch.Changes.Count;
        }

        run.Source.Statistics.Units.Should().Be(1 + 40_000);
    }

    private static string InTransaction(int id, int transaction) =>
        $$$"""{"op":"insert","transaction":{{{transaction}}},"node":{"id":{{{id}}}}}""";

    private static string Row(string op, string table, int id) =>
        $$$"""{"after":{"id":{{{id}}}},"source":{"schema":"public","table":"{{{table}}}","snapshot":"{{{(op == "r" ? "true" : "false")}}}"},"op":"{{{op}}}"}""";
}
