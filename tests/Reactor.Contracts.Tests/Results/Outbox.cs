using Reactor.Contracts.Tests.Wire;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Results;
using Reactor.Contracts.Wire;

namespace Reactor.Contracts.Tests.Results;

/// <summary>Writes the records a guest would.</summary>
internal sealed class Outbox
{
    private readonly List<byte> _bytes = [];

    internal byte[] Bytes => [.. _bytes];

    /// <summary>Lengths of the records so far, in order.</summary>
    internal List<int> Lengths { get; } = [];

    internal static byte[] Image(params PropertyValue[] values) => PropertyValues.ToImage(values);

    internal static byte[] Image(long value) => Image(PropertyValue.FromInteger(value));

    internal Outbox Begin(ulong unit, long rows, int columns = 1, long clockNs = 0, bool isInstant = false)
    {
        var record = new byte[WireLayout.DiffBeginBytes];
        DiffRecords.WriteBegin(record, columns, unit, rows, clockNs, isInstant);
        return Raw(record);
    }

    internal Outbox Row(UInt128 identity, byte[]? before, byte[]? after, int columns = 1)
    {
        var record = new byte[DiffRecords.RowBytes(before?.Length ?? 0, after?.Length ?? 0)];
        DiffRecords.WriteRow(record, columns, identity, before, after);
        return Raw(record);
    }

    internal Outbox End()
    {
        var record = new byte[WireLayout.DiffEndBytes];
        DiffRecords.WriteEnd(record);
        return Raw(record);
    }

    internal Outbox NextDue(long? dueNs)
    {
        var record = new byte[WireLayout.NextDueBytes];
        DiffRecords.WriteNextDue(record, dueNs);
        return Raw(record);
    }

    internal Outbox Errors(long standing, string newest)
    {
        var buffer = new byte[newest.Length + 64];
        return Raw(buffer[..DiffRecords.WriteRowErrors(buffer, standing, newest)]);
    }

    internal Outbox Raw(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        Lengths.Add(bytes.Length);
        return this;
    }

    /// <summary>The records again, from what a validator made of them.</summary>
    internal static byte[] Of(ResultBatch batch, int columns)
    {
        var outbox = new Outbox();
        foreach (var diff in batch.Diffs)
        {
            outbox.Begin(diff.Unit, diff.Rows, columns, diff.ClockNs, diff.IsInstant);
            foreach (var row in batch.Rows(diff))
            {
                outbox.Row(row.Identity, Again(row.BeforeImage, columns), Again(row.AfterImage, columns), columns);
            }

            outbox.End();
        }

        return outbox.Bytes;
    }

    private static byte[] Again(ReadOnlySpan<byte> image, int columns) =>
        image.IsEmpty ? [] : PropertyValues.ToImage(PropertyValues.FromImage(image, columns));
}
