using Reactor.QueryRuntime.Functions;

namespace Reactor.QueryRuntime.Tests.Functions;

public sealed class ScalarFunctionsConversionTests
{
    [Theory]
    [InlineData("42", "42")]
    [InlineData("82.9", "82")]
    [InlineData("-82.9", "-82")]
    [InlineData("true", "1")]
    [InlineData("false", "0")]
    [InlineData("'42'", "42")]
    [InlineData("'-42'", "-42")]
    [InlineData("'2.9'", "2")]
    [InlineData("'1e3'", "1000")]
    [InlineData("'9007199254740993.7'", "9007199254740993")]
    [InlineData("'1e-400'", "0")]
    [InlineData("'foo'", "null")]
    [InlineData("''", "null")]
    [InlineData("' 1 '", "1")]
    [InlineData("'1 2'", "null")]
    [InlineData("'NaN'", "null")]
    [InlineData("null", "null")]
    public void ToInteger_gives(string value, string expected)
    {
        Evaluation.Of(ScalarFunctions.ToInteger, value).Should().Be(expected);
        Evaluation.Of(ScalarFunctions.ToIntegerOrNull, value).Should().Be(expected);
    }

    [Theory]
    [InlineData("NaN", "error ArgumentError")]
    [InlineData("Infinity", "error ArgumentError")]
    [InlineData("9223372036854775808.0", "error ArgumentError")]
    [InlineData("'9223372036854775808'", "error ArgumentError")]
    [InlineData("'1e30'", "error ArgumentError")]
    [InlineData("[1]", "error TypeError")]
    [InlineData("{}", "error TypeError")]
    [InlineData("(n1)", "error TypeError")]
    public void ToInteger_refuses_what_its_variant_makes_null(string value, string error)
    {
        Evaluation.Of(ScalarFunctions.ToInteger, value).Should().Be(error);
        Evaluation.Of(ScalarFunctions.ToIntegerOrNull, value).Should().Be("null");
    }

    [Theory]
    [InlineData("3.4", "3.4", false)]
    [InlineData("3", "3.0", false)]
    [InlineData("'5'", "5.0", false)]
    [InlineData("'-1.5e2'", "-150.0", false)]
    [InlineData("' 5 '", "5.0", false)]
    [InlineData("'foo'", "null", false)]
    [InlineData("''", "null", false)]
    [InlineData("null", "null", false)]
    [InlineData("true", "error TypeError", true)]
    [InlineData("[]", "error TypeError", true)]
    public void ToFloat_gives(string value, string expected, bool isNullInTheVariant)
    {
        Evaluation.Of(ScalarFunctions.ToFloat, value).Should().Be(expected);
        Evaluation.Of(ScalarFunctions.ToFloatOrNull, value).Should().Be(isNullInTheVariant ? "null" : expected);
    }

    [Theory]
    [InlineData("true", "true", false)]
    [InlineData("'true'", "true", false)]
    [InlineData("' FALSE '", "false", false)]
    [InlineData("'yes'", "null", false)]
    [InlineData("1", "true", false)]
    [InlineData("0", "false", false)]
    [InlineData("null", "null", false)]
    [InlineData("1.0", "error TypeError", true)]
    [InlineData("[]", "error TypeError", true)]
    [InlineData("{}", "error TypeError", true)]
    [InlineData("(n1)", "error TypeError", true)]
    public void ToBoolean_gives(string value, string expected, bool isNullInTheVariant)
    {
        Evaluation.Of(ScalarFunctions.ToBoolean, value).Should().Be(expected);
        Evaluation.Of(ScalarFunctions.ToBooleanOrNull, value).Should().Be(isNullInTheVariant ? "null" : expected);
    }

    [Theory]
    [InlineData("42", "'42'", false)]
    [InlineData("2.3", "'2.3'", false)]
    [InlineData("1.0E30", "'1.0E30'", false)]
    [InlineData("true", "'true'", false)]
    [InlineData("'apa'", "'apa'", false)]
    [InlineData("null", "null", false)]
    [InlineData("[]", "error TypeError", true)]
    [InlineData("{}", "error TypeError", true)]
    [InlineData("(n1)", "error TypeError", true)]
    public void ToString_gives(string value, string expected, bool isNullInTheVariant)
    {
        Evaluation.Of(ScalarFunctions.ToString, value).Should().Be(expected);
        Evaluation.Of(ScalarFunctions.ToStringOrNull, value).Should().Be(isNullInTheVariant ? "null" : expected);
    }
}
