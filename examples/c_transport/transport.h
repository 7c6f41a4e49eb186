/* IXPLogon: the transport, logged on. Each function is one that the spooler calls, or that the status object needs. */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include "mapi.h"
#include "property.h"
#include "world.h"

/* A message between SubmitMessage and EndMessage. */
struct message {
    char *token; /* NULL: there is none */
    int32_t reference;
    bool is_cancelled;
};

/* Directions are FLUSH_UPLOAD and FLUSH_DOWNLOAD. */
struct logon {
    unsigned references; /* of the spooler, of each status object */
    struct world *world;
    struct mail_server *server;
    struct traits traits;
    char *name;
    char *support; /* handle of the spooler's support object */
    bool has_ended;

    uint32_t announced; /* directions of the flush under way, as far as not ended */
    uint32_t phase;     /* the one of them whose turn it is; its bit is in the row */
    uint32_t requested; /* directions that a client wants and the spooler has not announced; their bits are in the row too */
    bool holds_line;
    bool is_cut_off; /* the mail server could not be reached when it was last tried */
    bool has_waited; /* the spooler has been asked for patience with the message that comes next */
    struct message at_hand;
    int32_t references_given;
};

/* The answer for a message: its reference, or how long to wait before it is tried again. */
struct progress {
    int32_t reference;
    double wait_seconds;
};

/* IXPProvider::TransportLogon; `*logon` has a reference of the spooler's when it succeeds. */
mapi_code transport_logon(struct world *world, const char *support, const struct traits *traits, struct logon **logon);
struct logon *logon_hold(struct logon *logon);
void logon_release(struct logon *logon);
void transport_logoff(struct logon *logon);

/* IXPLogon::FlushQueues */
mapi_code transport_announce(struct logon *logon, uint32_t flags);
/* IXPLogon::TransportNotify; `data` holds a message's reference, or is NULL. */
mapi_code transport_notify(struct logon *logon, uint32_t flags, const struct bytes *data);
mapi_code transport_submit(struct logon *logon, const char *token, struct progress *progress);
/* Answers with `*flags` what the spooler shall do with the message. */
mapi_code transport_end(struct logon *logon, int32_t reference, uint32_t *flags);
/* `message` is the handle of an empty one. */
mapi_code transport_start(struct logon *logon, const char *message, struct progress *progress);
bool transport_poll(const struct logon *logon);
mapi_code transport_validate(struct logon *logon, uint32_t flags);

/* What a client asks of the status object: the bits in the row make the spooler announce a flush. */
mapi_code transport_request(struct logon *logon, uint32_t flags);

#endif
