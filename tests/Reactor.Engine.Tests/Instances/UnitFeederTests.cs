using Microsoft.Extensions.Time.Testing;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Resources;
using Reactor.Contracts.Wire;
using Reactor.Engine.Instances;

namespace Reactor.Engine.Tests.Instances;

public sealed class UnitFeederTests
{
    private static readonly QueryManifest Sensors = new()
    {
        Name = "sensors",
        Number = 0,
        PlanHash = "",
        Labels = [new ManifestLabel("Sensor", ElementKind.Node)],
        ReadsAllNodes = false,
        ReadsAllRelations = false,
        Properties = [new PropertyPath(["value"])],
        Columns = [new ResultColumn("value", IsGroupingKey: false)],
    };

    private readonly SourceVocabulary _vocabulary = new();

    [Fact]
    public void The_bootstrap_unit_ends_when_every_source_has_bootstrapped()
    {
        var queues = Queues("a", "b");
        var feeder = Feeder(queues);
        Enqueue(queues[0], BatchPhase.Bootstrap, [Insert("1")]);
        Enqueue(queues[0], BatchPhase.BootstrapEnd, []);
        Enqueue(queues[0], BatchPhase.Live, [Insert("2")]);

        var before = Records(feeder);
        Enqueue(queues[1], BatchPhase.BootstrapEnd, [Insert("3")]);
        var bootstrapEnd = Records(feeder);
        var live = Records(feeder);

        before.Should().Equal("begin 1 Bootstrap", "Insert 1");
        bootstrapEnd.Should().Equal("Insert 3", "end");
        live.Should().Equal("begin 2 Change", "Insert 2", "end");
        feeder.HasBootstrapped.Should().BeTrue();
    }

    [Fact]
    public void A_transaction_over_two_batches_is_one_unit_and_keeps_other_sources_out()
    {
        var queues = Queues("a", "b");
        var feeder = Bootstrapped(queues);
        Enqueue(queues[0], BatchPhase.Live, [Insert("1"), Insert("2")], [1]);
        Enqueue(queues[1], BatchPhase.Live, [Insert("9")]);

        var first = Records(feeder);
        Enqueue(queues[0], BatchPhase.Live, [Insert("3"), Insert("4")], [1, 2]);
        var second = Records(feeder);

        first.Should().Equal("begin 2 Transaction", "Insert 1", "end", "begin 3 Transaction", "Insert 2");
        second.Should().Equal("Insert 3", "end", "begin 4 Transaction", "Insert 4", "end", "begin 5 Change", "Insert 9", "end");
    }

    [Fact]
    public void A_transaction_without_a_change_that_concerns_the_query_takes_no_unit_number()
    {
        var queues = Queues("a");
        var feeder = Bootstrapped(queues);
        Enqueue(queues[0], BatchPhase.Live, [Insert("1", "Room"), Insert("2", "Room"), Insert("3")], [2, 3]);

        Records(feeder).Should().Equal("begin 2 Transaction", "Insert 3", "end");
        feeder.Changes.Should().Be(1);
    }

    [Fact]
    public void A_small_inbox_gives_the_same_records_in_more_fills()
    {
        var changes = Enumerable.Range(0, 50).Select(id => Insert($"sensor-{id}")).ToArray();
        var wide = Queues("a");
        var wideFeeder = Bootstrapped(wide);
        var narrow = Queues("a");
        var narrowFeeder = Bootstrapped(narrow);
        Enqueue(wide[0], BatchPhase.Live, changes, [7, 8, 50]);
        Enqueue(narrow[0], BatchPhase.Live, changes, [7, 8, 50]);

        var expected = Records(wideFeeder);
        var actual = new List<string>();
        var fills = 0;
        for (var records = Records(narrowFeeder, 200); records.Count > 0; records = Records(narrowFeeder, 200), fills++)
        {
            actual.AddRange(records);
        }

        actual.Should().Equal(expected);
        fills.Should().BeGreaterThan(10);
    }

    [Fact]
    public void A_change_larger_than_the_inbox_is_refused_by_name()
    {
        var queues = Queues("a");
        var feeder = Bootstrapped(queues);
        Enqueue(queues[0], BatchPhase.Live, [Insert(new string('x', 1000))]);

        var fill = () => Records(feeder, 512);

        fill.Should().Throw<ChangeTooLargeException>().WithMessage("*a 0@7*512 bytes*");
    }

    [Fact]
    public void An_effective_time_too_far_ahead_is_clamped_and_counted()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var queues = Queues("a");
        var feeder = Feeder(queues, new FakeTimeProvider(now));
        var nowNs = (now.UtcTicks - DateTime.UnixEpoch.Ticks) * 100;
        Enqueue(queues[0], BatchPhase.BootstrapEnd, []);
        Records(feeder);
        Enqueue(queues[0], BatchPhase.Live, [Insert("1", timeNs: nowNs + 3_600_000_000_000)]);

        Records(feeder);

