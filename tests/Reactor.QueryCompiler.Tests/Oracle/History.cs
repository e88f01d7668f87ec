using System.Text;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Wire;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>One change and the number of its source.</summary>
internal readonly record struct HistoryChange(ElementChange Change, ushort Source);

/// <summary>One unit of a history.</summary>
internal sealed record HistoryUnit(UnitKind Kind, IReadOnlyList<HistoryChange> Changes)
{
    /// <summary>When it is effective, as a source says: like the first of its changes.</summary>
    internal long TimeNs => ClockNs ?? Changes[0].Change.EffectiveTimeNs;

    /// <summary>What the clock is moved to, in a unit without changes.</summary>
    internal long? ClockNs { get; init; }
}

/// <summary>What happened to a graph, unit by unit.</summary>
/// <param name="Seed">What <see cref="HistoryGenerator"/> made it of.</param>
/// <param name="Vocabulary">What the numbers in the changes mean, for all sources.</param>
/// <param name="Units">In order; unit i has number i + 1.</param>
internal sealed record History(int Seed, SourceVocabulary Vocabulary, IReadOnlyList<HistoryUnit> Units)
{
    /// <summary>The history as lines a person can read.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Units.Count; i++)
        {
            text.AppendLine($"  unit {i + 1} ({Units[i].Kind}{(Units[i].ClockNs is { } clock ? $" to {clock}" : "")})");
            foreach (var change in Units[i].Changes)
            {
                text.Append("    ").AppendLine(Show(change));
            }
        }

        return text.ToString();
    }

    private string Show(HistoryChange item)
    {
        var change = item.Change;
        var labels = change.Labels is { } given ? $":{string.Join(':', given.Names)}" : " (labels unchanged)";
        var ends = change.Kind == ElementKind.Relation ? $" {change.StartId ?? "?"}->{change.EndId ?? "?"}" : "";
        var properties = string.Join(
            ", ", change.Properties.ToArray().Select(property => $"{Vocabulary.PropertyName(property.Name)}: {RowText.Of(property.Value, sortLists: false)}"));
        var source = item.Source == 0 ? "" : $" from source {item.Source}";
        return $"{change.Operation} {change.Kind} {change.Id}{labels}{ends} {{{properties}}}{source} at {change.EffectiveTimeNs}";
    }
}
