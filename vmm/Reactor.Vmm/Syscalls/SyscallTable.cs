using System.Collections.Frozen;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Syscalls;

/// <summary>The whole system-call surface of a guest: what is answered, what ends the guest. Everything else is -ENOSYS, and counted.</summary>
internal static class SyscallTable
{
    private static readonly SyscallEntry[] Answered =
    [
        // Memory
        new(9, "mmap", MemorySyscalls.Map),
        new(10, "mprotect", MemorySyscalls.Protect),
        new(11, "munmap", MemorySyscalls.Unmap),
        new(12, "brk", MemorySyscalls.Break),
        new(25, "mremap", static (_, in _) => Errno.NoMemory),
        new(27, "mincore", static (_, in _) => Errno.NoMemory),
        new(28, "madvise", MemorySyscalls.Advise),
        new(149, "mlock", MemorySyscalls.Lock),
        new(150, "munlock", MemorySyscalls.Lock),
        new(239, "get_mempolicy", static (_, in _) => Errno.NotImplemented),
        new(324, "membarrier", MemorySyscalls.Barrier),

        // Files
        new(0, "read", FileSyscalls.Read),
        new(1, "write", FileSyscalls.Write),
        new(2, "open", FileSyscalls.Open),
        new(3, "close", FileSyscalls.Close),
        new(4, "stat", static (_, in _) => Errno.NoEntry),
        new(5, "fstat", FileSyscalls.Status),
        new(6, "lstat", static (_, in _) => Errno.NoEntry),
        new(7, "poll", PollSyscalls.Poll),
        new(8, "lseek", static (_, in _) => Errno.IllegalSeek),
        new(16, "ioctl", static (_, in _) => Errno.NotATerminal),
        new(32, "dup", FileSyscalls.Duplicate),
        new(20, "writev", FileSyscalls.WriteVector),
        new(21, "access", static (_, in _) => Errno.NoEntry),
        new(72, "fcntl", FileSyscalls.Control),
        new(79, "getcwd", static (_, in _) => Errno.NoEntry),
        new(89, "readlink", static (_, in _) => Errno.NoEntry),
        new(137, "statfs", static (_, in _) => Errno.NoEntry),
        new(257, "openat", FileSyscalls.OpenAt),
        new(262, "newfstatat", FileSyscalls.StatusAt),
        new(267, "readlinkat", static (_, in _) => Errno.NoEntry),
        new(269, "faccessat", static (_, in _) => Errno.NoEntry),
        new(22, "pipe", PipeSyscalls.Create),
        new(293, "pipe2", PipeSyscalls.CreateWithFlags),
        new(332, "statx", static (_, in _) => Errno.NotImplemented),

        // Threads
        new(24, "sched_yield", ThreadSyscalls.Yield),
        new(35, "nanosleep", ThreadSyscalls.Sleep),
        new(56, "clone", ThreadSyscalls.Clone),
        new(60, "exit", ThreadSyscalls.Exit),
        new(158, "arch_prctl", ThreadSyscalls.ArchitectureControl),
        new(186, "gettid", static (process, in _) => process.Scheduler.Current.Id),
        new(202, "futex", ThreadSyscalls.Futex),
        new(203, "sched_setaffinity", static (_, in _) => 0),
        new(204, "sched_getaffinity", ThreadSyscalls.Affinity),
        new(218, "set_tid_address", ThreadSyscalls.SetThreadIdAddress),
        new(230, "clock_nanosleep", ThreadSyscalls.ClockSleep),
        new(273, "set_robust_list", static (_, in _) => 0),
        new(309, "getcpu", ThreadSyscalls.Processor),
        new(334, "rseq", static (_, in _) => Errno.NotImplemented),
        new(435, "clone3", ThreadSyscalls.Clone3),

        // Signals
        new(13, "rt_sigaction", SignalSyscalls.Action),
        new(14, "rt_sigprocmask", SignalSyscalls.Mask),
        new(62, "kill", SignalSyscalls.Kill),
        new(131, "sigaltstack", SignalSyscalls.AlternateStack),
        new(200, "tkill", SignalSyscalls.OldThreadKill),
        new(15, "rt_sigreturn", SignalSyscalls.Return),
        new(34, "pause", SignalSyscalls.Pause),
        new(127, "rt_sigpending", SignalSyscalls.Pending),
        new(130, "rt_sigsuspend", SignalSyscalls.Suspend),
        new(234, "tgkill", SignalSyscalls.ThreadKill),

        // Time
        new(96, "gettimeofday", TimeSyscalls.TimeOfDay),
        new(201, "time", TimeSyscalls.Seconds),
        new(228, "clock_gettime", TimeSyscalls.ClockTime),
        new(229, "clock_getres", TimeSyscalls.ClockResolution),

        // Process and system
        new(39, "getpid", static (_, in _) => ProcessSyscalls.ProcessId),
        new(63, "uname", ProcessSyscalls.SystemName),
        new(97, "getrlimit", ProcessSyscalls.Limit),
        new(98, "getrusage", ProcessSyscalls.Usage),
        new(99, "sysinfo", ProcessSyscalls.SystemInfo),
        new(102, "getuid", static (_, in _) => ProcessSyscalls.UserId),
        new(104, "getgid", static (_, in _) => ProcessSyscalls.UserId),
        new(107, "geteuid", static (_, in _) => ProcessSyscalls.UserId),
        new(108, "getegid", static (_, in _) => ProcessSyscalls.UserId),
        new(110, "getppid", static (_, in _) => 0),
        new(157, "prctl", ThreadSyscalls.Control),
        new(231, "exit_group", ProcessSyscalls.ExitGroup),
        new(302, "prlimit64", ProcessSyscalls.LimitOf),
        new(318, "getrandom", ProcessSyscalls.Random),
    ];

