using NodaTime;

namespace Reactor.QueryRuntime.Temporal;

/// <summary>The rules of time zones that NodaTime carries.</summary>
internal static class ZoneDatabase
{
    private static readonly long FirstSecond = Instant.MinValue.ToUnixTimeSeconds();
    private static readonly long LastSecond = Instant.MaxValue.ToUnixTimeSeconds();

    /// <summary>Seconds ahead of UTC at an instant; null for a zone that is unknown.</summary>
    internal static int? OffsetAt(string id, long epochSecond) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(id)?.GetUtcOffset(Instant.FromUnixTimeSeconds(Math.Clamp(epochSecond, FirstSecond, LastSecond))).Seconds;
}
