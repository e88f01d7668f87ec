using Reactor.QueryRuntime.Storage;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Rows;

/// <summary>ORDER BY, SKIP and LIMIT: keeps all rows in order and passes on those in a window of ranks. Ties follow the identity.</summary>
public sealed class OrderOperator
{
    private readonly RowStore _rows;
    private readonly OrderedRows _ordered;
    private readonly RowDeltas _deltas;
    private readonly long _first;
    private readonly long _end;
    private readonly RowSink _sink;

    /// <summary>Makes an empty operator.</summary>
    /// <param name="hash">The instance's keyed hash.</param>
    /// <param name="keys">Cells of the rows to sort by, and whether they descend.</param>
    /// <param name="skip">Rows left out at the start.</param>
    /// <param name="limit">Rows passed on behind those; null for all.</param>
    /// <param name="sink">Takes the rows.</param>
    public OrderOperator(StateHash hash, (int Cell, bool IsDescending)[] keys, Value skip, Value limit, RowSink sink)
    {
        _rows = new RowStore(hash);
        _ordered = new OrderedRows(keys);
        _deltas = new RowDeltas(hash);
        _first = skip.IsNull ? 0 : CountOf(skip, "SKIP");
        _end = limit.IsNull ? long.MaxValue : _first + Math.Min(CountOf(limit, "LIMIT"), long.MaxValue - _first);
        _sink = sink;
    }

    /// <summary>Stored rows looked at; a search for one among many counts once.</summary>
    public long Probes { get; private set; }

    /// <summary>Takes a delta.</summary>
    public void Left(int sign, in UInt128 identity, in RowKey key, Value[] row) => _deltas.Add(sign, identity, key, row);

    /// <summary>At the end of a unit: passes on what its delta changes in the window.</summary>
    public void Flush()
    {
        for (var i = 0; i < _deltas.Count; i++)
        {
            ref readonly var delta = ref _deltas[i];
            if (_rows.TryFind(delta.Identity, out _, out var before))
            {
                if (delta.Row is not null && RowCells.AreSame(before, delta.Row))
                {
                    continue;
                }

                Remove(delta.Identity, before);
            }

            if (delta.Row is not null)
            {
                Add(delta.Identity, delta.Row);
            }
        }

        _deltas.Clear();
    }

    /// <summary>Identities of the rows in the window, in order.</summary>
    public IEnumerable<UInt128> InOrder()
    {
        for (var rank = _first; rank < Math.Min(_end, _ordered.Count); rank++)
        {
            yield return _ordered[(int)rank].Identity;
        }
    }

    private void Add(in UInt128 identity, Value[] row)
    {
        _rows.Add(identity, RowKey.Never, row);
        var rank = _ordered.Add(identity, row);
        Probes++;
        if (rank >= _end)
        {
            return;
        }

        Emit(-1, _end);
        Emit(1, Math.Max(rank, _first));
    }

    private void Remove(in UInt128 identity, Value[] row)
    {
        _rows.Remove(identity);
        var mayShift = _first > 0 && _first < _ordered.Count;
        var shifted = mayShift ? _ordered[(int)_first] : default;
        var rank = _ordered.Remove(identity, row);
        Probes++;
        if (rank >= _end || _first == _end)
        {
            return;
        }

        if (rank >= _first)
        {
            _sink(-1, identity, row);
        }
        else if (mayShift)
        {
            _sink(-1, shifted.Identity, shifted.Row);
        }

        Emit(1, _end - 1);
    }

    // The row of a rank enters or leaves, if there is one.
    private void Emit(int sign, long rank)
    {
        if (rank < _ordered.Count && _first < _end)
        {
            Probes++;
            var (identity, row) = _ordered[(int)rank];
            _sink(sign, identity, row);
        }
    }

    private static long CountOf(in Value count, string clause) => count.IsInteger && count.Integer >= 0
        ? count.Integer
        : throw new EvaluationException(EvaluationError.ArgumentError, $"{clause} takes an integer from 0 on");
}
