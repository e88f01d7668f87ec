using Reactor.Contracts.Queries;
using Reactor.Contracts.Results;
using Reactor.Contracts.Wire;

namespace Reactor.Testing.Results;

/// <summary>Builds deliveries the way a guest's outbox does: records and images, validated by the real validator.</summary>
/// <remarks>Values: null, bool, int, long, double, string, <c>object?[]</c> as list, <see cref="SortedDictionary{TKey,TValue}"/> as map.</remarks>
public sealed class ResultBatchBuilder
{
    private readonly string[] _columns;
    private readonly string[] _groupingKeys;
    private readonly List<byte> _records = [];
    private ulong _unit;

    /// <summary>Starts without diffs.</summary>
    /// <param name="columns">Names of the columns; those that end with <c>*</c> are grouping keys (the star is no part of the name).</param>
    public ResultBatchBuilder(params string[] columns)
    {
        _groupingKeys = [.. columns.Where(column => column.EndsWith('*')).Select(column => column.TrimEnd('*'))];
        _columns = [.. columns.Select(column => column.TrimEnd('*'))];
    }

    /// <summary>Adds a diff of the next unit.</summary>
    /// <param name="clockMs">The query's clock, milliseconds since the Unix epoch.</param>
    /// <param name="rows">Its rows in any order; their identities are different.</param>
    public ResultBatchBuilder Diff(long clockMs, params ResultRow[] rows)
    {
        var record = new byte[WireLayout.DiffBeginBytes];
        DiffRecords.WriteBegin(record, _columns.Length, ++_unit, rows.Length, clockMs * 1_000_000);
        _records.AddRange(record);
        foreach (var row in rows.OrderBy(row => row.Identity))
        {
            var before = Image(row.Before);
            var after = Image(row.After);
            record = new byte[DiffRecords.RowBytes(before.Length, after.Length)];
            DiffRecords.WriteRow(record, _columns.Length, row.Identity, before, after);
            _records.AddRange(record);
        }

        record = new byte[WireLayout.DiffEndBytes];
        DiffRecords.WriteEnd(record);
        _records.AddRange(record);
        return this;
    }

    /// <summary>The diffs as a batch.</summary>
    public ResultBatch Build()
    {
        var batch = new ResultBatch();
        if (!new ResultValidator(_columns.Length).TryAppend(_records.ToArray(), _unit, batch, out var error))
        {
            throw new InvalidOperationException(error);
        }

        return batch;
    }

    /// <summary>The diffs as a delivery.</summary>
    /// <param name="query">Name of the query.</param>
    /// <param name="firstSequence">Sequence number of the first diff.</param>
    /// <param name="epoch">Epoch of the query.</param>
    public QueryDelivery Deliver(string query = "q1", long firstSequence = 1, long epoch = 1) =>
        new(Manifest(query), epoch, firstSequence, ResultSignal.None, Build());

    /// <summary>A signal of the same query.</summary>
    public QueryDelivery Signal(ResultSignal signal, string query = "q1", long sequence = 1, long epoch = 1) =>
        new(Manifest(query), epoch, sequence, signal, new ResultBatch());

    private QueryManifest Manifest(string query) => new()
    {
        Name = query,
        Number = 0,
        PlanHash = "",
        Labels = [],
        ReadsAllNodes = false,
        ReadsAllRelations = false,
        Properties = [],
        Columns = [.. _columns.Select(column => new ResultColumn(column, _groupingKeys.Contains(column)))],
    };

    private static byte[] Image(object?[]? values)
    {
        if (values is null)
        {
            return [];
        }

        for (var size = 256; ; size *= 4)
        {
            var buffer = new byte[size];
            var writer = new ImageWriter(buffer, values.Length);
            for (var column = 0; column < values.Length && !writer.Overflowed; column++)
            {
                Write(ref writer, ImageWriter.CellOffset(column), (ushort)column, values[column]);
            }

            if (!writer.Overflowed)
            {
                return buffer[..writer.Length];
            }
        }
    }

    private static void Write(ref ImageWriter writer, int offset, ushort slot, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteScalar(offset, slot, CellType.Null, 0);
                break;
            case bool boolean:
                writer.WriteScalar(offset, slot, CellType.Boolean, boolean ? 1 : 0);
                break;
            case int integer:
                writer.WriteScalar(offset, slot, CellType.Integer, integer);
                break;
            case long integer:
                writer.WriteScalar(offset, slot, CellType.Integer, integer);
                break;
            case double number:
                // The wire knows one NaN only.
                writer.WriteScalar(offset, slot, CellType.Float, double.IsNaN(number) ? 0x7FF8_0000_0000_0000 : BitConverter.DoubleToInt64Bits(number));
                break;
            case string text:
                writer.WriteText(offset, slot, text);
                break;
            case object?[] list:
                WriteList(ref writer, offset, slot, list);
                break;
            case SortedDictionary<string, object?> map:
                WriteMap(ref writer, offset, slot, map);
                break;
            default:
                throw new ArgumentException($"no cell for a {value.GetType()}", nameof(value));
        }
    }

    private static void WriteList(ref ImageWriter writer, int offset, ushort slot, object?[] list)
    {
        var cell = writer.BeginList(offset, slot, list.Length);
        foreach (var item in list)
        {
            if (!writer.Overflowed)
            {
                Write(ref writer, cell, 0, item);
                cell += WireLayout.CellBytes;
            }
        }
    }

    private static void WriteMap(ref ImageWriter writer, int offset, ushort slot, SortedDictionary<string, object?> map)
    {
        var cell = writer.BeginMap(offset, slot, map.Count);
        foreach (var (key, value) in map)
        {
            if (!writer.Overflowed)
            {
                writer.WriteText(cell, 0, key);
                Write(ref writer, cell + WireLayout.CellBytes, 0, value);
                cell += 2 * WireLayout.CellBytes;
            }
        }
    }
}
