/* Fails in ways whose report and core are looked at; the argument says how. Each place has a name of its own. */
#define _GNU_SOURCE
#include "reactor_guest.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NAMED __attribute__((noinline, used))

static volatile int zero;
static sem_t started, never;
char remembered[] = "what the guest remembers";
const char engraved[4096] = "constant";

NAMED static void write_to(volatile int *place)
{
    *place = 42;
    zero = 1;
}

NAMED static void outer(volatile int *place)
{
    write_to(place);
    zero = 2;
}

#pragma GCC diagnostic ignored "-Winfinite-recursion"
NAMED static void recurse(int depth)
{
    volatile char block[4096];
    block[0] = (char)depth;
    recurse(depth + 1);
    block[1] = block[0];
}

NAMED static void *wait_for_ever(void *nothing)
{
    sem_post(&started);
    sem_wait(&never);
    return nothing;
}

static void *overflow(void *nothing)
{
    recurse(0);
    return nothing;
}

static pthread_t start(void *(*body)(void *))
{
    pthread_t thread;
    sem_init(&started, 0, 0);
    sem_init(&never, 0, 0);
    if (pthread_create(&thread, 0, body, 0)) reactor_fail("no thread");
    return thread;
}

NAMED static void act(uint32_t argument)
{
    switch (argument) {
    case 0: return;
    case 1: outer((volatile int *)8); break;
    case 2: start(wait_for_ever); sem_wait(&started); outer((volatile int *)8); break;
    case 3: fputs("about to abort\n", stderr); abort();
    case 4: pthread_join(start(overflow), 0); break;
    case 5:
        close(77);
        syscall(4711, 1, 2, 3, 4, 5, 6);
        if (open("/nowhere", O_RDONLY) < 0) write(2, "no file\n", 8);
        __asm__ volatile("ud2");
        break;
    case 6: for (int i = 0; i < 100; i++) close(1000 + i); __asm__ volatile("ud2"); break;
    case 7: outer((volatile int *)engraved); break;
    case 8: outer((volatile int *)0x123456789000); break;
    case 9: recurse(0); break;
    case 10: for (;;) { } break;
    case 11:
        __asm__ volatile("movabs $0x1122334455667788, %%rax; movq %%rax, %%xmm3; mov $0x5151, %%r12d; ud2" ::: "rax", "r12", "xmm3");
        break;
    case 12: outer((volatile int *)(uintptr_t)&act); break;
    default: reactor_fail("no such failure");
    }
}

int main(void)
{
    struct reactor_mailbox *box = reactor_attach();
    reactor_ready();
    for (;;) {
        act(box->argument);
        reactor_done(0);
    }
}
