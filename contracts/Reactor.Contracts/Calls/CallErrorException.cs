namespace Reactor.Contracts.Calls;

/// <summary>
/// An error of one call, for the other side to see: thrown in an export, the host is told its message and the guest goes on; thrown in a host
/// function, the guest is, where the call throws it again.
/// </summary>
public sealed class CallErrorException : Exception
{
    /// <param name="message">What the other side reads, as much of it as fits.</param>
    public CallErrorException(string message)
        : base(message)
    {
    }
}
