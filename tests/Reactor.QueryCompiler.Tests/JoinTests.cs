using Reactor.Cypher.Diagnostics;
using Reactor.QueryCompiler.Tests.Support;

namespace Reactor.QueryCompiler.Tests;

/// <summary>Patterns of several elements: along relations, over equalities, and neither.</summary>
public sealed class JoinTests
{
    private readonly GraphFeed _feed = new();

    [Fact]
    public void Relation_matches_whatever_arrives_last()
    {
        var parts = new[] { _feed.Node("a", "A", ("v", 1)), _feed.Node("b", "B", ("v", 2)), _feed.Relation("r", "R", "a", "b", ("w", 3)) };
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        foreach (var order in orders)
        {
            using var run = QueryRun.Start("MATCH (a:A)-[r:R]->(b:B) RETURN a.v AS a, b.v AS b, r.w AS w", _feed);
            run.Unit(parts[order[0]]).Should().BeEmpty();
            run.Unit(parts[order[1]]).Should().BeEmpty();
            run.Unit(parts[order[2]]).Should().Equal("+ 1, 2, 3");
        }
    }

    [Fact]
    public void Deleted_node_hides_its_relations_and_shows_them_when_it_returns()
    {
        using var run = QueryRun.Start(
            "MATCH (a:A)-[r:R]->(b) RETURN a.v AS a, b.v AS b", _feed,
            _feed.Node("a", "A", ("v", 1)), _feed.Node("b", "B", ("v", 2)), _feed.Relation("r", "R", "a", "b"));

        run.Unit(_feed.Delete("b")).Should().Equal("- 1, 2");
        run.Unit(_feed.Merge("a", ("v", 5))).Should().BeEmpty();
        run.Unit(_feed.Node("b", "B", ("v", 3))).Should().Equal("+ 5, 3");
        run.Unit(_feed.DeleteRelation("r")).Should().Equal("- 5, 3");
    }

    [Fact]
    public void Relation_that_moves_is_another_match()
    {
        using var run = QueryRun.Start(
            "MATCH (a)-[r:R]->(b) RETURN id(a) AS a, id(b) AS b, r.w AS w", _feed,
            _feed.Node("a", "N"), _feed.Node("b", "N"), _feed.Node("c", "N"), _feed.Relation("r", "R", "a", "b", ("w", 1)));

        run.Unit(_feed.Relation("r", "R", "a", "c", ("w", 1))).Should().Equal("+ a, c, 1", "- a, b, 1");
        run.Unit(_feed.MergeRelation("r", ("w", 2))).Should().Equal("* a, c, 1 -> a, c, 2");
        run.Unit(_feed.Relation("r", "S", "a", "c", ("w", 2))).Should().Equal("- a, c, 2");
        run.Unit(_feed.Relation("r", "R", "c", "c", ("w", 2))).Should().Equal("+ c, c, 2");
    }

    [Fact]
    public void Undirected_pattern_matches_both_ways_and_a_loop_once()
    {
        using var run = QueryRun.Start(
            "MATCH (a)-[r:R]-(b) RETURN id(a) AS a, id(b) AS b", _feed,
            _feed.Node("a", "N"), _feed.Node("b", "N"), _feed.Relation("r", "R", "a", "b"), _feed.Relation("s", "R", "a", "a"));

        run.Rows.Should().Equal("a, a", "a, b", "b, a");
        run.Unit(_feed.Relation("r", "R", "b", "a")).Should().BeEmpty("both ways are there before and after");
        run.Unit(_feed.Delete("b")).Should().Equal("- a, b", "- b, a");
    }

    [Fact]
    public void Relations_of_one_match_differ()
    {
        using var run = QueryRun.Start(
            "MATCH (a)-[r:R]-(b)-[s:R]-(c) RETURN id(r) AS r, id(s) AS s, id(b) AS b", _feed,
            _feed.Node("1", "N"), _feed.Node("2", "N"), _feed.Relation("x", "R", "1", "2"));
        run.Rows.Should().BeEmpty();

        run.Unit(_feed.Relation("y", "R", "2", "1")).Should().Equal("+ x, y, 1", "+ x, y, 2", "+ y, x, 1", "+ y, x, 2");
    }

    [Fact]
    public void Element_that_matches_several_slots_changes_in_all_of_them_at_once()
    {
        using var run = QueryRun.Start(
            "MATCH (a:N)-[:R]->(b:N) RETURN a.v AS a, b.v AS b", _feed,
            _feed.Node("1", "N", ("v", 1)), _feed.Node("2", "N", ("v", 2)), _feed.Relation("l", "R", "1", "1"), _feed.Relation("m", "R", "1", "2"), _feed.Relation("n", "R", "2", "1"));

        run.Unit(_feed.Merge("1", ("v", 9))).Should().Equal("* 1, 1 -> 9, 9", "* 1, 2 -> 9, 2", "* 2, 1 -> 2, 9");
        run.Unit(_feed.Delete("1")).Should().Equal("- 2, 9", "- 9, 2", "- 9, 9");
    }

