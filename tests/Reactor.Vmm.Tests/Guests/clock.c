/* Reads every clock the C library has. */
#include "reactor_guest.h"
#include <stdio.h>
#include <sys/time.h>
#include <time.h>

static int64_t read_clock(clockid_t clock)
{
    struct timespec time;
    if (clock_gettime(clock, &time) != 0) return -1;
    return time.tv_sec * 1000000000ll + time.tv_nsec;
}

static int get(struct reactor_reader *a, struct reactor_writer *result) { reactor_put_i64(result, read_clock(reactor_get_i32(a))); return 0; }
REACTOR_EXPORT(get, "get(i32) -> i64");

static int parts(struct reactor_reader *a, struct reactor_writer *result)
{
    struct timespec time;
    clock_gettime(reactor_get_i32(a), &time);
    char text[64];
    int length = snprintf(text, sizeof text, "%lld %ld", (long long)time.tv_sec, time.tv_nsec);
    reactor_put_bytes(result, text, (uint64_t)length);
    return 0;
}
REACTOR_EXPORT(parts, "parts(i32) -> string");

static int seconds(struct reactor_reader *a, struct reactor_writer *result) { (void)a; time_t t; reactor_put_i64(result, time(&t) == t ? t : -1); return 0; }
REACTOR_EXPORT(seconds, "seconds() -> i64");

static int micros(struct reactor_reader *a, struct reactor_writer *result)
{
    (void)a;
    struct timeval time;
    gettimeofday(&time, NULL);
    reactor_put_i64(result, time.tv_sec * 1000000ll + time.tv_usec);
    return 0;
}
REACTOR_EXPORT(micros, "micros() -> i64");

static int resolution(struct reactor_reader *a, struct reactor_writer *result)
{
    (void)a;
    struct timespec time;
    clock_getres(CLOCK_MONOTONIC, &time);
    reactor_put_i64(result, time.tv_sec * 1000000000ll + time.tv_nsec);
    return 0;
}
REACTOR_EXPORT(resolution, "resolution() -> i64");

/* Waits for time to pass without saying so. */
static int spin(struct reactor_reader *a, struct reactor_writer *result)
{
    clockid_t clock = reactor_get_i32(a);
    int64_t start = read_clock(clock), readings = 0;
    while (read_clock(clock) - start < 1000000) readings++;
    reactor_put_i64(result, readings);
    return 0;
}
REACTOR_EXPORT(spin, "spin(i32) -> i64");

static int64_t at_boot;
static int boot(struct reactor_reader *a, struct reactor_writer *result) { (void)a; reactor_put_i64(result, at_boot); return 0; }
REACTOR_EXPORT(boot, "boot() -> i64");

int main(void)
{
    at_boot = read_clock(CLOCK_REALTIME);
    reactor_run();
}
