using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Wire;
using Reactor.Oracle.Graph;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>A history as the records one query gets to see.</summary>
internal sealed class EncodedHistory
{
    private readonly QueryManifest _manifest;
    private readonly ChangeEncoder[] _encoders;
    private readonly byte[] _buffer = new byte[1 << 16];

    private EncodedHistory(QueryManifest manifest, SourceVocabulary vocabulary)
    {
        _manifest = manifest;
        _encoders = [new ChangeEncoder(manifest, 0, vocabulary), new ChangeEncoder(manifest, 1, vocabulary)];
    }

    /// <summary>Records of unit i, the first begins it and the last ends it.</summary>
    internal List<List<byte[]>> Units { get; } = [];

    /// <summary>The query's clock after unit i.</summary>
    internal List<long> ClocksNs { get; } = [];

    internal static EncodedHistory Of(History history, QueryManifest manifest)
    {
        var encoded = new EncodedHistory(manifest, history.Vocabulary);
        var graph = new OracleGraph();
        var clockNs = 0L;
        foreach (var unit in history.Units)
        {
            clockNs = unit.Changes.Select(item => item.Change.EffectiveTimeNs).Append(clockNs).Max();
            encoded.Add(unit, graph, history.Vocabulary, clockNs);
        }

        return encoded;
    }

    private void Add(HistoryUnit unit, OracleGraph graph, SourceVocabulary vocabulary, long clockNs)
    {
        var begin = new byte[WireLayout.UnitBeginBytes];
        var end = new byte[WireLayout.UnitEndBytes];
        ChangeEncoder.WriteUnitBegin(begin, unit.Kind, (ulong)Units.Count + 1, clockNs);
        ChangeEncoder.WriteUnitEnd(end);
        var records = new List<byte[]> { begin };
        foreach (var (change, source) in unit.Changes)
        {
            foreach (var visible in Visible(change, source, graph).Where(_encoders[source].Concerns))
            {
                records.Add(_buffer[.._encoders[source].Write(_buffer, visible)]);
            }

            graph.Apply(change, vocabulary, source);
        }

        records.Add(end);
        Units.Add(records);
        ClocksNs.Add(clockNs);
    }

    /// <summary>A truncate reaches a query as a bit of its manifest; one of a label that the query does not name can not, so it is written out.</summary>
    private IEnumerable<ElementChange> Visible(ElementChange change, ushort source, OracleGraph graph)
    {
        if (change.Operation != ChangeOperation.Truncate || _manifest.Labels.Any(label => label.Name == change.Labels!.Names[0]))
        {
            return [change];
        }

        return graph.Elements.Where(element => element.Source == source && element.Labels.Contains(change.Labels!.Names[0]))
            .Select(element => new ElementChange { Operation = ChangeOperation.Delete, Kind = element.Kind, Id = element.Id, EffectiveTimeNs = change.EffectiveTimeNs })
            .ToArray();
    }
}
