/* Sessions, and the entry identifiers that are good in one session each. */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memory.h"
#include "world.h"

struct session {
    unsigned references; /* of the client, of each table and status object */
    uint32_t number;
    bool no_mail; /* logged on with MAPI_NO_MAIL: the spooler does not know it */
    bool ended;
    struct world *world;
    struct profile *profile;
};

/* What a row of the status table stands for. */
struct resource {
    uint32_t type; /* as PR_RESOURCE_TYPE */
    struct transport *transport;
};

#define ENTRY_ID_SIZE 48

mapi_code session_begin(struct world *world, const char *profile, uint32_t flags, struct session **session);
struct session *session_hold(struct session *session);
void session_release(struct session *session);

/* The rows of the status table: how many, and which resource has this place. */
size_t session_resource_count(const struct session *session);
struct resource session_resource(const struct session *session, size_t place);

void entry_id_write(const struct session *session, const struct resource *resource, unsigned char id[ENTRY_ID_SIZE]);

/* Finds the resource, or answers MAPI_E_INVALID_ENTRYID for bytes that were never an identifier here, and
 * MAPI_E_UNKNOWN_ENTRYID for one that is not good in this session. */
mapi_code entry_id_read(const struct session *session, struct bytes id, struct resource *resource);

/* Answers the transport that has this identifier in any session, or NULL. */
const struct transport *entry_id_transport(const struct world *world, struct bytes id);

#endif
