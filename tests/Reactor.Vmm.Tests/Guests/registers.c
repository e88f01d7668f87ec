/* Leaves in the middle of a command with a number in every kind of register, and says afterwards what is left of it. */
#include "reactor_guest.h"

#define ARCH_SET_FS 0x1002
#define ARCH_GET_FS 0x1003

/* Threads' blocks: each number has an FS base of its own. */
static uint64_t blocks[64][8];

struct kept { uint64_t number, fs, base, ymm_low, ymm_high, x87, mxcsr, rbx, r12, r15; };

static void keep(struct reactor_mailbox *box, uint64_t number, struct kept *kept)
{
    uint64_t saved_fs;
    __asm__ volatile("syscall" : : "a"(158), "D"(ARCH_GET_FS), "S"(&saved_fs) : "rcx", "r11", "memory");
    uint64_t *block = blocks[number % 64];
    block[0] = number;
    memcpy(box->outbox, &number, sizeof number);
    box->outbox_length = sizeof number;
    uint32_t mxcsr = 0x1F80 | (uint32_t)(number % 4) << 13, left_mxcsr, plain_mxcsr = 0x1F80;
    uint64_t fs, base, low, high, x87, b, c, d;

    /* No call of the C library in here: its thread block is another. */
    __asm__ volatile(
        "mov $158, %%eax\n mov $0x1002, %%edi\n mov %[block], %%rsi\n syscall\n"
        "ldmxcsr %[mxcsr]\n"
        "fildq %[number]\n"
        "vmovq %[number], %%xmm15\n vpbroadcastq %%xmm15, %%ymm15\n"
        "mov %[number], %%rbx\n mov %[number], %%r12\n mov %[number], %%r15\n"
        "mov $3, %%edi\n call *%[call]\n"
        "mov %%rbx, %[b]\n mov %%r12, %[c]\n mov %%r15, %[d]\n"
        "vmovq %%xmm15, %[low]\n vextracti128 $1, %%ymm15, %%xmm14\n vpextrq $1, %%xmm14, %[high]\n"
        "fistpq %[x87]\n"
        "stmxcsr %[left]\n ldmxcsr %[plain]\n"
        "mov %%fs:0, %%rax\n mov %%rax, %[fs]\n"
        "mov $158, %%eax\n mov $0x1003, %%edi\n lea %[base], %%rsi\n syscall\n"
        "mov $158, %%eax\n mov $0x1002, %%edi\n mov %[saved], %%rsi\n syscall\n"
        "vzeroupper\n"
        : [b] "=m"(b), [c] "=m"(c), [d] "=m"(d), [low] "=m"(low), [high] "=m"(high), [x87] "=m"(x87), [left] "=m"(left_mxcsr),
          [fs] "=m"(fs), [base] "=m"(base)
        : [block] "m"(block), [mxcsr] "m"(mxcsr), [number] "m"(number), [call] "m"(box->call), [plain] "m"(plain_mxcsr), [saved] "m"(saved_fs)
        : "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r11", "r12", "r15", "xmm14", "xmm15", "st", "memory", "cc");
    *kept = (struct kept){ number, fs, base - (uint64_t)blocks, low, high, x87, left_mxcsr, b, c, d };
}

int main(void)
{
    struct reactor_mailbox *box = reactor_attach();
    reactor_ready();
    for (;;) {
        if (box->argument == 1) {
            *(volatile uint64_t *)0x12345678000 = 1;
        }
        uint64_t number;
        memcpy(&number, box->inbox, sizeof number);
        struct kept kept;
        keep(box, number, &kept);
        memcpy(box->outbox, &kept, sizeof kept);
        reactor_done(sizeof kept);
    }
}
