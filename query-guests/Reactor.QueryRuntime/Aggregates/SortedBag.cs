namespace Reactor.QueryRuntime.Aggregates;

/// <summary>A sorted multiset: an AVL tree in one array, with a count for every different item. All operations take O(log n), the worst case included.</summary>
/// <remarks>Nodes refer to each other by index so that the collector sees one object, and 0 is no node. A tree of 2^31 nodes is 45 levels high.</remarks>
/// <typeparam name="TItem">What it holds.</typeparam>
/// <typeparam name="TOrder">How it sorts.</typeparam>
internal sealed class SortedBag<TItem, TOrder>
    where TOrder : struct, IBagOrder<TItem>
{
    private const int None = 0;
    private const int InitialNodes = 4;

    private Node[] _nodes = new Node[InitialNodes];
    private int _used = 1;
    private int _free;
    private int _root;
    private long _probes;

    /// <summary>Items, each as often as it is there.</summary>
    public int Count { get; private set; }

    /// <summary>Different items.</summary>
    public int DistinctCount { get; private set; }

    /// <summary>Nodes looked at since the last call, on the way from the root or over all of them.</summary>
    public long TakeProbes()
    {
        var probes = _probes;
        _probes = 0;
        return probes;
    }

    /// <summary>Adds an item.</summary>
    public void Add(in TItem item)
    {
        _root = Insert(_root, item);
        Count++;
    }

    /// <summary>Removes one copy of an item.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public void Remove(in TItem item)
    {
        _root = Delete(_root, item);
        Count--;
    }

    /// <summary>The smallest item.</summary>
    /// <returns>False if the bag is empty.</returns>
    public bool TryFirst(out TItem item)
    {
        var node = _root;
        while (node != None && _nodes[node].Left != None)
        {
            _probes++;
            node = _nodes[node].Left;
        }

        item = _nodes[node].Item;
        return node != None;
    }

    /// <summary>The largest item.</summary>
    /// <returns>False if the bag is empty.</returns>
    public bool TryLast(out TItem item)
    {
        var node = _root;
        while (node != None && _nodes[node].Right != None)
        {
            _probes++;
            node = _nodes[node].Right;
        }

        item = _nodes[node].Item;
        return node != None;
    }

    /// <summary>The smallest item of a group.</summary>
    /// <param name="member">Any item that belongs to the group.</param>
    /// <param name="first">The item.</param>
    /// <returns>False if the bag holds none of the group.</returns>
    public bool TryFirstOfGroup(in TItem member, out TItem first) =>
        TryFirstFrom(member, 0, out first) && TOrder.CompareGroups(first, member) == 0;

    /// <summary>The smallest item of the group after that of an item.</summary>
    /// <returns>False if there is none.</returns>
    public bool TryFirstOfNextGroup(in TItem member, out TItem first) => TryFirstFrom(member, 1, out first);

    /// <summary>The item at a place of the order.</summary>
    /// <param name="place">From 0, below <see cref="Count"/>.</param>
    public TItem At(int place)
    {
        var node = _root;
        while (true)
        {
            _probes++;
            ref var here = ref _nodes[node];
            var before = _nodes[here.Left].Size;
            if (place < before)
            {
                node = here.Left;
            }
            else if (place < before + here.Copies)
            {
                return here.Item;
            }
            else
            {
                place -= before + here.Copies;
                node = here.Right;
            }
        }
    }

    /// <summary>Visits all different items in order.</summary>
    /// <param name="visitor">Called with each and the number of its copies.</param>
    public void Visit<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, IBagVisitor<TItem>, allows ref struct => Visit(_root, ref visitor);

    private void Visit<TVisitor>(int node, ref TVisitor visitor)
        where TVisitor : struct, IBagVisitor<TItem>, allows ref struct
    {
        if (node == None)
        {
            return;
        }

        _probes++;
        Visit(_nodes[node].Left, ref visitor);
        visitor.Visit(_nodes[node].Item, _nodes[node].Copies);
        Visit(_nodes[node].Right, ref visitor);
    }

    // The first item whose group compares with the member's as at least the given order.
    private bool TryFirstFrom(in TItem member, int order, out TItem first)
    {
        var found = None;
        for (var node = _root; node != None;)
        {
            _probes++;
            if (TOrder.CompareGroups(_nodes[node].Item, member) >= order)
            {
                found = node;
                node = _nodes[node].Left;
            }
            else
            {
                node = _nodes[node].Right;
            }
        }

        first = _nodes[found].Item;
        return found != None;
    }

    private int Insert(int node, in TItem item)
    {
        if (node == None)
        {
            return Allocate(item);
        }

        _probes++;
        var order = TOrder.Compare(item, _nodes[node].Item);
        if (order == 0)
        {
            _nodes[node].Copies++;
            _nodes[node].Size++;
            return node;
        }

        // The array may move during the call, so its result must not be assigned through an element taken before.
        if (order < 0)
        {
            var left = Insert(_nodes[node].Left, item);
            _nodes[node].Left = left;
        }
        else
        {
            var right = Insert(_nodes[node].Right, item);
            _nodes[node].Right = right;
        }

        return Balance(node);
    }

    private int Delete(int node, in TItem item)
    {
        if (node == None)
        {
            throw new InvalidOperationException("an item is removed that is not in the bag");
        }

        _probes++;
        ref var here = ref _nodes[node];
        var order = TOrder.Compare(item, here.Item);
        if (order == 0)
        {
            if (here.Copies > 1)
            {
                here.Copies--;
                here.Size--;
                return node;
            }

            return Unlink(node);
        }

        if (order < 0)
        {
            here.Left = Delete(here.Left, item);
        }
        else
        {
            here.Right = Delete(here.Right, item);
        }

        return Balance(node);
    }

    // Puts the next larger node in the place of one that goes.
    private int Unlink(int node)
    {
        var (left, right) = (_nodes[node].Left, _nodes[node].Right);
        Release(node);
        if (left == None || right == None)
        {
            return left == None ? right : left;
        }

        right = UnlinkFirst(right, out var next);
        _nodes[next].Left = left;
        _nodes[next].Right = right;
        return Balance(next);
    }

    private int UnlinkFirst(int node, out int first)
    {
        _probes++;
        ref var here = ref _nodes[node];
        if (here.Left == None)
        {
            first = node;
            return here.Right;
        }

        here.Left = UnlinkFirst(here.Left, out first);
        return Balance(node);
    }

    private int Balance(int node)
    {
        ref var here = ref _nodes[node];
        var lean = Height(here.Left) - Height(here.Right);
        if (lean > 1)
        {
            if (Height(_nodes[here.Left].Left) < Height(_nodes[here.Left].Right))
            {
                here.Left = RotateLeft(here.Left);
            }

            return RotateRight(node);
        }

        if (lean < -1)
        {
            if (Height(_nodes[here.Right].Right) < Height(_nodes[here.Right].Left))
            {
                here.Right = RotateRight(here.Right);
            }

            return RotateLeft(node);
        }

        Measure(ref here);
        return node;
    }

    private int RotateLeft(int node)
    {
        ref var here = ref _nodes[node];
        var top = here.Right;
        here.Right = _nodes[top].Left;
        _nodes[top].Left = node;
        Measure(ref here);
        Measure(ref _nodes[top]);
        return top;
    }

    private int RotateRight(int node)
    {
        ref var here = ref _nodes[node];
        var top = here.Left;
        here.Left = _nodes[top].Right;
        _nodes[top].Right = node;
        Measure(ref here);
        Measure(ref _nodes[top]);
        return top;
    }

    private int Height(int node) => _nodes[node].Height;

    private void Measure(ref Node node)
    {
        node.Height = 1 + Math.Max(Height(node.Left), Height(node.Right));
        node.Size = _nodes[node.Left].Size + node.Copies + _nodes[node.Right].Size;
    }

    private int Allocate(in TItem item)
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
                Array.Resize(ref _nodes, _nodes.Length * 2);
            }

            node = _used++;
        }

        _nodes[node] = new Node { Item = item, Copies = 1, Height = 1, Size = 1 };
        DistinctCount++;
        return node;
    }

    private void Release(int node)
    {
        _nodes[node] = new Node { Left = _free };
        _free = node;
        DistinctCount--;
    }

    private struct Node
    {
        public TItem Item;
        public int Left;
        public int Right;
        public int Copies;
        public int Height;

        /// <summary>Items of the subtree, each as often as it is there.</summary>
        public int Size;
    }
}
