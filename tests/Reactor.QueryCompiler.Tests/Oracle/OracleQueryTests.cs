using Reactor.Contracts.Changes;
using Reactor.Cypher;
using Reactor.Oracle.Evaluation;
using Reactor.Oracle.Graph;
using Reactor.Oracle.Values;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>The oracle itself gives the answers openCypher asks for, worked out by hand: whoever judges must be right.</summary>
public sealed class OracleQueryTests
{
    private static readonly OracleGraph Graph = MakeGraph();

    [Theory]
    [InlineData("MATCH (p:Person) RETURN p.name AS n", "'Ann'", "'Bob'", "'Cid'", "null")]
    [InlineData("MATCH (p:Person {name: 'Bob'}) RETURN p.age AS a", "40")]
    [InlineData("MATCH (p:Person) WHERE p.age > 35 RETURN id(p) AS i", "'b'", "'c'")]
    [InlineData("MATCH (p:Person) WHERE NOT p.age > 35 RETURN id(p) AS i", "'a'")]
    [InlineData("MATCH (a)-[r:KNOWS]->(b) RETURN id(a) AS a, id(b) AS b", "'a' | 'b'", "'b' | 'c'", "'c' | 'c'")]
    [InlineData("MATCH (a)<-[r:KNOWS]-(b) RETURN id(a) AS a, id(b) AS b", "'b' | 'a'", "'c' | 'b'", "'c' | 'c'")]
    [InlineData("MATCH (a)-[r:KNOWS]-(b) RETURN id(a) AS a, id(b) AS b", "'a' | 'b'", "'b' | 'a'", "'b' | 'c'", "'c' | 'b'", "'c' | 'c'")]
    [InlineData("MATCH (a)-[:KNOWS]->()-[:KNOWS]->(c) RETURN id(a) AS a, id(c) AS c", "'a' | 'c'", "'b' | 'c'")]
    [InlineData("MATCH (a:Person)-[:LIVES_IN|KNOWS]->(b:City) RETURN id(b) AS b", "'u'")]
    [InlineData("MATCH (a:Person), (c:City) WHERE a.age < 45 RETURN id(a) AS a, c.name AS c", "'a' | 'Ulm'", "'b' | 'Ulm'")]
    [InlineData("MATCH (p:Person) RETURN count(*) AS all, count(p.age) AS ages, sum(p.age) AS s, avg(p.age) AS m, min(p.age) AS lo, max(p.age) AS hi", "4 | 3 | 120.5 | 40.166666666666664 | 30 | 50.5")]
    [InlineData("MATCH (p:Nobody) RETURN count(*) AS c, sum(p.x) AS s, avg(p.x) AS a, min(p.x) AS m, collect(p.x) AS l", "0 | 0 | null | null | []")]
    [InlineData("MATCH (p:Nobody) RETURN p.x AS x, count(*) AS c")]
    [InlineData("MATCH (p:Person) RETURN p.group AS g, count(*) AS c", "1 | 2", "null | 2")]
    [InlineData("MATCH (p:Person) RETURN DISTINCT p.group AS g", "1", "null")]
    [InlineData("MATCH (p:Person) RETURN count(DISTINCT p.group) AS c, sum(DISTINCT p.group) AS s", "1 | 1")]
    [InlineData("MATCH (p:Person) WITH p.group AS g, count(*) AS c WHERE g IS NOT NULL RETURN g + c AS x", "3")]
    [InlineData("MATCH (p:Person) WITH p.group AS g, count(*) AS c RETURN max(c) AS m, count(*) AS groups", "2 | 2")]
    [InlineData("MATCH (p:Person) WITH p, p.age / 0 AS x RETURN id(p) AS i, x AS x", "'c' | Infinity", "'d' | null")]
    [InlineData("MATCH (p:Person) WHERE p.age / 0 > 1 AND p.name = 'Ann' RETURN id(p) AS i")]
    [InlineData("MATCH (p:Person) RETURN CASE p.age WHEN 30 THEN 'thirty' WHEN 40 THEN 'forty' ELSE 'other' END AS c", "'forty'", "'other'", "'other'", "'thirty'")]
    [InlineData("MATCH (p:Person) RETURN CASE WHEN p.age >= 40 THEN 1 END AS c", "1", "1", "null", "null")]
    [InlineData("MATCH (p:Person) WHERE p.age IN [30, null] RETURN id(p) AS i", "'a'")]
    [InlineData("MATCH (p:Person) WHERE p.name STARTS WITH 'A' OR p.name ENDS WITH 'd' OR p.name CONTAINS 'o' RETURN id(p) AS i", "'a'", "'b'", "'c'")]
    [InlineData("MATCH (p:Person) WHERE p.age <> 30 XOR p.name = 'Bob' RETURN id(p) AS i", "'c'")]
    [InlineData("MATCH (c:City) RETURN c.where.lat AS lat, c.where.no AS no, c.tags[0] AS first, c.tags[-1] AS last, c.tags[1..] AS tail", "48 | null | 'old' | 'big' | ['big']")]
    [InlineData("MATCH (c:City) RETURN c AS c", "{$id: 'u', $labels: ['City'], name: 'Ulm', tags: ['old', 'big'], where: {lat: 48}}")]
    [InlineData("MATCH (c:City) RETURN [1, c.name] + 2 AS l, {k: c.name} AS m, 'n' + 1 AS t, 7 / 2 AS d, -7 % 4 AS r, 2 ^ 3 AS p", "[1, 'Ulm', 2] | {k: 'Ulm'} | 'n1' | 3 | -3 | 8.0")]
    [InlineData("MATCH (c:City) RETURN size(c.name) AS s, toUpper(c.name) AS u, substring(c.name, 1) AS t, coalesce(c.no, 'x') AS x, abs(-3) AS a, reverse(c.tags) AS r", "3 | 'ULM' | 'lm' | 'x' | 3 | ['big', 'old']")]
    [InlineData("MATCH (c:City) RETURN 1 = 1.0 AS a, 9007199254740993 = 9007199254740992.0 AS b, null = null AS c, [1, null] = [1, 2] AS d, [1, null] = [2, 2] AS e, 'a' < 1 AS f", "true | false | null | null | false | null")]
    [InlineData("MATCH (c:City) RETURN null IN [] AS a, 3 IN [1, null] AS b, null AND false AS c, null OR true AS d, NOT null AS e", "false | null | false | true | null")]
    [InlineData("MATCH (a:Person)-[r:KNOWS]->(b) WITH a, count(b) AS c RETURN a.name AS n, c AS c", "'Ann' | 1", "'Bob' | 1", "'Cid' | 1")]
    public void Query_gives_the_answer_worked_out_by_hand(string query, params string[] expected)
    {
        Evaluate(query).Rows.Values.Select(Text).Order(StringComparer.Ordinal).Should().Equal(expected);
    }

