/* The guest side of the Reactor ABI, version 1 (docs/abi.md), for guests written in C.
 *
 * A guest is an ordinary program, linked with
 *     gcc -O2 -static -no-pie -Wl,-z,max-page-size=0x200000 -Wl,-z,separate-code guest.c
 * It declares what the host can call, and what it calls itself, and answers calls for ever:
 *
 *     REACTOR_IMPORT(host_add, "hostAdd(i64, i64) -> i64");
 *
 *     static int add(struct reactor_reader *arguments, struct reactor_writer *result) {
 *         int64_t a = reactor_get_i64(arguments), b = reactor_get_i64(arguments);
 *         struct reactor_writer sent = reactor_arguments();
 *         reactor_put_i64(&sent, a);
 *         reactor_put_i64(&sent, b);
 *         struct reactor_reader answer;
 *         if (reactor_import_call(&host_add, &sent, &answer)) return reactor_error_from(result, &answer);
 *         reactor_put_i64(result, reactor_get_i64(&answer));
 *         return 0;
 *     }
 *     REACTOR_EXPORT(add, "add(i64, i64) -> i64");
 *
 *     int main(void) { reactor_run(); }
 *
 * A guest that wants neither types nor names says ready itself and gives numbers and bytes a meaning of its own:
 *
 *     int main(void) {
 *         struct reactor_mailbox *box = reactor_attach();
 *         reactor_ready();
 *         for (;;) reactor_done(answer(box->argument, box->inbox, box->inbox_length, box->outbox));
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
enum {
    REACTOR_CALL_READY = 1,
    REACTOR_CALL_DONE = 2,
    REACTOR_CALL_OUTBOX_FULL = 3,
    REACTOR_CALL_FAILED = 4,
    REACTOR_CALL_HOST_FUNCTION = 5,
    REACTOR_CALL_ERROR = 6
};

/* Host to guest. */
enum { REACTOR_COMMAND_OPEN = 1, REACTOR_COMMAND_APPLY = 2, REACTOR_COMMAND_CALL = 3 };

/* The page shared with the host. All fields are little-endian. */
struct reactor_mailbox {
    uint64_t magic;
    uint32_t version;
    uint32_t revision;
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
    uint32_t host_function;
    uint32_t host_function_status;
    uint64_t host_arguments_offset;
    uint64_t host_arguments_length;
    uint64_t host_result_length;
    uint8_t reserved3[16];
    int64_t monotonic_ns;
};

_Static_assert(offsetof(struct reactor_mailbox, command) == 0x40, "mailbox layout");
_Static_assert(offsetof(struct reactor_mailbox, seed) == 0x58, "mailbox layout");
_Static_assert(offsetof(struct reactor_mailbox, outbox_length) == 0x80, "mailbox layout");
_Static_assert(offsetof(struct reactor_mailbox, host_result_length) == 0xA8, "mailbox layout");
_Static_assert(offsetof(struct reactor_mailbox, monotonic_ns) == 0xC0, "mailbox layout");

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

/* ---- Values: one word of 8 bytes each; behind the length of a string its bytes, padded with zeroes (docs/abi.md, section 5). ---------- */

struct reactor_reader { const uint8_t *at, *end; };
struct reactor_writer { uint8_t *start, *at, *end; };

static inline uint64_t reactor_get_u64(struct reactor_reader *reader)
{
    uint64_t word;
    if (reader->end - reader->at < (ptrdiff_t)sizeof word) reactor_fail("more values were read than the call carries");
    memcpy(&word, reader->at, sizeof word);
    reader->at += sizeof word;
    return word;
}

static inline int64_t reactor_get_i64(struct reactor_reader *reader) { return (int64_t)reactor_get_u64(reader); }
static inline int32_t reactor_get_i32(struct reactor_reader *reader) { return (int32_t)reactor_get_u64(reader); }
static inline uint32_t reactor_get_u32(struct reactor_reader *reader) { return (uint32_t)reactor_get_u64(reader); }
static inline int reactor_get_bool(struct reactor_reader *reader) { return reactor_get_u64(reader) != 0; }

static inline double reactor_get_f64(struct reactor_reader *reader)
{
    uint64_t word = reactor_get_u64(reader);
    double value;
    memcpy(&value, &word, sizeof value);
    return value;
}

