using System.Buffers.Binary;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Syscalls;

/// <summary>read(2), write(2) and their kin: a few made-up files to read, a bounded log to write to.</summary>
internal static class FileSyscalls
{
    private const int MaxPathBytes = 4096;
    private const int MaxShownPathChars = 256;
    private const int MaxTransferBytes = 1 << 20;
    private const int MaxVectors = 1024;
    private const ulong OpenAccessMask = 3;
    private const ulong OpenCreate = 0x40;
    private const ulong ControlDuplicate = 0;
    private const ulong ControlGetDescriptorFlags = 1;
    private const ulong ControlSetDescriptorFlags = 2;
    private const ulong ControlGetStatusFlags = 3;
    private const ulong ControlDuplicateCloseOnExec = 1030;
    private const long WriteOnly = 1;
    private const int StatusBytes = 144;
    private const uint CharacterDevice = 0x2190;
    private const uint ReadOnlyFile = 0x8124;

    internal static long Read(GuestProcess process, in VcpuRegisters arguments)
    {
        int count = (int)Math.Min(arguments.Rdx, MaxTransferBytes);
        if (process.Files.PipeOf((long)arguments.Rdi, isWriteEnd: false) is var pipe && pipe != 0)
        {
            return PipeSyscalls.Read(process, arguments, pipe, count);
        }

        if (!process.Files.TryRead((long)arguments.Rdi, count, out ReadOnlySpan<byte> bytes))
        {
            return Errno.BadDescriptor;
        }

        return process.StopOver(process.Rates?.CountRead(bytes.Length)) ? 0
            : process.Memory.TryCopyIn(new GuestAddress(arguments.Rsi), bytes) ? bytes.Length
            : Errno.Fault;
    }

    internal static long Write(GuestProcess process, in VcpuRegisters arguments) =>
        process.Files.IsLog((long)arguments.Rdi) ? Log(process, arguments.Rsi, arguments.Rdx)
        : process.Files.PipeOf((long)arguments.Rdi, isWriteEnd: true) is var pipe && pipe != 0 ? PipeSyscalls.Write(process, arguments, pipe)
        : Errno.BadDescriptor;

    internal static long WriteVector(GuestProcess process, in VcpuRegisters arguments)
    {
        if (!process.Files.IsLog((long)arguments.Rdi))
        {
            return Errno.BadDescriptor;
        }

        if (arguments.Rdx > MaxVectors)
        {
            return Errno.Invalid;
        }

        long total = 0;
        for (ulong i = 0; i < arguments.Rdx; i++)
        {
            ulong vector = unchecked(arguments.Rsi + i * 16);
            if (!process.TryRead(vector, out ulong start) || !process.TryRead(unchecked(vector + 8), out ulong length))
            {
                return Errno.Fault;
            }

            long written = Log(process, start, length);
            if (written < 0)
            {
                return total > 0 ? total : written;
            }

            total += written;
            if ((ulong)written < length || total >= MaxTransferBytes)
            {
                break;
            }
        }

        return total;
    }

    internal static long Open(GuestProcess process, in VcpuRegisters arguments) => Open(process, arguments.Rdi, arguments.Rsi);

    internal static long OpenAt(GuestProcess process, in VcpuRegisters arguments) => Open(process, arguments.Rsi, arguments.Rdx);

    internal static long Close(GuestProcess process, in VcpuRegisters arguments)
    {
        if (!process.Files.Close((long)arguments.Rdi, out int pipe))
        {
            return Errno.BadDescriptor;
        }

        if (pipe != 0)
        {
            PipeSyscalls.AfterClose(process, pipe);
        }

        return 0;
    }

    internal static long Duplicate(GuestProcess process, in VcpuRegisters arguments) => process.Files.Duplicate((long)arguments.Rdi);

    internal static long Control(GuestProcess process, in VcpuRegisters arguments) => arguments.Rsi switch
    {
        ControlDuplicate or ControlDuplicateCloseOnExec => process.Files.Duplicate((long)arguments.Rdi),
        ControlGetDescriptorFlags or ControlSetDescriptorFlags => process.Files.IsOpen((long)arguments.Rdi) ? 0 : Errno.BadDescriptor,
        ControlGetStatusFlags => !process.Files.IsOpen((long)arguments.Rdi) ? Errno.BadDescriptor
            : process.Files.IsLog((long)arguments.Rdi) ? WriteOnly
            : 0,
        _ => Errno.Invalid,
    };

    internal static long Status(GuestProcess process, in VcpuRegisters arguments) =>
        Status(process, (long)arguments.Rdi, arguments.Rsi);

    /// <summary>Only the form without a path, which is what fstat(3) makes of it; no path exists.</summary>
    internal static long StatusAt(GuestProcess process, in VcpuRegisters arguments)
    {
        long error = ReadPath(process, arguments.Rsi, out string path);
        return error != 0 ? error
            : path.Length == 0 ? Status(process, (long)arguments.Rdi, arguments.Rdx)
            : Errno.NoEntry;
    }

    private static long Status(GuestProcess process, long descriptor, ulong address)
    {
        if (!process.Files.IsOpen(descriptor))
        {
            return Errno.BadDescriptor;
        }

        // struct stat: st_nlink at 16, st_mode at 24, st_blksize at 56.
        Span<byte> status = stackalloc byte[StatusBytes];
        status.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(status[16..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(status[24..], descriptor <= 2 || process.Files.IsLog(descriptor) ? CharacterDevice : ReadOnlyFile);
        BinaryPrimitives.WriteUInt64LittleEndian(status[56..], 4096);
        return process.Answer(address, status);
    }

    private static long Open(GuestProcess process, ulong pathAddress, ulong flags)
    {
        long error = ReadPath(process, pathAddress, out string path);
        if (error != 0)
        {
            return error;
        }

        return (flags & (OpenAccessMask | OpenCreate)) != 0
            ? process.StopGuest(GuestExitReason.Trapped, $"guest called open(2) to write '{Shorten(path)}'")
            : process.Files.Open(path, process);
    }

    private static string Shorten(string path) => path.Length <= MaxShownPathChars ? path : $"{path[..MaxShownPathChars]}...";

    private static long ReadPath(GuestProcess process, ulong address, out string path)
    {
        path = "";
        Span<byte> bytes = stackalloc byte[MaxPathBytes];
        for (int length = 0; length < MaxPathBytes; length++)
        {
            if (!process.Memory.TryCopyOut(new GuestAddress(unchecked(address + (ulong)length)), bytes.Slice(length, 1)))
            {
                return Errno.Fault;
            }

            if (bytes[length] == 0)
            {
                path = GuestText.Decode(bytes[..length]);
                return 0;
            }
        }

        return Errno.NameTooLong;
    }

    private static long Log(GuestProcess process, ulong start, ulong length)
    {
        int count = (int)Math.Min(length, MaxTransferBytes);
        Span<byte> buffer = stackalloc byte[4096];
        for (int done = 0; done < count && !VcpuThread.MustLeave;)
        {
            Span<byte> part = buffer[..Math.Min(buffer.Length, count - done)];
            if (!process.Memory.TryCopyOut(new GuestAddress(unchecked(start + (ulong)done)), part))
            {
                return done > 0 ? done : Errno.Fault;
            }

            if (process.StopOver(process.Rates?.CountLog(part.Length)))
            {
                return done;
            }

            process.Log.Append(part);
            done += part.Length;
        }

        return count;
    }
}
