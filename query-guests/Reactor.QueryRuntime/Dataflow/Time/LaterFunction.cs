using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Time;

/// <summary><c>drasi.future(x, ts)</c>: x from ts on. <c>drasi.trueLater(b, ts)</c> is the same of a condition.</summary>
/// <param name="isCondition">Whether the first argument must be a condition.</param>
public sealed class LaterFunction(bool isCondition) : HistoryFunction
{
    internal override long? Evaluate(in HistoryArguments arguments, ref Value answer, Span<Value> state)
    {
        var value = isCondition ? arguments.Condition(0) : arguments[0];
        if (arguments.Instant(1) is not { } due)
        {
            answer = Value.Null;
            return null;
        }

        answer = arguments.NowNs >= due ? value : Value.Awaiting;
        return HistoryArguments.ToDue(due);
    }
}
