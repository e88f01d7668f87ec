/* Exercises threads, timed waits and pipes on one virtual CPU: checks that fail are named in the reply, which is empty when all is well. */
#define _GNU_SOURCE
#include "reactor_guest.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static char failures[1 << 16];
#define CHECK(condition) do { if (!(condition)) strcat(failures, #condition "\n"); } while (0)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static volatile int flag;
static int order[8], count;
static sem_t permits;
static int ends[2];

static int64_t now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * 1000000000ll + time.tv_nsec;
}

static struct timespec after(clockid_t clock, int64_t ns)
{
    int64_t then = now(clock) + ns;
    return (struct timespec){ then / 1000000000, then % 1000000000 };
}

static void *sleeper(void *argument)
{
    long ms = (long)argument;
    struct timespec pause = { 0, ms * 1000000 };
    nanosleep(&pause, 0);
    order[count++] = (int)ms;
    return argument;
}

static void *waiter(void *argument)
{
    pthread_mutex_lock(&lock);
    while (!flag) pthread_cond_wait(&changed, &lock);
    count++;
    pthread_mutex_unlock(&lock);
    return argument;
}

static void timed_waits(void)
{
    pthread_t thread[3];
    count = 0;
    int64_t monotonic = now(CLOCK_MONOTONIC), real = now(CLOCK_REALTIME);
    for (long i = 0; i < 3; i++) pthread_create(&thread[i], 0, sleeper, (void *)((i * 7 + 5) % 9 * 10));
    for (int i = 0; i < 3; i++) pthread_join(thread[i], 0);
    CHECK(order[0] == 10 && order[1] == 30 && order[2] == 50);
    int64_t passed = now(CLOCK_MONOTONIC) - monotonic;
    CHECK(passed >= 50000000 && passed < 52000000);
    passed = now(CLOCK_REALTIME) - real;
    CHECK(passed >= 49000000 && passed < 52000000);

    struct timespec until = after(CLOCK_REALTIME, 3600000000000ll);
    pthread_mutex_lock(&lock);
    CHECK(pthread_cond_timedwait(&changed, &lock, &until) == ETIMEDOUT);
    CHECK(now(CLOCK_REALTIME) >= until.tv_sec * 1000000000ll + until.tv_nsec);
    until = after(CLOCK_MONOTONIC, 5000000);
    CHECK(pthread_cond_clockwait(&changed, &lock, CLOCK_MONOTONIC, &until) == ETIMEDOUT);
    pthread_mutex_unlock(&lock);

    sem_init(&permits, 0, 0);
    until = after(CLOCK_REALTIME, 1000000);
    CHECK(sem_timedwait(&permits, &until) == -1 && errno == ETIMEDOUT);
    struct timespec past = { 1, 0 };
    CHECK(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &past, 0) == 0);
    struct timespec wrong = { 0, 1000000000 }, negative = { -1, 0 };
    CHECK(nanosleep(&wrong, 0) == -1 && errno == EINVAL && nanosleep(&negative, 0) == -1 && errno == EINVAL);
}

static void *setter(void *argument)
{
    struct timespec pause = { 0, 3000000 };
    nanosleep(&pause, 0);
    flag = 1;
    return argument;
}

/* A thread that only yields must not keep a sleeper from waking. */
static void yields(void)
{
    pthread_t thread, other;
    flag = 0;
    pthread_create(&thread, 0, setter, 0);
    while (!flag) sched_yield();
    CHECK(pthread_join(thread, 0) == 0);

    /* With nobody else to run a yield returns; with somebody it lets them run first. */
    sched_yield();
    flag = count = 0;
    pthread_create(&thread, 0, waiter, 0);
    pthread_create(&other, 0, waiter, 0);
    sched_yield();
    pthread_mutex_lock(&lock);
    flag = 1;
    pthread_cond_broadcast(&changed);
    CHECK(count == 0);
    pthread_mutex_unlock(&lock);
    sched_yield();
    CHECK(count == 2);
    pthread_join(thread, 0);
    pthread_join(other, 0);
}

