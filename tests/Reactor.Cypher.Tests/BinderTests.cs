using Reactor.Cypher.Binding;
using Reactor.Cypher.Diagnostics;

namespace Reactor.Cypher.Tests;

public sealed class BinderTests
{
    [Fact]
    public void Match_numbers_elements_with_ends_before_relations()
    {
        var match = Queries.Match("MATCH (a:A)-[r:R|S]->(b:B)<-[:T]-(c), (b)--() RETURN 1");

        match.Elements.Select(Describe).Should().Equal(
            "0 a#0 A", "1 b#1 B", "2 r#2 R|S 0->1", "3 c#3 ", "4 _#4 T 3->1", "5 _#5 ", "6 _#6  1--5");
    }

    [Fact]
    public void Match_merges_what_several_mentions_of_a_node_say()
    {
        var match = Queries.Match("MATCH (a:A {x: 1})-->(a:B:A {y: 2}) RETURN 1");

        match.Elements.Select(Describe).Should().Equal("0 a#0 A&B", "1 _#1  0->0");
        Sketch.Of(match.Where).Should().Be("(And (Equal a#0.x 1) (Equal a#0.y 2))");
    }

    [Fact]
    public void Match_collects_all_conditions_in_where()
    {
        var match = Queries.Match("MATCH (a {x: 1, y: $p})-[r {z: b.w} WHERE r.v > 0]->(b) WHERE a.u OR b.t RETURN 1");

        Sketch.Of(match.Where).Should().Be(
            "(And (And (And (Equal a#0.x 1) (Equal a#0.y $p)) (Equal r#2.z b#1.w)) (And (Greater r#2.v 0) (Or a#0.u b#1.t)))");
    }

    [Fact]
    public void Match_without_conditions_has_no_where() => Queries.Match("MATCH (a) RETURN a").Where.Should().BeNull();

    [Theory]
    [InlineData("(a)-->(b)", "0 0 0")]
    [InlineData("(a), (b)", "0 1")]
    [InlineData("(a)-->(b), (c)-->(d), (e)", "0 0 0 1 1 1 2")]
    [InlineData("(a)-->(b), (c), (b)--(c)", "0 0 0 0 0")]
    public void Components_tell_disconnected_patterns_apart(string pattern, string expected) =>
        string.Join(' ', Queries.Match($"MATCH {pattern} RETURN 1").Components).Should().Be(expected);

    [Theory]
    [InlineData("1 < a.x <= 3", "(And (Less 1 a#0.x) (LessOrEqual a#0.x 3))")]
    [InlineData("a.address.city = 'x'", "(Equal a#0.address.city 'x')")]
    [InlineData("a['x'] = 1", "(Equal a#0.x 1)")]
    [InlineData("a.tags[0] = 1", "(Equal (Index a#0.tags 0) 1)")]
    [InlineData("a[$p] = 1", "(Equal (Index a#0 $p) 1)")]
    [InlineData("exists(a.x)", "(IsNotNull a#0.x)")]
    [InlineData("a:A:B", "(label a#0 A B)")]
    [InlineData("TOUPPER(a.x) STARTS WITH 'A'", "(StartsWith (toUpper a#0.x) 'A')")]
    [InlineData("CASE a.x WHEN 1, 2 THEN true END", "(Case a#0.x 1 true 2 true)")]
    [InlineData("{a: 1, b: 2, a: 3}.a = 3", "(Equal (. (map a 3 b 2) a) 3)")]
    [InlineData("startNode(r) = a", "(Equal a#0 a#0)")]
    [InlineData("endNode(r).x", "b#1.x")]
    [InlineData("startNode(s) = a", "(Equal (startNode s#5) a#0)")]
    public void Expression_is_bound_to_canonical_form(string predicate, string expected) =>
        Sketch.Of(Queries.Match($"MATCH (a)-[r]->(b), ()-[s]-() WHERE {predicate} RETURN 1").Where).Should().Be(expected);