static inline float reactor_get_f32(struct reactor_reader *reader)
{
    uint32_t word = reactor_get_u32(reader);
    float value;
    memcpy(&value, &word, sizeof value);
    return value;
}

/* A string (not ended by a zero) or bytes, in place. */
static inline const uint8_t *reactor_get_bytes(struct reactor_reader *reader, uint64_t *length)
{
    *length = reactor_get_u64(reader);
    const uint8_t *bytes = reader->at;
    if (*length > (uint64_t)(reader->end - reader->at)) reactor_fail("a value is longer than its call");
    reader->at += (*length + 7) & ~7ull;
    return bytes;
}

static inline void reactor_put_u64(struct reactor_writer *writer, uint64_t word)
{
    if (writer->end - writer->at < (ptrdiff_t)sizeof word) reactor_fail("the values of a call do not fit");
    memcpy(writer->at, &word, sizeof word);
    writer->at += sizeof word;
}

static inline void reactor_put_i64(struct reactor_writer *writer, int64_t value) { reactor_put_u64(writer, (uint64_t)value); }
static inline void reactor_put_i32(struct reactor_writer *writer, int32_t value) { reactor_put_i64(writer, value); }
static inline void reactor_put_u32(struct reactor_writer *writer, uint32_t value) { reactor_put_u64(writer, value); }
static inline void reactor_put_bool(struct reactor_writer *writer, int value) { reactor_put_u64(writer, value != 0); }

static inline void reactor_put_f64(struct reactor_writer *writer, double value)
{
    uint64_t word;
    memcpy(&word, &value, sizeof word);
    reactor_put_u64(writer, word);
}

static inline void reactor_put_f32(struct reactor_writer *writer, float value)
{
    uint32_t word;
    memcpy(&word, &value, sizeof word);
    reactor_put_u32(writer, word);
}

/* Bytes, or a string in UTF-8. */
static inline void reactor_put_bytes(struct reactor_writer *writer, const void *bytes, uint64_t length)
{
    uint64_t room = (uint64_t)(writer->end - writer->at), padded = (length + 7) & ~7ull;
    if (room < sizeof length || padded < length || padded > room - sizeof length) reactor_fail("the values of a call do not fit");
    reactor_put_u64(writer, length);
    memmove(writer->at, bytes, length);
    memset(writer->at + length, 0, padded - length);
    writer->at += padded;
}

static inline void reactor_put_string(struct reactor_writer *writer, const char *text) { reactor_put_bytes(writer, text, strlen(text)); }

/* ---- Exports and imports. ------------------------------------------------------------------------------------------------------------ */

/* Reads its arguments, writes its result and returns 0; or returns reactor_error(...). */
typedef int reactor_handler(struct reactor_reader *arguments, struct reactor_writer *result);

struct reactor_function { const char *signature; reactor_handler *handler; };

/* Offers a function to the host, as `name(type, type) -> type`. */
#define REACTOR_EXPORT(function, text) \
    static const struct reactor_function reactor_export_##function \
        __attribute__((section("reactor_exports"), used, aligned(16))) = { text, function }

/* Declares a function of the host that this guest needs; the host refuses the guest if it offers no such function. */
#define REACTOR_IMPORT(variable, text) \
    static const struct reactor_function variable __attribute__((section("reactor_imports"), used, aligned(16))) = { text, NULL }

/* The linker collects all exports and imports in two arrays; a number is a place in one of them. */
extern const struct reactor_function __start_reactor_exports[] __attribute__((weak));
extern const struct reactor_function __stop_reactor_exports[] __attribute__((weak));
extern const struct reactor_function __start_reactor_imports[] __attribute__((weak));
extern const struct reactor_function __stop_reactor_imports[] __attribute__((weak));

static inline uint32_t reactor_count(const struct reactor_function *first, const struct reactor_function *last) { return (uint32_t)(last - first); }

/* Where arguments and results of host functions go: the upper half of the outbox. */
static inline uint64_t reactor_host_call_offset(const struct reactor_mailbox *box) { return box->outbox_capacity / 2 & ~7ull; }

/* A writer for the next host function's arguments; what the call before returned is overwritten. */
static inline struct reactor_writer reactor_arguments(void)
{
    struct reactor_mailbox *box = reactor_attach();
    if (!box) abort();
    uint8_t *start = box->outbox + reactor_host_call_offset(box);
    return (struct reactor_writer){ start, start, box->outbox + box->outbox_capacity };
}

