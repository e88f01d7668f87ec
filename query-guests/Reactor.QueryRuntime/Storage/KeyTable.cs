namespace Reactor.QueryRuntime.Storage;

/// <summary>
/// Element keys of one kind (source and id) to dense numbers, which index all other state of the element. Open addressing with linear
/// probing; numbers that are given back are given out again.
/// </summary>
/// <remarks>
/// A slot holds the upper half of the key's hash and the number + 1; 0 is empty. The slot's home is the hash's top bits, so growing
/// needs no key. Deleting shifts the followers back: there are no tombstones, and no table decays.
/// </remarks>
public sealed class KeyTable
{
    /// <summary>What <see cref="Find"/> answers for an unknown key.</summary>
    public const int None = -1;

    private const int SmallestBits = 4;

    private readonly StateHash _hash;
    private readonly ByteArena _bytes = new();
    private readonly ChunkedArray<Key> _keys = new();
    private ulong[] _slots = new ulong[1 << SmallestBits];
    private int _bits = SmallestBits;
    private int _free = None;

    /// <summary>Makes an empty table.</summary>
    /// <param name="hash">The instance's keyed hash.</param>
    public KeyTable(StateHash hash) => _hash = hash;

    /// <summary>Keys in the table.</summary>
    public int Count { get; private set; }

    /// <summary>All numbers given out are below this one.</summary>
    public int Limit { get; private set; }

    /// <summary>The number of a key, or <see cref="None"/>.</summary>
    /// <param name="source">Number of the source.</param>
    /// <param name="id">The id, UTF-8.</param>
    public int Find(ushort source, ReadOnlySpan<byte> id) => Probe(source, id, Hash(source, id), out _);

    /// <summary>The number of a key that is added when it is unknown.</summary>
    /// <param name="source">Number of the source.</param>
    /// <param name="id">The id, UTF-8.</param>
    /// <param name="added">Whether it was unknown: the number's other state is whatever was left there.</param>
    public int FindOrAdd(ushort source, ReadOnlySpan<byte> id, out bool added)
    {
        var hash = Hash(source, id);
        var known = Probe(source, id, hash, out var slot);
        added = known == None;
        return added ? Add(source, id, hash, slot) : known;
    }

    /// <summary>The id behind a number, UTF-8; valid until the table changes.</summary>
    public ReadOnlySpan<byte> Id(int number)
    {
        ref var key = ref _keys[number];
        return _bytes.Read(key.Address, key.Length);
    }

    /// <summary>The source behind a number.</summary>
    public ushort Source(int number) => _keys[number].Source;

    /// <summary>Forgets a key; its number will be given out again.</summary>
    /// <param name="number">One that is in use.</param>
    public void Remove(int number)
    {
        ref var key = ref _keys[number];
        var id = _bytes.Read(key.Address, key.Length);
        Probe(key.Source, id, Hash(key.Source, id), out var slot);
        Vacate(slot);
        _bytes.Free(key.Address, key.Length);
        key = new Key { Address = _free };
        _free = number;
        Count--;
    }

    private uint Hash(ushort source, ReadOnlySpan<byte> id) => (uint)(_hash.Of(id, source) >> 32);

    private int Home(uint hash) => (int)(hash >> (32 - _bits));

    private int Probe(ushort source, ReadOnlySpan<byte> id, uint hash, out int slot)
    {
        var slots = _slots;
        for (slot = Home(hash); ; slot = (slot + 1) & (slots.Length - 1))
        {
            var entry = slots[slot];
            if (entry == 0)
            {
                return None;
            }

            if ((uint)(entry >> 32) == hash)
            {
                var number = (int)(uint)entry - 1;
                ref var key = ref _keys[number];
                if (key.Source == source && key.Length == id.Length && _bytes.Read(key.Address, key.Length).SequenceEqual(id))
                {
                    return number;
                }
            }
        }
    }

    private int Add(ushort source, ReadOnlySpan<byte> id, uint hash, int slot)
    {
        if (4 * (Count + 1) > 3 * _slots.Length)
        {
            Grow();
            slot = FreeSlot(hash);
        }

        var number = _free;
        if (number == None)
        {
            number = Limit++;
            _keys.EnsureIndex(number);
        }
        else
        {
            _free = (int)_keys[number].Address;
        }

        _keys[number] = new Key { Address = _bytes.Store(id), Length = id.Length, Source = source };
        _slots[slot] = ((ulong)hash << 32) | (uint)(number + 1);
        Count++;
        return number;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new ulong[2 * old.Length];
        _bits++;
        foreach (var entry in old)
        {
            if (entry != 0)
            {
                _slots[FreeSlot((uint)(entry >> 32))] = entry;
            }
        }
    }

    private int FreeSlot(uint hash)
    {
        var slot = Home(hash);
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
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

    private struct Key
    {
        /// <summary>Where the id is; in a number that is free, the next free number.</summary>
        internal long Address;
        internal int Length;
        internal ushort Source;
    }
}