    [Fact]
    public void Closed_pattern_needs_every_edge()
    {
        using var run = QueryRun.Start(
            "MATCH (a)-[:R]->(b)-[:R]->(c)-[:R]->(a) RETURN id(a) AS a", _feed,
            _feed.Node("1", "N"), _feed.Node("2", "N"), _feed.Node("3", "N"), _feed.Relation("x", "R", "1", "2"), _feed.Relation("y", "R", "2", "3"));

        run.Unit(_feed.Relation("z", "R", "3", "1")).Should().Equal("+ 1", "+ 2", "+ 3");
        run.Unit(_feed.DeleteRelation("y")).Should().Equal("- 1", "- 2", "- 3");
    }

    [Fact]
    public void Equality_joins_what_cypher_calls_equal()
    {
        using var run = QueryRun.Start(
            "MATCH (a:A), (b:B) WHERE a.k = b.k RETURN id(a) AS a, id(b) AS b", _feed,
            _feed.Node("a1", "A", ("k", 1)), _feed.Node("a2", "A", ("k", double.NaN)), _feed.Node("a3", "A"), _feed.Node("a4", "A", ("k", 9007199254740993L)));

        run.Unit(_feed.Node("b1", "B", ("k", 1.0))).Should().Equal("+ a1, b1");
        run.Unit(_feed.Node("b2", "B", ("k", double.NaN))).Should().BeEmpty();
        run.Unit(_feed.Node("b3", "B")).Should().BeEmpty();
        run.Unit(_feed.Node("b4", "B", ("k", 9007199254740992.0))).Should().BeEmpty("2^53 + 1 is no double");
        run.Unit(_feed.Merge("a3", ("k", 1))).Should().Equal("+ a3, b1");
        run.Unit(_feed.Merge("b1", ("k", "1"))).Should().Equal("- a1, b1", "- a3, b1");
    }

    [Fact]
    public void Several_equalities_are_one_key()
    {
        using var run = QueryRun.Start(
            "MATCH (a:A), (b:B) WHERE a.x = b.x AND b.y = a.y RETURN id(a) AS a, id(b) AS b", _feed,
            _feed.Node("a", "A", ("x", 1), ("y", 1)), _feed.Node("c", "A", ("x", 1), ("y", 2)));

        run.Unit(_feed.Node("b", "B", ("x", 1), ("y", 2))).Should().Equal("+ c, b");
        run.Unit(_feed.Merge("a", ("y", 2))).Should().Equal("+ a, b");
    }

    [Fact]
    public void Same_element_can_stand_on_both_sides_of_an_equality()
    {
        using var run = QueryRun.Start("MATCH (a:N), (b:N) WHERE a.k = b.k RETURN id(a) AS a, id(b) AS b", _feed, _feed.Node("1", "N", ("k", 1)));
        run.Rows.Should().Equal("1, 1");

        run.Unit(_feed.Node("2", "N", ("k", 1))).Should().Equal("+ 1, 2", "+ 2, 1", "+ 2, 2");
        run.Unit(_feed.Merge("1", ("k", 2))).Should().Equal("- 1, 2", "- 2, 1");
        run.Unit(_feed.Delete("1")).Should().Equal("- 1, 1");
    }

    [Fact]
    public void Equality_of_elements_joins_by_identity()
    {
        using var run = QueryRun.Start("MATCH (a:A), (b:B) WHERE a = b RETURN id(a) AS a", _feed, _feed.Node("1", ["A", "B"]), _feed.Node("2", "A"));

        run.Rows.Should().Equal("1");
        run.Unit(_feed.Relabel("2", "A", "B")).Should().Equal("+ 2");
    }

    [Fact]
    public void Index_join_goes_on_along_relations()
    {
        using var run = QueryRun.Start(
            "MATCH (a:A)-[:R]->(b), (c:C)-[:S]->(d) WHERE b.k = c.k RETURN id(a) AS a, id(d) AS d", _feed,
            _feed.Node("a", "A"), _feed.Node("b", "N", ("k", 1)), _feed.Node("c", "C", ("k", 1)), _feed.Node("d", "N"), _feed.Relation("r", "R", "a", "b"));

        run.Unit(_feed.Relation("s", "S", "c", "d")).Should().Equal("+ a, d");
        run.Unit(_feed.DeleteRelation("r")).Should().Equal("- a, d");
    }

    [Fact]
    public void Product_of_patterns_with_nothing_in_common_works_and_warns()
    {
        const string Query = "MATCH (a:A), (b:B) WHERE a.v < b.v RETURN a.v AS a, b.v AS b";
        var report = QuerySetCompiler.Compile([new QuerySource { Name = "q", Text = Query, Sources = ["s"] }]).Queries.Single();
        report.Diagnostics.Should().ContainSingle().Which.Should().Match<Diagnostic>(
            diagnostic => diagnostic.Code == DiagnosticCode.CartesianProduct && diagnostic.Severity == Severity.Warning);

        using var run = QueryRun.Start(Query, _feed, _feed.Node("1", "A", ("v", 1)), _feed.Node("2", "A", ("v", 5)));

        run.Unit(_feed.Node("3", "B", ("v", 6))).Should().Equal("+ 1, 6", "+ 5, 6");
        run.Unit(_feed.Merge("2", ("v", 7))).Should().Equal("- 5, 6");
    }

    [Fact]
    public void Node_and_relation_with_one_id_are_two_elements()
    {
        using var run = QueryRun.Start("MATCH (a)-[r:R]->(a) RETURN id(a) AS a, id(r) AS r", _feed, _feed.Node("x", "N"), _feed.Relation("x", "R", "x", "x"));

        run.Rows.Should().Equal("x, x");
    }
}
