namespace Reactor.Contracts.Resources;

/// <summary>Settings of a query that Drasi does not have (<c>spec.runtime</c>).</summary>
/// <param name="MemoryBytes">Memory limit of the query's guest; default 256 MiB.</param>
/// <param name="UnitDeadline">How long one entry into the guest may take; default 10 s.</param>
public sealed record QueryRuntimeSettings(long MemoryBytes, TimeSpan UnitDeadline)
{
    /// <summary>The defaults.</summary>
    public static QueryRuntimeSettings Default { get; } = new(256L << 20, TimeSpan.FromSeconds(10));

    /// <summary>How far back versions of elements are kept for queries that do not say it themselves; null for not at all.</summary>
    public TimeSpan? Archive { get; init; }

    /// <summary>How the query's clock follows that of the host.</summary>
    public QueryClockSettings Clock { get; init; } = QueryClockSettings.Default;
}
