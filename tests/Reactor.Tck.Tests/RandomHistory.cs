using Reactor.Contracts.Changes;
using Reactor.Contracts.Wire;
using Reactor.Tck.Tests.Graphs;

namespace Reactor.Tck.Tests;

/// <summary>A way to a graph that takes detours: elements come in any order, some go and come again. Relations may be there before their ends.</summary>
internal static class RandomHistory
{
    /// <summary>Leads a run, whose bootstrap is empty, to the graph of a scenario; each change is a unit.</summary>
    internal static void Play(GuestRun run, ScriptedGraph graph, Random random)
    {
        run.Unit(UnitKind.Bootstrap, []);
        var elements = graph.Elements.ToArray();
        random.Shuffle(elements);
        foreach (var element in elements)
        {
            run.Unit(UnitKind.Change, [element.Insert]);
        }

        var taken = elements.Where(_ => random.Next(2) == 0).ToArray();
        foreach (var element in taken)
        {
            run.Unit(UnitKind.Change, [_ => new ElementChange { Operation = ChangeOperation.Delete, Kind = element.Kind, Id = element.Id }]);
        }

        random.Shuffle(taken);
        foreach (var element in taken)
        {
            run.Unit(UnitKind.Change, [element.Insert]);
        }
    }
}