static void limits(void)
{
    pthread_t thread[16];
    int started = 0, error = 0;
    flag = count = 0;
    while (started < 16 && (error = pthread_create(&thread[started], 0, waiter, 0)) == 0) started++;
    CHECK(started == 7 && error == EAGAIN);
    pthread_mutex_lock(&lock);
    flag = 1;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < started; i++) pthread_join(thread[i], 0);
    CHECK(count == started);
    for (int i = 0; i < 300; i++) {
        void *result;
        CHECK(pthread_create(thread, 0, waiter, (void *)(long)i) == 0 && pthread_join(*thread, &result) == 0 && result == (void *)(long)i);
    }
}

static void *reader(void *argument)
{
    char text[64] = "";
    while (read(ends[0], text, 5) > 0) { order[count++] = (int)strlen(text); memset(text, 0, sizeof text); }
    return argument;
}

static void pipes(void)
{
    pthread_t thread;
    char block[4096] = "", back[8];
    count = 0;
    CHECK(pipe2(ends, O_CLOEXEC) == 0 && pipe2(ends, O_DIRECT) == -1 && errno == EINVAL);
    pthread_create(&thread, 0, reader, 0);
    sched_yield();
    CHECK(write(ends[1], "hello, world", 12) == 12);
    sched_yield();
    CHECK(count == 3 && order[0] == 5 && order[2] == 2);
    CHECK(close(ends[1]) == 0 && pthread_join(thread, 0) == 0 && close(ends[0]) == 0);

    CHECK(pipe(ends) == 0);
    for (int i = 0; i < 16; i++) CHECK(write(ends[1], block, 4096) == 4096);
    CHECK(write(ends[1], block, 1) == -1 && errno == EAGAIN);
    CHECK(read(ends[0], (void *)16, 8) == -1 && errno == EFAULT && write(ends[0], block, 1) == -1 && errno == EBADF);
    int copy = dup(ends[1]);
    CHECK(copy > 0 && close(ends[1]) == 0 && read(ends[0], back, 8) == 8 && close(ends[0]) == 0);
    CHECK(write(copy, block, 1) == -1 && errno == EPIPE && close(copy) == 0);

    CHECK(pipe(ends) == 0);
    struct pollfd look[] = { { 0, POLLIN, 0 }, { 2, POLLOUT, 0 }, { 77, POLLIN, 0 }, { -1, POLLIN, 0 }, { ends[0], POLLIN, 0 }, { ends[1], POLLOUT, 0 } };
    CHECK(poll(look, 6, -1) == 4 && look[0].revents == POLLIN && look[1].revents == POLLOUT && look[2].revents == POLLNVAL);
    CHECK(look[3].revents == 0 && look[4].revents == 0 && look[5].revents == POLLOUT && poll(look + 4, 1, 0) == 0);
    CHECK(close(ends[1]) == 0 && poll(look + 4, 1, -1) == 1 && look[4].revents == POLLHUP && close(ends[0]) == 0);
    int64_t before = now(CLOCK_MONOTONIC);
    CHECK(poll(0, 0, 20) == 0 && now(CLOCK_MONOTONIC) - before >= 20000000 && poll((void *)16, 1, 0) == -1 && errno == EFAULT);
    int many = 0;
    int all[64][2];
    while (many < 64 && pipe(all[many]) == 0) many++;
    CHECK(many == 16 && errno == EMFILE);
    while (many-- > 0) CHECK(close(all[many][0]) == 0 && close(all[many][1]) == 0);
}

static void *wait_on_word(void *argument)
{
    CHECK(syscall(SYS_futex, argument, FUTEX_WAIT, 0, 0) == 0);
    count++;
    return argument;
}

