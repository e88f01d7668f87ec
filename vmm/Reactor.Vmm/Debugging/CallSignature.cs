namespace Reactor.Vmm.Debugging;

/// <summary>How many arguments system calls take, for showing them: the registers behind the last one hold anything.</summary>
internal static class CallSignature
{
    private const int Most = 6;

    /// <summary>Arguments of a call by its name in the manual; 6 when it is not listed.</summary>
    internal static int ArgumentCount(string name) => name switch
    {
        "sched_yield" or "getpid" or "getppid" or "gettid" or "getuid" or "geteuid" or "getgid" or "getegid" or "fork" or "vfork"
            or "rt_sigreturn" => 0,
        "brk" or "close" or "dup" or "exit" or "exit_group" or "uname" or "time" or "sysinfo" or "set_tid_address" or "pipe" or "alarm"
            or "unlink" or "rmdir" or "chdir" or "chroot" or "unshare" => 1,
        "munmap" or "stat" or "fstat" or "lstat" or "access" or "nanosleep" or "clock_gettime" or "clock_getres" or "gettimeofday"
            or "getrlimit" or "getrusage" or "kill" or "tkill" or "sigaltstack" or "arch_prctl" or "set_robust_list" or "getcwd" or "clone3"
            or "pipe2" or "mlock" or "munlock" or "statfs" or "listen" or "rename" or "mkdir" or "creat" or "link" or "symlink" => 2,
        "read" or "write" or "readv" or "writev" or "open" or "lseek" or "mprotect" or "madvise" or "mincore" or "ioctl" or "fcntl"
            or "readlink" or "getrandom" or "tgkill" or "getcpu" or "sched_getaffinity" or "sched_setaffinity" or "membarrier" or "execve"
            or "socket" or "connect" or "accept" or "bind" or "sendmsg" or "recvmsg" => 3,
        "openat" or "newfstatat" or "readlinkat" or "faccessat" or "rt_sigaction" or "rt_sigprocmask" or "clock_nanosleep" or "prlimit64"
            or "rseq" or "socketpair" or "ptrace" => 4,
        "mremap" or "clone" or "prctl" or "statx" or "get_mempolicy" or "mount" => 5,
        _ => Most,
    };
}
