/* The calls that the spooler makes, and a client of the status object. */
#include "answers.h"
#include "arguments.h"
#include "interfaces.h"
#include "status.h"

#include <stdlib.h>

const char PROGRAM[] = "c_transport";
const char ROLE[] = "transport";
const char HANDLE_LETTERS[] = {[PROVIDER] = 'p', [XP_LOGON] = 'x', [TRANSPORT_STATUS] = 's', [TRANSPORT_BED] = 'b', '\0'};
const char GARBLED_METHOD[] = "xp_logon.end_message";
const char *const OPTIONAL_METHODS[] = {"xp_logon.poll", "transport_status.settings_dialog",
                                        "transport_status.change_password", NULL};

bool is_over(unsigned interface, const void *object)
{
    return interface == TRANSPORT_STATUS && ((const struct logon *)object)->has_ended;
}

void let_go(unsigned interface, void *object)
{
    if (interface != TRANSPORT_BED)
        logon_release(object);
}

/* Answers the handle of an object that the spooler hands over as {"INTERFACE": HANDLE}. */
static const char *read_object(struct call *call, const char *name, const char *interface)
{
    const char *const members[] = {interface, NULL};
    const cJSON *handle = cJSON_GetObjectItemCaseSensitive(argument(call, name), interface);
    if (has_members(argument(call, name), members) && cJSON_IsString(handle))
        return handle->valuestring;
    complain(call, name);
    return "";
}

static void run_transport_logon(struct call *call)
{
    struct logon *logon;
    struct traits traits;
    const char *support = read_object(call, "support", "support");
    if (!traits_of(argument(call, "transport"), &traits))
        complain(call, "transport");
    read_unsigned(call, "flags");
    if (call->complaint != NULL)
        return;
    call->code = transport_logon(call->server->world, support, &traits, &logon);
    if (FAILED(call->code))
        return;
    give_object(call, XP_LOGON, logon, "xp_logon");
    cJSON_AddNumberToObject(call->value, "flags", LOGON_SP_POLL);
}

static void run_test_bed(struct call *call)
{
    give_test_bed(call, TRANSPORT_BED, "transport_bed");
}

static void run_close(struct call *call)
{
    call->server->closing = true;
}

/* -- IXPLogon ------------------------------------------------------------------------------------------------------- */

static void run_address_types(struct call *call)
{
    read_unsigned(call, "flags");
    call->value = cJSON_CreateArray();
    cJSON_AddItemToArray(call->value, cJSON_CreateString("CXP"));
}

static void run_transport_notify(struct call *call)
{
    struct bytes data;
    uint32_t flags = read_unsigned(call, "flags");
    bool has_data = read_optional_bytes(call, "data", &data);
    if (call->complaint == NULL)
        call->code = transport_notify(call->object, flags, has_data ? &data : NULL);
    free(data.data);
}

static void run_transport_logoff(struct call *call)
{
    read_unsigned(call, "flags");
    if (call->complaint != NULL)
        return;
    transport_logoff(call->object);
    take_back(call, XP_LOGON);
}

static void answer_progress(struct call *call, struct progress progress)
{
    if (FAILED(call->code))
        return;
    call->value = cJSON_CreateObject();
    cJSON_AddNumberToObject(call->value, "reference", progress.reference);
    cJSON_AddNumberToObject(call->value, "wait_seconds", progress.wait_seconds);
}

static void run_submit_message(struct call *call)
{
    static const char *const MEMBERS[] = {"token", NULL};
    struct progress progress = {0};
    const cJSON *message = argument(call, "message");
    const cJSON *token = cJSON_GetObjectItemCaseSensitive(message, "token");
    read_unsigned(call, "flags");
    if (!has_members(message, MEMBERS) || !cJSON_IsString(token))
        complain(call, "message");
    if (call->complaint != NULL)
        return;
    call->code = transport_submit(call->object, token->valuestring, &progress);
    answer_progress(call, progress);
}

static void run_end_message(struct call *call)
{
    uint32_t flags;
    int32_t reference = read_signed(call, "reference");
    if (call->complaint != NULL)
        return;
    call->code = transport_end(call->object, reference, &flags);
    if (!FAILED(call->code))
        call->value = cJSON_CreateNumber(flags);
}

static void run_start_message(struct call *call)
{
    struct progress progress = {0};
    const char *message = read_object(call, "message", "incoming_message");
    read_unsigned(call, "flags");
    if (call->complaint != NULL)
        return;
    call->code = transport_start(call->object, message, &progress);
    answer_progress(call, progress);
}

