using System.Text.Json;

namespace Reactor.Ingest.Formats;

/// <summary>Times of feeds as nanoseconds since the Unix epoch; a long holds the years 1678 to 2262.</summary>
internal static class Timestamps
{
    public const long NsPerUs = 1_000;
    public const long NsPerMs = 1_000_000;

    /// <summary>An integer count of a unit since the Unix epoch.</summary>
    /// <returns>False when the reader stands on anything but an integer, or the time does not fit.</returns>
    public static bool TryReadCount(ref Utf8JsonReader reader, long nsPerUnit, out long timeNs)
    {
        timeNs = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count) && TryScale(count, nsPerUnit, out timeNs);
    }

    /// <summary>Milliseconds since the Unix epoch, or an ISO 8601 text; a text without offset is UTC.</summary>
    public static bool TryReadIsoOrMs(ref Utf8JsonReader reader, out long timeNs)
    {
        timeNs = 0;
        if (reader.TokenType != JsonTokenType.String)
        {
            return TryReadCount(ref reader, NsPerMs, out timeNs);
        }

        if (!reader.TryGetDateTime(out var time))
        {
            return false;
        }

        // A text with an offset is read as local time, one without as unspecified.
        var utc = time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time;
        return TryScale((utc - DateTime.UnixEpoch).Ticks, TimeSpan.NanosecondsPerTick, out timeNs);
    }

    private static bool TryScale(long count, long nsPerUnit, out long timeNs)
    {
        timeNs = unchecked(count * nsPerUnit);
        return count == 0 || (Math.BigMul(count, nsPerUnit, out var low) is var high && high == low >> 63);
    }
}
