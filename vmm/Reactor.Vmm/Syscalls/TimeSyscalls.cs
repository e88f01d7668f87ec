using System.Buffers.Binary;
using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Syscalls;

/// <summary>Reading the clock: the batch's, see <see cref="GuestClock"/>.</summary>
internal static class TimeSyscalls
{
    private const long NsPerSecond = 1_000_000_000;
    private const ulong ClockRealtime = 0;
    private const ulong ClockRealtimeCoarse = 5;
    private const ulong LastClock = 11;

    internal static long ClockTime(GuestProcess process, in VcpuRegisters arguments)
    {
        if (arguments.Rdi > LastClock)
        {
            return Errno.Invalid;
        }

        bool realtime = arguments.Rdi is ClockRealtime or ClockRealtimeCoarse;
        return WritePair(process, arguments.Rsi, realtime ? process.Clock.Realtime() : process.Clock.Monotonic(), 1);
    }

    internal static long ClockResolution(GuestProcess process, in VcpuRegisters arguments) =>
        arguments.Rsi == 0 ? 0 : WritePair(process, arguments.Rsi, 1, 1);

    internal static long TimeOfDay(GuestProcess process, in VcpuRegisters arguments) =>
        arguments.Rdi == 0 ? 0 : WritePair(process, arguments.Rdi, process.Clock.Realtime(), 1000);

    internal static long Seconds(GuestProcess process, in VcpuRegisters arguments)
    {
        long seconds = (long)Math.Floor(process.Clock.Realtime() / (double)NsPerSecond);
        return arguments.Rdi == 0 || process.TryWrite(arguments.Rdi, (ulong)seconds) ? seconds : Errno.Fault;
    }

    private static long WritePair(GuestProcess process, ulong address, long ns, long unitNs)
    {
        // Times before 1970 have a negative number of seconds and a positive fraction.
        long seconds = Math.DivRem(ns, NsPerSecond, out long rest);
        if (rest < 0)
        {
            seconds--;
            rest += NsPerSecond;
        }

        Span<byte> pair = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(pair, seconds);
        BinaryPrimitives.WriteInt64LittleEndian(pair[8..], rest / unitNs);
        return process.Answer(address, pair);
    }
}