/* Calls a function of the host. Returns 0 with its result, or 1 with the text of its error; both are valid until the next call. */
static inline int reactor_import_call(
    const struct reactor_function *import, const struct reactor_writer *arguments, struct reactor_reader *result)
{
    struct reactor_mailbox *box = reactor_attach();
    if (!box) abort();
    box->host_function = (uint32_t)(import - __start_reactor_imports);
    box->host_arguments_offset = (uint64_t)(arguments->start - box->outbox);
    box->host_arguments_length = (uint64_t)(arguments->at - arguments->start);
    reactor_call(REACTOR_CALL_HOST_FUNCTION, 0);
    *result = (struct reactor_reader){ arguments->at, arguments->at + box->host_result_length };
    return box->host_function_status != 0;
}

/* Ends an export with an error for the host to read: return reactor_error(result, "no such row"). */
static inline int reactor_error(struct reactor_writer *result, const char *text)
{
    uint64_t length = strlen(text), room = (uint64_t)(result->end - result->start);
    if (length > room) length = room;
    memmove(result->start, text, length);
    result->at = result->start + length;
    return 1;
}

/* Ends an export with the error a host function ended in. */
static inline int reactor_error_from(struct reactor_writer *result, const struct reactor_reader *error)
{
    uint64_t length = (uint64_t)(error->end - error->at), room = (uint64_t)(result->end - result->start);
    if (length > room) length = room;
    memmove(result->start, error->at, length);
    result->at = result->start + length;
    return 1;
}

static inline uint8_t *reactor_write_entries(
    uint8_t *at, const uint8_t *end, const struct reactor_function *first, const struct reactor_function *last)
{
    for (; first != last; first++) {
        uint32_t length = (uint32_t)strlen(first->signature);
        uint64_t padded = (sizeof length + length + 7) & ~7ull;
        if (padded > (uint64_t)(end - at)) reactor_fail("the manifest is larger than the outbox");
        memset(at, 0, padded);
        memcpy(at, &length, sizeof length);
        memcpy(at + sizeof length, first->signature, length);
        at += padded;
    }
    return at;
}

/* Says ready with the manifest of all exports and imports; returns, possibly in many clones, with the first command. */
static inline void reactor_ready_with_manifest(void)
{
    struct reactor_mailbox *box = reactor_attach();
    if (!box) abort();
    if (box->revision == 0) reactor_fail("the host is older than this guest: it knows neither exports nor host functions");
    uint8_t *end = reactor_write_entries(box->outbox + 16, box->outbox + box->outbox_capacity, __start_reactor_imports, __stop_reactor_imports);
    end = reactor_write_entries(end, box->outbox + box->outbox_capacity, __start_reactor_exports, __stop_reactor_exports);
    uint32_t header[4] = {
        (uint32_t)(end - box->outbox),
        24 | 1 << 8, /* manifest, version 1 */
        reactor_count(__start_reactor_imports, __stop_reactor_imports),
        reactor_count(__start_reactor_exports, __stop_reactor_exports),
    };
    memcpy(box->outbox, header, sizeof header);
    reactor_call(REACTOR_CALL_READY, header[0]);
}

/* Says ready and answers calls of the exports; what main ends with. Never returns. */
static inline void reactor_run(void)
{
    struct reactor_mailbox *box = reactor_attach();
    if (!box) abort();
    reactor_ready_with_manifest();
    uint32_t exports = reactor_count(__start_reactor_exports, __stop_reactor_exports);

    /* Results of host functions lie in the upper half and may still be read while a call's result is written. */
    uint64_t room = reactor_count(__start_reactor_imports, __stop_reactor_imports) ? reactor_host_call_offset(box) : box->outbox_capacity;
    for (;;) {
        if (box->command != REACTOR_COMMAND_CALL) reactor_fail("this guest answers calls only");
        if (box->argument >= exports) reactor_fail("there is no export of that number");
        struct reactor_reader arguments = { box->inbox, box->inbox + box->inbox_length };
        struct reactor_writer result = { box->outbox, box->outbox, box->outbox + room };
        int failed = __start_reactor_exports[box->argument].handler(&arguments, &result);
        reactor_call(failed ? REACTOR_CALL_ERROR : REACTOR_CALL_DONE, (uint64_t)(result.at - result.start));
    }
}

#endif
