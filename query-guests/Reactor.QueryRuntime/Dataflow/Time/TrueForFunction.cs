using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Time;

/// <summary><c>drasi.trueFor(b, d)</c>: b, but true only once it has been that for d. Remembers since when.</summary>
public sealed class TrueForFunction : HistoryFunction
{
    internal override long? Evaluate(in HistoryArguments arguments, ref Value answer, Span<Value> state)
    {
        var value = arguments.Condition(0);
        ref var since = ref state[0];
        since = !Operators.IsTrue(value) ? Value.Null : since.IsNull ? Value.FromInteger(arguments.NowNs) : since;
        if (arguments.Length(1) is not { } length)
        {
            answer = Value.Null;
            return null;
        }

        if (since.IsNull)
        {
            answer = value;
            return null;
        }

        var due = since.Integer + length;
        answer = arguments.NowNs >= due ? Value.True : Value.Awaiting;
        return HistoryArguments.ToDue(due);
    }
}
