namespace Reactor.Vmm;

/// <summary>A file that is no guest image, or one this VMM does not run.</summary>
public sealed class GuestImageException : Exception
{
    /// <param name="reason">What is wrong with it, as the end of the sentence "The guest image is refused: ...".</param>
    public GuestImageException(string reason)
        : base($"The guest image is refused: {reason}.")
    {
        Reason = reason;
    }

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; }
}
