using Reactor.QueryRuntime.Aggregates;
using Reactor.QueryRuntime.Temporal;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests.Aggregates;

public sealed class AggregatesTests
{
    [Theory]
    [InlineData("[]", "0", "0", "null", "null", "null", "[]")]
    [InlineData("[null, null]", "0", "0", "null", "null", "null", "[]")]
    [InlineData("[1, 2, null]", "2", "3", "1.5", "1", "2", "[1, 2]")]
    [InlineData("[1, 2.5]", "2", "3.5", "1.75", "1", "2.5", "[1, 2.5]")]
    [InlineData("[1.0, 1]", "2", "2.0", "1.0", "1", "1", "[1.0, 1]")]
    [InlineData("[0.1, 0.2, 0.3]", "3", "0.6", "0.2", "0.1", "0.3", "[0.1, 0.2, 0.3]")]
    [InlineData("[1.0E308, 1.0E308, -1.0E308]", "3", "1.0E308", "3.333333333333333E307", "-1.0E308", "1.0E308", "[1.0E308, 1.0E308, -1.0E308]")]
    [InlineData("[1.0E308, 1.0E308]", "2", "Infinity", "1.0E308", "1.0E308", "1.0E308", "[1.0E308, 1.0E308]")]
    [InlineData("[1.0E16, 1.0, -1.0E16]", "3", "1.0", "0.3333333333333333", "-1.0E16", "1.0E16", "[1.0E16, 1.0, -1.0E16]")]
    [InlineData("[Infinity, 1]", "2", "Infinity", "Infinity", "1", "Infinity", "[Infinity, 1]")]
    [InlineData("[Infinity, -Infinity]", "2", "NaN", "NaN", "-Infinity", "Infinity", "[Infinity, -Infinity]")]
    [InlineData("[NaN, 1]", "2", "NaN", "NaN", "1", "NaN", "[NaN, 1]")]
    [InlineData("[9223372036854775807, 1]", "2", "error ArithmeticError", "4.611686018427388E18", "1", "9223372036854775807", "[9223372036854775807, 1]")]
    [InlineData("[9223372036854775807, 1, -1]", "3", "9223372036854775807", "3.0744573456182584E18", "-1", "9223372036854775807", "[9223372036854775807, 1, -1]")]
    [InlineData("['b', 'a']", "2", "error TypeError", "error TypeError", "'a'", "'b'", "['b', 'a']")]
    [InlineData("[1, 'a', null, [1, 2], 0.2, 'b']", "5", "error TypeError", "error TypeError", "[1, 2]", "1", "[1, 'a', [1, 2], 0.2, 'b']")]
    public void Aggregates_give(string values, string count, string sum, string average, string min, string max, string collected)
    {
        Of<CountAggregate>(values).Should().Be(count);
        Of<SumAggregate>(values).Should().Be(sum);
        Of<AverageAggregate>(values).Should().Be(average);
        Of<MinAggregate>(values).Should().Be(min);
        Of<MaxAggregate>(values).Should().Be(max);
        Of<CollectAggregate>(values).Should().Be(collected);
    }

    [Theory]
    [InlineData("[]", "0", "0", "null", "[]")]
    [InlineData("[2, 1, 2, null]", "2", "3", "1.5", "[1, 2]")]
    [InlineData("[1.0, 1, 2.0]", "2", "3.0", "1.5", "[1, 2.0]")]
    [InlineData("[1.0, 1]", "1", "1", "1.0", "[1]")]
    [InlineData("[NaN, NaN]", "1", "NaN", "NaN", "[NaN]")]
    [InlineData("[0.0, -0.0, 0]", "1", "0", "0.0", "[0]")]
    [InlineData("['b', 'a', 'b']", "2", "error TypeError", "error TypeError", "['a', 'b']")]
    public void Distinct_aggregates_give(string values, string count, string sum, string average, string collected)
    {
        Of<DistinctAggregate<CountAggregate>>(values).Should().Be(count);
        Of<DistinctAggregate<SumAggregate>>(values).Should().Be(sum);
        Of<DistinctAggregate<AverageAggregate>>(values).Should().Be(average);
        Of<CollectDistinctAggregate>(values).Should().Be(collected);
    }

