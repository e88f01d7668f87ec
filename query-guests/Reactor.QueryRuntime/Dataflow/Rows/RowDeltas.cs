using Reactor.QueryRuntime.Storage;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Rows;

/// <summary>What a unit changes in one input of an operator, consolidated by identity. What a row was before is in the operator's state.</summary>
internal sealed class RowDeltas(StateHash hash)
{
    private const int LinearRows = 8;
    private const int RowsKept = 1 << 12;

    private Delta[] _deltas = new Delta[LinearRows];
    private GroupTable<int>? _numbers;

    /// <summary>Rows touched.</summary>
    internal int Count { get; private set; }

    /// <summary>A touched row, in order of first touch.</summary>
    internal ref readonly Delta this[int index] => ref _deltas[index];

    /// <summary>Notes a retraction or an insertion.</summary>
    internal void Add(int sign, in UInt128 identity, in RowKey key, Value[]? row)
    {
        // Finding may move the array.
        var number = Find(identity);
        ref var delta = ref _deltas[number];
        delta.Row = sign > 0 ? row : null;
        delta.Key = key;
    }

    /// <summary>Forgets all rows.</summary>
    internal void Clear()
    {
        if (_deltas.Length > RowsKept)
        {
            _deltas = new Delta[LinearRows];
        }
        else
        {
            Array.Clear(_deltas, 0, Count);
        }

        Count = 0;
        _numbers = null;
    }

    private int Find(in UInt128 identity)
    {
        if (_numbers is not null)
        {
            ref var known = ref _numbers[_numbers.FindOrAdd(identity)];
            if (known == 0)
            {
                known = Append(identity) + 1;
            }

            return known - 1;
        }

        for (var i = Count - 1; i >= 0; i--)
        {
            if (_deltas[i].Identity == identity)
            {
                return i;
            }
        }

        var added = Append(identity);
        if (Count > LinearRows)
        {
            _numbers = new GroupTable<int>(hash);
            for (var i = 0; i < Count; i++)
            {
                _numbers[_numbers.FindOrAdd(_deltas[i].Identity)] = i + 1;
            }
        }

        return added;
    }

    private int Append(in UInt128 identity)
    {
        if (Count == _deltas.Length)
        {
            Array.Resize(ref _deltas, 2 * Count);
        }

        _deltas[Count].Identity = identity;
        return Count++;
    }

    /// <summary>A row after the unit.</summary>
    internal struct Delta
    {
        internal UInt128 Identity;
        internal RowKey Key;

        /// <summary>Null when it is gone.</summary>
        internal Value[]? Row;
    }
}
