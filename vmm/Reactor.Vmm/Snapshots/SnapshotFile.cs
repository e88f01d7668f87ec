using Reactor.Contracts.Calls;
using Reactor.Vmm.Calls;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Pool;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Snapshots;

/// <summary>A snapshot as a file: the checks that decide whether it may run here, and the way from its parts to a snapshot and back.</summary>
/// <remarks>
/// Of physical frame 0 the file holds the mailbox alone. Descriptor tables, stubs and page tables are made anew from bookkeeping, so
/// that no file decides what ring 0 finds or where a guest's pages lie.
/// </remarks>
internal static class SnapshotFile
{
    private const int MaxManifestBytes = 1 << 20;

    /// <summary>Writes what a snapshot holds.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="path">Of the file.</param>
    /// <param name="basis">What to write the difference to, with an identity; <see langword="null"/> for everything.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal static SnapshotHeader Save(GuestSnapshot snapshot, string path, SnapshotMemory? basis)
    {
        SnapshotMemory memory = snapshot.Memory;
        using var system = GuestMemory.Anonymous(GuestLayout.FrameBytes);
        var all = new PageRuns();
        memory.Resolve(0, GuestLayout.FrameBytes, all);
        foreach (PageRun run in all.Runs)
        {
            MemoryRestore.Copy(system, run);
        }

        var state = new StateWriter();
        WriteState(state, snapshot, system);
        var header = new SnapshotHeader
        {
            ImageHash = snapshot.ImageHash,
            Base = basis?.Identity ?? UInt128.Zero,
            Depth = basis is null ? 0 : memory.Depth,
            Features = snapshot.Shells.Features,
            Limits = snapshot.Limits,
            Frames = (int)(memory.Bytes / GuestLayout.FrameBytes),
        };
        return SnapshotFileWriter.Write(path, header, state.Written, Pages(memory, basis));
    }

    /// <summary>Reads a whole snapshot.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="shells">What its instances run in.</param>
    /// <param name="imageHash">SHA-256 of the image it must be of.</param>
    /// <param name="limits">What its instances may use: must be what it was taken with.</param>
    /// <param name="hostFunctions">What the guest may import.</param>
    /// <exception cref="SnapshotException">It is damaged, or of another image, host, version.</exception>
    /// <exception cref="GuestImportException">The guest needs other host functions.</exception>
    internal static GuestSnapshot Load(
        string path, ShellPool shells, ReadOnlyMemory<byte> imageHash, GuestLimits limits, HostFunctions hostFunctions)
    {
        using var reader = SnapshotFileReader.Open(path);
        Check(reader.Header, path, shells, imageHash, limits, basis: null);
        return LoadWhole(reader, path, shells, limits, hostFunctions);
    }

    /// <summary>Reads a difference.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="basis">The snapshot it is a difference to.</param>
    /// <exception cref="SnapshotException">It is damaged, or of another image, host, version, or base.</exception>
    internal static GuestSnapshot LoadDifference(string path, GuestSnapshot basis)
    {
        using var reader = SnapshotFileReader.Open(path);
        Check(reader.Header, path, basis.Shells, basis.ImageHash, basis.Limits, basis);
        return LoadDifference(reader, path, basis);
    }

    private static void Check(
        SnapshotHeader header, string path, ShellPool shells, ReadOnlyMemory<byte> imageHash, GuestLimits limits, GuestSnapshot? basis)
    {
        if (!header.ImageHash.Span.SequenceEqual(imageHash.Span))
        {
            throw new SnapshotException(
                path, "header", $"it is of the image {Short(header.ImageHash)}, this one is {Short(imageHash)}", SnapshotRemedy.SameImage);
        }

        if (header.Features.MissingIn(shells.Features) is { } missing)
        {
            throw new SnapshotException(path, "header", $"its guest started on a CPU with {missing}", SnapshotRemedy.SameHost);
        }

        if (Describe(header.Limits) is var taken && Describe(limits) is var given && taken != given)
        {
            throw new SnapshotException(path, "header", $"it was taken with {taken}, and is to run with {given}", SnapshotRemedy.SameLimits);
        }

        if (header.Base != (basis?.Memory.Identity ?? UInt128.Zero))
        {
            string wanted = header.Base == UInt128.Zero ? "it stands alone, and a base was given" : $"it is a difference to {header.Base:x32}";
            string found = basis is null ? "none was given" : $"the one given is {basis.Memory.Identity:x32}";
            throw new SnapshotException(path, "header", header.Base == UInt128.Zero ? wanted : $"{wanted}, {found}", SnapshotRemedy.SameBase);
        }

        if (basis is not null && header.Depth != basis.Depth + 1)
        {
            throw new SnapshotException(path, "header", $"depth {header.Depth} over a base of depth {basis.Depth}", SnapshotRemedy.SameBase);
        }
    }