    [Theory]
    [InlineData("RETURN a.name", "a.name")]
    [InlineData("RETURN a", "a")]
    [InlineData("RETURN `a`", "a")]
    [InlineData("RETURN  ( a.x  +1 ) , aVg(    a.aGe     )", "( a.x  +1 )|aVg(    a.aGe     )")]
    [InlineData("RETURN a.x AS `my x`", "my x")]
    [InlineData("RETURN *", "a|b")]
    [InlineData("RETURN *, a.x AS c", "a|b|c")]
    [InlineData("RETURN count(*)", "count(*)")]
    public void Columns_are_named_by_alias_or_text(string projection, string expected) =>
        string.Join('|', Queries.Bind($"MATCH (b), (a)-->() {projection}").Columns).Should().Be(expected);

    [Fact]
    public void With_passes_elements_on_under_new_names()
    {
        var query = Queries.Bind("MATCH (a)-[r]->(b) WITH a AS x, b.n + 1 AS n, r WHERE n > a.k RETURN x.m, n, type(r)");

        query.Parts.Should().HaveCount(2);
        var with = query.Parts[0].Projection;
        with.Items.Select(item => (item.Name, item.Variable.Kind, item.Variable.Root.Name)).Should().Equal(
            ("x", VariableKind.Node, "a"), ("n", VariableKind.Value, "n"), ("r", VariableKind.Relation, "r"));
        Sketch.Of(with.Where).Should().Be("(Greater n#4 a#0.k)");
        query.Parts[1].Readings.Should().BeEmpty();
        query.Parts[1].Projection.Items.Select(item => Sketch.Of(item.Expression)).Should().Equal("x#3.m", "n#4", "(type r#5)");
        query.VariableCount.Should().Be(9);
    }

    [Fact]
    public void With_may_reuse_a_name_for_another_value()
    {
        var query = Queries.Bind("MATCH (n) WITH n.name AS n WHERE n <> '' RETURN n");

        Sketch.Of(query.Parts[0].Projection.Where).Should().Be("(NotEqual n#1 '')");
        query.Parts[1].Projection.Items[0].Variable.Root.Kind.Should().Be(VariableKind.Value);
    }

    [Fact]
    public void Query_without_match_runs_on_one_row()
    {
        var query = Queries.Bind("WITH 1 AS x RETURN x + 1 AS y");

        query.Parts.Select(part => part.Readings.Count).Should().Equal(0, 0);
        query.Columns.Should().Equal("y");
    }

    [Fact]
    public void Parameters_are_listed_once_in_order_of_use()
    {
        var query = Queries.Bind("MATCH (a {x: $z}) WHERE a.y > $a AND a.w < $z RETURN $b");

        query.Parameters.Should().Equal("z", "a", "b");
    }

