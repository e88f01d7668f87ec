using System.Buffers.Binary;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Syscalls;

/// <summary>Threads, futexes and sleeping, on one vCPU.</summary>
internal static class ThreadSyscalls
{
    private const ulong CloneVm = 0x100;
    private const ulong CloneThread = 0x1_0000;
    private const ulong CloneSetTls = 0x8_0000;
    private const ulong CloneParentSetTid = 0x10_0000;
    private const ulong CloneChildClearTid = 0x20_0000;
    private const ulong CloneChildSetTid = 0x100_0000;
    private const int Clone3Bytes = 64;

    private const ulong SetFs = 0x1002;
    private const ulong GetFs = 0x1003;
    private const ulong UserAddressEnd = 1ul << 47;

    private const int FutexWait = 0;
    private const int FutexWake = 1;
    private const int FutexRequeue = 3;
    private const int FutexCompareRequeue = 4;
    private const int FutexWaitBitset = 9;
    private const int FutexWakeBitset = 10;
    private const int FutexCommandMask = 0x7F;
    private const ulong FutexClockRealtime = 256;

    private const ulong SetName = 15;
    private const ulong GetName = 16;
    private const int NameBytes = 16;

    private const long NsPerSecond = 1_000_000_000;
    private const ulong TimerAbsolute = 1;

    internal static long Yield(GuestProcess process, in VcpuRegisters arguments)
    {
        process.Scheduler.Yield(arguments with { Rax = 0 }, process.Clock);
        return 0;
    }

    internal static long Sleep(GuestProcess process, in VcpuRegisters arguments) =>
        TryReadTime(process, arguments.Rdi, out long ns, out long error) ? SleepUntil(process, arguments, After(process, ns)) : error;

    internal static long ClockSleep(GuestProcess process, in VcpuRegisters arguments)
    {
        if (!TryReadTime(process, arguments.Rdx, out long ns, out long error))
        {
            return error;
        }

        bool absolute = (arguments.Rsi & TimerAbsolute) != 0;
        return SleepUntil(process, arguments, absolute ? AtClock(process, ns, realtime: arguments.Rdi == 0) : After(process, ns));
    }

    internal static long Clone(GuestProcess process, in VcpuRegisters arguments) => Create(
        process,
        arguments,
        "clone",
        new ThreadRequest(arguments.Rdi, arguments.Rsi, arguments.Rdx, arguments.R10, arguments.R8));

    internal static long Clone3(GuestProcess process, in VcpuRegisters arguments)
    {
        if (arguments.Rsi < Clone3Bytes)
        {
            return Errno.Invalid;
        }

        // struct clone_args: flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls.
        Span<byte> request = stackalloc byte[Clone3Bytes];
        if (!process.Memory.TryCopyOut(new GuestAddress(arguments.Rdi), request))
        {
            return Errno.Fault;
        }

        return Create(process, arguments, "clone3", new ThreadRequest(
            Flags: Field(request, 0),
            Stack: unchecked(Field(request, 5) + Field(request, 6)),
            ParentTid: Field(request, 3),
            ChildTid: Field(request, 2),
            Tls: Field(request, 7)));
    }

    internal static long Exit(GuestProcess process, in VcpuRegisters arguments)
    {
        GuestThread thread = process.Scheduler.Current;
        if (thread.ClearOnExit != 0 && process.TryWrite(thread.ClearOnExit, 0u))
        {
            _ = process.Scheduler.Wake(thread.ClearOnExit, 1);
        }

        process.Scheduler.Exit();
        return 0;
    }

    internal static long ArchitectureControl(GuestProcess process, in VcpuRegisters arguments)
    {
        switch (arguments.Rdi)
        {
            case SetFs when arguments.Rsi < UserAddressEnd:
                process.Scheduler.Current.FsBase = arguments.Rsi;
                return 0;
            case SetFs:
                return Errno.NotPermitted;
            case GetFs:
                return process.TryWrite(arguments.Rsi, process.Scheduler.Current.FsBase) ? 0 : Errno.Fault;
            default:
                return Errno.Invalid;
        }
    }

    internal static long Futex(GuestProcess process, in VcpuRegisters arguments)
    {
        int command = (int)arguments.Rsi & FutexCommandMask;
        switch (command)
        {
            case FutexWake or FutexWakeBitset:
                return process.Scheduler.Wake(arguments.Rdi, Count(arguments.Rdx));
            case FutexWait or FutexWaitBitset:
                return Wait(process, arguments, absolute: command == FutexWaitBitset);
            case FutexCompareRequeue:
                return !process.TryRead(arguments.Rdi, out uint value) ? Errno.Fault
                    : value != (uint)arguments.R9 ? Errno.Again
                    : Requeue(process, arguments);
            case FutexRequeue:
                return Requeue(process, arguments);
            default:
                return Errno.NotImplemented;
        }
    }

    /// <summary>prctl(2): only the name of a thread.</summary>
    internal static long Control(GuestProcess process, in VcpuRegisters arguments)
    {
        GuestThread thread = process.Scheduler.Current;
        Span<byte> name = stackalloc byte[NameBytes];
        name.Clear();
        switch (arguments.Rdi)
        {
            case GetName:
                thread.Name.CopyTo(name);
                return process.Answer(arguments.Rsi, name);
            case SetName:
                if (!process.Memory.TryCopyOut(new GuestAddress(arguments.Rsi), name))
                {
                    return Errno.Fault;
                }

                int end = name.IndexOf((byte)0);
                thread.SetName(end < 0 ? name : name[..end]);
                return 0;
            default:
                return Errno.Invalid;
        }
    }

