using Reactor.QueryRuntime.Aggregates;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Functions;

/// <content>What belongs to functions of time and history but needs neither.</content>
public static partial class ScalarFunctions
{
    /// <summary><c>drasi.awaiting()</c>.</summary>
    public static Value DrasiAwaiting() => Value.Awaiting;

    /// <summary><c>drasi.listMin(list)</c>; see <see cref="ListMin"/>.</summary>
    public static Value DrasiListMin(in Value list) => ListMin(list);

    /// <summary><c>drasi.listMax(list)</c>; see <see cref="ListMax"/>.</summary>
    public static Value DrasiListMax(in Value list) => ListMax(list);

    /// <summary><c>drasi.stdevp(list)</c>: deviation of all numbers of a list, nulls aside; 0.0 for fewer than two.</summary>
    /// <exception cref="EvaluationException">It is no list, or something in it is no number.</exception>
    public static Value DrasiStdevp(in Value list)
    {
        if (!TryList(list, "drasi.stdevp", out var elements))
        {
            return Value.Null;
        }

        var deviation = default(PopulationDeviationAggregate);
        foreach (ref readonly var element in elements)
        {
            PopulationDeviationAggregate.Require(element);
            deviation.Add(element, UInt128.Zero);
        }

        return deviation.Result();
    }
}
