using Reactor.QueryCompiler.Tests.Support;

namespace Reactor.QueryCompiler.Tests;

/// <summary>Functions of time and history (docs/semantics.md, section 10), one by one, with times in milliseconds.</summary>
public sealed class HistoryTests
{
    private const long Millisecond = 1_000_000;

    private readonly GraphFeed _feed = new();

    [Fact]
    public void TrueFor_is_true_once_the_condition_held_for_so_long_and_no_earlier()
    {
        using var run = Start("MATCH (s:S) WHERE drasi.trueFor(s.v > 10, 5) RETURN s.v AS v");
        run.ClockNs = 100 * Millisecond;
        run.Unit(_feed.Node("a", "S", ("v", 12))).Should().BeEmpty();
        run.NextDueNs.Should().Be(105 * Millisecond);
        Advance(run, 104).Should().BeEmpty();
        run.Unit(_feed.Merge("a", ("v", 13))).Should().BeEmpty("it has held since 100");
        Advance(run, 106).Should().Equal("@105000000 + 13");
        run.Unit(_feed.Merge("a", ("v", 3))).Should().Equal("- 13");
        run.NextDueNs.Should().BeNull();
        run.Unit(_feed.Merge("a", ("v", 20))).Should().BeEmpty();
        Advance(run, 200).Should().Equal("@111000000 + 20");
    }

    [Fact]
    public void TrueFor_keeps_its_run_while_another_operand_of_where_rejects_the_row()
    {
        using var run = Start("MATCH (s:S) WHERE s.on AND drasi.trueFor(s.v > 10, 5) RETURN s.v AS v");
        run.Unit(_feed.Node("a", "S", ("v", 12), ("on", false)));
        Advance(run, 4);
        run.Unit(_feed.Merge("a", ("on", true))).Should().BeEmpty();
        Advance(run, 5).Should().Equal("@5000000 + 12");
        run.Unit(_feed.Merge("a", ("on", false))).Should().Equal("- 12");
        run.Unit(_feed.Merge("a", ("on", true))).Should().Equal("+ 12");
    }

    [Fact]
    public void Row_that_went_takes_its_history_along()
    {
        using var run = Start("MATCH (s:S) WHERE drasi.trueFor(true, 5) RETURN s.v AS v");
        run.Unit(_feed.Node("a", "S", ("v", 1)));
        Advance(run, 4);
        run.Unit(_feed.Delete("a"));
        run.NextDueNs.Should().BeNull();
        run.Unit(_feed.Node("a", "S", ("v", 2)));
        Advance(run, 20).Should().Equal("@9000000 + 2");
    }

    [Fact]
    public void Due_timers_fire_before_the_change_that_moves_the_clock_past_them()
    {
        using var run = Start("MATCH (s:S) WHERE drasi.trueFor(s.v > 10, 5) RETURN s.v AS v");
        run.Unit(_feed.Node("a", "S", ("v", 12)));
        Advance(run, 2);
        run.Unit(_feed.Node("b", "S", ("v", 13)));
        run.ClockNs = 7 * Millisecond;
        run.Unit(_feed.Merge("a", ("v", 1))).Should().Equal("@5000000 + 12", "@7000000 + 13", "- 12");
    }

    [Theory]
    [InlineData("drasi.trueLater(s.v > 10, 5)", "false", "Awaiting")]
    [InlineData("drasi.trueNowOrLater(s.v > 10, 5)", "true", "Awaiting")]
    [InlineData("drasi.trueUntil(s.v > 10, 5)", "Awaiting", "false")]
    [InlineData("drasi.future(s.v, 5)", "Awaiting", "Awaiting")]
    public void Function_of_a_timestamp_awaits_it(string call, string whileTrue, string whileFalse)
    {
        using var run = Start($"MATCH (s:S) RETURN s.v AS v, {call} AS answer");
        if (call.Contains("trueLater", StringComparison.Ordinal))
        {
            whileTrue = "Awaiting";
        }

        run.Unit(_feed.Node("a", "S", ("v", 12))).Should().Equal($"+ 12, {whileTrue}");
        run.Unit(_feed.Merge("a", ("v", 3))).Should().Equal($"* 12, {whileTrue} -> 3, {whileFalse}");
        var atDue = call.Contains("future", StringComparison.Ordinal) ? "3" : "false";
        Advance(run, 50);
        run.Rows.Should().Equal($"3, {atDue}");
        run.Unit(_feed.Merge("a", ("v", 20)));
        run.Rows.Should().Equal(call.Contains("future", StringComparison.Ordinal) ? "20, 20" : "20, true");
    }

