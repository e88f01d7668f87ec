using System.Security.Cryptography;
using Reactor.Contracts.Calls;
using Reactor.Vmm.Calls;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Pool;
using Reactor.Vmm.Snapshots;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm;

/// <summary>A guest as it was when it said that it was ready: memory in a sealed file, registers, bookkeeping. Instances are cloned from it.</summary>
/// <remarks>Thread-safe. Clones outlive it.</remarks>
public sealed class GuestTemplate : IDisposable
{
    private GuestTemplate(GuestSnapshot snapshot) => Snapshot = snapshot;

    /// <summary>The guest when it said that it was ready; lives as long as the template.</summary>
    public GuestSnapshot Snapshot { get; }

    /// <summary>What its instances may use.</summary>
    public GuestLimits Limits => Snapshot.Limits;

    /// <summary>
    /// Where instances that fail leave a core by themselves, before the failed entry returns (about 1 ms per MiB they hold); <see langword="null"/>,
    /// the default, for nowhere. Counts for instances cloned from then on. A core holds everything the guest held, secrets included.
    /// </summary>
    public CoreDirectory? Cores
    {
        get => Snapshot.Cores;
        set => Snapshot.Cores = value;
    }

    /// <summary>Bytes of memory that were in use at the snapshot, in pages of 2 MiB.</summary>
    public long SnapshotBytes => Snapshot.MemoryBytes;

    /// <summary>System calls the guest made until it was ready.</summary>
    public long BootSystemCallCount => Snapshot.Process.CallCount;

    /// <summary>What the guest wrote to its standard output and error until it was ready; the last 16 KiB.</summary>
    public string BootLog => Snapshot.Process.Log.ToString();

    /// <summary>What the guest exports and imports; empty when it declared nothing.</summary>
    public GuestManifest Manifest => Snapshot.Process.Interface.Manifest;

    /// <summary>Starts an image within the default limits, without environment variables, and snapshots it where it says that it is ready, 10 s from now at the latest.</summary>
    /// <param name="image">The guest.</param>
    /// <param name="hostFunctions">What it may import; nothing when not given. Later additions do not count.</param>
    /// <exception cref="GuestBootException">It ended, failed or hung instead.</exception>
    /// <exception cref="GuestImportException">It imports what is not offered; a kind of <see cref="GuestBootException"/>.</exception>
    /// <exception cref="GuestImageException">It does not fit into its limits.</exception>
    /// <exception cref="KvmException">The host cannot run it; <see cref="KvmHost.Probe"/> says why.</exception>
    public static GuestTemplate Boot(GuestImage image, HostFunctions? hostFunctions = null) =>
        Boot(image, new GuestLimits(), new Dictionary<string, string>(), TimeSpan.FromSeconds(10), hostFunctions);

    /// <summary>Starts an image and snapshots it where it says that it is ready.</summary>
    /// <param name="image">The guest.</param>
    /// <param name="limits">What it, and each of its instances, may use.</param>
    /// <param name="environment">Its environment variables; at most 64 KiB.</param>
    /// <param name="deadline">How long it may take; more than zero.</param>
    /// <param name="hostFunctions">What it may import; nothing when not given. Later additions do not count.</param>
    /// <exception cref="GuestBootException">It ended, failed or hung instead.</exception>
    /// <exception cref="GuestImportException">It imports what is not offered; a kind of <see cref="GuestBootException"/>.</exception>
    /// <exception cref="GuestImageException">It does not fit into its limits.</exception>
    /// <exception cref="IOException">The image's file cannot be read any more.</exception>
    /// <exception cref="KvmException">The host cannot run it; <see cref="KvmHost.Probe"/> says why.</exception>
    public static GuestTemplate Boot(
        GuestImage image,
        GuestLimits limits,
        IReadOnlyDictionary<string, string> environment,
        TimeSpan deadline,
        HostFunctions? hostFunctions = null) =>
        Boot(ShellPool.Shared, image, limits, environment, deadline, hostFunctions);

