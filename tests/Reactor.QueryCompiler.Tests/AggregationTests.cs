using Reactor.Contracts.Wire;
using Reactor.QueryCompiler.Tests.Support;

namespace Reactor.QueryCompiler.Tests;

/// <summary>Grouping, aggregates and DISTINCT.</summary>
public sealed class AggregationTests
{
    private readonly GraphFeed _feed = new();

    [Fact]
    public void Aggregate_without_keys_has_its_row_on_an_empty_graph_and_keeps_it()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN count(*) AS c, sum(n.v) AS s, min(n.v) AS m", _feed);
        run.Rows.Should().Equal("0, 0, null");

        run.Unit(_feed.Node("1", "N", ("v", 4))).Should().Equal("* 0, 0, null -> 1, 4, 4");
        run.Unit(_feed.Delete("1")).Should().Equal("* 1, 4, 4 -> 0, 0, null");
        run.Unit(_feed.Node("1", "Other")).Should().BeEmpty();
    }

    [Fact]
    public void Group_comes_with_its_first_row_and_goes_with_its_last()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN n.g AS g, count(*) AS c", _feed);

        run.Unit(_feed.Node("1", "N", ("g", "a"))).Should().Equal("+ a, 1");
        run.Unit(_feed.Node("2", "N", ("g", "a"))).Should().Equal("* a, 1 -> a, 2");
        run.Unit(_feed.Merge("1", ("g", "b"))).Should().Equal("* a, 2 -> a, 1", "+ b, 1");
        run.Unit(_feed.Delete("2")).Should().Equal("- a, 1");
    }

    [Fact]
    public void Rows_that_make_up_for_each_other_change_nothing()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN count(*) AS c", _feed, _feed.Node("1", "N", ("v", 1)));

        run.Unit(_feed.Merge("1", ("v", 2))).Should().BeEmpty();
        run.Unit(_feed.Delete("1"), _feed.Node("2", "N")).Should().BeEmpty();
    }

    [Fact]
    public void Null_and_NaN_are_groups_of_their_own()
    {
        using var run = QueryRun.Start(
            "MATCH (n:N) RETURN n.g AS g, count(*) AS c", _feed,
            _feed.Node("1", "N"), _feed.Node("2", "N", ("g", null)), _feed.Node("3", "N", ("g", double.NaN)), _feed.Node("4", "N", ("g", double.NaN)));

        run.Rows.Should().Equal("NaN, 2", "null, 2");
    }

    [Fact]
    public void Shown_form_of_a_group_is_the_integer_whichever_came_first()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN n.g AS g, count(*) AS c", _feed);

        run.Unit(_feed.Node("1", "N", ("g", 1.0))).Should().Equal("+ 1.0, 1");
        run.Unit(_feed.Node("2", "N", ("g", 1))).Should().Equal("* 1.0, 1 -> 1, 2");
        run.Unit(_feed.Node("3", "N", ("g", 1.0))).Should().Equal("* 1, 2 -> 1, 3");
        run.Unit(_feed.Delete("2")).Should().Equal("* 1, 3 -> 1.0, 2");
        run.Unit(_feed.Delete("1")).Should().Equal("* 1.0, 2 -> 1.0, 1");
        run.Unit(_feed.Delete("3")).Should().Equal("- 1.0, 1");
    }

    [Fact]
    public void Element_among_the_keys_is_shown_in_its_current_version()
    {
        using var run = QueryRun.Start(
            "MATCH (f:Floor)<-[:ON]-(r:Room) RETURN f AS floor, count(r) AS rooms", _feed,
            _feed.Node("f", "Floor", ("name", "one")), _feed.Node("1", "Room"), _feed.Node("2", "Room"), _feed.Relation("x", "ON", "1", "f"), _feed.Relation("y", "ON", "2", "f"));
        run.Rows.Should().Equal("{name: one}, 2");

        run.Unit(_feed.Merge("f", ("name", "first"))).Should().Equal("* {name: one}, 2 -> {name: first}, 2");
    }

    [Fact]
    public void Element_passed_on_behind_an_aggregate_can_still_be_read()
    {
        using var run = QueryRun.Start(
            "MATCH (f:Floor)<-[:ON]-(r:Room) WITH f, max(r.t) AS hottest WHERE hottest > f.limit RETURN id(f) AS f, hottest AS t, f:Big AS big", _feed,
            _feed.Node("f", "Floor", ("limit", 10)), _feed.Node("1", "Room", ("t", 12)), _feed.Relation("x", "ON", "1", "f"));
        run.Rows.Should().Equal("f, 12, false");

        run.Unit(_feed.Merge("f", ("limit", 20))).Should().Equal("- f, 12, false");
        run.Unit(_feed.Merge("1", ("t", 30))).Should().Equal("+ f, 30, false");
        run.Unit(_feed.Relabel("f", "Floor", "Big")).Should().Equal("* f, 30, false -> f, 30, true");
    }

    [Fact]
    public void Aggregate_of_an_aggregate_follows()
    {
        using var run = QueryRun.Start(
            "MATCH (n:N) WITH n.g AS g, sum(n.v) AS s RETURN max(s) AS top, count(*) AS groups", _feed,
            _feed.Node("1", "N", ("g", "a"), ("v", 1)), _feed.Node("2", "N", ("g", "b"), ("v", 5)));
        run.Rows.Should().Equal("5, 2");

        run.Unit(_feed.Merge("1", ("v", 9))).Should().Equal("* 5, 2 -> 9, 2");
        run.Unit(_feed.Delete("2")).Should().Equal("* 9, 2 -> 9, 1");
    }

    [Fact]
    public void Distinct_row_lives_as_long_as_anything_gives_it()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN DISTINCT n.v AS v", _feed, _feed.Node("1", "N", ("v", 1)), _feed.Node("2", "N", ("v", 1)));
        run.Rows.Should().Equal("1");

        run.Unit(_feed.Delete("1")).Should().BeEmpty();
        run.Unit(_feed.Merge("2", ("v", 2))).Should().Equal("+ 2", "- 1");
    }

    [Fact]
    public void Distinct_elements_are_told_apart_by_id()
    {
        using var run = QueryRun.Start(
            "MATCH (a)-[:R]->(b:B) WITH DISTINCT b RETURN b.v AS v", _feed,
            _feed.Node("a", "A"), _feed.Node("1", "B", ("v", 1)), _feed.Node("2", "B", ("v", 1)), _feed.Relation("r", "R", "a", "1"), _feed.Relation("s", "R", "a", "2"), _feed.Relation("t", "R", "1", "2"));

        run.Rows.Should().Equal("1", "1");
        run.Unit(_feed.Merge("2", ("v", 3))).Should().Equal("* 1 -> 3");
    }

    [Fact]
    public void Collected_values_are_in_the_order_of_identities_not_of_arrival()
    {
        var changes = new[] { _feed.Node("1", "N", ("v", 1)), _feed.Node("2", "N", ("v", 2)), _feed.Node("3", "N", ("v", 3)) };
        using var forward = QueryRun.Start("MATCH (n:N) RETURN collect(n.v) AS l", _feed, changes);
        using var backward = QueryRun.Start("MATCH (n:N) RETURN collect(n.v) AS l", _feed, [.. changes.Reverse()]);

        backward.Rows.Should().Equal(forward.Rows);
    }

    [Fact]
    public void Distinct_aggregates_count_equivalent_values_once()
    {
        using var run = QueryRun.Start(
            "MATCH (n:N)-[:R]->(m) RETURN count(DISTINCT m) AS elements, count(DISTINCT n.v) AS values, sum(DISTINCT n.v) AS total", _feed,
            _feed.Node("1", "N", ("v", 1)), _feed.Node("2", "N", ("v", 1.0)), _feed.Node("m", "M"), _feed.Relation("r", "R", "1", "m"), _feed.Relation("s", "R", "2", "m"));

        run.Rows.Should().Equal("1, 1, 1");
    }

    [Fact]
    public void Transaction_shows_only_its_end()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN n.g AS g, sum(n.v) AS s", _feed, _feed.Node("1", "N", ("g", "a"), ("v", 10)), _feed.Node("2", "N", ("g", "b"), ("v", 0)));

        run.Unit(_feed.Merge("1", ("v", 4)), _feed.Merge("2", ("v", 6)), _feed.Merge("1", ("v", 5)), _feed.Merge("2", ("v", 5)))
            .Should().Equal("* a, 10 -> a, 5", "* b, 0 -> b, 5");
        run.Unit(_feed.Merge("1", ("v", 7)), _feed.Merge("1", ("v", 5))).Should().BeEmpty();
    }

    [Fact]
    public void Group_emptied_and_filled_again_in_one_unit_is_an_update()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN n.g AS g, max(n.v) AS m", _feed, _feed.Node("1", "N", ("g", 1), ("v", 1)));

        run.Unit(_feed.Delete("1"), _feed.Node("2", "N", ("g", 1.0), ("v", 2))).Should().Equal("* 1, 1 -> 1.0, 2");
        run.Unit(UnitKind.Transaction).Should().BeEmpty();
    }

    [Theory]
    [InlineData("percentileCont(n.v, 0.4)", "20.0")]
    [InlineData("percentileCont(n.v, 1)", "50.0")]
    [InlineData("percentileDisc(n.v, 0.5)", "20")]
    [InlineData("percentileDisc(n.v, 0.0)", "10")]
    [InlineData("stDevP(n.v)", "15.0")]
    [InlineData("stDev(n.v)", "17.32050807")]
    public void Percentiles_and_deviations_follow_their_rows(string aggregate, string expected)
    {
        using var run = QueryRun.Start($"MATCH (n:N) RETURN {aggregate} AS a", _feed, _feed.Node("1", "N", ("v", 10)), _feed.Node("2", "N", ("v", 20)));
        var before = run.Rows.Single();

        run.Unit(_feed.Node("3", "N", ("v", 50)), _feed.Node("4", "N", ("v", 20)), _feed.Node("5", "N"));
        run.Rows.Single().Should().StartWith(expected);
        run.Unit(_feed.Delete("3"), _feed.Delete("4"));
        run.Rows.Should().Equal(before);
    }

    [Fact]
    public void Percentile_outside_of_0_to_1_is_an_error_of_the_row()
    {
        using var run = QueryRun.Start(
            "MATCH (n:N) RETURN percentileDisc(n.v, n.p) AS a", _feed, _feed.Node("1", "N", ("v", 1), ("p", 1.1)), _feed.Node("2", "N", ("v", 2), ("p", 1)));

        run.Rows.Should().Equal("2");
        run.Errors.Should().Be(1);
        run.Unit(_feed.Merge("1", ("p", 1.0)));
        run.Errors.Should().Be(0);
    }
}
