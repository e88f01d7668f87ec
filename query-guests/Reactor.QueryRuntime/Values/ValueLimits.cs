namespace Reactor.QueryRuntime.Values;

/// <summary>How large a value may become: small inputs must not be able to exhaust a guest's memory within one expression.</summary>
internal static class ValueLimits
{
    /// <summary>UTF-16 units of a text.</summary>
    public const int TextUnits = 16 * 1024 * 1024;

    /// <summary>Elements of a list that <c>range</c> makes.</summary>
    public const int RangeElements = 1_000_000;

    /// <summary>Refuses a text that would be too long, before it is built.</summary>
    public static void CheckText(long units)
    {
        if (units > TextUnits)
        {
            throw new EvaluationException(EvaluationError.LimitExceeded, $"A text of {units} characters exceeds the limit of {TextUnits}");
        }
    }
}