    /// <summary>Starts an image and snapshots it where it says that it is ready.</summary>
    /// <param name="shells">What it and its instances run in; stays the caller's and must outlive them.</param>
    /// <param name="image">The guest.</param>
    /// <param name="limits">What it, and each of its instances, may use.</param>
    /// <param name="environment">Its environment variables; at most 64 KiB.</param>
    /// <param name="deadline">How long it may take; more than zero.</param>
    /// <param name="hostFunctions">What it may import; nothing when not given. Later additions do not count.</param>
    /// <exception cref="GuestBootException">It ended, failed or hung instead.</exception>
    /// <exception cref="GuestImportException">It imports what is not offered; a kind of <see cref="GuestBootException"/>.</exception>
    /// <exception cref="GuestImageException">It does not fit into its limits.</exception>
    /// <exception cref="IOException">The image's file cannot be read any more.</exception>
    /// <exception cref="KvmException">The host refused.</exception>
    public static GuestTemplate Boot(
        ShellPool shells,
        GuestImage image,
        GuestLimits limits,
        IReadOnlyDictionary<string, string> environment,
        TimeSpan deadline,
        HostFunctions? hostFunctions = null)
    {
        limits.Validate();
        var file = MemoryFile.Create("reactor-guest", limits.PhysicalBytes);
        try
        {
            (VcpuState registers, GuestProcess process) = Boot(
                shells, file, image, limits, environment, deadline, hostFunctions ?? new HostFunctions());
            SnapshotMemory memory = SnapshotMemory.OfFile(file, process.Memory.ExtentBytes);
            return new GuestTemplate(new GuestSnapshot(shells, memory, registers, process, limits, MicroVmState.Ready, outboxLength: 0, image.Hash));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a template from the file its <see cref="Snapshot"/> was saved to, instead of booting its image.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="image">The image it must be of.</param>
    /// <param name="limits">As it was booted with.</param>
    /// <param name="hostFunctions">What the guest may import; nothing when not given.</param>
    /// <param name="shells">What its instances run in; <see langword="null"/> for <see cref="ShellPool.Shared"/>.</param>
    /// <exception cref="SnapshotException">It is damaged, or of another image, CPU, layout, limits; the message says which and what to do.</exception>
    /// <exception cref="GuestImportException">It imports what is not offered.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="KvmException">The host cannot run it.</exception>
    public static GuestTemplate Load(
        string path, GuestImage image, GuestLimits limits, HostFunctions? hostFunctions = null, ShellPool? shells = null)
    {
        limits.Validate();
        GuestSnapshot snapshot = GuestSnapshot.Load(path, image.ContentHash, limits, hostFunctions, shells);
        snapshot.UseSymbols(image);
        return new GuestTemplate(snapshot);
    }

    /// <summary>Makes an instance that shares the template's memory until it writes to it, with a seed of its own.</summary>
    /// <exception cref="KvmException">The host refused.</exception>
    public MicroVm Clone() => Clone(InstanceMemory.CopyOnWrite);

    /// <summary>Makes an instance with a seed of its own.</summary>
    /// <param name="memory">How it holds its memory.</param>
    /// <exception cref="KvmException">The host refused.</exception>
    public MicroVm Clone(InstanceMemory memory) => Snapshot.Clone(memory);

    /// <summary>Makes an instance with a given seed: the same commands give the same results as in another with that seed.</summary>
    /// <param name="memory">How it holds its memory.</param>
    /// <param name="seed">16 bytes.</param>
    /// <exception cref="KvmException">The host refused.</exception>
    public MicroVm Clone(InstanceMemory memory, ReadOnlySpan<byte> seed) => Snapshot.Clone(memory, seed);

    /// <summary>Finds an exported function.</summary>
    /// <param name="name">Its name alone.</param>
    /// <returns>Good for all instances.</returns>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public GuestExport Export(string name) => Snapshot.Process.Interface.Export(name);

    /// <summary>Gives the snapshot up. Instances keep the pages they share.</summary>
    public void Dispose() => Snapshot.Dispose();

    private static (VcpuState State, GuestProcess Process) Boot(
        ShellPool shells,
        MemoryFile file,
        GuestImage image,
        GuestLimits limits,
        IReadOnlyDictionary<string, string> environment,
        TimeSpan deadline,
        HostFunctions hostFunctions)
    {
        using GuestMemory memory = GuestMemory.OverFile(file, limits.PhysicalBytes);
        var space = new AddressSpace(memory, image, limits);
        GuestAddress stack = InitialStack.Write(space, image.Entry, environment);
        new Mailbox(SystemFrame.Page(memory.FrameZero, SystemFrame.MailboxPage)).Initialise(limits);

        byte[] seed = RandomNumberGenerator.GetBytes(GuestEntropy.SeedBytes);
        var process = new GuestProcess(space, image.Symbols, seed, limits.Threads);
        using var guest = new MicroVm(memory, process, VcpuState.AtStart(image.Entry.Address, stack), limits, shells, seed);
        if (guest.RunToReady(deadline, hostFunctions) is { } failure)
        {
            throw new GuestBootException(failure, guest.Failure);
        }

        return (guest.Detach(), process);
    }
}
