using Reactor.Contracts.Changes;
using Reactor.Contracts.Wire;
using Reactor.Oracle.Graph;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>How often what the histories are made for did occur in them.</summary>
internal sealed class HistoryCounts
{
    internal SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    internal void Add(History history)
    {
        var graph = new OracleGraph();
        long? previousNs = null;
        var clockNs = long.MinValue;
        foreach (var unit in history.Units)
        {
            Count("units");
            Count($"units of kind {unit.Kind}");
            Count("units without changes", unit.Changes.Count == 0);
            Count("units that touch an element twice", unit.Changes.DistinctBy(item => (item.Source, item.Change.Kind, item.Change.Id)).Count() < unit.Changes.Count);
            Count("transactions of several changes", unit.Kind == UnitKind.Transaction && unit.Changes.Count > 1);
            Count("late units", unit.Changes.Count > 0 && unit.TimeNs < clockNs);
            clockNs = unit.Changes.Count > 0 ? Math.Max(clockNs, unit.TimeNs) : clockNs;
            foreach (var (change, source) in unit.Changes)
            {
                Add(graph, change, source);
                Count("equal timestamps", change.EffectiveTimeNs == previousNs);
                Count("late timestamps", change.EffectiveTimeNs < previousNs);
                previousNs = change.EffectiveTimeNs;
                graph.Apply(change, history.Vocabulary, source);
            }

            Count("units that end with dangling relations", graph.MatchableRelations.Count < graph.Elements.Count(element => element.Kind == ElementKind.Relation));
        }
    }

    internal void Add(HistoryCounts others)
    {
        foreach (var (what, count) in others.Counts)
        {
            Counts[what] = Counts.GetValueOrDefault(what) + count;
        }
    }

    public override string ToString() => string.Join(", ", Counts.Select(entry => $"{entry.Value} {entry.Key}"));

    private void Add(OracleGraph graph, ElementChange change, ushort source)
    {
        Count("changes");
        Count($"changes {change.Operation}");
        var known = graph.Find(change.Kind, change.Id, source);
        Count("inserts of existing ids", change.Operation == ChangeOperation.Insert && known is not null);
        Count("updates of unknown ids", change.Operation is ChangeOperation.UpdateMerge or ChangeOperation.UpdateReplace && known is null);
        Count("deletes of unknown ids", change.Operation == ChangeOperation.Delete && known is null);
        Count("label moves", known is not null && change.Labels is { } labels && !known.Labels.SetEquals(labels.Names));
        Count("properties set to null", HasNull(change.Properties.Span));
        Count("end changes", known is not null && ((change.StartId ?? known.StartId) != known.StartId || (change.EndId ?? known.EndId) != known.EndId));
        Count("deletes of nodes with relations", change is { Operation: ChangeOperation.Delete, Kind: ElementKind.Node } && known is not null
            && graph.MatchableRelations.Any(relation => graph.Start(relation) == known || graph.End(relation) == known));
    }

    private static bool HasNull(ReadOnlySpan<Property> properties)
    {
        foreach (var property in properties)
        {
            if (property.Value.Kind == PropertyValueKind.Null)
            {
                return true;
            }
        }

        return false;
    }

    private void Count(string what, bool occurs = true) => Counts[what] = Counts.GetValueOrDefault(what) + (occurs ? 1 : 0);
}
