/* Asks the host for work without end, one kind per argument; says how often it was answered. */
#define _GNU_SOURCE
#include "reactor_guest.h"
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#define TERABYTES (7ul << 40)
static char stack[4096] __attribute__((aligned(16)));
static struct iovec vectors[1024];

static ucontext_t forged;
static uint8_t forged_state[4096] __attribute__((aligned(64)));

static void report_privilege(void)
{
    uint64_t flags;
    uint16_t selector;
    __asm__ volatile("pushfq; popq %0; mov %%cs, %1" : "=r"(flags), "=r"(selector));
    reactor_fail((selector & 3) == 3 && !(flags & 0x23100) && flags & 0x200 ? "still in ring 3" : "escaped");
}

static void sigreturn(uint64_t rip, uint64_t flags)
{
    forged.uc_mcontext.gregs[REG_RIP] = (long long)rip;
    forged.uc_mcontext.gregs[REG_RSP] = (long long)(stack + sizeof stack - 8);
    forged.uc_mcontext.gregs[REG_EFL] = (long long)flags;
    forged.uc_mcontext.gregs[REG_CSGSFS] = 0x08;
    __asm__ volatile("mov %0, %%rsp; mov $15, %%eax; syscall" :: "r"(&forged) : "memory");
}

static char *reserve(void)
{
    return mmap(0, TERABYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

static void act(uint32_t kind)
{
    char *range;
    switch (kind) {
    case 1: /* madvise and munmap over terabytes, touched here and there */
        range = reserve();
        for (int i = 0; i < 8; i++) range[(uint64_t)i << 38] = 1;
        for (;;) madvise(range, TERABYTES, MADV_DONTNEED);
    case 2: for (;;) munmap(reserve(), TERABYTES);
    case 3: /* a region per hole */
        range = reserve();
        for (uint64_t i = 0;; i++) munmap(range + i * 8192, 4096);
    case 4:
        for (int i = 0; i < 1024; i++) vectors[i] = (struct iovec) { (void *)(uintptr_t)(i * 0x123456789ul), (size_t)-1 };
        for (;;) writev(2, vectors, 1024);
    case 5: for (;;) syscall(SYS_getrandom, stack, 1ul << 63, 0);
    case 6: for (uint32_t futex = 0;;) syscall(SYS_futex, &futex, 1, 0x7FFFFFFF, 0, 0, 0);
    case 7: /* clone bomb */
        for (;;) syscall(SYS_clone, CLONE_VM | CLONE_THREAD | CLONE_SIGHAND, stack + sizeof stack, 0, 0, 0);
    case 8: /* memory bomb: ask, touch, ask again */
        for (;;) { char *block = mmap(0, 1 << 21, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0); *block = 1; }
    case 9: for (;;) open("/proc/self/maps", O_RDONLY);
    case 10: for (long number = 1000;; number++) syscall(number);
    case 11: for (range = reserve();;) mprotect(range, TERABYTES, PROT_READ | PROT_WRITE);
    case 12: for (int pipes[2];;) syscall(SYS_pipe2, pipes, 0);
    case 13: /* one signal frame after the other, from nowhere */
        for (;;) syscall(SYS_rt_sigreturn);
    case 14: /* every hypercall number */
        for (uint32_t number = 5;; number++) reactor_call(number, 0);
    case 15: { /* self-modifying code: the change is refused */
        uint8_t *text = (uint8_t *)(uintptr_t)&reserve;
        mprotect((void *)((uintptr_t)text & ~4095ul), 4096, PROT_READ | PROT_WRITE);
        *text = 0xC3;
        reactor_fail("wrote its text");
    }
    case 16: { /* data made executable afterwards */
        uint8_t *code = malloc(4096);
        *code = 0xC3;
        mprotect((void *)((uintptr_t)code & ~4095ul), 4096, PROT_READ | PROT_EXEC);
        ((void (*)(void))(uintptr_t)code)();
        reactor_fail("ran its heap");
    }
    case 17: { uint8_t code[16] = { 0xC3 }; ((void (*)(void))(uintptr_t)code)(); reactor_fail("ran its stack"); }
    case 18: *reactor_attach()->outbox = 0xC3; ((void (*)(void))(uintptr_t)reactor_attach()->outbox)(); reactor_fail("ran its outbox");
    case 19: reactor_attach()->seed[0] = 0xC3; ((void (*)(void))(uintptr_t)reactor_attach()->seed)(); reactor_fail("ran the mailbox");
    case 20: *(volatile uint8_t *)(uintptr_t)reactor_attach()->call = 0xC3; reactor_fail("wrote the hypercall");
    case 21: /* the kernel's half, page by page, through the host: read(2) into it */
        for (uint64_t page = 0; page < 512; page++)
            if (syscall(SYS_getrandom, 0xFFFFFF8000000000ul + page * 4096, 16, 0) >= 0) reactor_fail("the host wrote ring 0's memory");
        if (syscall(SYS_getrandom, reactor_attach(), 16, 0) >= 0) reactor_fail("the host wrote the mailbox");
        *(volatile uint64_t *)0xFFFFFF8000001000ul = 7;
        reactor_fail("wrote a page table");
    case 22: sigreturn(0xFFFFFF8000007000ul, 0x202); break;
    case 23: sigreturn((uint64_t)(uintptr_t)&report_privilege, 0x3F7FD5ul & ~0x40100ul); break;
    case 24: /* MXCSR with reserved bits: a CPU would fault loading it */
        memset(forged_state, 0xFF, sizeof forged_state);
        forged.uc_mcontext.fpregs = (fpregset_t)(void *)forged_state;
        sigreturn((uint64_t)(uintptr_t)&report_privilege, 0x202);
        break;
    }
}

int main(void)
{
    struct reactor_mailbox *box = reactor_attach();
    reactor_ready();
    for (;;) {
        if (box->argument) act(box->argument);
        reactor_done(0);
    }
}
