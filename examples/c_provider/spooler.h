/* The spooler: moves messages, at once for its own FlushQueues, later for that of a transport. */
#ifndef SPOOLER_H
#define SPOOLER_H

#include <stdint.h>

#include "world.h"

/* Flushes the target, or every transport of the profile when it is NULL, and returns when that is done. */
mapi_code spooler_flush(struct world *world, struct profile *profile, struct transport *target, uint32_t flags);

/* Notes what is asked of one transport and returns at once; `world_catch_up` does it. */
mapi_code spooler_request(struct world *world, struct profile *profile, struct transport *transport, uint32_t flags);

#endif
