/* Executes a script of calls from the inbox: records of 8 words, a number and up to six arguments. A number with bit 63 is a hypercall. */
#define _GNU_SOURCE
#include "reactor_guest.h"
#include <unistd.h>

static uint64_t scratch[8192];

int main(void)
{
    struct reactor_mailbox *box = reactor_attach();
    reactor_ready();
    for (;;) {
        uint64_t count = box->inbox_length / 64;
        uint64_t *results = (uint64_t *)box->outbox;
        for (uint64_t i = 0; i < count; i++) {
            uint64_t step[8];
            memcpy(step, box->inbox + i * 64, sizeof step);
            /* An argument in [1, 65536] of odd steps points into the scratch, which the words behind fill with each other. */
            for (int n = 1; n < 7; n++) {
                scratch[n] = step[n];
                if (step[7] & 1ul << n) step[n] = (uint64_t)scratch + step[n] % sizeof scratch;
            }
            if (step[0] >> 63) {
                box->outbox_length = step[1];
                *(uint64_t *)((char *)box + (step[2] & 0xFF8)) = step[3];
                box->call((uint32_t)step[0]);
                continue;
            }
            results[i % 1024] = (uint64_t)syscall((long)step[0], step[1], step[2], step[3], step[4], step[5], step[6]);
        }
        reactor_done(8);
    }
}
