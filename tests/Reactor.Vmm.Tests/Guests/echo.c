/* Answers with its input; keeps a count of its calls, so that state can be told apart between clones. */
#include "reactor_guest.h"

static uint64_t calls;

int main(void)
{
    struct reactor_mailbox *box = reactor_attach();
    reactor_ready();
    for (;;) {
        uint64_t length = 0;
        calls++;
        switch (box->argument) {
        case 0: /* echo */
            length = box->inbox_length;
            memcpy(box->outbox, box->inbox, length);
            break;
        case 1: /* count */
            memcpy(box->outbox, &calls, sizeof calls);
            length = sizeof calls;
            break;
        case 2: /* clock and seed */
            memcpy(box->outbox, &box->clock_ns, sizeof box->clock_ns);
            memcpy(box->outbox + 8, box->seed, sizeof box->seed);
            length = 24;
            break;
        case 3: /* the input three times, one box full at a time */
            for (int i = 0; i < 3; i++) {
                memcpy(box->outbox, box->inbox, box->inbox_length);
                if (i < 2) reactor_outbox_full(box->inbox_length);
            }
            length = box->inbox_length;
            break;
        default:
            reactor_fail("no such function");
        }
        reactor_done(length);
    }
}
