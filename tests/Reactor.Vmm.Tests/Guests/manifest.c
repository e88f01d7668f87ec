/* Says ready with an outbox that its environment describes: MANIFEST=early calls a host function first, MANIFEST=huge lies about the length. */
#include "reactor_guest.h"

int main(void)
{
    struct reactor_mailbox *box = reactor_attach();
    const char *text = getenv("MANIFEST");
    if (!text) text = "";
    if (!strcmp(text, "early")) reactor_call(REACTOR_CALL_HOST_FUNCTION, 0);
    if (!strcmp(text, "huge")) reactor_call(REACTOR_CALL_READY, ~0ull);
    if (!strcmp(text, "beyond")) reactor_call(REACTOR_CALL_READY, box->outbox_capacity + 8);
    if (!strcmp(text, "error")) { reactor_ready(); reactor_call(REACTOR_CALL_ERROR, 0); }
    uint64_t length = strlen(text);
    memcpy(box->outbox, text, length);
    reactor_call(REACTOR_CALL_READY, length);
    for (;;) reactor_call(REACTOR_CALL_ERROR, 0);
}
