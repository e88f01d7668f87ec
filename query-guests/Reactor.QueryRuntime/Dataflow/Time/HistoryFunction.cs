using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Time;

/// <summary>A function over the time or history of a row: the equations of docs/semantics.md, section 10. Has no state of its own.</summary>
public abstract class HistoryFunction
{
    /// <summary>Evaluates the call for a row.</summary>
    /// <param name="arguments">The newest arguments.</param>
    /// <param name="answer">In: the answer of the evaluation before, null at the first one. Out: the answer.</param>
    /// <param name="state">What it remembers, nulls at first.</param>
    /// <returns>When to evaluate the row again if nothing touches it, nanoseconds since the Unix epoch; null for never.</returns>
    /// <exception cref="EvaluationException">The arguments do not fit.</exception>
    internal abstract long? Evaluate(in HistoryArguments arguments, ref Value answer, Span<Value> state);
}
