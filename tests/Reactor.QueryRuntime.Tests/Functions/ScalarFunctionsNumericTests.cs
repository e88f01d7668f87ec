using System.Numerics;
using CsCheck;
using Reactor.QueryRuntime.Functions;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests.Functions;

public sealed class ScalarFunctionsNumericTests
{
    [Theory]
    [InlineData("abs", "-1", "1")]
    [InlineData("abs", "-1.5", "1.5")]
    [InlineData("abs", "-9223372036854775808", "error ArithmeticError")]
    [InlineData("ceil", "1.2", "2.0")]
    [InlineData("ceil", "-1.2", "-1.0")]
    [InlineData("ceil", "3", "3.0")]
    [InlineData("floor", "1.8", "1.0")]
    [InlineData("floor", "-1.2", "-2.0")]
    [InlineData("round", "1.5", "2.0")]
    [InlineData("round", "2.5", "3.0")]
    [InlineData("round", "-1.5", "-1.0")]
    [InlineData("round", "-1.6", "-2.0")]
    [InlineData("round", "0.49999999999999994", "0.0")]
    [InlineData("round", "4503599627370497.0", "4.503599627370497E15")]
    [InlineData("round", "3", "3.0")]
    [InlineData("round", "NaN", "NaN")]
    [InlineData("sign", "-7", "-1")]
    [InlineData("sign", "0.0", "0")]
    [InlineData("sign", "0.1", "1")]
    [InlineData("sign", "-Infinity", "-1")]
    [InlineData("sqrt", "12.96", "3.6")]
    [InlineData("sqrt", "-1", "NaN")]
    [InlineData("exp", "0", "1.0")]
    [InlineData("log", "1", "0.0")]
    [InlineData("log", "0", "-Infinity")]
    [InlineData("log10", "1000", "3.0")]
    [InlineData("sin", "0", "0.0")]
    [InlineData("cos", "0", "1.0")]
    [InlineData("tan", "0.0", "0.0")]
    [InlineData("cot", "0", "Infinity")]
    [InlineData("asin", "2", "NaN")]
    [InlineData("acos", "1", "0.0")]
    [InlineData("atan", "0", "0.0")]
    [InlineData("haversin", "0.0", "0.0")]
    [InlineData("degrees", "3.141592653589793", "180.0")]
    [InlineData("radians", "180", "3.141592653589793")]
    [InlineData("isNaN", "NaN", "true")]
    [InlineData("isNaN", "1", "false")]
    public void Function_gives(string function, string argument, string expected) => Evaluation.Of(Function(function), argument).Should().Be(expected);

    [Theory]
    [InlineData("abs")]
    [InlineData("ceil")]
    [InlineData("floor")]
    [InlineData("round")]
    [InlineData("sign")]
    [InlineData("sqrt")]
    [InlineData("exp")]
    [InlineData("log")]
    [InlineData("log10")]
    [InlineData("sin")]
    [InlineData("cos")]
    [InlineData("tan")]
    [InlineData("cot")]
    [InlineData("asin")]
    [InlineData("acos")]
    [InlineData("atan")]
    [InlineData("haversin")]
    [InlineData("degrees")]
    [InlineData("radians")]
    [InlineData("isNaN")]
    public void Function_gives_null_for_null_and_names_itself_in_the_error(string function)
    {
        var evaluate = () => Function(function)(Value.FromText("1"));

        Function(function)(Value.Null).IsNull.Should().BeTrue();
        evaluate.Should().Throw<EvaluationException>().WithMessage($"{function}() does not take a String");
    }

    [Theory]
    [InlineData("3.14159", "2", "3.14")]
    [InlineData("2.675", "2", "2.68")] // by the decimal digits, not by the double below the tie
    [InlineData("-2.675", "2", "-2.68")]
    [InlineData("2.5", "0", "3.0")]
    [InlineData("-2.5", "0", "-2.0")]
    [InlineData("0.05", "1", "0.1")]
    [InlineData("0.04", "1", "0.0")]
    [InlineData("0.004", "1", "0.0")]
    [InlineData("9.99", "1", "10.0")]
    [InlineData("1.0E300", "5", "1.0E300")]
    [InlineData("1.5", "1000", "1.5")]
    [InlineData("1.5E-10", "10", "2.0E-10")]
    [InlineData("Infinity", "2", "Infinity")]
    [InlineData("7", "2", "7.0")]
    [InlineData("1.5", "-1", "error ArgumentError")]
    [InlineData("1.5", "null", "null")]
    [InlineData("null", "1", "null")]
    [InlineData("1.5", "1.0", "error TypeError")]
    public void Round_to_places_gives(string number, string places, string expected) =>
        Evaluation.Of(ScalarFunctions.Round, number, places).Should().Be(expected);

