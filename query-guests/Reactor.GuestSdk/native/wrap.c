/*
 * What the C library answers inside a .NET guest without leaving it.
 *
 * The NativeAOT runtime is an ordinary Linux program: around every garbage collection it asks for the time, for memory limits, for
 * barriers, and it changes the protection of heap pages. In a micro-VM each of these would be an exit to the host, tens of
 * microseconds each. The linker replaces the calls below (--wrap=NAME sends every reference to NAME here, and __real_NAME is the
 * original), so that a guest in its steady state makes no system call at all, collections included.
 *
 * The rules each stub keeps:
 *   - it gives an answer the host would give too: one processor, private anonymous memory, the batch's clock, no files;
 *   - what the host alone knows (size of memory) is asked for once and remembered; that happens while the guest boots, before its
 *     snapshot, so all clones know it;
 *   - what it does not understand goes to the original, so that the host sees it, and refuses it by name if it must.
 *
 * Everything here runs on one virtual CPU whose host switches threads only inside system calls: no lock is needed.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <malloc.h>
#include <sched.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* docs/abi.md, section 2. */
#define MAILBOX_AUXV_TYPE 0x52435452UL
#define MAILBOX_CLOCK 0x50
#define MAILBOX_MONOTONIC 0xC0

/* ---- Start: one heap arena, and memory that is never given back. ------------------------------------------------------------------ */

__attribute__((constructor)) static void configure_malloc(void)
{
    mallopt(M_ARENA_MAX, 1);                 /* a second thread would reserve 128 MiB of addresses for an arena of its own */
    mallopt(M_MMAP_THRESHOLD, 1 << 30);      /* large blocks from the heap too: no mmap and munmap pair per block */
    mallopt(M_TRIM_THRESHOLD, 1 << 30);      /* freed memory stays with the guest */
    mallopt(M_TOP_PAD, 1 << 20);             /* grow by at least 1 MiB at a time */
}

/* ---- Memory: committed in large steps, given back when it was not needed for a while. ------------------------------------------------------------------ */

/*
 * The GC reserves address space (mmap with PROT_NONE), makes pieces of 4 KiB and more usable when it needs them (mprotect), and gives
 * them back when it does not (mmap with PROT_NONE over them). Here a piece is asked of the host once, widened to 2 MiB, which is the
 * host's own step; giving back zeroes it, which is what the GC relies on when it uses the piece again, and notes which pages are unused.
 * A step of 2 MiB all of whose pages have been unused for half a minute of the batch's clock goes back to the host. So a heap that has
 * stopped growing and shrinking makes no call, however often it collects, and one that has shrunk for good costs what it uses.
 */
#define CHUNK_SHIFT 21
#define CHUNK_BYTES (1UL << CHUNK_SHIFT)
#define MAX_RESERVATIONS 64
#define MAX_CHUNKS (1 << 17) /* 256 GiB of reserved addresses in all */

struct reservation
{
    uintptr_t start;      /* first byte; start == end when the entry is free */
    uintptr_t end;        /* one past the last byte */
    uintptr_t first_chunk; /* number (address / 2 MiB) of the chunk that bit first_bit stands for */
    size_t first_bit;
};

/* Pages in use, one bit for 4 KiB, for the first chunks only: 4 GiB of reserved addresses. Later ones are never given back. */
#define TRACKED_CHUNKS 2048
#define CHUNK_WORDS 8
#define KEEP_SECONDS 30

static uint64_t used_pages[TRACKED_CHUNKS][CHUNK_WORDS];
static int64_t unused_since[TRACKED_CHUNKS]; /* seconds of the batch's clock; 0 while in use, or not committed */
static int unused_chunks;
static int64_t next_return;                  /* when to look again */

static int64_t batch_seconds(void);

static struct reservation reservations[MAX_RESERVATIONS];
static int reservation_count;
static uint8_t committed[MAX_CHUNKS / 8];
static size_t committed_bits_used;

static void remember_reservation(uintptr_t start, size_t length)
{
    uintptr_t first_chunk = start >> CHUNK_SHIFT;
    size_t chunks = ((start + length - 1) >> CHUNK_SHIFT) - first_chunk + 1;
    if (reservation_count < MAX_RESERVATIONS && committed_bits_used + chunks <= MAX_CHUNKS)
    {
        reservations[reservation_count++] = (struct reservation){ start, start + length, first_chunk, committed_bits_used };
        committed_bits_used += chunks;
    } /* else: its commits go to the host one by one, which is slower and as right */
}

