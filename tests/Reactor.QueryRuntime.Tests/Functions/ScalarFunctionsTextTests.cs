using CsCheck;
using Reactor.QueryRuntime.Functions;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests.Functions;

public sealed class ScalarFunctionsTextTests
{
    [Theory]
    [InlineData("'aBc'", "'ABC'", "'abc'")]
    [InlineData("'äÖ'", "'ÄÖ'", "'äö'")]
    [InlineData("''", "''", "''")]
    [InlineData("null", "null", "null")]
    [InlineData("1", "error TypeError", "error TypeError")]
    [InlineData("['a']", "error TypeError", "error TypeError")]
    public void ToUpper_and_toLower_give(string text, string upper, string lower)
    {
        Evaluation.Of(ScalarFunctions.ToUpper, text).Should().Be(upper);
        Evaluation.Of(ScalarFunctions.ToLower, text).Should().Be(lower);
    }

    [Theory]
    [InlineData("' \t\n a b \u00A0\u2003'", "'a b'")]
    [InlineData("'   '", "''")]
    [InlineData("null", "null")]
    [InlineData("true", "error TypeError")]
    public void Trim_gives(string text, string expected) => Evaluation.Of(ScalarFunctions.Trim, text).Should().Be(expected);

    [Fact]
    public void Ltrim_and_rtrim_trim_one_end()
    {
        Evaluation.Of(ScalarFunctions.Ltrim, "' a '").Should().Be("'a '");
        Evaluation.Of(ScalarFunctions.Rtrim, "' a '").Should().Be("' a'");
        Evaluation.Of(ScalarFunctions.Ltrim, "null").Should().Be("null");
        Evaluation.Of(ScalarFunctions.Rtrim, "1").Should().Be("error TypeError");
    }

    [Theory]
    [InlineData("'hello'", "2", "'he'", "'lo'")]
    [InlineData("'hello'", "0", "''", "''")]
    [InlineData("'hello'", "9", "'hello'", "'hello'")]
    [InlineData("'hello'", "9223372036854775807", "'hello'", "'hello'")]
    [InlineData("'a😀b'", "2", "'a😀'", "'😀b'")]
    [InlineData("null", "1", "null", "null")]
    [InlineData("'a'", "null", "null", "null")]
    [InlineData("'a'", "-1", "error ArgumentError", "error ArgumentError")]
    [InlineData("'a'", "1.0", "error TypeError", "error TypeError")]
    [InlineData("1", "1", "error TypeError", "error TypeError")]
    public void Left_and_right_give(string text, string length, string left, string right)
    {
        Evaluation.Of(ScalarFunctions.Left, text, length).Should().Be(left);
        Evaluation.Of(ScalarFunctions.Right, text, length).Should().Be(right);
    }

    [Theory]
    [InlineData("'0123456789'", "1", "'123456789'")]
    [InlineData("'abc'", "3", "''")]
    [InlineData("'abc'", "9", "''")]
    [InlineData("'😀😁b'", "1", "'😁b'")]
    [InlineData("'abc'", "-1", "error ArgumentError")]
    [InlineData("null", "1", "null")]
    [InlineData("'abc'", "null", "null")]
    [InlineData("123", "1", "error TypeError")]
    public void Substring_gives(string text, string start, string expected) =>
        Evaluation.Of(ScalarFunctions.Substring, text, start).Should().Be(expected);

    [Theory]
    [InlineData("'abcdef'", "1", "3", "'bcd'")]
    [InlineData("'abc'", "1", "99", "'bc'")]
    [InlineData("'abc'", "9223372036854775807", "9223372036854775807", "''")]
    [InlineData("'abc'", "0", "0", "''")]
    [InlineData("'a😀b😁c'", "1", "2", "'😀b'")]
    [InlineData("'abc'", "0", "-1", "error ArgumentError")]
    [InlineData("'abc'", "0", "null", "null")]
    [InlineData("null", "0", "1", "null")]
    [InlineData("null", "0", "'x'", "error TypeError")]
    public void Substring_of_a_length_gives(string text, string start, string length, string expected) =>
        Evaluation.Of(ScalarFunctions.Substring, text, start, length).Should().Be(expected);

