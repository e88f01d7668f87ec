namespace Reactor.QueryRuntime.Loop;

/// <summary>What compiled queries keep and compute, as a number.</summary>
public static class RuntimeAbi
{
    /// <summary>Rises when the same plan would compute or store something else than before: identities, order, state. Part of every plan hash.</summary>
    public const int Version = 5;
}
