using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Rows;

/// <summary>Rows in an order, found by rank and by row in O(log n): a B+-tree whose inner nodes count the rows below each child.</summary>
/// <remarks>
/// With a million rows what costs is memory that is in no cache. A node lies in few lines, an operation goes down once (full children are
/// split and thin ones merged on the way), and <see cref="OrderedRowsNode.Leads"/> usually decides a comparison, so that rows are seldom read.
/// </remarks>
/// <param name="keys">Cells of the rows to sort by, and whether they descend. Ties follow the identity.</param>
internal sealed class OrderedRows((int Cell, bool IsDescending)[] keys)
{
    private OrderedRowsNode _root = new(isLeaf: true);

    /// <summary>Rows there are.</summary>
    internal int Count { get; private set; }

    /// <summary>The row of a rank, from 0.</summary>
    internal (UInt128 Identity, Value[] Row) this[int rank]
    {
        get
        {
            var node = _root;
            while (!node.IsLeaf)
            {
                var child = 0;
                while (rank >= node.Sizes[child])
                {
                    rank -= node.Sizes[child++];
                }

                node = node.Children[child];
            }

            return node.Rows[rank];
        }
    }

    /// <summary>Adds a row that is not there.</summary>
    /// <returns>Its rank.</returns>
    internal int Add(in UInt128 identity, Value[] row)
    {
        if (_root.IsFull)
        {
            _root = OrderedRowsNode.Above(_root, Count);
            _root.Split(0);
        }

        var (node, rank, lead) = (_root, 0, LeadOf(row));
        while (!node.IsLeaf)
        {
            var child = ChildOf(node, lead, identity, row);
            if (node.Children[child].IsFull)
            {
                node.Split(child);
                child += Compare(lead, identity, row, node, child + 1) >= 0 ? 1 : 0;
            }

            rank += node.SizeBefore(child);
            node.Sizes[child]++;
            node = node.Children[child];
        }

        var at = PlaceOf(node, 0, lead, identity, row);
        node.Insert(at, lead, (identity, row));
        Count++;
        return rank + at;
    }

    /// <summary>Removes a row that is there.</summary>
    /// <returns>The rank it had.</returns>
    internal int Remove(in UInt128 identity, Value[] row)
    {
        var (node, rank, lead) = (_root, 0, LeadOf(row));
        while (!node.IsLeaf)
        {
            var child = ChildOf(node, lead, identity, row);
            if (node.Children[child].IsThin)
            {
                child = node.Merge(child);
            }

            rank += node.SizeBefore(child);
            node.Sizes[child]--;
            node = node.Children[child];
        }

        var at = PlaceOf(node, 0, lead, identity, row);
        node.Remove(at);
        Count--;
        while (!_root.IsLeaf && _root.Count == 1)
        {
            _root = _root.Children[0];
        }

        return rank + at;
    }

    // The child whose rows a row is or would be among: the last one that does not start behind it.
    private int ChildOf(OrderedRowsNode node, double lead, in UInt128 identity, Value[] row)
    {
        var place = PlaceOf(node, 1, lead, identity, row);
        return place < node.Count && Compare(lead, identity, row, node, place) == 0 ? place : place - 1;
    }

    // The first place from the given one on that is not before a row.
    private int PlaceOf(OrderedRowsNode node, int from, double lead, in UInt128 identity, Value[] row)
    {
        var to = node.Count;
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            if (Compare(lead, identity, row, node, middle) > 0)
            {
                from = middle + 1;
            }
            else
            {
                to = middle;
            }
        }

        return from;
    }

    private int Compare(double lead, in UInt128 identity, Value[] row, OrderedRowsNode node, int at)
    {
        // Not-a-number compares as neither: then the rows decide, as they do between equal leads.
        var other = node.Leads[at];
        return lead < other ? -1 : lead > other ? 1 : CompareRows(identity, row, node.Rows[at]);
    }

    private int CompareRows(in UInt128 identity, Value[] row, in (UInt128 Identity, Value[] Row) other)
    {
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
}
