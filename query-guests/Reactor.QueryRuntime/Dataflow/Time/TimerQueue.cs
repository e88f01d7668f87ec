using Reactor.QueryRuntime.Storage;

namespace Reactor.QueryRuntime.Dataflow.Time;

/// <summary>
/// The timers of a query (docs/semantics.md, sections 6 and 10): a binary heap by due time, then call site, then identity, and a table of who
/// waits where in it. The order is total, so what fires when does not depend on the order in which timers were set.
/// </summary>
/// <remarks>Plain state of the guest: a snapshot holds it as it is. Setting, cancelling and taking cost the logarithm of the timers waiting.</remarks>
/// <param name="hash">The instance's keyed hash.</param>
public sealed class TimerQueue(StateHash hash)
{
    private readonly Dictionary<TimerKey, int> _places = new(new KeyComparer(hash));
    private Timer[] _heap = new Timer[16];

    /// <summary>Timers waiting.</summary>
    public int Count { get; private set; }

    /// <summary>The earliest due time, nanoseconds since the Unix epoch; null when nobody waits.</summary>
    public long? NextDueNs => Count == 0 ? null : _heap[0].DueNs;

    /// <summary>Sets a timer; one that the key had is replaced.</summary>
    /// <param name="key">Who waits.</param>
    /// <param name="dueNs">Until when, nanoseconds since the Unix epoch.</param>
    public void Set(in TimerKey key, long dueNs)
    {
        var timer = new Timer(dueNs, key);
        if (_places.TryGetValue(key, out var place))
        {
            Settle(place, timer);
            return;
        }

        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, 2 * Count);
        }

        Settle(Count++, timer);
    }

    /// <summary>Takes back the timer of a key, if it has one.</summary>
    public void Cancel(in TimerKey key)
    {
        if (_places.TryGetValue(key, out var place))
        {
            RemoveAt(place);
        }
    }

    /// <summary>Takes the next of the timers due at one instant.</summary>
    /// <param name="dueNs">The instant; timers due later stay, however far the clock is to go.</param>
    /// <param name="key">Who waited.</param>
    /// <returns>False when none due then or before is left.</returns>
    public bool TryTake(long dueNs, out TimerKey key)
    {
        if (Count == 0 || _heap[0].DueNs > dueNs)
        {
            key = default;
            return false;
        }

        key = _heap[0].Key;
        RemoveAt(0);
        return true;
    }

    private void RemoveAt(int place)
    {
        _places.Remove(_heap[place].Key);
        var last = _heap[--Count];
        _heap[Count] = default;
        if (place != Count)
        {
            Settle(place, last);
        }
    }

    /// <summary>Puts a timer where it belongs, coming from a place that is free.</summary>
    private void Settle(int place, in Timer timer)
    {
        while (place > 0 && timer.IsBefore(_heap[(place - 1) / 2]))
        {
            Put(place, _heap[(place - 1) / 2]);
            place = (place - 1) / 2;
        }

        for (var child = SmallerChild(place); child < Count && _heap[child].IsBefore(timer); child = SmallerChild(place))
        {
            Put(place, _heap[child]);
            place = child;
        }

        Put(place, timer);
    }

    private int SmallerChild(int place)
    {
        var left = (2 * place) + 1;
        return left + 1 < Count && _heap[left + 1].IsBefore(_heap[left]) ? left + 1 : left;
    }

    private void Put(int place, in Timer timer)
    {
        _heap[place] = timer;
        _places[timer.Key] = place;
    }

    private readonly record struct Timer(long DueNs, TimerKey Key)
    {
        internal bool IsBefore(in Timer other) =>
            DueNs != other.DueNs ? DueNs < other.DueNs
            : Key.Site != other.Key.Site ? Key.Site < other.Key.Site
            : Key.Identity < other.Key.Identity;
    }

    private sealed class KeyComparer(StateHash hash) : IEqualityComparer<TimerKey>
    {
        public bool Equals(TimerKey x, TimerKey y) => x == y;

        public int GetHashCode(TimerKey obj) => (int)hash.Of(obj.Identity + (uint)obj.Site);
    }
}
