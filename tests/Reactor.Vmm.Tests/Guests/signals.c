/* Exercises signals as Linux programs use them, and as they must not be used: checks that fail are named in the reply, empty when all is well. */
#define _GNU_SOURCE
#include "reactor_guest.h"
#include <errno.h>
#include <fenv.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

static char failures[1 << 16];
#define CHECK(condition) do { if (!(condition)) strcat(failures, #condition "\n"); } while (0)

static char alternate[1 << 16] __attribute__((aligned(64)));
static volatile siginfo_t seen;
static volatile unsigned long seen_vector, seen_error, seen_address, seen_stack, seen_flags;
static volatile int calls, depth, most_depth;
static sigjmp_buf back;

static void set(int signal, void (*handler)(int, siginfo_t *, void *), int flags)
{
    struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags };
    sigemptyset(&action.sa_mask);
    CHECK(sigaction(signal, &action, 0) == 0);
}

static void note(siginfo_t *info, void *context)
{
    ucontext_t *interrupted = context;
    int local;
    memcpy((void *)&seen, info, sizeof seen);
    seen_vector = interrupted->uc_mcontext.gregs[REG_TRAPNO];
    seen_error = interrupted->uc_mcontext.gregs[REG_ERR];
    seen_address = interrupted->uc_mcontext.gregs[REG_CR2];
    seen_stack = (unsigned long)&local;
    __asm__ volatile("pushfq; popq %0" : "=r"(seen_flags));
    calls++;
}

static void on_signal(int signal, siginfo_t *info, void *context) { (void)signal; note(info, context); }

static void on_fault_jump(int signal, siginfo_t *info, void *context)
{
    note(info, context);
    siglongjmp(back, signal);
}

/* Goes on two bytes further: past ud2, and past a div or mov of two bytes. */
static void on_fault_skip(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    note(info, context);
    ((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] += 2;
}

static void sending(void)
{
    sigset_t one, old, pending;
    set(SIGUSR1, on_signal, 0);
    calls = 0;
    CHECK(raise(SIGUSR1) == 0 && calls == 1 && seen.si_signo == SIGUSR1 && seen.si_code == SI_TKILL && seen.si_pid == getpid());
    CHECK(kill(getpid(), SIGUSR1) == 0 && calls == 2 && seen.si_code == SI_USER);
    CHECK(kill(4711, SIGUSR1) == -1 && errno == ESRCH && syscall(SYS_tgkill, getpid(), 4711, SIGUSR1) == -1 && errno == ESRCH);
    CHECK(kill(getpid(), 0) == 0 && kill(getpid(), 65) == -1 && errno == EINVAL);

    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    CHECK(sigprocmask(SIG_BLOCK, &one, &old) == 0 && !sigismember(&old, SIGUSR1));
    CHECK(raise(SIGUSR1) == 0 && raise(SIGUSR1) == 0 && calls == 2);
    CHECK(sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1));
    CHECK(sigprocmask(SIG_UNBLOCK, &one, &old) == 0 && calls == 3 && sigismember(&old, SIGUSR1));
    CHECK(sigpending(&pending) == 0 && !sigismember(&pending, SIGUSR1));

    CHECK(raise(SIGCHLD) == 0 && raise(SIGWINCH) == 0);
    signal(SIGTERM, SIG_IGN);
    CHECK(raise(SIGTERM) == 0);
    struct sigaction action;
    set(SIGUSR2, on_signal, SA_RESETHAND);
    CHECK(raise(SIGUSR2) == 0 && calls == 4 && sigaction(SIGUSR2, 0, &action) == 0 && action.sa_handler == SIG_DFL);
    CHECK(sigaction(SIGKILL, &action, 0) == -1 && errno == EINVAL && sigaction(65, 0, &action) == -1 && errno == EINVAL);
    sigfillset(&one);
    CHECK(sigprocmask(SIG_SETMASK, &one, 0) == 0 && sigprocmask(SIG_SETMASK, 0, &old) == 0 && !sigismember(&old, SIGKILL));
    sigemptyset(&one);
    sigprocmask(SIG_SETMASK, &one, 0);
}

static void on_nested(int signal, siginfo_t *info, void *context)
{
    note(info, context);
    depth++;
    if (depth > most_depth) most_depth = depth;
    if (calls < 5) raise(signal);
    depth--;
}

static void nesting(void)
{
    calls = depth = most_depth = 0;
    set(SIGUSR1, on_nested, 0);
    raise(SIGUSR1);
    CHECK(calls == 5 && most_depth == 1);
    calls = depth = most_depth = 0;
    set(SIGUSR1, on_nested, SA_NODEFER);
    raise(SIGUSR1);
    CHECK(calls == 5 && most_depth == 5);
}

