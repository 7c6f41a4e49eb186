#ifndef WALK_H
#define WALK_H

#include "calls.h"

/* Flushes the queues of these directions, by procedure A or transport by transport; "" means each transport. Answers S_OK if all is
 * done. */
code walk(const char *mapi, const char *profile, bool by_transport, const char *transport, uint32_t directions);

#endif
