using Reactor.Contracts.Wire;
using Reactor.QueryCompiler.Tests.Support;

namespace Reactor.QueryCompiler.Tests;

/// <summary>Memory of the whole process is looked at, so nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(StateSizeTests), DisableParallelization = true)]
[Collection(nameof(StateSizeTests))]
public sealed class StateSizeTests
{
    private readonly GraphFeed _feed = new();

    [Fact]
    public void State_of_deleted_elements_is_used_again()
    {
        using var run = QueryRun.Start("MATCH (a:A)-[r:R]->(b) WHERE a.k = 1 RETURN a.k AS k, collect(b.t) AS t", _feed);
        void Churn()
        {
            for (var i = 0; i < 200; i++)
            {
                run.Unit(UnitKind.Transaction, _feed.Node($"a{i}", "A", ("k", 1)), _feed.Node($"b{i}", "B", ("t", "text")), _feed.Relation($"r{i}", "R", $"a{i}", $"b{i}"));
                run.Unit(UnitKind.Transaction, _feed.Delete($"a{i}"), _feed.DeleteRelation($"r{i}"), _feed.Delete($"b{i}"));
            }
        }

        Churn();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 20; i++)
        {
            Churn();
        }

        (GC.GetTotalMemory(forceFullCollection: true) - before).Should().BeLessThan(200_000);
        run.Rows.Should().BeEmpty();
    }
}
