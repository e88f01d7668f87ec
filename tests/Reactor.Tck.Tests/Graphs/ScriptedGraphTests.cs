namespace Reactor.Tck.Tests.Graphs;

/// <summary>What the kit's writing clauses make of a graph.</summary>
public sealed class ScriptedGraphTests
{
    [Fact]
    public void Relation_created_behind_a_delete_takes_the_place_of_the_deleted_one()
    {
        var graph = new ScriptedGraph();
        graph.Run("CREATE (:Source {name: 'source'})-[:T]->(:Target {name: 'target'})");

        graph.Run("MATCH (a)-[r]->(b) DELETE r CREATE (b)-[:T]->(a)");

        var relation = graph.Elements.Should().ContainSingle(element => element.Start != null).Which;
        relation.Start!.Labels.Should().Equal("Target");
        relation.End!.Labels.Should().Equal("Source");
    }
}
