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

    [Fact]
    public void Node_has_id_and_labels_in_front_of_its_properties()
    {
        var buffer = new byte[256];
        var image = new ImageWriter(buffer, 1);
        var cell = image.BeginNode(0, 0, properties: 1);
        image.WriteText(cell, 0, "n1");
        image.WriteTexts(cell + 16, 0, "A");
        image.WriteText(cell + 32, 0, "k");
        image.WriteScalar(cell + 48, 0, CellType.Integer, 7);

        ImageValidator.TryValidate(buffer.AsSpan(0, image.Length), 1, out var error).Should().BeTrue(error);
        Pinned.Bytes(
            buffer.AsSpan(0, image.Length),
            """
            0D 00 0000 01000000 1000000000000000    # node, 1 property, 4 cells at 16
            04 00 0000 02000000 5000000000000000    # 16 id
            05 00 0000 01000000 5800000000000000    # 32 labels
            04 00 0000 01000000 7000000000000000    # 48 key
            02 00 0000 00000000 0700000000000000    # 64 value
            6E31000000000000                        # 80 "n1"
            04 00 0000 01000000 6800000000000000    # 88 label
            4100000000000000                        # 104 "A"
            6B00000000000000                        # 112 "k"
            """);
    }

    [Fact]
    public void Relation_has_id_type_and_ends_in_front_of_its_properties()
    {
        var buffer = new byte[256];
        var image = new ImageWriter(buffer, 1);
        var cell = image.BeginRelation(0, 0, properties: 0);
        string[] texts = ["r", "T", "a", "b"];
        for (var i = 0; i < texts.Length; i++)
        {
            image.WriteText(cell + (i * 16), 0, texts[i]);
        }

        ImageValidator.TryValidate(buffer.AsSpan(0, image.Length), 1, out var error).Should().BeTrue(error);
        Pinned.Bytes(
            buffer.AsSpan(0, image.Length),
            """
            0E 00 0000 00000000 1000000000000000    # relation, no properties, 4 cells at 16
            04 00 0000 01000000 5000000000000000    # 16 id
            04 00 0000 01000000 5800000000000000    # 32 type
            04 00 0000 01000000 6000000000000000    # 48 start
            04 00 0000 01000000 6800000000000000    # 64 end
            7200000000000000                        # 80
            5400000000000000
            6100000000000000
            6200000000000000
            """);
    }

    [Theory]
    [InlineData(2, "path")]
    [InlineData(1, "Integer in a Path")]
    public void Path_of_something_else_than_nodes_and_relations_in_turn_is_refused(int elements, string complaint)
    {
        var buffer = new byte[256];
        var image = new ImageWriter(buffer, 1);
        var cell = image.BeginPath(0, 0, elements);
        for (var i = 0; i < elements; i++)
        {
            image.WriteScalar(cell + (i * 16), 0, CellType.Integer, 7);
        }

        ImageValidator.TryValidate(buffer.AsSpan(0, image.Length), 1, out var error).Should().BeFalse();
        error.Should().Contain(complaint);
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
