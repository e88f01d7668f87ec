using System.Buffers.Binary;
using Reactor.Contracts.Guests;
using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;

namespace Reactor.QueryTests.Running;

/// <summary>Guests in micro-VMs; a restart is a snapshot and a clone of it.</summary>
internal sealed class MicroVmTestGuests : ITestGuests
{
    private const long MemoryBytes = 256L << 20;
    private static readonly TimeSpan BootDeadline = TimeSpan.FromSeconds(10);

    private readonly GuestTemplate _template;

    /// <summary>Boots the image.</summary>
    /// <exception cref="GuestBootException">It does not start.</exception>
    internal MicroVmTestGuests(NativeImage image) => _template = GuestTemplate.Boot(
        GuestImage.Load(image.Path), new GuestLimits { MemoryBytes = MemoryBytes }, GuestRuntimeKnobs.For(MemoryBytes), BootDeadline);

    /// <inheritdoc/>
    public IGuestInstance Create(UInt128 seed) => _template.Clone(InstanceMemory.CopyOnWrite, SeedBytes(seed));

    /// <inheritdoc/>
    public IGuestInstance? Restart(IGuestInstance guest)
    {
        using var old = (MicroVm)guest;
        using var snapshot = old.TakeSnapshot();
        return snapshot.Clone(InstanceMemory.CopyOnWrite, old.Seed);
    }

    /// <inheritdoc/>
    public void Dispose() => _template.Dispose();

    private static byte[] SeedBytes(UInt128 seed)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, seed);
        return bytes;
    }
}