    internal static long Affinity(GuestProcess process, in VcpuRegisters arguments) =>
        arguments.Rsi < sizeof(ulong) ? Errno.Invalid
        : process.TryWrite(arguments.Rdx, 1ul) ? sizeof(ulong)
        : Errno.Fault;

    internal static long SetThreadIdAddress(GuestProcess process, in VcpuRegisters arguments)
    {
        process.Scheduler.Current.ClearOnExit = arguments.Rdi;
        return process.Scheduler.Current.Id;
    }

    internal static long Processor(GuestProcess process, in VcpuRegisters arguments) =>
        (arguments.Rdi == 0 || process.TryWrite(arguments.Rdi, 0u)) && (arguments.Rsi == 0 || process.TryWrite(arguments.Rsi, 0u))
            ? 0
            : Errno.Fault;

    private static long Create(GuestProcess process, in VcpuRegisters arguments, string call, ThreadRequest request)
    {
        if ((request.Flags & (CloneVm | CloneThread)) != (CloneVm | CloneThread))
        {
            return process.StopGuest(GuestExitReason.Trapped, $"guest called {call}(2) for a new process");
        }

        if (process.Scheduler.ThreadCount >= process.Scheduler.Capacity)
        {
            return Errno.Again;
        }

        bool setTls = (request.Flags & CloneSetTls) != 0;
        if (setTls && request.Tls >= UserAddressEnd)
        {
            return Errno.NotPermitted;
        }

        GuestThread thread = process.Scheduler.Create();
        thread.Registers = arguments with { Rax = 0, Rsp = request.Stack };
        thread.FsBase = setTls ? request.Tls : process.Scheduler.Current.FsBase;
        thread.ClearOnExit = (request.Flags & CloneChildClearTid) != 0 ? request.ChildTid : 0;
        thread.SignalMask = process.Scheduler.Current.SignalMask;
        if ((request.Flags & CloneParentSetTid) != 0)
        {
            _ = process.TryWrite(request.ParentTid, (uint)thread.Id);
        }

        if ((request.Flags & CloneChildSetTid) != 0)
        {
            _ = process.TryWrite(request.ChildTid, (uint)thread.Id);
        }

        return thread.Id;
    }

    private static long Wait(GuestProcess process, in VcpuRegisters arguments, bool absolute)
    {
        if (!process.TryRead(arguments.Rdi, out uint value))
        {
            return Errno.Fault;
        }

        if (value != (uint)arguments.Rdx)
        {
            return Errno.Again;
        }

        long wakeAt = long.MaxValue;
        if (arguments.R10 != 0)
        {
            if (!TryReadTime(process, arguments.R10, out long ns, out long error))
            {
                return error;
            }

            wakeAt = absolute ? AtClock(process, ns, (arguments.Rsi & FutexClockRealtime) != 0) : After(process, ns);
        }

        process.Scheduler.Block(arguments, arguments.Rdi, wakeAt);
        return 0;
    }

    /// <summary>Ends the call with 0 at a monotonic time; <see cref="long.MaxValue"/> for never.</summary>
    internal static long SleepUntil(GuestProcess process, in VcpuRegisters arguments, long wakeAt)
    {
        process.Scheduler.Block(arguments with { Rax = 0 }, futexAddress: 0, wakeAt);
        return 0;
    }

    private static long After(GuestProcess process, long ns) => SaturatingAdd(process.Clock.Monotonic(), ns);

    private static long AtClock(GuestProcess process, long ns, bool realtime) => realtime
        ? SaturatingAdd(process.Clock.Monotonic(), Math.Max(0, ns - process.Clock.Realtime()))
        : ns;

    private static long SaturatingAdd(long time, long ns) => ns > long.MaxValue - 1 - time ? long.MaxValue - 1 : time + ns;

    private static bool TryReadTime(GuestProcess process, ulong address, out long ns, out long error)
    {
        ns = 0;
        error = Errno.Fault;
        if (!process.TryRead(address, out ulong seconds) || !process.TryRead(unchecked(address + 8), out ulong nanoseconds))
        {
            return false;
        }

        error = Errno.Invalid;
        if ((long)seconds < 0 || nanoseconds >= NsPerSecond)
        {
            return false;
        }

        ns = seconds > long.MaxValue / NsPerSecond - 1 ? long.MaxValue - 1 : (long)(seconds * NsPerSecond + nanoseconds);
        return true;
    }

    private static long Requeue(GuestProcess process, in VcpuRegisters arguments) =>
        process.Scheduler.Requeue(arguments.Rdi, Count(arguments.Rdx), arguments.R8, Count(arguments.R10));

    // A negative number of threads is none, as the kernel counts.
    private static int Count(ulong threads) => Math.Max(0, (int)threads);

    private static ulong Field(ReadOnlySpan<byte> structure, int index) =>
        BinaryPrimitives.ReadUInt64LittleEndian(structure[(index * sizeof(ulong))..]);

    private readonly record struct ThreadRequest(ulong Flags, ulong Stack, ulong ParentTid, ulong ChildTid, ulong Tls);
}
