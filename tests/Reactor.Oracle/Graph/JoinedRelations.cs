using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Oracle.Values;

namespace Reactor.Oracle.Graph;

/// <summary>The relations of a join: every two nodes are asked.</summary>
internal static class JoinedRelations
{
    internal static IEnumerable<OracleElement> Of(JoinDefinition join, IEnumerable<OracleElement> nodes, IReadOnlyList<string> sources)
    {
        var all = nodes.Order(Comparer<OracleElement>.Create(Compare)).ToArray();
        return all.SelectMany((start, i) => all.Skip(i + 1)
            .Where(end => AreRelated(join, start, end))
            .Select(end => Relation(join, start, end, sources)));
    }

    private static int Compare(OracleElement left, OracleElement right) =>
        left.Source != right.Source ? left.Source.CompareTo(right.Source) : Utf8KeyComparer.Instance.Compare(left.Id, right.Id);

    private static bool AreRelated(JoinDefinition join, OracleElement left, OracleElement right)
    {
        var participants = join.Participants;
        return Enumerable.Range(0, participants.Count).Any(x => Enumerable.Range(0, participants.Count).Any(
            y => x != y && left.Labels.Contains(participants[x].Label) && right.Labels.Contains(participants[y].Label)
                && participants[x].Properties.Zip(participants[y].Properties).All(
                    pair => Comparisons.Equals(left.Properties.GetValueOrDefault(pair.First), right.Properties.GetValueOrDefault(pair.Second)) == true)));
    }

    private static OracleElement Relation(JoinDefinition join, OracleElement start, OracleElement end, IReadOnlyList<string> sources)
    {
        string[] parts = [join.Id, sources[start.Source], start.Id, sources[end.Source], end.Id];
        var id = string.Join(',', parts.Select(part => part.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)));
        return new OracleElement(ushort.MaxValue, ElementKind.Relation, id)
        {
            Labels = new(StringComparer.Ordinal) { join.Id },
            StartId = start.Id,
            EndId = end.Id,
            Pair = (start, end),
        };
    }
}
