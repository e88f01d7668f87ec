namespace Reactor.QueryRuntime.Functions;

/// <summary>What <c>round</c> does with the places it drops.</summary>
internal enum RoundingRule
{
    /// <summary>Away from zero.</summary>
    Up,

    /// <summary>Towards zero.</summary>
    Down,

    /// <summary>Upwards.</summary>
    Ceiling,

    /// <summary>Downwards.</summary>
    Floor,

    /// <summary>To the nearest, ties away from zero.</summary>
    HalfUp,

    /// <summary>To the nearest, ties towards zero.</summary>
    HalfDown,

    /// <summary>To the nearest, ties to the even digit.</summary>
    HalfEven,
}
