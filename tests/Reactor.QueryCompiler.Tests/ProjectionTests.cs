using Reactor.Contracts.Changes;
using Reactor.Contracts.Wire;
using Reactor.QueryCompiler.Tests.Support;

namespace Reactor.QueryCompiler.Tests;

/// <summary>Scan, filter and projection of one pattern element.</summary>
public sealed class ProjectionTests
{
    private readonly GraphFeed _feed = new();

    [Fact]
    public void Row_appears_changes_and_disappears_with_its_node()
    {
        using var run = QueryRun.Start("MATCH (a:Account) WHERE a.balance < 0 RETURN a.id AS id, a.balance AS balance", _feed);

        run.Unit(_feed.Node("1", "Account", ("id", 1), ("balance", -5))).Should().Equal("+ 1, -5");
        run.Unit(_feed.Merge("1", ("balance", -7))).Should().Equal("* 1, -5 -> 1, -7");
        run.Unit(_feed.Merge("1", ("balance", -7))).Should().BeEmpty();
        run.Unit(_feed.Merge("1", ("balance", 7))).Should().Equal("- 1, -7");
        run.Unit(_feed.Merge("1", ("balance", -1))).Should().Equal("+ 1, -1");
        run.Unit(_feed.Delete("1")).Should().Equal("- 1, -1");
        run.Unit(_feed.Delete("1")).Should().BeEmpty();
    }

    [Fact]
    public void Merge_keeps_what_it_does_not_name_and_replace_removes_it()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN n.a AS a, n.b AS b", _feed, _feed.Node("1", "N", ("a", 1), ("b", "x")));

