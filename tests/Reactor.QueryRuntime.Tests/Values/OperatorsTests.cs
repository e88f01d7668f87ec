using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests.Values;

public sealed class OperatorsTests
{
    [Theory]
    [InlineData("true", "true", "true", "true", "false")]
    [InlineData("true", "false", "false", "true", "true")]
    [InlineData("false", "false", "false", "false", "false")]
    [InlineData("true", "null", "null", "true", "null")]
    [InlineData("false", "null", "false", "null", "null")]
    [InlineData("null", "null", "null", "null", "null")]
    [InlineData("true", "1", "error TypeError", "error TypeError", "error TypeError")]
    [InlineData("false", "'true'", "error TypeError", "error TypeError", "error TypeError")]
    [InlineData("null", "[]", "error TypeError", "error TypeError", "error TypeError")]
    public void Connectives_give_and_commute(string left, string right, string and, string or, string xor)
    {
        Evaluation.Of(Operators.And, left, right).Should().Be(and);
        Evaluation.Of(Operators.And, right, left).Should().Be(and);
        Evaluation.Of(Operators.Or, left, right).Should().Be(or);
        Evaluation.Of(Operators.Or, right, left).Should().Be(or);
        Evaluation.Of(Operators.Xor, left, right).Should().Be(xor);
        Evaluation.Of(Operators.Xor, right, left).Should().Be(xor);
    }

    [Theory]
    [InlineData("true", "false")]
    [InlineData("false", "true")]
    [InlineData("null", "null")]
    [InlineData("0", "error TypeError")]
    public void Not_gives(string operand, string expected) => Evaluation.Of(Operators.Not, operand).Should().Be(expected);

    [Fact]
    public void IsTrue_lets_true_pass_alone_and_refuses_what_is_no_boolean()
    {
        var number = () => Operators.IsTrue(Value.FromInteger(1));

        Operators.IsTrue(Value.True).Should().BeTrue();
        Operators.IsTrue(Value.False).Should().BeFalse();
        Operators.IsTrue(Value.Null).Should().BeFalse();
        number.Should().Throw<EvaluationException>().WithMessage("a condition does not take an Integer");
    }

    [Theory]
    [InlineData("null", "true")]
    [InlineData("1", "false")]
    [InlineData("[null]", "false")]
    public void IsNull_and_its_negation_are_never_null(string operand, string expected)
    {
        Evaluation.Of(Operators.IsNull, operand).Should().Be(expected);
        Evaluation.Of(Operators.IsNotNull, operand).Should().Be(expected == "true" ? "false" : "true");
    }

    [Theory]
    [InlineData("'abcabc'", "'ab'", "true", "false", "true")]
    [InlineData("'abcabc'", "'bc'", "false", "true", "true")]
    [InlineData("'abcabc'", "'ca'", "false", "false", "true")]
    [InlineData("'abc'", "'B'", "false", "false", "false")]
    [InlineData("'abc'", "''", "true", "true", "true")]
    [InlineData("''", "'a'", "false", "false", "false")]
    [InlineData("null", "'a'", "null", "null", "null")]
    [InlineData("'a'", "null", "null", "null", "null")]
    [InlineData("1", "'1'", "null", "null", "null")]
    [InlineData("'[1]'", "[1]", "null", "null", "null")]
    public void Text_predicates_give(string text, string part, string starts, string ends, string contains)
    {
        Evaluation.Of(Operators.StartsWith, text, part).Should().Be(starts);
        Evaluation.Of(Operators.EndsWith, text, part).Should().Be(ends);
        Evaluation.Of(Operators.Contains, text, part).Should().Be(contains);
    }

