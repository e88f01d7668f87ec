using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary><c>percentileCont(x, p)</c>: the percentile interpolated between the two nearest numbers, a float; null for none.</summary>
public struct PercentileContinuousAggregate : ISortedAggregate
{
    private const string Name = "percentileCont";

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
    public readonly Value Result()
    {
        if (!_values.TryPercentile(Name, out var percentile))
        {
            return Value.Null;
        }

        var place = percentile * (_values.Count - 1);
        var (below, above) = (Math.Floor(place), Math.Ceiling(place));
        var low = NumberAt(below);
        return Value.FromFloat(below == above ? low : (low * (above - place)) + (NumberAt(above) * (place - below)));
    }

    private readonly double NumberAt(double place) => _values.At((int)place) is { IsInteger: true } integer ? integer.Integer : _values.At((int)place).Float;
}
