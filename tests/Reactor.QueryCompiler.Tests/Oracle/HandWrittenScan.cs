using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Wire;
using Reactor.Cypher;
using Reactor.QueryRuntime.Loop;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>What is wrong with a <see cref="HandWrittenScan"/>.</summary>
public enum ScanFault
{
    None,
    KeepsElementsThatLostTheirLabel,
    TakesMergeForReplace,
    ForgetsElementsWithoutTheLabel,
    ShowsUnchangedRows,
    ForgetsToDelete,
    SplitsTransactions,
    DependsOnTheSeed,
    GivesUpdatedRowsANewIdentity,
    SetsTheClockBack,
}

/// <summary><c>MATCH (n:A) RETURN id(n) AS id, n.w AS w</c> by hand, right or with a fault: what the suite itself is tested with.</summary>
internal sealed class HandWrittenScan(ScanFault fault) : CompiledQuery
{
    private const string Text = "MATCH (n:A) RETURN id(n) AS id, n.w AS w";

    private readonly Dictionary<string, (bool IsMatch, string Id, PropertyValue Weight, string[] Labels, int Version)> _nodes = [];
    private SortedDictionary<UInt128, byte[]> _shown = [];
    private UInt128 _seed;
    private ulong _unit;
    private long _clockNs;
    private int _applied;

    public override int Columns => 2;

    public override long Probes => 0;

    internal static Subject Subject(ScanFault fault) => new(
        Text,
        CypherCompiler.Bind(Text).Query!,
        new QueryManifest
        {
            Name = "scan",
            Number = 0,
            PlanHash = "00",
            Labels = [new("A", ElementKind.Node)],
            ReadsAllNodes = false,
            ReadsAllRelations = false,
            Properties = [new(["w"])],
            Columns = [new("id", false), new("w", false)],
        },
        () => new HandWrittenScan(fault));

    public override void Open(UInt128 seed) => _seed = seed;

    public override void BeginUnit(UnitKind kind, ulong unit, long clockNs, ResultSink sink)
    {
        (_unit, _applied) = (unit, 0);
        _clockNs = fault == ScanFault.SetsTheClockBack ? clockNs : Math.Max(_clockNs, clockNs);
    }

    public override void Apply(in ChangeView change)
    {
        _applied++;
        if (fault == ScanFault.SplitsTransactions && _applied > 3)
        {
            return;
        }

        if (change.Operation == ChangeOperation.Truncate)
        {
            var source = (char)('0' + change.Source);
            var label = change.Cell(0).Element(0).Text;
            var mask = change.LabelMask;
            foreach (var key in _nodes.Where(node => node.Key[0] == source && ((node.Value.IsMatch && mask != 0) || node.Value.Labels.Contains(label))).Select(node => node.Key).ToArray())
            {
                _nodes.Remove(key);
            }
        }
        else if (change.Kind == ElementKind.Node)
        {
            ApplyNode(change);
        }
    }

    public override void EndUnit(ResultSink sink)
    {
        var current = new SortedDictionary<UInt128, byte[]>();
        foreach (var (key, node) in _nodes.Where(node => node.Value.IsMatch))
        {
            current[Identity(key, node.Version)] = Image(node.Id, node.Weight);
        }

        var changed = _shown.Keys.Union(current.Keys).Order()
            .Select(identity => (Identity: identity, Before: _shown.GetValueOrDefault(identity) ?? [], After: current.GetValueOrDefault(identity) ?? []))
            .Where(row => !row.Before.SequenceEqual(row.After) || (fault == ScanFault.ShowsUnchangedRows && _applied == 0))
            .ToArray();
        if (changed.Length > 0)
        {
            Write(sink, WireLayout.DiffBeginBytes, record => DiffRecords.WriteBegin(record, 2, _unit, changed.Length, _clockNs));
            foreach (var (identity, before, after) in changed)
            {
                Write(sink, DiffRecords.RowBytes(before.Length, after.Length), record => DiffRecords.WriteRow(record, 2, identity, before, after));
            }

            Write(sink, WireLayout.DiffEndBytes, record => DiffRecords.WriteEnd(record));
        }

        _shown = current;
    }

    private void ApplyNode(in ChangeView change)
    {
        var id = Encoding.UTF8.GetString(change.Id);
        var key = $"{change.Source}{id}";
        if (change.Operation == ChangeOperation.Delete)
        {
            if (fault != ScanFault.ForgetsToDelete || id[^1] != '1')
            {
                _nodes.Remove(key);
            }

            return;
        }

        var known = _nodes.GetValueOrDefault(key);
        var isMatch = change.LabelsGiven ? change.LabelMask != 0 : known.IsMatch;
        isMatch |= fault == ScanFault.KeepsElementsThatLostTheirLabel && known.IsMatch;
        var keeps = change.Operation == ChangeOperation.UpdateMerge && fault != ScanFault.TakesMergeForReplace;
        var weight = keeps ? known.Weight : PropertyValue.Null;
        var labels = change.LabelsGiven ? [] : known.Labels ?? [];
        for (var cell = 1; cell < change.CellCount; cell++)
        {
            var view = change.Cell(cell);
            if (view.Slot == WireLayout.LabelsSlot)
            {
                labels = new string[view.Length];
                for (var i = 0; i < labels.Length; i++)
                {
                    labels[i] = view.Element(i).Text;
                }
            }
            else
            {
                weight = RowText.Value(view);
            }
        }

        _nodes[key] = (isMatch, id, weight, labels, known.Version + (fault == ScanFault.GivesUpdatedRowsANewIdentity ? 1 : 0));
        if (fault == ScanFault.ForgetsElementsWithoutTheLabel && !isMatch)
        {
            _nodes.Remove(key);
        }
    }

    private UInt128 Identity(string key, int version)
    {
        var seed = fault == ScanFault.DependsOnTheSeed ? $"{_seed}" : "";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{key}/{version}/{seed}"));
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private static byte[] Image(string id, PropertyValue weight)
    {
        var buffer = new byte[256];
        var image = new ImageWriter(buffer, 2);
        image.WriteText(0, 0, id);
        image.Write(WireLayout.CellBytes, 1, weight);
        return buffer[..image.Length];
    }

    private static void Write(ResultSink sink, int bytes, Action<byte[]> write)
    {
        var record = new byte[bytes];
        write(record);
        record.CopyTo(sink.Reserve(bytes));
        sink.Commit(bytes);
    }
}
