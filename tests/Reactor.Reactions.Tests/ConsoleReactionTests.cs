using Reactor.Contracts.Results;
using Reactor.Testing.Results;

namespace Reactor.Reactions.Tests;

public sealed class ConsoleReactionTests : IDisposable
{
    private readonly SteppedTime _time = new();
    private readonly ReactionFixture _fixture = new();

    public ConsoleReactionTests() => _fixture.Time = _time;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Rows_are_printed_with_their_columns_below_each_other()
    {
        await using var reaction = _fixture.Create("Console", []);
        var results = new ResultBatchBuilder("branch", "total", "note")
            .Diff(1, ResultRow.Added(1, 1, 10, "x"), ResultRow.Added(2, 12, 7, null))
            .Diff(2, ResultRow.Updated(1, [1, 10, "x"], [1, 17, "x"]))
            .Diff(3, ResultRow.Deleted(2, 12, 7, null));

        await reaction.DeliverAsync(new ResultBatchBuilder("branch").Signal(ResultSignal.BootstrapStarted, "totals"), default);
        await reaction.DeliverAsync(results.Deliver("totals"), default);

        _fixture.Output.ToString().Should().Be(
            """
            * totals  bootstrapStarted
            + totals  branch=1  total=10  note=x
            + totals  branch=12  total=7   note=null
            ~ totals  branch=1   total=10 -> 17  note=x
            - totals  branch=12  total=7         note=null

            """);
        reaction.Statistics.Delivered.Should().Be(4);
    }

    [Fact]
    public async Task Colours_are_used_only_where_they_are_asked_for()
    {
        _fixture.UseColour = true;
        await using var reaction = _fixture.Create("Console", []);

        await reaction.DeliverAsync(new ResultBatchBuilder("v").Diff(1, ResultRow.Added(1, 1)).Deliver(), default);

        _fixture.Output.ToString().Should().Be("\u001b[32m+ q1\u001b[0m  v=1\n");
    }

    [Fact]
    public async Task Control_characters_of_a_value_do_not_reach_the_terminal()
    {
        await using var reaction = _fixture.Create("Console", []);

        await reaction.DeliverAsync(new ResultBatchBuilder("v").Diff(1, ResultRow.Added(1, "a\u001b[2Jb\n\u202Ec" + new string('x', 100))).Deliver(), default);

        _fixture.Output.ToString().Should().StartWith("+ q1  v=a\uFFFD[2Jb\uFFFD\uFFFDcxxx").And.EndWith("x…\n");
        _fixture.Output.ToString().Should().HaveLength("+ q1  v=".Length + 62);
    }

    [Fact]
    public async Task Rows_beyond_the_rate_are_counted_and_the_count_is_printed_when_the_second_is_over()
    {
        await using var reaction = _fixture.Create("Console", new() { ["maxRowsPerSecond"] = "2" });
        var rows = new ResultBatchBuilder("v").Diff(1, [.. Enumerable.Range(0, 1501).Select(i => ResultRow.Added(i, i))]);

        await reaction.DeliverAsync(rows.Deliver("a"), default);
        await reaction.DeliverAsync(rows.Deliver("b"), default);
        _fixture.Output.ToString().Should().Be("+ a  v=0\n+ a  v=1\n");

        _time.Advance(TimeSpan.FromSeconds(1));
        _fixture.Output.ToString().Should().EndWith("… 3,000 more changed rows not printed (a 1,499, b 1,501)\n");

        await reaction.DeliverAsync(rows.Deliver("a"), default);
        _fixture.Output.ToString().Should().EndWith("+ a  v=0\n+ a  v=1\n");
        reaction.Statistics.Delivered.Should().Be(4503);
    }

    [Fact]
    public async Task The_end_prints_what_is_still_counted()
    {
        var reaction = _fixture.Create("Console", new() { ["maxRowsPerSecond"] = "1" });
        await reaction.DeliverAsync(new ResultBatchBuilder("v").Diff(1, ResultRow.Added(1, 1), ResultRow.Added(2, 2)).Deliver(), default);

        await reaction.DisposeAsync();

        _fixture.Output.ToString().Should().EndWith("… 1 more changed rows not printed (q1 1)\n");
    }

    [Fact]
    public void Settings_are_checked()
    {
        _fixture.ProblemsOf("Console", new() { ["maxRowsPerSecnd"] = "1" }).Should().Equal(
            "4: Console reaction \"r1\": unknown setting \"maxRowsPerSecnd\"; did you mean \"maxRowsPerSecond\"?");
        _fixture.ProblemsOf("Console", [], "{}").Should().Equal("6: Console reaction \"r1\" has no settings per query");
        _fixture.ProblemsOf("Consle", []).Should().Equal("2: Reaction \"r1\": unknown kind \"Consle\"; did you mean \"Console\"?");
    }
}
