namespace Reactor.QueryRuntime.Dataflow;

/// <summary>The groups of one aggregation that the current unit has touched, each with the row it showed before. Memory is kept up to a limit.</summary>
/// <typeparam name="TRow">The row a group shows: generated per query.</typeparam>
public sealed class TouchedGroups<TRow>
    where TRow : struct
{
    private const int EntriesKept = 1 << 12;

    private Entry[] _entries = new Entry[4];

    /// <summary>Groups touched.</summary>
    public int Count { get; private set; }

    /// <summary>A touched group.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1, in order of first touch.</param>
    public ref Entry this[int index] => ref _entries[index];

    /// <summary>Adds a group.</summary>
    /// <param name="group">Its number.</param>
    /// <returns>The entry, <c>default</c> but for the number; valid until the next call.</returns>
    public ref Entry Add(int group)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * Count);
        }

        ref var entry = ref _entries[Count++];
        entry = new Entry { Group = group };
        return ref entry;
    }

    /// <summary>Forgets all groups.</summary>
    public void Clear()
    {
        if (_entries.Length > EntriesKept)
        {
            _entries = new Entry[4];
        }
        else
        {
            Array.Clear(_entries, 0, Count);
        }

        Count = 0;
    }

    /// <summary>A touched group.</summary>
    public struct Entry
    {
        /// <summary>Number of the group.</summary>
        public int Group;

        /// <summary>Whether it was there before the unit.</summary>
        public bool Existed;

        /// <summary>The row it showed before the unit.</summary>
        public TRow Before;
    }
}
