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
    private const long MailboxStart = SystemFrame.MailboxPage * GuestLayout.PageBytes;

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

        // Page tables as they were: those of the instance may have moved on.
        GuestProcess process = snapshot.Process.CloneOnto(system, snapshot.Process.Entropy.Seed);
        var instance = new InstanceState(snapshot.Registers, process, snapshot.State, snapshot.OutboxLength, []);
        return Save(path, snapshot, instance, Pages(memory, basis), basis, basis is null ? 0 : memory.Depth, memory.Bytes);
    }

    /// <summary>Writes an instance.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="image">Its image, limits, shells.</param>
    /// <param name="instance">Everything but memory.</param>
    /// <param name="pages">Its memory, of frame 0 the mailbox alone; or where it differs from the base.</param>
    /// <param name="basis">What the pages are a difference to; <see langword="null"/> when they are all.</param>
    /// <param name="depth">Snapshots below it.</param>
    /// <param name="bytes">Physical memory in use.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal static SnapshotHeader Save(
        string path, GuestSnapshot image, InstanceState instance, PageRuns pages, SnapshotMemory? basis, int depth, long bytes)
    {
        var state = new StateWriter();
        WriteState(state, instance);
        var header = new SnapshotHeader
        {
            ImageHash = image.ImageHash,
            Base = basis?.Identity ?? UInt128.Zero,
            Depth = depth,
            Features = image.Shells.Features,
            Limits = image.Limits,
            Frames = (int)(bytes / GuestLayout.FrameBytes),
        };
        return SnapshotFileWriter.Write(path, header, state.Written, pages);
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
        var pages = new PageRuns();
        memory.Resolve(MailboxStart, MailboxStart + GuestLayout.PageBytes, pages);
        if (basis is null)
        {
            memory.Resolve(GuestLayout.FrameBytes, memory.Bytes, pages);
            return pages;
        }

        AppendBehindSystem(memory.Own, pages);
        return pages;
    }

    private static void AppendBehindSystem(PageRuns runs, PageRuns into)
    {
        foreach (PageRun run in runs.Runs)
        {
            if (run.End > GuestLayout.FrameBytes)
            {
                into.Append(run.Part(Math.Max(run.Start, GuestLayout.FrameBytes), run.End));
            }
        }
    }

    private static GuestSnapshot LoadWhole(
        SnapshotFileReader reader, string path, ShellPool shells, GuestLimits limits, HostFunctions hostFunctions)
    {
        long bytes = reader.Header.Frames * GuestLayout.FrameBytes;
        var file = MemoryFile.Create("reactor-guest", bytes);
        try
        {
            InstanceState parts;
            using (var memory = GuestMemory.OverFile(file, bytes))
            {
                for (int i = 0; i < reader.Frames.Length; i++)
                {
                    RequireSystemFrame(reader.Frames[i], path);
                    reader.ReadFrame(i, memory.AddressOf(reader.Frames[i].Frame * GuestLayout.FrameBytes));
                }

                parts = ReadState(reader, path, memory, limits, shells);
                parts.Process.Interface = ReadInterface(parts.Manifest, path, hostFunctions);
            }

            var whole = SnapshotMemory.OfFile(file, bytes);
            whole.Identity = reader.Header.Identity;
            return ToSnapshot(parts, shells, whole, limits, reader.Header.ImageHash);
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
                RequireSystemFrame(reader.Frames[i], path);
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

            InstanceState parts = ReadState(reader, path, system, basis.Limits, basis.Shells);
            parts.Process.Interface = basis.Process.Interface;
            parts.Process.Symbols = basis.Process.Symbols;
            PageRuns own = KeepSystemPages(MemoryDifference.Find(system, [new PageRange(0, GuestLayout.FrameBytes)], basis.Memory), pages);
            foreach (PageRun run in behind.Runs)
            {
                own.Append(run);
            }

            var memory = SnapshotMemory.OfOwnPages(basis.Memory, own, pages, reader.Header.Frames * GuestLayout.FrameBytes);
            memory.Identity = reader.Header.Identity;
            return ToSnapshot(parts, basis.Shells, memory, basis.Limits, reader.Header.ImageHash);
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

    /// <exception cref="SnapshotException">The record is of frame 0 and holds more than the mailbox.</exception>
    internal static void RequireSystemFrame(in FrameRecord record, string path)
    {
        PageBits mailbox = default;
        mailbox.Set(SystemFrame.MailboxPage, 1);
        if (record.Frame == 0 && !(record.Stored.IsWithin(mailbox) && record.Zero.IsWithin(mailbox)))
        {
            throw new SnapshotException(path, "frame 0", "it holds more than the mailbox", SnapshotRemedy.Remake);
        }
    }

    /// <summary>The mailbox, then the runs behind frame 0.</summary>
    internal static PageRuns WithoutSystemPages(GuestMemory memory, PageRuns runs)
    {
        var pages = new PageRuns();
        pages.Append(new PageRun(MailboxStart, GuestLayout.PageBytes, memory.AddressOf(MailboxStart)));
        AppendBehindSystem(runs, pages);
        return pages;
    }

    /// <summary>Zeroes frame 0 but for the mailbox.</summary>
    internal static void ClearSystemPages(GuestMemory memory)
    {
        Span<byte> frame = memory.FrameZero;
        frame[..(int)MailboxStart].Clear();
        frame[((int)MailboxStart + GuestLayout.PageBytes)..].Clear();
    }

    private static void WriteState(StateWriter writer, InstanceState instance)
    {
        writer.Byte((byte)instance.State);
        writer.Int32(instance.OutboxLength);
        RegisterState.Save(writer, instance.Registers.Registers);
        writer.UInt64(instance.Registers.FsBase);
        writer.Bytes(instance.Registers.ExtendedState);
        writer.Bytes(EncodeManifest(instance.Process.Interface.Manifest));
        instance.Process.Save(writer);
    }

    private static byte[] EncodeManifest(GuestManifest manifest)
    {
        byte[] record = new byte[InstanceState.MaxManifestBytes];
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

    /// <summary>Reads bookkeeping and makes frame 0 by it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">For messages.</param>
    /// <param name="memory">Of frame 0 it holds the mailbox and zeroes.</param>
    /// <param name="limits">What the guest may use.</param>
    /// <param name="shells">What it will run in.</param>
    /// <exception cref="SnapshotException">It is impossible.</exception>
    internal static InstanceState ReadState(SnapshotFileReader file, string path, GuestMemory memory, GuestLimits limits, ShellPool shells)
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
        byte[] manifest = reader.Bytes(InstanceState.MaxManifestBytes, "its manifest is too long").ToArray();
        GuestProcess process = GuestProcess.Load(ref reader, memory, limits, header.Frames);
        reader.End();

        // What of the mailbox is the host's word.
        new Mailbox(SystemFrame.Page(memory.FrameZero, SystemFrame.MailboxPage)).Initialise(limits);
        return new InstanceState(new VcpuState(registers, fsBase, extendedState), process, state, outboxLength, manifest);
    }

    // What shapes a guest's memory; how fast it may do things is nobody's business but the host's.
    private static string Describe(GuestLimits limits) =>
        $"{limits.MemoryBytes} bytes of memory, {limits.InboxBytes} of inbox and {limits.OutboxBytes} of outbox";

    private static string Short(ReadOnlyMemory<byte> hash) => Convert.ToHexStringLower(hash.Span)[..16];

    private static GuestSnapshot ToSnapshot(
        InstanceState instance, ShellPool shells, SnapshotMemory memory, GuestLimits limits, ReadOnlyMemory<byte> imageHash) =>
        new(shells, memory, instance.Registers, instance.Process, limits, instance.State, instance.OutboxLength, new(imageHash));
}
