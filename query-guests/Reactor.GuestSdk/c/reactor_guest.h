/* The guest side of the Reactor ABI, version 1 (docs/abi.md), for guests written in C.
 *
 * A guest is an ordinary program, linked with
 *     gcc -O2 -static -no-pie -Wl,-z,max-page-size=0x200000 -Wl,-z,separate-code guest.c
 * It prepares itself, says ready once, and then answers one command after the other:
 *
 *     int main(void) {
 *         struct reactor_mailbox *box = reactor_attach();
 *         reactor_ready();
 *         for (;;) reactor_done(answer(box->argument, reactor_inbox(), box->inbox_length, reactor_outbox()));
 *     }
 */
#ifndef REACTOR_GUEST_H
#define REACTOR_GUEST_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#define REACTOR_ABI_VERSION 1u
#define REACTOR_MAGIC 0x3158424D52544352ull /* "RCTRMBX1" */
#define REACTOR_AT_MAILBOX 0x52435452ul

/* Guest to host. */
enum { REACTOR_CALL_READY = 1, REACTOR_CALL_DONE = 2, REACTOR_CALL_OUTBOX_FULL = 3, REACTOR_CALL_FAILED = 4 };

/* Host to guest. */
enum { REACTOR_COMMAND_OPEN = 1, REACTOR_COMMAND_APPLY = 2, REACTOR_COMMAND_CALL = 3 };

/* The page shared with the host. All fields are little-endian. */
struct reactor_mailbox {
    uint64_t magic;
    uint32_t version;
    uint32_t reserved0;
    uint32_t (*call)(uint32_t number);
    uint8_t *inbox;
    uint64_t inbox_capacity;
    uint8_t *outbox;
    uint64_t outbox_capacity;
    uint64_t reserved1;
    uint32_t command;
    uint32_t argument;
    uint64_t inbox_length;
    int64_t clock_ns;
    uint8_t seed[16];
    uint8_t reserved2[24];
    uint64_t outbox_length;
    uint64_t current_unit;
};

_Static_assert(offsetof(struct reactor_mailbox, command) == 0x40, "mailbox layout");
_Static_assert(offsetof(struct reactor_mailbox, seed) == 0x58, "mailbox layout");
_Static_assert(offsetof(struct reactor_mailbox, outbox_length) == 0x80, "mailbox layout");

/* The mailbox, or NULL when the program runs as an ordinary process. The host writes it only inside reactor_call. */
static inline struct reactor_mailbox *reactor_attach(void)
{
    struct reactor_mailbox *box = (struct reactor_mailbox *)getauxval(REACTOR_AT_MAILBOX);
    return box && box->magic == REACTOR_MAGIC && box->version == REACTOR_ABI_VERSION ? box : NULL;
}

/* Leaves the guest with that many bytes in the outbox; returns when the host enters it again. */
static inline void reactor_call(uint32_t number, uint64_t outbox_length)
{
    struct reactor_mailbox *box = reactor_attach();
    if (!box) abort();
    box->outbox_length = outbox_length;
    __asm__ volatile("" ::: "memory");
    box->call(number);
    __asm__ volatile("" ::: "memory");
}

/* Says that the guest has started; returns, possibly in many clones, with the first command. */
static inline void reactor_ready(void) { reactor_call(REACTOR_CALL_READY, 0); }

/* Ends the command; returns with the next one. */
static inline void reactor_done(uint64_t outbox_length) { reactor_call(REACTOR_CALL_DONE, outbox_length); }

/* Has the host drain the outbox in the middle of a command. */
static inline void reactor_outbox_full(uint64_t outbox_length) { reactor_call(REACTOR_CALL_OUTBOX_FULL, outbox_length); }

/* Gives up; never returns. */
static inline void reactor_fail(const char *reason)
{
    struct reactor_mailbox *box = reactor_attach();
    if (!box) abort();
    uint64_t length = strlen(reason);
    if (length > box->outbox_capacity) length = box->outbox_capacity;
    memcpy(box->outbox, reason, length);
    for (;;) reactor_call(REACTOR_CALL_FAILED, length);
}

#endif
