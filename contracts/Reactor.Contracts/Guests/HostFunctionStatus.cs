namespace Reactor.Contracts.Guests;

/// <summary>How a host function ended, as the guest reads it.</summary>
public enum HostFunctionStatus : uint
{
    /// <summary>It returned its result.</summary>
    Done = 0,

    /// <summary>It failed; the result is UTF-8 text.</summary>
    Failed = 1,
}
