/* The calls by which the kit arranges what lies behind the provider, and looks at what it did. */
#include "answers.h"
#include "arguments.h"
#include "interfaces.h"
#include "world.h"

/* Answers NULL when there is a complaint. */
static struct mail_server *server_asked_for(struct call *call)
{
    const char *transport = read_text(call, "transport");
    return call->complaint == NULL ? world_server(call->server->world, transport) : NULL;
}

static void run_reset(struct call *call)
{
    take_back_all(call->server, TRANSPORT_STATUS);
    take_back_all(call->server, XP_LOGON);
    world_reset(call->server->world);
}

static void run_arrive(struct call *call)
{
    const cJSON *tokens = read_texts(call, "tokens");
    const cJSON *token;
    struct mail_server *server = server_asked_for(call);
    if (server == NULL)
        return;
    cJSON_ArrayForEach(token, tokens)
        queue_put(&server->waiting, token->valuestring);
}

static void run_waiting(struct call *call)
{
    const struct mail_server *server = server_asked_for(call);
    if (server != NULL)
        call->value = queue_json(&server->waiting);
}

static void run_sent(struct call *call)
{
    const struct mail_server *server = server_asked_for(call);
    if (server != NULL)
        call->value = queue_json(&server->sent);
}

static void run_set_far_end(struct call *call)
{
    struct far_end far_end = read_far_end(call, "far_end");
    struct mail_server *server = server_asked_for(call);
    if (server != NULL)
        server_behave(server, far_end);
}

static void run_set_user(struct call *call)
{
    bool present = read_flag(call, "present");
    if (call->complaint == NULL)
        call->server->world->screen.user_present = present;
}

static void run_prompts(struct call *call)
{
    call->value = screen_json(&call->server->world->screen);
}

static void run_live_objects(struct call *call)
{
    call->value = cJSON_CreateObject();
    cJSON_AddNumberToObject(call->value, "line", (double)call->server->world->lines);
}

const struct method TEST_BED_METHODS[] = {
    {"transport_bed.reset", TRANSPORT_BED, run_reset, {NULL}, true},
    {"transport_bed.arrive", TRANSPORT_BED, run_arrive, {"transport", "tokens"}, true},
    {"transport_bed.waiting", TRANSPORT_BED, run_waiting, {"transport"}, true},
    {"transport_bed.sent", TRANSPORT_BED, run_sent, {"transport"}, true},
    {"transport_bed.set_far_end", TRANSPORT_BED, run_set_far_end, {"transport", "far_end"}, true},
    {"transport_bed.set_user", TRANSPORT_BED, run_set_user, {"present"}, true},
    {"transport_bed.prompts", TRANSPORT_BED, run_prompts, {NULL}, true},
    {"transport_bed.live_objects", TRANSPORT_BED, run_live_objects, {NULL}, true},
};
const size_t TEST_BED_METHOD_COUNT = sizeof TEST_BED_METHODS / sizeof TEST_BED_METHODS[0];
