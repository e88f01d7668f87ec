namespace Reactor.Vmm.Memory;

/// <summary>What the CPU saved when a guest's instruction raised an exception.</summary>
/// <param name="Vector">0 to 255; Intel SDM volume 3, table 6-1.</param>
/// <param name="ErrorCode">0 for vectors without one.</param>
/// <param name="Rip">Of the instruction, or of the one after it for traps.</param>
/// <param name="Rflags">As interrupted.</param>
/// <param name="Rsp">As interrupted.</param>
internal readonly record struct ExceptionFrame(int Vector, ulong ErrorCode, ulong Rip, ulong Rflags, ulong Rsp)
{
    internal const int PageFault = 14;
    internal const int X87Error = 16;
    internal const int SimdError = 19;

    /// <summary>The exception's mnemonic and name.</summary>
    internal string Name => Vector switch
    {
        0 => "#DE divide error",
        1 => "#DB debug",
        2 => "NMI",
        3 => "#BP breakpoint",
        4 => "#OF overflow",
        5 => "#BR bound range exceeded",
        6 => "#UD invalid opcode",
        7 => "#NM device not available",
        8 => "#DF double fault",
        10 => "#TS invalid TSS",
        11 => "#NP segment not present",
        12 => "#SS stack fault",
        13 => "#GP general protection",
        PageFault => "#PF page fault",
        X87Error => "#MF x87 floating-point error",
        17 => "#AC alignment check",
        18 => "#MC machine check",
        SimdError => "#XM SIMD floating-point exception",
        20 => "#VE virtualization exception",
        21 => "#CP control protection",
        _ => $"interrupt {Vector}",
    };
}
