using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>A sorted multiset of values that allocates nothing while all its values are one: the usual case of small groups.</summary>
internal struct ValueBag
{
    private Value _only;
    private int _copies;
    private SortedBag<Value, ValueOrder>? _values;

    /// <summary>Whether nothing is there.</summary>
    public readonly bool IsEmpty => _copies == 0 && _values is null;

    /// <summary>Adds a value.</summary>
    public void Add(in Value value)
    {
        if (_values is null)
        {
            if (_copies == 0 || ExactOrder.Compare(_only, value) == 0)
            {
                _only = value;
                _copies++;
                return;
            }

            Spill();
        }

        _values!.Add(value);
    }

    /// <summary>Removes one copy of a value.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public void Remove(in Value value)
    {
        if (_values is not null)
        {
            _values.Remove(value);
            _values = _values.Count == 0 ? null : _values;
            return;
        }

        if (_copies == 0 || ExactOrder.Compare(_only, value) != 0)
        {
            throw new InvalidOperationException("a value is removed that is not in the bag");
        }

        _copies--;
        _only = _copies == 0 ? default : _only;
    }

    /// <summary>Entries looked at since the last call; a bag of one value is none.</summary>
    public readonly long TakeProbes() => _values?.TakeProbes() ?? 0;

    /// <summary>The smallest value; of equivalent ones the smallest form.</summary>
    public readonly bool TryFirst(out Value first) => _values is not null ? _values.TryFirst(out first) : TryOnly(out first);

    /// <summary>The largest value; of equivalent ones the smallest form.</summary>
    public readonly bool TryLast(out Value last) =>
        _values is not null ? _values.TryLast(out last) && _values.TryFirstOfGroup(last, out last) : TryOnly(out last);

    /// <summary>The smallest form of the values equivalent to one.</summary>
    public readonly bool TryRepresentative(in Value value, out Value representative) => _values is not null
        ? _values.TryFirstOfGroup(value, out representative)
        : TryOnly(out representative) && Equivalence.AreEqual(representative, value);

    /// <summary>The smallest form of the next larger group.</summary>
    public readonly bool TryNextRepresentative(in Value value, out Value representative)
    {
        if (_values is not null)
        {
            return _values.TryFirstOfNextGroup(value, out representative);
        }

        representative = default;
        return false;
    }

    private readonly bool TryOnly(out Value only)
    {
        only = _only;
        return _copies > 0;
    }

    private void Spill()
    {
        _values = new SortedBag<Value, ValueOrder>();
        for (; _copies > 0; _copies--)
        {
            _values.Add(_only);
        }

        _only = default;
    }
}
