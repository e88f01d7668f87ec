using Reactor.Contracts.Calls;

namespace Reactor.Vmm.Calls;

/// <summary>A host function that a guest needs and the host does not offer.</summary>
/// <param name="Wanted">What the guest declared.</param>
/// <param name="Offered">What the host offers under that name; <see langword="null"/> when nothing.</param>
public sealed record UnmetImport(FunctionSignature Wanted, FunctionSignature? Offered)
{
    /// <summary>One line for a message.</summary>
    public override string ToString() => Offered is null ? $"{Wanted} (no host function has this name)" : $"{Wanted} (the host offers {Offered})";
}
