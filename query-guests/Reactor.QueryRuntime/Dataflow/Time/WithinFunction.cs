using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Time;

/// <summary>Whether the row was touched less than a length of time ago: what <c>drasi.slidingWindow</c> asks of every row. Remembers when.</summary>
public sealed class WithinFunction : HistoryFunction
{
    internal override long? Evaluate(in HistoryArguments arguments, ref Value answer, Span<Value> state)
    {
        if (arguments.IsTouched)
        {
            state[0] = Value.FromInteger(arguments.NowNs);
        }

        if (arguments.Length(0) is not { } length)
        {
            answer = Value.Null;
            return null;
        }

        var end = state[0].Integer + length;
        answer = Value.FromBoolean(arguments.NowNs < end);
        return HistoryArguments.ToDue(end);
    }
}
