using Reactor.QueryRuntime.Storage;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Rows;

/// <summary>Joins two inputs by key. The left delta meets the right rows of before the unit, the right delta the left rows after it.</summary>
/// <remarks>An outer join gives a left row that joins nothing once, with nulls for the right one; null when there was a match, and back.</remarks>
public sealed class JoinOperator
{
    private readonly RowStore _left;
    private readonly RowStore _right;
    private readonly RowDeltas _leftDeltas;
    private readonly RowDeltas _rightDeltas;
    private readonly GroupTable<int> _countBefore;
    private readonly List<RowKey> _touched = [];
    private readonly int _leftCells;
    private readonly int _cells;
    private readonly bool _isOuter;
    private readonly RowSink _sink;

    /// <summary>Makes an empty join.</summary>
    /// <param name="hash">The instance's keyed hash.</param>
    /// <param name="leftCells">Values of a left row.</param>
    /// <param name="rightCells">Values of a right row.</param>
    /// <param name="isOuter">Whether left rows without a match go on.</param>
    /// <param name="sink">Takes the joined rows: the left row's values, then the right one's.</param>
    public JoinOperator(StateHash hash, int leftCells, int rightCells, bool isOuter, RowSink sink)
    {
        _left = new RowStore(hash);
        _right = new RowStore(hash);
        _leftDeltas = new RowDeltas(hash);
        _rightDeltas = new RowDeltas(hash);
        _countBefore = new GroupTable<int>(hash);
        _leftCells = leftCells;
        _cells = leftCells + rightCells;
        _isOuter = isOuter;
        _sink = sink;
    }

    /// <summary>Stored rows looked at.</summary>
    public long Probes { get; private set; }

    /// <summary>Takes a delta of the left input.</summary>
    /// <param name="sign">-1 or 1.</param>
    /// <param name="identity">The row's identity.</param>
    /// <param name="key">Its key.</param>
    /// <param name="row">Its values, which the join keeps.</param>
    public void Left(int sign, in UInt128 identity, in RowKey key, Value[] row) => _leftDeltas.Add(sign, identity, key, row);

    /// <summary>Takes a delta of the right input.</summary>
    public void Right(int sign, in UInt128 identity, in RowKey key, Value[] row) => _rightDeltas.Add(sign, identity, key, row);

    /// <summary>At the end of a unit: passes on what its deltas change.</summary>
    public void Flush()
    {
        for (var i = 0; i < _leftDeltas.Count; i++)
        {
            ApplyLeft(_leftDeltas[i]);
        }

        for (var i = 0; i < _rightDeltas.Count; i++)
        {
            ApplyRight(_rightDeltas[i]);
        }

        foreach (var key in _touched)
        {
            SettleNulls(key);
        }

        _leftDeltas.Clear();
        _rightDeltas.Clear();
        _touched.Clear();
    }

    private void ApplyLeft(in RowDeltas.Delta delta)
    {
        if (_left.TryFind(delta.Identity, out var key, out var row))
        {
            if (delta.Row is not null && key == delta.Key && RowCells.AreSame(row, delta.Row))
            {
                return;
            }

            EmitLeft(-1, delta.Identity, key, row);
            _left.Remove(delta.Identity);
        }

        if (delta.Row is not null)
        {
            EmitLeft(1, delta.Identity, delta.Key, delta.Row);
            _left.Add(delta.Identity, delta.Key, delta.Row);
        }
    }

    private void EmitLeft(int sign, in UInt128 identity, in RowKey key, Value[] row)
    {
        var number = _right.First(key);
        if (number < 0 && _isOuter)
        {
            EmitNull(sign, identity, row);
        }

        for (; number >= 0; number = _right.Next(number))
        {
            Emit(sign, identity, row, _right.Identity(number), _right.Row(number));
        }
    }

    private void ApplyRight(in RowDeltas.Delta delta)
    {
        if (_right.TryFind(delta.Identity, out var key, out var row))
        {
            if (delta.Row is not null && key == delta.Key && RowCells.AreSame(row, delta.Row))
            {
                return;
            }

            EmitRight(-1, delta.Identity, key, row);
            _right.Remove(delta.Identity);
        }

        if (delta.Row is not null)
        {
            EmitRight(1, delta.Identity, delta.Key, delta.Row);
            _right.Add(delta.Identity, delta.Key, delta.Row);
        }
    }

    private void EmitRight(int sign, in UInt128 identity, in RowKey key, Value[] row)
    {
        if (_isOuter && key.Joins)
        {
            Touch(key);
        }

        for (var number = _left.First(key); number >= 0; number = _left.Next(number))
        {
            Emit(sign, _left.Identity(number), _left.Row(number), identity, row);
        }
    }

    private void Touch(in RowKey key)
    {
        ref var before = ref _countBefore[_countBefore.FindOrAdd(key.Value)];
        if (before == 0)
        {
            before = _right.CountOf(key) + 1;
            _touched.Add(key);
        }
    }

    private void SettleNulls(in RowKey key)
    {
        var number = _countBefore.Find(key.Value);
        var hadMatches = _countBefore[number] > 1;
        _countBefore.Remove(number);
        var hasMatches = _right.CountOf(key) > 0;
        if (hadMatches == hasMatches)
        {
            return;
        }

        for (var row = _left.First(key); row >= 0; row = _left.Next(row))
        {
            EmitNull(hasMatches ? -1 : 1, _left.Identity(row), _left.Row(row));
        }
    }

    private void EmitNull(int sign, in UInt128 identity, Value[] row)
    {
        Probes++;
        var joined = new Value[_cells];
        row.CopyTo(joined, 0);
        _sink(sign, RowIdentity.OfMiss(identity), joined);
    }

    private void Emit(int sign, in UInt128 leftIdentity, Value[] left, in UInt128 rightIdentity, Value[] right)
    {
        Probes++;
        var joined = new Value[_cells];
        left.CopyTo(joined, 0);
        right.CopyTo(joined, _leftCells);
        _sink(sign, RowIdentity.OfJoin(leftIdentity, rightIdentity), joined);
    }
}
