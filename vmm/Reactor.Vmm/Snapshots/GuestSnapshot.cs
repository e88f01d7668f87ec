using System.Security.Cryptography;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Pool;
using Reactor.Vmm.Snapshots;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm;

/// <summary>A guest at an instant between two invocations: memory, registers, bookkeeping. Instances are cloned from it and restored to it.</summary>
/// <remarks>
/// <para>Of memory it holds what differs from the snapshot its instance came from, and shares the rest with that one.</para>
/// <para>Thread-safe. Instances, and snapshots taken of them, outlive it.</para>
/// </remarks>
public sealed class GuestSnapshot : IDisposable
{
    private readonly ShellPool _shells;
    private readonly VcpuState _registers;
    private bool _isDisposed;

    internal GuestSnapshot(
        ShellPool shells, SnapshotMemory memory, VcpuState registers, GuestProcess process, GuestLimits limits, MicroVmState state, int outboxLength)
    {
        _shells = shells;
        Memory = memory;
        _registers = registers;
        Process = process;
        Limits = limits;
        State = state;
        OutboxLength = outboxLength;
    }

    /// <summary>What its instances may use.</summary>
    public GuestLimits Limits { get; }

    /// <summary>Bytes of memory that were in use, in pages of 2 MiB.</summary>
    public long MemoryBytes => Memory.Bytes;

    /// <summary>Bytes of memory it holds itself, in pages of 4 KiB: where it differs from the snapshot it shares the rest with.</summary>
    public long OwnBytes => Memory.Own.StoredBytes;

    /// <summary>Snapshots below it that it shares memory with: 0 for a template's.</summary>
    public int Depth => Memory.Depth;

    /// <summary>Where its instances start: <see cref="MicroVmState.Ready"/>, or <see cref="MicroVmState.OutboxFull"/> in the middle of a command.</summary>
    public MicroVmState State { get; }

    internal SnapshotMemory Memory { get; }

    /// <summary>Registers; not to be changed.</summary>
    internal VcpuState Registers => _registers;

    /// <summary>Bookkeeping; not to be changed, and its memory not to be touched.</summary>
    internal GuestProcess Process { get; }

    internal int OutboxLength { get; }

    internal ShellPool Shells => _shells;

    /// <summary>Makes an instance with a seed of its own.</summary>
    /// <param name="memory">How it holds its memory.</param>
    /// <exception cref="KvmException">The host refused.</exception>
    public MicroVm Clone(InstanceMemory memory = InstanceMemory.CopyOnWrite) => Clone(memory, RandomNumberGenerator.GetBytes(GuestEntropy.SeedBytes));

    /// <summary>Makes an instance with a given seed: the same commands give the same results as in another with that seed.</summary>
    /// <param name="memory">How it holds its memory.</param>
    /// <param name="seed">16 bytes.</param>
    /// <exception cref="KvmException">The host refused.</exception>
    public MicroVm Clone(InstanceMemory memory, ReadOnlySpan<byte> seed) => Clone(memory, seed, retire: null);

    internal MicroVm Clone(InstanceMemory memory, ReadOnlySpan<byte> seed, Action<MicroVm>? retire)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, GuestEntropy.SeedBytes);
        SnapshotMemory root = Memory.Root;
        GuestMemory copy = GuestMemory.Clone(root.File, root.Bytes, Limits.PhysicalBytes, memory);
        try
        {
            Memory.CopyDifferencesTo(copy);
            return new MicroVm(copy, this, seed.ToArray()) { Retire = retire };
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>Gives the snapshot up. Instances keep the memory they share.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            Memory.Release();
        }
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);
}
