using Reactor.Contracts.Changes;
using Reactor.Contracts.Wire;

namespace Reactor.Contracts.Tests.Wire;

/// <summary>Records out of the guest, byte by byte. The expected bytes were worked out by hand from docs/abi.md, sections 3 and 4.</summary>
public sealed class GoldenResultRecordTests
{
    private static readonly UInt128 Identity = new(0x1112131415161718, 0x2122232425262728);

    [Fact]
    public void Diff_begin()
    {
        var record = new byte[32];

        DiffRecords.WriteBegin(record, columns: 2, unit: 9, rows: 3, clockNs: -1);

        Pinned.Bytes(
            record,
            """
            20000000 10 00 0200     # 32 bytes, diff begin, 2 columns
            0900000000000000        # unit
            0300000000000000        # rows
            FFFFFFFFFFFFFFFF        # clock
            """);
    }

    [Fact]
    public void Added_row()
    {
        Pinned.Bytes(
            Row([], Image(PropertyValue.FromInteger(7))),
            """
            30000000 11 01 0100                     # 48 bytes, row, added, 1 column
            1817161514131211                        # identity, high half
            2827262524232221                        # identity, low half
            00000000 10000000                       # bytes before, after
            02 00 0000 00000000 0700000000000000
            """);
    }

    [Fact]
    public void Updated_row_has_the_image_before_in_front_of_the_image_after()
    {
        Pinned.Bytes(
            Row(Image(PropertyValue.FromText("a")), Image(PropertyValue.Null)),
            """
            48000000 11 02 0100                     # 72 bytes, row, updated, 1 column
            1817161514131211
            2827262524232221
            18000000 10000000
            04 00 0000 01000000 1000000000000000    # before
            6100000000000000
            00 00 0000 00000000 0000000000000000    # after
            """);
    }

    [Fact]
    public void Deleted_row()
    {
        Pinned.Bytes(
            Row(Image(PropertyValue.FromBoolean(true)), []),
            """
            30000000 11 03 0100                     # 48 bytes, row, deleted, 1 column
            1817161514131211
            2827262524232221
            10000000 00000000
            01 00 0000 00000000 0100000000000000
            """);
    }

    [Fact]
    public void Diff_end()
    {
        var record = new byte[8];

        DiffRecords.WriteEnd(record);

        Pinned.Bytes(record, "08000000 12 00 0000");
    }

    [Fact]
    public void Row_errors()
    {
        var buffer = new byte[64];

        var written = DiffRecords.WriteRowErrors(buffer, 2, "x/0");

        Pinned.Bytes(
            buffer.AsSpan(0, written),
            """
            28000000 14 00 0000                     # 40 bytes, row errors
            0200000000000000                        # standing
            04 00 0000 03000000 1000000000000000
            782F300000000000
            """);
    }

    [Fact]
    public void Row_with_several_columns_numbers_its_slots()
    {
        Pinned.Bytes(
            Image(
                PropertyValue.FromFloat(-0.0),
                PropertyValue.FromFloat(BitConverter.Int64BitsToDouble(unchecked((long)0xFFF0000000000001))),
                PropertyValue.FromText(""),
                PropertyValue.FromList([]),
                PropertyValue.FromMap([]),
                PropertyValue.FromText("12345678")),
            """
            03 00 0000 00000000 0000000000000080    # -0.0 keeps its sign
            03 00 0100 00000000 000000000000F87F    # every NaN is one NaN
            04 00 0200 00000000 6000000000000000    # nothing at 96
            05 00 0300 00000000 6000000000000000
            06 00 0400 00000000 6000000000000000
            04 00 0500 08000000 6000000000000000
            3132333435363738                        # needs no padding
            """);
    }

    private static byte[] Image(params PropertyValue[] values)
    {
        var buffer = new byte[1024];
        var image = new ImageWriter(buffer, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            image.Write(ImageWriter.CellOffset(i), (ushort)i, values[i]);
        }

        image.Overflowed.Should().BeFalse();
        return buffer[..image.Length];
    }

    private static byte[] Row(byte[] before, byte[] after)
    {
        var record = new byte[DiffRecords.RowBytes(before.Length, after.Length)];
        DiffRecords.WriteRow(record, 1, Identity, before, after);
        return record;
    }
}
