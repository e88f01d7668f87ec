/* Exports of all types, and calls of host functions in every wrong way. */
#include "reactor_guest.h"
#include <stdio.h>

REACTOR_IMPORT(host_note, "note(bytes) -> bytes");
REACTOR_IMPORT(host_next, "next() -> i64");

static int all(struct reactor_reader *a, struct reactor_writer *result)
{
    char text[200];
    int i32 = reactor_get_i32(a);
    unsigned u32 = reactor_get_u32(a);
    long long i64 = reactor_get_i64(a);
    unsigned long long u64 = reactor_get_u64(a);
    double f32 = reactor_get_f32(a), f64 = reactor_get_f64(a);
    int flag = reactor_get_bool(a);
    int length = snprintf(text, sizeof text, "%d %u %lld %llu %g %g %d ", i32, u32, i64, u64, f32, f64, flag);
    uint64_t count;
    const uint8_t *bytes = reactor_get_bytes(a, &count);
    memcpy(text + length, bytes, count);
    length += (int)count;
    bytes = reactor_get_bytes(a, &count);
    length += snprintf(text + length, sizeof text - (size_t)length, " %u", (unsigned)(count ? bytes[count - 1] : 0));
    reactor_put_bytes(result, text, (uint64_t)length);
    return 0;
}
REACTOR_EXPORT(all, "all(i32, u32, i64, u64, f32, f64, bool, string, bytes) -> string");

#define SAME(type) \
    static int same_##type(struct reactor_reader *a, struct reactor_writer *result) { reactor_put_##type(result, reactor_get_##type(a)); return 0; } \
    REACTOR_EXPORT(same_##type, "same-" #type "(" #type ") -> " #type)
SAME(i32);
SAME(u32);
SAME(i64);
SAME(u64);
SAME(f32);
SAME(f64);
SAME(bool);

static int same_bytes(struct reactor_reader *a, struct reactor_writer *result)
{
    uint64_t count;
    const uint8_t *bytes = reactor_get_bytes(a, &count);
    reactor_put_bytes(result, bytes, count);
    return 0;
}
REACTOR_EXPORT(same_bytes, "same-bytes(bytes) -> bytes");

static int64_t kept;
static int keep(struct reactor_reader *a, struct reactor_writer *result) { (void)result; kept += reactor_get_i64(a); return 0; }
REACTOR_EXPORT(keep, "keep(i64) -> void");
static int get(struct reactor_reader *a, struct reactor_writer *result) { (void)a; reactor_put_i64(result, kept); return 0; }
REACTOR_EXPORT(get, "get() -> i64");

static int64_t sum(int64_t times)
{
    int64_t total = 0;
    for (int64_t i = 0; i < times; i++) {
        struct reactor_writer sent = reactor_arguments();
        struct reactor_reader answer;
        if (reactor_import_call(&host_next, &sent, &answer)) return -1;
        total += reactor_get_i64(&answer);
    }
    return total;
}
static int call_next(struct reactor_reader *a, struct reactor_writer *result) { reactor_put_i64(result, sum(reactor_get_i64(a))); return 0; }
REACTOR_EXPORT(call_next, "call-next(i64) -> i64");

/* Reads its argument only after the host function has answered. */
static int call_note(struct reactor_reader *a, struct reactor_writer *result)
{
    struct reactor_writer sent = reactor_arguments();
    reactor_put_string(&sent, "a note");
    struct reactor_reader answer;
    if (reactor_import_call(&host_note, &sent, &answer)) return reactor_error_from(result, &answer);
    uint64_t count, answered;
    const uint8_t *own = reactor_get_bytes(a, &count);
    const uint8_t *theirs = reactor_get_bytes(&answer, &answered);
    char text[200];
    memcpy(text, own, count);
    memcpy(text + count, theirs, answered);
    reactor_put_bytes(result, text, count + answered);
    return 0;
}
REACTOR_EXPORT(call_note, "call-note(bytes) -> bytes");

/* The hypercall itself, with whatever the host asked to see in the mailbox. */
static int raw_call(struct reactor_reader *a, struct reactor_writer *result)
{
    struct reactor_mailbox *box = reactor_attach();
    box->host_function = reactor_get_u32(a);
    box->host_arguments_offset = reactor_get_u64(a);
    box->host_arguments_length = reactor_get_u64(a);
    uint64_t word = reactor_get_u64(a);
    memcpy(box->outbox + box->outbox_capacity / 2, &word, sizeof word);
    reactor_call(REACTOR_CALL_HOST_FUNCTION, 0);
    reactor_put_u32(result, box->host_function_status);
    return 0;
}
REACTOR_EXPORT(raw_call, "raw-call(u32, u64, u64, u64) -> u32");

static int malformed(struct reactor_reader *a, struct reactor_writer *result) { (void)a; reactor_put_u64(result, 2); return 0; }
REACTOR_EXPORT(malformed, "malformed() -> bool");
static int nothing(struct reactor_reader *a, struct reactor_writer *result) { (void)a; (void)result; return 0; }
REACTOR_EXPORT(nothing, "nothing() -> i64");

static int twice(struct reactor_reader *a, struct reactor_writer *result)
{
    (void)a;
    reactor_put_i64(result, 1);
    reactor_outbox_full(8);
    return 0;
}
REACTOR_EXPORT(twice, "twice() -> i64");

int main(void) { reactor_run(); }