    [Theory]
    [InlineData("[1, 2, 3]", "0", "1")]
    [InlineData("[1, 2, 3]", "2", "3")]
    [InlineData("[1, 2, 3]", "3", "null")]
    [InlineData("[1, 2, 3]", "-1", "3")]
    [InlineData("[1, 2, 3]", "-3", "1")]
    [InlineData("[1, 2, 3]", "-4", "null")]
    [InlineData("[1]", "9223372036854775807", "null")]
    [InlineData("[1]", "-9223372036854775808", "null")]
    [InlineData("[]", "0", "null")]
    [InlineData("[1]", "null", "null")]
    [InlineData("null", "0", "null")]
    [InlineData("[1]", "0.0", "error TypeError")]
    [InlineData("[1]", "'a'", "error TypeError")]
    [InlineData("{a: 1}", "'a'", "1")]
    [InlineData("{a: 1}", "'b'", "null")]
    [InlineData("{a: 1}", "null", "null")]
    [InlineData("{a: 1}", "0", "error TypeError")]
    [InlineData("(n1 {a: 1})", "'a'", "1")]
    [InlineData("'abc'", "0", "error TypeError")]
    [InlineData("1", "0", "error TypeError")]
    public void Index_gives(string target, string subscript, string expected) =>
        Evaluation.Of(Operators.Index, target, subscript).Should().Be(expected);

    [Theory]
    [InlineData("[1, 2, 3, 4, 5]", "1", "3", "[2, 3]")]
    [InlineData("[1, 2, 3]", "0", "9", "[1, 2, 3]")]
    [InlineData("[1, 2, 3]", "-2", "9", "[2, 3]")]
    [InlineData("[1, 2, 3]", "0", "-1", "[1, 2]")]
    [InlineData("[1, 2, 3]", "-9", "1", "[1]")]
    [InlineData("[1, 2, 3]", "2", "1", "[]")]
    [InlineData("[1, 2, 3]", "5", "7", "[]")]
    [InlineData("[1]", "-9223372036854775808", "9223372036854775807", "[1]")]
    [InlineData("[1]", "null", "1", "null")]
    [InlineData("[1]", "0", "null", "null")]
    [InlineData("null", "0", "1", "null")]
    [InlineData("'abc'", "0", "1", "error TypeError")]
    [InlineData("[1]", "0.0", "1", "error TypeError")]
    [InlineData("[1]", "0", "'1'", "error TypeError")]
    public void Slice_gives(string list, string from, string to, string expected) =>
        Evaluation.Of(Operators.Slice, list, from, to).Should().Be(expected);

    [Fact]
    public void Slices_open_at_one_end_go_to_that_end()
    {
        Evaluation.Of(Operators.SliceFrom, "[1, 2, 3]", "-2").Should().Be("[2, 3]");
        Evaluation.Of(Operators.SliceTo, "[1, 2, 3]", "2").Should().Be("[1, 2]");
        Evaluation.Of(Operators.SliceTo, "[1, 2, 3]", "null").Should().Be("null");
    }

    [Theory]
    [InlineData("{a: 1, b: 2}", "2")]
    [InlineData("{a: 1}", "null")]
    [InlineData("(n1 {b: 'x'})", "'x'")]
    [InlineData("null", "null")]
    [InlineData("1", "error TypeError")]
    [InlineData("[{b: 1}]", "error TypeError")]
    public void Property_gives(string target, string expected)
    {
        var value = CypherText.Parse(target);

        Evaluation.Of(() => Operators.Property(value, "b")).Should().Be(expected);
    }

    [Fact]
    public void HasLabels_wants_all_labels_of_an_element()
    {
        var node = Value.FromElement(new ElementValue(ValueKind.Node, 0, "n", ["A", "B"], MapValue.Empty));

        Operators.HasLabels(node, "A", "B").Boolean.Should().BeTrue();
        Operators.HasLabels(node, "A", "C").Boolean.Should().BeFalse();
        Operators.HasLabels(Value.Null, "A").IsNull.Should().BeTrue();
        Evaluation.Of(() => Operators.HasLabels(Value.True, "A")).Should().Be("error TypeError");
    }
}