    // Frame 0 is the host's work but for the mailbox.
    private static PageRuns Pages(SnapshotMemory memory, SnapshotMemory? basis)
    {
        const long Mailbox = SystemFrame.MailboxPage * GuestLayout.PageBytes;
        var pages = new PageRuns();
        memory.Resolve(Mailbox, Mailbox + GuestLayout.PageBytes, pages);
        if (basis is null)
        {
            memory.Resolve(GuestLayout.FrameBytes, memory.Bytes, pages);
            return pages;
        }

        foreach (PageRun run in memory.Own.Runs)
        {
            if (run.End > GuestLayout.FrameBytes)
            {
                pages.Append(run.Part(Math.Max(run.Start, GuestLayout.FrameBytes), run.End));
            }
        }

        return pages;
    }

    private static GuestSnapshot LoadWhole(
        SnapshotFileReader reader, string path, ShellPool shells, GuestLimits limits, HostFunctions hostFunctions)
    {
        long bytes = reader.Header.Frames * GuestLayout.FrameBytes;
        var file = MemoryFile.Create("reactor-guest", bytes);
        try
        {
            Parts parts;
            using (var memory = GuestMemory.OverFile(file, bytes))
            {
                for (int i = 0; i < reader.Frames.Length; i++)
                {
                    RequireSystemFrame(reader, i, path);
                    reader.ReadFrame(i, memory.AddressOf(reader.Frames[i].Frame * GuestLayout.FrameBytes));
                }

                parts = ReadState(reader, path, memory, limits, shells);
                parts.Process.Interface = ReadInterface(parts.Manifest, path, hostFunctions);
            }

            var whole = SnapshotMemory.OfFile(file, bytes);
            whole.Identity = reader.Header.Identity;
            return parts.ToSnapshot(shells, whole, limits, reader.Header.ImageHash);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static GuestSnapshot LoadDifference(SnapshotFileReader reader, string path, GuestSnapshot basis)
    {
        using var system = GuestMemory.Anonymous(GuestLayout.FrameBytes);

        // Room for frame 0 in front: as much of it as differs from the base's.
        HostMapping pages = HostMapping.Reserve(GuestLayout.FrameBytes + reader.Header.PageBytes, GuestLayout.PageBytes);
        try
        {
            pages.MapAnonymous(0, pages.Length);
            var behind = new PageRuns();
            long offset = GuestLayout.FrameBytes;
            for (int i = 0; i < reader.Frames.Length; i++)
            {
                RequireSystemFrame(reader, i, path);
                FrameRecord record = reader.Frames[i];
                if (record.Frame == 0)
                {
                    reader.ReadFrame(i, system.AddressOf(0));
                    continue;
                }

                reader.ReadPacked(i, pages.AddressOf(offset));
                Append(behind, record, pages, offset);
                offset += record.StoredBytes;
            }

            Parts parts = ReadState(reader, path, system, basis.Limits, basis.Shells);
            parts.Process.Interface = basis.Process.Interface;
            parts.Process.Symbols = basis.Process.Symbols;
            PageRuns own = KeepSystemPages(MemoryDifference.Find(system, [new PageRange(0, GuestLayout.FrameBytes)], basis.Memory), pages);
            foreach (PageRun run in behind.Runs)
            {
                own.Append(run);
            }

            var memory = SnapshotMemory.OfOwnPages(basis.Memory, own, pages, reader.Header.Frames * GuestLayout.FrameBytes);
            memory.Identity = reader.Header.Identity;
            return parts.ToSnapshot(basis.Shells, memory, basis.Limits, reader.Header.ImageHash);
        }
        catch
        {
            pages.Dispose();
            throw;
        }
    }

    private static PageRuns KeepSystemPages(PageRuns system, HostMapping pages)
    {
        var kept = new PageRuns();
        foreach (PageRun run in system.Runs)
        {
            PageRun copy = run with { Source = run.IsZero ? 0 : pages.AddressOf(run.Start) };
            if (!run.IsZero)
            {
                run.CopyTo(pages.Slice(run.Start, (int)run.Length));
            }

            kept.Append(copy);
        }

        return kept;
    }

    // Runs of stored and of zero pages of a frame, in the order in which they lie.
    private static void Append(PageRuns runs, in FrameRecord record, HostMapping pages, long offset)
    {
        long start = record.Frame * GuestLayout.FrameBytes;
        for (int page = 0; page < PageBits.Pages; page++)
        {
            if (record.Stored.IsSet(page))
            {
                runs.Append(new PageRun(start + page * GuestLayout.PageBytes, GuestLayout.PageBytes, pages.AddressOf(offset)));
                offset += GuestLayout.PageBytes;
            }
            else if (record.Zero.IsSet(page))
            {
                runs.Append(new PageRun(start + page * GuestLayout.PageBytes, GuestLayout.PageBytes, 0));
            }
        }
    }

    private static void RequireSystemFrame(SnapshotFileReader reader, int index, string path)
    {
        PageBits mailbox = default;
        mailbox.Set(SystemFrame.MailboxPage, 1);
        if (reader.Frames[index].Frame == 0 && !reader.Frames[index].Stored.IsWithin(mailbox))
        {
            throw new SnapshotException(path, "frame 0", "it holds more than the mailbox", SnapshotRemedy.Remake);
        }
    }

    private static void WriteState(StateWriter writer, GuestSnapshot snapshot, GuestMemory system)
    {
        GuestProcess process = snapshot.Process.CloneOnto(system, snapshot.Process.Entropy.Seed);
        writer.Byte((byte)snapshot.State);
        writer.Int32(snapshot.OutboxLength);
        RegisterState.Save(writer, snapshot.Registers.Registers);
        writer.UInt64(snapshot.Registers.FsBase);
        writer.Bytes(snapshot.Registers.ExtendedState);
        writer.Bytes(EncodeManifest(process.Interface.Manifest));
        process.Save(writer);
    }

    private static byte[] EncodeManifest(GuestManifest manifest)
    {
        byte[] record = new byte[MaxManifestBytes];
        return record[..manifest.Write(record)];
    }

    private static GuestInterface ReadInterface(byte[] manifest, string path, HostFunctions hostFunctions)
    {
        try
        {
            return new GuestInterface(GuestManifest.Read(manifest), hostFunctions);
        }
        catch (FormatException exception)
        {
            throw new SnapshotException(path, "state", exception.Message, SnapshotRemedy.Remake);
        }
    }

    // The memory must hold the mailbox; its frame 0 gets all else here.
    private static Parts ReadState(SnapshotFileReader file, string path, GuestMemory memory, GuestLimits limits, ShellPool shells)
    {
        SnapshotHeader header = file.Header;
        var reader = new StateReader(file.State, path, shells.Features.StateComponents);
        var state = (MicroVmState)reader.Byte();
        reader.Require(state is MicroVmState.Ready or MicroVmState.OutboxFull, "it was taken in the middle of an entry");
        int outboxLength = reader.Int32(0, limits.OutboxBytes, "more in the outbox than it can hold");
        VcpuRegisters registers = RegisterState.Load(ref reader);
        ulong fsBase = RegisterState.LoadFsBase(ref reader);
        byte[] extendedState = RegisterState.LoadExtendedState(ref reader);
        reader.Require(extendedState.Length > 0 && extendedState.Length <= header.Features.ExtendedStateBytes, "its XSAVE image has an impossible length");
        byte[] manifest = reader.Bytes(MaxManifestBytes, "its manifest is too long").ToArray();
        GuestProcess process = GuestProcess.Load(ref reader, memory, limits, header.Frames);
        reader.End();

        // What of the mailbox is the host's word.
        new Mailbox(SystemFrame.Page(memory.FrameZero, SystemFrame.MailboxPage)).Initialise(limits);
        return new Parts(new VcpuState(registers, fsBase, extendedState), process, manifest, state, outboxLength);
    }

    // What shapes a guest's memory; how fast it may do things is nobody's business but the host's.
    private static string Describe(GuestLimits limits) =>
        $"{limits.MemoryBytes} bytes of memory, {limits.InboxBytes} of inbox and {limits.OutboxBytes} of outbox";

    private static string Short(ReadOnlyMemory<byte> hash) => Convert.ToHexStringLower(hash.Span)[..16];

    private sealed record Parts(VcpuState Registers, GuestProcess Process, byte[] Manifest, MicroVmState State, int OutboxLength)
    {
        internal GuestSnapshot ToSnapshot(ShellPool shells, SnapshotMemory memory, GuestLimits limits, ReadOnlyMemory<byte> imageHash) =>
            new(shells, memory, Registers, Process, limits, State, OutboxLength, new(imageHash));
    }
}
