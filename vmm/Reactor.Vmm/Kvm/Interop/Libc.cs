using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Reactor.Vmm.Kvm.Interop;

/// <summary>The libc functions a VMM needs. Declarations only; the values are those of linux-x64.</summary>
internal static unsafe partial class Libc
{
    /// <summary>open(2) flags, asm-generic/fcntl.h.</summary>
    internal const int O_RDONLY = 0;

    internal const int O_RDWR = 2;

    internal const int O_CLOEXEC = 0x80000;

    /// <summary>mmap(2) protections and flags, asm-generic/mman-common.h.</summary>
    internal const int PROT_NONE = 0;

    internal const int PROT_READ = 1;

    internal const int PROT_WRITE = 2;

    internal const int MAP_SHARED = 0x01;

    internal const int MAP_PRIVATE = 0x02;

    internal const int MAP_FIXED = 0x10;

    internal const int MAP_ANONYMOUS = 0x20;

    internal const int MREMAP_MAYMOVE = 1;

    internal const int MREMAP_FIXED = 2;

    internal const int MAP_NORESERVE = 0x4000;

    /// <summary>madvise(2) advice, asm-generic/mman-common.h.</summary>
    internal const int MADV_DONTNEED = 4;

    internal const int MADV_REMOVE = 9;

    internal const int MADV_HUGEPAGE = 14;

    internal const int MADV_NOHUGEPAGE = 15;

    internal const int MADV_POPULATE_WRITE = 23;

    /// <summary>memfd_create(2) flags, linux/memfd.h.</summary>
    internal const uint MFD_CLOEXEC = 1;

    internal const uint MFD_ALLOW_SEALING = 2;

    /// <summary>fcntl(2) command and seals, linux/fcntl.h.</summary>
    internal const int F_ADD_SEALS = 1033;

    internal const int F_SEAL_SEAL = 1;

    internal const int F_SEAL_SHRINK = 2;

    internal const int F_SEAL_GROW = 4;

    internal const int F_SEAL_WRITE = 8;

    /// <summary>getrusage(2), linux/resource.h.</summary>
    internal const int RUSAGE_THREAD = 1;

    /// <summary>lseek(2), linux/fs.h.</summary>
    internal const int SEEK_SET = 0;

    internal const int SEEK_DATA = 3;

    internal const int SEEK_HOLE = 4;

    /// <summary>sync_file_range(2), linux/fs.h: start writing the range to the disk.</summary>
    internal const uint SYNC_FILE_RANGE_WRITE = 2;

    /// <summary>sigprocmask(2), asm-generic/signal-defs.h.</summary>
    internal const int SIG_BLOCK = 0;

    internal const nint SIG_IGN = 1;

    /// <summary>errno values, asm-generic/errno-base.h.</summary>
    internal const int EPERM = 1;

    internal const int ENOENT = 2;

    internal const int EINTR = 4;

    internal const int ENXIO = 6;

    internal const int EAGAIN = 11;

    internal const int EACCES = 13;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle open(string path, int flags);

    /// <summary>ioctl(2). Variadic in C; every KVM request passes one pointer-sized argument, so a fixed three-argument
    /// prototype is ABI-correct on linux-x64 and linux-arm64.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ioctl(SafeFileHandle fd, nuint request, void* argument);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint mmap(nint address, nuint length, int protection, int flags, SafeFileHandle fd, long offset);

    /// <summary>mmap(2) without a file: <paramref name="noFile"/> is -1.</summary>
    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint mmap_anonymous(nint address, nuint length, int protection, int flags, int noFile, long offset);

    /// <summary>mremap(2). Variadic in C; with MREMAP_FIXED it takes five arguments.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint mremap(nint address, nuint length, nuint newLength, int flags, nint newAddress);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int munmap(nint address, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int madvise(nint address, nuint length, int advice);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle memfd_create(string name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ftruncate(SafeFileHandle fd, long length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial long lseek(SafeFileHandle fd, long offset, int whence);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint sendfile(SafeFileHandle output, SafeFileHandle input, ref long offset, nuint count);

    /// <summary>fallocate(2); mode 0 allocates zeroed pages.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fallocate(SafeFileHandle fd, int mode, long offset, long length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint pread(SafeFileHandle fd, void* buffer, nuint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint preadv(SafeFileHandle fd, iovec* vectors, int count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint pwritev(SafeFileHandle fd, iovec* vectors, int count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fsync(SafeFileHandle fd);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sync_file_range(SafeFileHandle fd, long offset, long length, uint flags);

    /// <summary>fcntl(2), variadic in C like <see cref="ioctl"/>.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fcntl(SafeFileHandle fd, int command, nint argument);

    [LibraryImport("libc")]
    internal static partial int pthread_sigmask(int how, sigset_t* set, sigset_t* old);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sigtimedwait(sigset_t* set, void* info, timespec* timeout);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint signal(int number, nint handler);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int tgkill(int processId, int threadId, int number);

    [LibraryImport("libc")]
    internal static partial int getrusage(int who, rusage* usage);

    [LibraryImport("libc")]
    internal static partial int getpid();

    [LibraryImport("libc")]
    internal static partial int gettid();
}
