using Reactor.QueryRuntime.Storage;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Rows;

/// <summary>Rows in an order, found by rank and by row in O(log n): a treap in one array whose priorities are the rows' keyed hashes.</summary>
/// <remarks>
/// With a million rows each node on the way down is a cache miss, so an operation goes down once, and a node carries what usually decides a
/// comparison (<see cref="Node.Lead"/>) and what a rank is summed up from (<see cref="Node.Before"/>): neither the row nor the other child is read.
/// </remarks>
internal sealed class OrderedRows(StateHash hash, (int Cell, bool IsDescending)[] keys)
{
    private const int None = 0;

    private Node[] _nodes = new Node[8];
    private int _used = 1;
    private int _free;
    private int _root;

    /// <summary>Rows there are.</summary>
    internal int Count { get; private set; }

    /// <summary>The row of a rank, from 0.</summary>
    internal (UInt128 Identity, Value[] Row) this[int rank]
    {
        get
        {
            var node = _root;
            while (true)
            {
                ref readonly var here = ref _nodes[node];
                if (rank == here.Before)
                {
                    return (here.Identity, here.Row);
                }

                (node, rank) = rank < here.Before ? (here.Left, rank) : (here.Right, rank - here.Before - 1);
            }
        }
    }

    /// <summary>Adds a row that is not there.</summary>
    /// <returns>Its rank.</returns>
    internal int Add(in UInt128 identity, Value[] row)
    {
        var added = Allocate(identity, row);
        ref var node = ref _nodes[added];
        ref var link = ref _root;
        var rank = 0;
        while (link != None && _nodes[link].Priority >= node.Priority)
        {
            ref var here = ref _nodes[link];
            if (Compare(node, here) > 0)
            {
                rank += here.Before + 1;
                link = ref here.Right;
            }
            else
            {
                here.Before++;
                link = ref here.Left;
            }
        }

        (node.Left, node.Right, node.Before) = Split(link, node);
        link = added;
        Count++;
        return rank + node.Before;
    }

    /// <summary>Removes a row that is there.</summary>
    /// <returns>The rank it had.</returns>
    internal int Remove(in UInt128 identity, Value[] row)
    {
        var wanted = new Node { Identity = identity, Row = row, Lead = LeadOf(row) };
        ref var link = ref _root;
        var rank = 0;
        while (true)
        {
            ref var here = ref _nodes[link];
            var order = Compare(wanted, here);
            if (order == 0)
            {
                rank += here.Before;
                break;
            }

            if (order > 0)
            {
                rank += here.Before + 1;
                link = ref here.Right;
            }
            else
            {
                here.Before--;
                link = ref here.Left;
            }
        }

        var removed = link;
        Merge(ref link, _nodes[removed].Left, _nodes[removed].Before, _nodes[removed].Right);
        _nodes[removed] = new Node { Left = _free, Row = [] };
        _free = removed;
        Count--;
        return rank;
    }

    private int Compare(in Node left, in Node right)
    {
        // Not-a-number compares as neither: then the rows decide, as they do between equal leads.
        if (left.Lead < right.Lead)
        {
            return -1;
        }

        return left.Lead > right.Lead ? 1 : CompareRows(left, right);
    }

    private int CompareRows(in Node left, in Node right)
    {
        foreach (var (cell, isDescending) in keys)
        {
            var order = Ordering.Compare(left.Row[cell], right.Row[cell]);
            if (order != 0)
            {
                return isDescending ? -order : order;
            }
        }

        return left.Identity.CompareTo(right.Identity);
    }

    // The first key as a double, which orders numbers as they are ordered except that different ones may become equal.
    private double LeadOf(Value[] row)
    {
        if (keys.Length == 0)
        {
            return double.NaN;
        }

        var (cell, isDescending) = keys[0];
        ref readonly var value = ref row[cell];
        return !value.IsNumber ? double.NaN : isDescending ? -value.Number : value.Number;
    }

    // Rows before the given one and how many they are, and those from it on.
    private (int Before, int From, int Count) Split(int node, in Node at)
    {
        if (node == None)
        {
            return (None, None, 0);
        }

        ref var here = ref _nodes[node];
        if (Compare(at, here) > 0)
        {
            (here.Right, var rest, var inner) = Split(here.Right, at);
            return (node, rest, here.Before + 1 + inner);
        }

        (var before, here.Left, var count) = Split(here.Left, at);
        here.Before -= count;
        return (before, node, count);
    }

    // Hangs two trees, all rows of the first before those of the second, into one place.
    private void Merge(ref int link, int left, int leftCount, int right)
    {
        while (left != None && right != None)
        {
            if (_nodes[left].Priority >= _nodes[right].Priority)
            {
                ref var here = ref _nodes[left];
                link = left;
                leftCount -= here.Before + 1;
                link = ref here.Right;
                left = link;
            }
            else
            {
                ref var here = ref _nodes[right];
                link = right;
                here.Before += leftCount;
                link = ref here.Left;
                right = link;
            }
        }

        link = left + right;
    }

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

        _nodes[node] = new Node { Identity = identity, Row = row, Lead = LeadOf(row), Priority = (uint)(hash.Of(identity) >> 32) };
        return node;
    }

    private struct Node
    {
        internal UInt128 Identity;
        internal Value[] Row;

        // The first key in the direction of the order; NaN when it is no number.
        internal double Lead;
        internal uint Priority;
        internal int Left;
        internal int Right;

        // Rows below Left.
        internal int Before;
    }
}