        run.Unit(_feed.Merge("1", ("a", 2))).Should().Equal("* 1, x -> 2, x");
        run.Unit(_feed.Merge("1", ("a", null))).Should().Equal("* 2, x -> null, x");
        run.Unit(_feed.Replace("1", "N", ("a", 3))).Should().Equal("* null, x -> 3, null");
        run.Unit(_feed.Node("1", "N", ("b", "y"))).Should().Equal("* 3, null -> null, y");
    }

    [Fact]
    public void Update_of_an_unknown_id_inserts()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN n.a AS a", _feed);

        run.Unit(_feed.Merge("1", ("a", 1))).Should().BeEmpty("it has no label");
        run.Unit(_feed.Relabel("1", "N")).Should().Equal("+ 1");
        run.Unit(_feed.Replace("2", "N", ("a", 2))).Should().Equal("+ 2");
    }

    [Fact]
    public void Element_is_in_a_scan_while_it_carries_all_its_labels()
    {
        using var run = QueryRun.Start("MATCH (n:A:B) RETURN n.v AS v", _feed, _feed.Node("1", ["A", "B", "C"], ("v", 1)));
        run.Rows.Should().Equal("1");

        run.Unit(_feed.Relabel("1", "A")).Should().Equal("- 1");
        run.Unit(_feed.Merge("1", ("v", 2))).Should().BeEmpty();
        run.Unit(_feed.Relabel("1", "B", "A")).Should().Equal("+ 2");
    }

    [Fact]
    public void Property_set_before_the_label_came_is_known()
    {
        using var run = QueryRun.Start("MATCH (n:A) RETURN n.v AS v", _feed, _feed.Node("1", "Other", ("v", 5)));

        run.Unit(_feed.Relabel("1", "A")).Should().Equal("+ 5");
    }

    [Fact]
    public void Truncate_removes_all_elements_of_a_label()
    {
        using var run = QueryRun.Start(
            "MATCH (n:A) RETURN n.v AS v", _feed, _feed.Node("1", "A", ("v", 1)), _feed.Node("2", ["A", "B"], ("v", 2)), _feed.Node("3", "B", ("v", 3)));

        run.Unit(_feed.Truncate("A")).Should().Equal("- 1", "- 2");
        run.Unit(_feed.Node("2", "A", ("v", 9))).Should().Equal("+ 9");
    }

    [Theory]
    [InlineData("MATCH (n:A) RETURN n.v AS v", new[] { "- 2" })]
    [InlineData("MATCH (n) RETURN n.v AS v", new[] { "- 2", "- 3" })]
    [InlineData("MATCH ()-[r]->() RETURN r.v AS v", new[] { "- 6", "- 7" })]
    [InlineData("MATCH (n:A)-[r:R]->() RETURN r.v AS v", new[] { "- 6" })]
    public void Truncate_of_a_label_the_query_does_not_name_removes_its_elements(string query, string[] expected)
    {
        using var run = QueryRun.Start(
            query,
            _feed,
            _feed.Node("1", "A", ("v", 1)),
            _feed.Node("2", ["A", "B"], ("v", 2)),
            _feed.Node("3", "B", ("v", 3)),
            _feed.Node("4", "C", ("v", 4)),
            _feed.Relation("5", "R", "1", "4", ("v", 5)),
            _feed.Relation("6", "R", "2", "4", ("v", 6)),
            _feed.Relation("7", "B", "1", "4", ("v", 7)));
        run.Unit(_feed.Merge("2", ("other", 8)));

        run.Unit(_feed.Truncate("B")).Should().Equal(expected);
        run.Unit(_feed.Truncate("B")).Should().BeEmpty();
    }

    [Fact]
    public void Nested_path_is_null_where_a_map_lacks_the_key()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN n.m.x AS x, n.m.y.z AS z", _feed);
        Dictionary<string, object?> Map(params (string Key, object? Value)[] entries) => entries.ToDictionary(entry => entry.Key, entry => entry.Value);

        run.Unit(_feed.Node("1", "N", ("m", Map(("x", 1), ("y", Map(("z", "deep"))))))).Should().Equal("+ 1, deep");
        run.Unit(_feed.Merge("1", ("m", Map(("x", 2))))).Should().Equal("* 1, deep -> 2, null");
        run.Unit(_feed.Merge("1", ("m", 7))).Should().Equal("* 2, null -> null, null");
    }

    [Fact]
    public void Whole_element_shows_all_properties_also_those_the_query_does_not_name()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN n AS n", _feed, _feed.Node("1", "N", ("b", 2), ("a", "x")));
        run.Rows.Should().Equal("{a: x, b: 2}");

        run.Unit(_feed.Merge("1", ("c", true), ("b", null))).Should().Equal("* {a: x, b: 2} -> {a: x, c: true}");
        run.Unit(_feed.Replace("1", "N", ("d", 1))).Should().Equal("* {a: x, c: true} -> {d: 1}");
    }

    [Fact]
    public void Id_and_label_tests_need_no_property()
    {
        using var run = QueryRun.Start("MATCH (n:A) RETURN id(n) AS id, n:B AS b", _feed, _feed.Node("x", "A"), _feed.Node("y", ["A", "B"]));
        run.Rows.Should().Equal("x, false", "y, true");

        run.Unit(_feed.Relabel("x", "A", "B")).Should().Equal("* x, false -> x, true");
        run.Manifest.Properties.Should().BeEmpty();
        run.Manifest.NeedsRestSlot.Should().BeFalse();
    }

    [Fact]
    public void Type_of_a_relation_is_one_of_those_its_pattern_names()
    {
        using var run = QueryRun.Start("MATCH ()-[r:R|S]->() RETURN type(r) AS t", _feed, _feed.Node("1", "N"), _feed.Relation("a", "S", "1", "1"));

        run.Rows.Should().Equal("S");
        run.Unit(_feed.Relation("a", "R", "1", "1")).Should().Equal("* S -> R");
    }

    [Fact]
    public void With_filters_and_computes_without_touching_the_identity()
    {
        using var run = QueryRun.Start("MATCH (n:N) WITH n.v * 2 AS d, n WHERE d > 4 AND n.t <> 'no' RETURN d + 1 AS e", _feed, _feed.Node("1", "N", ("v", 3), ("t", "a")));
        var identity = run.Identities.Single();

        run.Unit(_feed.Merge("1", ("v", 4))).Should().Equal("* 7 -> 9");

        run.Identities.Should().Equal(identity);
        run.Unit(_feed.Merge("1", ("t", "no"))).Should().Equal("- 9");
    }

    [Fact]
    public void Query_without_match_has_its_one_row_from_the_bootstrap_on()
    {
        using var run = QueryRun.Start("RETURN 1 + 1 AS two, [1, null] AS list", _feed);

        run.Rows.Should().Equal("2, [1, null]");
        run.Unit(_feed.Node("1", "N")).Should().BeEmpty();
    }

    [Fact]
    public void Parameters_are_bound_when_the_query_is_compiled()
    {
        var parameters = new Dictionary<string, PropertyValue> { ["low"] = GraphFeed.ToValue(5), ["names"] = GraphFeed.ToValue(new object?[] { "a", "\"b\"\n" }) };
        using var run = QueryRun.Start(
            QueryRun.CompileOne("MATCH (n:N) WHERE n.v > $low AND n.t IN $names RETURN n.v AS v, $names AS names", parameters),
            _feed,
            _feed.Node("1", "N", ("v", 6), ("t", "\"b\"\n")),
            _feed.Node("2", "N", ("v", 5), ("t", "a")));

        run.Rows.Should().Equal("6, [a, \"b\"\n]");
    }

    [Fact]
    public void Long_texts_and_many_rows_outgrow_every_initial_buffer()
    {
        var text = new string('ä', 5000);
        using var run = QueryRun.Start("MATCH (n:N) RETURN n.v AS v, n.t AS t", _feed);

        var diff = run.Unit(UnitKind.Transaction, [.. Enumerable.Range(0, 60).Select(i => _feed.Node($"{i}", "N", ("v", i), ("t", text)))]);

        diff.Should().HaveCount(60).And.Contain($"+ 59, {text}");
        run.Unit(UnitKind.Transaction, [.. Enumerable.Range(0, 60).Select(i => _feed.Delete($"{i}"))]).Should().HaveCount(60);
        run.Rows.Should().BeEmpty();
    }
}
