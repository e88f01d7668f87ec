using Reactor.QueryRuntime.Storage;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Rows;

/// <summary>
/// The identities of an outer join's rows (docs/semantics.md, section 4): within a unit, the row of nulls that a left row loses becomes the smallest
/// match it gains, and the smallest match it loses becomes the row of nulls it gains, so that the first match is an update of the row and the
/// last one's end too.
/// </summary>
/// <remarks>
/// A row that took another's place has that one's identity until it goes. Should the row whose own identity that is come back, it takes in turn
/// the identity of the row in its place: so no two rows share one, and only rows in another's place cost memory.
/// </remarks>
internal sealed class OuterRows(StateHash hash, RowSink sink)
{
    private const int RowsKept = 1 << 12;

    // By own identity, the identity of another that the row has; and the other way round.
    private readonly GroupTable<UInt128> _shown = new(hash);
    private readonly GroupTable<UInt128> _shownBy = new(hash);
    private GroupTable<int> _numbers = new(hash);
    private GroupTable<int> _misses = new(hash);
    private Touched[] _touched = new Touched[8];
    private int _count;

    /// <summary>Takes one step of the unit's delta.</summary>
    /// <param name="sign">-1 or 1.</param>
    /// <param name="left">Identity of the left row.</param>
    /// <param name="identity">The row's own identity.</param>
    /// <param name="isMiss">Whether it is the row of nulls.</param>
    /// <param name="row">Its values.</param>
    internal void Add(int sign, in UInt128 left, in UInt128 identity, bool isMiss, Value[] row)
    {
        ref var number = ref _numbers[_numbers.FindOrAdd(identity)];
        if (number == 0)
        {
            if (_count == _touched.Length)
            {
                Array.Resize(ref _touched, 2 * _count);
            }

            _touched[_count++] = new Touched { Left = left, Own = identity, Before = sign < 0 ? row : null };
            number = _count;
            if (isMiss)
            {
                _misses[_misses.FindOrAdd(left)] = _count;
            }
        }

        _touched[number - 1].After = sign > 0 ? row : null;
    }

    /// <summary>At the end of a unit: passes on what changed, all that goes before all that comes.</summary>
    internal void Flush()
    {
        if (_count == 0)
        {
            return;
        }

        var touched = _touched.AsSpan(0, _count);
        FindPartners(touched);
        foreach (ref var row in touched)
        {
            if (row.Before is not null)
            {
                row.Shown = TakeShown(row.Own, isGone: row.After is null);
                sink(-1, row.Shown, row.Before);
            }
        }

        // Those in another's place first: what is left of the identities is then free for the others to choose from.
        foreach (ref var row in touched)
        {
            if (row.IsGained && row.Partner != 0)
            {
                row.Shown = touched[row.Partner - 1].Shown;
                Show(row.Own, row.Shown);
            }
        }

        foreach (ref var row in touched)
        {
            if (row.IsGained && row.Partner == 0)
            {
                row.Shown = FreeFor(row.Own);
                Show(row.Own, row.Shown);
            }

            if (row.After is not null)
            {
                sink(1, row.Shown, row.After);
            }
        }

        Clear();
    }

    private void FindPartners(Span<Touched> touched)
    {
        for (var i = 0; i < touched.Length; i++)
        {
            ref var row = ref touched[i];
            var found = _misses.Find(row.Left);
            if (found < 0 || _misses[found] == i + 1)
            {
                continue;
            }

            ref var miss = ref touched[_misses[found] - 1];
            if ((miss.IsLost && row.IsGained) || (miss.IsGained && row.IsLost))
            {
                if (miss.Partner == 0 || row.Own < touched[miss.Partner - 1].Own)
                {
                    miss.Partner = i + 1;
                }
            }
        }

        for (var i = 0; i < touched.Length; i++)
        {
            if (touched[i].Partner is var partner && partner != 0 && touched[i].IsLost)
            {
                touched[partner - 1].Partner = i + 1;
            }
        }
    }

    /// <summary>The identity a row has; one that goes gives it back.</summary>
    private UInt128 TakeShown(in UInt128 own, bool isGone)
    {
        var number = _shown.Find(own);
        if (number < 0)
        {
            return own;
        }

        var shown = _shown[number];
        if (isGone)
        {
            _shown.Remove(number);
            _shownBy.Remove(_shownBy.Find(shown));
        }

        return shown;
    }

    private void Show(in UInt128 own, in UInt128 shown)
    {
        if (own != shown)
        {
            _shown[_shown.FindOrAdd(own)] = shown;
            _shownBy[_shownBy.FindOrAdd(shown)] = own;
        }
    }

    private UInt128 FreeFor(in UInt128 own)
    {
        var free = own;
        for (var holder = _shownBy.Find(free); holder >= 0; holder = _shownBy.Find(free))
        {
            free = _shownBy[holder];
        }

        return free;
    }

    private void Clear()
    {
        if (_touched.Length > RowsKept)
        {
            _touched = new Touched[8];
            _numbers = new GroupTable<int>(hash);
            _misses = new GroupTable<int>(hash);
        }
        else
        {
            for (var i = 0; i < _count; i++)
            {
                _numbers.Remove(_numbers.Find(_touched[i].Own));
                if (_misses.Find(_touched[i].Left) is var miss && miss >= 0)
                {
                    _misses.Remove(miss);
                }
            }

            Array.Clear(_touched, 0, _count);
        }

        _count = 0;
    }

    private struct Touched
    {
        internal UInt128 Left;
        internal UInt128 Own;
        internal UInt128 Shown;
        internal Value[]? Before;
        internal Value[]? After;

        /// <summary>Number + 1 of the row that takes this one's place, or whose place this one takes; 0 for none.</summary>
        internal int Partner;

        internal readonly bool IsLost => Before is not null && After is null;

        internal readonly bool IsGained => Before is null && After is not null;
    }
}