static struct reservation *find_reservation(uintptr_t start, size_t length)
{
    for (int i = 0; i < reservation_count; i++)
    {
        if (start >= reservations[i].start && start < reservations[i].end && length <= reservations[i].end - start)
        {
            return &reservations[i];
        }
    }

    return NULL;
}

/* Notes which pages of [start, end), within one chunk, are in use from now on. */
static void track(size_t chunk, uintptr_t start, uintptr_t end, int used)
{
    if (chunk >= TRACKED_CHUNKS)
    {
        return;
    }

    uint64_t any = 0;
    for (size_t page = start / 4096 % 512, last = (end - 1) / 4096 % 512; page <= last; page++)
    {
        uint64_t bit = 1ul << page % 64;
        used_pages[chunk][page / 64] = used ? used_pages[chunk][page / 64] | bit : used_pages[chunk][page / 64] & ~bit;
    }

    for (int i = 0; i < CHUNK_WORDS; i++)
    {
        any |= used_pages[chunk][i];
    }

    if (any != 0 && unused_since[chunk] != 0)
    {
        unused_since[chunk] = 0;
        unused_chunks--;
    }
    else if (any == 0 && unused_since[chunk] == 0 && committed[chunk / 8] & (1 << chunk % 8))
    {
        int64_t now = batch_seconds();
        unused_since[chunk] = now == 0 ? 1 : now;
        next_return = unused_chunks++ == 0 ? now + KEEP_SECONDS : next_return;
    }
}

int __real_mprotect(void *address, size_t length, int protection);
int __real_madvise(void *address, size_t length, int advice);

/* Gives back what has been unused for long. Called where the collector reads the clock: at the start and the end of each collection. */
static void return_unused(int64_t now)
{
    next_return = INT64_MAX;
    for (int i = 0; i < reservation_count; i++)
    {
        const struct reservation *reservation = &reservations[i];
        uintptr_t end = reservation->end >> CHUNK_SHIFT; /* only whole chunks: what shares its last one with a neighbour stays */
        for (uintptr_t chunk = (reservation->start + CHUNK_BYTES - 1) >> CHUNK_SHIFT; chunk < end; chunk++)
        {
            size_t bit = reservation->first_bit + (chunk - reservation->first_chunk);
            if (bit >= TRACKED_CHUNKS || unused_since[bit] == 0)
            {
                continue;
            }

            if (now - unused_since[bit] < KEEP_SECONDS)
            {
                next_return = unused_since[bit] + KEEP_SECONDS < next_return ? unused_since[bit] + KEEP_SECONDS : next_return;
            }
            else if (__real_madvise((void *)(chunk << CHUNK_SHIFT), CHUNK_BYTES, MADV_DONTNEED) == 0)
            {
                committed[bit / 8] &= (uint8_t)~(1 << bit % 8);
                unused_since[bit] = 0;
                unused_chunks--;
            }
        }
    }
}

static int commit(const struct reservation *reservation, uintptr_t start, size_t length)
{
    for (uintptr_t chunk = start >> CHUNK_SHIFT; chunk <= (start + length - 1) >> CHUNK_SHIFT; chunk++)
    {
        size_t bit = reservation->first_bit + (chunk - reservation->first_chunk);
        uintptr_t from = chunk << CHUNK_SHIFT, to = from + CHUNK_BYTES;
        uintptr_t used_from = from < start ? start : from, used_to = to > start + length ? start + length : to;
        if (committed[bit / 8] & (1 << bit % 8))
        {
            track(bit, used_from, used_to, 1);
            continue;
        }

        from = from < reservation->start ? reservation->start : from;
        to = to > reservation->end ? reservation->end : to;
        if (__real_mprotect((void *)from, to - from, PROT_READ | PROT_WRITE) != 0)
        {
            return -1; /* the limit is reached: the GC collects, or throws OutOfMemoryException */
        }

        committed[bit / 8] |= (uint8_t)(1 << bit % 8);
        track(bit, used_from, used_to, 1);
    }

    return 0;
}

