using System.Security.Cryptography;
using Reactor.Vmm.Calls;
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
        ShellPool shells,
        SnapshotMemory memory,
        VcpuState registers,
        GuestProcess process,
        GuestLimits limits,
        MicroVmState state,
        int outboxLength,
        Lazy<ReadOnlyMemory<byte>> imageHash)
    {
        _shells = shells;
        Memory = memory;
        _registers = registers;
        Process = process;
        Limits = limits;
        State = state;
        OutboxLength = outboxLength;
        LazyImageHash = imageHash;
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

    /// <summary>Names the image that a snapshot which was loaded from a file came from, so that failures of its instances have symbols.</summary>
    /// <param name="image">The same image; only instances cloned from then on use its names.</param>
    public void UseSymbols(GuestImage image) => Process.Symbols = image.Symbols;

    /// <summary>As <see cref="GuestTemplate.Cores"/>, for instances cloned from this snapshot.</summary>
    public CoreDirectory? Cores { get; set; }

    /// <summary>SHA-256 of the image's file, 32 bytes.</summary>
    public ReadOnlyMemory<byte> ImageHash => LazyImageHash.Value;

    internal Lazy<ReadOnlyMemory<byte>> LazyImageHash { get; }

    internal SnapshotMemory Memory { get; }

    /// <summary>Registers; not to be changed.</summary>
    internal VcpuState Registers => _registers;

    /// <summary>Bookkeeping; not to be changed, and its memory not to be touched.</summary>
    internal GuestProcess Process { get; }

    internal int OutboxLength { get; }

    internal ShellPool Shells => _shells;

    /// <summary>Reads a whole snapshot from its file.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="imageHash">SHA-256 of the image's file: <see cref="GuestImage.ContentHash"/>.</param>
    /// <param name="limits">What its instances may use: memory and boxes must be what they were when it was taken.</param>
    /// <param name="hostFunctions">What the guest may import; nothing when not given.</param>
    /// <param name="shells">What they run in; <see langword="null"/> for <see cref="ShellPool.Shared"/>.</param>
    /// <exception cref="SnapshotException">It is damaged, or of another image, CPU, layout, limits; the message says which and what to do.</exception>
    /// <exception cref="GuestImportException">It imports what is not offered.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="KvmException">The host cannot run it.</exception>
    public static GuestSnapshot Load(
        string path, ReadOnlyMemory<byte> imageHash, GuestLimits limits, HostFunctions? hostFunctions = null, ShellPool? shells = null) =>
        SnapshotFile.Load(path, shells ?? ShellPool.Shared, imageHash, limits, hostFunctions ?? new HostFunctions());

    /// <summary>Reads a snapshot that was saved as the difference to this one.</summary>
    /// <param name="path">Of the file.</param>
    /// <exception cref="SnapshotException">It is damaged, or a difference to another snapshot; the message says which and what to do.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public GuestSnapshot LoadDifference(string path)
    {
        ThrowIfDisposed();
        return SnapshotFile.LoadDifference(path, this);
    }

    /// <summary>Writes all of it to a file, complete and on the disk when this returns; a file of that name is replaced.</summary>
    /// <param name="path">Of the file; its directory exists.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path)
    {
        ThrowIfDisposed();
        Memory.Identity = SnapshotFile.Save(this, path, basis: null).Identity;
    }

    /// <summary>Writes where it differs from the snapshot below it, which must have been saved or loaded and is named in the file by its hash.</summary>
    /// <param name="path">Of the file; its directory exists.</param>
    /// <exception cref="InvalidOperationException">There is none below it, or that has no file.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void SaveDifference(string path)
    {
        ThrowIfDisposed();
        if (Memory.Base is not { } basis || basis.Identity == UInt128.Zero)
        {
            throw new InvalidOperationException("A difference needs a snapshot below this one that was saved or loaded.");
        }

        Memory.Identity = SnapshotFile.Save(this, path, basis).Identity;
    }

    /// <summary>Makes an instance with a seed of its own.</summary>
    /// <param name="memory">How it holds its memory.</param>
    /// <exception cref="KvmException">The host refused.</exception>
    public MicroVm Clone(InstanceMemory memory = InstanceMemory.CopyOnWrite) => Clone(memory, RandomNumberGenerator.GetBytes(GuestEntropy.SeedBytes));

    /// <summary>Makes an instance with a given seed: the same commands give the same results as in another with that seed.</summary>
    /// <param name="memory">How it holds its memory.</param>
    /// <param name="seed">16 bytes.</param>
    /// <exception cref="KvmException">The host refused.</exception>
    public MicroVm Clone(InstanceMemory memory, ReadOnlySpan<byte> seed)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, GuestEntropy.SeedBytes);
        SnapshotMemory root = Memory.Root;
        GuestMemory copy = GuestMemory.Clone(root.File, root.Bytes, Limits.PhysicalBytes, memory);
        try
        {
            if (memory != InstanceMemory.HugePages)
            {
                root.WriteSet.Populate(copy);
            }

            Memory.CopyDifferencesTo(copy);
            VmmMetrics.CountClone();
            bool isRecorder = memory != InstanceMemory.HugePages && root == Memory && root.WriteSet.TryClaim();
            return new MicroVm(copy, this, seed.ToArray()) { WriteSet = isRecorder ? root.WriteSet : null, Heat = memory == InstanceMemory.Adaptive ? new HeatGauge() : null, Cores = Cores };
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
