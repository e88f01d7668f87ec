using Reactor.Contracts.Resources;

namespace Reactor.Contracts.Tests.Resources;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1048576", 1 << 20)]
    [InlineData("256Mi", 256 << 20)]
    [InlineData("1.5Ki", 1536)]
    [InlineData("20M", 20_000_000)]
    public void TryParseBytes_reads_a_size(string text, long expected)
    {
        Quantity.TryParseBytes(text, out var bytes).Should().BeTrue();

        bytes.Should().Be(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mi")]
    [InlineData("-1")]
    [InlineData("256 Mi")]
    [InlineData("256mi")]
    [InlineData("9999999Ti")]
    public void TryParseBytes_refuses_what_is_no_size(string text) => Quantity.TryParseBytes(text, out _).Should().BeFalse();

    [Theory]
    [InlineData("100ms", 0.1)]
    [InlineData("10s", 10)]
    [InlineData("1.5m", 90)]
    [InlineData("250us", 0.00025)]
    public void TryParseDuration_reads_a_length_of_time(string text, double expectedSeconds)
    {
        Quantity.TryParseDuration(text, out var duration).Should().BeTrue();

        duration.TotalSeconds.Should().BeApproximately(expectedSeconds, 1e-9);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1e9d")]
    [InlineData("99999999999d")]
    public void TryParseDuration_refuses_what_has_no_unit_or_does_not_fit(string text) => Quantity.TryParseDuration(text, out _).Should().BeFalse();
}
