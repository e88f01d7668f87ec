using System.Text;
using CsCheck;
using Reactor.Contracts.Changes;

namespace Reactor.Contracts.Tests.Changes;

public sealed class Utf8KeyComparerTests
{
    private static readonly Gen<string> WellFormed =
        Gen.OneOf(Gen.Int[0, 0x7F], Gen.Int[0x80, 0x7FF], Gen.Int[0x800, 0xD7FF], Gen.Int[0xE000, 0xFFFF], Gen.Int[0x10000, 0x10FFFF])
            .Array[0, 4]
            .Select(points => string.Concat(points.Select(char.ConvertFromUtf32)));

    [Fact]
    public void Order_is_the_order_of_the_utf8_bytes()
    {
        Gen.Select(WellFormed, WellFormed, WellFormed).Sample(
            (prefix, left, right) =>
            {
                var expected = Math.Sign(Encoding.UTF8.GetBytes(prefix + left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(prefix + right)));
                Math.Sign(Utf8KeyComparer.Instance.Compare(prefix + left, prefix + right)).Should().Be(expected);
            },
            iter: 20_000);
    }

    [Theory]
    [InlineData("\uFFFF", "\U00010000", -1)]  // ordinal UTF-16 order says the opposite
    [InlineData("\U00010000", "\U00010001", -1)]
    [InlineData("a", "a", 0)]
    [InlineData("a", "ab", -1)]
    [InlineData(null, "", -1)]
    [InlineData(null, null, 0)]
    public void Pairs_compare_as_expected(string? left, string? right, int expected)
    {
        Math.Sign(Utf8KeyComparer.Instance.Compare(left, right)).Should().Be(expected);
        Math.Sign(Utf8KeyComparer.Instance.Compare(right, left)).Should().Be(-expected);
    }
}
