using CsCheck;
using Reactor.Contracts.Guests;
using Reactor.Contracts.Wire;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests.Values;

public sealed class ValueWireTests
{
    [Fact]
    public void A_value_comes_back_from_its_image_in_its_exact_form() =>
        ValueGen.Plain.Array[1, 4].Sample(
            row =>
            {
                var image = Write(row);

                ImageValidator.TryValidate(image, row.Length, out var error).Should().BeTrue(error);
                for (var i = 0; i < row.Length; i++)
                {
                    var back = Value.FromCell(new CellView(image, ImageWriter.CellOffset(i)));
                    ExactOrder.Compare(row[i], back).Should().Be(0, "{0} came back as {1}", row[i], back);
                }
            },
            iter: 2_000);

    [Fact]
    public void Equal_rows_are_equal_bytes_whatever_order_their_maps_were_built_in()
    {
        var first = Value.FromMap(MapValue.FromEntries(["b", "a", "😀", "～"], [Value.True, Value.Null, Value.False, Value.True]));
        var second = Value.FromMap(MapValue.FromEntries(["～", "😀", "a", "b"], [Value.True, Value.False, Value.Null, Value.True]));

        Write([first]).Should().Equal(Write([second]));
        first.Map.Keys.ToArray().Should().Equal("a", "b", "～", "😀");
    }

    [Fact]
    public void Every_NaN_is_written_as_the_canonical_one_and_minus_zero_stays()
    {
        var image = Write([Value.FromFloat(-double.NaN), Value.FromFloat(BitConverter.Int64BitsToDouble(0x7FF0_0000_0000_0001)), Value.FromFloat(-0.0)]);

        ImageValidator.TryValidate(image, 3, out var error).Should().BeTrue(error);
        double.IsNegative(new CellView(image, ImageWriter.CellOffset(2)).Float).Should().BeTrue();
    }

    [Fact]
    public void A_node_is_written_with_id_labels_and_properties()
    {
        var image = Write([CypherText.Parse("(n1 {a: 1, b: [2]})")]);

        ImageValidator.TryValidate(image, 1, out var error).Should().BeTrue(error);
        var cell = new CellView(image, 0);
        cell.Type.Should().Be(CellType.Node);
        cell.Id.Text.Should().Be("n1");
        cell.Labels.Element(0).Text.Should().Be("N");
        cell.Length.Should().Be(2);
        cell.Key(1).Text.Should().Be("b");
        cell.Value(1).Element(0).Integer.Should().Be(2);
    }

    [Fact]
    public void A_relation_is_written_with_id_type_ends_and_properties()
    {
        var properties = MapValue.FromEntries(["a"], [Value.FromInteger(1)]);
        var image = Write([Value.FromElement(new ElementValue(ValueKind.Relation, 0, "r1", ["KNOWS"], properties, "n1", "n2"))]);

        ImageValidator.TryValidate(image, 1, out var error).Should().BeTrue(error);
        var cell = new CellView(image, 0);
        (cell.Type, cell.Id.Text, cell.RelationType.Text, cell.StartId.Text, cell.EndId.Text).Should().Be((CellType.Relation, "r1", "KNOWS", "n1", "n2"));
        (cell.Key(0).Text, cell.Value(0).Integer).Should().Be(("a", 1));
    }

    [Fact]
    public void Lone_surrogates_become_replacement_characters_and_keys_that_become_equal_are_one()
    {
        var map = Value.FromMap(MapValue.FromEntries(["\uD800", "\uD801", "\uFFFD"], [Value.FromInteger(1), Value.FromInteger(2), Value.FromInteger(3)]));
        var image = Write([map, Value.FromText("x\uD800")]);

        ImageValidator.TryValidate(image, 2, out var error).Should().BeTrue(error);
        map.ToString().Should().Be("{\uFFFD: 3}");
        Value.FromCell(new CellView(image, ImageWriter.CellOffset(1))).Text.Should().Be("x\uFFFD");
    }

    [Fact]
    public void A_value_that_nests_deeper_than_the_wire_allows_cannot_be_built()
    {
        var value = Value.FromList([]);
        for (var depth = 1; depth < GuestAbi.MaxNesting; depth++)
        {
            value = Value.FromList([value]);
        }

        var tooDeep = () => Value.FromMap(MapValue.FromSorted(["k"], [value]));

        ImageValidator.TryValidate(Write([value]), 1, out var error).Should().BeTrue(error);
        tooDeep.Should().Throw<EvaluationException>().Which.Error.Should().Be(EvaluationError.LimitExceeded);
    }

    [Fact]
    public void A_buffer_too_small_is_reported_for_every_size_below_the_one_needed()
    {
        Value[] row = [CypherText.Parse("[1, 'text', {a: [null, 'more']}]"), CypherText.Parse("'end'")];
        var needed = Write(row).Length;

        for (var size = 0; size < needed; size++)
        {
            TryWrite(row, new byte[size], out _).Should().BeFalse();
        }

        TryWrite(row, new byte[needed], out var length).Should().BeTrue();
        length.Should().Be(needed);
    }

    [Fact]
    public void Reading_and_writing_scalars_allocates_nothing()
    {
        Value[] row = [Value.FromInteger(1), Value.FromFloat(1.5), Value.True, Value.Null];
        var image = Write(row);
        var buffer = new byte[image.Length];
        long Bytes()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < 100; round++)
            {
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = Value.FromCell(new CellView(image, ImageWriter.CellOffset(i)));
                }

                TryWrite(row, buffer, out _);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Bytes();

        Bytes().Should().Be(0);
    }

    private static byte[] Write(Value[] row)
    {
        for (var size = 256; ; size *= 2)
        {
            var buffer = new byte[size];
            if (TryWrite(row, buffer, out var length))
            {
                return buffer[..length];
            }
        }
    }

    private static bool TryWrite(Value[] row, Span<byte> buffer, out int length)
    {
        var writer = new ImageWriter(buffer, row.Length);
        for (var i = 0; i < row.Length && !writer.Overflowed; i++)
        {
            row[i].WriteTo(ref writer, ImageWriter.CellOffset(i), (ushort)i);
        }

        length = writer.Length;
        return !writer.Overflowed;
    }
}
