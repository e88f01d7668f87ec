using Reactor.Cypher.Binding;
using Reactor.Cypher.Syntax;
using Reactor.QueryRuntime.Functions;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryCompiler.Planning;

/// <summary>How far back the versions of an element are asked for (docs/semantics.md, section 6): known where a call goes a constant way back from the clock or the newest change.</summary>
internal static class VersionArchive
{
    private const long NanosPerMillisecond = 1_000_000;
    private const long NanosPerDay = 86_400_000_000_000;

    /// <summary>Nanoseconds that a call goes back; null when its text does not say.</summary>
    internal static long? Of(BoundExpression.History call) => Back(call.Arguments[2]);

    private static long? Back(BoundExpression timestamp) => timestamp switch
    {
        BoundExpression.Call { Function.Traits: var traits } when (traits & FunctionTraits.ReadsClock) != 0 => 0,
        BoundExpression.Call { Function.Name: "drasi.changeDateTime" } => 0,
        BoundExpression.Property { Key: "epochMillis", Target: var target } => Back(target),
        BoundExpression.Binary { Operator: BinaryOperator.Subtract } difference => Back(difference.Left) + Length(difference.Right),
        BoundExpression.Binary { Operator: BinaryOperator.Add } sum when Length(sum.Right) is not null => Back(sum.Left),
        _ => null,
    };

    private static long? Length(BoundExpression length)
    {
        switch (length)
        {
            case BoundExpression.Literal { Value: long milliseconds and >= 0 and < long.MaxValue / NanosPerMillisecond }:
                return milliseconds * NanosPerMillisecond;
            case BoundExpression.Call { Function.Name: "duration", Arguments: [BoundExpression.Literal { Value: string text }] }:
                return Length(Value.FromText(text));
            case BoundExpression.Call { Function.Name: "duration", Arguments: [BoundExpression.MapLiteral { Entries: var entries }] }
                when entries.All(entry => entry.Value is BoundExpression.Literal { Value: long }):
                return Length(Value.FromMap(MapValue.FromEntries(
                    [.. entries.Select(entry => entry.Key)], [.. entries.Select(entry => Value.FromInteger((long)((BoundExpression.Literal)entry.Value).Value!))])));
            default:
                return null;
        }
    }

    private static long? Length(Value parts)
    {
        try
        {
            var duration = ScalarFunctions.Duration(parts).Duration;
            var nanos = (duration.Days * (Int128)NanosPerDay) + (duration.Seconds * (Int128)1_000_000_000) + duration.Nanos;
            return duration.Months == 0 && nanos >= 0 && nanos <= long.MaxValue ? (long)nanos : null;
        }
        catch (EvaluationException)
        {
            return null; // then it is a row error, wherever it is evaluated
        }
    }
}
