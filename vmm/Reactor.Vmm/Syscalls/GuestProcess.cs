using System.Buffers.Binary;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Calls;
using Reactor.Vmm.Debugging;
using Reactor.Vmm.Execution;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Snapshots;

namespace Reactor.Vmm.Syscalls;

/// <summary>What an operating system would keep for a guest: its memory map, threads, files, clock, output.</summary>
internal sealed class GuestProcess
{
    // What ring 3 may choose itself: CF, PF, AF, ZF, SF, DF, OF, RF off, AC, ID. IF and bit 1 are always set.
    private const ulong UserFlags = 0x24_0CD5;
    private const ulong FixedFlags = 0x202;
    private const ulong UserAddressEnd = 1ul << 47;

    private readonly Dictionary<long, int> _unknownCalls = [];

    /// <param name="memory">Its memory.</param>
    /// <param name="symbols">Its image's names.</param>
    /// <param name="seed">Of its random numbers.</param>
    /// <param name="threads">Most threads it may have.</param>
    internal GuestProcess(AddressSpace memory, GuestSymbols symbols, ReadOnlySpan<byte> seed, int threads)
        : this(memory, symbols, new GuestEntropy(seed), new GuestScheduler(threads), new GuestFiles(), GuestClock.OfHost(memory.Memory), new GuestSignals())
    {
    }

    private GuestProcess(
        AddressSpace memory,
        GuestSymbols symbols,
        GuestEntropy entropy,
        GuestScheduler scheduler,
        GuestFiles files,
        GuestClock clock,
        GuestSignals signals)
    {
        Memory = memory;
        Symbols = symbols;
        Entropy = entropy;
        Scheduler = scheduler;
        Files = files;
        Clock = clock;
        Signals = signals;
    }

    internal AddressSpace Memory { get; }

    /// <summary>The image's names, for what is told about a failure.</summary>
    internal GuestSymbols Symbols { get; set; }

    internal GuestScheduler Scheduler { get; }

    internal GuestFiles Files { get; }

    internal GuestClock Clock { get; }

    internal GuestSignals Signals { get; }

    internal GuestEntropy Entropy { get; }

    /// <summary>What it may have per second; the instance's, lent for each entry.</summary>
    internal GuestRates? Rates { get; set; }

    internal GuestLog Log { get; private set; } = new();

    /// <summary>What the guest declared, from when it is ready.</summary>
    internal GuestInterface Interface { get; set; } = GuestInterface.None;

    /// <summary>The command it works on, or the last one.</summary>
    internal GuestCommand Command { get; set; }

    /// <summary>Whether the guest is in the middle of a call of the host: nobody may enter it or take it away.</summary>
    internal bool IsInHostFunction { get; set; }

    /// <summary>Why the guest must not go on; <see langword="null"/> while it may.</summary>
    internal GuestStop? Stop { get; private set; }

    /// <summary>System calls answered.</summary>
    internal long CallCount { get; private set; }

    /// <summary>Whether an exit was served since this was last cleared: nothing else changes what is kept here, but the clock of each command.</summary>
    internal bool WasServed { get; set; }

    /// <summary>The last of them.</summary>
    internal RecentCalls LastCalls { get; } = new();

    /// <summary>How often each number without an entry in <see cref="SyscallTable"/> was called.</summary>
    internal IReadOnlyDictionary<long, int> UnknownCalls => _unknownCalls;

    /// <summary>The same process, as it is now, for an instance cloned from the memory it ran in.</summary>
    internal GuestProcess CloneOnto(GuestMemory memory, ReadOnlySpan<byte> seed) => new(
        Memory.CloneOnto(memory), Symbols, Entropy.WithSeed(seed), Scheduler.Copy(), Files.Copy(), Clock.ForInstance(memory), Signals.Copy())
    {
        Interface = Interface,
        Command = Command,
    };

    /// <summary>Takes over from the process it was read back of what its file does not say.</summary>
    internal void Resume(GuestProcess origin)
    {
        Interface = origin.Interface;
        Symbols = origin.Symbols;
        Log = origin.Log;
        CallCount = origin.CallCount;
        WasServed = true;
    }

