#include "spooler.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "wrong.h"

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void wait_for(double seconds)
{
    struct timespec left = {.tv_sec = (time_t)seconds};
    left.tv_nsec = (long)((seconds - (double)left.tv_sec) * 1e9);
    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        continue;
}

/* The directions among the flags. */
static uint32_t directions_of(uint32_t flags)
{
    if (is_wrong("swap-directions"))
        return (flags & FLUSH_UPLOAD) << 1 | (flags & FLUSH_DOWNLOAD) >> 1;
    return flags & FLUSH_DIRECTIONS;
}

/* Of the directions still to do, the one that comes first. */
static uint32_t first_of(uint32_t pending)
{
    uint32_t first = is_wrong("incoming-first") ? FLUSH_DOWNLOAD : FLUSH_UPLOAD;
    return (pending & first) != 0 ? first : pending;
}

static enum direction queue_of(uint32_t direction)
{
    return direction == FLUSH_UPLOAD ? OUTGOING : INCOMING;
}

static bool takes_a_message(const struct far_end *far_end)
{
    switch (far_end->condition) {
    case FAR_END_REFUSING:
        return false;
    case FAR_END_DOWN:
        return far_end->after > 0;
    default:
        return true;
    }
}

static double seconds_for_a_message(const struct far_end *far_end)
{
    return far_end->condition == FAR_END_SLOW ? far_end->seconds : 0.0;
}

/* Moves the oldest message to its destination. */
static void transfer(struct world *world, struct transport *transport, enum direction direction)
{
    char *token = queue_take(&transport->queues[direction]);
    if (transport->far_end.condition == FAR_END_DOWN)
        transport->far_end.after--;
    note_transfer(world, transport, direction, token);
    if (is_wrong("deliver-twice"))
        note_transfer(world, transport, direction, token);
    free(token);
}

/* Whether a message waits and the far end would take it. */
static bool can_transfer(const struct transport *transport, enum direction direction)
{
    return queue_length(&transport->queues[direction]) != 0 && takes_a_message(&transport->far_end);
}

/* Ends the work on a queue; answers whether nothing is left. What the far end did not take stays where it is. */
static bool end_queue(struct transport *transport, enum direction direction)
{
    struct queue *queue = &transport->queues[direction];
    if (queue_length(queue) == 0)
        return true;
    if (transport->far_end.condition == FAR_END_DOWN && is_wrong("lose-on-down"))
        free(queue_take(queue));
    return false;
}

/* A transport that dials has to ask its user something. */
static void dial(struct world *world, const struct transport *transport, uint32_t flags)
{
    if (transport->kind != KIND_LAN && (flags & FLUSH_NO_UI) == 0)
        screen_show(&world->screen, transport->name, PROMPT_DIALOG);
}

static bool is_reached(const struct transport *transport, uint32_t flags)
{
    return !transport->asynchronous || (flags & FLUSH_FORCE) != 0;
}

/* Flushes one transport while the caller waits; answers whether nothing that was asked for is left. */
static bool flush_now(struct world *world, struct transport *transport, uint32_t flags)
{
    bool empty = true;
    uint32_t pending = directions_of(flags);
    dial(world, transport, flags);
    while (pending != 0) {
        uint32_t direction = first_of(pending);
        while (can_transfer(transport, queue_of(direction))) {
            wait_for(seconds_for_a_message(&transport->far_end));
            transfer(world, transport, queue_of(direction));
        }
        empty = end_queue(transport, queue_of(direction)) && empty;
        pending &= ~direction;
    }
    return empty;
}

/* Answers the request that comes next, the oldest, or NULL. */
static struct transport *next_requested(const struct profile *profile)
{
    struct transport *oldest = NULL;
    for (size_t i = 0; i < profile->transport_count; i++) {
        struct transport *transport = &profile->transports[i];
        if (transport->request.pending != 0 &&
            (oldest == NULL || transport->request.number < oldest->request.number))
            oldest = transport;
    }
    return oldest;
}

mapi_code spooler_flush(struct world *world, struct profile *profile, struct transport *target, uint32_t flags)
{
    mapi_code code = S_OK;
    if (next_requested(profile) != NULL)
        return MAPI_E_BUSY;
    if ((flags & FLUSH_DIRECTIONS) == 0)
        return S_OK;
    if ((flags & FLUSH_NO_UI) == 0 || is_wrong("prompt-despite-no-ui"))
        screen_show(&world->screen, "spooler", PROMPT_PROGRESS);
    for (size_t i = 0; i < profile->transport_count; i++) {
        struct transport *transport = &profile->transports[i];
        if (target != NULL && transport != target && !is_wrong("ignore-target"))
            continue;
        if (is_reached(transport, flags) && !flush_now(world, transport, flags)) {
            code = MAPI_E_NETWORK_ERROR;
            if (is_wrong("stop-at-failure"))
                break;
        }
        if (target == NULL && is_wrong("first-transport-only"))
            break;
    }
    return code;
}

mapi_code spooler_request(struct world *world, struct profile *profile, struct transport *transport, uint32_t flags)
{
    if (transport->request.pending != 0)
        return MAPI_E_BUSY;
    if ((flags & FLUSH_DIRECTIONS) == 0 || !is_reached(transport, flags))
        return S_OK;
    if (next_requested(profile) == NULL)
        profile->worked_until = now();
    transport->request =
        (struct request){.pending = directions_of(flags), .flags = flags, .number = ++world->requests_made};
    return S_OK;
}

/* Moves the messages for which there was time up to `time`; answers whether the queue is done with. */
static bool catch_up_queue(struct world *world, struct profile *profile, struct transport *transport,
                           enum direction direction, double time)
{
    while (can_transfer(transport, direction)) {
        double done = profile->worked_until + seconds_for_a_message(&transport->far_end);
        if (done > time)
            return false;
        profile->worked_until = done;
        transfer(world, transport, direction);
    }
    end_queue(transport, direction);
    return true;
}

static void catch_up_profile(struct world *world, struct profile *profile, double time)
{
    for (struct transport *transport; (transport = next_requested(profile)) != NULL;) {
        struct request *request = &transport->request;
        uint32_t direction = first_of(request->pending);
        if (!request->begun) {
            request->begun = true;
            dial(world, transport, request->flags);
        }
        if (!catch_up_queue(world, profile, transport, queue_of(direction), time))
            return;
        request->pending &= ~direction;
    }
}

void world_catch_up(struct world *world)
{
    double time = now();
    for (size_t i = 0; i < world->profile_count; i++)
        catch_up_profile(world, world->profiles[i], time);
}
