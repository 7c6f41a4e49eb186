/* The calls by which the kit arranges what surrounds the subsystem, and looks at what it did. */
#include "answers.h"
#include "interfaces.h"
#include "mapi_arguments.h"
#include "session.h"

#include <stdlib.h>

static const char *const DIRECTIONS[] = {[OUTGOING] = "outgoing", [INCOMING] = "incoming"};

/* Answers NULL and refuses the call when no installed profile has such a transport, or when there is a complaint. */
static struct transport *transport_asked_for(struct call *call)
{
    struct transport *transport = world_transport(call->server->world, read_text(call, "transport"));
    if (call->complaint != NULL)
        return NULL;
    if (transport == NULL)
        call->code = MAPI_E_NOT_FOUND;
    return transport;
}

static void run_reset(struct call *call)
{
    for (unsigned interface = SESSION; interface <= STATUS_OBJECT; interface++)
        take_back_all(call->server, interface);
    world_reset(call->server->world);
}

static void run_install_profile(struct call *call)
{
    struct profile *profile = read_profile(call, "profile");
    if (profile == NULL)
        return;
    call->code = world_install(call->server->world, profile);
    if (!FAILED(call->code))
        call->value = cJSON_CreateString(profile->name);
}

static void run_transport_of(struct call *call)
{
    struct bytes id = read_bytes(call, "entry_id");
    const struct transport *transport = entry_id_transport(call->server->world, id);
    if (call->complaint == NULL && transport != NULL)
        call->value = cJSON_CreateString(transport->name);
    free(id.data);
}

static void put_in_queue(struct call *call, enum direction direction)
{
    const cJSON *tokens = read_texts(call, "tokens");
    const cJSON *token;
    struct transport *transport = transport_asked_for(call);
    if (transport == NULL)
        return;
    cJSON_ArrayForEach(token, tokens)
        queue_put(&transport->queues[direction], token->valuestring);
}

static void run_submit(struct call *call)
{
    put_in_queue(call, OUTGOING);
}

static void run_arrive(struct call *call)
{
    put_in_queue(call, INCOMING);
}

static void run_queue(struct call *call)
{
    enum direction direction = read_direction(call, "direction");
    const struct transport *transport = transport_asked_for(call);
    if (transport == NULL)
        return;
    call->value = queue_json(&transport->queues[direction]);
}

static void run_transfers(struct call *call)
{
    const struct world *world = call->server->world;
    call->value = cJSON_CreateArray();
    for (size_t i = 0; i < world->transfer_count; i++) {
        cJSON *transfer = cJSON_CreateObject();
        cJSON_AddStringToObject(transfer, "transport", world->transfers[i].transport);
        cJSON_AddStringToObject(transfer, "direction", DIRECTIONS[world->transfers[i].direction]);
        cJSON_AddStringToObject(transfer, "token", world->transfers[i].token);
        cJSON_AddFalseToObject(transfer, "returned");
        cJSON_AddItemToArray(call->value, transfer);
    }
}

static void run_set_far_end(struct call *call)
{
    struct far_end far_end = read_far_end(call, "far_end");
    struct transport *transport = transport_asked_for(call);
    if (transport != NULL)
        transport->far_end = far_end;
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
    const struct handles *handles = call->server->handles;
    call->value = cJSON_CreateObject();
    cJSON_AddNumberToObject(call->value, "session", (double)handles[SESSION].count);
    cJSON_AddNumberToObject(call->value, "table", (double)handles[TABLE].count);
    cJSON_AddNumberToObject(call->value, "row set", (double)handles[ROW_SET].count);
    cJSON_AddNumberToObject(call->value, "status object", (double)handles[STATUS_OBJECT].count);
}

const struct method TEST_BED_METHODS[] = {
    {"test_bed.reset", TEST_BED, run_reset, {NULL}, true},
    {"test_bed.install_profile", TEST_BED, run_install_profile, {"profile"}, true},
    {"test_bed.transport_of", TEST_BED, run_transport_of, {"entry_id"}, true},
    {"test_bed.submit", TEST_BED, run_submit, {"transport", "tokens"}, true},
    {"test_bed.arrive", TEST_BED, run_arrive, {"transport", "tokens"}, true},
    {"test_bed.queue", TEST_BED, run_queue, {"transport", "direction"}, true},
    {"test_bed.transfers", TEST_BED, run_transfers, {NULL}, true},
    {"test_bed.set_far_end", TEST_BED, run_set_far_end, {"transport", "far_end"}, true},
    {"test_bed.set_user", TEST_BED, run_set_user, {"present"}, true},
    {"test_bed.prompts", TEST_BED, run_prompts, {NULL}, true},
    {"test_bed.live_objects", TEST_BED, run_live_objects, {NULL}, true},
};
const size_t TEST_BED_METHOD_COUNT = sizeof TEST_BED_METHODS / sizeof TEST_BED_METHODS[0];
