/* Exercises the system calls behind ordinary C: each check that fails is named in the reply, which is empty when all is well. */
#define _GNU_SOURCE
#include "reactor_guest.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static char failures[1 << 16];
#define CHECK(condition) do { if (!(condition)) strcat(failures, #condition "\n"); } while (0)

static int is_zero(const char *start, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (start[i]) return 0;
    return 1;
}

static void memory(void)
{
    const size_t length = 5 << 20;
    char *block = mmap(0, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(block != MAP_FAILED && is_zero(block, length));
    memset(block, 0xAA, length);
    CHECK(madvise(block + 4096, 8192, MADV_DONTNEED) == 0);
    CHECK(is_zero(block + 4096, 8192) && block[4095] == (char)0xAA && block[12288] == (char)0xAA);
    CHECK(mmap(block + (1 << 20), 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == block + (1 << 20));
    CHECK(is_zero(block + (1 << 20), 1 << 20) && block[2 << 20] == (char)0xAA);
    CHECK(munmap(block, length) == 0);
    char *again = mmap(0, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(again == block && is_zero(again, length));
    munmap(again, length);

    char *reserved = mmap(0, 1ul << 36, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    CHECK(reserved != MAP_FAILED);
    CHECK(mprotect(reserved + (1ul << 35), 4096, PROT_READ | PROT_WRITE) == 0);
    reserved[1ul << 35] = 1;
    CHECK(mprotect(reserved, 1ul << 36, PROT_READ | PROT_WRITE) == -1 && errno == ENOMEM);
    CHECK(mmap(0, 1ul << 36, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == ENOMEM);
    CHECK(mmap((void *)0x400000, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED);
    CHECK(munmap((void *)0x400000, 4096) == -1 && errno == EINVAL);
    munmap(reserved, 1ul << 36);
    char *ocean = mmap(0, 1ul << 42, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    CHECK(ocean != MAP_FAILED);
    ocean[1ul << 41] = 1;
    CHECK(madvise(ocean, 1ul << 42, MADV_DONTNEED) == 0 && ocean[1ul << 41] == 0);
    for (int i = 0; i < 100; i++) CHECK(madvise(ocean, 1ul << 42, MADV_DONTNEED) == 0);
    munmap(ocean, 1ul << 42);

    char *heap = sbrk(0);
    CHECK(sbrk(3 << 20) == heap && is_zero(heap, 3 << 20));
    memset(heap, 1, 3 << 20);
    CHECK(sbrk(-(3 << 20)) != (void *)-1 && sbrk(3 << 20) == heap && is_zero(heap, 3 << 20));
}

static void pointers(void)
{
    struct timespec *nowhere = (struct timespec *)0x10;
    CHECK(syscall(SYS_clock_gettime, 0, nowhere) == -1 && errno == EFAULT);
    CHECK(syscall(SYS_clock_gettime, 0, (void *)-16l) == -1 && errno == EFAULT);
    CHECK(syscall(SYS_write, 1, nowhere, 16) == -1 && errno == EFAULT);
    CHECK(syscall(SYS_getrandom, (void *)(uintptr_t)&pointers, 16, 0) == -1 && errno == EFAULT);
    CHECK(syscall(SYS_getrandom, (void *)0x7FFFFFFFFFF8, 16, 0) == -1 && errno == EFAULT);
    CHECK(syscall(SYS_openat, AT_FDCWD, nowhere, O_RDONLY) == -1 && errno == EFAULT);
    CHECK(syscall(4711) == -1 && errno == ENOSYS);
    CHECK(syscall(-1l) == -1 && errno == ENOSYS);
}

static void files(void)
{
    char line[256] = "";
    FILE *file = fopen("/proc/meminfo", "r");
    CHECK(file && fgets(line, sizeof line, file) && !strncmp(line, "MemTotal: ", 10));
    if (file) fclose(file);
    CHECK(open("/etc/passwd", O_RDONLY) == -1 && errno == ENOENT);
    CHECK(read(77, line, 1) == -1 && errno == EBADF);
    struct iovec parts[] = { { "one ", 4 }, { "two", 3 } };
    CHECK(writev(1, parts, 2) == 7);
    int copy = dup(2);
    CHECK(copy > 2 && write(copy, " three", 6) == 6 && close(copy) == 0);
    CHECK(close(copy) == -1 && errno == EBADF);
}

static void clocks(void)
{
    struct timespec real, before, after, pause = { 0, 5000000 };
    clock_gettime(CLOCK_REALTIME, &real);
    CHECK(real.tv_sec == 1700000000);
    clock_gettime(CLOCK_MONOTONIC, &before);
    CHECK(nanosleep(&pause, 0) == 0);
    clock_gettime(CLOCK_MONOTONIC, &after);
    CHECK((after.tv_sec - before.tv_sec) * 1000000000l + after.tv_nsec - before.tv_nsec >= 5000000);
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static __thread int own = 1;
static volatile int turn;

static void *worker(void *argument)
{
    double own_value = (double)(long)argument * 1.5;
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&lock);
        while (turn % 3 != (int)(long)argument) pthread_cond_wait(&changed, &lock);
        turn++;
        own++;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&lock);
    }
    return (void *)(long)(own * 100 + (int)(own_value * 10));
}

static void threads(void)
{
    pthread_t thread[3];
    void *result;
    for (long i = 0; i < 3; i++) CHECK(pthread_create(&thread[i], 0, worker, (void *)i) == 0);
    for (long i = 0; i < 3; i++) CHECK(pthread_join(thread[i], &result) == 0 && (long)result == 400 + i * 15);
    CHECK(turn == 9);

    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 3600;
    pthread_mutex_lock(&lock);
    CHECK(pthread_cond_timedwait(&changed, &lock, &until) == ETIMEDOUT);
    pthread_mutex_unlock(&lock);
}

static void *park(void *argument)
{
    pthread_mutex_lock(&lock);
    int mine = ++turn;
    while (turn < 1000) pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    return (void *)(long)(mine + *(int *)argument);
}

int main(void)
{
    struct reactor_mailbox *box = reactor_attach();
    static int offset = 7;
    pthread_t parked;
    pthread_create(&parked, 0, park, &offset);
    while (turn == 0) sched_yield();
    reactor_ready();
    for (;;) {
        failures[0] = 0;
        uint64_t length = 0;
        switch (box->argument) {
        case 1: memory(); break;
        case 2: pointers(); break;
        case 3: files(); break;
        case 4: clocks(); break;
        case 5: turn = 0; threads(); break;
        case 6: { /* the thread parked in the template goes on in the clone */
            void *result;
            pthread_mutex_lock(&lock);
            turn = 1000;
            pthread_cond_broadcast(&changed);
            pthread_mutex_unlock(&lock);
            CHECK(pthread_join(parked, &result) == 0 && (long)result == 8);
            break;
        }
        case 7: getrandom(box->outbox, 64, 0); length = 64; break;
        case 8: { /* reserve without asking for memory, then touch more than there is */
            char *sea = mmap(0, 1ul << 32, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
            for (size_t i = 0; i < 1ul << 32; i += 4096) sea[i] = 1;
            break;
        }
        }
        if (failures[0]) {
            length = strlen(failures);
            memcpy(box->outbox, failures, length);
        }
        reactor_done(length);
    }
}