    [Fact]
    public void Awaiting_is_not_true_nor_false_nor_null_and_equals_itself()
    {
        using var run = Start(
            "MATCH (s:S) WITH drasi.future(1, 5) AS a RETURN a AS a, a IS NULL AS n, a = drasi.awaiting() AS e, NOT a AS not, a OR true AS o, CASE WHEN a THEN 1 ELSE 2 END AS c");
        run.Unit(_feed.Node("a", "S")).Should().Equal("+ Awaiting, false, true, null, true, 2");
    }

    [Fact]
    public void Timestamps_and_lengths_may_be_temporal_values()
    {
        using var run = Start("MATCH (s:S) WHERE drasi.trueLater(true, datetime('1970-01-01T00:00:01Z')) AND drasi.trueFor(true, duration('PT2S')) RETURN s.v AS v");
        run.Unit(_feed.Node("a", "S", ("v", 1)));
        Advance(run, 5000).Should().Equal("@2000000000 + 1");
    }

    [Fact]
    public void Argument_of_another_kind_is_a_row_error_that_heals()
    {
        using var run = Start("MATCH (s:S) WHERE drasi.trueFor(true, s.v) RETURN s.v AS v");
        run.Unit(_feed.Node("a", "S", ("v", "soon")));
        run.Errors.Should().Be(1);
        run.NewestError.Should().Be("TypeError: A length of time must be a duration or milliseconds as an integer, not a String");
        run.Unit(_feed.Merge("a", ("v", -1)));
        run.Errors.Should().Be(1, "a length cannot be negative");
        run.Unit(_feed.Merge("a", ("v", 0))).Should().Equal("+ 0");
        run.Errors.Should().Be(0);
    }

    [Fact]
    public void PreviousValue_is_of_the_touch_before_also_when_nothing_changed()
    {
        using var run = Start("MATCH (s:S) RETURN s.v AS v, drasi.previousValue(s.v) AS p, drasi.previousDistinctValue(s.v, -1) AS d");
        run.Unit(_feed.Node("a", "S", ("v", 1))).Should().Equal("+ 1, null, -1");
        run.Unit(_feed.Merge("a", ("v", 2))).Should().Equal("* 1, null, -1 -> 2, 1, 1");
        run.Unit(_feed.Merge("a", ("v", 2))).Should().Equal("* 2, 1, 1 -> 2, 2, 1");
        run.Unit(_feed.Merge("a", ("other", 2))).Should().BeEmpty();
        run.Unit(_feed.Merge("a", ("v", 5))).Should().Equal("* 2, 2, 1 -> 5, 2, 2");
        Advance(run, 100).Should().BeEmpty();
    }

    [Fact]
    public void PreviousValue_behind_where_remembers_what_where_rejected()
    {
        using var run = Start("MATCH (s:S) WHERE s.v > 10 RETURN s.v AS v, drasi.previousValue(s.v) AS p");
        run.Unit(_feed.Node("a", "S", ("v", 12))).Should().Equal("+ 12, null");
        run.Unit(_feed.Merge("a", ("v", 5))).Should().Equal("- 12, null");
        run.Unit(_feed.Merge("a", ("v", 15))).Should().Equal("+ 15, 5");
    }

