using CsCheck;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Guests;
using Reactor.Contracts.Wire;

namespace Reactor.Contracts.Tests.Wire;

public sealed class ImageTests
{
    [Fact]
    public void Every_row_of_values_comes_back_from_its_image_and_its_image_is_canonical()
    {
        PropertyValues.Any.Array[1, 5].Sample(
            row =>
            {
                var image = PropertyValues.ToImage(row);
                ImageValidator.TryValidate(image, row.Length, out var error).Should().BeTrue(error);
                PropertyValues.FromImage(image, row.Length).Should().Equal(row);
            },
            iter: 3000);
    }

    [Fact]
    public void Changed_bytes_are_refused_or_are_the_canonical_image_of_other_values()
    {
        Gen.Select(PropertyValues.Any.Array[1, 3], Gen.Int[0, int.MaxValue], Gen.Byte[1, 255]).Sample(
            (row, place, flip) =>
            {
                var image = PropertyValues.ToImage(row);
                image[place % image.Length] ^= flip;
                if (ImageValidator.TryValidate(image, row.Length, out _))
                {
                    PropertyValues.ToImage(PropertyValues.FromImage(image, row.Length)).Should().Equal(image);
                }
            },
            iter: 20_000);
    }

    [Fact]
    public void Image_cut_short_or_with_bytes_behind_it_is_refused()
    {
        var image = PropertyValues.ToImage(SampleFeed.Text("abc"), PropertyValue.FromList([SampleFeed.Text("d")]));

        for (var length = 0; length < image.Length; length++)
        {
            ImageValidator.TryValidate(image.AsSpan(0, length), 2, out _).Should().BeFalse();
        }

        ImageValidator.TryValidate([.. image, 0, 0, 0, 0, 0, 0, 0, 0], 2, out _).Should().BeFalse();
        ImageValidator.TryValidate(image, 1, out _).Should().BeFalse();
        ImageValidator.TryValidate(image, 3, out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("10 00 0000 00000000 0000000000000000", "unknown type")]
    [InlineData("00 01 0000 00000000 0000000000000000", "reserved byte")]
    [InlineData("00 00 0100 00000000 0000000000000000", "slot")]
    [InlineData("00 00 0000 01000000 0000000000000000", "null")]
    [InlineData("00 00 0000 00000000 0100000000000000", "null")]
    [InlineData("01 00 0000 00000000 0200000000000000", "boolean")]
    [InlineData("02 00 0000 01000000 0000000000000000", "integer")]
    [InlineData("03 00 0000 00000000 010000000000F87F", "float")]
    [InlineData("03 00 0000 00000000 000000000000F8FF", "float")]
    [InlineData("04 00 0000 01000000 1000000000000000", "text")]
    [InlineData("04 00 0000 FFFFFFFF 1000000000000000", "text")]
    [InlineData("04 00 0000 00000000 0000000000000000", "text")]
    [InlineData("04 00 0000 01000000 1000000000000000 6100000000000001", "padded")]
    [InlineData("04 00 0000 01000000 1000000000000000 FF00000000000000", "UTF-8")]
    [InlineData("04 00 0000 03000000 1000000000000000 EDA0800000000000", "UTF-8")]
    [InlineData("05 00 0000 FFFFFFFF 1000000000000000", "not the next data")]
    [InlineData("05 00 0000 01000000 0000000000000000", "not the next data")]
    [InlineData("05 00 0000 01000000 1000000000000000 00 00 0100 00000000 0000000000000000", "slot")]
    [InlineData("06 00 0000 00000080 1000000000000000", "not the next data")]
    [InlineData("06 00 0000 01000000 1000000000000000 02 00 0000 00000000 0000000000000000 00 00 0000 00000000 0000000000000000", "no text")]
    public void Malformed_cell_is_refused_by_name(string hex, string reason)
    {
        var image = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        ImageValidator.TryValidate(image, 1, out var error).Should().BeFalse();

        error.Should().Contain(reason);
    }

    [Fact]
    public void Map_whose_keys_repeat_or_descend_is_refused()
    {
        var image = PropertyValues.ToImage(SampleFeed.Map(("a", PropertyValue.Null), ("b", PropertyValue.Null)));
        var second = image.AsSpan().IndexOf((byte)'b');
        foreach (var key in "a "u8)
        {
            image[second] = key;
            ImageValidator.TryValidate(image, 1, out var error).Should().BeFalse();
            error.Should().Contain("ascend");
        }
    }

    [Theory]
    [InlineData(GuestAbi.MaxNesting, true)]
    [InlineData(GuestAbi.MaxNesting + 1, false)]
    public void Nesting_is_accepted_up_to_its_limit(int levels, bool expected)
    {
        var image = Nest(levels);

        ImageValidator.TryValidate(image, 1, out var error).Should().Be(expected, error);
    }

    [Fact]
    public void Lone_surrogates_become_replacement_characters()
    {
        var image = PropertyValues.ToImage(SampleFeed.Text("a\uD800b"), SampleFeed.Map(("\uDC00", PropertyValue.Null), ("\uD800", PropertyValue.FromInteger(1))));

        ImageValidator.TryValidate(image, 2, out var error).Should().BeTrue(error);
        PropertyValues.FromImage(image, 2).Should().Equal(SampleFeed.Text("a\uFFFDb"), SampleFeed.Map(("\uFFFD", PropertyValue.FromInteger(1))));
    }

    [Fact]
    public void Writer_that_overflows_once_writes_nothing_more()
    {
        var buffer = new byte[40];
        var image = new ImageWriter(buffer, 2);

        image.WriteText(0, 0, "nine byte");
        image.WriteScalar(16, 1, CellType.Integer, 1);

        image.Overflowed.Should().BeTrue();
        buffer.Should().OnlyContain(value => value == 0);
    }

    [Fact]
    public void Utf8_and_utf16_text_give_the_same_bytes()
    {
        var utf16 = new byte[64];
        var utf8 = new byte[64];
        var first = new ImageWriter(utf16, 1);
        var second = new ImageWriter(utf8, 1);

        first.WriteText(0, 0, "Zoë 😀");
        second.WriteUtf8(0, 0, "Zoë 😀"u8);

        utf8.Should().Equal(utf16);
        second.Length.Should().Be(first.Length);
    }

    /// <summary>Lists in lists, written directly: property values refuse to nest that deep.</summary>
    private static byte[] Nest(int levels)
    {
        var buffer = new byte[(levels + 1) * WireLayout.CellBytes];
        var image = new ImageWriter(buffer, 1);
        var cell = 0;
        for (var i = 0; i < levels; i++)
        {
            cell = image.BeginList(cell, 0, 1);
        }

        image.WriteScalar(cell, 0, CellType.Null, 0);
        return buffer;
    }
}
