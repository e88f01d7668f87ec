/* Hides its input wherever a guest can keep something, and looks for it there. */
#define _GNU_SOURCE
#include "reactor_guest.h"
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#define HEAP_BYTES (16 << 20)

static sigjmp_buf back;

static void jump_back(int number)
{
    (void)number;
    siglongjmp(back, 1);
}

static uint8_t global[64 << 10];
static uint8_t *fresh;
static uint64_t calls;

__attribute__((noinline)) static uint64_t on_stack(uint64_t value, int store)
{
    volatile uint64_t block[2048];
    if (store) for (int i = 0; i < 2048; i++) block[i] = value;
    uint64_t found = 0;
    for (int i = 0; i < 2048; i++) found += block[i] == value;
    return found;
}

/* Nothing between these and the hypercall touches the registers, so the host sees what is in them when the guest stops. */
static void load_registers(uint64_t value)
{
    uint64_t four[4] = { value, value, value, value };
    __asm__ volatile("vmovdqu (%0), %%ymm15; vmovdqu (%0), %%ymm9; fildq (%0); fldpi" :: "r"(four) : "memory");
}

__attribute__((noinline)) static void read_registers(uint64_t out[8], uint64_t x87[16])
{
    __asm__ volatile("vmovdqu %%ymm15, (%0); vmovdqu %%ymm9, 32(%0); fxsave64 (%1)" :: "r"(out), "r"(x87) : "memory");
}

int main(void)
{
    static uint64_t __attribute__((aligned(64))) x87[64];
    struct reactor_mailbox *box = reactor_attach();
    reactor_ready();
    for (;;) {
        uint64_t registers[8];
        read_registers(registers, x87);
        uint64_t value = 0, length = 0;
        uint64_t *reply = (uint64_t *)box->outbox;
        memcpy(&value, box->inbox, sizeof value);
        calls++;
        switch (box->argument) {
        case 0: /* hide */
            for (size_t i = 0; i < sizeof global / 8; i++) ((uint64_t *)global)[i] = value;
            on_stack(value, 1);
            fresh = mmap(0, HEAP_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            for (size_t i = 0; i < HEAP_BYTES / 8; i += 64) ((uint64_t *)fresh)[i] = value;
            signal(SIGUSR1, SIG_IGN);
            fprintf(stderr, "secret %llu\n", (unsigned long long)value);
            for (size_t i = 0; i < box->outbox_capacity / 8; i++) reply[i] = value;
            load_registers(value);
            reactor_done(4096);
            continue;
        case 1: /* seek */ {
            uint64_t in_global = 0, in_registers = 0, in_x87 = 0, in_fresh = 0, in_outbox = 0;
            uint64_t in_stack = on_stack(value, 0);
            for (size_t i = 0; i < sizeof global / 8; i++) in_global += ((uint64_t *)global)[i] == value;
            for (int i = 0; i < 8; i++) in_registers += registers[i] == value;
            for (int i = 4; i < 52; i++) in_x87 += x87[i] == value;
            for (size_t i = 0; i < box->outbox_capacity / 8; i++) in_outbox += reply[i] == value;
            uint64_t was_mapped = fresh != 0;
            uint8_t *again = mmap(0, HEAP_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            for (size_t i = 0; i < HEAP_BYTES / 8; i++) in_fresh += ((uint64_t *)again)[i] != 0;
            uint64_t ignored = signal(SIGUSR1, SIG_DFL) == SIG_IGN;
            uint64_t found[] = { in_global, in_registers, in_x87, in_fresh, in_outbox, in_stack, was_mapped, ignored, calls, x87[0] & 0xFFFFFFFFFF };
            memcpy(reply, found, sizeof found);
            length = sizeof found;
            break;
        }
        case 2: /* count */
            memcpy(reply, &calls, sizeof calls);
            length = sizeof calls;
            break;
        case 3: /* random */
            length = (uint64_t)getrandom(reply, 32, 0);
            break;
        case 4: /* touch as many pages as the input says */
            for (uint64_t i = 0; i < value; i++) global[i * 4096] = (uint8_t)calls;
            break;
        case 5: /* crash with a secret in hand */
            for (size_t i = 0; i < sizeof global / 8; i++) ((uint64_t *)global)[i] = value;
            load_registers(value);
            __asm__ volatile("ud2");
            break;
        case 6: /* never end */
            for (;;) { }
        case 7: /* outbox full in the middle, then the sum of both halves */
            global[0] = (uint8_t)value;
            memcpy(reply, &value, sizeof value);
            reactor_outbox_full(8);
            value += global[0];
            memcpy(reply, &value, sizeof value);
            length = 8;
            break;
        case 8: /* use up all memory */
            for (;;) { uint64_t *more = mmap(0, 2 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); *more = value; }
        }
        if (box->argument == 9) { /* fault for ever */
            signal(SIGSEGV, jump_back);
            for (;;) if (!sigsetjmp(back, 1)) *(volatile int *)0 = 1;
        }
        reactor_done(length);
    }
}
