/* Touches memory as it is told: the inbox holds { action, start, length, step, value }, the reply one number. */
#define _GNU_SOURCE
#include "reactor_guest.h"
#include <errno.h>
#include <sys/mman.h>

#define SEA_BYTES (1ul << 40)

struct order { uint64_t action, start, length, step, value; };

static uint8_t lake[2 << 20] __attribute__((aligned(4096)));

static uint64_t sum(const uint8_t *from, const struct order *order)
{
    uint64_t result = 0;
    for (uint64_t at = 0; at < order->length; at += order->step) result += from[order->start + at];
    return result;
}

static void fill(uint8_t *to, const struct order *order)
{
    for (uint64_t at = 0; at < order->length; at += order->step) to[order->start + at] = (uint8_t)order->value;
}

int main(void)
{
    struct reactor_mailbox *box = reactor_attach();
    uint8_t *sea = mmap(0, SEA_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    for (uint64_t at = 0; at < sizeof lake; at += 16384) lake[at] = 1; /* one page of four: the others are holes in the template */
    const char *wet = getenv("SEA"); /* how much of the sea the template holds already */
    for (uint64_t at = 0; wet && at < strtoull(wet, 0, 10); at += 4096) sea[at] = 1;
    reactor_ready();
    for (;;) {
        struct order order = *(const struct order *)box->inbox;
        uint64_t result = 0;
        switch (order.action) {
        case 1: fill(sea, &order); break;
        case 2: result = sum(sea, &order); break;
        case 3: result = (uint64_t)madvise(sea + order.start, order.length, MADV_DONTNEED); break;
        case 4: fill(lake, &order); break;
        case 5: result = sum(lake, &order); break;
        case 6: result = (uint64_t)munmap(sea + order.start, order.length); break;
        case 7: result = mmap(sea + order.start, order.length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0)
                    == sea + order.start ? 0 : (uint64_t)errno; break;
        case 8: result = (uint64_t)(mprotect(sea + order.start, order.length, PROT_READ | PROT_WRITE) ? errno : 0); break;
        case 9: result = (uint64_t)(mmap(sea + order.start, order.length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0)
                    == sea + order.start ? 0 : errno); break;
        case 10: /* commit and give back for ever, at ever new places */
            for (uint64_t at = 0; at < order.length; at += order.step) {
                sea[at] = 1;
                if (munmap(sea + at, order.step)) result++;
            }
            break;
        case 11: /* commit and give back for ever, at one place */
            for (uint64_t i = 0; i < order.length; i++) {
                for (uint64_t at = 0; at < order.step; at += 4096) {
                    result += sea[at];
                    sea[at] = (uint8_t)(i | 1);
                }
                madvise(sea, order.step, MADV_DONTNEED);
            }
            break;
        default: reactor_fail("no such action");
        }
        memcpy(box->outbox, &result, sizeof result);
        reactor_done(sizeof result);
    }
}
