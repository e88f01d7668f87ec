using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Time;

/// <summary><c>drasi.trueNowOrLater(b, ts)</c>: true as soon as b is; b from ts on.</summary>
public sealed class NowOrLaterFunction : HistoryFunction
{
    internal override long? Evaluate(in HistoryArguments arguments, ref Value answer, Span<Value> state)
    {
        var value = arguments.Condition(0);
        if (arguments.Instant(1) is not { } due)
        {
            answer = Value.Null;
            return null;
        }

        var isTrue = Operators.IsTrue(value);
        answer = isTrue || arguments.NowNs >= due ? value : Value.Awaiting;
        return isTrue ? null : HistoryArguments.ToDue(due);
    }
}
