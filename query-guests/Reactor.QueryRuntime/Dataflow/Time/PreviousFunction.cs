using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Time;

/// <summary><c>drasi.previousValue(x, x0)</c>: x at the touch before the newest one. Remembers x at the newest touch, and whether there was one before.</summary>
/// <param name="isDistinct"><c>drasi.previousDistinctValue</c>: only touches that gave x another value count.</param>
public sealed class PreviousFunction(bool isDistinct) : HistoryFunction
{
    internal override long? Evaluate(in HistoryArguments arguments, ref Value answer, Span<Value> state)
    {
        ref var newest = ref state[0];
        ref var hasPrevious = ref state[1];
        var value = arguments[0];
        if (arguments.IsFirst)
        {
            newest = value;
        }
        else if (arguments.IsTouched && !(isDistinct && Equivalence.AreEqual(value, newest)))
        {
            (answer, newest, hasPrevious) = (newest, value, Value.True);
        }

        if (hasPrevious.IsNull)
        {
            answer = arguments[1];
        }

        return null;
    }
}
