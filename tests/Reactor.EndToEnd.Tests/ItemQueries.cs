using Reactor.EndToEnd.Tests.Support;

namespace Reactor.EndToEnd.Tests;

/// <summary>Queries over items (<see cref="MemorySource"/>), compiled once for several classes.</summary>
public sealed class ItemQueries : IDisposable
{
    internal CompiledSet Set { get; } = CompiledSet.Compile(
        "feed",
        ("total", "MATCH (i:Item) RETURN count(*) AS items, sum(i.value) AS total"),
        ("rows", "MATCH (i:Item) RETURN i.value AS value, i.text AS text"),
        ("triples", "MATCH (a:Item), (b:Item), (c:Item) WHERE a.value + b.value + c.value < 0 RETURN count(*) AS hits"),
        ("chain", "MATCH (i:Item {value: 1})-[:NEXT*]->(j:Item {value: 20000}) RETURN j.value AS value"),
        ("aged", "MATCH (i:Item) WHERE drasi.trueFor(i.value > 0, duration('PT1M')) RETURN i.value AS value"));

    public void Dispose() => Set.Dispose();
}