static void faults(void)
{
    volatile uintptr_t nowhere = 0x10;
    calls = 0;
    set(SIGSEGV, on_fault_jump, 0);
    for (volatile int i = 0; i < 3; i++) {
        if (!sigsetjmp(back, 1)) *(volatile int *)nowhere = 1;
        CHECK(calls == i + 1 && seen.si_code == SEGV_MAPERR && seen.si_addr == (void *)0x10);
        CHECK(seen_vector == 14 && seen_error == 6 && seen_address == 0x10);
    }

    if (!sigsetjmp(back, 1)) *(volatile char *)(uintptr_t)&faults = 1;
    CHECK(calls == 4 && seen.si_code == SEGV_ACCERR && seen_error == 7);
    if (!sigsetjmp(back, 1)) __asm__ volatile("hlt");
    CHECK(calls == 5 && seen.si_signo == SIGSEGV && seen.si_code == SI_KERNEL && seen_vector == 13);

    set(SIGFPE, on_fault_skip, 0);
    set(SIGILL, on_fault_skip, 0);
    set(SIGTRAP, on_signal, 0);
    unsigned result = 7;
    __asm__ volatile("xor %%edx, %%edx; xor %%ecx, %%ecx; div %%ecx" : "+a"(result) : : "ecx", "edx");
    CHECK(calls == 6 && result == 7 && seen.si_signo == SIGFPE && seen.si_code == FPE_INTDIV && seen_vector == 0);
    __asm__ volatile("ud2");
    CHECK(calls == 7 && seen.si_signo == SIGILL && seen.si_code == ILL_ILLOPN && seen_vector == 6);
    set(SIGFPE, on_fault_jump, 0);
    volatile double one = 1, zero = 0, huge = 1e308;
    volatile long double tiny = 0;
    for (volatile int i = 0; i < 3; i++) {
        feclearexcept(FE_ALL_EXCEPT);
        feenableexcept(FE_DIVBYZERO | FE_INVALID | FE_OVERFLOW);
        if (!sigsetjmp(back, 1)) {
            if (i == 0) one = one / zero;
            else if (i == 1) huge = huge * 10;
            else { tiny = tiny / tiny; __asm__ volatile("fwait"); }
        }
        fedisableexcept(FE_ALL_EXCEPT);
        __asm__ volatile("fninit");
        CHECK(calls == 8 + i && seen.si_signo == SIGFPE && seen_vector == (i < 2 ? 19 : 16));
        CHECK(seen.si_code == (i == 0 ? FPE_FLTDIV : i == 1 ? FPE_FLTOVF : FPE_FLTINV));
    }

    __asm__ volatile("int3");
    CHECK(calls == 11 && seen.si_signo == SIGTRAP && seen_vector == 3);
}

/* All that a handler must give back: the red zone, flags, x87, SSE and AVX registers, rounding. */
static void clobber(int signal, siginfo_t *info, void *context)
{
    on_fault_skip(signal, info, context);
    unsigned mxcsr;
    unsigned short control;
    __asm__ volatile("stmxcsr %0; fnstcw %1" : "=m"(mxcsr), "=m"(control));
    CHECK(mxcsr == 0x1F80 && control == 0x37F);
    __asm__ volatile("vpcmpeqd %%ymm5, %%ymm5, %%ymm5; fninit; fldpi; cld" ::: "xmm5");
}

static void state(void)
{
    uint64_t pattern[4] = { 1, 2, 3, 4 }, after[4] = { 0 }, red = 0, flags = 0;
    double top = 0;
    unsigned mxcsr = 0x3F80;
    set(SIGILL, clobber, 0);
    __asm__ volatile(
        "ldmxcsr %1; vmovdqu %2, %%ymm5; fld1; std; ud2; pushfq; popq %0; cld;"
        : "=r"(flags) : "m"(mxcsr), "m"(pattern) : "memory", "xmm5");
    __asm__ volatile("vmovdqu %%ymm5, %0; fstpl %1; stmxcsr %2" : "=m"(after), "=m"(top), "=m"(mxcsr));
    CHECK(!memcmp(pattern, after, sizeof pattern) && top == 1 && mxcsr == 0x3F80 && (flags & 0x400) && !(seen_flags & 0x400));
    mxcsr = 0x1F80;
    __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
    __asm__ volatile("movq $0x1234, -128(%%rsp); ud2; movq -128(%%rsp), %0" : "=r"(red) : : "memory");
    CHECK(red == 0x1234);
}

