using Grpc.Core;

namespace Reactor.Testing.Dapr;

/// <summary>How one call to a <see cref="DaprStandIn"/> fails: as a whole, or only for some entries of a bulk.</summary>
/// <param name="Status">Status of the call; null when it succeeds but for <paramref name="Entries"/>.</param>
/// <param name="Detail">Text of the status, or of each failed entry.</param>
/// <param name="Entries">Indexes of bulk entries that are not taken.</param>
public sealed record DaprFailure(StatusCode? Status, string Detail, IReadOnlySet<int> Entries)
{
    /// <summary>The call fails and nothing is published.</summary>
    public static DaprFailure Call(StatusCode status, string detail = "told to fail") => new(status, detail, new HashSet<int>());

    /// <summary>These entries of the bulk are not published, the others are.</summary>
    public static DaprFailure Partial(params int[] entries) => new(null, "told to fail", entries.ToHashSet());

    /// <summary>The call does not fail: a place holder in a sequence of failures.</summary>
    public static DaprFailure None { get; } = new(null, "", new HashSet<int>());
}
