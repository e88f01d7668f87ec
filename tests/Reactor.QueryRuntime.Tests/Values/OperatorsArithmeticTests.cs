using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests.Values;

public sealed class OperatorsArithmeticTests
{
    private const string Largest = "9223372036854775807";
    private const string Smallest = "-9223372036854775808";

    [Theory]
    [InlineData("1", "2", "3")]
    [InlineData("1", "2.5", "3.5")]
    [InlineData("2.5", "1", "3.5")]
    [InlineData("0.1", "0.2", "0.30000000000000004")]
    [InlineData(Largest, "0", Largest)]
    [InlineData(Largest, "1", "error ArithmeticError")]
    [InlineData(Smallest, "-1", "error ArithmeticError")]
    [InlineData(Largest, Smallest, "-1")]
    [InlineData(Largest, "1.0", "9.223372036854776E18")]
    [InlineData("Infinity", "-Infinity", "NaN")]
    [InlineData("null", "1", "null")]
    [InlineData("1", "null", "null")]
    [InlineData("null", "[1]", "null")]
    [InlineData("'a'", "'b'", "'ab'")]
    [InlineData("'a'", "1", "'a1'")]
    [InlineData("1", "'a'", "'1a'")]
    [InlineData("'a'", "1.0", "'a1.0'")]
    [InlineData("'a'", "true", "'atrue'")]
    [InlineData("'a'", "null", "null")]
    [InlineData("[1]", "[2, 3]", "[1, 2, 3]")]
    [InlineData("[1]", "2", "[1, 2]")]
    [InlineData("1", "[2]", "[1, 2]")]
    [InlineData("[1]", "'a'", "[1, 'a']")]
    [InlineData("[1]", "{a: 1}", "[1, {a: 1}]")]
    [InlineData("true", "true", "error TypeError")]
    [InlineData("true", "1", "error TypeError")]
    [InlineData("{}", "{}", "error TypeError")]
    [InlineData("'a'", "{}", "error TypeError")]
    [InlineData("(n1)", "1", "error TypeError")]
    public void Add_gives(string left, string right, string expected) => Evaluation.Of(Operators.Add, left, right).Should().Be(expected);

    [Theory]
    [InlineData("3", "5", "-2")]
    [InlineData("3", "0.5", "2.5")]
    [InlineData(Smallest, "1", "error ArithmeticError")]
    [InlineData("0", Smallest, "error ArithmeticError")]
    [InlineData("-1", Smallest, Largest)]
    [InlineData("null", "1", "null")]
    [InlineData("null", "'a'", "null")]
    [InlineData("'a'", "'a'", "error TypeError")]
    [InlineData("[1]", "1", "error TypeError")]
    public void Subtract_gives(string left, string right, string expected) => Evaluation.Of(Operators.Subtract, left, right).Should().Be(expected);

    [Theory]
    [InlineData("3", "-5", "-15")]
    [InlineData("3", "0.5", "1.5")]
    [InlineData("4294967296", "2147483648", "error ArithmeticError")]
    [InlineData("4294967296", "-2147483648", Smallest)]
    [InlineData(Smallest, "-1", "error ArithmeticError")]
    [InlineData("3037000500", "3037000500", "error ArithmeticError")]
    [InlineData("3037000499", "3037000499", "9223372030926249001")]
    [InlineData("1", "null", "null")]
    [InlineData("true", "1", "error TypeError")]
    public void Multiply_gives(string left, string right, string expected) => Evaluation.Of(Operators.Multiply, left, right).Should().Be(expected);

    [Theory]
    [InlineData("7", "2", "3")]
    [InlineData("-7", "2", "-3")]
    [InlineData("7", "2.0", "3.5")]
    [InlineData("1", "0", "error ArithmeticError")]
    [InlineData("1", "0.0", "Infinity")]
    [InlineData("-1.0", "0", "-Infinity")]
    [InlineData("0.0", "0", "NaN")]
    [InlineData(Smallest, "-1", "error ArithmeticError")]
    [InlineData(Largest, "-1", "-9223372036854775807")]
    [InlineData("null", "0", "null")]
    [InlineData("'1'", "1", "error TypeError")]
    public void Divide_gives(string left, string right, string expected) => Evaluation.Of(Operators.Divide, left, right).Should().Be(expected);

    [Theory]
    [InlineData("7", "3", "1")]
    [InlineData("-7", "3", "-1")]
    [InlineData("7", "-3", "1")]
    [InlineData("7.5", "2", "1.5")]
    [InlineData("1", "0", "error ArithmeticError")]
    [InlineData("1.0", "0", "NaN")]
    [InlineData(Smallest, "-1", "0")]
    [InlineData("null", "3", "null")]
    [InlineData("[]", "3", "error TypeError")]
    public void Modulo_gives(string left, string right, string expected) => Evaluation.Of(Operators.Modulo, left, right).Should().Be(expected);

    [Theory]
    [InlineData("2", "10", "1024.0")]
    [InlineData("2", "-1", "0.5")]
    [InlineData("4", "0.5", "2.0")]
    [InlineData("-1", "0.5", "NaN")]
    [InlineData("null", "2", "null")]
    [InlineData("'2'", "2", "error TypeError")]
    public void Power_gives(string left, string right, string expected) => Evaluation.Of(Operators.Power, left, right).Should().Be(expected);

    [Theory]
    [InlineData("1", "-1")]
    [InlineData("1.5", "-1.5")]
    [InlineData("0.0", "-0.0")]
    [InlineData(Smallest, "error ArithmeticError")]
    [InlineData("null", "null")]
    [InlineData("'1'", "error TypeError")]
    public void Negate_gives(string operand, string expected) => Evaluation.Of(Operators.Negate, operand).Should().Be(expected);

    [Theory]
    [InlineData("1", "1")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("null", "null")]
    [InlineData("true", "error TypeError")]
    public void Plus_gives(string operand, string expected) => Evaluation.Of(Operators.Plus, operand).Should().Be(expected);

    [Fact]
    public void Add_refuses_a_text_beyond_the_limit_before_building_it()
    {
        var half = Value.FromText(new string('x', (ValueLimits.TextUnits / 2) + 1));

        var concatenate = () => Operators.Add(half, half);

        concatenate.Should().Throw<EvaluationException>().Which.Error.Should().Be(EvaluationError.LimitExceeded);
    }

    [Fact]
    public void Errors_name_the_operation_and_the_kinds()
    {
        var subtract = () => Operators.Subtract(Value.FromText("a"), Value.True);

        subtract.Should().Throw<EvaluationException>().WithMessage("- does not take a String and a Boolean");
    }
}
