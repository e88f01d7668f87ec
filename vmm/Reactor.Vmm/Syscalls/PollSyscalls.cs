using System.Buffers.Binary;
using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Syscalls;

/// <summary>poll(2): says what is ready now; runtimes look at their standard descriptors with it when they start. It waits for nothing but time.</summary>
internal static class PollSyscalls
{
    private const int EntryBytes = 8;
    private const ulong MaxEntries = 128;
    private const short Readable = 1;           // POLLIN
    private const short Writable = 4;           // POLLOUT
    private const short Error = 8;              // POLLERR
    private const short HungUp = 0x10;          // POLLHUP
    private const short NotOpen = 0x20;         // POLLNVAL
    private const long NsPerMillisecond = 1_000_000;

    internal static long Poll(GuestProcess process, in VcpuRegisters arguments)
    {
        if (arguments.Rsi > MaxEntries)
        {
            return Errno.Invalid;
        }

        long ready = 0;
        Span<byte> entry = stackalloc byte[EntryBytes];
        for (ulong i = 0; i < arguments.Rsi; i++)
        {
            // struct pollfd: int fd, short events, short revents.
            var address = new GuestAddress(unchecked(arguments.Rdi + i * EntryBytes));
            if (!process.Memory.TryCopyOut(address, entry))
            {
                return Errno.Fault;
            }

            int descriptor = BinaryPrimitives.ReadInt32LittleEndian(entry);
            short wanted = BinaryPrimitives.ReadInt16LittleEndian(entry[4..]);
            short events = descriptor < 0 ? (short)0 : (short)(State(process.Files, descriptor) & (wanted | Error | HungUp | NotOpen));
            BinaryPrimitives.WriteInt16LittleEndian(entry[6..], events);
            if (!process.Memory.TryCopyIn(address, entry))
            {
                return Errno.Fault;
            }

            ready += events != 0 ? 1 : 0;
        }

        int timeout = (int)arguments.Rdx;
        return ready > 0 || timeout == 0 ? ready
            : arguments.Rsi > 0 ? Errno.NotImplemented
            : ThreadSyscalls.SleepUntil(process, arguments, timeout < 0 ? long.MaxValue : process.Clock.Monotonic() + timeout * NsPerMillisecond);
    }

    private static short State(GuestFiles files, int descriptor)
    {
        if (!files.IsOpen(descriptor))
        {
            return NotOpen;
        }

        if (files.PipeOf(descriptor, isWriteEnd: false) is var readPipe && readPipe != 0)
        {
            return (short)((files.Pipes.IsEmpty(readPipe) ? 0 : Readable) | (files.HasEnd(readPipe, isWriteEnd: true) ? 0 : HungUp));
        }

        if (files.PipeOf(descriptor, isWriteEnd: true) is var writePipe && writePipe != 0)
        {
            return (short)((files.Pipes.Room(writePipe) > 0 ? Writable : 0) | (files.HasEnd(writePipe, isWriteEnd: false) ? 0 : Error));
        }

        return files.IsLog(descriptor) ? Writable : Readable;
    }
}
