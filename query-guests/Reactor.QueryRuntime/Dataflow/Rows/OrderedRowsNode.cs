using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Rows;

/// <summary>A node of the tree of <see cref="OrderedRows"/>: rows in order, or children in order with the row each starts at or behind.</summary>
internal sealed class OrderedRowsNode
{
    private const int Capacity = 64;

    /// <summary>Makes an empty node.</summary>
    internal OrderedRowsNode(bool isLeaf)
    {
        IsLeaf = isLeaf;
        (Children, Sizes) = isLeaf ? ([], []) : (new OrderedRowsNode[Capacity], new int[Capacity]);
    }

    /// <summary>Whether it holds rows, not children.</summary>
    internal bool IsLeaf { get; }

    /// <summary>Rows or children in use.</summary>
    internal int Count { get; private set; }

    /// <summary>First keys of <see cref="Rows"/> in the direction of the order; NaN where one is no number.</summary>
    internal double[] Leads { get; } = new double[Capacity];

    /// <summary>The rows of a leaf; else a lower bound of each child's rows, that of the first child unused. A bound need not be there any more.</summary>
    internal (UInt128 Identity, Value[] Row)[] Rows { get; } = new (UInt128, Value[])[Capacity];

    /// <summary>Of an inner node.</summary>
    internal OrderedRowsNode[] Children { get; }

    /// <summary>Rows below each of <see cref="Children"/>.</summary>
    internal int[] Sizes { get; }

    /// <summary>Whether nothing can be inserted.</summary>
    internal bool IsFull => Count == Capacity;

    /// <summary>Whether it should be merged with a neighbour that has room.</summary>
    internal bool IsThin => Count <= Capacity / 4;

    /// <summary>A node with one child.</summary>
    internal static OrderedRowsNode Above(OrderedRowsNode child, int size)
    {
        var node = new OrderedRowsNode(isLeaf: false) { Count = 1 };
        (node.Children[0], node.Sizes[0]) = (child, size);
        return node;
    }

    /// <summary>Rows below the children before one.</summary>
    internal int SizeBefore(int child)
    {
        var sum = 0;
        foreach (var size in Sizes.AsSpan(0, child))
        {
            sum += size;
        }

        return sum;
    }

    /// <summary>Inserts a row into a leaf that is not full.</summary>
    internal void Insert(int at, double lead, in (UInt128 Identity, Value[] Row) row)
    {
        OpenGap(at);
        (Leads[at], Rows[at]) = (lead, row);
    }

    /// <summary>Removes a row or a child.</summary>
    internal void Remove(int at)
    {
        Count--;
        Close(Leads, at);
        Close(Rows, at);
        if (!IsLeaf)
        {
            Close(Children, at);
            Close(Sizes, at);
        }
    }

    /// <summary>Moves the second half of a full child into a new one behind it. This node is not full.</summary>
    internal void Split(int child)
    {
        var first = Children[child];
        var second = new OrderedRowsNode(first.IsLeaf);
        second.Append(first, Capacity / 2);
        var size = second.IsLeaf ? second.Count : second.SizeBefore(second.Count);
        first.Truncate(Capacity / 2);
        OpenGap(child + 1);
        (Leads[child + 1], Rows[child + 1], Children[child + 1], Sizes[child + 1]) = (second.Leads[0], second.Rows[0], second, size);
        Sizes[child] -= size;
    }

    /// <summary>Merges a child with a neighbour if that leaves room for more.</summary>
    /// <returns>The child its rows are in now.</returns>
    internal int Merge(int child)
    {
        foreach (var first in (ReadOnlySpan<int>)[child - 1, child])
        {
            if (first >= 0 && first + 1 < Count && Children[first].Count + Children[first + 1].Count <= Capacity * 3 / 4)
            {
                var second = Children[first + 1];
                if (!second.IsLeaf)
                {
                    // What the neighbour's first child starts at is known here only.
                    (second.Leads[0], second.Rows[0]) = (Leads[first + 1], Rows[first + 1]);
                }

                Children[first].Append(second, 0);
                Sizes[first] += Sizes[first + 1];
                Remove(first + 1);
                return first;
            }
        }

        return child;
    }

    private void Append(OrderedRowsNode other, int from)
    {
        var count = other.Count - from;
        Array.Copy(other.Leads, from, Leads, Count, count);
        Array.Copy(other.Rows, from, Rows, Count, count);
        if (!IsLeaf)
        {
            Array.Copy(other.Children, from, Children, Count, count);
            Array.Copy(other.Sizes, from, Sizes, Count, count);
        }

        Count += count;
    }

    private void Truncate(int count)
    {
        Array.Clear(Rows, count, Count - count);
        if (!IsLeaf)
        {
            Array.Clear(Children, count, Count - count);
        }

        Count = count;
    }

    private void OpenGap(int at)
    {
        Open(Leads, at);
        Open(Rows, at);
        if (!IsLeaf)
        {
            Open(Children, at);
            Open(Sizes, at);
        }

        Count++;
    }

    private void Open<T>(T[] array, int at) => Array.Copy(array, at, array, at + 1, Count - at);

    // Count is what is left already.
    private void Close<T>(T[] array, int at)
    {
        Array.Copy(array, at + 1, array, at, Count - at);
        array[Count] = default!;
    }
}
