using Reactor.QueryCompiler.Tests.Support;

namespace Reactor.QueryCompiler.Tests;

/// <summary>Clauses that need more than one pattern: how their rows change, unit by unit.</summary>
public sealed class MultiPartTests
{
    private readonly GraphFeed _feed = new();

    [Fact]
    public void Second_match_on_a_bound_node_is_part_of_the_pattern()
    {
        using var run = QueryRun.Start("MATCH (a:A) MATCH (a)-[:R]->(b:B) RETURN a.x AS a, b.x AS b", _feed, _feed.Node("1", "A", ("x", 1)), _feed.Node("2", "B", ("x", 2)));

        run.Unit(_feed.Relation("r", "R", "1", "2")).Should().Equal("+ 1, 2");
        run.Unit(_feed.Delete("2")).Should().Equal("- 1, 2");
    }

    [Fact]
    public void Match_behind_with_joins_on_the_element_passed_on()
    {
        using var run = QueryRun.Start(
            "MATCH (a:A) WITH a, a.x AS x WHERE x > 0 MATCH (a)-[:R]->(b:B) RETURN x, b.x AS b", _feed, _feed.Node("1", "A", ("x", 1)), _feed.Node("2", "B", ("x", 2)));

        run.Unit(_feed.Relation("r", "R", "1", "2")).Should().Equal("+ 1, 2");
        run.Unit(_feed.Merge("1", ("x", 5))).Should().Equal("* 1, 2 -> 5, 2");
        run.Unit(_feed.Merge("1", ("x", 0))).Should().Equal("- 5, 2");
        run.Unit(_feed.Merge("1", ("x", 7)), _feed.Merge("2", ("x", 3))).Should().Equal("+ 7, 3");
    }

    [Fact]
    public void Match_behind_with_joins_on_equal_values()
    {
        using var run = QueryRun.Start("MATCH (a:A) WITH a.key AS key MATCH (b:B {key: key}) RETURN key, b.x AS b", _feed);

        run.Unit(_feed.Node("1", "A", ("key", 1))).Should().BeEmpty();
        run.Unit(_feed.Node("2", "B", ("key", 1.0), ("x", 2))).Should().Equal("+ 1, 2");
        run.Unit(_feed.Node("3", "B", ("x", 2))).Should().BeEmpty();
    }

    [Fact]
    public void Optional_match_gives_nulls_until_there_is_a_match()
    {
        using var run = QueryRun.Start(
            "MATCH (a:A) OPTIONAL MATCH (a)-[:R]->(b:B) RETURN a.x AS a, b.x AS b", _feed, _feed.Node("1", "A", ("x", 1)), _feed.Node("2", "B", ("x", 2)));

        run.Rows.Should().Equal("1, null");
        run.Unit(_feed.Relation("r", "R", "1", "2"));
        run.Rows.Should().Equal("1, 2");
        run.Unit(_feed.Relation("s", "R", "1", "2"));
        run.Rows.Should().Equal("1, 2", "1, 2");
        run.Unit(_feed.DeleteRelation("r"), _feed.DeleteRelation("s"));
        run.Rows.Should().Equal("1, null");
    }

    [Fact]
    public void Optional_match_updates_the_row_of_nulls_to_the_first_match_and_the_last_match_back()
    {
        using var run = QueryRun.Start(
            "MATCH (a:A) OPTIONAL MATCH (a)-[r:R]->(b:B) RETURN a.x AS a, r.x AS r",
            _feed,
            _feed.Node("1", "A", ("x", 1)),
            _feed.Node("2", "B"));

        run.Unit(_feed.Relation("r", "R", "1", "2", ("x", 3))).Should().Equal("* 1, null -> 1, 3");
        run.Unit(_feed.Relation("s", "R", "1", "2", ("x", 4))).Should().Equal("+ 1, 4");
        run.Unit(_feed.DeleteRelation("r")).Should().Equal("- 1, 3");
        run.Unit(_feed.DeleteRelation("s")).Should().Equal("* 1, 4 -> 1, null");
        run.Unit(_feed.Relation("r", "R", "1", "2", ("x", 5))).Should().Equal("* 1, null -> 1, 5");
        run.Unit(_feed.Relation("s", "R", "1", "2", ("x", 6))).Should().Equal("+ 1, 6");
        run.Unit(_feed.DeleteRelation("r"), _feed.DeleteRelation("s")).Should().HaveCount(2).And.ContainSingle(change => change.EndsWith("-> 1, null", StringComparison.Ordinal));
        run.Unit(_feed.Relation("r", "R", "1", "2", ("x", 7)), _feed.Relation("s", "R", "1", "2", ("x", 8)))
            .Should().HaveCount(2).And.ContainSingle(change => change.StartsWith("* 1, null ->", StringComparison.Ordinal));
        run.Unit(_feed.Delete("1")).Should().BeEquivalentTo("- 1, 7", "- 1, 8");
    }

    [Fact]
    public void Optional_match_of_an_optional_match_updates_the_same_row()
    {
        using var run = QueryRun.Start(
            "MATCH (a:A) OPTIONAL MATCH (a)-[:R]->(b:B) OPTIONAL MATCH (b)-[:S]->(c:C) RETURN a.x AS a, b.x AS b, c.x AS c",
            _feed,
            _feed.Node("1", "A", ("x", 1)),
            _feed.Node("2", "B", ("x", 2)),
            _feed.Node("3", "C", ("x", 3)));

        run.Unit(_feed.Relation("r", "R", "1", "2")).Should().Equal("* 1, null, null -> 1, 2, null");
        run.Unit(_feed.Relation("s", "S", "2", "3")).Should().Equal("* 1, 2, null -> 1, 2, 3");
        run.Unit(_feed.DeleteRelation("r")).Should().Equal("* 1, 2, 3 -> 1, null, null");
    }

