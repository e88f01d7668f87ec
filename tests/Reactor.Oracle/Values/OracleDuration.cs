namespace Reactor.Oracle.Values;

/// <summary>A duration: parts without a fixed ratio.</summary>
/// <param name="Months">Months.</param>
/// <param name="Days">Days.</param>
/// <param name="Nanoseconds">The rest.</param>
public sealed record OracleDuration(long Months, long Days, Int128 Nanoseconds)
{
    internal static readonly OracleDuration Zero = new(0, 0, 0);

    private const long Second = 1_000_000_000;

    internal OracleDuration Plus(OracleDuration other, int sign) =>
        new(Months + (sign * other.Months), Days + (sign * other.Days), Nanoseconds + (sign * other.Nanoseconds));

    internal OracleDuration Times(long factor) => new(Months * factor, Days * factor, Nanoseconds * factor);

    /// <summary>Length with the average month of the Gregorian calendar: 400 years are 146 097 days.</summary>
    internal Int128 Length => ((Int128)Months * (146_097L * 86_400 / 4_800) * Second) + ((Int128)Days * 86_400 * Second) + Nanoseconds;

    /// <inheritdoc/>
    public override string ToString()
    {
        var sign = Nanoseconds < 0 ? "-" : "";
        var rest = Int128.Abs(Nanoseconds);
        var fraction = (long)(rest % Second) is var nanos and not 0 ? $".{nanos:000000000}".TrimEnd('0') : "";
        var (hours, minutes, seconds) = (rest / (3600 * Second), rest / (60 * Second) % 60, rest / Second % 60);
        var time = (hours != 0 ? $"{sign}{hours}H" : "") + (minutes != 0 ? $"{sign}{minutes}M" : "") + (seconds != 0 || fraction.Length > 0 ? $"{sign}{seconds}{fraction}S" : "");
        var date = (Months / 12 != 0 ? $"{Months / 12}Y" : "") + (Months % 12 != 0 ? $"{Months % 12}M" : "") + (Days != 0 ? $"{Days}D" : "");
        return date.Length + time.Length == 0 ? "PT0S" : $"P{date}{(time.Length > 0 ? "T" : "")}{time}";
    }
}
