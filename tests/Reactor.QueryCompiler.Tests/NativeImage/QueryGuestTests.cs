using System.Buffers.Binary;
using Reactor.Contracts.Guests;
using Reactor.Contracts.Wire;
using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;

namespace Reactor.QueryCompiler.Tests.NativeImage;

/// <summary>The main loop of query guests, with a query that answers each unit with one record: unit, changes in it, number of the query.</summary>
public sealed class QueryGuestTests(QueryGuestTests.Image image) : IClassFixture<QueryGuestTests.Image>
{
    private const int OutboxBytes = 4096;
    private const int AnswerBytes = 32;

    private const string Source = """
        using System;
        using System.Buffers.Binary;
        using Reactor.Contracts.Wire;
        using Reactor.GuestSdk;
        using Reactor.QueryRuntime.Loop;

        QueryGuest.Run(number => new Counting(number));

        internal sealed class Counting(int number) : CompiledQuery
        {
            private ulong _unit;
            private long _changes;

            public override int Columns => 1;

            public override long Probes => 0;

            public override void Open(UInt128 seed)
            {
            }

            public override void BeginUnit(UnitKind kind, ulong unit, long clockNs, ResultSink sink)
            {
                _unit = unit;
                _changes = 0;
            }

            public override void Apply(in ChangeView change) => _changes++;

            public override void EndUnit(ResultSink sink)
            {
                Span<byte> record = sink.Reserve(32)[..32];
                record.Clear();
                BinaryPrimitives.WriteInt32LittleEndian(record, 32);
                BinaryPrimitives.WriteUInt64LittleEndian(record[8..], _unit);
                BinaryPrimitives.WriteInt64LittleEndian(record[16..], _changes);
                BinaryPrimitives.WriteInt64LittleEndian(record[24..], number);
                sink.Commit(32);
            }
        }
        """;

    [Fact]
    public async Task Unit_may_begin_in_one_inbox_and_end_in_a_later_one()
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm guest = Open(template, query: 7);

        GuestExit first = Apply(guest, [.. Begin(1), .. Change(), .. Change()]);
        GuestExit second = Apply(guest, [.. Change(), .. End()]);

        first.Should().Be(new GuestExit(GuestExitReason.Done, 0));
        second.Should().Be(new GuestExit(GuestExitReason.Done, AnswerBytes));
        Answers(guest.Outbox).Should().Equal((1UL, 3L, 7L));
    }

    [Fact]
    public async Task Full_outbox_pauses_the_command_and_loses_nothing()
    {
        const int Units = 1000;
        using GuestTemplate template = await BootAsync();
        using MicroVm guest = Open(template, query: 0);
        var answers = new List<(ulong Unit, long Changes, long Query)>();
        int pauses = 0;

        GuestExit exit = Apply(guest, [.. Enumerable.Range(1, Units).SelectMany(unit => (byte[])[.. Begin((ulong)unit), .. End()])]);
        while (exit.Reason == GuestExitReason.OutboxFull)
        {
            answers.AddRange(Answers(guest.Outbox));
            pauses++;
            exit = guest.Continue(GuestInMicroVm.Deadline);
        }

        exit.Reason.Should().Be(GuestExitReason.Done, "{0}", exit.Detail);
        answers.AddRange(Answers(guest.Outbox));
        answers.Select(answer => answer.Unit).Should().Equal(Enumerable.Range(1, Units).Select(unit => (ulong)unit));
        pauses.Should().Be((Units * AnswerBytes - 1) / OutboxBytes);
        guest.SystemCallCount.Should().Be(0);
    }

    [Fact]
    public async Task Malformed_record_fails_the_guest_which_says_in_which_unit()
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm guest = Open(template, query: 0);

        GuestExit exit = Apply(guest, [.. Begin(41), .. Begin(42)]);

        exit.Reason.Should().Be(GuestExitReason.Failed);
        exit.Detail.Should().Contain("System.IO.InvalidDataException");
        guest.CurrentUnit.Should().Be(41);
    }

    [Fact]
    public async Task Changes_before_a_query_was_opened_fail_the_guest()
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm guest = template.Clone();

        Apply(guest, Begin(1)).Reason.Should().Be(GuestExitReason.Failed);
    }

    private static MicroVm Open(GuestTemplate template, uint query)
    {
        MicroVm guest = template.Clone();
        guest.Enter(GuestCommand.Open, query, 0, 0, GuestInMicroVm.Deadline).Should().Be(new GuestExit(GuestExitReason.Done, 0));
        return guest;
    }

    private static GuestExit Apply(MicroVm guest, byte[] records)
    {
        records.CopyTo(guest.Inbox);
        return guest.Enter(GuestCommand.Apply, 0, records.Length, 0, GuestInMicroVm.Deadline);
    }

    private static byte[] Begin(ulong unit)
    {
        byte[] record = Record(RecordType.UnitBegin, WireLayout.UnitBeginBytes);
        record[5] = (byte)UnitKind.Transaction;
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(8), unit);
        return record;
    }

    private static byte[] Change() => Record(RecordType.Change, WireLayout.ChangeImage);

    private static byte[] End() => Record(RecordType.UnitEnd, WireLayout.UnitEndBytes);

    private static byte[] Record(RecordType type, int bytes)
    {
        byte[] record = new byte[bytes];
        BinaryPrimitives.WriteInt32LittleEndian(record, bytes);
        record[4] = (byte)type;
        return record;
    }

    private static List<(ulong Unit, long Changes, long Query)> Answers(ReadOnlySpan<byte> outbox)
    {
        var answers = new List<(ulong Unit, long Changes, long Query)>();
        for (; outbox.Length > 0; outbox = outbox[AnswerBytes..])
        {
            answers.Add((
                BinaryPrimitives.ReadUInt64LittleEndian(outbox[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(outbox[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(outbox[24..])));
        }

        return answers;
    }

    private async Task<GuestTemplate> BootAsync() => GuestInMicroVm.Boot(await image.BuildAsync(), OutboxBytes);

    /// <summary>The image, built once for all tests of the class.</summary>
    public sealed class Image : IDisposable
    {
        private readonly ScratchDirectory _directory = new();
        private string? _path;

        internal async Task<string> BuildAsync()
        {
            var builder = new NativeImageBuilder(NativeTools.Require(), new ImageCache(_directory.Path));
            return _path ??= (await builder.BuildAsync(new NativeImageRequest(GuestSource.Compile("counting", Source)))).Path;
        }

        public void Dispose() => _directory.Dispose();
    }
}
