using CsCheck;
using Reactor.Contracts.Wire;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests.Values;

/// <summary>The laws that tie =, grouping, hashes, orders and canonical bytes together, over random values that often meet.</summary>
public sealed class EquivalenceLawsTests
{
    private const ulong Key = 0x0123_4567_89AB_CDEF;

    [Fact]
    public void Everything_agrees_for_a_value_and_itself() =>
        ValueGen.Any.Sample(
            value =>
            {
                Equivalence.AreEqual(value, value).Should().BeTrue();
                Ordering.Compare(value, value).Should().Be(0);
                ExactOrder.Compare(value, value).Should().Be(0);
                JoinKey.TryHash(value, Key, out _).Should().Be(Operators.AreEqual(value, value), "{0} joins exactly if it is equal to itself", value);
            },
            iter: 2_000);

    [Fact]
    public void Everything_agrees_for_two_values() =>
        Gen.Select(ValueGen.Any, ValueGen.Any).Sample(
            (left, right) =>
            {
                var because = $"{left} and {right}";
                var equivalent = Equivalence.AreEqual(left, right);

                Equivalence.AreEqual(right, left).Should().Be(equivalent, because);
                (Ordering.Compare(left, right) == 0).Should().Be(equivalent, because);
                Math.Sign(Ordering.Compare(right, left)).Should().Be(-Math.Sign(Ordering.Compare(left, right)), because);
                Math.Sign(ExactOrder.Compare(right, left)).Should().Be(-Math.Sign(ExactOrder.Compare(left, right)), because);
                Bytes(left).SequenceEqual(Bytes(right)).Should().Be(equivalent, because);
                (Equivalence.Hash(left, Key) == Equivalence.Hash(right, Key)).Should().Be(equivalent, because);
                if (!equivalent)
                {
                    Math.Sign(ExactOrder.Compare(left, right)).Should().Be(Math.Sign(Ordering.Compare(left, right)), because);
                }

                if (Operators.AreEqual(left, right))
                {
                    equivalent.Should().BeTrue(because);
                    JoinKey.TryHash(left, Key, out var first).Should().BeTrue(because);
                    JoinKey.TryHash(right, Key, out var second).Should().BeTrue(because);
                    first.Should().Be(second, because);
                }
            },
            iter: 20_000);

    [Fact]
    public void Orders_are_transitive() =>
        ValueGen.Any.Array[3].Sample(
            values =>
            {
                Array.Sort(values, static (left, right) => Ordering.Compare(left, right));
                Ordering.Compare(values[0], values[2]).Should().BeLessThanOrEqualTo(0);
                Ordering.Compare(values[0], values[1]).Should().BeLessThanOrEqualTo(0);
                Ordering.Compare(values[1], values[2]).Should().BeLessThanOrEqualTo(0);

                Array.Sort(values, static (left, right) => ExactOrder.Compare(left, right));
                ExactOrder.Compare(values[0], values[1]).Should().BeLessThanOrEqualTo(0);
                ExactOrder.Compare(values[1], values[2]).Should().BeLessThanOrEqualTo(0);
                ExactOrder.Compare(values[0], values[2]).Should().BeLessThanOrEqualTo(0);
            },
            iter: 10_000);

    [Fact]
    public void Comparison_operators_agree_with_the_total_order_wherever_they_are_true() =>
        Gen.Select(ValueGen.Any, ValueGen.Any).Sample(
            (left, right) =>
            {
                if (Operators.IsTrue(Operators.Less(left, right)))
                {
                    Ordering.Compare(left, right).Should().BeNegative("{0} < {1}", left, right);
                }

                Operators.Greater(right, left).ToString().Should().Be(Operators.Less(left, right).ToString());
            },
            iter: 10_000);

