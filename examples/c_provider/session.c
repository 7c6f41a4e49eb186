#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "wrong.h"

mapi_code session_begin(struct world *world, const char *profile, uint32_t flags, struct session **session)
{
    struct profile *found = world_profile(world, profile);
    if (found == NULL)
        return MAPI_E_LOGON_FAILED;
    found->references++;
    *session = allocate(1, sizeof **session);
    **session = (struct session){.references = 1,
                                 .number = ++world->sessions_begun,
                                 .no_mail = (flags & MAPI_NO_MAIL) != 0,
                                 .world = world,
                                 .profile = found};
    return S_OK;
}

struct session *session_hold(struct session *session)
{
    session->references++;
    return session;
}

void session_release(struct session *session)
{
    if (--session->references != 0)
        return;
    profile_release(session->world, session->profile);
    free(session);
}

static size_t transport_rows(const struct session *session)
{
    return session->no_mail ? 0 : session->profile->transport_count;
}

/* The rows that MAPI supplies come after those of the transports. */
static const uint32_t OWN_ROWS[] = {MAPI_AB, MAPI_SUBSYSTEM, MAPI_SPOOLER};

size_t session_resource_count(const struct session *session)
{
    size_t own = sizeof OWN_ROWS / sizeof OWN_ROWS[0];
    return transport_rows(session) + (is_wrong("no-spooler-row") ? own - 1 : own);
}

struct resource session_resource(const struct session *session, size_t place)
{
    size_t transports = transport_rows(session);
    if (place < transports)
        return (struct resource){MAPI_TRANSPORT_PROVIDER, &session->profile->transports[place]};
    return (struct resource){OWN_ROWS[place - transports], NULL};
}

/* An entry identifier: 4 bytes of flags, 16 that say whose it is, then session, resource type and transport in 4 bytes
 * each, 8 of no meaning, and 8 that check all before them. */
enum { AT_PROVIDER = 4, AT_SESSION = 20, AT_TYPE = 24, AT_TRANSPORT = 28, AT_FILLER = 32, AT_CHECK = 40 };

static const unsigned char PROVIDER[AT_SESSION - AT_PROVIDER] = {0xc5, 0x31, 0x0e, 0x7a, 0x92, 0x44, 0x4b, 0x1d,
                                                                 0xa6, 0x58, 0x03, 0xf7, 0x6b, 0xd9, 0x20, 0xee};

static void write_number(unsigned char *at, uint64_t number, size_t size)
{
    for (size_t i = 0; i < size; i++)
        at[i] = (unsigned char)(number >> 8 * i);
}

static uint32_t read_number(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* FNV-1a: every changed byte changes it, which is all that is asked of it. */
static uint64_t digest(const unsigned char *data, size_t size)
{
    uint64_t sum = 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; i++)
        sum = (sum ^ data[i]) * 0x100000001b3u;
    return sum;
}

void entry_id_write(const struct session *session, const struct resource *resource, unsigned char id[ENTRY_ID_SIZE])
{
    memset(id, 0, ENTRY_ID_SIZE);
    id[0] = MAPI_SHORTTERM | MAPI_NOTRECIP | MAPI_THISSESSION | MAPI_NOW;
    memcpy(id + AT_PROVIDER, PROVIDER, sizeof PROVIDER);
    write_number(id + AT_SESSION, session->number, 4);
    write_number(id + AT_TYPE, resource->type, 4);
    write_number(id + AT_TRANSPORT, resource->transport == NULL ? 0 : resource->transport->number, 4);
    write_number(id + AT_FILLER, digest(id, AT_FILLER), 8);
    write_number(id + AT_CHECK, digest(id, AT_CHECK), 8);
}

static bool is_whole(struct bytes id)
{
    unsigned char check[ENTRY_ID_SIZE - AT_CHECK];
    if (id.size != ENTRY_ID_SIZE || memcmp(id.data + AT_PROVIDER, PROVIDER, sizeof PROVIDER) != 0)
        return false;
    write_number(check, digest(id.data, AT_CHECK), sizeof check);
    return memcmp(id.data + AT_CHECK, check, sizeof check) == 0;
}

mapi_code entry_id_read(const struct session *session, struct bytes id, struct resource *resource)
{
    if (!is_whole(id))
        return MAPI_E_INVALID_ENTRYID;
    if (read_number(id.data + AT_SESSION) != session->number)
        return MAPI_E_UNKNOWN_ENTRYID;
    for (size_t i = 0; i < session_resource_count(session); i++) {
        *resource = session_resource(session, i);
        if (resource->type == read_number(id.data + AT_TYPE) &&
            (resource->transport == NULL || resource->transport->number == read_number(id.data + AT_TRANSPORT)))
            return S_OK;
    }
    return MAPI_E_UNKNOWN_ENTRYID;
}

const struct transport *entry_id_transport(const struct world *world, struct bytes id)
{
    if (!is_whole(id) || read_number(id.data + AT_TYPE) != MAPI_TRANSPORT_PROVIDER)
        return NULL;
    for (size_t i = 0; i < world->profile_count; i++) {
        const struct profile *profile = world->profiles[i];
        for (size_t k = 0; k < profile->transport_count; k++) {
            if (profile->transports[k].number == read_number(id.data + AT_TRANSPORT))
                return &profile->transports[k];
        }
    }
    return NULL;
}