static void *decommit(void *address, size_t length)
{
    uintptr_t start = (uintptr_t)address, end = start + length;
    const struct reservation *reservation = find_reservation(start, length);
    memset(address, 0, length);
    for (uintptr_t from = start; reservation != NULL && from < end;)
    {
        uintptr_t chunk = from >> CHUNK_SHIFT, to = (chunk + 1) << CHUNK_SHIFT;
        to = to > end ? end : to;
        track(reservation->first_bit + (chunk - reservation->first_chunk), from, to, 0);
        from = to;
    }

    return address;
}

void *__real_mmap64(void *address, size_t length, int protection, int flags, int file, off_t offset);

void *__wrap_mmap64(void *address, size_t length, int protection, int flags, int file, off_t offset)
{
    if (protection != PROT_NONE || !(flags & MAP_ANONYMOUS))
    {
        return __real_mmap64(address, length, protection, flags, file, offset);
    }

    if (flags & MAP_FIXED)
    {
        return decommit(address, length);
    }

    void *result = __real_mmap64(address, length, protection, flags, file, offset);
    if (result != MAP_FAILED && length != 0)
    {
        remember_reservation((uintptr_t)result, length);
    }

    return result;
}

int __real_munmap(void *address, size_t length);

/* The GC reserves more than it needs and unmaps both ends to get at aligned addresses. */
int __wrap_munmap(void *address, size_t length)
{
    uintptr_t start = (uintptr_t)address, end = start + length;
    struct reservation *reservation = find_reservation(start, length);
    if (reservation != NULL)
    {
        if (start == reservation->start)
        {
            reservation->start = end;
        }
        else
        {
            reservation->end = start; /* what may lie behind a hole is forgotten: its commits go to the host one by one */
        }
    }

    return __real_munmap(address, length);
}

/* Memory is readable and writable from its commit on; only a wish for executable memory is the host's to refuse. */
int __wrap_mprotect(void *address, size_t length, int protection)
{
    if (protection & PROT_EXEC)
    {
        return __real_mprotect(address, length, protection);
    }

    if (!(protection & PROT_WRITE) || length == 0)
    {
        return 0;
    }

    /* What was not reserved here was never without access: static data, or memory mapped for use. */
    const struct reservation *reservation = find_reservation((uintptr_t)address, length);
    return reservation == NULL ? __real_mprotect(address, length, protection) : commit(reservation, (uintptr_t)address, length);
}

/* Advice is not taken, except for MADV_DONTNEED: its contract is that the range reads as zeroes afterwards. */
int __wrap_madvise(void *address, size_t length, int advice)
{
    if (advice == MADV_DONTNEED)
    {
        memset(address, 0, length);
    }

    return 0;
}

/* ---- Time: the clock of the batch. -------------------------------------------------------------------------------------------------- */

static volatile uint8_t *mailbox(void)
{
    static volatile uint8_t *page; /* NULL when started as a process: the SDK says so and ends the program */
    if (page == NULL)
    {
        page = (volatile uint8_t *)getauxval(MAILBOX_AUXV_TYPE);
    }

    return page;
}

static int64_t batch_seconds(void)
{
    volatile uint8_t *box = mailbox();
    return box == NULL ? 0 : *(volatile int64_t *)(box + MAILBOX_CLOCK) / 1000000000;
}

/*
 * Wall time is the clock of the batch; it stands still within it, unless all threads wait and the host moves it on to the first timeout.
 * The other clocks follow it, never go back, and move on each time they are read: the runtime measures intervals with them, and spins
 * until more than a microsecond has passed, here and there. Their time lies in the mailbox, where the host keeps it too while threads wait.
 */
int __wrap_clock_gettime(clockid_t clock, struct timespec *time)
{
    volatile uint8_t *box = mailbox();
    int64_t now_ns = box == NULL ? 0 : *(volatile int64_t *)(box + MAILBOX_CLOCK);
    if (unused_chunks != 0 && now_ns / 1000000000 >= next_return)
    {
        return_unused(now_ns / 1000000000);
    }

    if (box != NULL && clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)
    {
        volatile int64_t *monotonic_ns = (volatile int64_t *)(box + MAILBOX_MONOTONIC);
        now_ns = now_ns > *monotonic_ns ? now_ns : *monotonic_ns + 2000;
        *monotonic_ns = now_ns;
    }

    time->tv_sec = now_ns / 1000000000;
    time->tv_nsec = now_ns % 1000000000;
    if (time->tv_nsec < 0) /* before 1970 */
    {
        time->tv_nsec += 1000000000;
        time->tv_sec--;
    }

    return 0;
}

