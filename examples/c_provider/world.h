/* What the subsystem works on: profiles with their transports, queues and far ends; what was transferred and shown. */
#ifndef WORLD_H
#define WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mapi.h"
#include "surroundings.h"

enum direction { OUTGOING, INCOMING };
/* What a client has asked of a transport's own status object and the spooler has not done yet. */
struct request {
    uint32_t pending; /* FLUSH_UPLOAD and FLUSH_DOWNLOAD, as far as still to do; 0: no request */
    uint32_t flags;
    uint64_t number;
    bool begun;
};

struct transport {
    uint32_t number; /* not used again before a reset, also if the transport is removed */
    char *name;
    enum transport_kind kind;
    bool supports_flush;
    bool asynchronous;
    struct queue queues[2]; /* the incoming messages wait at the far end */
    struct far_end far_end;
    struct request request;
};

/* A profile, and with it the spooler that serves all its sessions. */
struct profile {
    char *name;
    struct transport *transports; /* in transport order */
    size_t transport_count;
    size_t transport_capacity;
    unsigned references; /* of the world while installed, and of each session */
    bool installed;
    bool built_in;
    double worked_until; /* up to when the spooler has carried out requests */
};

struct transfer {
    char *transport;
    enum direction direction;
    char *token;
};

struct world {
    struct profile **profiles; /* installed, or replaced but in use by a session; newest last */
    size_t profile_count;
    size_t profile_capacity;
    struct transfer *transfers;
    size_t transfer_count;
    size_t transfer_capacity;
    struct screen screen;
    uint32_t sessions_begun;
    uint32_t transports_made;
    uint64_t requests_made;
};

/* A world holds the built-in profile "Sample" and nothing else, at first and after a reset. */
void world_reset(struct world *world);

struct profile *profile_new(const char *name);
void profile_add(struct profile *profile, const struct traits *traits);
void profile_release(struct world *world, struct profile *profile);

/* Takes the profile over, also when refusing it; one of the same name is replaced. */
mapi_code world_install(struct world *world, struct profile *profile);

/* Answers the installed profile ("": the built-in name), or NULL. */
struct profile *world_profile(const struct world *world, const char *name);

/* Answers the transport of an installed profile, the newest first, or NULL. */
struct transport *world_transport(const struct world *world, const char *name);

void note_transfer(struct world *world, const struct transport *transport, enum direction direction, const char *token);

#endif