    [Fact]
    public void PreviousValue_of_a_group_is_what_it_was_before_its_rows_were_touched()
    {
        using var run = Start("MATCH (s:S) RETURN s.room AS room, sum(s.v) AS total, drasi.previousValue(sum(s.v), 0) AS before");
        run.Unit(_feed.Node("a", "S", ("room", "r"), ("v", 1))).Should().Equal("+ r, 1, 0");
        run.Unit(_feed.Node("b", "S", ("room", "r"), ("v", 4))).Should().Equal("* r, 1, 0 -> r, 5, 1");
        run.Unit(_feed.Merge("a", ("v", 1))).Should().Equal("* r, 5, 1 -> r, 5, 5");
        run.Unit(_feed.Delete("b")).Should().Equal("* r, 5, 5 -> r, 1, 5");
    }

    [Fact]
    public void TrueFor_of_an_aggregate_follows_its_group()
    {
        using var run = Start("MATCH (s:S) WITH s.room AS room, count(*) AS n WITH room, n WHERE drasi.trueFor(n > 1, 5) RETURN room, n");
        run.Unit(_feed.Node("a", "S", ("room", "r")), _feed.Node("b", "S", ("room", "r")));
        Advance(run, 3);
        run.Unit(_feed.Node("c", "S", ("room", "r"))).Should().BeEmpty();
        Advance(run, 6).Should().Equal("@5000000 + r, 3");
    }

    [Fact]
    public void Sliding_window_forgets_rows_that_were_not_touched_for_so_long()
    {
        using var run = Start("MATCH (s:S) RETURN s.room AS room, count(*) AS all, drasi.slidingWindow(10, count(*)) AS recent, drasi.slidingWindow(10, sum(s.v)) AS total");
        run.Unit(_feed.Node("a", "S", ("room", "r"), ("v", 1))).Should().Equal("+ r, 1, 1, 1");
        Advance(run, 4);
        run.Unit(_feed.Node("b", "S", ("room", "r"), ("v", 2))).Should().Equal("* r, 1, 1, 1 -> r, 2, 2, 3");
        Advance(run, 9);
        run.Unit(_feed.Merge("a", ("v", 1))).Should().BeEmpty();
        Advance(run, 30).Should().Equal("@14000000 * r, 2, 2, 3 -> r, 2, 1, 1", "@19000000 * r, 2, 1, 1 -> r, 2, 0, 0");
    }

    [Fact]
    public void ChangeDateTime_is_the_effective_time_of_a_late_change_too()
    {
        using var run = Start("MATCH (s:S) RETURN drasi.changeDateTime(s) AS t");
        run.ClockNs = 5_000 * Millisecond;
        _feed.EffectiveTimeNs = 1_000 * Millisecond;
        run.Unit(_feed.Node("a", "S")).Should().Equal("+ 1970-01-01T00:00:01Z");
        _feed.EffectiveTimeNs = 500 * Millisecond;
        run.Unit(_feed.Merge("a", ("v", 1))).Should().ContainSingle().Which.Should().EndWith("-> 1970-01-01T00:00:00.5Z");
    }

    [Fact]
    public void Calls_see_the_elements_of_optional_and_later_matches()
    {
        using var run = Start("MATCH (a:A) OPTIONAL MATCH (a)-[:R]->(b:B) WITH a, b RETURN a.v AS a, b.v AS b, drasi.previousValue(b.v) AS p");
        run.Unit(_feed.Node("a", "A", ("v", 1))).Should().Equal("+ 1, null, null");
        run.Unit(_feed.Node("b", "B", ("v", 2)), _feed.Relation("r", "R", "a", "b")).Should().Equal("* 1, null, null -> 1, 2, null");
        run.Unit(_feed.Merge("b", ("v", 2)));
        run.Rows.Should().Equal("1, 2, 2");
        run.Unit(_feed.Merge("b", ("v", 3)));
        run.Rows.Should().Equal("1, 3, 2");
    }

