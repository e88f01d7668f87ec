namespace Reactor.Vmm.Syscalls;

/// <summary>Signal numbers of Linux on x86-64 (asm/signal.h), and what happens to one that has no handler.</summary>
internal static class SignalNumber
{
    internal const int Illegal = 4;
    internal const int Trap = 5;
    internal const int Abort = 6;
    internal const int Bus = 7;
    internal const int FloatingPoint = 8;
    internal const int Kill = 9;
    internal const int Segmentation = 11;
    internal const int Child = 17;
    internal const int Continue = 18;
    internal const int Stop = 19;
    internal const int Urgent = 23;
    internal const int CpuTime = 24;
    internal const int WindowChange = 28;

    /// <summary>The highest one; real-time signals start at 32.</summary>
    internal const int Last = 64;

    /// <summary>The two that can be neither handled nor blocked.</summary>
    internal const ulong Unblockable = 1ul << (Kill - 1) | 1ul << (Stop - 1);

    private static readonly string[] Names =
    [
        "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2",
        "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU",
        "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    /// <summary>Its bit in a signal set.</summary>
    internal static ulong Bit(int signal) => 1ul << (signal - 1);

    internal static bool IsValid(ulong signal) => signal is > 0 and <= Last;

    internal static string Name(int signal) => signal <= Names.Length ? Names[signal - 1] : $"signal {signal}";

    /// <summary>Whether one without a handler is thrown away; every other ends the guest, because there is nobody to continue a stopped one.</summary>
    internal static bool IsIgnoredByDefault(int signal) => signal is Child or Continue or Urgent or WindowChange;
}
