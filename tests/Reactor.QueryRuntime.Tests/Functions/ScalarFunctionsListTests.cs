using CsCheck;
using Reactor.QueryRuntime.Functions;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests.Functions;

public sealed class ScalarFunctionsListTests
{
    [Theory]
    [InlineData("[1, 2, 3]", "1", "3", "[2, 3]")]
    [InlineData("[null, 1]", "null", "1", "[1]")]
    [InlineData("[1]", "1", "1", "[]")]
    [InlineData("[]", "null", "null", "[]")]
    [InlineData("null", "null", "null", "null")]
    [InlineData("'abc'", "error TypeError", "error TypeError", "error TypeError")]
    [InlineData("1", "error TypeError", "error TypeError", "error TypeError")]
    public void Head_last_and_tail_give(string list, string head, string last, string tail)
    {
        Evaluation.Of(ScalarFunctions.Head, list).Should().Be(head);
        Evaluation.Of(ScalarFunctions.Last, list).Should().Be(last);
        Evaluation.Of(ScalarFunctions.Tail, list).Should().Be(tail);
    }

    [Theory]
    [InlineData("'abc'", "3", "'cba'", "false")]
    [InlineData("'a😀'", "2", "'😀a'", "false")]
    [InlineData("''", "0", "''", "true")]
    [InlineData("[1, null, 'x']", "3", "['x', null, 1]", "false")]
    [InlineData("[]", "0", "[]", "true")]
    [InlineData("null", "null", "null", "null")]
    [InlineData("{}", "error TypeError", "error TypeError", "true")]
    [InlineData("{a: 1}", "error TypeError", "error TypeError", "false")]
    [InlineData("1", "error TypeError", "error TypeError", "error TypeError")]
    public void Size_reverse_and_isEmpty_give(string value, string size, string reversed, string isEmpty)
    {
        Evaluation.Of(ScalarFunctions.Size, value).Should().Be(size);
        Evaluation.Of(ScalarFunctions.Reverse, value).Should().Be(reversed);
        Evaluation.Of(ScalarFunctions.IsEmpty, value).Should().Be(isEmpty);
    }

    [Theory]
    [InlineData("1", "3", "1", "[1, 2, 3]")]
    [InlineData("0", "0", "1", "[0]")]
    [InlineData("3", "1", "1", "[]")]
    [InlineData("3", "1", "-1", "[3, 2, 1]")]
    [InlineData("1", "3", "-1", "[]")]
    [InlineData("0", "10", "3", "[0, 3, 6, 9]")]
    [InlineData("1", "1", "-5", "[1]")]
    [InlineData("9223372036854775806", "9223372036854775807", "1", "[9223372036854775806, 9223372036854775807]")]
    [InlineData("-9223372036854775808", "9223372036854775807", "9223372036854775807", "[-9223372036854775808, -1, 9223372036854775806]")]
    [InlineData("-9223372036854775808", "9223372036854775807", "1", "error LimitExceeded")]
    [InlineData("1", "1000001", "1", "error LimitExceeded")]
    [InlineData("1", "2", "0", "error ArgumentError")]
    [InlineData("null", "2", "1", "null")]
    [InlineData("1", "null", "1", "null")]
    [InlineData("1", "2", "null", "null")]
    [InlineData("1.0", "2", "1", "error ArgumentError")]
    [InlineData("1", "'2'", "1", "error ArgumentError")]
    [InlineData("1", "2", "true", "error ArgumentError")]
    public void Range_gives(string start, string end, string step, string expected) =>
        Evaluation.Of(ScalarFunctions.Range, start, end, step).Should().Be(expected);

    [Fact]
    public void Range_steps_by_one_and_reaches_its_limit()
    {
        Evaluation.Of(ScalarFunctions.Range, "2", "4").Should().Be("[2, 3, 4]");
        ScalarFunctions.Range(Value.FromInteger(1), Value.FromInteger(1_000_000)).List.Length.Should().Be(1_000_000);
    }

    [Theory]
    [InlineData("[3, 1, 2]", "1", "3")]
    [InlineData("[1, null, 2]", "1", "2")]
    [InlineData("[1.0, 1]", "1", "1")]
    [InlineData("['b', 'a', 1]", "'a'", "1")]
    [InlineData("[null]", "null", "null")]
    [InlineData("[]", "null", "null")]
    [InlineData("null", "null", "null")]
    [InlineData("1", "error TypeError", "error TypeError")]
    public void ListMin_and_listMax_give(string list, string smallest, string largest)
    {
        Evaluation.Of(ScalarFunctions.ListMin, list).Should().Be(smallest);
        Evaluation.Of(ScalarFunctions.ListMax, list).Should().Be(largest);
    }

