using System.Buffers.Binary;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Syscalls;

/// <summary>Why a signal is delivered: what its siginfo_t and the trap fields of its context say.</summary>
/// <param name="Signal">Its number.</param>
/// <param name="Code">si_code.</param>
/// <param name="Address">si_addr of a fault.</param>
/// <param name="Vector">The exception's vector; 0 for a signal that was sent.</param>
/// <param name="ErrorCode">The exception's error code.</param>
internal readonly record struct SignalInfo(int Signal, int Code, ulong Address = 0, int Vector = 0, ulong ErrorCode = 0)
{
    /// <summary>Bytes of siginfo_t.</summary>
    internal const int Bytes = 128;

    private const int SentByUser = 0;           // SI_USER
    private const int SentToThread = -6;        // SI_TKILL
    private const int SentByKernel = 0x80;      // SI_KERNEL
    private const int DivisionByZero = 1;       // FPE_INTDIV
    private const int IllegalOperand = 2;       // ILL_ILLOPN
    private const int NotMapped = 1;            // SEGV_MAPERR
    private const int NotAllowed = 2;           // SEGV_ACCERR
    private const int Unaligned = 1;            // BUS_ADRALN
    private const int SingleStep = 2;           // TRAP_TRACE

    /// <summary>Whether an exception is the cause, whose instruction would only raise it again.</summary>
    internal bool IsFault { get; private init; }

    /// <summary>A signal the guest sent itself.</summary>
    internal static SignalInfo Sent(int signal, bool toThread) => new(signal, toThread ? SentToThread : SentByUser);

    /// <summary>The signal Linux makes of a CPU exception.</summary>
    /// <param name="frame">The exception.</param>
    /// <param name="faultAddress">CR2 of a page fault.</param>
    /// <param name="floatingPointCode">si_code of an x87 or SIMD exception, <see cref="ExtendedStateImage.FloatingPointCode"/>.</param>
    /// <returns><see langword="null"/> for exceptions that no code in ring 3 can survive.</returns>
    internal static SignalInfo? Of(in ExceptionFrame frame, ulong faultAddress, int floatingPointCode = 0)
    {
        SignalInfo? info = frame.Vector switch
        {
            0 => new(SignalNumber.FloatingPoint, DivisionByZero, frame.Rip),
            1 => new(SignalNumber.Trap, SingleStep, frame.Rip),
            3 => new(SignalNumber.Trap, SentByKernel),
            6 => new(SignalNumber.Illegal, IllegalOperand, frame.Rip),
            11 or 12 => new(SignalNumber.Bus, SentByKernel),
            13 => new(SignalNumber.Segmentation, SentByKernel),
            ExceptionFrame.PageFault => new(
                SignalNumber.Segmentation, (frame.ErrorCode & SystemFrame.FaultPresent) != 0 ? NotAllowed : NotMapped, faultAddress),
            ExceptionFrame.X87Error or ExceptionFrame.SimdError => new(SignalNumber.FloatingPoint, floatingPointCode, frame.Rip),
            17 => new(SignalNumber.Bus, Unaligned, frame.Rip),
            _ => null,
        };
        return info is { } known ? known with { Vector = frame.Vector, ErrorCode = frame.ErrorCode, IsFault = true } : null;
    }

    /// <summary>Writes siginfo_t: number, errno, code, then the address or the sender.</summary>
    internal void Write(Span<byte> structure)
    {
        structure[..Bytes].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(structure, Signal);
        BinaryPrimitives.WriteInt32LittleEndian(structure[8..], Code);
        if (IsFault)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(structure[16..], Address);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(structure[16..], ProcessSyscalls.ProcessId);
            BinaryPrimitives.WriteInt32LittleEndian(structure[20..], ProcessSyscalls.UserId);
        }
    }
}
