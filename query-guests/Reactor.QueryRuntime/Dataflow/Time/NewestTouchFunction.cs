using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Time;

/// <summary>The unit that touched the row last: what <c>drasi.last</c> orders rows by.</summary>
public sealed class NewestTouchFunction : HistoryFunction
{
    internal override long? Evaluate(in HistoryArguments arguments, ref Value answer, Span<Value> state)
    {
        if (arguments.IsTouched)
        {
            answer = Value.FromInteger((long)arguments.Unit);
        }

        return null;
    }
}