        feeder.ClockNs.Should().Be(nowNs + 60_000_000_000);
        feeder.ClampedTimes.Should().Be(1);
    }

    [Fact]
    public void The_clock_goes_on_by_itself_to_a_lag_behind_the_hosts()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var queues = Queues("a");
        var feeder = Feeder(queues, time);
        var nowNs = (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) * 100;

        feeder.UntilDue(nowNs).Should().BeNull("the bootstrap comes first");
        Enqueue(queues[0], BatchPhase.BootstrapEnd, []);
        Records(feeder);
        feeder.UntilDue(nowNs - 1_000_000_000).Should().Be(TimeSpan.Zero);
        feeder.UntilDue(nowNs).Should().BeCloseTo(TimeSpan.FromSeconds(1), TimeSpan.FromMicroseconds(1));

        time.Advance(TimeSpan.FromSeconds(3));
        var inbox = new byte[64];
        feeder.Advance(inbox).Should().Be(WireLayout.UnitBeginBytes + WireLayout.UnitEndBytes);
        feeder.ClockNs.Should().Be(nowNs + 2_000_000_000);
        feeder.LastUnit.Should().Be(2);
    }

    [Fact]
    public void With_arrival_as_basis_effective_times_do_not_matter()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var queues = Queues("a");
        var feeder = Feeder(queues, time, QueryClockSettings.Default with { Basis = ClockBasis.Arrival });
        var nowNs = (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) * 100;
        Enqueue(queues[0], BatchPhase.BootstrapEnd, []);
        Enqueue(queues[0], BatchPhase.Live, [Insert("1", timeNs: nowNs + 3_600_000_000_000)]);
        Records(feeder);
        Records(feeder);

        feeder.ClockNs.Should().Be(nowNs);
        feeder.ClampedTimes.Should().Be(0);
        feeder.UntilDue(nowNs).Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void A_drained_feeder_waits_until_its_queues_are_completed()
    {
        var queues = Queues("a");
        var feeder = Bootstrapped(queues);

        feeder.IsDrained.Should().BeFalse();
        queues[0].Complete();
        feeder.IsDrained.Should().BeTrue();
    }

    [Fact]
    public async Task A_full_queue_holds_its_source_up_until_a_batch_is_taken_or_the_query_detaches()
    {
        var queue = new SubscriptionQueue("a", 0, new ArrivalOrder(), capacityBatches: 1);
        Enqueue(queue, BatchPhase.Live, [Insert("1")]);

        var second = queue.EnqueueAsync(Batch(BatchPhase.Live, [Insert("2")]), CancellationToken.None).AsTask();
        second.IsCompleted.Should().BeFalse();
        queue.TryDequeue(out _).Should().BeTrue();
        await second;
        var third = queue.EnqueueAsync(Batch(BatchPhase.Live, [Insert("3")]), CancellationToken.None).AsTask();
        third.IsCompleted.Should().BeFalse();
        queue.Detach();
        await third;
    }

    private static SubscriptionQueue[] Queues(params string[] sources)
    {
        var order = new ArrivalOrder();
        return [.. sources.Select((source, number) => new SubscriptionQueue(source, number, order, capacityBatches: 100))];
    }

    private static UnitFeeder Feeder(SubscriptionQueue[] queues, TimeProvider? time = null, QueryClockSettings? clock = null) =>
        new(Sensors, queues, time ?? TimeProvider.System, clock ?? QueryClockSettings.Default);

    private static List<string> Records(UnitFeeder feeder, int inboxBytes = 1 << 16)
    {
        var inbox = new byte[inboxBytes];
        var reader = new RecordReader(inbox.AsSpan(0, feeder.Fill(inbox)));
        var records = new List<string>();
        while (reader.TryRead())
        {
            records.Add(reader.Type switch
            {
                RecordType.UnitBegin => $"begin {BitConverter.ToUInt64(reader.Current[8..])} {(UnitKind)reader.A}",
                RecordType.Change => $"{(ChangeOperation)reader.A} {System.Text.Encoding.UTF8.GetString(new ChangeView(reader.Current).Id)}",
                RecordType.UnitEnd => "end",
                _ => throw new InvalidOperationException($"unexpected {reader.Type}"),
            });
        }

        reader.AtEnd.Should().BeTrue();
        return records;
    }

    private UnitFeeder Bootstrapped(SubscriptionQueue[] queues)
    {
        var feeder = Feeder(queues);
        foreach (var queue in queues)
        {
            Enqueue(queue, BatchPhase.BootstrapEnd, []);
        }

        Records(feeder);
        return feeder;
    }

    private void Enqueue(SubscriptionQueue queue, BatchPhase phase, ElementChange[] changes, int[]? transactionEnds = null) =>
        queue.EnqueueAsync(Batch(phase, changes, transactionEnds), CancellationToken.None).AsTask().IsCompletedSuccessfully.Should().BeTrue();

    private ChangeBatch Batch(BatchPhase phase, ElementChange[] changes, int[]? transactionEnds = null) =>
        new("a", _vocabulary, phase, changes, transactionEnds);

    private ElementChange Insert(string id, string label = "Sensor", long timeNs = 0) => new()
    {
        Operation = ChangeOperation.Insert,
        Kind = ElementKind.Node,
        Id = id,
        Labels = _vocabulary.Labels(label),
        LabelsMayHaveChanged = false,
        Properties = new[] { new Property(_vocabulary.PropertyNumber("value"), PropertyValue.FromInteger(1)) },
        EffectiveTimeNs = timeNs,
        Position = new SourcePosition(0, 7),
    };
}
