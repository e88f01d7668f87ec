namespace Reactor.Vmm;

/// <summary>A guest-virtual address: what a pointer in the guest holds.</summary>
/// <param name="Value">Any 64-bit number; not necessarily mapped.</param>
internal readonly record struct GuestAddress(ulong Value)
{
    public override string ToString() => $"0x{Value:x}";
}
