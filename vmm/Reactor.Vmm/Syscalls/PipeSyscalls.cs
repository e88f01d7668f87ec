using System.Buffers.Binary;
using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Syscalls;

/// <summary>pipe(2), and read(2) and write(2) on what it makes. A read of an empty pipe blocks the thread; a write to a full one fails.</summary>
internal static class PipeSyscalls
{
    private const ulong CloseOnExec = 0x8_0000;

    internal static long Create(GuestProcess process, in VcpuRegisters arguments) => Create(process, arguments.Rdi);

    internal static long CreateWithFlags(GuestProcess process, in VcpuRegisters arguments) =>
        (arguments.Rsi & ~CloseOnExec) != 0 ? Errno.Invalid : Create(process, arguments.Rdi);

    internal static long Read(GuestProcess process, in VcpuRegisters arguments, int pipe, int count)
    {
        var read = new PipeRead(pipe, arguments.Rsi, count);
        if (process.Files.Pipes.IsEmpty(pipe) && process.Files.HasEnd(pipe, isWriteEnd: true) && count > 0)
        {
            process.Scheduler.BlockOnPipe(arguments, read);
            return 0;
        }

        return Finish(process, read);
    }

    internal static long Write(GuestProcess process, in VcpuRegisters arguments, int pipe)
    {
        if (!process.Files.HasEnd(pipe, isWriteEnd: false))
        {
            return Errno.BrokenPipe;
        }

        int count = (int)Math.Min(arguments.Rdx, (ulong)process.Files.Pipes.Room(pipe));
        if (count == 0)
        {
            return arguments.Rdx == 0 ? 0 : Errno.Again;
        }

        byte[] bytes = new byte[count];
        if (!process.Memory.TryCopyOut(new GuestAddress(arguments.Rsi), bytes))
        {
            return Errno.Fault;
        }

        process.Files.Pipes.Append(pipe, bytes);
        WakeReaders(process, pipe);
        return count;
    }

    /// <summary>An end of a pipe has been closed: its readers may wait in vain, and the pipe may be nobody's.</summary>
    internal static void AfterClose(GuestProcess process, int pipe)
    {
        WakeReaders(process, pipe);
        if (!process.Files.HasEnd(pipe, isWriteEnd: true) && !process.Files.HasEnd(pipe, isWriteEnd: false))
        {
            process.Files.Pipes.Remove(pipe);
        }
    }

    // Ends the reads that can end now: there are bytes, or nobody can write any more.
    private static void WakeReaders(GuestProcess process, int pipe)
    {
        while (process.Scheduler.ReaderOf(pipe) is { } thread
            && (!process.Files.Pipes.IsEmpty(pipe) || !process.Files.HasEnd(pipe, isWriteEnd: true)))
        {
            process.Scheduler.Wake(thread, Finish(process, thread.PipeRead));
        }
    }

    private static long Finish(GuestProcess process, PipeRead read)
    {
        byte[] bytes = process.Files.Pipes.Take(read.Pipe, read.Count);
        return process.Memory.TryCopyIn(new GuestAddress(read.Address), bytes) ? bytes.Length : Errno.Fault;
    }

    private static long Create(GuestProcess process, ulong address)
    {
        if (!process.Files.TryOpenPipe(out int readEnd, out int writeEnd))
        {
            return Errno.TooManyFiles;
        }

        Span<byte> pair = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(pair, readEnd);
        BinaryPrimitives.WriteInt32LittleEndian(pair[sizeof(int)..], writeEnd);
        return process.Answer(address, pair);
    }
}
