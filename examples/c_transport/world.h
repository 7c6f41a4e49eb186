/* What lies behind the provider: a mail server for each transport, one modem for all of them, and a screen. */
#ifndef WORLD_H
#define WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "surroundings.h"

/* The far end of the transport of that name: it outlives the transport's logons. */
struct mail_server {
    char *transport;
    struct queue sent;    /* what it has taken */
    struct queue waiting; /* what it keeps until it is delivered */
    struct far_end far_end;
    uint64_t moved;    /* messages, in both directions, since it was made to behave so */
    bool has_deferred; /* messages that it refused are kept by the spooler until they are asked for */
};

struct logon;

struct world {
    struct mail_server **servers;
    size_t server_count;
    size_t server_capacity;
    struct screen screen;
    size_t logons;              /* that have not ended */
    size_t lines;               /* that are held: of LAN transports one each, of the others the modem */
    const struct logon *dialed; /* who holds the modem, or NULL */
    char *first_support;        /* for "mix-up-rows": the support object of the first transport, */
    char *departed;             /* and for "call-after-logoff" that of the last one that logged off */
};

void world_reset(struct world *world);

/* Answers the mail server of the transport; there always is one. */
struct mail_server *world_server(struct world *world, const char *transport);

void server_behave(struct mail_server *server, struct far_end far_end);

/* Whether it can be reached, and whether it will have the next message. */
bool server_is_down(const struct mail_server *server);
bool server_refuses(const struct mail_server *server);

/* How long a message takes, in seconds. */
double server_pace(const struct mail_server *server);

void server_take(struct mail_server *server, const char *token);

/* Answers what waits first, or NULL. */
const char *server_first(struct mail_server *server);
/* Forgets what waits first. */
void server_delivered(struct mail_server *server);

#endif
