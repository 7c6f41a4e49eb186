/* IMAPIStatus of a transport: the object that a client opens, whose FlushQueues only asks. */
#ifndef STATUS_H
#define STATUS_H

#include "transport.h"

/* IXPLogon::OpenStatusEntry; `interface` may be NULL. The object holds its logon. */
mapi_code status_open(struct logon *logon, const char *interface, uint32_t flags, struct logon **object);

mapi_code status_get_props(const struct logon *logon, const uint32_t *tags, size_t tag_count, uint32_t flags,
                           struct properties *values);
mapi_code status_flush(struct logon *logon, bool has_target, uint32_t flags);

#endif
