using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests.Values;

public sealed class OperatorsComparisonTests
{
    [Theory]
    [InlineData("1", "1", "true")]
    [InlineData("1", "1.0", "true")]
    [InlineData("0.0", "-0.0", "true")]
    [InlineData("0", "-0.0", "true")]
    [InlineData("9007199254740993", "9007199254740992.0", "false")]
    [InlineData("9007199254740992", "9007199254740992.0", "true")]
    [InlineData("9223372036854775807", "9223372036854775808.0", "false")]
    [InlineData("-9223372036854775808", "-9223372036854775808.0", "true")]
    [InlineData("NaN", "NaN", "false")]
    [InlineData("NaN", "1", "false")]
    [InlineData("Infinity", "Infinity", "true")]
    [InlineData("'a'", "'a'", "true")]
    [InlineData("'a'", "'A'", "false")]
    [InlineData("'1'", "1", "false")]
    [InlineData("true", "1", "false")]
    [InlineData("true", "true", "true")]
    [InlineData("null", "null", "null")]
    [InlineData("null", "1", "null")]
    [InlineData("[1, 2]", "[1, 2.0]", "true")]
    [InlineData("[1, 2]", "[1]", "false")]
    [InlineData("[1, null]", "[1, 2]", "null")]
    [InlineData("[1, null]", "[2, null]", "false")]
    [InlineData("[null]", "[1, 2]", "false")]
    [InlineData("[null]", "[null]", "null")]
    [InlineData("[]", "[]", "true")]
    [InlineData("[[1, null], 2]", "[[1, 3], 4]", "false")]
    [InlineData("[NaN]", "[NaN]", "false")]
    [InlineData("[1]", "1", "false")]
    [InlineData("{a: 1, b: 2}", "{b: 2, a: 1.0}", "true")]
    [InlineData("{a: 1}", "{b: 1}", "false")]
    [InlineData("{a: 1, b: 2}", "{a: 1}", "false")]
    [InlineData("{a: null}", "{a: 1}", "null")]
    [InlineData("{a: null}", "{b: null}", "false")]
    [InlineData("{a: null, b: 1}", "{a: null, b: 2}", "false")]
    [InlineData("(n1 {a: 1})", "(n1 {a: 2})", "true")]
    [InlineData("(n1)", "(n2)", "false")]
    [InlineData("(n1 {a: 1})", "{a: 1}", "false")]
    public void Equal_and_not_equal_give(string left, string right, string expected)
    {
        var negated = expected switch
        {
            "true" => "false",
            "false" => "true",
            _ => "null",
        };

        Evaluation.Of(Operators.Equal, left, right).Should().Be(expected);
        Evaluation.Of(Operators.Equal, right, left).Should().Be(expected);
        Evaluation.Of(Operators.NotEqual, left, right).Should().Be(negated);
        Operators.AreEqual(CypherText.Parse(left), CypherText.Parse(right)).Should().Be(expected == "true");
    }

    /// <summary>The sign of the comparison, "unordered" where NaN makes all false, null where kinds do not compare.</summary>
    [Theory]
    [InlineData("1", "2", "<")]
    [InlineData("1", "1.5", "<")]
    [InlineData("2", "1.5", ">")]
    [InlineData("1", "1.0", "=")]
    [InlineData("-1", "-1.5", ">")]
    [InlineData("9007199254740993", "9007199254740992.0", ">")]
    [InlineData("9223372036854775807", "9223372036854775808.0", "<")]
    [InlineData("-9223372036854775808", "-9223372036854777856.0", ">")]
    [InlineData("1", "Infinity", "<")]
    [InlineData("1", "-Infinity", ">")]
    [InlineData("0.0", "-0.0", "=")]
    [InlineData("NaN", "1", "unordered")]
    [InlineData("NaN", "NaN", "unordered")]
    [InlineData("NaN", "'a'", "null")]
    [InlineData("'a'", "'b'", "<")]
    [InlineData("'a'", "'aa'", "<")]
    [InlineData("'a'", "'a'", "=")]
    [InlineData("'Z'", "'a'", "<")]
    [InlineData("'\uFF5E'", "'\U0001F600'", "<")] // code points, not UTF-16 units
    [InlineData("false", "true", "<")]
    [InlineData("true", "true", "=")]
    [InlineData("1", "'1'", "null")]
    [InlineData("true", "1", "null")]
    [InlineData("1", "null", "null")]
    [InlineData("null", "null", "null")]
    [InlineData("[1, 2]", "[1, 3]", "<")]
    [InlineData("[1]", "[1, 2]", "<")]
    [InlineData("[1, 0]", "[1]", ">")]
    [InlineData("[1, null]", "[1]", ">")]
    [InlineData("[1, 2]", "[1, null]", "null")]
    [InlineData("[1, 'a']", "[1, null]", "null")]
    [InlineData("[1, 2]", "[3, null]", "<")]
    [InlineData("[1, 'a']", "[1, 2]", "null")]
    [InlineData("[NaN]", "[1]", "unordered")]
    [InlineData("[]", "[]", "=")]
    [InlineData("{a: 1}", "{a: 2}", "null")]
    [InlineData("(n1)", "(n2)", "null")]
    public void Comparisons_give(string left, string right, string order)
    {
        var mirrored = order switch
        {
            "<" => ">",
            ">" => "<",
            _ => order,
        };

        Comparisons(left, right).Should().Be(Expected(order));
        Comparisons(right, left).Should().Be(Expected(mirrored));
    }

    [Theory]
    [InlineData("1", "[1, 2]", "true")]
    [InlineData("1.0", "[1, 2]", "true")]
    [InlineData("3", "[1, 2]", "false")]
    [InlineData("4", "[1, null, 3]", "null")]
    [InlineData("3", "[1, null, 3]", "true")]
    [InlineData("null", "[1]", "null")]
    [InlineData("null", "[null]", "null")]
    [InlineData("null", "[]", "false")]
    [InlineData("1", "[]", "false")]
    [InlineData("1", "null", "null")]
    [InlineData("null", "null", "null")]
    [InlineData("[1]", "[[1, null]]", "false")]
    [InlineData("[1, 2]", "[[null, 2]]", "null")]
    [InlineData("[1, 2, null]", "[1, [1, 2, null]]", "null")]
    [InlineData("1", "1", "error TypeError")]
    [InlineData("1", "'a'", "error TypeError")]
    [InlineData("1", "{a: 1}", "error TypeError")]
    public void In_gives(string item, string list, string expected) => Evaluation.Of(Operators.In, item, list).Should().Be(expected);

    private static string Comparisons(string left, string right) => string.Join(
        ' ',
        Evaluation.Of(Operators.Less, left, right),
        Evaluation.Of(Operators.LessOrEqual, left, right),
        Evaluation.Of(Operators.Greater, left, right),
        Evaluation.Of(Operators.GreaterOrEqual, left, right));

    private static string Expected(string order) => order switch
    {
        "<" => "true true false false",
        "=" => "false true false true",
        ">" => "false false true true",
        "unordered" => "false false false false",
        _ => "null null null null",
    };
}
