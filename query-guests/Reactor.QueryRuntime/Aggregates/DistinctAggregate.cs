using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>An aggregate with DISTINCT: the inner one sees every group of equivalent values once, in the smallest form that is there.</summary>
/// <remarks>For <c>collect</c> there is <see cref="CollectDistinctAggregate"/>; min and max are the same with and without DISTINCT.</remarks>
/// <typeparam name="TAggregate">An aggregate that does not look at row identities.</typeparam>
public struct DistinctAggregate<TAggregate> : ISortedAggregate
    where TAggregate : struct, IAggregate
{
    private ValueBag _values;
    private TAggregate _aggregate;

    /// <inheritdoc/>
    public void Add(in Value value, UInt128 rowIdentity)
    {
        if (value.IsNull)
        {
            return;
        }

        // The inner aggregate first: it may refuse the value, and then nothing must have changed.
        if (!_values.TryRepresentative(value, out var shown))
        {
            _aggregate.Add(value, default);
        }
        else if (ExactOrder.Compare(value, shown) < 0)
        {
            Replace(shown, value);
        }

        _values.Add(value);
    }

    /// <inheritdoc/>
    public void Remove(in Value value, UInt128 rowIdentity)
    {
        if (value.IsNull)
        {
            return;
        }

        if (!_values.TryRepresentative(value, out var shown))
        {
            // It was refused when it came, so the inner aggregate refuses it here as well.
            _aggregate.Remove(value, default);
        }

        _values.Remove(value);
        if (_values.IsEmpty)
        {
            _aggregate = default;
        }
        else if (!_values.TryRepresentative(value, out var next))
        {
            _aggregate.Remove(shown, default);
        }
        else if (ExactOrder.Compare(shown, next) != 0)
        {
            Replace(shown, next);
        }
    }

    /// <inheritdoc/>
    public readonly long TakeProbes() => _values.TakeProbes();

    /// <inheritdoc/>
    public Value Result() => _aggregate.Result();

    private void Replace(in Value shown, in Value next)
    {
        _aggregate.Remove(shown, default);
        _aggregate.Add(next, default);
    }
}
