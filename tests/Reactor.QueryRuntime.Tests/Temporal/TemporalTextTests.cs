using Reactor.QueryRuntime.Functions;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests.Temporal;

public sealed class TemporalTextTests
{
    [Theory]
    [InlineData("2024-02-29", "2024-02-29")]
    [InlineData("20240229", "2024-02-29")]
    [InlineData("2024-02", "2024-02-01")]
    [InlineData("202402", "2024-02-01")]
    [InlineData("2024", "2024-01-01")]
    [InlineData("2024-060", "2024-02-29")]
    [InlineData("2024060", "2024-02-29")]
    [InlineData("2020-W53-7", "2021-01-03")]
    [InlineData("2020W537", "2021-01-03")]
    [InlineData("2021-W01", "2021-01-04")]
    [InlineData("2024-Q2-31", "2024-05-01")]
    [InlineData("2024Q231", "2024-05-01")]
    [InlineData("-0044-03-15", "-0044-03-15")]
    [InlineData("+12345-06-07", "+12345-06-07")]
    [InlineData("-999999999-01-01", "-999999999-01-01")]
    public void Date_text_of_any_form_is_printed_as_calendar_date(string text, string printed) => Print(ScalarFunctions.Date(Value.FromText(text))).Should().Be(printed);

    [Theory]
    [InlineData("05:06:07.089", "05:06:07.089")]
    [InlineData("050607,5", "05:06:07.5")]
    [InlineData("05:06:00", "05:06")]
    [InlineData("05", "05:00")]
    [InlineData("23:59:59.999999999", "23:59:59.999999999")]
    public void Local_time_is_printed_without_trailing_zeroes(string text, string printed) => Print(ScalarFunctions.Localtime(Value.FromText(text))).Should().Be(printed);

    [Theory]
    [InlineData("05:06Z", "05:06Z")]
    [InlineData("05:06", "05:06Z")]
    [InlineData("0506-0330", "05:06-03:30")]
    [InlineData("05:06+01:02:03", "05:06+01:02:03")]
    public void Time_carries_its_offset(string text, string printed) => Print(ScalarFunctions.Time(Value.FromText(text))).Should().Be(printed);

    [Theory]
    [InlineData("2021-03-28T01:59[Europe/Berlin]", "2021-03-28T01:59+01:00[Europe/Berlin]")]
    [InlineData("2021-03-28T02:30[Europe/Berlin]", "2021-03-28T03:30+02:00[Europe/Berlin]")]
    [InlineData("2021-10-31T02:30[Europe/Berlin]", "2021-10-31T02:30+02:00[Europe/Berlin]")]
    [InlineData("2021-10-31T02:30+01:00[Europe/Berlin]", "2021-10-31T02:30+01:00[Europe/Berlin]")]
    [InlineData("20210101T000000Z", "2021-01-01T00:00Z")]
    [InlineData("2021-01-01T10-05", "2021-01-01T10:00-05:00")]
    public void Date_time_follows_the_rules_of_its_zone(string text, string printed) => Print(ScalarFunctions.Datetime(Value.FromText(text))).Should().Be(printed);

    [Theory]
    [InlineData("P1Y2M3W4DT5H6M7.08S", "P1Y2M25DT5H6M7.08S")]
    [InlineData("PT0S", "PT0S")]
    [InlineData("PT36H", "PT36H")]
    [InlineData("P-1DT-0.5S", "P-1DT-0.5S")]
    [InlineData("-P1M", "P-1M")]
    [InlineData("P0.5D", "PT12H")]
    [InlineData("P0001-02-03T04:05:06", "P1Y2M3DT4H5M6S")]
    public void Duration_is_printed_in_its_parts(string text, string printed) => Print(ScalarFunctions.Duration(Value.FromText(text))).Should().Be(printed);

    [Theory]
    [InlineData("2023-02-29")]
    [InlineData("2023-13")]
    [InlineData("2021-W53")]
    [InlineData("21")]
    [InlineData("2023-1-1")]
    [InlineData("2023-01-01T10:00")]
    [InlineData("")]
    public void Text_that_is_no_date_is_an_argument_error(string text)
    {
        var act = () => ScalarFunctions.Date(Value.FromText(text));

        act.Should().Throw<EvaluationException>().Which.Error.Should().Be(EvaluationError.ArgumentError);
    }

    [Theory]
    [InlineData("2023-01-01T24:00Z")]
    [InlineData("2023-01-01T10:00+19:00")]
    [InlineData("2023-01-01T10:00[Mars/Olympus]")]
    [InlineData("2023-01-01T10:00[Europe/Berlin")]
    public void Text_that_is_no_date_time_is_an_argument_error(string text)
    {
        var act = () => ScalarFunctions.Datetime(Value.FromText(text));

        act.Should().Throw<EvaluationException>().Which.Error.Should().Be(EvaluationError.ArgumentError);
    }

    [Theory]
    [InlineData("P")]
    [InlineData("1D")]
    [InlineData("P1S")]
    [InlineData("PT1D")]
    [InlineData("P1")]
    [InlineData("PTX")]
    public void Text_that_is_no_duration_is_an_argument_error(string text)
    {
        var act = () => ScalarFunctions.Duration(Value.FromText(text));

        act.Should().Throw<EvaluationException>().Which.Error.Should().Be(EvaluationError.ArgumentError);
    }

    private static string Print(Value value) => ScalarFunctions.ToString(value).Text;
}
