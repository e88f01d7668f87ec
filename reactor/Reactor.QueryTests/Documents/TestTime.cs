using System.Globalization;
using Reactor.Contracts.Resources;
using Reactor.QueryRuntime.Functions;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryTests.Documents;

/// <summary>Times of documents in nanoseconds since the Unix epoch, lengths of time in nanoseconds.</summary>
internal static class TestTime
{
    private const long NanosPerTick = 100;
    private const long SecondsPerDay = 86_400;

    /// <summary>Where a case's clock begins unless told otherwise: 2000-01-01T00:00:00Z.</summary>
    internal const long Start = 946_684_800_000_000_000;

    /// <summary>A timestamp with an offset, or in UTC; a problem and null for anything else.</summary>
    internal static long? Instant(string text, SettingsReader reader, string key)
    {
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time.Year is > 1677 and < 2262 && text.Contains('-', StringComparison.Ordinal))
        {
            return (time.UtcTicks - DateTime.UnixEpoch.Ticks) * NanosPerTick;
        }

        reader.Problem(key, $"\"{key}\" must be a timestamp such as 2026-01-01T00:00:00Z, not \"{text}\"");
        return null;
    }

    /// <summary>A duration without months, at least 0; a problem and null for anything else.</summary>
    internal static long? Length(string text, SettingsReader reader, string key)
    {
        try
        {
            var duration = ScalarFunctions.Duration(Value.FromText(text)).Duration;
            var seconds = (duration.Days * (Int128)SecondsPerDay) + duration.Seconds;
            var nanos = (seconds * 1_000_000_000) + duration.Nanos;
            if (duration.Months == 0 && nanos >= 0 && nanos <= long.MaxValue)
            {
                return (long)nanos;
            }
        }
        catch (EvaluationException)
        {
            // Reported below, with what would be right.
        }

        reader.Problem(key, $"\"{key}\" must be a duration such as PT10M or P1D, not \"{text}\"");
        return null;
    }
}
