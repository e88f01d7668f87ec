using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>The numbers of a percentile in order, and the percentile asked for.</summary>
/// <remarks>A row's value is the list of its number and its percentile, as the compiler writes the two arguments.</remarks>
internal struct PercentileBag
{
    private SortedBag<Value, ValueOrder>? _numbers;
    private ValueBag _percentiles;

    /// <summary>Numbers, each as often as it is there.</summary>
    public readonly int Count => _numbers?.Count ?? 0;

    /// <summary>Refuses what <see cref="Add"/> and <see cref="Remove"/> refuse: asked first where several aggregates take one row, so that
    /// either all of them change or none.</summary>
    /// <param name="value">List of a number or null, and the percentile.</param>
    /// <param name="function">Name of the aggregate, for the message.</param>
    /// <exception cref="EvaluationException">The first is no number, or the second is none from 0 to 1.</exception>
    public static void Require(in Value value, string function)
    {
        var (number, percentile) = (value.List[0], value.List[1]);
        NumberTotal.RequireNumberOrNull(number, function);
        if (number.IsNull)
        {
            return;
        }

        if (!percentile.IsInteger && !percentile.IsFloat)
        {
            throw new EvaluationException(EvaluationError.TypeError, $"{function}() takes a percentile from 0 to 1, not {ValueText.WithArticle(percentile.Kind)}");
        }

        if (NumberOf(percentile) is not (>= 0.0 and <= 1.0))
        {
            throw new EvaluationException(EvaluationError.ArgumentError, $"{function}() takes a percentile from 0 to 1, not {percentile}");
        }
    }

    /// <summary>Adds a row's number.</summary>
    /// <exception cref="EvaluationException">See <see cref="Require"/>.</exception>
    public void Add(in Value value, string function)
    {
        Require(value, function);
        if (!value.List[0].IsNull)
        {
            _numbers ??= new SortedBag<Value, ValueOrder>();
            _numbers.Add(value.List[0]);
            _percentiles.Add(value.List[1]);
        }
    }

    /// <summary>Takes a row's number back.</summary>
    /// <exception cref="EvaluationException">See <see cref="Require"/>.</exception>
    public void Remove(in Value value, string function)
    {
        Require(value, function);
        if (!value.List[0].IsNull)
        {
            _numbers!.Remove(value.List[0]);
            _percentiles.Remove(value.List[1]);
        }
    }

    /// <summary>Entries looked at since the last call.</summary>
    public readonly long TakeProbes() => (_numbers?.TakeProbes() ?? 0) + _percentiles.TakeProbes();

    /// <summary>The number at a place of the order, from 0.</summary>
    public readonly Value At(int place) => _numbers!.At(place);

    /// <summary>The percentile asked for.</summary>
    /// <returns>False when there are no numbers.</returns>
    /// <exception cref="EvaluationException">The rows of the group ask for different ones.</exception>
    public readonly bool TryPercentile(string function, out double percentile)
    {
        percentile = 0;
        if (!_percentiles.TryFirst(out var first) || !_percentiles.TryLast(out var last))
        {
            return false;
        }

        percentile = NumberOf(first);
        return percentile == NumberOf(last)
            ? true
            : throw new EvaluationException(EvaluationError.ArgumentError, $"{function}() is asked for several percentiles by the rows of one group");
    }

    private static double NumberOf(in Value value) => value.IsInteger ? value.Integer : value.Float;
}