    [Fact]
    public void Versions_are_found_by_their_effective_times_and_forgotten_behind_the_range()
    {
        using var run = Start("""
            MATCH (s:S)
            RETURN drasi.getVersionByTimestamp(s, drasi.changeDateTime(s) - duration('PT10S')).v AS then,
                   [x IN drasi.getVersionsByTimeRange(s, drasi.changeDateTime(s) - duration({seconds: 10}), drasi.changeDateTime(s)) | x.v] AS during,
                   size(drasi.getVersionsByTimeRange(s, drasi.changeDateTime(s) - 10000, drasi.changeDateTime(s), true)) AS n
            """.Replace("drasi.changeDateTime(s) - 10000", "drasi.changeDateTime(s) - duration('PT10S')", StringComparison.Ordinal));
        void At(long seconds, int value)
        {
            _feed.EffectiveTimeNs = run.ClockNs = seconds * 1000 * Millisecond;
            run.Unit(_feed.Node("a", "S", ("v", value)));
        }

        At(100, 1);
        run.Rows.Should().Equal("null, [1], 1");
        At(105, 2);
        run.Rows.Should().Equal("null, [1, 2], 2");
        At(112, 3);
        run.Rows.Should().Equal("1, [2, 3], 3");
        At(200, 4);
        run.Rows.Should().Equal("3, [4], 2");
        _feed.EffectiveTimeNs = 195_000 * Millisecond;
        run.Unit(_feed.Node("a", "S", ("v", 5)));
        run.Rows.Should().Equal(["3, [5], 2"], "a late version lies before the newest");
    }

    [Fact]
    public void Last_is_of_the_row_touched_last()
    {
        using var run = Start("MATCH (s:S) RETURN s.room AS room, drasi.last(s.v) AS v");
        run.Unit(_feed.Node("a", "S", ("room", "r"), ("v", 1))).Should().Equal("+ r, 1");
        run.Unit(_feed.Node("b", "S", ("room", "r"), ("v", 2))).Should().Equal("* r, 1 -> r, 2");
        run.Unit(_feed.Merge("a", ("v", 1))).Should().Equal("* r, 2 -> r, 1");
        run.Unit(_feed.Merge("b", ("v", null))).Should().BeEmpty("nulls do not count");
        run.Unit(_feed.Delete("a")).Should().Equal("* r, 1 -> r, null");
    }

    [Fact]
    public void Retained_history_is_never_taken_back()
    {
        using var run = Start("MATCH (s:S) RETURN s.room AS room, count(*) AS n, count(retainHistory(s.v)) AS c, sum(retainHistory(s.v)) AS t, collect(DISTINCT retainHistory(s.v)) AS l");
        run.Unit(_feed.Node("a", "S", ("room", "r"), ("v", 1))).Should().Equal("+ r, 1, 1, 1, [1]");
        run.Unit(_feed.Merge("a", ("v", 2))).Should().Equal("* r, 1, 1, 1, [1] -> r, 1, 2, 3, [1, 2]");
        run.Unit(_feed.Merge("a", ("v", 2))).Should().Equal("* r, 1, 2, 3, [1, 2] -> r, 1, 3, 5, [1, 2]");
        run.Unit(_feed.Merge("a", ("v", 7)), _feed.Merge("a", ("v", 3))).Should().Equal("* r, 1, 3, 5, [1, 2] -> r, 1, 4, 8, [1, 2, 3]");
        run.Unit(_feed.Merge("a", ("room", "q"))).Should().Equal("* r, 1, 4, 8, [1, 2, 3] -> r, 0, 4, 8, [1, 2, 3]", "+ q, 1, 1, 3, [3]");
        run.Unit(_feed.Delete("a"));
        run.Rows.Should().Equal("q, 0, 1, 3, [3]", "r, 0, 4, 8, [1, 2, 3]");
        run.Unit(_feed.Node("b", "S", ("room", "r"), ("v", null)));
        run.Rows.Should().Equal("q, 0, 1, 3, [3]", "r, 1, 4, 8, [1, 2, 3]");
    }

