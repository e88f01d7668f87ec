using System.Security.Cryptography;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Pool;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm;

/// <summary>A guest as it was when it said that it was ready: memory in a sealed file, registers, bookkeeping. Instances are cloned from it.</summary>
/// <remarks>Thread-safe. Clones outlive it.</remarks>
public sealed class GuestTemplate : IDisposable
{
    private readonly ShellPool _shells;
    private readonly MemoryFile _file;
    private readonly long _fileBytes;
    private readonly VcpuState _state;
    private readonly GuestProcess _process;

    private GuestTemplate(ShellPool shells, MemoryFile file, long fileBytes, VcpuState state, GuestProcess process, GuestLimits limits)
    {
        _shells = shells;
        _file = file;
        _fileBytes = fileBytes;
        _state = state;
        _process = process;
        Limits = limits;
    }

    /// <summary>What its instances may use.</summary>
    public GuestLimits Limits { get; }

    /// <summary>Bytes of memory that were in use at the snapshot, in pages of 2 MiB.</summary>
    public long SnapshotBytes => _fileBytes;

    /// <summary>System calls the guest made until it was ready.</summary>
    public long BootSystemCallCount => _process.CallCount;

    /// <summary>What the guest wrote to its standard output and error until it was ready; the last 16 KiB.</summary>
    public string BootLog => _process.Log.ToString();

    /// <summary>Starts an image and snapshots it where it says that it is ready.</summary>
    /// <param name="image">The guest.</param>
    /// <param name="limits">What it, and each of its instances, may use.</param>
    /// <param name="environment">Its environment variables; at most 64 KiB.</param>
    /// <param name="deadline">How long it may take; more than zero.</param>
    /// <exception cref="GuestBootException">It ended, failed or hung instead.</exception>
    /// <exception cref="GuestImageException">It does not fit into its limits.</exception>
    /// <exception cref="KvmException">The host cannot run it; <see cref="KvmHost.Probe"/> says why.</exception>
    public static GuestTemplate Boot(
        GuestImage image, GuestLimits limits, IReadOnlyDictionary<string, string> environment, TimeSpan deadline) =>
        Boot(ShellPool.Shared, image, limits, environment, deadline);

    /// <summary>Starts an image and snapshots it where it says that it is ready.</summary>
    /// <param name="shells">What it and its instances run in; stays the caller's and must outlive them.</param>
    /// <param name="image">The guest.</param>
    /// <param name="limits">What it, and each of its instances, may use.</param>
    /// <param name="environment">Its environment variables; at most 64 KiB.</param>
    /// <param name="deadline">How long it may take; more than zero.</param>
    /// <exception cref="GuestBootException">It ended, failed or hung instead.</exception>
    /// <exception cref="GuestImageException">It does not fit into its limits.</exception>
    /// <exception cref="KvmException">The host refused.</exception>
    public static GuestTemplate Boot(
        ShellPool shells, GuestImage image, GuestLimits limits, IReadOnlyDictionary<string, string> environment, TimeSpan deadline)
    {
        MemoryFile? file = null;
        try
        {
            limits.Validate();
            long bytes = limits.Frames * GuestLayout.FrameBytes;
            file = MemoryFile.Create("reactor-guest", bytes);
            (VcpuState state, GuestProcess process) = Boot(shells, file, image, limits, environment, deadline);
            long used = process.Memory.CommittedBytes;
            file.Resize(used);
            file.Seal();
            return new GuestTemplate(shells, file, used, state, process, limits);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>Makes an instance that shares the template's memory until it writes to it, with a seed of its own.</summary>
    /// <exception cref="KvmException">The host refused.</exception>
    public MicroVm Clone() => Clone(InstanceMemory.CopyOnWrite);

    /// <summary>Makes an instance with a seed of its own.</summary>
    /// <param name="memory">How it holds its memory.</param>
    /// <exception cref="KvmException">The host refused.</exception>
    public MicroVm Clone(InstanceMemory memory) => Clone(memory, RandomNumberGenerator.GetBytes(GuestEntropy.SeedBytes));

    /// <summary>Makes an instance with a given seed: the same commands give the same results as in another with that seed.</summary>
    /// <param name="memory">How it holds its memory.</param>
    /// <param name="seed">16 bytes.</param>
    /// <exception cref="KvmException">The host refused.</exception>
    public MicroVm Clone(InstanceMemory memory, ReadOnlySpan<byte> seed) => Clone(memory, seed, retire: null);

    internal MicroVm Clone(InstanceMemory memory, ReadOnlySpan<byte> seed, Action<MicroVm>? retire)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, GuestEntropy.SeedBytes);
        GuestMemory copy = GuestMemory.Clone(_file, _fileBytes, Limits.Frames * GuestLayout.FrameBytes, memory);
        return new MicroVm(copy, _process.CloneOnto(copy, seed), _state.Copy(), Limits, _shells, seed.ToArray()) { Retire = retire };
    }

    /// <summary>Gives the snapshot up. Instances keep the pages they share.</summary>
    public void Dispose()
    {
        _file.Dispose();
    }

    private static (VcpuState State, GuestProcess Process) Boot(
        ShellPool shells,
        MemoryFile file,
        GuestImage image,
        GuestLimits limits,
        IReadOnlyDictionary<string, string> environment,
        TimeSpan deadline)
    {
        using GuestMemory memory = GuestMemory.OverFile(file, limits.Frames * GuestLayout.FrameBytes);
        var space = new AddressSpace(memory, image, limits);
        GuestAddress stack = InitialStack.Write(space, image.Entry, environment);
        new Mailbox(SystemFrame.Page(memory.FrameZero, SystemFrame.MailboxPage)).Initialise(limits);

        byte[] seed = RandomNumberGenerator.GetBytes(GuestEntropy.SeedBytes);
        var process = new GuestProcess(space, seed);
        using var guest = new MicroVm(memory, process, VcpuState.AtStart(image.Entry.Address, stack), limits, shells, seed);
        if (guest.RunToReady(deadline) is { } failure)
        {
            throw new GuestBootException(failure);
        }

        return (guest.Detach(), process);
    }
}