    // No guest has a reason to make these; one that does is broken or hostile, and says so best by stopping.
    private static readonly SyscallEntry[] Denied =
    [
        new(41, "socket", null), new(42, "connect", null), new(43, "accept", null), new(44, "sendto", null), new(45, "recvfrom", null),
        new(46, "sendmsg", null), new(47, "recvmsg", null), new(49, "bind", null), new(50, "listen", null), new(53, "socketpair", null),
        new(57, "fork", null), new(58, "vfork", null), new(59, "execve", null), new(76, "truncate", null), new(77, "ftruncate", null),
        new(80, "chdir", null), new(82, "rename", null), new(83, "mkdir", null), new(84, "rmdir", null), new(85, "creat", null),
        new(86, "link", null), new(87, "unlink", null), new(88, "symlink", null), new(90, "chmod", null), new(91, "fchmod", null),
        new(92, "chown", null), new(101, "ptrace", null), new(105, "setuid", null), new(106, "setgid", null), new(133, "mknod", null),
        new(154, "modify_ldt", null), new(155, "pivot_root", null), new(161, "chroot", null), new(165, "mount", null),
        new(166, "umount2", null), new(169, "reboot", null), new(172, "iopl", null), new(173, "ioperm", null),
        new(175, "init_module", null), new(176, "delete_module", null), new(246, "kexec_load", null), new(258, "mkdirat", null),
        new(259, "mknodat", null), new(263, "unlinkat", null), new(264, "renameat", null), new(265, "linkat", null),
        new(266, "symlinkat", null), new(272, "unshare", null), new(288, "accept4", null), new(298, "perf_event_open", null),
        new(308, "setns", null), new(310, "process_vm_readv", null), new(311, "process_vm_writev", null), new(313, "finit_module", null),
        new(316, "renameat2", null), new(321, "bpf", null), new(322, "execveat", null), new(323, "userfaultfd", null),
        new(425, "io_uring_setup", null), new(434, "pidfd_open", null), new(438, "pidfd_getfd", null),
    ];

    private static readonly FrozenDictionary<int, SyscallEntry> ByNumber =
        Answered.Concat(Denied).ToFrozenDictionary(entry => entry.Number);

    /// <summary>Every entry, for the documentation's table and its test.</summary>
    internal static IEnumerable<SyscallEntry> Entries => ByNumber.Values.OrderBy(entry => entry.Number);

    /// <summary>The name of a call, <see langword="null"/> for one without an entry.</summary>
    internal static string? NameOf(long number) =>
        number is >= 0 and <= int.MaxValue && ByNumber.TryGetValue((int)number, out SyscallEntry? entry) ? entry.Name : null;

    /// <summary>Answers a call, or ends the guest over it (<see cref="GuestProcess.Stop"/>).</summary>
    internal static long Answer(long number, GuestProcess process, in VcpuRegisters arguments)
    {
        if (number is < 0 or > int.MaxValue || !ByNumber.TryGetValue((int)number, out SyscallEntry? entry))
        {
            return process.CountUnknown(number);
        }

        return entry.Handler is { } handler
            ? handler(process, arguments)
            : process.StopGuest(GuestExitReason.Trapped, $"guest called {entry.Name}(2)");
    }
}