    [Fact]
    public void Gradient_is_the_slope_of_the_least_squares_line()
    {
        using var run = Start("MATCH (s:S) RETURN drasi.linearGradient(s.x, s.y) AS g");
        run.Rows.Should().Equal("null");
        run.Unit(_feed.Node("a", "S", ("x", 1), ("y", 1)));
        run.Rows.Should().Equal("null");
        run.Unit(_feed.Node("b", "S", ("x", 2), ("y", 3.5)));
        run.Rows.Should().Equal("2.5");
        run.Unit(_feed.Node("c", "S", ("x", 4.0), ("y", 2)), _feed.Node("d", "S", ("x", null), ("y", 2)));
        run.Rows.Should().Equal((2.5 / 14).ToString("0.0###############", System.Globalization.CultureInfo.InvariantCulture));
        run.Unit(_feed.Node("e", "S", ("x", double.NaN), ("y", 2)));
        run.Rows.Should().Equal("NaN");
        run.Unit(_feed.Delete("e"), _feed.Delete("c"));
        run.Rows.Should().Equal("2.5");
        run.Unit(_feed.Merge("a", ("x", "text")));
        run.Errors.Should().Be(1);
    }

    [Fact]
    public void Lists_have_least_greatest_and_deviation()
    {
        using var run = Start(
            "MATCH (s:S) RETURN drasi.listMin(s.l) AS a, drasi.listMax(s.l) AS b, drasi.stdevp(s.l) AS d, coll.distinct(s.l) AS u, coll.indexOf(s.l, 4) AS i, coll.insert([1], 0, 2) AS n");
        run.Unit(_feed.Node("a", "S", ("l", new object?[] { 2, null, 4, 4.0, 6 }))).Should().ContainSingle().Which.Should().StartWith("+ 2, 6, 1.414").And.EndWith("[2, null, 4, 6], 2, [2, 1]");
        run.Unit(_feed.Node("b", "S", ("l", Array.Empty<object?>()))).Should().Equal("+ null, null, 0.0, [], -1, [2, 1]");
    }

    [Theory]
    [InlineData("MATCH (s:S) RETURN drasi.getVersionByTimestamp(s, s.when) AS v", "runtime.archive")]
    [InlineData("MATCH (s:S) RETURN drasi.getVersionByTimestamp(head([s]), 5) AS v", "InvalidArgumentType")]
    [InlineData("MATCH (s:S) RETURN retainHistory(s.v) AS v", "InvalidAggregation")]
    [InlineData("MATCH (s:S) RETURN drasi.linearGradient(s.x) AS v", "InvalidNumberOfArguments")]
    [InlineData("MATCH (s:S) RETURN [x IN [1, 2] WHERE drasi.trueFor(x > 1, 5)] AS l", "UnsupportedFeature")]
    [InlineData("MATCH (s:S) WHERE EXISTS { (s)--(t) WHERE drasi.trueFor(t.v, 5) } RETURN s", "UnsupportedFeature")]
    [InlineData("MATCH (s:S) RETURN drasi.trueFor(s.v) AS x", "InvalidNumberOfArguments")]
    [InlineData("MATCH (s:S) RETURN drasi.changeDateTime({a: 1}) AS x", "InvalidArgumentType")]
    [InlineData("MATCH (s:S) WHERE drasi.slidingWindow(5, count(*)) > 1 RETURN s", "InvalidAggregation")]
    [InlineData("MATCH (s:S) RETURN drasi.slidingWindow(5, s.v) AS x", "InvalidArgumentType")]
    public void Call_where_there_is_no_row_to_follow_is_refused(string query, string code)
    {
        var result = QuerySetCompiler.Compile([new QuerySource { Name = "q", Text = query, Sources = ["s"] }]);

        result.Queries.Single().FormatDiagnostics().Should().ContainMatch($"*{code}*");
    }

    private static IReadOnlyList<string> Advance(QueryRun run, long milliseconds) => run.Advance(milliseconds * Millisecond);

    private QueryRun Start(string query) => QueryRun.Start(query, _feed);
}
