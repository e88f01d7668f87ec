using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Syscalls;

/// <summary>mmap(2) and its kin, for anonymous private memory: there are no files to map.</summary>
internal static class MemorySyscalls
{
    private const ulong ProtectWrite = 2;
    private const ulong ProtectExecute = 4;

    private const ulong MapFixed = 0x10;
    private const ulong MapAnonymous = 0x20;
    private const ulong MapNoReserve = 0x4000;
    private const ulong MapStack = 0x2_0000;
    private const ulong MapHugePages = 0x4_0000;
    private const ulong MapFixedNoReplace = 0x10_0000;

    private const ulong AdviceDontNeed = 4;

    internal static long Map(GuestProcess process, in VcpuRegisters arguments)
    {
        (ulong address, ulong length, ulong protection, ulong flags) = (arguments.Rdi, arguments.Rsi, arguments.Rdx, arguments.R10);
        if ((protection & ProtectExecute) != 0)
        {
            return Errno.NoAccess;
        }

        if ((flags & MapAnonymous) == 0)
        {
            return Errno.NoDevice;
        }

        if (length == 0)
        {
            return Errno.Invalid;
        }

        // Huge pages count as a reservation too: a .NET guest takes its whole heap range that way and uses the part its own limit allows.
        bool reserveOnly = (protection & ProtectWrite) == 0 || (flags & (MapNoReserve | MapHugePages)) != 0;
        bool noReplace = (flags & MapFixedNoReplace) != 0;
        if ((flags & MapFixed) != 0 || noReplace)
        {
            return process.Memory.MapAt(new GuestAddress(address), length, reserveOnly, replace: !noReplace) ? (long)address
                : noReplace ? Errno.Exists : Errno.NoMemory;
        }

        return process.Memory.Map(length, reserveOnly, (flags & MapStack) != 0) is { } start ? (long)start.Value : Errno.NoMemory;
    }

    /// <summary>Protection is fixed per 2 MiB page; asking for write access commits, anything else but execution is granted in words.</summary>
    internal static long Protect(GuestProcess process, in VcpuRegisters arguments)
    {
        (var address, ulong length, ulong protection) = (new GuestAddress(arguments.Rdi), arguments.Rsi, arguments.Rdx);
        if ((protection & ProtectExecute) != 0)
        {
            return Errno.NoAccess;
        }

        bool granted = length == 0 || ((protection & ProtectWrite) != 0
            ? process.Memory.CommitRange(address, length)
            : process.Memory.IsGivenOut(address, length));
        return granted ? 0 : Errno.NoMemory;
    }

    internal static long Unmap(GuestProcess process, in VcpuRegisters arguments) =>
        process.Memory.Unmap(new GuestAddress(arguments.Rdi), arguments.Rsi) ? 0 : Errno.Invalid;

    internal static long Break(GuestProcess process, in VcpuRegisters arguments) =>
        (long)process.Memory.SetBreak(new GuestAddress(arguments.Rdi)).Value;

    internal static long Advise(GuestProcess process, in VcpuRegisters arguments) =>
        arguments.Rdx != AdviceDontNeed || arguments.Rsi == 0 || process.Memory.Discard(new GuestAddress(arguments.Rdi), arguments.Rsi)
            ? 0
            : Errno.Invalid;

    internal static long Lock(GuestProcess process, in VcpuRegisters arguments) =>
        arguments.Rsi == 0 || process.Memory.IsGivenOut(new GuestAddress(arguments.Rdi), arguments.Rsi) ? 0 : Errno.NoMemory;

    /// <summary>One vCPU runs all threads: every barrier is passed already.</summary>
    internal static long Barrier(GuestProcess process, in VcpuRegisters arguments)
    {
        // Query: global, private expedited, and registration for it.
        const long Supported = 1 << 0 | 1 << 3 | 1 << 4;
        return arguments.Rdi == 0 ? Supported : ((long)arguments.Rdi & ~Supported) == 0 ? 0 : Errno.Invalid;
    }
}
