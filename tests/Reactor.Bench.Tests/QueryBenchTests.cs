using System.Text.Json;
using Reactor.Bench.Queries;

namespace Reactor.Bench.Tests;

/// <summary>Each bench of queries runs, small and in this process: its figures are checked for sense, not for size.</summary>
public sealed class QueryBenchTests
{
    public static TheoryData<string> Names => [.. QueryBench.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Bench_gives_figures_with_something_measured(string name)
    {
        var figures = new List<QueryFigure>();

        await QueryBench.RunAsync([name], QueryBenchSettings.Smoke, figures.Add, TestContext.Current.CancellationToken);

        figures.Should().NotBeEmpty();
        figures.Select(figure => (figure.Bench, figure.Isolation)).Should().OnlyHaveUniqueItems();
        figures.Should().OnlyContain(figure => figure.PerSecond > 0 || figure.MedianUs > 0 || figure.StateBytes != null);
    }

    [Theory]
    [InlineData("single_node_property_projection", 1)]
    [InlineData("single_path_averaging_projection", 0.2)]
    [InlineData("three_way_join/100_rows", 100)]
    public async Task Changes_of_a_bench_change_rows(string name, double rowsPerChange)
    {
        Scenario scenario = name == "three_way_join/100_rows"
            ? StateScenarios.Join(name, 200, 10)
            : ComfortScenarios.All.Single(one => one.Name == name).Create();

        IReadOnlyList<QueryFigure> figures = await ScenarioRun.MeasureAsync(scenario with { RowsReach = 1 }, QueryBenchSettings.Smoke);

        (figures[1].PerSecond / figures[0].PerSecond).Should().BeInRange(0.9 * rowsPerChange, Math.Max(1, 1.1 * rowsPerChange));
    }

    [Fact]
    public async Task Readings_that_leave_comfort_alone_change_no_row()
    {
        Scenario scenario = ComfortScenarios.All.Single(one => one.Name == "single_path_no_change_averaging_projection").Create();

        IReadOnlyList<QueryFigure> figures = await ScenarioRun.MeasureAsync(scenario with { RowsReach = 1 }, QueryBenchSettings.Smoke);

        figures[1].PerSecond.Should().Be(0);
    }

    [Fact]
    public void Line_of_a_figure_has_what_was_not_measured_as_null()
    {
        using var line = JsonDocument.Parse(QueryFigureText.Json(new QueryFigure("top_10", "microvm") { PerSecond = 200_000.4, MedianUs = 33.333 }));

        line.RootElement.EnumerateObject().Select(property => property.Name).Should().Equal("bench", "per_second", "p50_us", "state_bytes", "isolation");
        line.RootElement.GetProperty("per_second").GetDouble().Should().Be(200_000);
        line.RootElement.GetProperty("p50_us").GetDouble().Should().Be(33.33);
        line.RootElement.GetProperty("state_bytes").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public void Columns_stand_below_each_other()
    {
        string row = QueryFigureText.Row(new QueryFigure("top_10", "microvm") { PerSecond = 200_000 }.WithSpeedAtLeast(250_000));

        row.Should().EndWith("MISSED ≥ 250,000 /s");
        row.IndexOf("MISSED", StringComparison.Ordinal).Should().Be(QueryFigureText.Header.IndexOf("reach", StringComparison.Ordinal));
    }
}