    [Fact]
    public void Numbers_compare_as_exact_rationals() =>
        Gen.Select(ValueGen.Number, ValueGen.Number).Sample(
            (left, right) =>
            {
                if (left.IsFloat && !double.IsFinite(left.Float) || right.IsFloat && !double.IsFinite(right.Float))
                {
                    return;
                }

                var expected = ExactNumber.From(left).CompareTo(ExactNumber.From(right));

                Math.Sign(Ordering.Compare(left, right)).Should().Be(Math.Sign(expected), "{0} and {1}", left, right);
                Operators.AreEqual(left, right).Should().Be(expected == 0, "{0} = {1}", left, right);
            },
            iter: 10_000);

    [Fact]
    public void Hashes_depend_on_the_key()
    {
        var values = new[] { "null", "true", "1", "1.5", "NaN", "'a'", "[1]", "{a: 1}", "(n1)" }.Select(CypherText.Parse).ToArray();

        foreach (var value in values)
        {
            Equivalence.Hash(value, 1).Should().NotBe(Equivalence.Hash(value, 2), value.ToString());
        }

        values.Select(value => Equivalence.Hash(value, Key)).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Hashes_of_close_integers_spread_over_small_tables()
    {
        const int Buckets = 1024;
        var used = new HashSet<ulong>();
        for (var i = 0; i < Buckets; i++)
        {
            used.Add(Equivalence.Hash(Value.FromInteger(i), Key) % Buckets);
        }

        // Random hashing leaves 1/e of the buckets empty: 647 used on average, 20 is the standard deviation's double.
        used.Count.Should().BeGreaterThan(580);
    }

    [Fact]
    public void The_total_order_goes_through_the_kinds_as_openCypher_has_it()
    {
        string[] ascending =
        [
            "{}", "{a: 1}", "{a: 2}", "{a: 1, b: 1}", "{b: 0}", "(n1)", "(n2)", "[]", "[{}]", "['a']", "[1]", "[1, 2]", "[2]", "[null]", "''", "'a'", "'b'", "false",
            "true", "-Infinity", "-1", "-0.5", "0", "1.5", "2", "Infinity", "NaN", "null",
        ];
        var shuffled = ascending.Reverse().Select(CypherText.Parse).ToArray();

        Array.Sort(shuffled, static (left, right) => Ordering.Compare(left, right));

        shuffled.Select(value => value.ToString()).Should().Equal(ascending.Select(text => CypherText.Parse(text).ToString()));
    }

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("0", "-0.0")]
    [InlineData("0.0", "-0.0")]
    [InlineData("[1, 1.0]", "[1.0, 1]")]
    [InlineData("[[1.0], 1]", "[[1], 1.0]")]
    [InlineData("{a: 1}", "{a: 1.0}")]
    [InlineData("(n1 {a: 1})", "(n1 {a: 2})")]
    public void Forms_of_one_group_have_an_exact_order(string smaller, string larger)
    {
        var (first, second) = (CypherText.Parse(smaller), CypherText.Parse(larger));

        Equivalence.AreEqual(first, second).Should().BeTrue();
        ExactOrder.Compare(first, second).Should().BeNegative();
    }

    [Fact]
    public void Forms_of_one_group_are_ordered_as_their_images() =>
        Gen.Select(ValueGen.Plain, Gen.ULong).Sample(
            (value, choices) =>
            {
                var other = ValueGen.OtherForm(value, ref choices);

                Equivalence.AreEqual(value, other).Should().BeTrue();
                Math.Sign(ExactOrder.Compare(value, other)).Should().Be(Math.Sign(Image(value).AsSpan().SequenceCompareTo(Image(other))), "{0} and {1}", value, other);
            },
            iter: 5_000);

    private static byte[] Image(in Value value)
    {
        var buffer = new byte[4096];
        var writer = new ImageWriter(buffer, 1);
        value.WriteTo(ref writer, 0, 0);
        writer.Overflowed.Should().BeFalse();
        return buffer[..writer.Length];
    }

    private static byte[] Bytes(in Value value)
    {
        var buffer = new CanonicalBuffer();
        CanonicalForm.Append(value, buffer);
        return buffer.Written.ToArray();
    }
}
