using Reactor.QueryRuntime.Storage;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Rows;

/// <summary>Rows in an order, found by rank and by row in O(log n): a treap in one array whose priorities are the rows' keyed hashes.</summary>
internal sealed class OrderedRows(StateHash hash, (int Cell, bool IsDescending)[] keys)
{
    private const int None = 0;

    private Node[] _nodes = new Node[8];
    private int _used = 1;
    private int _free;
    private int _root;

    /// <summary>Rows there are.</summary>
    internal int Count => _nodes[_root].Size;

    /// <summary>The row of a rank, from 0.</summary>
    internal (UInt128 Identity, Value[] Row) this[int rank]
    {
        get
        {
            var node = _root;
            while (true)
            {
                var before = _nodes[_nodes[node].Left].Size;
                if (rank == before)
                {
                    return (_nodes[node].Identity, _nodes[node].Row);
                }

                (node, rank) = rank < before ? (_nodes[node].Left, rank) : (_nodes[node].Right, rank - before - 1);
            }
        }
    }

    /// <summary>Adds a row that is not there.</summary>
    /// <returns>Its rank.</returns>
    internal int Add(in UInt128 identity, Value[] row)
    {
        var added = Allocate(identity, row);
        var (before, behind) = Split(_root, identity, row);
        var rank = _nodes[before].Size;
        _root = Merge(Merge(before, added), behind);
        return rank;
    }

    /// <summary>Removes a row that is there.</summary>
    /// <returns>The rank it had.</returns>
    internal int Remove(in UInt128 identity, Value[] row)
    {
        var (before, rest) = Split(_root, identity, row);
        var rank = _nodes[before].Size;
        _root = Merge(before, RemoveFirst(rest));
        return rank;
    }

    private int RemoveFirst(int node)
    {
        if (_nodes[node].Left != None)
        {
            _nodes[node].Left = RemoveFirst(_nodes[node].Left);
            Update(node);
            return node;
        }

        var rest = _nodes[node].Right;
        _nodes[node] = new Node { Left = _free, Row = [] };
        _free = node;
        _nodes[node].Size = 0;
        return rest;
    }

    private int Compare(in UInt128 identity, Value[] row, int node)
    {
        ref readonly var other = ref _nodes[node];
        foreach (var (cell, isDescending) in keys)
        {
            var order = Ordering.Compare(row[cell], other.Row[cell]);
            if (order != 0)
            {
                return isDescending ? -order : order;
            }
        }

        return identity.CompareTo(other.Identity);
    }

    // Rows before the given one, and those from it on.
    private (int Before, int From) Split(int node, in UInt128 identity, Value[] row)
    {
        if (node == None)
        {
            return (None, None);
        }

        if (Compare(identity, row, node) > 0)
        {
            var (inner, rest) = Split(_nodes[node].Right, identity, row);
            _nodes[node].Right = inner;
            Update(node);
            return (node, rest);
        }

        var (before, outer) = Split(_nodes[node].Left, identity, row);
        _nodes[node].Left = outer;
        Update(node);
        return (before, node);
    }

    private int Merge(int left, int right)
    {
        if (left == None || right == None)
        {
            return left + right;
        }

        if (_nodes[left].Priority >= _nodes[right].Priority)
        {
            _nodes[left].Right = Merge(_nodes[left].Right, right);
            Update(left);
            return left;
        }

        _nodes[right].Left = Merge(left, _nodes[right].Left);
        Update(right);
        return right;
    }

    private void Update(int node) => _nodes[node].Size = _nodes[_nodes[node].Left].Size + _nodes[_nodes[node].Right].Size + 1;

    private int Allocate(in UInt128 identity, Value[] row)
    {
        var node = _free;
        if (node != None)
        {
            _free = _nodes[node].Left;
        }
        else
        {
            if (_used == _nodes.Length)
            {
                Array.Resize(ref _nodes, 2 * _used);
            }

            node = _used++;
        }

        _nodes[node] = new Node { Identity = identity, Row = row, Priority = hash.Of(identity), Size = 1 };
        return node;
    }

    private struct Node
    {
        internal UInt128 Identity;
        internal Value[] Row;
        internal ulong Priority;
        internal int Left;
        internal int Right;
        internal int Size;
    }
}
