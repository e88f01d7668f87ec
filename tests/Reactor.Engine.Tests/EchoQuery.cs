using System.Text;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Wire;
using Reactor.QueryRuntime.Loop;

namespace Reactor.Engine.Tests;

/// <summary>
/// A continuous query written by hand against the contract that compiled ones fulfil: <c>MATCH (s:Sensor) RETURN s.value AS value</c>.
/// A value of 666 throws, as a broken guest would.
/// </summary>
internal sealed class EchoQuery : CompiledQuery
{
    private readonly Dictionary<string, long> _state = [];
    private Dictionary<string, long> _before = [];
    private ulong _unit;
    private long _clockNs;

    public static QueryManifest Manifest(string name) => new()
    {
        Name = name,
        Number = 0,
        PlanHash = "",
        Labels = [new ManifestLabel("Sensor", ElementKind.Node)],
        ReadsAllNodes = false,
        ReadsAllRelations = false,
        Properties = [new PropertyPath(["value"])],
        Columns = [new ResultColumn("value", IsGroupingKey: false)],
    };

    public override int Columns => 1;

    public override long Probes => 0;

    public override void Open(UInt128 seed)
    {
    }

    public override void BeginUnit(UnitKind kind, ulong unit, long clockNs, ResultSink sink)
    {
        _before = new Dictionary<string, long>(_state);
        _unit = unit;
        _clockNs = clockNs;
    }

    public override void Apply(in ChangeView change)
    {
        var id = Encoding.UTF8.GetString(change.Id);
        if (change.Operation == ChangeOperation.Delete)
        {
            _state.Remove(id);
            return;
        }

        var value = change.Cell(1).Integer;
        _state[id] = value == 666 ? throw new InvalidOperationException("a broken guest") : value;
    }

    public override void EndUnit(ResultSink sink)
    {
        var rows = _before.Keys.Union(_state.Keys)
            .Select(id => (Identity: UInt128.Parse(id), Before: Image(_before, id), After: Image(_state, id)))
            .Where(row => !row.Before.AsSpan().SequenceEqual(row.After))
            .OrderBy(row => row.Identity)
            .ToList();
        if (rows.Count == 0)
        {
            return;
        }

        DiffRecords.WriteBegin(sink.Reserve(WireLayout.DiffBeginBytes), 1, _unit, rows.Count, _clockNs);
        sink.Commit(WireLayout.DiffBeginBytes);
        foreach (var (identity, before, after) in rows)
        {
            var bytes = DiffRecords.RowBytes(before.Length, after.Length);
            DiffRecords.WriteRow(sink.Reserve(bytes), 1, identity, before, after);
            sink.Commit(bytes);
        }

        DiffRecords.WriteEnd(sink.Reserve(WireLayout.DiffEndBytes));
        sink.Commit(WireLayout.DiffEndBytes);
    }

    private static byte[] Image(Dictionary<string, long> state, string id)
    {
        if (!state.TryGetValue(id, out var value))
        {
            return [];
        }

        var image = new byte[WireLayout.CellBytes];
        new ImageWriter(image, 1).WriteScalar(0, 0, CellType.Integer, value);
        return image;
    }
}