    [Fact]
    public void Optional_match_filters_by_the_outer_row()
    {
        using var run = QueryRun.Start(
            "MATCH (a:A) OPTIONAL MATCH (a)-[:R]->(b:B) WHERE b.x > a.x RETURN a.x AS a, b.x AS b, b IS NULL AS n",
            _feed,
            _feed.Node("1", "A", ("x", 1)),
            _feed.Node("2", "B", ("x", 2)),
            _feed.Relation("r", "R", "1", "2"));

        run.Rows.Should().Equal("1, 2, false");
        run.Unit(_feed.Merge("1", ("x", 9)));
        run.Rows.Should().Equal("9, null, true");
    }

    [Fact]
    public void Unwind_makes_a_row_of_each_element()
    {
        using var run = QueryRun.Start("MATCH (a:A) UNWIND a.list AS x RETURN a.id AS a, x", _feed, _feed.Node("1", "A", ("id", 1), ("list", new object[] { 1, 2 })));

        run.Rows.Should().Equal("1, 1", "1, 2");
        run.Unit(_feed.Merge("1", ("list", new object[] { 1, 3, 4 }))).Should().Equal("* 1, 2 -> 1, 3", "+ 1, 4");
        run.Unit(_feed.Merge("1", ("list", null))).Should().Equal("- 1, 1", "- 1, 3", "- 1, 4");
    }

    [Fact]
    public void Limit_keeps_the_first_rows_in_order()
    {
        using var run = QueryRun.Start("MATCH (a:A) RETURN a.x AS x ORDER BY x DESC LIMIT 2", _feed, _feed.Node("1", "A", ("x", 1)), _feed.Node("2", "A", ("x", 2)));

        run.Unit(_feed.Node("3", "A", ("x", 3))).Should().Equal("+ 3", "- 1");
        run.Unit(_feed.Delete("2")).Should().Equal("+ 1", "- 2");
        run.Unit(_feed.Merge("1", ("x", 9))).Should().Equal("* 1 -> 9");
    }

    [Fact]
    public void Skip_and_limit_behind_an_aggregation()
    {
        using var run = QueryRun.Start(
            "MATCH (a:A) WITH a.k AS k, count(*) AS n ORDER BY n DESC, k SKIP 1 LIMIT 1 RETURN k, n",
            _feed,
            _feed.Node("1", "A", ("k", "x")),
            _feed.Node("2", "A", ("k", "y")),
            _feed.Node("3", "A", ("k", "y")));

        run.Rows.Should().Equal("x, 1");
        run.Unit(_feed.Node("4", "A", ("k", "x")), _feed.Node("5", "A", ("k", "x"))).Should().Equal("+ y, 2", "- x, 1");
    }

    [Theory]
    [InlineData("MATCH (a:A) RETURN a.x AS x UNION MATCH (b:B) RETURN b.x AS x", "1")]
    [InlineData("MATCH (a:A) RETURN a.x AS x UNION ALL MATCH (b:B) RETURN b.x AS x", "1|1")]
    public void Union_merges_equal_rows_unless_all_are_wanted(string query, string rows)
    {
        using var run = QueryRun.Start(query, _feed, _feed.Node("1", "A", ("x", 1)), _feed.Node("2", "B", ("x", 1)));

        run.Rows.Should().Equal(rows.Split('|'));
    }

    [Theory]
    [InlineData("MATCH (a:A) WHERE (a)-[:R]->(:B) RETURN a.x AS x")]
    [InlineData("MATCH (a:A) WHERE EXISTS { MATCH (a)-[:R]->(b:B) WHERE b.x > a.x } RETURN a.x AS x")]
    [InlineData("MATCH (a:A) WITH a, [(a)-[:R]->(b) | b.x] AS xs WHERE 2 IN xs RETURN a.x AS x")]
    [InlineData("MATCH (a:A) WITH a, [(a)-[:R]->(b) WHERE b.x > a.x | b.x + a.x] AS xs WHERE 3 IN xs RETURN a.x AS x")]
    public void Pattern_in_an_expression_follows_the_graph(string query)
    {
        using var run = QueryRun.Start(query, _feed, _feed.Node("1", "A", ("x", 1)), _feed.Node("2", "B", ("x", 2)));

        run.Rows.Should().BeEmpty();
        run.Unit(_feed.Relation("r", "R", "1", "2")).Should().Equal("+ 1");
        run.Unit(_feed.Relation("s", "R", "1", "2")).Should().BeEmpty();
        run.Unit(_feed.DeleteRelation("r")).Should().BeEmpty();
        run.Unit(_feed.Delete("2")).Should().Equal("- 1");
    }

    [Fact]
    public void Missing_pattern_is_found_when_the_last_match_goes()
    {
        using var run = QueryRun.Start("MATCH (a:A) WHERE NOT (a)-->() RETURN a.x AS x", _feed, _feed.Node("1", "A", ("x", 1)), _feed.Node("2", "B"), _feed.Relation("r", "R", "1", "2"));

        run.Unit(_feed.DeleteRelation("r")).Should().Equal("+ 1");
    }

    [Fact]
    public void Optional_match_alone_gives_one_row_of_nulls()
    {
        using var run = QueryRun.Start("OPTIONAL MATCH (a:A) RETURN a.x AS x, count(a) AS n", _feed);

        run.Rows.Should().Equal("null, 0");
        run.Unit(_feed.Node("1", "A", ("x", 1)));
        run.Rows.Should().Equal("1, 1");
    }
}