    [Theory]
    [InlineData("'hello'", "'l'", "'w'", "'hewwo'")]
    [InlineData("'hello'", "'l'", "''", "'heo'")]
    [InlineData("'hello'", "'x'", "'y'", "'hello'")]
    [InlineData("'hello'", "''", "'y'", "'hello'")]
    [InlineData("'aaa'", "'aa'", "'b'", "'ba'")]
    [InlineData("null", "'a'", "'b'", "null")]
    [InlineData("'a'", "null", "'b'", "null")]
    [InlineData("'a'", "'a'", "null", "null")]
    [InlineData("'a'", "1", "'b'", "error TypeError")]
    public void Replace_gives(string text, string search, string replacement, string expected) =>
        Evaluation.Of(ScalarFunctions.Replace, text, search, replacement).Should().Be(expected);

    [Fact]
    public void Replace_refuses_a_result_beyond_the_limit_before_building_it()
    {
        var text = Value.FromText(new string('x', 10_000));

        Evaluation.Of(() => ScalarFunctions.Replace(text, Value.FromText("x"), text)).Should().Be("error LimitExceeded");
    }

    [Theory]
    [InlineData("'one1two'", "'1'", "['one', 'two']")]
    [InlineData("'a,b,,c'", "','", "['a', 'b', '', 'c']")]
    [InlineData("',a,'", "','", "['', 'a', '']")]
    [InlineData("''", "','", "['']")]
    [InlineData("'abc'", "'abc'", "['', '']")]
    [InlineData("'a😀b'", "''", "['a', '😀', 'b']")]
    [InlineData("''", "''", "['']")]
    [InlineData("'a,b;c'", "[',', ';']", "['a', 'b', 'c']")]
    [InlineData("'a<>b'", "['<>', '<']", "['a', 'b']")]
    [InlineData("'a,b'", "[]", "['a,b']")]
    [InlineData("null", "','", "null")]
    [InlineData("'a'", "null", "null")]
    [InlineData("'a'", "1", "error TypeError")]
    [InlineData("'a'", "[1]", "error TypeError")]
    [InlineData("1", "','", "error TypeError")]
    public void Split_gives(string text, string delimiter, string expected) => Evaluation.Of(ScalarFunctions.Split, text, delimiter).Should().Be(expected);

    [Theory]
    [InlineData("'abc'", "3")]
    [InlineData("'a😀'", "2")]
    [InlineData("''", "0")]
    [InlineData("null", "null")]
    [InlineData("[1]", "error TypeError")]
    public void Char_length_counts_code_points(string text, string expected)
    {
        Evaluation.Of(ScalarFunctions.CharLength, text).Should().Be(expected);
        Evaluation.Of(ScalarFunctions.CharacterLength, text).Should().Be(expected);
    }

    [Fact]
    public void Cutting_a_text_anywhere_leaves_its_code_points_whole() =>
        Gen.Select(Gen.OneOfConst("a", "ä", "～", "😀").Array[0, 8].Select(string.Concat), Gen.Long[0, 9]).Sample(
            (text, place) =>
            {
                var (value, at) = (Value.FromText(text), Value.FromInteger(place));
                var rest = ScalarFunctions.Substring(value, at);
                var left = ScalarFunctions.Left(value, at);

                (left.Text + rest.Text).Should().Be(text);
                string.Concat(text.EnumerateRunes().Reverse()).Should().Be(ScalarFunctions.Reverse(value).Text);
                left.Text.EnumerateRunes().Count().Should().Be((int)Math.Min(place, ScalarFunctions.Size(value).Integer));
                ScalarFunctions.Right(value, ScalarFunctions.Size(rest)).Text.Should().Be(rest.Text);
            });
}
