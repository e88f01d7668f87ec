using Reactor.QueryRuntime.Temporal;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>Exact total of numbers, or of durations, under retraction. Both may be there for a time; then there is no total.</summary>
internal struct QuantityTotal
{
    private NumberTotal _numbers;
    private long _numberCount;
    private DurationTotal? _durations;

    /// <summary>How many values are there.</summary>
    public readonly long Count => _numberCount + (_durations?.Count ?? 0);

    /// <summary>Total of the numbers.</summary>
    public readonly NumberTotal Numbers => _numbers;

    /// <summary>Refuses what <see cref="Add"/> and <see cref="Remove"/> refuse, and nothing else.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="function">Name of the aggregate, for the message.</param>
    /// <exception cref="EvaluationException">It is neither a number nor a duration nor null.</exception>
    public static void Require(in Value value, string function)
    {
        if (!value.IsDuration)
        {
            NumberTotal.RequireNumberOrNull(value, function);
        }
    }

    /// <summary>Adds a value.</summary>
    /// <param name="value">A value that is not null.</param>
    /// <param name="function">Name of the aggregate, for the message.</param>
    /// <exception cref="EvaluationException">It is neither a number nor a duration.</exception>
    public void Add(in Value value, string function)
    {
        if (value.IsDuration)
        {
            (_durations ??= new DurationTotal()).Add(value.Duration, 1);
            return;
        }

        _numbers.Add(value, function);
        _numberCount++;
    }

    /// <summary>Takes a value back.</summary>
    /// <param name="value">A value that is not null.</param>
    /// <param name="function">Name of the aggregate, for the message.</param>
    /// <exception cref="EvaluationException">It is neither a number nor a duration.</exception>
    public void Remove(in Value value, string function)
    {
        if (!value.IsDuration)
        {
            _numbers.Remove(value, function);
            _numberCount--;
            return;
        }

        if (_durations is null)
        {
            throw new InvalidOperationException("a duration is removed from a sum that holds none");
        }

        _durations.Add(value.Duration, -1);
        _durations = _durations.Count == 0 ? null : _durations;
    }

    /// <summary>The total of durations divided, or null while there are none.</summary>
    /// <param name="divisor">Greater than 0.</param>
    /// <param name="function">Name of the aggregate, for the message.</param>
    /// <exception cref="EvaluationException">There are numbers as well, or a part exceeds 64-bit integers.</exception>
    public readonly DurationValue? DivideDurations(long divisor, string function)
    {
        if (_durations is null)
        {
            return null;
        }

        return _numberCount == 0
            ? _durations.Divide(divisor)
            : throw new EvaluationException(EvaluationError.TypeError, $"{function}() does not take numbers and durations together");
    }
}