static void change(int signal, siginfo_t *info, void *context)
{
    on_fault_skip(signal, info, context);
    ucontext_t *interrupted = context;
    interrupted->uc_mcontext.fpregs->_xmm[3].element[0] = 0x5EED;
    interrupted->uc_mcontext.gregs[REG_R12] = 0xBEEF;
    uint32_t *software = (uint32_t *)((char *)interrupted->uc_mcontext.fpregs + 464);
    CHECK(software[0] == 0x46505853 && *(uint32_t *)((char *)interrupted->uc_mcontext.fpregs + software[4]) == 0x46505845);
    CHECK((interrupted->uc_flags & 1) && ((uintptr_t)interrupted->uc_mcontext.fpregs & 63) == 0);
}

static void context(void)
{
    uint64_t xmm, general;
    set(SIGILL, change, 0);
    __asm__ volatile("pxor %%xmm3, %%xmm3; xor %%r12, %%r12; ud2; movq %%xmm3, %0; mov %%r12, %1" : "=r"(xmm), "=r"(general) : : "xmm3", "r12");
    CHECK(xmm == 0x5EED && general == 0xBEEF);
}

#pragma GCC diagnostic ignored "-Winfinite-recursion"
__attribute__((noinline)) static int recurse(int level)
{
    volatile char block[1024];
    block[0] = (char)level;
    return recurse(level + 1) + block[0];
}

static void on_alternate(int signal, siginfo_t *info, void *context)
{
    stack_t now;
    note(info, context);
    CHECK(sigaltstack(0, &now) == 0 && now.ss_flags == SS_ONSTACK && now.ss_sp == alternate);
    CHECK(sigaltstack(&now, 0) == -1 && errno == EPERM);
    if (signal == SIGSEGV) siglongjmp(back, 1);
}

static void *overflow(void *argument)
{
    stack_t stack = { .ss_sp = alternate, .ss_size = sizeof alternate }, old;
    CHECK(sigaltstack(0, &old) == 0 && old.ss_flags == SS_DISABLE);
    CHECK(sigaltstack(&stack, 0) == 0 && sigaltstack(0, &old) == 0 && old.ss_flags == 0 && old.ss_size == sizeof alternate);
    calls = 0;
    raise(SIGUSR1);
    CHECK(calls == 1 && seen_stack > (unsigned long)alternate && seen_stack < (unsigned long)alternate + sizeof alternate);
    for (volatile int i = 0; i < 3; i++) {
        if (!sigsetjmp(back, 1)) recurse(0);
        CHECK(calls == i + 2 && seen.si_code == SEGV_MAPERR);
    }

    stack.ss_size = 1024;
    CHECK(sigaltstack(&stack, 0) == -1 && errno == ENOMEM);
    stack.ss_flags = SS_DISABLE;
    CHECK(sigaltstack(&stack, 0) == 0);
    return argument;
}

static void alternate_stack(void)
{
    pthread_t thread;
    set(SIGSEGV, on_alternate, SA_ONSTACK);
    set(SIGUSR1, on_alternate, SA_ONSTACK);
    overflow(0);
    CHECK(pthread_create(&thread, 0, overflow, 0) == 0 && pthread_join(thread, 0) == 0);
}

static volatile int stage;

static void *sleeper(void *argument)
{
    struct timespec day = { 86400, 0 };
    sigset_t none, own;
    sigemptyset(&own);
    sigaddset(&own, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &own, 0);
    stage = 1;
    CHECK(nanosleep(&day, 0) == -1 && errno == EINTR);
    sigemptyset(&none);
    stage = 2;
    CHECK(sigsuspend(&none) == -1 && errno == EINTR);
    CHECK(pthread_sigmask(SIG_SETMASK, 0, &own) == 0 && sigismember(&own, SIGUSR2));
    return argument;
}

static void *suspended(void *argument)
{
    sigset_t none, own;
    sigemptyset(&none);
    stage = 4;
    CHECK(sigsuspend(&none) == -1 && errno == EINTR);
    CHECK(pthread_sigmask(SIG_SETMASK, 0, &own) == 0 && sigismember(&own, SIGUSR1));
    return argument;
}

static void *forever(void *argument)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t never = PTHREAD_COND_INITIALIZER;
    pthread_mutex_lock(&lock);
    stage = 3;
    for (;;) pthread_cond_wait(&never, &lock);
    return argument;
}