    [Theory]
    [InlineData("P1M", "P1M", "P1M")]
    [InlineData("P1M PT1S", "P1MT1S", "P15DT5H14M33.5S")]
    [InlineData("P1D P1D PT1S", "P2DT1S", "PT16H0.333333333S")]
    [InlineData("-P1M P2D -PT3S", "P-1M2DT-3S", "P-9DT-11H-29M-43S")]
    [InlineData("PT0.000000001S PT0.000000001S PT0S", "PT0.000000002S", "PT0S")]
    public void Durations_are_summed_part_by_part(string texts, string sum, string average)
    {
        var (total, mean) = (default(SumAggregate), default(AverageAggregate));
        Value[] values = [.. texts.Split(' ').Select(text => Value.FromDuration(DurationParser.Parse(text)))];
        foreach (var value in values.Append(Value.FromInteger(7)))
        {
            total.Add(value, 0);
            mean.Add(value, 0);
        }

        total.Invoking(mixed => mixed.Result()).Should().Throw<EvaluationException>().WithMessage("*numbers and durations together");
        total.Remove(Value.FromInteger(7), 0);
        mean.Remove(Value.FromInteger(7), 0);

        total.Result().ToString().Should().Be(sum);
        mean.Result().ToString().Should().Be(average);
        Array.ForEach(values, value => total.Remove(value, 0));
        total.Result().ToString().Should().Be("0", "nothing is left of the durations");
    }

    [Fact]
    public void A_refused_value_leaves_a_distinct_sum_as_it_was()
    {
        var sum = default(DistinctAggregate<SumAggregate>);
        sum.Add(Value.FromInteger(5), 1);
        var refuse = () => sum.Add(Value.FromText("x"), 2);

        refuse.Should().Throw<EvaluationException>().WithMessage("sum() does not take a String");
        refuse.Should().Throw<EvaluationException>("a refused value was not taken the second time either");
        sum.Result().Integer.Should().Be(5);
    }

    [Fact]
    public void A_refused_value_is_refused_again_when_its_row_goes()
    {
        var sum = default(DistinctAggregate<SumAggregate>);
        sum.Add(Value.FromInteger(1), default);

        var removal = () => sum.Remove(Value.FromText("x"), default);

        removal.Should().Throw<EvaluationException>();
        sum.Result().Integer.Should().Be(1);
    }

    [Fact]
    public void A_sum_that_overflowed_heals_when_values_go()
    {
        var sum = default(SumAggregate);
        sum.Add(Value.FromInteger(long.MaxValue), 1);
        sum.Add(Value.FromInteger(long.MaxValue), 2);
        var overflow = () => sum.Result();
        overflow.Should().Throw<EvaluationException>();

        sum.Remove(Value.FromInteger(long.MaxValue), 1);

        sum.Result().Integer.Should().Be(long.MaxValue);
    }

    [Fact]
    public void A_sum_is_an_integer_again_when_its_last_float_goes()
    {
        var sum = default(SumAggregate);
        sum.Add(Value.FromInteger(1), 1);
        sum.Add(Value.FromFloat(0.1), 2);
        sum.Remove(Value.FromFloat(0.1), 2);

        sum.Result().ToString().Should().Be("1");
    }

    [Fact]
    public void Collect_orders_by_the_identity_of_rows_and_replaces_in_either_order()
    {
        var list = default(CollectAggregate);
        list.Add(Value.FromText("last"), 30);
        list.Add(Value.FromText("first"), 10);
        list.Add(Value.FromText("old"), 20);
        list.Add(Value.FromText("new"), 20);
        list.Remove(Value.FromText("old"), 20);

        list.Result().ToString().Should().Be("['first', 'new', 'last']");
    }

    [Fact]
    public void Removing_what_was_never_added_is_a_bug_that_shows()
    {
        var min = default(MinAggregate);
        min.Add(Value.FromInteger(1), 1);
        var remove = () => min.Remove(Value.FromFloat(1.0), 1);

        remove.Should().Throw<InvalidOperationException>("1.0 is not the 1 that was added");
    }

    [Fact]
    public void A_group_of_one_value_needs_no_memory_beyond_its_row()
    {
        var (min, distinct, sum) = (default(MinAggregate), default(DistinctAggregate<CountAggregate>), default(SumAggregate));
        var value = Value.FromInteger(7);
        long Bytes()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                min.Add(value, 1);
                distinct.Add(value, 1);
                sum.Add(value, 1);
                min.Remove(value, 1);
                distinct.Remove(value, 1);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Bytes();

        Bytes().Should().Be(0);
    }

    private static string Of<TAggregate>(string values)
        where TAggregate : struct, IAggregate => Evaluation.Of(() =>
        {
            var aggregate = default(TAggregate);
            UInt128 row = 0;
            foreach (var value in CypherText.Parse(values).List)
            {
                aggregate.Add(value, ++row);
            }

            return aggregate.Result();
        });
}
