#include "world.h"

#include <stdlib.h>
#include <string.h>

#include "call_back.h"
#include "calls.h"
#include "memory.h"
#include "wrong.h"

static void clear(struct world *world)
{
    for (size_t i = 0; i < world->server_count; i++) {
        queue_clear(&world->servers[i]->sent);
        queue_clear(&world->servers[i]->waiting);
        free(world->servers[i]->transport);
        free(world->servers[i]);
    }
    free(world->servers);
    free(world->departed);
    free(world->first_support);
    screen_clear(&world->screen);
    *world = (struct world){0};
}

struct world *world_new(void)
{
    return allocate(1, sizeof(struct world));
}

void world_free(struct world *world)
{
    clear(world);
    free(world);
}

void world_reset(struct world *world)
{
    clear(world);
}

void world_catch_up(struct world *world)
{
    /* A transport works only when it is called, so there is never anything to catch up with. */
    if (is_wrong("call-after-logoff") && world->departed != NULL && world->logons != 0) {
        support_spooler_notify(world->departed, NOTIFY_SENTDEFERRED);
        free(world->departed);
        world->departed = NULL;
    }
}

struct mail_server *world_server(struct world *world, const char *transport)
{
    for (size_t i = 0; i < world->server_count; i++) {
        if (strcmp(world->servers[i]->transport, transport) == 0)
            return world->servers[i];
    }
    struct mail_server *server = allocate(1, sizeof *server);
    server->transport = copy_text(transport);
    world->servers =
        room_for_one(world->servers, world->server_count, &world->server_capacity, sizeof(struct mail_server *));
    world->servers[world->server_count++] = server;
    return server;
}

void server_behave(struct mail_server *server, struct far_end far_end)
{
    server->far_end = far_end;
    server->moved = 0;
}

bool server_is_down(const struct mail_server *server)
{
    return server->far_end.condition == FAR_END_DOWN && server->moved >= server->far_end.after;
}

bool server_refuses(const struct mail_server *server)
{
    return server->far_end.condition == FAR_END_REFUSING;
}

double server_pace(const struct mail_server *server)
{
    return server->far_end.condition == FAR_END_SLOW ? server->far_end.seconds : 0;
}

void server_take(struct mail_server *server, const char *token)
{
    queue_put(&server->sent, token);
    server->moved++;
}

const char *server_first(struct mail_server *server)
{
    struct queue *waiting = &server->waiting;
    if (queue_length(waiting) == 0)
        return NULL;
    if (is_wrong("newest-first")) {
        char *newest = waiting->tokens[waiting->end - 1];
        waiting->tokens[waiting->end - 1] = waiting->tokens[waiting->first];
        waiting->tokens[waiting->first] = newest;
    }
    return waiting->tokens[waiting->first];
}

void server_delivered(struct mail_server *server)
{
    free(queue_take(&server->waiting));
    server->moved++;
}
