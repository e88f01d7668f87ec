using Reactor.QueryCompiler.Tests.Support;

namespace Reactor.QueryCompiler.Tests;

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
}
