using Reactor.Contracts.Changes;
using Reactor.Contracts.Guests;
using Reactor.Contracts.Tests.Wire;

namespace Reactor.Contracts.Tests.Changes;

public sealed class PropertyValueTests
{
    [Fact]
    public void Default_is_null()
    {
        default(PropertyValue).Kind.Should().Be(PropertyValueKind.Null);
        default(PropertyValue).Should().Be(PropertyValue.Null);
    }

    [Fact]
    public void Values_of_different_kinds_differ_even_with_equal_bits()
    {
        PropertyValue[] values =
        [
            PropertyValue.Null,
            PropertyValue.FromBoolean(false),
            PropertyValue.FromInteger(0),
            PropertyValue.FromFloat(0),
            PropertyValue.FromText(""),
            PropertyValue.FromList([]),
            PropertyValue.FromMap([]),
        ];

        values.Distinct().Should().HaveCount(values.Length);
    }

    [Fact]
    public void Nan_equals_nan_and_the_two_zeroes_differ()
    {
        var oddNan = PropertyValue.FromFloat(BitConverter.Int64BitsToDouble(unchecked((long)0xFFF0000000000001)));

        oddNan.Should().Be(PropertyValue.FromFloat(double.NaN));
        oddNan.Bits.Should().Be(0x7FF8_0000_0000_0000);
        PropertyValue.FromFloat(-0.0).Should().NotBe(PropertyValue.FromFloat(0.0));
    }

    [Fact]
    public void Nested_values_are_equal_by_content()
    {
        static PropertyValue Make(long last) => PropertyValue.FromList([SampleFeed.Map(("a", PropertyValue.FromInteger(1))), PropertyValue.FromInteger(last)]);

        Make(2).Should().Be(Make(2));
        Make(2).GetHashCode().Should().Be(Make(2).GetHashCode());
        Make(2).Should().NotBe(Make(3));
        (Make(2) != Make(3)).Should().BeTrue();
    }

    [Fact]
    public void Map_sorts_its_keys_by_code_point_and_keeps_the_later_of_two_equal_keys()
    {
        var map = SampleFeed.Map(("😀", PropertyValue.Null), ("\uFFFF", PropertyValue.Null), ("a", PropertyValue.FromInteger(1)), ("a", PropertyValue.FromInteger(2)));

        map.Map.Select(entry => entry.Key).Should().Equal("a", "\uFFFF", "😀");
        map.Map[0].Value.Integer.Should().Be(2);
    }

    [Theory]
    [InlineData(PropertyValueKind.Text)]
    [InlineData(PropertyValueKind.List)]
    [InlineData(PropertyValueKind.Map)]
    public void Reading_a_value_as_what_it_is_not_throws(PropertyValueKind kind)
    {
        foreach (var value in new[] { PropertyValue.Null, PropertyValue.FromInteger(1), PropertyValue.FromText("a"), PropertyValue.FromList([]), PropertyValue.FromMap([]) })
        {
            var read = () => kind switch
            {
                PropertyValueKind.Text => value.Text,
                PropertyValueKind.List => (object)value.List,
                _ => value.Map,
            };
            if (value.Kind != kind)
            {
                read.Should().Throw<InvalidCastException>($"{value.Kind} is no {kind}");
            }
        }
    }

    [Fact]
    public void Nesting_deeper_than_the_wire_carries_is_refused()
    {
        // One level less than an image: the rest slot is a map around every property.
        var deepest = PropertyValues.Nest(GuestAbi.MaxNesting - 1);

        var list = () => PropertyValue.FromList([PropertyValue.Null, deepest]);
        var map = () => SampleFeed.Map(("k", deepest));

        list.Should().Throw<ArgumentException>();
        map.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Struct_stays_at_24_bytes() => System.Runtime.CompilerServices.Unsafe.SizeOf<PropertyValue>().Should().Be(24);
}
