namespace Reactor.Vmm.Syscalls;

/// <summary>What a system call returns when it fails: negative error numbers of Linux (asm-generic/errno-base.h).</summary>
internal static class Errno
{
    internal const long NotPermitted = -1;          // EPERM
    internal const long NoEntry = -2;               // ENOENT
    internal const long NoProcess = -3;             // ESRCH
    internal const long Interrupted = -4;           // EINTR
    internal const long BadDescriptor = -9;         // EBADF
    internal const long Again = -11;                // EAGAIN
    internal const long NoMemory = -12;             // ENOMEM
    internal const long NoAccess = -13;             // EACCES
    internal const long Fault = -14;                // EFAULT
    internal const long Exists = -17;               // EEXIST
    internal const long NoDevice = -19;             // ENODEV
    internal const long Invalid = -22;              // EINVAL
    internal const long TooManyFiles = -24;         // EMFILE
    internal const long NotATerminal = -25;         // ENOTTY
    internal const long IllegalSeek = -29;          // ESPIPE
    internal const long BrokenPipe = -32;           // EPIPE
    internal const long NameTooLong = -36;          // ENAMETOOLONG
    internal const long NotImplemented = -38;       // ENOSYS
    internal const long TimedOut = -110;            // ETIMEDOUT

    /// <summary>Its name in errno.h, without the sign; <see langword="null"/> for one not listed here.</summary>
    internal static string? NameOf(long error) => error switch
    {
        NotPermitted => "EPERM",
        NoEntry => "ENOENT",
        NoProcess => "ESRCH",
        BadDescriptor => "EBADF",
        Again => "EAGAIN",
        NoMemory => "ENOMEM",
        NoAccess => "EACCES",
        Fault => "EFAULT",
        Exists => "EEXIST",
        NoDevice => "ENODEV",
        Invalid => "EINVAL",
        TooManyFiles => "EMFILE",
        NotATerminal => "ENOTTY",
        IllegalSeek => "ESPIPE",
        NameTooLong => "ENAMETOOLONG",
        NotImplemented => "ENOSYS",
        TimedOut => "ETIMEDOUT",
        _ => null,
    };
}
