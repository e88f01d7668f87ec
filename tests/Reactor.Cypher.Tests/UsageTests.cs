namespace Reactor.Cypher.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("RETURN 1", "a: None; b: None; r: None")]
    [InlineData("RETURN a.x, a.y.z, a.x + 1", "a: x y.z None; b: None; r: None")]
    [InlineData("RETURN a.x, a.x.y", "a: x x.y None; b: None; r: None")]
    [InlineData("RETURN a", "a: Escapes; b: None; r: None")]
    [InlineData("RETURN id(a), labels(b), type(r)", "a: Id; b: Labels; r: Type")]
    [InlineData("RETURN elementId(r), b:B, r:T", "a: None; b: Labels; r: Id, Type")]
    [InlineData("WHERE a = b RETURN 1", "a: Id; b: Id; r: None")]
    [InlineData("WHERE a IS NOT NULL RETURN 1", "a: None; b: None; r: None")]
    [InlineData("RETURN count(a), count(DISTINCT b)", "a: None; b: Id; r: None")]
    [InlineData("RETURN collect(a), max(b)", "a: Escapes; b: Escapes; r: None")]
    [InlineData("RETURN keys(a), properties(r)", "a: Escapes; b: None; r: Escapes")]
    [InlineData("RETURN [a], {k: b}, coalesce(r)", "a: Escapes; b: Escapes; r: Escapes")]
    [InlineData("RETURN a[$p], b['x']", "a: Escapes; b: x None; r: None")]
    [InlineData("RETURN a.tags[0].x", "a: tags None; b: None; r: None")]
    [InlineData("RETURN startNode(r).x", "a: x None; b: None; r: None")]
    [InlineData("WITH r RETURN endNode(r).x", "a: None; b: None; r: Ends")]
    [InlineData("WITH a AS n, b WHERE n.x > 1 RETURN n.y", "a: x y None; b: None; r: None")]
    [InlineData("WITH a AS n RETURN n", "a: Escapes; b: None; r: None")]
    [InlineData("WITH a AS n WITH n AS m RETURN id(m)", "a: Id; b: None; r: None")]
    [InlineData("WITH DISTINCT a RETURN a.x", "a: x Id; b: None; r: None")]
    [InlineData("RETURN DISTINCT a", "a: Id, Escapes; b: None; r: None")]
    [InlineData("WITH a, count(*) AS c RETURN a.x, c", "a: x Id; b: None; r: None")]
    [InlineData("RETURN a, a.x + count(*)", "a: x Id, Escapes; b: None; r: None")]
    [InlineData("WITH a, labels(a) + collect(b.x) AS l RETURN l", "a: Id, Labels; b: x None; r: None")]
    [InlineData("WITH collect(a) AS l RETURN l", "a: Escapes; b: None; r: None")]
    [InlineData("WHERE a.x = b.y AND r.z RETURN 1", "a: x None; b: y None; r: z None")]
    public void Usage_lists_what_is_read_of_each_element(string rest, string expected)
    {
        var usages = Queries.Bind($"MATCH (a)-[r]->(b) {rest}").Usages;

        string.Join("; ", usages.Select(usage =>
            $"{usage.Variable.Name}: {string.Concat(usage.Paths.Select(path => string.Join('.', path) + " "))}{usage.Uses}")).Should().Be(expected);
    }

    [Fact]
    public void Usage_covers_anonymous_elements_and_property_maps()
    {
        var usages = Queries.Bind("MATCH (:A {x: 1})-[{y: 2}]->() RETURN count(*)").Usages;

        usages.Select(usage => string.Join(' ', usage.Paths.SelectMany(path => path))).Should().Equal("x", string.Empty, "y");
        usages.Should().OnlyContain(usage => !usage.Escapes && usage.Variable.Name == null);
    }
}
