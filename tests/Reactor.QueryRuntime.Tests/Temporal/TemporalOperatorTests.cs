using Reactor.QueryRuntime.Functions;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests.Temporal;

public sealed class TemporalOperatorTests
{
    [Fact]
    public void Month_is_added_before_days_and_stops_at_the_end_of_its_month() =>
        Operators.Add(Date("2024-01-31"), Duration("P1M1D")).ToString().Should().Be("2024-03-01");

    [Fact]
    public void Seconds_are_added_to_the_instant_and_days_to_the_local_time()
    {
        var before = ScalarFunctions.Datetime(Value.FromText("2021-03-27T12:00[Europe/Berlin]"));

        Operators.Add(before, Duration("P1D")).ToString().Should().Be("2021-03-28T12:00+02:00[Europe/Berlin]");
        Operators.Add(before, Duration("PT24H")).ToString().Should().Be("2021-03-28T13:00+02:00[Europe/Berlin]");
    }

    [Fact]
    public void Durations_do_not_compare_but_are_ordered_by_length()
    {
        Operators.Less(Duration("P1D"), Duration("P2D")).IsNull.Should().BeTrue();
        Ordering.Compare(Duration("P30D"), Duration("P1M")).Should().BeNegative();
        Operators.AreEqual(Duration("PT24H"), Duration("P1D")).Should().BeFalse();
    }

    [Fact]
    public void Date_times_of_one_instant_differ_by_their_offset()
    {
        var (here, there) = (ScalarFunctions.Datetime(Value.FromText("2021-01-01T12:00+01:00")), ScalarFunctions.Datetime(Value.FromText("2021-01-01T11:00Z")));

        Operators.AreEqual(here, there).Should().BeFalse();
        Equivalence.AreEqual(here, there).Should().BeFalse();
        Operators.Less(there, here).Boolean.Should().BeTrue("the smaller offset comes first");
    }

    [Fact]
    public void Kinds_of_points_in_time_do_not_compare() => Operators.Less(Date("2021-01-01"), ScalarFunctions.Localdatetime(Value.FromText("2021-01-02"))).IsNull.Should().BeTrue();

    [Fact]
    public void Component_that_the_kind_lacks_is_a_type_error()
    {
        var act = () => Operators.Property(Date("2021-01-01"), "hour");

        act.Should().Throw<EvaluationException>().Which.Error.Should().Be(EvaluationError.TypeError);
    }

    [Fact]
    public void Duration_beyond_64_bits_is_an_arithmetic_error()
    {
        var act = () => Operators.Multiply(Duration("P9223372036854775807D"), Value.FromInteger(2));

        act.Should().Throw<EvaluationException>().Which.Error.Should().Be(EvaluationError.ArithmeticError);
    }

    [Fact]
    public void Date_beyond_the_calendar_is_an_argument_error()
    {
        var act = () => Operators.Add(Date("+999999999-12-31"), Duration("P1D"));

        act.Should().Throw<EvaluationException>().Which.Error.Should().Be(EvaluationError.ArgumentError);
    }

    [Theory]
    [InlineData("2021-01-01", "P1Y2M-3DT4H")]
    [InlineData("2024-02-29", "P-12M30DT-1S")]
    public void Subtraction_is_the_addition_of_the_negative(string date, string duration) =>
        Operators.Subtract(Date(date), Duration(duration)).ToString().Should().Be(Operators.Add(Date(date), Operators.Negate(Duration(duration))).ToString());

    private static Value Date(string text) => ScalarFunctions.Date(Value.FromText(text));

    private static Value Duration(string text) => ScalarFunctions.Duration(Value.FromText(text));
}