    [Theory]
    [InlineData("[3, 1, 3, 2, 1]", "[3, 1, 2]")]
    [InlineData("[1.0, 1, null, NaN, null, NaN]", "[1.0, null, NaN]")]
    [InlineData("[]", "[]")]
    [InlineData("null", "null")]
    [InlineData("'a'", "error TypeError")]
    public void Coll_distinct_gives(string list, string expected) => Evaluation.Of(ScalarFunctions.CollDistinct, list).Should().Be(expected);

    [Fact]
    public void Coll_distinct_keeps_the_first_of_every_group() =>
        ValueGen.Any.Array[0, 12].Sample(
            values =>
            {
                var expected = new List<Value>();
                foreach (var value in values)
                {
                    if (!expected.Exists(kept => Equivalence.AreEqual(kept, value)))
                    {
                        expected.Add(value);
                    }
                }

                ScalarFunctions.CollDistinct(Value.FromList(values)).ToString().Should().Be(Value.FromList([.. expected]).ToString());
            },
            iter: 1_000);

    [Theory]
    [InlineData("['a', 'b', 'a']", "'a'", "0")]
    [InlineData("[1, 2]", "2.0", "1")]
    [InlineData("[1]", "2", "-1")]
    [InlineData("[null]", "null", "null")]
    [InlineData("null", "1", "null")]
    [InlineData("1", "1", "error TypeError")]
    public void Coll_indexOf_gives(string list, string item, string expected) => Evaluation.Of(ScalarFunctions.CollIndexOf, list, item).Should().Be(expected);

    [Theory]
    [InlineData("[1, 3]", "1", "2", "[1, 2, 3]")]
    [InlineData("[]", "0", "null", "[null]")]
    [InlineData("[1]", "1", "2", "[1, 2]")]
    [InlineData("[1]", "2", "2", "error ArgumentError")]
    [InlineData("[1]", "-1", "2", "error ArgumentError")]
    [InlineData("null", "0", "1", "null")]
    [InlineData("[1]", "null", "1", "null")]
    public void Coll_insert_gives(string list, string place, string item, string expected) =>
        Evaluation.Of(ScalarFunctions.CollInsert, list, place, item).Should().Be(expected);

    [Fact]
    public void Coalesce_gives_the_first_that_is_not_null()
    {
        ScalarFunctions.Coalesce(Value.Null, Value.FromInteger(2), Value.FromInteger(3)).Integer.Should().Be(2);
        ScalarFunctions.Coalesce(Value.Null, Value.Null).IsNull.Should().BeTrue();
        ScalarFunctions.Coalesce(Value.False).Boolean.Should().BeFalse();
    }

    [Theory]
    [InlineData("1", "1.0", "null")]
    [InlineData("1", "2", "1")]
    [InlineData("1", "null", "1")]
    [InlineData("null", "1", "null")]
    [InlineData("NaN", "NaN", "NaN")]
    public void NullIf_gives(string value, string excluded, string expected) => Evaluation.Of(ScalarFunctions.NullIf, value, excluded).Should().Be(expected);

    [Fact]
    public void Element_functions_read_an_element()
    {
        var properties = MapValue.FromEntries(["b", "a"], [Value.FromInteger(2), Value.FromInteger(1)]);
        var node = Value.FromElement(new ElementValue(ValueKind.Node, 1, "n7", ["A", "B"], properties));
        var relation = Value.FromElement(new ElementValue(ValueKind.Relation, 1, "r7", ["KNOWS"], MapValue.Empty, "n1", "n2"));

        ScalarFunctions.Id(node).Text.Should().Be("n7");
        ScalarFunctions.ElementId(relation).Text.Should().Be("r7");
        ScalarFunctions.Labels(node).ToString().Should().Be("['A', 'B']");
        ScalarFunctions.Type(relation).Text.Should().Be("KNOWS");
        ScalarFunctions.Keys(node).ToString().Should().Be("['a', 'b']");
        ScalarFunctions.Properties(node).ToString().Should().Be("{a: 1, b: 2}");
        ScalarFunctions.Keys(Value.FromMap(properties)).ToString().Should().Be("['a', 'b']");
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("1", "error TypeError")]
    [InlineData("[]", "error TypeError")]
    public void Element_functions_of_other_values_give(string value, string expected)
    {
        Evaluation.Of(ScalarFunctions.Id, value).Should().Be(expected);
        Evaluation.Of(ScalarFunctions.ElementId, value).Should().Be(expected);
        Evaluation.Of(ScalarFunctions.Labels, value).Should().Be(expected);
        Evaluation.Of(ScalarFunctions.Type, value).Should().Be(expected);
        Evaluation.Of(ScalarFunctions.Keys, value).Should().Be(expected);
        Evaluation.Of(ScalarFunctions.Properties, value).Should().Be(expected);
    }
}
