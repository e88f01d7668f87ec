using Reactor.Contracts.Guests;
using Reactor.Contracts.Wire;
using Reactor.QueryCompiler.Tests.Support;
using Reactor.QueryRuntime.Loop;

namespace Reactor.QueryCompiler.Tests.Runtime;

public sealed class QueryLoopTests
{
    private static readonly QueryAssembly Assembly = QueryRun.CompileOne("MATCH (n:N) RETURN n.v AS v");

    private readonly GraphFeed _feed = new();

    [Fact]
    public void Diffs_are_the_same_bytes_however_the_records_are_cut_into_inboxes()
    {
        var records = Records();

        var whole = Outbox(records, records.Count);

        whole.Should().NotBeEmpty();
        for (var size = 1; size < records.Count; size++)
        {
            Outbox(records, size).Should().Equal(whole, "cut after every {0} records", size);
        }
    }

    [Fact]
    public void Broken_records_poison_the_instance()
    {
        byte[][] inboxes =
        [
            UnitEnd(),
            [.. UnitBegin(1), .. UnitBegin(2)],
            [.. UnitBegin(2), .. UnitEnd(), .. UnitBegin(2)],
            [.. UnitBegin(1), .. UnitEnd()[..7]],
            [16, 0, 0, 0, 99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ];
        foreach (var inbox in inboxes)
        {
            using var loaded = Assembly.Load();
            using var guest = Open(loaded);
            inbox.CopyTo(guest.Inbox);

            var exit = guest.Enter(GuestCommand.Apply, 0, inbox.Length, 0, TimeSpan.FromSeconds(1));

            exit.Reason.Should().Be(GuestExitReason.Failed);
            exit.Detail.Should().NotBeNullOrEmpty();
            FluentActions.Invoking(() => guest.Enter(GuestCommand.Apply, 0, 0, 0, TimeSpan.FromSeconds(1))).Should().Throw<InvalidOperationException>();
        }
    }

    [Fact]
    public void Instance_is_opened_once_and_before_anything_else()
    {
        using var loaded = Assembly.Load();
        using var unopened = new InProcessGuest(loaded.Create, 1);
        unopened.Enter(GuestCommand.Apply, 0, 0, 0, TimeSpan.FromSeconds(1)).Reason.Should().Be(GuestExitReason.Failed);

        using var twice = Open(loaded);
        twice.Enter(GuestCommand.Open, 0, 0, 0, TimeSpan.FromSeconds(1)).Reason.Should().Be(GuestExitReason.Failed);

        using var unknown = new InProcessGuest(loaded.Create, 1);
        unknown.Enter(GuestCommand.Open, 7, 0, 0, TimeSpan.FromSeconds(1)).Reason.Should().Be(GuestExitReason.Failed);
    }

    private static InProcessGuest Open(LoadedQueries loaded)
    {
        var guest = new InProcessGuest(loaded.Create, 1);
        guest.Enter(GuestCommand.Open, 0, 0, 0, TimeSpan.FromSeconds(1)).Reason.Should().Be(GuestExitReason.Done);
        return guest;
    }

    private List<byte[]> Records()
    {
        var encoder = new ChangeEncoder(Assembly.Manifests[0], 0, _feed.Vocabulary);
        byte[] Change(Reactor.Contracts.Changes.ElementChange change)
        {
            var buffer = new byte[1024];
            return buffer[..encoder.Write(buffer, change)];
        }

        return
        [
            UnitBegin(1, UnitKind.Bootstrap), Change(_feed.Node("1", "N", ("v", 1))), Change(_feed.Node("2", "N", ("v", 2))), UnitEnd(),
            UnitBegin(2), Change(_feed.Merge("1", ("v", 3))), Change(_feed.Merge("2", ("v", 1))), Change(_feed.Merge("1", ("v", 4))), UnitEnd(),
            UnitBegin(3), UnitEnd(),
            UnitBegin(4), Change(_feed.Delete("1")), UnitEnd(),
        ];
    }

    private static List<byte> Outbox(List<byte[]> records, int size)
    {
        using var loaded = Assembly.Load();
        using var guest = Open(loaded);
        var written = new List<byte>();
        foreach (var chunk in records.Chunk(size))
        {
            byte[] inbox = [.. chunk.SelectMany(record => record)];
            inbox.CopyTo(guest.Inbox);
            var exit = guest.Enter(GuestCommand.Apply, 0, inbox.Length, 0, TimeSpan.FromSeconds(1));
            exit.Reason.Should().Be(GuestExitReason.Done, exit.Detail);
            written.AddRange(guest.Outbox[..exit.OutboxLength]);
        }

        return written;
    }

    private static byte[] UnitBegin(ulong number, UnitKind kind = UnitKind.Transaction)
    {
        var record = new byte[WireLayout.UnitBeginBytes];
        ChangeEncoder.WriteUnitBegin(record, kind, number, clockNs: (long)number);
        return record;
    }

    private static byte[] UnitEnd()
    {
        var record = new byte[WireLayout.UnitEndBytes];
        ChangeEncoder.WriteUnitEnd(record);
        return record;
    }
}