    [Theory]
    [InlineData("MATCH (p:Person) RETURN p.age / 0 AS x", 2)]  // 50.5 / 0 is Infinity, null / 0 null
    [InlineData("MATCH (p:Person) WHERE p.age / 0 > 1 RETURN id(p) AS i", 2)]
    [InlineData("MATCH (p:Person) WHERE p.age / 0 > 1 AND p.name = 'Ann' RETURN id(p) AS i", 1)]
    [InlineData("MATCH (p:Person) RETURN sum(p.name) AS s", 3)]
    [InlineData("MATCH (p:Person) WHERE p.name RETURN p.name AS n", 3)]
    public void Rows_that_cannot_be_evaluated_are_counted(string query, int expected)
    {
        Evaluate(query).Errors.Should().HaveCount(expected);
    }

    [Fact]
    public void Identity_of_a_row_is_that_of_its_elements_or_its_group()
    {
        Evaluate("MATCH (a)-[r:KNOWS]->(b) WITH a.name AS n RETURN 1 AS one").Rows.Should().HaveCount(3);
        Evaluate("MATCH (a)-[r:KNOWS]->(b) WITH DISTINCT 1 AS one RETURN one").Rows.Should().HaveCount(1);
    }

    private static OracleResult Evaluate(string query)
    {
        var bound = CypherCompiler.Bind(query);
        bound.Diagnostics.Where(diagnostic => diagnostic.Severity == Cypher.Diagnostics.Severity.Error).Should().BeEmpty();
        return new OracleQuery(bound.Query!).Evaluate(Graph);
    }

    private static string Text(IReadOnlyList<object?> row) => RowText.Of(row.Select(OracleValue.ToWire), sortLists: false);

    private static OracleGraph MakeGraph()
    {
        var feed = new Feed();
        var graph = new OracleGraph();
        ElementChange[] changes =
        [
            feed.Node(ChangeOperation.Insert, "a", ["Person"], ("name", "Ann"), ("age", 30), ("group", 1)),
            feed.Node(ChangeOperation.Insert, "b", ["Person"], ("name", "Bob"), ("age", 40), ("group", 1.0)),
            feed.Node(ChangeOperation.Insert, "c", ["Person"], ("name", "Cid"), ("age", 50.5)),
            feed.Node(ChangeOperation.Insert, "d", ["Person"]),
            feed.Node(ChangeOperation.Insert, "u", ["City"], ("name", "Ulm"), ("tags", new object[] { "old", "big" }), ("where", new (string, object)[] { ("lat", 48) })),
            feed.Relation(ChangeOperation.Insert, "1", "KNOWS", "a", "b"),
            feed.Relation(ChangeOperation.Insert, "2", "KNOWS", "b", "c"),
            feed.Relation(ChangeOperation.Insert, "3", "KNOWS", "c", "c"),
            feed.Relation(ChangeOperation.Insert, "4", "LIVES_IN", "a", "u"),
            feed.Relation(ChangeOperation.Insert, "5", "KNOWS", "a", "nowhere"),
        ];
        foreach (var change in changes)
        {
            graph.Apply(change, feed.Vocabulary);
        }

        return graph;
    }
}
