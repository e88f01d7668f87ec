namespace Reactor.Vmm.Debugging;

/// <summary>A place in an image by name.</summary>
/// <param name="Name">As the linker knows it.</param>
/// <param name="Offset">Bytes from its start.</param>
internal readonly record struct Symbol(string Name, ulong Offset)
{
    public override string ToString() => $"{Name}+0x{Offset:x}";
}
