/* Status objects, and the rows by which the status table describes them. */
#ifndef STATUS_H
#define STATUS_H

#include <stdint.h>

#include "property.h"
#include "session.h"

struct status_object {
    struct session *session;
    struct resource resource;
};

/* Puts every column that the row at this place has into `row`. */
void status_row(const struct session *session, size_t place, struct properties *row);

/* IMAPISession::OpenEntry; `interface` may be NULL. */
mapi_code status_open(struct session *session, struct bytes id, const char *interface, uint32_t flags,
                      struct status_object **object);
void status_release(struct status_object *object);

/* IMAPIProp::GetProps: S_OK, or MAPI_W_ERRORS_RETURNED when slots hold codes instead of values. */
mapi_code status_get_props(const struct status_object *object, const uint32_t *tags, size_t tag_count, uint32_t flags,
                           struct properties *values);

/* IMAPIStatus::FlushQueues; `target` is NULL for none. */
mapi_code status_flush(struct status_object *object, const struct bytes *target, uint32_t flags);

#endif
