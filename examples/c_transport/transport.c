#include "transport.h"

#include <stdlib.h>
#include <time.h>

#include "call_back.h"
#include "line.h"
#include "row.h"
#include "wrong.h"

mapi_code transport_logon(struct world *world, const char *support, const struct traits *traits, struct logon **logon)
{
    *logon = allocate(1, sizeof **logon);
    **logon = (struct logon){.references = 1,
                             .world = world,
                             .server = world_server(world, traits->name),
                             .traits = *traits,
                             .name = copy_text(traits->name),
                             .support = copy_text(support)};
    (*logon)->traits.name = (*logon)->name;
    if (world->first_support == NULL)
        world->first_support = copy_text(support);
    mapi_code code = row_make(*logon);
    if (FAILED(code))
        logon_release(*logon);
    else
        world->logons++;
    return code;
}

struct logon *logon_hold(struct logon *logon)
{
    logon->references++;
    return logon;
}

static void drop_message(struct message *message)
{
    free(message->token);
    *message = (struct message){0};
}

void logon_release(struct logon *logon)
{
    if (--logon->references != 0)
        return;
    line_close(logon);
    drop_message(&logon->at_hand);
    free(logon->support);
    free(logon->name);
    free(logon);
}

void transport_logoff(struct logon *logon)
{
    line_close(logon);
    logon->has_ended = true;
    logon->world->logons--;
    free(logon->world->departed);
    logon->world->departed = copy_text(logon->support);
}

/* -- the course of a flush ------------------------------------------------------------------------------------------ */

static uint32_t first_direction(uint32_t directions)
{
    return (directions & FLUSH_UPLOAD) != 0 ? FLUSH_UPLOAD : directions & FLUSH_DOWNLOAD;
}

/* What the mail server refused earlier was deferred: now that mail is sent, it is wanted again. */
static mapi_code ask_for_deferred(struct logon *logon)
{
    if (!logon->server->has_deferred || is_wrong("forget-deferred"))
        return S_OK;
    mapi_code code = support_spooler_notify(logon->support, NOTIFY_SENTDEFERRED);
    logon->server->has_deferred = FAILED(code);
    return code;
}

