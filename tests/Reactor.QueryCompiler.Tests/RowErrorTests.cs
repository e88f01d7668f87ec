using Reactor.QueryCompiler.Tests.Support;

namespace Reactor.QueryCompiler.Tests;

/// <summary>What data can do to an expression excludes rows and heals; it never stops a query (docs/semantics.md, section 5).</summary>
public sealed class RowErrorTests
{
    private readonly GraphFeed _feed = new();

    [Fact]
    public void Row_in_error_is_missing_and_comes_back_when_it_heals()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN id(n) AS id, 10 / n.v AS q", _feed, _feed.Node("1", "N", ("v", 2)), _feed.Node("2", "N", ("v", 0)));
        run.Rows.Should().Equal("1, 5");
        run.Errors.Should().Be(1);
        run.NewestError.Should().Contain("zero");

        run.Unit(_feed.Merge("1", ("v", 0))).Should().Equal("- 1, 5");
        run.Errors.Should().Be(2);
        run.Unit(_feed.Merge("2", ("v", 5))).Should().Equal("+ 2, 2");
        run.Errors.Should().Be(1);
        run.Unit(_feed.Delete("1")).Should().BeEmpty();
        run.Errors.Should().Be(0);
    }

    [Fact]
    public void Conjunct_that_excludes_wins_over_one_that_fails_wherever_it_stands()
    {
        foreach (var where in new[] { "10 / n.v > 1 AND n.t = 'a'", "n.t = 'a' AND 10 / n.v > 1" })
        {
            using var run = QueryRun.Start($"MATCH (n:N) WHERE {where} RETURN n.v AS v", _feed, _feed.Node("1", "N", ("v", 0), ("t", "b")), _feed.Node("2", "N", ("v", 0)));
            run.Errors.Should().Be(0);

            run.Unit(_feed.Merge("1", ("t", "a"))).Should().BeEmpty();
            run.Errors.Should().Be(1);
        }
    }

    [Fact]
    public void Of_two_conjuncts_that_can_fail_either_may_exclude()
    {
        using var run = QueryRun.Start(
            "MATCH (n:N) WITH n WHERE 10 / n.v > 1 AND 10 / n.w > 1 RETURN n.v AS v", _feed,
            _feed.Node("1", "N", ("v", 0), ("w", 10)), _feed.Node("2", "N", ("v", 0), ("w", 1)), _feed.Node("3", "N", ("v", 1), ("w", 1)));

        run.Rows.Should().Equal("1");
        run.Errors.Should().Be(1);
    }

    [Fact]
    public void Error_found_early_in_a_join_counts_once_per_match()
    {
        using var run = QueryRun.Start(
            "MATCH (a:A)-[:R]->(b) WHERE 10 / a.v > 1 AND b.t = 'x' RETURN id(b) AS b", _feed,
            _feed.Node("a", "A", ("v", 0)), _feed.Node("1", "B", ("t", "x")), _feed.Node("2", "B", ("t", "x")), _feed.Node("3", "B", ("t", "y")),
            _feed.Relation("r", "R", "a", "1"), _feed.Relation("s", "R", "a", "2"), _feed.Relation("t", "R", "a", "3"));
        run.Errors.Should().Be(2);

        run.Unit(_feed.Merge("a", ("v", 1))).Should().Equal("+ 1", "+ 2");
        run.Errors.Should().Be(0);
    }

    [Fact]
    public void Condition_that_is_no_boolean_is_an_error()
    {
        using var run = QueryRun.Start("MATCH (n:N) WHERE n.b RETURN id(n) AS id", _feed, _feed.Node("1", "N", ("b", true)), _feed.Node("2", "N", ("b", "true")), _feed.Node("3", "N"));

        run.Rows.Should().Equal("1");
        run.Errors.Should().Be(1);
    }

    [Fact]
    public void Case_and_a_deciding_operand_keep_the_rest_from_being_evaluated()
    {
        using var run = QueryRun.Start(
            "MATCH (n:N) RETURN CASE WHEN n.v = 0 THEN 'none' ELSE toString(10 / n.v) END AS c, (n.v <> 0 AND 10 / n.v > 2) AS a, (n.v = 0 OR 10 / n.v > 2) AS o", _feed,
            _feed.Node("1", "N", ("v", 0)), _feed.Node("2", "N", ("v", 5)));

        run.Rows.Should().Equal("2, false, false", "none, false, true");
        run.Errors.Should().Be(0);
    }

    [Fact]
    public void Value_an_aggregate_refuses_takes_its_row_out_of_all_aggregates()
    {
        using var run = QueryRun.Start(
            "MATCH (n:N) RETURN count(*) AS c, sum(n.a) AS a, avg(n.b) AS b", _feed, _feed.Node("1", "N", ("a", 1), ("b", 4)), _feed.Node("2", "N", ("a", 2), ("b", "four")));
        run.Rows.Should().Equal("1, 1, 4.0");
        run.Errors.Should().Be(1);

        run.Unit(_feed.Merge("2", ("b", 6))).Should().Equal("* 1, 1, 4.0 -> 2, 3, 5.0");
        run.Errors.Should().Be(0);
    }

    [Fact]
    public void Group_in_error_is_missing_until_it_heals()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN n.g AS g, 10 / sum(n.v) AS q", _feed, _feed.Node("1", "N", ("g", "a"), ("v", 0)), _feed.Node("2", "N", ("g", "b"), ("v", 5)));
        run.Rows.Should().Equal("b, 2");
        run.Errors.Should().Be(1);

        run.Unit(_feed.Merge("1", ("v", 10))).Should().Equal("+ a, 1");
        run.Errors.Should().Be(0);
    }

    [Fact]
    public void Sum_that_leaves_the_integers_is_an_error_of_its_group_until_it_returns()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN sum(n.v) AS s", _feed, _feed.Node("1", "N", ("v", long.MaxValue)));
        run.Rows.Should().Equal("9223372036854775807");

        run.Unit(_feed.Node("2", "N", ("v", 1))).Should().Equal("- 9223372036854775807");
        run.Errors.Should().Be(1);
        run.Unit(_feed.Merge("1", ("v", 1))).Should().Equal("+ 2");
        run.Errors.Should().Be(0);
    }
}
