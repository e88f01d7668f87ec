using Reactor.QueryRuntime.Storage;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Rows;

/// <summary>The rows of one input of a join: found by identity, chained by key.</summary>
internal sealed class RowStore(StateHash hash)
{
    private const int None = -1;

    private readonly GroupTable<Entry> _rows = new(hash);
    private readonly GroupTable<Chain> _chains = new(hash);

    /// <summary>Rows in the store.</summary>
    internal int Count => _rows.Count;

    /// <summary>The row with an identity.</summary>
    /// <returns>False when it is not there.</returns>
    internal bool TryFind(in UInt128 identity, out RowKey key, out Value[] row)
    {
        var number = _rows.Find(identity);
        if (number == None)
        {
            (key, row) = (default, []);
            return false;
        }

        ref var entry = ref _rows[number];
        (key, row) = (entry.Key, entry.Row);
        return true;
    }

    /// <summary>Adds a row that is not there.</summary>
    internal void Add(in UInt128 identity, in RowKey key, Value[] row)
    {
        var number = _rows.FindOrAdd(identity);
        var entry = new Entry { Key = key, Row = row, Next = None, Previous = None };
        if (key.Joins)
        {
            ref var chain = ref _chains[_chains.FindOrAdd(key.Value)];
            if (chain.Count > 0)
            {
                entry.Next = chain.First;
                _rows[chain.First].Previous = number;
            }

            chain.First = number;
            chain.Count++;
        }

        _rows[number] = entry;
    }

    /// <summary>Removes a row that is there.</summary>
    internal void Remove(in UInt128 identity)
    {
        var number = _rows.Find(identity);
        var entry = _rows[number];
        if (entry.Key.Joins)
        {
            var chainNumber = _chains.Find(entry.Key.Value);
            ref var chain = ref _chains[chainNumber];
            if (entry.Previous == None)
            {
                chain.First = entry.Next;
            }
            else
            {
                _rows[entry.Previous].Next = entry.Next;
            }

            if (entry.Next != None)
            {
                _rows[entry.Next].Previous = entry.Previous;
            }

            if (--chain.Count == 0)
            {
                _chains.Remove(chainNumber);
            }
        }

        _rows.Remove(number);
    }

    /// <summary>Rows of a key.</summary>
    internal int CountOf(in RowKey key) => Find(key) is var chain && chain == None ? 0 : _chains[chain].Count;

    /// <summary>Number of the first row of a key, or negative.</summary>
    internal int First(in RowKey key) => Find(key) is var chain && chain == None ? None : _chains[chain].First;

    /// <summary>Number of the next row of the same key, or negative.</summary>
    internal int Next(int number) => _rows[number].Next;

    /// <summary>Identity of a row.</summary>
    internal UInt128 Identity(int number) => _rows.Identity(number);

    /// <summary>Values of a row.</summary>
    internal Value[] Row(int number) => _rows[number].Row;

    private int Find(in RowKey key) => key.Joins ? _chains.Find(key.Value) : None;

    private struct Entry
    {
        internal Value[] Row;
        internal RowKey Key;
        internal int Next;
        internal int Previous;
    }

    private struct Chain
    {
        internal int First;
        internal int Count;
    }
}