static void between_threads(void)
{
    pthread_t thread;
    sigset_t one, old;
    void *result;
    set(SIGUSR1, on_signal, 0);
    calls = stage = 0;
    pthread_create(&thread, 0, sleeper, 0);
    while (stage != 1) sched_yield();
    CHECK(pthread_kill(thread, SIGUSR1) == 0);
    while (stage != 2) sched_yield();
    CHECK(calls == 1);

    /* Blocked by this thread, so the other one must take it. */
    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    CHECK(sigprocmask(SIG_BLOCK, &one, &old) == 0);
    CHECK(kill(getpid(), SIGUSR1) == 0 && pthread_join(thread, 0) == 0);
    CHECK(calls == 2);

    /* Blocked by everybody: it stays where it is. */
    stage = 0;
    pthread_create(&thread, 0, sleeper, 0);
    while (stage != 1) sched_yield();
    CHECK(pthread_kill(thread, SIGUSR1) == 0);
    for (int i = 0; i < 10; i++) sched_yield();
    CHECK(stage == 1 && calls == 2);

    /* Woken to take a signal that somebody else has taken before it could. */
    pthread_create(&thread, 0, suspended, 0);
    while (stage != 4) sched_yield();
    CHECK(kill(getpid(), SIGUSR1) == 0 && calls == 2);
    sigprocmask(SIG_SETMASK, &old, 0);
    CHECK(calls == 3 && pthread_join(thread, 0) == 0 && calls == 3);

    stage = 0;
    pthread_create(&thread, 0, forever, 0);
    while (stage != 3) sched_yield();
    CHECK(pthread_cancel(thread) == 0 && pthread_join(thread, &result) == 0 && result == PTHREAD_CANCELED);
}

/* ---- Misdeeds --------------------------------------------------------------------------------------------------------------------- */

static void on_return(int signal, siginfo_t *info, void *context) { (void)signal; (void)info; (void)context; }

static void kernel_action(int signal, uint64_t handler, uint64_t flags, uint64_t restorer)
{
    uint64_t action[4] = { handler, flags, restorer, 0 };
    syscall(SYS_rt_sigaction, signal, action, 0, 8);
}

static void stack_to(uint64_t address)
{
    __asm__ volatile("mov %0, %%rsp; ud2" : : "r"(address) : "memory");
}

static ucontext_t *frame_context;
static void keep_context(int signal, siginfo_t *info, void *context) { (void)signal; (void)info; frame_context = context; siglongjmp(back, 1); }

/* Returns from a signal that never was, with a frame copied from a real one and then changed. */
static void forge(uint32_t kind, uint32_t seed)
{
    static uint64_t forged[1024] __attribute__((aligned(64)));
    set(SIGUSR1, keep_context, 0);
    if (!sigsetjmp(back, 0)) raise(SIGUSR1);
    memcpy(forged + 1, frame_context, sizeof(struct ucontext_t) < 304 ? sizeof(struct ucontext_t) : 304);
    ucontext_t *context = (ucontext_t *)(forged + 1);
    char *fpu = (char *)(forged + 512);
    memcpy(fpu, context->uc_mcontext.fpregs, 836);
    context->uc_mcontext.fpregs = (void *)fpu;
    context->uc_mcontext.gregs[REG_RIP] = (greg_t)&&landed;
    context->uc_mcontext.gregs[REG_RSP] = (greg_t)__builtin_frame_address(0) - 512;
    switch (kind) {
    case 0: break;
    case 1: context->uc_mcontext.gregs[REG_RIP] = (greg_t)0x8000000000000000ull; break;
    case 2: context->uc_mcontext.gregs[REG_RIP] = (greg_t)0xFFFFFF8000007000ull; break;
    case 3: context->uc_mcontext.gregs[REG_EFL] = -1 & ~0x100; break;
    case 4: *(uint32_t *)(fpu + 24) = ~0u; break;
    case 5: *(uint64_t *)(fpu + 512) = ~0ull; break;
    case 6: *(uint64_t *)(fpu + 520) = 1ull << 63; break;
    case 7: context->uc_mcontext.fpregs = (void *)0x10; break;
    case 8: context->uc_mcontext.fpregs = (void *)0x8000000000000000ull; break;
    case 9: context->uc_mcontext.fpregs = 0; break;
    case 10: *(uint32_t *)(fpu + 464) = 0; *(uint64_t *)(fpu + 512) = ~0ull; break;   /* an FXSAVE area only: the header does not count */
    case 11: context->uc_mcontext.gregs[REG_RIP] = 0x1000; break;
    case 12: context->uc_mcontext.gregs[REG_CSGSFS] = -1; break;
    default: /* random */
        for (uint32_t i = 0, x = seed * 2654435761u; i < 40; i++) {
            x ^= x << 13; x ^= x >> 17; x ^= x << 5;
            uint32_t at = x % 1100;
            uint8_t *byte = at < 304 ? (uint8_t *)(forged + 1) + at : (uint8_t *)fpu + (at - 304);
            *byte = (uint8_t)(x >> 11);
        }
    }
    if (kind == 13) __asm__ volatile("mov $0x123456789000, %%rsp; mov $15, %%eax; syscall" ::: "memory");
    __asm__ goto volatile("mov %0, %%rsp; mov $15, %%eax; syscall" : : "r"(forged + 1) : "memory" : landed);
landed:
    __asm__ volatile("cld");
    reactor_fail("landed");
}

