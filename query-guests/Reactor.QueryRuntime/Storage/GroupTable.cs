namespace Reactor.QueryRuntime.Storage;

/// <summary>The groups of an aggregation by identity: open addressing as in <see cref="KeyTable"/>, one struct per group in chunks.</summary>
/// <typeparam name="TGroup">The state of a group: generated per query.</typeparam>
public sealed class GroupTable<TGroup>
    where TGroup : struct
{
    private const int None = -1;
    private const int SmallestBits = 4;

    private readonly StateHash _hash;
    private readonly ChunkedArray<Entry> _entries = new();
    private ulong[] _slots = new ulong[1 << SmallestBits];
    private int _bits = SmallestBits;
    private int _free = None;
    private int _limit;

    /// <summary>Makes an empty table.</summary>
    /// <param name="hash">The instance's keyed hash.</param>
    public GroupTable(StateHash hash) => _hash = hash;

    /// <summary>Groups in the table.</summary>
    public int Count { get; private set; }

    /// <summary>The state of a group; the reference is valid until the next <see cref="FindOrAdd"/>.</summary>
    /// <param name="group">A number that is in use.</param>
    public ref TGroup this[int group] => ref _entries[group].State;

    /// <summary>The identity of a group.</summary>
    public UInt128 Identity(int group) => _entries[group].Identity;

    /// <summary>The number of the group with an identity, or -1.</summary>
    public int Find(UInt128 identity) => (int)(uint)_slots[Probe(identity, (uint)(_hash.Of(identity) >> 32))] - 1;

    /// <summary>The number of the group with an identity; its state is <c>default</c> when it is new.</summary>
    public int FindOrAdd(UInt128 identity)
    {
        var hash = (uint)(_hash.Of(identity) >> 32);
        var slot = Probe(identity, hash);
        if (_slots[slot] != 0)
        {
            return (int)(uint)_slots[slot] - 1;
        }

        if (4 * (Count + 1) > 3 * _slots.Length)
        {
            Grow();
            slot = Probe(identity, hash);
        }

        var group = _free;
        if (group == None)
        {
            group = _limit++;
            _entries.EnsureIndex(group);
        }
        else
        {
            _free = _entries[group].NextFree;
        }

        _entries[group] = new Entry { Identity = identity };
        _slots[slot] = ((ulong)hash << 32) | (uint)(group + 1);
        Count++;
        return group;
    }

    /// <summary>Forgets a group; its number will be given out again.</summary>
    /// <param name="group">A number that is in use.</param>
    public void Remove(int group)
    {
        var identity = _entries[group].Identity;
        Vacate(Probe(identity, (uint)(_hash.Of(identity) >> 32)));
        _entries[group] = new Entry { NextFree = _free };
        _free = group;
        Count--;
    }

    private int Home(uint hash) => (int)(hash >> (32 - _bits));

    private int Probe(UInt128 identity, uint hash)
    {
        var slots = _slots;
        var slot = Home(hash);
        for (; slots[slot] != 0; slot = (slot + 1) & (slots.Length - 1))
        {
            if ((uint)(slots[slot] >> 32) == hash && _entries[(int)(uint)slots[slot] - 1].Identity == identity)
            {
                break;
            }
        }

        return slot;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new ulong[2 * old.Length];
        _bits++;
        foreach (var entry in old)
        {
            if (entry == 0)
            {
                continue;
            }

            var slot = Home((uint)(entry >> 32));
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = entry;
        }
    }

    private void Vacate(int hole)
    {
        var mask = _slots.Length - 1;
        for (var slot = (hole + 1) & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            // An entry may move back to the hole unless its home lies between the two.
            if (((slot - Home((uint)(_slots[slot] >> 32))) & mask) >= ((slot - hole) & mask))
            {
                _slots[hole] = _slots[slot];
                hole = slot;
            }
        }

        _slots[hole] = 0;
    }

    private struct Entry
    {
        internal UInt128 Identity;
        internal int NextFree;
        internal TGroup State;
    }
}
