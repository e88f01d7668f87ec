/* A guest in C: echoes, calls its host, fails.
 *
 *     gcc -O2 -static -no-pie -Wl,-z,max-page-size=0x200000 -Wl,-z,separate-code -I../../Reactor.GuestSdk/c guest.c -o guest.elf
 */
#include "reactor_guest.h"

REACTOR_IMPORT(host_add, "hostAdd(i64, i64) -> i64");

static int echo(struct reactor_reader *arguments, struct reactor_writer *result)
{
    uint64_t length;
    const uint8_t *text = reactor_get_bytes(arguments, &length);
    reactor_put_bytes(result, text, length);
    return 0;
}
REACTOR_EXPORT(echo, "echo(string) -> string");

/* Lets the host do the sum. */
static int add(struct reactor_reader *arguments, struct reactor_writer *result)
{
    struct reactor_writer sent = reactor_arguments();
    reactor_put_i64(&sent, reactor_get_i64(arguments));
    reactor_put_i64(&sent, reactor_get_i64(arguments));

    struct reactor_reader answer;
    if (reactor_import_call(&host_add, &sent, &answer)) return reactor_error_from(result, &answer);
    reactor_put_i64(result, reactor_get_i64(&answer));
    return 0;
}
REACTOR_EXPORT(add, "add(i64, i64) -> i64");

static int fail(struct reactor_reader *arguments, struct reactor_writer *result)
{
    (void)arguments;
    return reactor_error(result, "this function always fails");
}
REACTOR_EXPORT(fail, "fail() -> void");

int main(void)
{
    reactor_run();
}