mapi_code transport_announce(struct logon *logon, uint32_t flags)
{
    uint32_t directions = flags & FLUSH_DIRECTIONS;
    if (is_wrong("die-in-flush"))
        exit(3);
    if (is_wrong("hang-in-flush"))
        hang();
    if ((flags & ~FLUSH_KNOWN) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    if (directions == 0 || (logon->traits.asynchronous && (flags & FLUSH_FORCE) == 0))
        return S_OK;
    mapi_code code = line_open(logon, flags);
    if (FAILED(code))
        return code;
    if ((directions & FLUSH_UPLOAD) != 0 && FAILED(code = ask_for_deferred(logon))) {
        line_close(logon);
        return code;
    }
    logon->requested &= ~directions;
    logon->announced = directions;
    logon->phase = first_direction(directions);
    return row_update(logon);
}

/* A phase that cannot go on is ended by clearing its bit; the spooler takes note. */
static void end_phase_early(struct logon *logon, uint32_t direction)
{
    logon->is_cut_off = true;
    if (logon->phase == direction) {
        logon->phase = 0;
        row_update(logon);
    }
}

static void cancel_message(struct logon *logon, const struct bytes *data)
{
    uint32_t reference = (uint32_t)logon->at_hand.reference;
    for (size_t i = 0; data != NULL && i < sizeof reference; i++) { /* as a ULONG, its low byte first */
        if (data->size != sizeof reference || data->data[i] != (unsigned char)(reference >> 8 * i))
            return;
    }
    logon->at_hand.is_cancelled = true;
}

static mapi_code end_flush(struct logon *logon, uint32_t ended)
{
    if (ended == FLUSH_DIRECTIONS) { /* The spooler shuts down, and what was to be done is left. */
        logon->requested = 0;
        logon->at_hand.is_cancelled = true;
    }
    logon->announced &= ~ended;
    logon->phase = first_direction(logon->announced);
    if (ended == FLUSH_UPLOAD && is_wrong("keep-outbound-bit"))
        logon->phase |= FLUSH_UPLOAD;
    if ((ended & FLUSH_DOWNLOAD) != 0 && is_wrong("keep-inbound-bit"))
        logon->phase = FLUSH_DOWNLOAD;
    if (ended == FLUSH_UPLOAD && is_wrong("forget-inbound"))
        logon->phase = 0;
    if (logon->announced == 0 && !is_wrong("hold-line"))
        line_close(logon);
    return row_update(logon);
}

mapi_code transport_notify(struct logon *logon, uint32_t flags, const struct bytes *data)
{
    uint32_t begun = ((flags & NOTIFY_BEGIN_OUTBOUND_FLUSH) != 0 ? FLUSH_UPLOAD : 0) |
                     ((flags & NOTIFY_BEGIN_INBOUND_FLUSH) != 0 ? FLUSH_DOWNLOAD : 0);
    uint32_t ended = ((flags & NOTIFY_END_OUTBOUND_FLUSH) != 0 ? FLUSH_UPLOAD : 0) |
                     ((flags & NOTIFY_END_INBOUND_FLUSH) != 0 ? FLUSH_DOWNLOAD : 0);
    if ((flags & NOTIFY_CANCEL_MESSAGE) != 0)
        cancel_message(logon, data);
    if (ended != 0)
        return end_flush(logon, ended);
    return begun == 0 ? S_OK : transport_announce(logon, begun | FLUSH_FORCE);
}

mapi_code transport_request(struct logon *logon, uint32_t flags)
{
    if ((flags & ~FLUSH_KNOWN) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    if (logon->announced != 0 || logon->requested != 0)
        return MAPI_E_BUSY;
    if ((flags & FLUSH_DIRECTIONS) == 0 || (logon->traits.asynchronous && (flags & FLUSH_FORCE) == 0))
        return S_OK;
    logon->requested = flags & FLUSH_DIRECTIONS;
    return row_update(logon);
}

/* -- messages ------------------------------------------------------------------------------------------------------- */

/* How long the spooler shall wait before it tries the next message again: it is asked to once, then served. */
static double patience(struct logon *logon)
{
    double seconds = server_pace(logon->server);
    logon->has_waited = seconds > 0 && (!logon->has_waited || is_wrong("wait-for-ever"));
    return logon->has_waited ? seconds : 0;
}

mapi_code transport_submit(struct logon *logon, const char *token, struct progress *progress)
{
    progress->wait_seconds = patience(logon);
    if (progress->wait_seconds > 0)
        return S_OK;
    if (server_is_down(logon->server) && !is_wrong("lose-when-down")) {
        end_phase_early(logon, FLUSH_UPLOAD);
        return MAPI_E_NETWORK_ERROR;
    }
    logon->is_cut_off = false;
    drop_message(&logon->at_hand); /* one that the spooler never asked about was not sent */
    logon->at_hand = (struct message){.token = copy_text(token), .reference = ++logon->references_given};
    progress->reference = logon->at_hand.reference;
    return S_OK;
}

/* The message is handed over only now, so that it can be cancelled up to here. */
static uint32_t hand_over(struct logon *logon)
{
    struct mail_server *server = logon->server;
    const char *token = logon->at_hand.token;
    if (logon->at_hand.is_cancelled)
        return is_wrong("lie-about-cancelled") ? 0 : END_RESEND_LATER;
    if (server_is_down(server))
        return is_wrong("lose-when-down") ? 0 : END_RESEND_LATER;
    if (server_refuses(server)) {
        if (is_wrong("send-and-keep"))
            server_take(server, token);
        server->has_deferred = true;
        return END_DONT_RESEND;
    }
    server_take(server, token);
    if (is_wrong("send-twice"))
        server_take(server, token);
    return 0;
}

mapi_code transport_end(struct logon *logon, int32_t reference, uint32_t *flags)
{
    if (logon->at_hand.token == NULL || logon->at_hand.reference != reference)
        return MAPI_E_INVALID_PARAMETER;
    *flags = hand_over(logon);
    drop_message(&logon->at_hand);
    return S_OK;
}

/* Receiving keeps the spooler waiting inside the call, as MAPI has it. */
static void wait_for(double seconds)
{
    struct timespec left = {.tv_sec = (time_t)seconds};
    left.tv_nsec = (long)((seconds - (double)left.tv_sec) * 1e9);
    nanosleep(&left, NULL);
}

/* The fault of a transport that takes a saved message for the end of an inbound phase. */
static mapi_code save_empty(struct logon *logon, const char *message)
{
    mapi_code code = message_save_changes(message);
    logon->phase = 0;
    return FAILED(code) ? code : row_update(logon);
}

mapi_code transport_start(struct logon *logon, const char *message, struct progress *progress)
{
    struct mail_server *server = logon->server;
    const char *token = server_first(server);
    progress->reference = 1;
    if (token == NULL)
        return is_wrong("save-empty") ? save_empty(logon, message) : S_OK;
    if (server_is_down(server) || server_refuses(server)) {
        end_phase_early(logon, FLUSH_DOWNLOAD);
        if (is_wrong("drop-undelivered"))
            server_delivered(server);
        return MAPI_E_NETWORK_ERROR;
    }
    logon->is_cut_off = false;
    wait_for(server_pace(server));
    mapi_code code = message_set_token(message, token);
    if (!FAILED(code))
        code = message_save_changes(message);
    if (!FAILED(code))
        server_delivered(server);
    return code;
}

bool transport_poll(const struct logon *logon)
{
    return server_first(logon->server) != NULL && !is_wrong("poll-nothing");
}

mapi_code transport_validate(struct logon *logon, uint32_t flags)
{
    if ((flags & ~VALIDATE_KNOWN) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    logon->is_cut_off = server_is_down(logon->server);
    return row_update(logon);
}
