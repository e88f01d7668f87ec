using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Calls;

/// <summary>A guest was not loaded because it needs host functions that are not offered.</summary>
public sealed class GuestImportException : GuestBootException
{
    /// <param name="unmet">All of them; at least one.</param>
    public GuestImportException(IReadOnlyList<UnmetImport> unmet)
        : base(new GuestExit(GuestExitReason.Failed, 0, $"it imports what the host does not offer: {string.Join("; ", unmet)}"))
    {
        Unmet = unmet;
    }

    /// <summary>Every import that could not be granted.</summary>
    public IReadOnlyList<UnmetImport> Unmet { get; }
}