static void futexes(void)
{
    static uint32_t words[2];
    pthread_t thread[3];
    count = 0;
    for (int i = 0; i < 3; i++) pthread_create(&thread[i], 0, wait_on_word, words);
    sched_yield();
    CHECK(syscall(SYS_futex, words, FUTEX_CMP_REQUEUE, 1, 1, words + 1, 5) == -1 && errno == EAGAIN);
    CHECK(syscall(SYS_futex, words, FUTEX_CMP_REQUEUE, 1, 1, words + 1, 0) == 2);
    sched_yield();
    CHECK(count == 1 && syscall(SYS_futex, words + 1, FUTEX_WAKE, -1) == 0);
    CHECK(syscall(SYS_futex, words + 1, FUTEX_WAKE, 9) == 1 && syscall(SYS_futex, words, FUTEX_REQUEUE, 9, 9, words + 1) == 1);
    for (int i = 0; i < 3; i++) pthread_join(thread[i], 0);
    CHECK(count == 3 && syscall(SYS_futex, words, FUTEX_WAIT, 1, 0) == -1 && errno == EAGAIN);
    CHECK(syscall(SYS_futex, (void *)16, FUTEX_WAIT, 0, 0) == -1 && errno == EFAULT && syscall(SYS_futex, (void *)16, FUTEX_WAKE, 1) == 0);
    CHECK(syscall(SYS_futex, words, FUTEX_LOCK_PI, 0, 0) == -1 && errno == ENOSYS);

    char name[16] = "";
    CHECK(prctl(PR_SET_NAME, "a name of more than fifteen bytes") == 0 && prctl(PR_GET_NAME, name) == 0 && !strcmp(name, "a name of more "));
    prctl(PR_SET_NAME, "first");
}

static pthread_mutex_t other_lock = PTHREAD_MUTEX_INITIALIZER;

static void *grab(void *argument)
{
    prctl(PR_SET_NAME, "gr\x1b" "abber");
    pthread_mutex_lock(&other_lock);
    flag = 1;
    pthread_mutex_lock(&lock);
    return argument;
}

static void clone_with(uint64_t stack, uint64_t tls, uint64_t clear)
{
    register uint64_t r10 __asm__("r10") = clear;
    register uint64_t r8 __asm__("r8") = tls;
    __asm__ volatile("syscall; test %%eax, %%eax; jnz 1f; push %%rax; ud2; 1:"
        : : "a"(56), "D"(0x3D0F00), "S"(stack), "d"(0), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
    for (;;) sched_yield();
}

static void misdeed(uint32_t number)
{
    pthread_t thread;
    switch (number) {
    case 100: /* two threads wait for each other */
        flag = 0;
        pthread_mutex_lock(&lock);
        pthread_create(&thread, 0, grab, 0);
        while (!flag) sched_yield();
        pthread_mutex_lock(&other_lock);
        break;
    case 101: pipe(ends); read(ends[0], failures, 1); break;
    case 102: pause(); break;
    case 103: for (int i = 0; i < 7; i++) { pthread_create(&thread, 0, waiter, 0); } flag = 0; pthread_join(thread, 0); break;
    case 104: clone_with(0x123456789000, 0, 0); break;
    case 105: clone_with(0x8000000000000000ull, 0, 0); break;
    case 106: for (;;) sched_yield(); break;
    case 107: for (;;) { struct timespec day = { 86400, 0 }; nanosleep(&day, 0); } break;
    case 108: for (;;) { struct timespec ever = { INT64_MAX, 0 }; nanosleep(&ever, 0); } break;
    case 109: for (;;) { struct timespec ever = { INT64_MAX, 0 }; clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &ever, 0); } break;
    case 110: for (;;) pthread_create(&thread, 0, waiter, 0); break;
    case 111: syscall(SYS_exit, 0); break;
    case 112: *(int64_t *)((char *)reactor_attach() + 0xC0) = INT64_MIN; for (;;) { now(CLOCK_MONOTONIC); sched_yield(); } break;
    case 113: *(int64_t *)((char *)reactor_attach() + 0xC0) = INT64_MAX; for (;;) { struct timespec day = { 86400, 0 }; nanosleep(&day, 0); now(CLOCK_REALTIME); } break;
    default: reactor_fail("no such misdeed");
    }
}

int main(void)
{
    struct reactor_mailbox *box = reactor_attach();
    reactor_ready();
    for (;;) {
        failures[0] = 0;
        switch (box->argument) {
        case 1: timed_waits(); break;
        case 2: yields(); break;
        case 3: limits(); break;
        case 4: pipes(); break;
        case 5: futexes(); break;
        default: misdeed(box->argument);
        }
        memcpy(box->outbox, failures, strlen(failures));
        reactor_done(strlen(failures));
    }
}