static void run_poll(struct call *call)
{
    call->value = cJSON_CreateBool(transport_poll(call->object));
}

static void run_open_status_entry(struct call *call)
{
    struct logon *object;
    const char *interface = read_optional_text(call, "interface");
    uint32_t flags = read_unsigned(call, "flags");
    if (call->complaint != NULL)
        return;
    call->code = status_open(call->object, interface, flags, &object);
    if (FAILED(call->code))
        return;
    give_object(call, TRANSPORT_STATUS, object, "transport_status");
    cJSON_AddNumberToObject(call->value, "object_type", MAPI_STATUS);
}

static void run_validate_state(struct call *call)
{
    read_ui_param(call, "ui_param");
    uint32_t flags = read_unsigned(call, "flags");
    if (call->complaint == NULL)
        call->code = transport_validate(call->object, flags);
}

/* Reads what both FlushQueues are called with. */
static uint32_t read_flush(struct call *call, bool *has_target)
{
    struct bytes target;
    read_ui_param(call, "ui_param");
    *has_target = read_optional_bytes(call, "target", &target);
    free(target.data);
    return read_unsigned(call, "flags");
}

static void run_flush_queues(struct call *call)
{
    bool has_target; /* reserved, and not looked at */
    uint32_t flags = read_flush(call, &has_target);
    if (call->complaint == NULL)
        call->code = transport_announce(call->object, flags);
}

/* -- IMAPIStatus ---------------------------------------------------------------------------------------------------- */

static void run_get_props(struct call *call)
{
    struct properties values = {0};
    size_t count;
    uint32_t *tags = read_tags(call, "tags", &count);
    uint32_t flags = read_unsigned(call, "flags");
    if (call->complaint == NULL) {
        call->code = status_get_props(call->object, tags, count, flags, &values);
        if (!FAILED(call->code))
            call->value = properties_json(&values);
    }
    properties_clear(&values);
    free(tags);
}

/* An interface in C has every method; what PR_RESOURCE_METHODS does not list says so. */
static void run_unsupported(struct call *call)
{
    call->code = MAPI_E_NO_SUPPORT;
}

static void run_status_flush_queues(struct call *call)
{
    bool has_target;
    uint32_t flags = read_flush(call, &has_target);
    if (call->complaint == NULL)
        call->code = status_flush(call->object, has_target, flags);
}

static void run_status_release(struct call *call)
{
    take_back(call, TRANSPORT_STATUS);
}

const struct method METHODS[] = {
    {"provider.transport_logon", PROVIDER, run_transport_logon, {"support", "transport", "flags"}, false},
    {"provider.test_bed", PROVIDER, run_test_bed, {NULL}, false},
    {"provider.close", PROVIDER, run_close, {NULL}, false},
    {"xp_logon.address_types", XP_LOGON, run_address_types, {"flags"}, false},
    {"xp_logon.transport_notify", XP_LOGON, run_transport_notify, {"flags", "data"}, false},
    {"xp_logon.transport_logoff", XP_LOGON, run_transport_logoff, {"flags"}, false},
    {"xp_logon.submit_message", XP_LOGON, run_submit_message, {"flags", "message"}, false},
    {"xp_logon.end_message", XP_LOGON, run_end_message, {"reference"}, false},
    {"xp_logon.poll", XP_LOGON, run_poll, {NULL}, false},
    {"xp_logon.start_message", XP_LOGON, run_start_message, {"flags", "message"}, false},
    {"xp_logon.open_status_entry", XP_LOGON, run_open_status_entry, {"interface", "flags"}, false},
    {"xp_logon.validate_state", XP_LOGON, run_validate_state, {"ui_param", "flags"}, false},
    {"xp_logon.flush_queues", XP_LOGON, run_flush_queues, {"ui_param", "target", "flags"}, false},
    {"transport_status.get_props", TRANSPORT_STATUS, run_get_props, {"tags", "flags"}, false},
    {"transport_status.validate_state", TRANSPORT_STATUS, run_validate_state, {"ui_param", "flags"}, false},
    {"transport_status.settings_dialog", TRANSPORT_STATUS, run_unsupported, {"ui_param", "flags"}, false},
    {"transport_status.change_password", TRANSPORT_STATUS, run_unsupported, {"old", "new", "flags"}, false},
    {"transport_status.flush_queues", TRANSPORT_STATUS, run_status_flush_queues, {"ui_param", "target", "flags"}, false},
    {"transport_status.release", TRANSPORT_STATUS, run_status_release, {NULL}, true},
};
const size_t METHOD_COUNT = sizeof METHODS / sizeof METHODS[0];
