/* Makes random system calls with arguments that are likely to hurt; the argument is the seed. */
#define _GNU_SOURCE
#include "reactor_guest.h"
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static uint64_t state;

static uint64_t next(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

/* Those that do not end the guest; memory more often, because that is where the host keeps state. */
static const int answered[] = {
    9, 10, 11, 12, 28, 9, 10, 11, 12, 28, 9, 10, 11, 28, 9, 11,
    0, 1, 3, 4, 5, 6, 8, 13, 14, 16, 20, 21, 24, 25, 27, 32, 35, 39, 63, 72, 79, 89, 96, 97, 98, 99, 102, 104, 107, 108, 110, 131, 137, 149, 150,
    157, 186, 201, 203, 204, 218, 228, 229, 230, 239, 262, 267, 269, 273, 293, 302, 309, 318, 324, 332, 334,
};

static char scratch[1 << 16];

static long argument(void)
{
    static const uint64_t edges[] = {
        0, 1, 2, 3, 4095, 4096, 0x1FFFFF, 0x200000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000ul, 0x0FFFFFFFF000ul, 0x100000000000ul,
        0x100000200000ul, 0x17FFFFFFF000ul, 0x180000000000ul, 0x7F0000000000ul, 0x7F0000001000ul, 0x7F003F800000ul, 0x7FFFFFFFF000ul,
        0x800000000000ul, 0xFFFFFF8000004000ul, 0x7FFFFFFFFFFFFFFFul, 0x8000000000000000ul, 0xFFFFFFFFFFFFF000ul, UINT64_MAX,
    };
    switch (next() % 4) {
    case 0: return (long)edges[next() % (sizeof edges / sizeof *edges)];
    case 1: return (long)(scratch + next() % sizeof scratch);
    case 2: return (long)(0x100000000000ul + (next() % (1 << 14)) * 4096);
    default: return (long)(next() >> next() % 64);
    }
}

int main(void)
{
    struct reactor_mailbox *box = reactor_attach();
    reactor_ready();
    for (;;) {
        state = box->argument * 0x9E3779B97F4A7C15ul + 1;
        for (int i = 0; i < 300; i++) {
            for (int n = 0; n < 64; n++) ((uint64_t *)scratch)[n] = (uint64_t)argument();
            long number = (long)answered[next() % (sizeof answered / sizeof *answered)];
            if (next() % 64 == 0) number = (long)next();
            syscall(number, argument(), argument(), argument() & (number == SYS_mmap ? 3 : -1l),
                    number == SYS_mmap ? (argument() & 0x124010) | 0x22 : argument(), number == SYS_mmap ? -1l : argument(), argument());
        }
        reactor_done(0);
    }
}
