using Reactor.QueryCompiler.Tests.Support;

namespace Reactor.QueryCompiler.Tests;

/// <summary>Volatile expressions are evaluated once per version of a row.</summary>
public sealed class VolatileTests
{
    private readonly GraphFeed _feed = new();

    [Theory]
    [InlineData("MATCH (n:N) RETURN n.x AS x, rand() AS r")]
    [InlineData("MATCH (n:N) RETURN n.x AS x, randomUUID() AS r")]
    [InlineData("MATCH (n:N) WITH n, [i IN range(1, 20) WHERE rand() < 0.5] AS r RETURN n.x AS x, r")]
    [InlineData("MATCH (n:N) UNWIND [rand()] AS r RETURN n.x AS x, r")]
    [InlineData("MATCH (n:N) RETURN n.x AS x, rand() AS r ORDER BY r LIMIT 5")]
    public void Volatile_value_stays_until_its_row_changes(string query)
    {
        using var run = QueryRun.Start(query, _feed, _feed.Node("1", "N", ("x", 1)), _feed.Node("2", "N", ("x", 2)));
        var first = run.Rows.ToArray();

        first.Select(row => row[2..]).Should().OnlyHaveUniqueItems();
        run.Unit(_feed.Merge("2", ("x", 3)));
        run.Rows.Should().Contain(first[0]).And.HaveCount(2);
        run.Rows.Select(row => row[2..]).Should().NotContain(first[1][2..], "a new version is evaluated anew");
        run.Unit(_feed.Delete("1"), _feed.Delete("2"));
        run.Rows.Should().BeEmpty();
    }

    [Fact]
    public void Volatile_predicate_admits_a_row_or_not_for_as_long_as_it_is()
    {
        using var run = QueryRun.Start("MATCH (n:N) WHERE rand() < 0.5 RETURN n.x AS x", _feed);
        run.Unit([.. Enumerable.Range(0, 100).Select(i => _feed.Node($"{i}", "N", ("x", i)))]);

        run.Rows.Count.Should().BeInRange(20, 80);
        run.Unit([.. Enumerable.Range(0, 100).Select(i => _feed.Delete($"{i}"))]);
        run.Rows.Should().BeEmpty();
    }

    [Fact]
    public void Row_whose_volatile_expression_failed_goes_without_a_trace()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN n.x / toInteger(rand() * 2) AS x", _feed);
        run.Unit([.. Enumerable.Range(0, 50).Select(i => _feed.Node($"{i}", "N", ("x", i)))]);

        run.Errors.Should().BeInRange(5, 45);
        run.Rows.Should().HaveCount(50 - (int)run.Errors);
        run.Unit([.. Enumerable.Range(0, 50).Select(i => _feed.Delete($"{i}"))]);
        run.Errors.Should().Be(0);
        run.Rows.Should().BeEmpty();
    }

    [Theory]
    [InlineData("MATCH (n:N) WHERE n.y > 1 AND 1 / (n.x + toInteger(rand())) > 0 RETURN n.x AS x")]
    [InlineData("MATCH (n:N) WITH n.x AS x, n.y AS y WHERE y > 1 AND 1 / (x + toInteger(rand())) > 0 RETURN x")]
    [InlineData("MATCH (n:N) WHERE rand() < 0 AND 1 / (n.x + toInteger(rand())) > 0 RETURN n.x AS x")]
    [InlineData("MATCH (n:N) WHERE 1 / n.x > 0 AND rand() < 0 RETURN n.x AS x")]
    [InlineData("MATCH (n:N) WHERE 1 / (n.x + toInteger(rand())) > 0 AND rand() < 0 RETURN n.x AS x")]
    public void Row_that_another_operand_excludes_is_not_in_error(string query)
    {
        using var run = QueryRun.Start(query, _feed, _feed.Node("1", "N", ("x", 0), ("y", 0)));

        run.Errors.Should().Be(0);
    }

    [Fact]
    public void Skip_may_be_drawn_once()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN n.x AS x ORDER BY x SKIP toInteger(rand() * 0.5) LIMIT 1", _feed, _feed.Node("1", "N", ("x", 1)));

        run.Rows.Should().Equal("1");
    }

    [Fact]
    public void Late_change_is_applied_at_the_clock_it_finds()
    {
        using var run = QueryRun.Start("MATCH (n:N) RETURN n.x AS x, timestamp() AS t", _feed);
        run.ClockNs = 5_000_000;
        run.Unit(_feed.Node("1", "N", ("x", 1))).Should().Equal("+ 1, 5");
        run.ClockNs = 3_000_000;
        run.Unit(_feed.Node("2", "N", ("x", 2))).Should().Equal("+ 2, 5");
        run.ClockNs = 6_000_000;
        run.Unit(_feed.Node("3", "N", ("x", 3))).Should().Equal("+ 3, 6");
    }
}
