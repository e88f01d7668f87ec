using Reactor.Contracts.Queries;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>Queries over relations that joins make, for random histories: with every operator that takes relations.</summary>
internal static class JoinCorpus
{
    private static readonly Dictionary<string, JoinDefinition> Joins = new[]
    {
        Join("J", ("A", "k"), ("B", "g")),
        Join("SAME", ("A", "k"), ("A", "k")),
        Join("OTHER", ("A", "k"), ("A", "g")),
        Join("THREE", ("A", "k"), ("B", "g"), ("C", "w")),
        Join("TRIO", ("A", "w"), ("A", "w"), ("C", "w")),
        Join("PAIR", ("A", "w b"), ("B", "w b")),
        Join("R", ("A", "w"), ("C", "w")),
        Join("a,\\b", ("B", "t"), ("C", "t")),
    }.ToDictionary(join => join.Id);

    /// <summary>Names of joins, and the query.</summary>
    private static readonly (string Joins, string Query)[] Written =
    [
        // Two participants
        ("J", "MATCH (a:A)-[:J]->(b:B) RETURN id(a) AS a, id(b) AS b, a.k AS k, b.g AS g"),
        ("J", "MATCH (b:B)-[:J]->(a:A) RETURN id(a) AS a, id(b) AS b"),
        ("J", "MATCH (a)-[r:J]-(b) RETURN a.w AS a, b.w AS b, id(r) AS id, type(r) AS type, r.w AS nothing"),
        ("J", "MATCH (a)<-[r:J]-(b) RETURN r AS r"),
        ("J", "MATCH (a)-[r:J]->(b) RETURN startNode(r) AS start, endNode(r).w AS end"),
        ("J", "MATCH (a:A)-[:J]-(b:B) WHERE a.w < b.w RETURN id(a) AS a, count(*) AS c, sum(b.w) AS s"),
        ("J", "MATCH (a:A:B)-[:J]->(b:C) RETURN id(a) AS a, id(b) AS b"),
        ("J", "MATCH (a)-[:J]->(a) RETURN id(a) AS never"),
        ("J", "MATCH (a)-[r:J]->(b) RETURN DISTINCT type(r) AS type, r:J AS is, r:R AS other"),
        ("J", "MATCH (a:A)-[:J]->(b)-[:R]->(c) RETURN id(a) AS a, id(b) AS b, c.w AS c"),
        ("J", "MATCH (c)-[r:R|J]->(d) RETURN id(r) AS r, type(r) AS type, id(c) AS c"),
        ("J", "MATCH (c)<-[r:R|J]-(d:A) RETURN id(r) AS r, id(c) AS c"),
        ("J", "MATCH (a:A)-[:J]->(b)<-[:J]-(c) RETURN id(a) AS a, id(c) AS c"),
        ("J", "MATCH (a:A)-[r]->(b) RETURN type(r) AS type, id(r) AS id, id(b) AS b"),
        ("J", "MATCH (a:A)-[r]-(b) RETURN type(r) AS type, count(*) AS c"),
        ("J", "MATCH (a)<-[r:J|R|S]-(b:B), (b)-[s]-(c) RETURN id(r) AS r, id(s) AS s"),
        ("J", "MATCH (a:A)-[:J]->(b) MATCH (b)-[:J]->(c) RETURN id(a) AS a, id(c) AS c"),
        ("J", "MATCH (a)-[r:J]->(b) WITH r MATCH (c)-[r]->(d) RETURN id(c) AS c, id(d) AS d"),
        ("J", "MATCH (x)-[r:J]->(y), (u)-[s:R]->(v) WHERE x.w = u.w RETURN id(r) AS r, id(s) AS s"),
        ("J", "MATCH (a:A)-[r:J]->() RETURN r AS r, count(*) AS c"),

        // The same label twice, several participants, composite keys, a type that sources use too
        ("SAME", "MATCH (a:A)-[r:SAME]->(b:A) RETURN id(a) AS a, id(b) AS b, a.k AS k"),
        ("SAME", "MATCH (a)-[r:SAME]-(b) RETURN count(*) AS c, count(DISTINCT r) AS pairs"),
        ("OTHER", "MATCH (a:A)-[r:OTHER]->(b:A) RETURN id(a) AS a, id(b) AS b"),
        ("OTHER", "MATCH (a)-[:OTHER]-(b)-[:OTHER]-(c) RETURN id(a) AS a, id(b) AS b, id(c) AS c"),
        ("THREE", "MATCH (x)-[r:THREE]->(y) RETURN id(x) AS x, id(y) AS y, id(r) AS r"),
        ("THREE", "MATCH (a:A)-[:THREE]->(b:B)-[:THREE]->(c:C) RETURN id(a) AS a, id(b) AS b, id(c) AS c"),
        ("THREE", "MATCH (a:A)-[:THREE]-(c:C) RETURN a.k AS k, count(*) AS c"),
        ("TRIO", "MATCH (x)-[:TRIO]->(y:C) RETURN id(x) AS x, id(y) AS y"),
        ("TRIO", "MATCH (x)-[r:TRIO]-(y) RETURN count(DISTINCT r) AS pairs, count(*) AS c"),
        ("PAIR", "MATCH (a:A)-[:PAIR]->(b:B) RETURN id(a) AS a, id(b) AS b, a.w AS w, a.b AS t"),
        ("R", "MATCH (a)-[r:R]->(b) RETURN id(a) AS a, id(b) AS b, id(r) AS r, r.w AS w"),
        ("R", "MATCH (a)-[r]->(b) WHERE r:R RETURN id(r) AS r"),
        ("R", "MATCH (a:A)<-[r:R]-(b) RETURN type(r) AS type, count(*) AS c"),
        ("a,\\b", "MATCH (x)-[r:`a,\\b`]->(y) RETURN id(r) AS id, type(r) AS type"),
        ("J OTHER", "MATCH (a)-[:J]->(b)-[:OTHER]->(c) RETURN id(a) AS a, id(b) AS b, id(c) AS c"),
        ("J R", "MATCH (a:A)-[r:J|R]->(b) RETURN type(r) AS type, id(b) AS b"),

        // Operators that take relations
        ("J", "MATCH (a:A) OPTIONAL MATCH (a)-[r:J]->(b:B) RETURN id(a) AS a, id(b) AS b, id(r) AS r"),
        ("J", "MATCH (b:B) OPTIONAL MATCH (a)-[:J]->(b) WHERE a.w > 1 RETURN id(b) AS b, count(a) AS c"),
        ("SAME", "MATCH (a:A) OPTIONAL MATCH (a)-[:SAME]-(b) RETURN id(a) AS a, collect(DISTINCT b.w) AS w"),
        ("J", "MATCH (a:A) WHERE EXISTS { MATCH (a)-[:J]->(b) WHERE b.w > 1 } RETURN id(a) AS a"),
        ("J", "MATCH (a:A) WHERE NOT (a)-[:J]-() RETURN id(a) AS a"),
        ("J", "MATCH (a:A) RETURN id(a) AS a, size([(a)-[:J]->(b) | b.w]) AS c"),
        ("J", "MATCH (a:A)-[:J*1..2]->(b) RETURN id(a) AS a, id(b) AS b"),
        ("J", "MATCH p = (a:A)-[:J*]->(b:B) RETURN length(p) AS l, count(*) AS c"),
        ("J", "MATCH p = (a:A)<-[r:J*0..2]-(b) RETURN p AS p, size(r) AS l"),
        ("J", "MATCH (a:A)-[:R|J*1..2]->(b) RETURN id(a) AS a, id(b) AS b"),
        ("J", "MATCH (a:C)<-[:R|J*2..2]-(b) RETURN id(a) AS a, count(*) AS c"),
        ("J", "MATCH (a:C)-[r*1..2]->(b:A) RETURN id(a) AS a, [x IN r | type(x)] AS types"),
        ("SAME", "MATCH (a:A)-[:SAME*2..2]-(b) RETURN id(a) AS a, count(*) AS c"),
        ("J SAME", "MATCH (a:A)-[:J]->(b) WITH a.w AS w, count(*) AS c ORDER BY c DESC, w LIMIT 2 RETURN w AS w, c AS c"),
        ("J", "MATCH (a)-[r:J]->(b) RETURN a.w AS x, id(r) AS id UNION MATCH (a)-[r:R]->(b) RETURN a.w AS x, id(r) AS id"),
    ];

    internal static IReadOnlyList<string> Queries { get; } = [.. Written.Select(written => written.Query)];

    internal static CompiledCorpus Compile() => new(Written.Select(
        written => (written.Query, (IReadOnlyList<JoinDefinition>)[.. written.Joins.Split(' ').Select(name => Joins[name])])));

    private static JoinDefinition Join(string id, params (string Label, string Properties)[] participants) =>
        new(id, [.. participants.Select(participant => new JoinParticipant(participant.Label, participant.Properties.Split(' ')))]);
}