static void loop_of_returns(void)
{
    static uint64_t forged[512] __attribute__((aligned(64)));
    ucontext_t *context = (ucontext_t *)(forged + 1);
    context->uc_mcontext.gregs[REG_RSP] = (greg_t)(forged + 1);
    context->uc_mcontext.gregs[REG_RIP] = (greg_t)&&again;
again:
    __asm__ goto volatile("mov %0, %%rsp; mov $15, %%eax; syscall" : : "i"(forged + 1) : "memory" : again);
}

static void misdeed(uint32_t number, uint32_t seed)
{
    stack_t stack = { .ss_sp = (void *)0x123456780000, .ss_size = 1 << 16 };
    switch (number) {
    case 100: set(SIGILL, on_return, 0); stack_to(0x123456789000); break;
    case 101: set(SIGILL, on_return, 0); stack_to((uint64_t)&misdeed + 4096); break;
    case 102: set(SIGILL, on_return, SA_ONSTACK); sigaltstack(&stack, 0); __asm__ volatile("ud2"); break;
    case 103: set(SIGILL, on_return, SA_ONSTACK); stack.ss_sp = alternate; stack.ss_size = 2048; sigaltstack(&stack, 0);
              stack_to((uint64_t)alternate + 1024); break;
    case 104: kernel_action(SIGSEGV, 0x1000, 0x04000004, 0x1000); *(volatile int *)0 = 1; break;
    case 105: kernel_action(SIGSEGV, 0x8000000000000000ull, 0x04000004, 0x1000); *(volatile int *)0 = 1; break;
    case 106: kernel_action(SIGSEGV, 0x1000, 0x44000004, 0x1000); *(volatile int *)0 = 1; break;
    case 107: kernel_action(SIGSEGV, (uint64_t)&on_return, 4, 0); *(volatile int *)0 = 1; break;
    case 108: { sigset_t all; sigfillset(&all); set(SIGSEGV, on_return, 0); sigprocmask(SIG_BLOCK, &all, 0); *(volatile int *)0 = 1; break; }
    case 109: signal(SIGSEGV, SIG_IGN); *(volatile int *)0 = 1; break;
    case 110: set(SIGSEGV, on_return, 0); *(volatile int *)0 = 1; break;        /* the handler returns to the fault, for ever */
    case 111: loop_of_returns(); break;
    case 112: set(SIGUSR1, on_return, 0); for (;;) raise(SIGUSR1); break;
    case 113: set(SIGUSR1, on_nested, SA_NODEFER); calls = -1000000; raise(SIGUSR1); break;
    case 114: raise(SIGTERM); break;
    case 115: raise(SIGKILL); break;
    case 116: set(SIGABRT, on_return, 0); abort(); break;
    case 117: raise(SIGSTOP); break;
    case 118: set(SIGSEGV, on_return, 0); recurse(0); break;
    case 119: recurse(0); break;
    case 120: set(SIGILL, on_return, SA_ONSTACK); stack.ss_sp = (void *)-65536l; sigaltstack(&stack, 0); __asm__ volatile("ud2"); break;
    default: forge(number - 200, seed);
    }
}

int main(void)
{
    struct reactor_mailbox *box = reactor_attach();
    reactor_ready();
    for (;;) {
        failures[0] = 0;
        switch (box->argument) {
        case 1: sending(); break;
        case 2: nesting(); break;
        case 3: faults(); break;
        case 4: state(); break;
        case 5: context(); break;
        case 6: alternate_stack(); break;
        case 7: between_threads(); break;
        default: misdeed(box->argument & 0xFFFF, box->argument >> 16);
        }
        memcpy(box->outbox, failures, strlen(failures));
        reactor_done(strlen(failures));
    }
}
