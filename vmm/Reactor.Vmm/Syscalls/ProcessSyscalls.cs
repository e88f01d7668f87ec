using System.Buffers.Binary;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Syscalls;

/// <summary>What a process may ask about itself and its system.</summary>
internal static class ProcessSyscalls
{
    /// <summary>The only process there is.</summary>
    internal const int ProcessId = 1;

    /// <summary>User and group of every guest: nobody in particular.</summary>
    internal const int UserId = 1000;

    private const ulong LimitStack = 3;
    private const ulong LimitFiles = 7;
    private const ulong Infinity = ulong.MaxValue;
    private const int MaxRandomBytes = 1 << 16;
    private const int NameFieldBytes = 65;
    private const int SystemInfoBytes = 112;
    private const int UsageBytes = 144;

    internal static long ExitGroup(GuestProcess process, in VcpuRegisters arguments) =>
        process.StopGuest(GuestExitReason.Trapped, $"guest exited with {(int)arguments.Rdi}");

    internal static long SystemName(GuestProcess process, in VcpuRegisters arguments)
    {
        // struct utsname: sysname, nodename, release, version, machine, domainname.
        Span<byte> name = stackalloc byte[6 * NameFieldBytes];
        name.Clear();
        "Linux"u8.CopyTo(name);
        "guest"u8.CopyTo(name[NameFieldBytes..]);
        "6.1.0"u8.CopyTo(name[(2 * NameFieldBytes)..]);
        "#1"u8.CopyTo(name[(3 * NameFieldBytes)..]);
        "x86_64"u8.CopyTo(name[(4 * NameFieldBytes)..]);
        return process.Answer(arguments.Rdi, name);
    }

    internal static long Limit(GuestProcess process, in VcpuRegisters arguments) => WriteLimit(process, arguments.Rdi, arguments.Rsi);

    internal static long LimitOf(GuestProcess process, in VcpuRegisters arguments) =>
        arguments.R10 == 0 ? 0 : WriteLimit(process, arguments.Rsi, arguments.R10);

    internal static long Usage(GuestProcess process, in VcpuRegisters arguments)
    {
        Span<byte> usage = stackalloc byte[UsageBytes];
        usage.Clear();
        return process.Answer(arguments.Rsi, usage);
    }

    internal static long SystemInfo(GuestProcess process, in VcpuRegisters arguments)
    {
        // struct sysinfo: totalram at 32, freeram at 40, procs at 80, mem_unit at 104.
        Span<byte> info = stackalloc byte[SystemInfoBytes];
        info.Clear();
        AddressSpace memory = process.Memory;
        BinaryPrimitives.WriteInt64LittleEndian(info[32..], memory.CommittedBytes + memory.AvailableBytes);
        BinaryPrimitives.WriteInt64LittleEndian(info[40..], memory.AvailableBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(info[80..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(info[104..], 1);
        return process.Answer(arguments.Rdi, info);
    }

    internal static long Random(GuestProcess process, in VcpuRegisters arguments)
    {
        int count = (int)Math.Min(arguments.Rsi, MaxRandomBytes);
        Span<byte> buffer = stackalloc byte[1024];
        for (int done = 0; done < count && !VcpuThread.MustLeave;)
        {
            Span<byte> part = buffer[..Math.Min(buffer.Length, count - done)];
            if (process.StopOver(process.Rates?.CountRead(part.Length)))
            {
                return done;
            }

            process.Entropy.Fill(part);
            if (!process.Memory.TryCopyIn(new GuestAddress(unchecked(arguments.Rdi + (ulong)done)), part))
            {
                return Errno.Fault;
            }

            done += part.Length;
        }

        return count;
    }

    private static long WriteLimit(GuestProcess process, ulong resource, ulong address)
    {
        ulong limit = resource switch
        {
            LimitStack => GuestLayout.StackBytes,
            LimitFiles => 64,
            _ => Infinity,
        };
        Span<byte> pair = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(pair, limit);
        BinaryPrimitives.WriteUInt64LittleEndian(pair[8..], limit);
        return process.Answer(address, pair);
    }
}
