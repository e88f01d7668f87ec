using System.Globalization;
using CsCheck;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests.Values;

public sealed class FloatTextTests
{
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(100.0, "100.0")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(9999999.0, "9999999.0")]
    [InlineData(1e7, "1.0E7")]
    [InlineData(12345678.9, "1.23456789E7")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.00099, "9.9E-4")]
    [InlineData(1e21, "1.0E21")]
    [InlineData(double.MaxValue, "1.7976931348623157E308")]
    [InlineData(double.Epsilon, "5.0E-324")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void A_float_is_laid_out_as(double number, string expected) => FloatText.Format(number).Should().Be(expected);

    [Fact]
    public void A_finite_float_reads_back_to_itself() =>
        Gen.Double.Where(double.IsFinite).Sample(
            number =>
            {
                var back = double.Parse(FloatText.Format(number), CultureInfo.InvariantCulture);

                BitConverter.DoubleToInt64Bits(back).Should().Be(BitConverter.DoubleToInt64Bits(number));
            },
            iter: 5_000);
}
