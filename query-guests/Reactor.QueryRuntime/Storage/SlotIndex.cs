namespace Reactor.QueryRuntime.Storage;

/// <summary>
/// The elements that one pattern slot accepts, found by the hash of the value they join on. An element is in it at most once.
/// </summary>
/// <remarks>
/// One chain of elements per hash: a table (open addressing, deletion by shifting back) leads to its head, links stand in an array by
/// element number. Different values may share a hash, so whoever walks a chain checks the values.
/// </remarks>
public sealed class SlotIndex
{
    /// <summary>End of a chain.</summary>
    public const int None = -1;

    private const int SmallestLength = 16;

    private readonly ChunkedArray<Link> _links = new();
    private Head[] _heads = new Head[SmallestLength];
    private int _chains;

    /// <summary>Elements in the index.</summary>
    public int Count { get; private set; }

    /// <summary>The first element with a hash, or <see cref="None"/>.</summary>
    public int First(ulong hash) => _heads[Probe(hash)].First - 1;

    /// <summary>The element behind another one in its chain, or <see cref="None"/>.</summary>
    public int Next(int element) => _links[element].Next - 1;

    /// <summary>Puts an element where its hash belongs, from wherever it was.</summary>
    /// <param name="element">Number of the element.</param>
    /// <param name="hash">Hash of its join value.</param>
    public void Set(int element, ulong hash)
    {
        _links.EnsureIndex(element);
        ref var link = ref _links[element];
        if (link.IsLinked)
        {
            if (link.Hash == hash)
            {
                return;
            }

            Remove(element);
        }

        if (4 * (_chains + 1) > 3 * _heads.Length)
        {
            Grow();
        }

        ref var head = ref _heads[Probe(hash)];
        if (head.First == 0)
        {
            head.Hash = hash;
            _chains++;
        }
        else
        {
            _links[head.First - 1].Previous = element + 1;
        }

        link = new Link { Hash = hash, Next = head.First, IsLinked = true };
        head.First = element + 1;
        Count++;
    }

    /// <summary>Takes an element out; nothing happens when it is not in the index.</summary>
    /// <param name="element">Number of the element.</param>
    public void Remove(int element)
    {
        _links.EnsureIndex(element);
        ref var link = ref _links[element];
        if (!link.IsLinked)
        {
            return;
        }

        if (link.Next != 0)
        {
            _links[link.Next - 1].Previous = link.Previous;
        }

        if (link.Previous != 0)
        {
            _links[link.Previous - 1].Next = link.Next;
        }
        else
        {
            var slot = Probe(link.Hash);
            _heads[slot].First = link.Next;
            if (link.Next == 0)
            {
                Vacate(slot);
                _chains--;
            }
        }

        link = default;
        Count--;
    }

    private int Probe(ulong hash)
    {
        var heads = _heads;
        var slot = (int)hash & (heads.Length - 1);
        while (heads[slot].First != 0 && heads[slot].Hash != hash)
        {
            slot = (slot + 1) & (heads.Length - 1);
        }

        return slot;
    }

    private void Grow()
    {
        var old = _heads;
        _heads = new Head[2 * old.Length];
        foreach (ref readonly var head in old.AsSpan())
        {
            if (head.First != 0)
            {
                _heads[Probe(head.Hash)] = head;
            }
        }
    }

    private void Vacate(int hole)
    {
        var mask = _heads.Length - 1;
        for (var slot = (hole + 1) & mask; _heads[slot].First != 0; slot = (slot + 1) & mask)
        {
            // An entry may move back to the hole unless its home lies between the two.
            if (((slot - (int)_heads[slot].Hash) & mask) >= ((slot - hole) & mask))
            {
                _heads[hole] = _heads[slot];
                hole = slot;
            }
        }

        _heads[hole] = default;
    }

    private struct Head
    {
        internal ulong Hash;

        /// <summary>Number of the chain's first element + 1; 0 in an empty slot.</summary>
        internal int First;
    }

    private struct Link
    {
        internal ulong Hash;
        internal int Next;
        internal int Previous;
        internal bool IsLinked;
    }
}
