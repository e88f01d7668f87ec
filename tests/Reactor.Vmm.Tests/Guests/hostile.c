/* Does what a guest must not do; the argument says what. */
#define _GNU_SOURCE
#include "reactor_guest.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile int zero;
static uint8_t code_in_data[] = { 0xC3 };
static const uint64_t constant = 42;

#pragma GCC diagnostic ignored "-Winfinite-recursion"
static void recurse(int depth)
{
    volatile char block[4096];
    block[0] = (char)depth;
    recurse(depth + 1);
    block[1] = block[0];
}

static void exhaust(size_t step)
{
    for (;;) {
        char *block = malloc(step);
        if (!block) {
            fputs("malloc says no\n", stderr);
            abort();
        }
        memset(block, 1, step);
    }
}

__attribute__((noinline, used)) static void act(struct reactor_mailbox *box)
{
    switch (box->argument) {
    case 1: __asm__ volatile("ud2"); break;
    case 2: *(volatile int *)0 = 1; break;
    case 3: __asm__ volatile("xor %%ecx, %%ecx; idivl %%ecx" ::: "eax", "ecx", "edx"); break;
    case 4: for (;;) { } break;
    case 5: exhaust(1 << 20); break;
    case 6: reactor_done(box->outbox_capacity + 1); break;
    case 7: reactor_done(UINT64_MAX); break;
    case 8: socket(AF_INET, SOCK_STREAM, 0); break;
    case 9: *(volatile uint8_t *)(uintptr_t)&act = 0xC3; break;
    case 10: ((void (*)(void))(uintptr_t)code_in_data)(); break;
    case 11: zero = *(volatile int *)0xFFFFFF8000004000ull; break;
    case 12: __asm__ volatile("outb %%al, %%dx" :: "a"(0), "d"(0x80)); break;
    case 13: __asm__ volatile("hlt"); break;
    case 14: *(volatile uint64_t *)&constant = 1; break;
    case 15: recurse(0); break;
    case 16: box->call(77); break;
    case 17: open("/tmp/x", O_CREAT | O_WRONLY, 0600); break;
    case 18: fputs("last words\n", stderr); _exit(3); break;
    case 19: execl("/bin/sh", "sh", (char *)0); break;
    case 20: __asm__ volatile("outb %%al, %%dx" :: "a"(0), "d"(0x511)); break;
    case 21: __asm__ volatile("inl %%dx, %%eax" :: "d"(0x510) : "eax"); break;
    case 22: __asm__ volatile("int $0x80" :: "a"(1)); break;
    case 23: __asm__ volatile("mov %%cr3, %%rax" ::: "rax"); break;
    case 24: ((void (*)(void))0x0800000000000000ull)(); break;
    case 25: zero = *(volatile int *)0x123456789000ull; break;
    case 26: mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
             reactor_fail(errno == EACCES ? "no executable memory" : "got executable memory"); break;
    case 27: reactor_ready(); break;
    case 28: for (;;) fputs("a flood of words to fill the log with\n", stderr); break;
    case 29: for (;;) syscall(SYS_getpid); break;
    case 30: *(volatile uint8_t *)0x7F0000001000ull = 0; break;
    case 31: __asm__ volatile("mov $0x1234567, %%rsp; push %%rax" ::: "memory"); break;
    case 32: syscall(SYS_futex, &zero, 0, 0, 0, 0, 0); break;
    case 33: __asm__ volatile("int3"); break;
    case 34: __asm__ volatile("mov $0, %%ecx; rdmsr" ::: "eax", "ecx", "edx"); break;
    case 35: __asm__ volatile("outb %%al, $0xE0" :: "a"(39)); break;
    case 36: __asm__ volatile("jmp *%1" :: "c"(0x8000000000000000ull), "r"(0x7F0000001100ull), "a"(39) : "r11"); break;
    case 37: __asm__ volatile("outb %%al, %%dx" :: "a"(2), "d"(0x510)); break;
    default: reactor_fail("no such misdeed");
    }
}

int main(void)
{
    struct reactor_mailbox *box = reactor_attach();
    reactor_ready();
    for (;;) {
        if (box->argument) act(box);
        reactor_done(0);
    }
}
