using Reactor.QueryRuntime.Storage;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Rows;

/// <summary>What operators over two inputs that meet by key have in common: both inputs stored, the unit's deltas, and the order they are applied in.</summary>
/// <remarks>The left delta meets the right rows of before the unit, the right delta the left rows after it.</remarks>
public abstract class TwoInputOperator
{
    private readonly RowDeltas _leftDeltas;
    private readonly RowDeltas _rightDeltas;
    private readonly List<RowKey> _touched = [];
    private readonly RowSink _sink;

    private protected TwoInputOperator(StateHash hash, RowSink sink)
    {
        LeftRows = new RowStore(hash);
        RightRows = new RowStore(hash);
        _leftDeltas = new RowDeltas(hash);
        _rightDeltas = new RowDeltas(hash);
        _sink = sink;
    }

    /// <summary>Stored rows looked at.</summary>
    public long Probes { get; private protected set; }

    private protected RowStore LeftRows { get; }

    private protected RowStore RightRows { get; }

    /// <summary>Takes a delta of the left input.</summary>
    /// <param name="sign">-1 or 1.</param>
    /// <param name="identity">The row's identity.</param>
    /// <param name="key">Its key.</param>
    /// <param name="row">Its values, which the operator keeps.</param>
    public void Left(int sign, in UInt128 identity, in RowKey key, Value[] row) => _leftDeltas.Add(sign, identity, key, row);

    /// <summary>Takes a delta of the right input.</summary>
    /// <param name="sign">-1 or 1.</param>
    /// <param name="identity">The row's identity.</param>
    /// <param name="key">Its key.</param>
    /// <param name="row">Its values, which the operator keeps.</param>
    public void Right(int sign, in UInt128 identity, in RowKey key, Value[] row) => _rightDeltas.Add(sign, identity, key, row);

    /// <summary>At the end of a unit: passes on what its deltas change.</summary>
    public void Flush()
    {
        for (var i = 0; i < _leftDeltas.Count; i++)
        {
            Apply(_leftDeltas[i], LeftRows, isLeft: true);
        }

        for (var i = 0; i < _rightDeltas.Count; i++)
        {
            Apply(_rightDeltas[i], RightRows, isLeft: false);
        }

        foreach (var key in _touched)
        {
            Settle(key);
        }

        Complete();
        _leftDeltas.Clear();
        _rightDeltas.Clear();
        _touched.Clear();
    }

    /// <summary>A left row goes or comes; the store does not say so yet, or any more.</summary>
    private protected abstract void LeftChanges(int sign, in UInt128 identity, in RowKey key, Value[] row);

    /// <summary>A right row goes or comes.</summary>
    private protected abstract void RightChanges(int sign, in UInt128 identity, in RowKey key, Value[] row);

    /// <summary>All deltas are applied: what depends on all right rows of a touched key.</summary>
    private protected abstract void Settle(in RowKey key);

    /// <summary>All keys are settled.</summary>
    private protected virtual void Complete()
    {
    }

    /// <summary>Has a key settled at the end; once per key and unit.</summary>
    private protected void Touch(in RowKey key) => _touched.Add(key);

    private protected void Emit(int sign, in UInt128 identity, Value[] row)
    {
        Probes++;
        _sink(sign, identity, row);
    }

    private void Apply(in RowDeltas.Delta delta, RowStore rows, bool isLeft)
    {
        if (rows.TryFind(delta.Identity, out var key, out var row))
        {
            if (delta.Row is not null && key == delta.Key && RowCells.AreSame(row, delta.Row))
            {
                return;
            }

            Changes(isLeft, -1, delta.Identity, key, row);
            rows.Remove(delta.Identity);
        }

        if (delta.Row is not null)
        {
            Changes(isLeft, 1, delta.Identity, delta.Key, delta.Row);
            rows.Add(delta.Identity, delta.Key, delta.Row);
        }
    }

    private void Changes(bool isLeft, int sign, in UInt128 identity, in RowKey key, Value[] row)
    {
        if (isLeft)
        {
            LeftChanges(sign, identity, key, row);
        }
        else
        {
            RightChanges(sign, identity, key, row);
        }
    }
}
