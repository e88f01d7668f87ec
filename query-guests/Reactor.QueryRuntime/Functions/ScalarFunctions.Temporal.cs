using Reactor.QueryRuntime.Temporal;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Functions;

/// <content>Temporal values from texts, maps and other temporal values.</content>
public static partial class ScalarFunctions
{
    /// <summary>A date of a text, a map of components or another value with a date.</summary>
    /// <exception cref="EvaluationException">There is none, here as in the functions below.</exception>
    public static Value Date(in Value value) => Convert(ValueKind.Date, "date", value);

    /// <summary>A local time; see <see cref="Date"/>.</summary>
    public static Value Localtime(in Value value) => Convert(ValueKind.LocalTime, "localtime", value);

    /// <summary>A time with an offset, UTC where there is none; see <see cref="Date"/>.</summary>
    public static Value Time(in Value value) => Convert(ValueKind.Time, "time", value);

    /// <summary>A local date-time; see <see cref="Date"/>.</summary>
    public static Value Localdatetime(in Value value) => Convert(ValueKind.LocalDateTime, "localdatetime", value);

    /// <summary>A date-time, in UTC where there is no zone; see <see cref="Date"/>.</summary>
    public static Value Datetime(in Value value) => Convert(ValueKind.DateTime, "datetime", value);

    /// <summary>A date-time in UTC from seconds since the Unix epoch and nanoseconds on top.</summary>
    public static Value DatetimeFromEpoch(in Value seconds, in Value nanoseconds)
    {
        if (!TryInteger(seconds, "datetime.fromEpoch", out var whole) | !TryInteger(nanoseconds, "datetime.fromEpoch", out var nanos))
        {
            return Value.Null;
        }

        return Value.FromTemporal(TemporalValue.AtInstant(((Int128)whole * IsoCalendar.NanosPerSecond) + nanos, ZoneOrOffset.Utc));
    }

    /// <summary>A date-time in UTC from milliseconds since the Unix epoch.</summary>
    public static Value DatetimeFromEpochMillis(in Value milliseconds) => TryInteger(milliseconds, "datetime.fromEpochMillis", out var millis)
        ? Value.FromTemporal(TemporalValue.AtInstant((Int128)millis * NanosecondsPerMillisecond, ZoneOrOffset.Utc))
        : Value.Null;

    /// <summary>The date at which a unit begins; components of a map replace those of the result.</summary>
    public static Value DateTruncate(in Value unit, in Value value, in Value components) => Truncate(ValueKind.Date, "date.truncate", unit, value, components);

    /// <summary>See <see cref="DateTruncate(in Value, in Value, in Value)"/>.</summary>
    public static Value DateTruncate(in Value unit, in Value value) => DateTruncate(unit, value, Value.FromMap(MapValue.Empty));

    /// <summary>See <see cref="DateTruncate(in Value, in Value, in Value)"/>.</summary>
    public static Value LocaltimeTruncate(in Value unit, in Value value, in Value components) => Truncate(ValueKind.LocalTime, "localtime.truncate", unit, value, components);

    /// <summary>See <see cref="DateTruncate(in Value, in Value, in Value)"/>.</summary>
    public static Value LocaltimeTruncate(in Value unit, in Value value) => LocaltimeTruncate(unit, value, Value.FromMap(MapValue.Empty));

    /// <summary>See <see cref="DateTruncate(in Value, in Value, in Value)"/>.</summary>
    public static Value TimeTruncate(in Value unit, in Value value, in Value components) => Truncate(ValueKind.Time, "time.truncate", unit, value, components);

    /// <summary>See <see cref="DateTruncate(in Value, in Value, in Value)"/>.</summary>
    public static Value TimeTruncate(in Value unit, in Value value) => TimeTruncate(unit, value, Value.FromMap(MapValue.Empty));

    /// <summary>See <see cref="DateTruncate(in Value, in Value, in Value)"/>.</summary>
    public static Value LocaldatetimeTruncate(in Value unit, in Value value, in Value components) =>
        Truncate(ValueKind.LocalDateTime, "localdatetime.truncate", unit, value, components);

    /// <summary>See <see cref="DateTruncate(in Value, in Value, in Value)"/>.</summary>
    public static Value LocaldatetimeTruncate(in Value unit, in Value value) => LocaldatetimeTruncate(unit, value, Value.FromMap(MapValue.Empty));

    /// <summary>See <see cref="DateTruncate(in Value, in Value, in Value)"/>.</summary>
    public static Value DatetimeTruncate(in Value unit, in Value value, in Value components) => Truncate(ValueKind.DateTime, "datetime.truncate", unit, value, components);

    /// <summary>See <see cref="DateTruncate(in Value, in Value, in Value)"/>.</summary>
    public static Value DatetimeTruncate(in Value unit, in Value value) => DatetimeTruncate(unit, value, Value.FromMap(MapValue.Empty));

    private static Value Convert(ValueKind kind, string function, in Value value)
    {
        TimeZones.Link();
        switch (value.Kind)
        {
            case ValueKind.Null:
                return value;
            case ValueKind.Text:
                return Value.FromTemporal(TemporalParser.Parse(value.Text, kind));
            case ValueKind.Map:
                return Value.FromTemporal(new TemporalFields(value.Map).Build(kind));
            case >= ValueKind.Date and <= ValueKind.DateTime:
                var selection = (kind is ValueKind.Date, kind is ValueKind.LocalTime or ValueKind.Time) switch
                {
                    (true, _) => "date",
                    (_, true) => "time",
                    _ => "datetime",
                };
                return Value.FromTemporal(new TemporalFields(MapValue.FromSorted([selection], [value])).Build(kind));
            default:
                throw Unsupported(function, value);
        }
    }

    private static Value Truncate(ValueKind kind, string function, in Value unit, in Value value, in Value components)
    {
        TimeZones.Link();
        if (unit.IsNull || value.IsNull || components.IsNull)
        {
            return Value.Null;
        }

        if (!unit.IsText || !value.IsPointInTime || !components.IsMap)
        {
            throw Unsupported(function, unit.IsText ? (value.IsPointInTime ? components : value) : unit);
        }

        return Value.FromTemporal(TemporalTruncation.Truncate(kind, unit.Text, value.PointInTime, components.Map));
    }
}
