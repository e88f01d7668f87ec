using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Wire;
using Reactor.QueryTests.Documents;

namespace Reactor.QueryTests.Running;

/// <summary>The units of a case as the records that reach its query, encoded as the engine does it. Unit 0 is the bootstrap, unit i step i - 1.</summary>
internal sealed class EncodedHistory
{
    private readonly ChangeEncoder[] _encoders;
    private readonly SourceVocabulary _vocabulary = new();
    private byte[] _buffer = new byte[1 << 16];

    private EncodedHistory(QueryManifest manifest, int sources) =>
        _encoders = [.. Enumerable.Range(0, sources).Select(source => new ChangeEncoder(manifest, (ushort)source, _vocabulary))];

    /// <summary>Per unit its records, the first begins it and the last ends it.</summary>
    internal List<IReadOnlyList<byte[]>> Units { get; } = [];

    /// <summary>Encodes a case. A time moves the case's clock along; an earlier one is a late change's.</summary>
    /// <param name="test">The case.</param>
    /// <param name="manifest">Its query.</param>
    /// <param name="sources">How many sources that has.</param>
    internal static EncodedHistory Of(TestCase test, QueryManifest manifest, int sources)
    {
        var history = new EncodedHistory(manifest, sources);
        var clock = test.ClockNs;
        history.Add(UnitKind.Bootstrap, clock, test.Given);
        foreach (var step in test.Steps)
        {
            clock = Math.Max(clock, step.AdvanceToNs ?? clock + (step.AdvanceNs ?? 0));
            var isTimer = step.AdvanceNs is not null || step.AdvanceToNs is not null;
            history.Add(isTimer ? UnitKind.Timer : step.IsTransaction ? UnitKind.Transaction : UnitKind.Change, step.AtNs ?? clock, step.Changes);
            clock = Math.Max(clock, step.AtNs ?? clock);
        }

        return history;
    }

    private void Add(UnitKind kind, long timeNs, IReadOnlyList<TestChange> changes)
    {
        var begin = new byte[WireLayout.UnitBeginBytes];
        var end = new byte[WireLayout.UnitEndBytes];
        ChangeEncoder.WriteUnitBegin(begin, kind, (ulong)Units.Count + 1, timeNs);
        ChangeEncoder.WriteUnitEnd(end);
        var records = new List<byte[]> { begin };
        foreach (var written in changes)
        {
            var change = written.At(timeNs, _vocabulary);
            if (_encoders[written.Source].Concerns(change))
            {
                records.Add(Encode(_encoders[written.Source], change));
            }
        }

        records.Add(end);
        Units.Add(records);
    }

    private byte[] Encode(ChangeEncoder encoder, ElementChange change)
    {
        int length;
        while ((length = encoder.Write(_buffer, change)) == 0)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        return _buffer[..length];
    }
}
