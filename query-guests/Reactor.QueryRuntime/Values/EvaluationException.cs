namespace Reactor.QueryRuntime.Values;

/// <summary>An expression has no value for this row: the row is excluded and the error stands until the row changes (docs/semantics.md, section 5).</summary>
public sealed class EvaluationException : Exception
{
    /// <summary>An evaluation error.</summary>
    /// <param name="error">Its class.</param>
    /// <param name="message">What was asked of which kind of value; no line breaks.</param>
    public EvaluationException(EvaluationError error, string message)
        : base(message)
    {
        Error = error;
    }

    /// <summary>Class of the error.</summary>
    public EvaluationError Error { get; }

    /// <summary>What the row's error entry says: the class, then the message.</summary>
    public string RowError => $"{Error}: {Message}";

    /// <summary>Always empty: nobody reads it and formatting it would cost more than the evaluation.</summary>
    public override string? StackTrace => null;
}
