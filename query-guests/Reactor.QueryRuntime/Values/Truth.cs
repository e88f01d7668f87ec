namespace Reactor.QueryRuntime.Values;

/// <summary>Three-valued logic without the detour over values.</summary>
internal enum Truth
{
    /// <summary>false.</summary>
    False = 0,

    /// <summary>true.</summary>
    True = 1,

    /// <summary>null.</summary>
    Unknown = 2,
}
