using Reactor.QueryRuntime.Temporal;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Functions;

/// <content>The clock as a temporal value: UTC without an argument, else in the zone that a text names. A guest has one clock, so transaction, statement and realtime agree.</content>
public static partial class ScalarFunctions
{
    /// <summary>The clock as a temporal value.</summary>
    /// <param name="kind">Kind of the value.</param>
    /// <param name="zone">Text of an offset or id of a zone, or null.</param>
    /// <param name="clockNs">The query's clock in nanoseconds since the Unix epoch.</param>
    /// <exception cref="EvaluationException">There is no such zone.</exception>
    public static Value ClockAs(ValueKind kind, in Value zone, long clockNs)
    {
        if (zone.IsNull)
        {
            return Value.Null;
        }

        TimeZones.Link();
        var wanted = zone.IsText ? TemporalParser.ParseZone(zone.Text) : throw Unsupported("the clock", zone);
        var now = TemporalValue.AtInstant(clockNs, wanted);
        return Convert(kind, "the clock", Value.FromTemporal(now));
    }
}
