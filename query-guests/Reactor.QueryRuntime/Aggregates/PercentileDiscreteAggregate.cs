using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary><c>percentileDisc(x, p)</c>: the smallest number that at least so large a part of the numbers does not exceed; null for none.</summary>
public struct PercentileDiscreteAggregate : ISortedAggregate
{
    private const string Name = "percentileDisc";

    private PercentileBag _values;

    /// <inheritdoc cref="PercentileBag.Require"/>
    public static void Require(in Value value) => PercentileBag.Require(value, Name);

    /// <inheritdoc/>
    public void Add(in Value value, UInt128 rowIdentity) => _values.Add(value, Name);

    /// <inheritdoc/>
    public void Remove(in Value value, UInt128 rowIdentity) => _values.Remove(value, Name);

    /// <inheritdoc/>
    public readonly long TakeProbes() => _values.TakeProbes();

    /// <inheritdoc/>
    public readonly Value Result() => _values.TryPercentile(Name, out var percentile)
        ? _values.At(Math.Max(0, (int)Math.Ceiling(percentile * _values.Count) - 1))
        : Value.Null;
}
