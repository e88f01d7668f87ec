using System.Text.Json;

namespace Reactor.Bench.Tests;

/// <summary>Figures on the screen and in the file.</summary>
public sealed class FigureOutputTests
{
    private static readonly Figure Call = new("guest_calls/call")
    {
        Value = 31.62,
        LowerQuartile = 31.5,
        UpperQuartile = 31.9,
        Samples = 1000,
        Floor = 31,
        FloorBench = "floors/exit",
        Ratio = 1.02,
        Reach = new Reach("≤ 1.12 × floors/exit", IsMet: true),
    };

    private static readonly Figure Memory = new("memory/idle_instance/1000") { Value = 200.5, Unit = "KiB", Reach = new Reach("≤ 128 KiB", IsMet: false) };

    [Fact]
    public void Line_of_a_figure_is_one_object_with_name_median_floor_and_ratio_first()
    {
        FigureJson.Line(Call).Should().Be(
            """{"bench":"guest_calls/call","median_us":31.62,"floor":31,"ratio":1.02,"value":31.62,"unit":"µs","q1":31.5,"q3":31.9,"samples":1000,"floor_bench":"floors/exit","reach":"≤ 1.12 × floors/exit","met":true}""");
    }

    [Fact]
    public void Figure_that_is_no_time_has_a_value_and_no_median()
    {
        using var line = JsonDocument.Parse(FigureJson.Line(Memory));

        line.RootElement.GetProperty("median_us").ValueKind.Should().Be(JsonValueKind.Null);
        line.RootElement.GetProperty("floor").ValueKind.Should().Be(JsonValueKind.Null);
        line.RootElement.GetProperty("value").GetDouble().Should().Be(200.5);
        line.RootElement.GetProperty("met").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public void Columns_stand_below_each_other()
    {
        string row = FigureTable.Row(Call);

        row.Should().StartWith("guest_calls/call ").And.EndWith("met    ≤ 1.12 × floors/exit");
        row.IndexOf("met", StringComparison.Ordinal).Should().Be(FigureTable.Header.IndexOf("reach", StringComparison.Ordinal));
        (row.IndexOf("31.62 µs", StringComparison.Ordinal) + "31.62 µs".Length)
            .Should().Be(FigureTable.Header.IndexOf("median", StringComparison.Ordinal) + "median".Length);
    }

    [Theory]
    [InlineData(999.4, "999.4 µs")]
    [InlineData(9_999, "9,999 µs")]
    [InlineData(12_340, "12.34 ms")]
    public void Long_times_are_shown_in_milliseconds(double microseconds, string text)
    {
        FigureTable.Row(new Figure("x") { Value = microseconds }).Should().EndWith(text);
    }

    [Fact]
    public void Summary_names_what_was_missed()
    {
        FigureTable.Summary([Call, Memory, new Figure("x") { Value = 1 }])
            .Should().Be("3 figures; 1 of 2 with a bound reach it; missed: memory/idle_instance/1000");
        FigureTable.Summary([Call]).Should().Be("1 figures; all 1 with a bound reach it");
    }

    [Theory]
    [InlineData(1.12, true)]
    [InlineData(1.13, false)]
    public void Bound_itself_is_reached(double ratio, bool isMet)
    {
        (Call with { Ratio = ratio }).WithRatioAtMost(1.12).Reach!.IsMet.Should().Be(isMet);
    }
}