int __wrap_clock_getres(clockid_t clock, struct timespec *resolution)
{
    (void)clock;
    if (resolution != NULL)
    {
        resolution->tv_sec = 0;
        resolution->tv_nsec = 1;
    }

    return 0;
}

int __wrap_gettimeofday(struct timeval *time, void *zone)
{
    (void)zone;
    struct timespec now;
    __wrap_clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t __wrap_time(time_t *result)
{
    struct timespec now;
    __wrap_clock_gettime(CLOCK_REALTIME, &now);
    if (result != NULL)
    {
        *result = now.tv_sec;
    }

    return now.tv_sec;
}

/* ---- Limits: one processor; the size of memory is the host's answer, asked for once. -------------------------------------------------- */

int __real_sysinfo(struct sysinfo *info);

int __wrap_sysinfo(struct sysinfo *info)
{
    static struct sysinfo answer;
    if (answer.mem_unit == 0 && __real_sysinfo(&answer) != 0)
    {
        return -1;
    }

    *info = answer;
    return 0;
}

long __real_sysconf(int name);

long __wrap_sysconf(int name)
{
    struct sysinfo info;
    switch (name)
    {
        case _SC_NPROCESSORS_CONF:
        case _SC_NPROCESSORS_ONLN:
            return 1;
        case _SC_PHYS_PAGES:
            return __wrap_sysinfo(&info) == 0 ? (long)(info.totalram * info.mem_unit / 4096) : -1;
        case _SC_AVPHYS_PAGES:
            return __wrap_sysinfo(&info) == 0 ? (long)(info.freeram * info.mem_unit / 4096) : -1;
        default:
            return __real_sysconf(name);
    }
}

int __real_getrlimit64(__rlimit_resource_t resource, struct rlimit64 *limit);

/* The GC asks for the limit of address space at every collection. There is none: its heap limit is what counts. */
int __wrap_getrlimit64(__rlimit_resource_t resource, struct rlimit64 *limit)
{
    if (resource == RLIMIT_AS)
    {
        limit->rlim_cur = limit->rlim_max = RLIM64_INFINITY;
        return 0;
    }

    return __real_getrlimit64(resource, limit);
}

int __wrap_sched_getaffinity(pid_t process, size_t size, cpu_set_t *set)
{
    (void)process;
    CPU_ZERO_S(size, set);
    CPU_SET_S(0, size, set);
    return 0;
}

int __wrap_sched_getcpu(void)
{
    return 0;
}

/* ---- Files and kernel calls the runtime probes for. ----------------------------------------------------------------------------------- */

/* There are no files. (The C library's own reading of /proc/self/maps for the bounds of the main stack does not come through here.) */
FILE *__wrap_fopen64(const char *path, const char *mode)
{
    (void)path;
    (void)mode;
    errno = ENOENT;
    return NULL;
}

DIR *__wrap_opendir(const char *path)
{
    (void)path;
    errno = ENOENT;
    return NULL;
}

int __wrap_statfs64(const char *path, struct statfs64 *status)
{
    (void)path;
    (void)status;
    errno = ENOENT;
    return -1;
}

long __real_syscall(long number, ...);

/* membarrier(2) orders the memory accesses of other processors, of which there are none: offered and done. NUMA does not exist. */
long __wrap_syscall(long number, ...)
{
    va_list list;
    va_start(list, number);
    long a = va_arg(list, long), b = va_arg(list, long), c = va_arg(list, long);
    long d = va_arg(list, long), e = va_arg(list, long), f = va_arg(list, long);
    va_end(list);

    switch (number)
    {
        case SYS_membarrier:
        {
            const long query = 0, private_expedited = 1 << 3, register_private_expedited = 1 << 4;
            return a == query ? private_expedited | register_private_expedited : 0;
        }

        case SYS_get_mempolicy:
        case SYS_mbind:
            errno = ENOSYS;
            return -1;
        default:
            return __real_syscall(number, a, b, c, d, e, f);
    }
}
