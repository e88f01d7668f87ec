namespace Reactor.QueryRuntime.Temporal;

/// <summary>What tells local time from UTC.</summary>
/// <param name="Id">Id of a time zone, or null.</param>
/// <param name="Offset">Seconds ahead of UTC; with a zone, the one to prefer where a clock shows a time twice.</param>
internal readonly record struct ZoneOrOffset(string? Id, int Offset)
{
    public static ZoneOrOffset Utc => default;
}
