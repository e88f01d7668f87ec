using Reactor.Contracts.Guests;
using Reactor.Vmm.Debugging;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm;

/// <summary>How a guest died, for programs; <see cref="GuestExit.Detail"/> says the same in one text for people.</summary>
/// <remarks>Names, texts and registers are the guest's own and hostile.</remarks>
public sealed record GuestFailure
{
    /// <summary>As the exit says.</summary>
    public required GuestExitReason Reason { get; init; }

    /// <summary>What happened, in one sentence, without the log and the calls.</summary>
    public required string Summary { get; init; }

    /// <summary>The exception of the CPU, 0 to 255 (Intel SDM volume 3, table 6-1); <see langword="null"/> when it was none.</summary>
    public int? Vector { get; init; }

    /// <summary>The exception's error code; 0 for vectors without one.</summary>
    public ulong ErrorCode { get; init; }

    /// <summary>CR2: the address a page fault was about; <see langword="null"/> when it was none.</summary>
    public ulong? FaultAddress { get; init; }

    /// <summary>What <see cref="FaultAddress"/> lies in, in words: <c>the null page</c>, <c>the guard below the stack of thread 2</c>.</summary>
    public string? FaultPlace { get; init; }

    /// <summary>The thread that ran, from 1; 0 when all were waiting or had ended.</summary>
    public required int ThreadId { get; init; }

    /// <summary>Its registers in ring 3: at the instruction that failed, or behind the system call that ended the guest.</summary>
    public required GuestRegisters Registers { get; init; }

    /// <summary>What RIP lies in, as <c>symbol+0xoffset</c>; <see langword="null"/> when the image has no name for it.</summary>
    public string? Symbol => Symbols.Find(Registers.Rip)?.ToString();

    /// <summary>The last 16 system calls since the instance was cloned, oldest first.</summary>
    public required IReadOnlyList<GuestSystemCall> LastCalls { get; init; }

    /// <summary>The last 16 KiB the guest wrote to its standard output and error.</summary>
    public required string Log { get; init; }

    /// <summary>The core that was written of it (<see cref="GuestTemplate.Cores"/>); <see langword="null"/> when none was.</summary>
    public string? CorePath { get; init; }

    /// <summary>The image's names, searched when they are asked for: that takes longer than stopping the guest.</summary>
    internal GuestSymbols Symbols { get; init; } = GuestSymbols.None;

    /// <summary>What a debugger is told.</summary>
    internal SignalInfo Signal { get; init; }
}