    [Theory]
    [InlineData("UP", "1.21", "1.3", "-1.3")]
    [InlineData("DOWN", "1.29", "1.2", "-1.2")]
    [InlineData("CEILING", "1.21", "1.3", "-1.2")]
    [InlineData("FLOOR", "1.29", "1.2", "-1.3")]
    [InlineData("HALF_UP", "1.25", "1.3", "-1.3")]
    [InlineData("HALF_DOWN", "1.25", "1.2", "-1.2")]
    [InlineData("half_even", "1.25", "1.2", "-1.2")]
    [InlineData("HALF_EVEN", "1.35", "1.4", "-1.4")]
    [InlineData("HALF_EVEN", "1.251", "1.3", "-1.3")]
    [InlineData("UP", "0.001", "0.1", "-0.1")]
    [InlineData("CEILING", "0.001", "0.1", "-0.0")]
    public void Round_by_a_mode_gives(string mode, string number, string expected, string ofTheNegative)
    {
        Evaluation.Of(ScalarFunctions.Round, number, "1", $"'{mode}'").Should().Be(expected);
        Evaluation.Of(ScalarFunctions.Round, $"-{number}", "1", $"'{mode}'").Should().Be(ofTheNegative);
    }

    [Fact]
    public void Round_refuses_an_unknown_mode() =>
        Evaluation.Of(ScalarFunctions.Round, "1.5", "1", "'SIDEWAYS'").Should().Be("error ArgumentError");

    [Fact]
    public void Round_to_places_agrees_with_decimal_arithmetic() =>
        Gen.Select(Gen.Long[-1_000_000_000, 1_000_000_000], Gen.Int[0, 9], Gen.Int[1, 9]).Sample(
            (digits, scale, places) =>
            {
                var exact = new decimal(digits) / (decimal)BigInteger.Pow(10, scale);
                var expected = (double)Math.Round(exact, places, MidpointRounding.AwayFromZero);

                var rounded = ScalarFunctions.Round(Value.FromFloat((double)exact), Value.FromInteger(places));

                rounded.Float.Should().Be(expected, "{0} to {1} places", exact, places);
            },
            iter: 3_000);

    [Fact]
    public void Functions_of_two_and_of_no_arguments_give()
    {
        Evaluation.Of(ScalarFunctions.Atan2, "1", "0").Should().Be("1.5707963267948966");
        Evaluation.Of(ScalarFunctions.Atan2, "null", "0").Should().Be("null");
        Evaluation.Of(ScalarFunctions.Atan2, "1", "true").Should().Be("error TypeError");
        ScalarFunctions.Pi().ToString().Should().Be("3.141592653589793");
        ScalarFunctions.E().ToString().Should().Be("2.718281828459045");
    }

    [Fact]
    public void Volatile_functions_stay_in_their_range()
    {
        ScalarFunctions.Rand(0).Float.Should().Be(0.0);
        ScalarFunctions.Rand(ulong.MaxValue).Float.Should().BeLessThan(1.0).And.BeGreaterThan(0.9999999999999998);
        ScalarFunctions.RandomUUID(UInt128.MaxValue).Text.Should().Be("ffffffff-ffff-4fff-bfff-ffffffffffff");
        ScalarFunctions.RandomUUID(0).Text.Should().Be("00000000-0000-4000-8000-000000000000");
        ScalarFunctions.Timestamp(1_500_999_999).Integer.Should().Be(1_500);
        ScalarFunctions.Timestamp(-1).Integer.Should().Be(-1);
    }

    private static Evaluation.Unary Function(string name) => name switch
    {
        "abs" => ScalarFunctions.Abs,
        "ceil" => ScalarFunctions.Ceil,
        "floor" => ScalarFunctions.Floor,
        "round" => ScalarFunctions.Round,
        "sign" => ScalarFunctions.Sign,
        "sqrt" => ScalarFunctions.Sqrt,
        "exp" => ScalarFunctions.Exp,
        "log" => ScalarFunctions.Log,
        "log10" => ScalarFunctions.Log10,
        "sin" => ScalarFunctions.Sin,
        "cos" => ScalarFunctions.Cos,
        "tan" => ScalarFunctions.Tan,
        "cot" => ScalarFunctions.Cot,
        "asin" => ScalarFunctions.Asin,
        "acos" => ScalarFunctions.Acos,
        "atan" => ScalarFunctions.Atan,
        "haversin" => ScalarFunctions.Haversin,
        "degrees" => ScalarFunctions.Degrees,
        "radians" => ScalarFunctions.Radians,
        _ => ScalarFunctions.IsNaN,
    };
}
