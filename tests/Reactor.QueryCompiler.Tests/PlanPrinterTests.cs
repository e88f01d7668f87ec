namespace Reactor.QueryCompiler.Tests;

/// <summary>Plans as text: what <c>reactor compile --explain</c> shows and what plan hashes are taken over.</summary>
public sealed class PlanPrinterTests
{
    [Fact]
    public void Chain_is_explored_from_every_slot()
    {
        Plan("MATCH (a:A)-[r:R]->(b)<-[:S]-(c:C) WHERE a.x < c.y AND r.w = 1 RETURN b.v AS v").Should().Be(
            """
            sources s
            bit 0: Node A
            bit 1: Relation R
            bit 2: Node C
            bit 3: Relation S
            slot 0: x
            slot 1: y
            slot 2: w
            slot 3: v
            match 0
              0: node a#0:A reads P0
              1: node b#1 reads P3
              2: relation r#2:R 0->1 in 0 reads P2
              3: node c#3:C reads P1
              4: relation _#4:S 3->1 in 0 reads nothing
              where 0: (a#0.x < c#3.y)
              where 1: (r#2.w = 1)
              from 0
                expand Out of 0 along 2 to 1
                expand In of 1 along 4 to 3 check 0
              from 1
                expand In of 1 along 2 to 0
                expand In of 1 along 4 to 3 check 0
              from 2
                ends of 2
                expand In of 1 along 4 to 3 check 0
              from 3
                expand Out of 3 along 4 to 1
                expand In of 1 along 2 to 0 check 0
              from 4
                ends of 4
                expand In of 1 along 2 to 0 check 0
            segment 0 of match 0
              let v#5 = b#1.v
              output v = v#5
            """);
    }

    [Fact]
    public void Equality_becomes_an_index_and_projections_become_segments()
    {
        Plan("MATCH (h:History), (t:Teller) WHERE h.tid = t.tid WITH t, sum(h.delta) AS moved WHERE moved > 0 RETURN DISTINCT t.branch AS b, moved / 10 AS m").Should().Be(
            """
            sources s
            bit 0: Node History
            bit 1: Node Teller
            slot 0: tid
            slot 1: delta
            slot 2: branch
            match 0
              0: node h#0:History reads P0, P1
              1: node t#1:Teller reads P0, P2
              where 0: (h#0.tid = t#1.tid)
              index 0: slot 1 by [t#1.tid]
              index 1: slot 0 by [h#0.tid]
              from 0
                look up 1 by index 0 [h#0.tid] check 0
              from 1
                look up 0 by index 1 [t#1.tid] check 0
            segment 0 of match 0
              aggregate by [t#1]: Sum(h#0.delta) in operator 0
            segment 1 of operator 0
              let t#2 = key0
              let moved#3 = aggregate0
              filter (moved#3 > 0)
              let b#4 = t#2.branch
              let m#5 = (moved#3 Divide 10)
              distinct [b#4, m#5] in operator 1
            segment 2 of operator 1
              let b#4 = key0
              let m#5 = key1
              output b = b#4, m = m#5
            """);
    }

    private static string Plan(string text)
    {
        var report = QuerySetCompiler.Compile([new QuerySource { Name = "q", Text = text, Sources = ["s"] }]).Queries.Single();
        report.FormatDiagnostics().Should().BeEmpty();
        return report.Plan!.TrimEnd();
    }
}