    /// <summary>Writes what is kept here of a guest that has stopped between two commands; not its log.</summary>
    internal void Save(StateWriter writer)
    {
        Memory.Save(writer);
        Entropy.Save(writer);
        Scheduler.Save(writer);
        Files.Save(writer);
        Clock.Save(writer);
        Signals.Save(writer);
        writer.Int32((int)Command);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Hostile.</param>
    /// <param name="memory">Gets a frame 0 with page tables that say the same; its mailbox stays.</param>
    /// <param name="limits">What the guest may use.</param>
    /// <param name="frames">Frames of physical memory in use.</param>
    /// <exception cref="SnapshotException">It is impossible.</exception>
    internal static GuestProcess Load(ref StateReader reader, GuestMemory memory, GuestLimits limits, int frames)
    {
        var process = new GuestProcess(
            AddressSpace.Load(ref reader, memory, limits, frames),
            GuestSymbols.None,
            GuestEntropy.Load(ref reader),
            GuestScheduler.Load(ref reader, limits.Threads),
            GuestFiles.Load(ref reader),
            GuestClock.Load(ref reader, memory),
            GuestSignals.Load(ref reader));
        foreach (GuestThread thread in process.Scheduler.Others)
        {
            reader.Require(!thread.PipeRead.Exists || process.Files.Pipes.Exists(thread.PipeRead.Pipe), "a thread waits at a pipe that is not there");
        }

        process.Command = (GuestCommand)reader.Int32();
        return process;
    }

    /// <summary>Answers the system call a vCPU stopped at and prepares it to go on, with this thread or another; or sets <see cref="Stop"/>.</summary>
    internal void AnswerCall(Vcpu vcpu)
    {
        CallCount++;
        ref VcpuRegisters registers = ref vcpu.Registers;

        // Where the call returns to: syscall left RIP in RCX and the flags in R11.
        registers.Rip = registers.Rcx;
        registers.Rflags = UserFlagsOf(registers.R11);
        if (!IsUserAddress(registers.Rip))
        {
            StopGuest(GuestExitReason.Trapped, $"guest made a system call that would return to 0x{registers.Rip:x}");
            return;
        }

        VcpuRegisters arguments = registers;
        LastCalls.Begin(Scheduler.Current.Id, arguments);
        long result = SyscallTable.Answer((long)arguments.Rax, this, arguments);
        if (Stop is not null)
        {
            return;
        }

        if (Signals.TakeReturn() is { } state)
        {
            registers = state.Registers;
            vcpu.RestoreExtendedState(state.ExtendedState);
        }
        else if (!Scheduler.NeedsSwitch)
        {
            registers.Rax = (ulong)result;
            LastCalls.End(result);
        }

        if (!Scheduler.TrySettle(vcpu, Clock))
        {
            StopGuest(GuestExitReason.Trapped, Scheduler.ThreadCount == 0
                ? "guest ended its last thread"
                : $"guest is deadlocked: {Scheduler.DescribeDeadlock()}");
            return;
        }

        SignalDelivery.DeliverPending(this, vcpu);
        vcpu.ResumeUserMode(Scheduler.Current.FsBase);
    }

    /// <summary>Whether ring 3 may run there: below the non-canonical hole.</summary>
    internal static bool IsUserAddress(ulong address) => address < UserAddressEnd;

    /// <summary>Flags as ring 3 may have them.</summary>
    internal static ulong UserFlagsOf(ulong flags) => (flags & UserFlags) | FixedFlags;

    /// <summary>Ends the guest over a limit.</summary>
    /// <param name="excess"><see langword="null"/> when it kept the limit.</param>
    /// <returns>Whether it was ended.</returns>
    internal bool StopOver(GuestStop? excess)
    {
        Stop ??= excess;
        return excess is not null;
    }

    /// <summary>Ends the guest; the first reason counts.</summary>
    /// <returns>Something for a handler to return; the guest never sees it.</returns>
    internal long StopGuest(GuestExitReason reason, string detail)
    {
        Stop ??= new GuestStop(reason, detail);
        return 0;
    }

    internal long CountUnknown(long number)
    {
        VmmMetrics.CountUnknownCall(number);

        // Bounded: a guest may try every number there is.
        if (_unknownCalls.Count < 1024 || _unknownCalls.ContainsKey(number))
        {
            int count = _unknownCalls.GetValueOrDefault(number);
            _unknownCalls[number] = count == int.MaxValue ? count : count + 1;
        }

        return Errno.NotImplemented;
    }

    internal bool TryRead(ulong address, out ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bool read = Memory.TryCopyOut(new GuestAddress(address), bytes);
        value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return read;
    }

    internal bool TryRead(ulong address, out uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        bool read = Memory.TryCopyOut(new GuestAddress(address), bytes);
        value = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return read;
    }

    internal bool TryWrite(ulong address, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Memory.TryCopyIn(new GuestAddress(address), bytes);
    }

    internal bool TryWrite(ulong address, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Memory.TryCopyIn(new GuestAddress(address), bytes);
    }

    /// <summary>Writes a result structure.</summary>
    /// <returns>0, or the error for a pointer the guest could not write through itself.</returns>
    internal long Answer(ulong address, ReadOnlySpan<byte> structure) =>
        Memory.TryCopyIn(new GuestAddress(address), structure) ? 0 : Errno.Fault;
}
