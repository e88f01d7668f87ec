using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Wire;
using Reactor.QueryCompiler.Tests.Support;

namespace Reactor.QueryCompiler.Tests;

/// <summary>A change costs what it touches: probes are counted, time is not measured.</summary>
public sealed class CostTests
{
    private readonly GraphFeed _feed = new();

    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    public void Index_join_looks_at_matches_only_however_large_the_sides_are(int elements)
    {
        using var run = QueryRun.Start("MATCH (h:History), (t:Teller) WHERE h.tid = t.tid RETURN t.tid AS t, count(*) AS c, sum(h.delta) AS d", _feed);
        Load(run, Enumerable.Range(0, elements).Select(i => _feed.Node($"t{i}", "Teller", ("tid", i), ("balance", 0))));
        Load(run, Enumerable.Range(0, elements).Select(i => _feed.Node($"h{i}", "History", ("tid", i % 10), ("delta", i))));

        Probes(run, _feed.Node("h", "History", ("tid", 3), ("delta", 1))).Should().Be(1);
        Probes(run, _feed.Node("i", "History", ("tid", -1), ("delta", 1))).Should().Be(0);
        Probes(run, _feed.Merge("t3", ("tid", 3.0))).Should().Be(2L * ((elements / 10) + 1), "its matches go and come again");
        Probes(run, _feed.Merge("t3", ("balance", 5))).Should().Be(0, "the query does not read it");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    public void Walk_along_relations_looks_at_those_of_its_type_only(int elements)
    {
        using var run = QueryRun.Start("MATCH (a:A)-[:R]->(b:B), (b)-[:S]->(c:C) RETURN a.v AS a, c.v AS c", _feed, _feed.Node("a", "A"), _feed.Node("b", "B"), _feed.Node("c", "C"));
        Load(run, Enumerable.Range(0, elements).Select(i => _feed.Relation($"s{i}", "S", "c", "b")));
        Load(run, [_feed.Relation("r", "R", "a", "b"), _feed.Relation("s", "S", "b", "c")]);

        Probes(run, _feed.Merge("a", ("v", 1))).Should().Be(4, "out and in again: one relation R, one S");
        Probes(run, _feed.Merge("b", ("v", 1))).Should().Be(0, "nothing of b is read");
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void Change_looks_at_no_more_than_its_matches_whatever_the_state_holds(int elements)
    {
        // Elements with the same key, and probes per match and change at most.
        const int Matches = 4;
        const long PerMatch = 6;
        (string Query, ElementChange[] Changes, int Matches)[] cases =
        [
            ("MATCH (a:A), (b:B) WHERE a.k = b.k RETURN a.v AS a, b.v AS b", [Update(3), _feed.Delete("b3")], Matches),
            ("MATCH (a:A) OPTIONAL MATCH (b:B) WHERE a.k = b.k RETURN a.v AS a, b.v AS b", [Update(3), _feed.Delete("b3")], Matches),
            ("MATCH (a:A) WHERE EXISTS { MATCH (b:B) WHERE a.k = b.k } RETURN a.v AS a", [Update(3), _feed.Delete("b3")], Matches),
            ("MATCH (a:A) RETURN a.v AS v ORDER BY v LIMIT 10", [Update(3), Update(elements / 4)], 1),
        ];
        ElementChange Update(int number) => _feed.Merge($"a{number}", ("v", elements));
        foreach (var (query, changes, matches) in cases)
        {
            using var run = QueryRun.Start(query, _feed);
            Load(run, Enumerable.Range(0, elements).Select(i => i % 2 == 0
                ? _feed.Node($"a{i / 2}", "A", ("k", i / 2 / Matches), ("v", i))
                : _feed.Node($"b{i / 2}", "B", ("k", i / 2 / Matches), ("v", i))));

            changes.Sum(change => Probes(run, change)).Should().BeLessThanOrEqualTo(PerMatch * (matches + 1) * changes.Length, "{0} of {1} elements", query, elements);
            run.Query.Probes.Should().BePositive("what operators look at is counted");
        }
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void Change_of_a_group_looks_along_branches_of_its_sorted_values_however_many_they_are(int elements)
    {
        // Each way through a balanced tree: out, in, and to an end. The longest branch of a million is 28 nodes.
        const long PerChange = 2 * 4 * 28;
        foreach (var aggregates in new[] { "min(a.v) AS least, max(a.v) AS most", "percentileDisc(a.v, 0.5) AS half", "count(DISTINCT a.v) AS different" })
        {
            using var run = QueryRun.Start($"MATCH (a:A) RETURN {aggregates}", _feed);
            Load(run, Enumerable.Range(0, elements).Select(i => _feed.Node($"a{i}", "A", ("v", i))));

            Probes(run, _feed.Merge("a0", ("v", elements))).Should().BeInRange(1, PerChange, aggregates);
            Probes(run, _feed.Delete($"a{elements - 1}")).Should().BeInRange(1, PerChange, aggregates);
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    public void Path_search_goes_through_the_changed_element_only(int trees)
    {
        using var run = QueryRun.Start("MATCH (a:A)-[r:R*1..3]->(b:B) RETURN a.v AS a, b.v AS b, size(r) AS length", _feed);
        for (var i = 0; i < trees; i++)
        {
            Load(run, [_feed.Node($"a{i}", "A"), _feed.Node($"m{i}", "M"), _feed.Node($"b{i}", "B"), _feed.Node($"c{i}", "B")]);
            Load(run, [_feed.Relation($"r{i}", "R", $"a{i}", $"m{i}"), _feed.Relation($"s{i}", "R", $"m{i}", $"b{i}")]);
        }

        Probes(run, _feed.Relation("new", "R", "m7", "c7")).Should().Be(1, "one way back, none ahead");
        Probes(run, _feed.Merge("a7", ("v", 1))).Should().Be(6, "out and in again: one relation to the middle, two from there");
        Probes(run, _feed.Merge("a7", ("v", 1))).Should().Be(0, "nothing changed");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(30)]
    public void Path_search_costs_the_paths_through_a_relation_however_many_start_elsewhere(int length)
    {
        using var run = QueryRun.Start("MATCH (a:Node)-[r:R*]->(b:Node) RETURN count(*) AS paths", _feed);
        Load(run, Enumerable.Range(0, length + 1).Select(i => _feed.Node($"n{i}", "Node")));
        Load(run, Enumerable.Range(0, length).Select(i => _feed.Relation($"r{i}", "R", $"n{i}", $"n{i + 1}")));
        Load(run, [_feed.Node("end", "Node")]);

        Probes(run, _feed.Relation("last", "R", $"n{length}", "end")).Should().Be(length, "of all the paths of the chain those to its end are new");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void Join_costs_the_partners_of_the_changed_node_and_nothing_where_its_key_stays(int elements)
    {
        var join = new JoinDefinition("LOCATED", [new JoinParticipant("Sensor", ["room"]), new JoinParticipant("Room", ["id"])]);
        using var run = QueryRun.Start(
            QueryRun.CompileOne(new QuerySource { Name = "q", Text = "MATCH (s:Sensor)-[:LOCATED]->(r:Room) RETURN r.name AS room, s.v AS v", Sources = ["s"], Joins = [join] }), _feed);
        Load(run, Enumerable.Range(0, elements).SelectMany(i => new[]
        {
            _feed.Node($"s{i}", "Sensor", ("room", i / 4), ("v", i)),
            _feed.Node($"r{i}", "Room", ("id", i), ("name", $"room {i}")),
        }));

        Probes(run, _feed.Merge("s7", ("v", -1))).Should().Be(2, "its one relation, out and in again");
        Probes(run, _feed.Merge("s7", ("room", 9.0))).Should().Be(2, "the room it leaves and the room it enters");
        Probes(run, _feed.Merge("r3", ("id", -3))).Should().Be(4, "four sensors lose it");
        Probes(run, _feed.Merge("r3", ("id", 9))).Should().Be(5, "it becomes the room of five");
        Probes(run, _feed.Merge("s7", ("room", null))).Should().Be(2, "two rooms have its key");
        Probes(run, _feed.Merge("s7", ("other", 1))).Should().Be(0, "the query does not read it");
        run.Rows.Should().HaveCount(elements - 1);
    }

    private static void Load(QueryRun run, IEnumerable<ElementChange> changes)
    {
        foreach (var chunk in changes.Chunk(1000))
        {
            run.Unit(UnitKind.Transaction, chunk);
        }
    }

    private static long Probes(QueryRun run, ElementChange change)
    {
        var before = run.Query.Probes;
        run.Unit(change);
        return run.Query.Probes - before;
    }
}
