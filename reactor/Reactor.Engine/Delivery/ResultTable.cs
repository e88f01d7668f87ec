using System.Runtime.InteropServices;
using Reactor.Contracts.Results;

namespace Reactor.Engine.Delivery;

/// <summary>The current result of one query: identity to image. Written by one pump, read by anybody.</summary>
internal sealed class ResultTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, byte[]> _rows = [];

    /// <summary>Rows of the result.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _rows.Count;
            }
        }
    }

    /// <summary>Applies all diffs of a batch and counts what they did.</summary>
    public void Apply(ResultBatch batch, ref RowCounts counts)
    {
        lock (_gate)
        {
            foreach (var diff in batch.Diffs)
            {
                foreach (var row in batch.Rows(diff))
                {
                    if (row.Change == RowChange.Deleted)
                    {
                        _rows.Remove(row.Identity);
                        counts.Deleted++;
                    }
                    else
                    {
                        Set(row.Identity, row.AfterImage);
                        counts.Added += row.Change == RowChange.Added ? 1 : 0;
                        counts.Updated += row.Change == RowChange.Updated ? 1 : 0;
                    }
                }
            }
        }
    }

    /// <summary>A copy of the result: images in order of identity.</summary>
    public IReadOnlyList<byte[]> Snapshot()
    {
        lock (_gate)
        {
            return [.. _rows.OrderBy(row => row.Key).Select(row => row.Value.ToArray())];
        }
    }

    /// <summary>Most updates keep the length of a row's image: then its array is written again.</summary>
    private void Set(UInt128 identity, ReadOnlySpan<byte> image)
    {
        ref var kept = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, identity, out _);
        if (kept?.Length == image.Length)
        {
            image.CopyTo(kept);
        }
        else
        {
            kept = image.ToArray();
        }
    }
}
