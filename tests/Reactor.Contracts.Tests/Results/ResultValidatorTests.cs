using CsCheck;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Results;
using Reactor.Contracts.Tests.Wire;
using Reactor.Contracts.Wire;

namespace Reactor.Contracts.Tests.Results;

public sealed class ResultValidatorTests
{
    private static readonly byte[] One = Outbox.Image(1);
    private static readonly byte[] Two = Outbox.Image(2);

    public static TheoryData<string, byte[]> Violations => new()
    {
        { "columns", new Outbox().Begin(1, 1, columns: 2).Bytes },
        { "begins inside", new Outbox().Begin(1, 1).Begin(2, 1).Bytes },
        { "outside a diff", new Outbox().Row(1, null, One).Bytes },
        { "outside a diff", new Outbox().Begin(1, 1).Row(1, null, One).Row(2, null, One).Bytes },
        { "rows missing", new Outbox().End().Bytes },
        { "rows missing", new Outbox().Begin(1, 2).Row(1, null, One).End().Bytes },
        { "after one of unit", new Outbox().Begin(0, 1).Bytes },
        { "given up to 9", new Outbox().Begin(10, 1).Bytes },
        { "after one of unit 2", new Outbox().Begin(2, 1).Row(1, null, One).End().Begin(2, 1).Bytes },
        { "after one of unit 2", new Outbox().Begin(2, 1).Row(1, null, One).End().Begin(1, 1).Bytes },
        { "0 rows", new Outbox().Begin(1, 0).Bytes },
        { "-1 rows", new Outbox().Begin(1, -1).Bytes },
        { "2147483648 rows", new Outbox().Begin(1, 1L << 31).Bytes },
        { "do not ascend", new Outbox().Begin(1, 2).Row(5, null, One).Row(5, One, Two).Bytes },
        { "do not ascend", new Outbox().Begin(1, 2).Row((UInt128)1 << 64, null, One).Row(ulong.MaxValue, null, One).Bytes },
        { "malformed row", new Outbox().Begin(1, 1).Row(1, null, One, columns: 2).Bytes },
        { "unknown record type 19", new Outbox().Raw([8, 0, 0, 0, 19, 0, 0, 0]).Bytes },
        { "unknown record type 2", new Outbox().Raw([8, 0, 0, 0, 2, 0, 0, 0]).Bytes },
        { "length", new Outbox().Raw([7, 0, 0, 0, 18, 0, 0, 0]).Bytes },
        { "length", new Outbox().Raw([16, 0, 0, 0, 18, 0, 0, 0]).Bytes },
        { "length", new Outbox().Raw([0, 0, 0, 0, 18, 0, 0, 0]).Bytes },
        { "length", new Outbox().Raw([255, 255, 255, 255, 18, 0, 0, 0]).Bytes },
        { "length", new Outbox().Begin(1, 1).Raw([8, 0, 0, 0]).Bytes },
        { "malformed diff begin", new Outbox().Raw([8, 0, 0, 0, 16, 0, 1, 0]).Bytes },
        { "malformed row errors", new Outbox().Raw([8, 0, 0, 0, 20, 0, 0, 0]).Bytes },
        { "malformed row errors", new Outbox().Begin(1, 1).Errors(1, "x").Bytes },
        { "negative", new Outbox().Errors(-1, "x").Bytes },
        { "at most 4096", new Outbox().Errors(1, new string('x', 4097)).Bytes },
        { "reserved", Patched(new Outbox().Begin(1, 1), 0, 5, 2) },
        { "reserved", Patched(new Outbox().Begin(1, 1).Row(1, null, One).End(), 2, 5, 1) },
        { "reserved", Patched(new Outbox().Begin(1, 1).Row(1, null, One).End(), 2, 6, 1) },
        { "reserved", Patched(new Outbox().Errors(1, "x"), 0, 5, 1) },
        { "reserved", Patched(new Outbox().Errors(1, "x"), 0, 7, 1) },
        { "reserved", Patched(new Outbox().NextDue(1), 0, 5, 2) },
        { "reserved", Patched(new Outbox().NextDue(1), 0, 6, 1) },
        { "malformed next due", new Outbox().Begin(1, 1).NextDue(1).Bytes },
        { "a diff of unit 1 after one of unit 1", new Outbox().Begin(1, 1).Row(1, null, One).End().Begin(1, 1, isInstant: true).Bytes },
        { "a diff of unit 1 after one of unit 1", new Outbox().Begin(1, 1, clockNs: 5, isInstant: true).Row(1, null, One).End().Begin(1, 1, clockNs: 5, isInstant: true).Bytes },
        { "says Added", Patched(new Outbox().Begin(1, 1).Row(1, One, Two), 1, 5, (byte)RowChange.Added) },
        { "says Updated", Patched(new Outbox().Begin(1, 1).Row(1, null, Two), 1, 5, (byte)RowChange.Updated) },
        { "says Deleted", Patched(new Outbox().Begin(1, 1).Row(1, null, Two), 1, 5, (byte)RowChange.Deleted) },
        { "says None", Patched(new Outbox().Begin(1, 1).Row(1, null, Two), 1, 5, (byte)RowChange.None) },
        { "says 4", Patched(new Outbox().Begin(1, 1).Row(1, null, Two), 1, 5, 4) },
        { "images of 24", Patched(new Outbox().Begin(1, 1).Row(1, One, Two), 1, 24, 24) },
        { "images of", Patched(new Outbox().Begin(1, 1).Row(1, One, Two), 1, 31, 0x80) },
        { "slot", Patched(new Outbox().Begin(1, 1).Row(1, One, Two), 1, 34, 1) },
        { "slot", Patched(new Outbox().Begin(1, 1).Row(1, One, Two), 1, 50, 1) },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void Violation_is_refused_by_name_and_leaves_no_part_of_the_diff(string reason, byte[] records)
    {
        var batch = new ResultBatch();
        var validator = new ResultValidator(1);
        validator.TryAppend(new Outbox().Begin(1, 1).Row(1, null, One).End().Bytes, 1, batch, out _).Should().BeTrue();
        validator = new ResultValidator(1);

        validator.TryAppend(records, 9, batch, out var error).Should().BeFalse();

        error.Should().Contain(reason);
        var complete = batch.Diffs.Sum(diff => diff.Length);
        batch.Length.Should().Be(complete, "a broken diff leaves nothing behind");
    }

    [Fact]
    public void Valid_diffs_are_read_back_as_they_were_written()
    {
        var batch = new ResultBatch(capacityBytes: 16);
        var records = new Outbox()
            .Begin(3, 3, columns: 2, clockNs: 77)
            .Row(1, null, Outbox.Image(PropertyValue.FromText("a"), PropertyValue.Null), 2)
            .Row(2, Outbox.Image(PropertyValue.FromText("a"), PropertyValue.Null), Outbox.Image(PropertyValue.FromText("b"), PropertyValue.Null), 2)
            .Row(UInt128.MaxValue, Outbox.Image(PropertyValue.FromText("c"), PropertyValue.FromInteger(4)), null, 2)
            .End();

        new ResultValidator(2).TryAppend(records.Bytes, 3, batch, out var error).Should().BeTrue(error);

        var diff = batch.Diffs.Should().ContainSingle().Subject;
        (diff.Unit, diff.Rows, diff.ClockNs).Should().Be((3UL, 3, 77L));
        var rows = new List<string>();
        foreach (var row in batch.Rows(diff))
        {
            var before = row.Change == RowChange.Added ? "-" : row.Before(0).Text;
            var after = row.Change == RowChange.Deleted ? "-" : row.After(0).Text;
            rows.Add($"{row.Change} {row.Identity} {before} {after}");
        }

        rows.Should().Equal("Added 1 - a", "Updated 2 a b", $"Deleted {UInt128.MaxValue} c -");
    }

    [Fact]
    public void Diff_may_go_on_over_outboxes_cut_between_any_records()
    {
        var whole = new Outbox().Begin(1, 2).Row(1, null, One).Row(2, One, Two).End().Errors(4, "division by zero").Begin(2, 1).Row(1, One, null).End();
        var starts = whole.Lengths.Aggregate(new List<int> { 0 }, (list, length) => [.. list, list[^1] + length]);
        for (var first = 0; first < starts.Count; first++)
        {
            for (var second = first; second < starts.Count; second++)
            {
                var batch = new ResultBatch();
                var validator = new ResultValidator(1);
                byte[][] parts = [whole.Bytes[..starts[first]], whole.Bytes[starts[first]..starts[second]], whole.Bytes[starts[second]..]];
                foreach (var part in parts)
                {
                    validator.TryAppend(part, 2, batch, out var error).Should().BeTrue(error);
                }

                validator.IsInsideDiff.Should().BeFalse();
                validator.StandingRowErrors.Should().Be(4);
                validator.NewestRowError.Should().Be("division by zero");
                batch.DiffCount.Should().Be(2);
            }
        }
    }

    [Fact]
    public void Instants_of_a_unit_stand_in_front_of_its_own_diff()
    {
        var batch = new ResultBatch();
        var validator = new ResultValidator(1);
        var records = new Outbox()
            .Begin(4, 1, clockNs: 5, isInstant: true).Row(1, null, One).End()
            .Begin(4, 1, clockNs: 6, isInstant: true).Row(1, One, Two).End()
            .Begin(4, 1, clockNs: 6).Row(1, Two, null).End()
            .NextDue(9);

        validator.TryAppend(records.Bytes, 4, batch, out var error).Should().BeTrue(error);

        batch.Diffs.Select(diff => (diff.Unit, diff.ClockNs, diff.IsInstant)).Should().Equal((4UL, 5L, true), (4UL, 6L, true), (4UL, 6L, false));
        validator.NextDueNs.Should().Be(9);
        validator.TryAppend(new Outbox().NextDue(null).Bytes, 4, batch, out error).Should().BeTrue(error);
        validator.NextDueNs.Should().BeNull();
    }

    [Fact]
    public void Unfinished_diff_shows_until_it_ends()
    {
        var batch = new ResultBatch();
        var validator = new ResultValidator(1);

        validator.TryAppend(new Outbox().Begin(1, 1).Row(1, null, One).Bytes, 1, batch, out _).Should().BeTrue();

        validator.IsInsideDiff.Should().BeTrue();
        batch.DiffCount.Should().Be(0);
        validator.TryAppend(new Outbox().End().Bytes, 1, batch, out _).Should().BeTrue();
        validator.IsInsideDiff.Should().BeFalse();
        batch.DiffCount.Should().Be(1);
    }

    [Fact]
    public void Violation_keeps_the_diffs_that_were_complete()
    {
        var batch = new ResultBatch();
        var records = new Outbox().Begin(1, 1).Row(1, null, One).End().Begin(2, 2).Row(1, One, Two).End();

        new ResultValidator(1).TryAppend(records.Bytes, 2, batch, out _).Should().BeFalse();

        batch.Diffs.Should().ContainSingle().Which.Unit.Should().Be(1);
        batch.Length.Should().Be(DiffRecords.RowBytes(0, One.Length));
    }

    [Fact]
    public void Diff_larger_than_the_batch_allows_is_refused()
    {
        var batch = new ResultBatch(capacityBytes: 16, maximumBytes: 100);
        var validator = new ResultValidator(1);

        validator.TryAppend(new Outbox().Begin(1, 3).Row(1, null, One).Row(2, null, One).Bytes, 1, batch, out var error).Should().BeTrue(error);
        validator.TryAppend(new Outbox().Row(3, null, One).Bytes, 1, batch, out error).Should().BeFalse();

        error.Should().Contain("100 bytes");
    }

    [Fact]
    public void Cleared_batch_is_filled_again_without_allocation()
    {
        var batch = new ResultBatch(capacityBytes: 16);
        var records = new Outbox().Begin(1, 2).Row(1, null, One).Row(2, One, Two).End().Bytes;
        Validate(records, batch, new ResultValidator(1));
        var validators = Enumerable.Range(0, 50).Select(_ => new ResultValidator(1)).ToArray();
        Validate(records, batch, validators[0]);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i < validators.Length; i++)
        {
            Validate(records, batch, validators[i]);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Fact]
    public void Changed_bytes_never_throw_and_are_accepted_only_when_they_are_canonical()
    {
        var row = PropertyValues.Any.Array[2];
        var gen = Gen.Select(row.Array[1, 4], row, Gen.Bool, Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte[1, 255]).Array[1, 3]);
        gen.Sample(
            (rows, other, deletes, flips) =>
            {
                var outbox = new Outbox().Begin(1, rows.Length, columns: 2, clockNs: 3);
                for (var i = 0; i < rows.Length; i++)
                {
                    outbox.Row((UInt128)(i + 1) * ulong.MaxValue, i % 2 == 0 ? null : Outbox.Image(rows[i]), deletes && i % 2 == 1 ? null : Outbox.Image(other), 2);
                }

                var bytes = outbox.End().Bytes;
                foreach (var (place, flip) in flips)
                {
                    bytes[place % bytes.Length] ^= flip;
                }

                var batch = new ResultBatch();
                var validator = new ResultValidator(2);
                if (validator.TryAppend(bytes, 1, batch, out _) && !validator.IsInsideDiff)
                {
                    Outbox.Of(batch, 2).Should().Equal(bytes);
                }
            },
            iter: 20_000);
    }

    private static void Validate(byte[] records, ResultBatch batch, ResultValidator validator)
    {
        batch.Clear();
        if (!validator.TryAppend(records, 1, batch, out var error))
        {
            throw new InvalidOperationException(error);
        }
    }

    /// <summary>The outbox with one byte of one record replaced.</summary>
    private static byte[] Patched(Outbox outbox, int record, int offset, byte value)
    {
        var bytes = outbox.Bytes;
        bytes[outbox.Lengths.Take(record).Sum() + offset] = value;
        return bytes;
    }
}
