using Reactor.QueryCompiler.Tests.Support;

namespace Reactor.QueryCompiler.Tests;

/// <summary>collect follows the ORDER BY in front of it, whatever comes and goes.</summary>
public sealed class CollectOrderTests
{
    private readonly GraphFeed _feed = new();

    [Fact]
    public void Distinct_elements_are_ordered_by_what_they_hold()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN DISTINCT n ORDER BY n.x DESC LIMIT 1", _feed, _feed.Node("a", "N", ("x", 3)), _feed.Node("b", "N", ("x", 1)));
        run.Rows.Should().ContainSingle().Which.Should().Contain("x: 3");
        run.Unit(_feed.Merge("b", ("x", 4)));
        run.Rows.Should().ContainSingle().Which.Should().Contain("x: 4");
    }

    [Theory]
    [InlineData("MATCH (n:N) WITH n ORDER BY n.x RETURN collect(n.x) AS l", "[1, 2, 3]", "[0, 1, 2]")]
    [InlineData("MATCH (n:N) WITH n ORDER BY n.x DESC RETURN collect(n.x) AS l", "[3, 2, 1]", "[2, 1, 0]")]
    [InlineData("MATCH (n:N) WITH n.x AS x ORDER BY x DESC LIMIT 2 RETURN collect(x) AS l", "[3, 2]", "[2, 1]")]
    [InlineData("MATCH (n:N) WITH n.g AS g, n.x AS x ORDER BY g DESC, x RETURN collect(x) AS l", "[2, 1, 3]", "[0, 2, 1]")]
    [InlineData("MATCH (n:N) WITH n ORDER BY n.x WITH n, n.x AS y UNWIND [y, null] AS z RETURN collect(z) AS l", "[1, 2, 3]", "[0, 1, 2]")]
    public void List_is_in_the_order_of_the_rows(string query, string first, string second)
    {
        using var run = QueryRun.Start(query, _feed, _feed.Node("a", "N", ("x", 3), ("g", 1)), _feed.Node("b", "N", ("x", 1), ("g", 1)), _feed.Node("c", "N", ("x", 2), ("g", 2)));
        run.Rows.Should().Equal(first);
        run.Unit(_feed.Merge("a", ("x", 0), ("g", 2)));
        run.Rows.Should().Equal(second);
        run.Unit(_feed.Delete("a"), _feed.Delete("b"), _feed.Delete("c"));
        run.Rows.Should().Equal("[]");
    }
}
