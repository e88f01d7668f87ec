namespace Reactor.QueryRuntime.Values;

/// <summary>Class of an error that only data can cause, named as openCypher names it.</summary>
public enum EvaluationError
{
    /// <summary>A value of a kind the operation does not take.</summary>
    TypeError = 0,

    /// <summary>Division of integers by zero, integer overflow.</summary>
    ArithmeticError = 1,

    /// <summary>A value of the right kind outside of what the operation takes.</summary>
    ArgumentError = 2,

    /// <summary>The result would be larger than a value may be.</summary>
    LimitExceeded = 3,
}