    [Theory]
    [InlineData("1 + 2", TypeSet.Integer)]
    [InlineData("1 + 2.0", TypeSet.Float)]
    [InlineData("-1", TypeSet.Integer)]
    [InlineData("7 / 2", TypeSet.Integer)]
    [InlineData("2 ^ 3", TypeSet.Float)]
    [InlineData("'a' + 1", TypeSet.Text)]
    [InlineData("[1] + 'a'", TypeSet.List)]
    [InlineData("1 + null", TypeSet.Null)]
    [InlineData("1 = 2", TypeSet.Boolean)]
    [InlineData("1 < 'a'", TypeSet.Boolean | TypeSet.Null)]
    [InlineData("n.x = 1", TypeSet.Boolean | TypeSet.Null)]
    [InlineData("NOT (1 = 2)", TypeSet.Boolean)]
    [InlineData("n.x IS NULL", TypeSet.Boolean)]
    [InlineData("abs(-1)", TypeSet.Integer)]
    [InlineData("abs(n.x)", TypeSet.Number | TypeSet.Null)]
    [InlineData("size('abc')", TypeSet.Integer)]
    [InlineData("reverse([1])", TypeSet.List)]
    [InlineData("coalesce(null, 1)", TypeSet.Integer)]
    [InlineData("coalesce(null, null)", TypeSet.Null)]
    [InlineData("CASE WHEN true THEN 1 END", TypeSet.Integer | TypeSet.Null)]
    [InlineData("CASE WHEN true THEN 1 ELSE 'a' END", TypeSet.Integer | TypeSet.Text)]
    [InlineData("n", TypeSet.Node)]
    [InlineData("n.x", TypeSet.Property)]
    [InlineData("elementId(n)", TypeSet.Text)]
    [InlineData("n.x * 2", TypeSet.Number | TypeSet.Temporal | TypeSet.Null)]
    [InlineData("count(n)", TypeSet.Integer)]
    [InlineData("collect(n)", TypeSet.List)]
    [InlineData("avg(1)", TypeSet.Float | TypeSet.Null)]
    [InlineData("sum(1.5)", TypeSet.Integer | TypeSet.Float)]
    [InlineData("max('a')", TypeSet.Text | TypeSet.Null)]
    public void Type_is_as_narrow_as_the_text_tells(string expression, TypeSet expected) =>
        Queries.LastProjection($"MATCH (n) RETURN {expression} AS x").Items[0].Expression.Type.Should().Be(expected);

    [Theory]
    [InlineData("n.x + 1 > 'a'")]
    [InlineData("$p.x[0].y IN $list")]
    [InlineData("n.x AND n.y")]
    [InlineData("head(n.list).name = 'a'")]
    [InlineData("null + 1 = null")]
    [InlineData("toUpper(null) = 'A'")]
    [InlineData("n.x STARTS WITH 1")]
    [InlineData("n = n.x")]
    [InlineData("[n] + 1 = []")]
    public void Type_that_data_decides_is_no_mistake(string predicate) =>
        CypherCompiler.Bind($"MATCH (n) WHERE {predicate} RETURN n").Diagnostics.Should().BeEmpty();

    [Fact]
    public void Keywords_work_in_any_case_and_names_keep_theirs()
    {
        var query = Queries.Bind("mAtCh (Order:Order) wHeRe Order.Total iS nOt NuLl rEtUrN Order.Total aS Total");

        query.Columns.Should().Equal("Total");
        Describe(((BoundReading.Match)query.Parts[0].Readings[0]).Elements[0]).Should().Be("0 Order#0 Order");
    }

    [Fact]
    public void Warning_leaves_the_query_usable()
    {
        var result = CypherCompiler.Bind("MATCH (a) WHERE a.due < timestamp() RETURN a.id");

        result.HasErrors.Should().BeFalse();
        result.Diagnostics.Should().ContainSingle().Which.Severity.Should().Be(Severity.Warning);
    }

    [Fact]
    public void Function_table_is_consistent()
    {
        FunctionTable.All.Select(symbol => symbol.Name.ToUpperInvariant()).Should().OnlyHaveUniqueItems();
        FunctionTable.All.Should().OnlyContain(symbol =>
            symbol.MinimumArguments <= symbol.MaximumArguments && symbol.ParameterTypes.Count > 0 && symbol.ResultType != TypeSet.None);
        FunctionTable.All.Should().NotContain(symbol => FunctionTable.IsKnownElsewhere(symbol.Name));
        FunctionTable.TryFind("TOUPPER", out var found).Should().BeTrue();
        found!.Name.Should().Be("toUpper");
    }

    private static string Describe(BoundPatternElement element) => element switch
    {
        BoundPatternElement.Node node => $"{node.Slot} {node.Variable} {string.Join('&', node.Labels)}",
        BoundPatternElement.Relation relation =>
            $"{relation.Slot} {relation.Variable} {string.Join('|', relation.Types)} {relation.From}{(relation.IsDirected ? "->" : "--")}{relation.To}",
        _ => throw new InvalidOperationException(),
    };
}
