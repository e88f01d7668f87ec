using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Wire;

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

    /// <summary>The query's clock after unit i: a late unit, whose own time the feed says, leaves it where it is.</summary>
    internal List<long> ClocksNs { get; } = [];

    internal static EncodedHistory Of(History history, QueryManifest manifest)
    {
        var encoded = new EncodedHistory(manifest, history.Vocabulary);
        var timeNs = 0L;
        foreach (var unit in history.Units)
        {
            timeNs = unit.Changes.Count > 0 || unit.ClockNs is not null ? unit.TimeNs : timeNs;
            encoded.Add(unit, timeNs);
        }

        return encoded;
    }

    private void Add(HistoryUnit unit, long timeNs)
    {
        var begin = new byte[WireLayout.UnitBeginBytes];
        var end = new byte[WireLayout.UnitEndBytes];
        ChangeEncoder.WriteUnitBegin(begin, unit.Kind, (ulong)Units.Count + 1, timeNs);
        ChangeEncoder.WriteUnitEnd(end);
        var records = new List<byte[]> { begin };
        foreach (var (change, source) in unit.Changes)
        {
            if (_encoders[source].Concerns(change))
            {
                records.Add(_buffer[.._encoders[source].Write(_buffer, change)]);
            }
        }

        records.Add(end);
        Units.Add(records);
        ClocksNs.Add(Math.Max(timeNs, ClocksNs.LastOrDefault()));
    }
}
