using System.Numerics;
using CsCheck;
using Reactor.QueryRuntime.Aggregates;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests.Aggregates;

/// <summary>After any history of additions and removals every aggregate is what plain code computes from the values that are left.</summary>
public sealed class AggregateHistoryTests
{
    private const int Histories = 300;

    private static readonly Gen<double> WideFloat = Gen.OneOf(
        Gen.Double.Where(double.IsFinite),
        Gen.Select(Gen.Long[-9, 9], Gen.Int[-1074, 1020]).Select((mantissa, exponent) => Math.ScaleB(mantissa, exponent)),
        Gen.OneOfConst(double.MaxValue, -double.MaxValue, double.Epsilon, -double.Epsilon, 1.0, 1e16, -1e16, 0.1));

    private static readonly Gen<Value> FiniteNumber = Gen.OneOf(ValueGen.Integer.Select(Value.FromInteger), WideFloat.Select(Value.FromFloat));

    /// <summary>Steps: a value to add, and a number that picks one of the values present to remove when it is not negative.</summary>
    private static Gen<(Value Value, int Remove)[]> History(Gen<Value> values, int steps) =>
        Gen.Select(values, Gen.Int[-100, 80]).Array[0, steps];

    [Fact]
    public void Sum_and_average_are_the_exact_total_rounded_once() =>
        History(FiniteNumber, 60).Sample(
            history =>
            {
                var (sum, average) = (default(SumAggregate), default(AverageAggregate));
                Play(history, ref sum, ref average, present =>
                {
                    var total = present.Aggregate(default(ExactNumber), (exact, row) => exact + ExactNumber.From(row.Value));
                    if (present.Exists(row => row.Value.IsFloat))
                    {
                        sum.Result().Float.Should().Be(total.DivideToNearest(1));
                    }

                    if (present.Count > 0)
                    {
                        average.Result().Float.Should().Be(total.DivideToNearest(present.Count));
                    }
                });
            },
            iter: Histories);

    [Fact]
    public void Sum_of_integers_is_exact_or_an_error() =>
        History(ValueGen.Integer.Select(Value.FromInteger), 60).Sample(
            history =>
            {
                var (sum, distinct) = (default(SumAggregate), default(DistinctAggregate<SumAggregate>));
                Play(history, ref sum, ref distinct, present =>
                {
                    Evaluation.Of(() => sum.Result()).Should().Be(Total(present.Select(row => row.Value.Integer)));
                    Evaluation.Of(() => distinct.Result()).Should().Be(Total(present.Select(row => row.Value.Integer).Distinct()));
                });
            },
            iter: Histories);

    [Fact]
    public void Sum_counts_what_is_not_finite() =>
        History(ValueGen.Float.Select(Value.FromFloat), 40).Sample(
            history =>
            {
                var (sum, average) = (default(SumAggregate), default(AverageAggregate));
                Play(history, ref sum, ref average, present =>
                {
                    var infinite = present.Select(row => row.Value.Float).Where(number => !double.IsFinite(number)).ToList();
                    if (infinite.Count > 0)
                    {
                        sum.Result().Float.Should().Be(infinite.Sum());
                        average.Result().Float.Should().Be(infinite.Sum());
                    }
                    else if (present.Count > 0)
                    {
                        double.IsFinite(average.Result().Float).Should().BeTrue();
                    }
                });
            },
            iter: Histories);

    [Fact]
    public void Min_and_max_are_the_ends_of_the_sorted_values() =>
        History(ValueGen.Any.Where(value => !value.IsNull), 60).Sample(
            history =>
            {
                var (min, max) = (default(MinAggregate), default(MaxAggregate));
                Play(history, ref min, ref max, present =>
                {
                    var smallest = Representatives(present).DefaultIfEmpty(Value.Null).First();
                    var largest = Representatives(present).DefaultIfEmpty(Value.Null).Last();

                    ExactOrder.Compare(min.Result(), smallest).Should().Be(0);
                    ExactOrder.Compare(max.Result(), largest).Should().Be(0);
                });
            },
            iter: Histories);

    [Fact]
    public void Collect_is_the_values_by_row_and_distinct_the_smallest_forms_in_order() =>
        History(ValueGen.Any.Where(value => !value.IsNull), 60).Sample(
            history =>
            {
                var (list, distinct) = (default(CollectAggregate), default(CollectDistinctAggregate));
                Play(history, ref list, ref distinct, present =>
                {
                    list.Result().ToString().Should().Be(Value.FromList([.. present.OrderBy(row => row.Identity).Select(row => row.Value)]).ToString());
                    distinct.Result().ToString().Should().Be(Value.FromList([.. Representatives(present)]).ToString());
                });
            },
            iter: Histories);

    [Fact]
    public void Distinct_count_and_sum_see_every_group_once_in_its_smallest_form() =>
        History(ValueGen.Number, 60).Sample(
            history =>
            {
                var (count, sum) = (default(DistinctAggregate<CountAggregate>), default(DistinctAggregate<SumAggregate>));
                Play(history, ref count, ref sum, present =>
                {
                    var plain = default(SumAggregate);
                    var groups = Representatives(present);
                    groups.ForEach(value => plain.Add(value, 0));

                    count.Result().Integer.Should().Be(groups.Count);
                    Evaluation.Of(() => sum.Result()).Should().Be(Evaluation.Of(() => plain.Result()));
                });
            },
            iter: Histories);

    private delegate void Check(List<(UInt128 Identity, Value Value)> present);

    private static void Play<TFirst, TSecond>((Value Value, int Remove)[] history, ref TFirst first, ref TSecond second, Check check)
        where TFirst : struct, IAggregate
        where TSecond : struct, IAggregate
    {
        // The lambdas of the tests see the tests' own variables, so the aggregates are worked on in place.
        var present = new List<(UInt128 Identity, Value Value)>();
        ulong row = 0;
        foreach (var (value, remove) in history)
        {
            if (remove >= 0 && present.Count > 0)
            {
                var (identity, gone) = present[remove % present.Count];
                present.RemoveAt(remove % present.Count);
                first.Remove(gone, identity);
                second.Remove(gone, identity);
            }
            else
            {
                // An odd multiplier makes identities that neither ascend nor repeat.
                var identity = (UInt128)(++row * 0x9E37_79B9_7F4A_7C15);
                present.Add((identity, value));
                first.Add(value, identity);
                second.Add(value, identity);
            }

            check(present);
        }
    }

    private static List<Value> Representatives(List<(UInt128 Identity, Value Value)> present)
    {
        var groups = new List<Value>();
        foreach (var (_, value) in present)
        {
            var group = groups.FindIndex(other => Equivalence.AreEqual(other, value));
            if (group < 0)
            {
                groups.Add(value);
            }
            else if (ExactOrder.Compare(value, groups[group]) < 0)
            {
                groups[group] = value;
            }
        }

        groups.Sort(static (left, right) => Ordering.Compare(left, right));
        return groups;
    }

    private static string Total(IEnumerable<long> integers)
    {
        var total = integers.Aggregate(BigInteger.Zero, (sum, integer) => sum + integer);
        return total >= long.MinValue && total <= long.MaxValue ? total.ToString() : "error ArithmeticError";
    }
}
