/* The calls that a client of MAPI makes. */
#include "answers.h"
#include "interfaces.h"
#include "mapi_arguments.h"
#include "session.h"
#include "status.h"
#include "table.h"
#include "wrong.h"

#include <stdlib.h>

const char PROGRAM[] = "c_provider";
const char ROLE[] = "subsystem";
const char HANDLE_LETTERS[] = {
    [ADAPTER] = 'a', [SESSION] = 's', [TABLE] = 't', [ROW_SET] = 'r', [STATUS_OBJECT] = 'o', [TEST_BED] = 'b', '\0'};
const char *const OPTIONAL_METHODS[] = {NULL};
const char GARBLED_METHOD[] = "table.query_rows";

bool is_over(unsigned interface, const void *object)
{
    switch (interface) {
    case SESSION:
        return ((const struct session *)object)->ended;
    case TABLE:
        return ((const struct table *)object)->session->ended;
    case STATUS_OBJECT:
        return ((const struct status_object *)object)->session->ended;
    default:
        return false;
    }
}

void let_go(unsigned interface, void *object)
{
    if (interface == SESSION)
        session_release(object);
    else if (interface == TABLE)
        table_release(object);
    else if (interface == STATUS_OBJECT)
        status_release(object);
}

static void run_logon(struct call *call)
{
    struct session *session;
    const char *profile = read_text(call, "profile");
    uint32_t flags = read_unsigned(call, "flags");
    if (call->complaint != NULL)
        return;
    call->code = session_begin(call->server->world, profile, flags, &session);
    if (!FAILED(call->code))
        give_object(call, SESSION, session, "session");
}

static void run_test_bed(struct call *call)
{
    give_test_bed(call, TEST_BED, "test_bed");
}

static void run_close(struct call *call)
{
    call->server->closing = true;
}

static void run_session_release(struct call *call)
{
    take_back(call, SESSION);
}

static void run_table_release(struct call *call)
{
    take_back(call, TABLE);
}

static void run_row_set_release(struct call *call)
{
    if (!is_wrong("leak-row-sets"))
        take_back(call, ROW_SET);
}

static void run_status_object_release(struct call *call)
{
    take_back(call, STATUS_OBJECT);
}

static void run_get_status_table(struct call *call)
{
    struct table *table;
    uint32_t flags = read_unsigned(call, "flags");
    if (call->complaint != NULL)
        return;
    call->code = table_open(call->object, flags, &table);
    if (!FAILED(call->code))
        give_object(call, TABLE, table, "table");
}

static void run_open_entry(struct call *call)
{
    struct status_object *object;
    struct bytes id = read_bytes(call, "entry_id");
    const char *interface = read_optional_text(call, "interface");
    uint32_t flags = read_unsigned(call, "flags");
    if (call->complaint == NULL) {
        call->code = status_open(call->object, id, interface, flags, &object);
        if (!FAILED(call->code)) {
            give_object(call, STATUS_OBJECT, object, "status_object");
            cJSON_AddNumberToObject(call->value, "object_type", MAPI_STATUS);
        }
    }
    free(id.data);
}

static void compare_entry_ids(struct call *call, struct bytes first, struct bytes second, uint32_t flags)
{
    struct resource one;
    struct resource other;
    call->code = flags != 0 ? MAPI_E_UNKNOWN_FLAGS : entry_id_read(call->object, first, &one);
    if (!FAILED(call->code))
        call->code = entry_id_read(call->object, second, &other);
    if (!FAILED(call->code))
        call->value = cJSON_CreateBool(one.type == other.type && one.transport == other.transport);
}

static void run_compare_entry_ids(struct call *call)
{
    struct bytes first = read_bytes(call, "first");
    struct bytes second = read_bytes(call, "second");
    uint32_t flags = read_unsigned(call, "flags");
    if (call->complaint == NULL)
        compare_entry_ids(call, first, second, flags);
    free(first.data);
    free(second.data);
}

static void run_logoff(struct call *call)
{
    struct session *session = call->object;
    read_ui_param(call, "ui_param");
    read_unsigned(call, "flags");
    int32_t reserved = read_signed(call, "reserved");
    if (call->complaint != NULL)
        return;
    if (reserved != 0)
        call->code = MAPI_E_INVALID_PARAMETER;
    else
        session->ended = true;
}

static void run_set_columns(struct call *call)
{
    size_t count;
    uint32_t *tags = read_tags(call, "tags", &count);
    uint32_t flags = read_unsigned(call, "flags");
    if (call->complaint == NULL)
        call->code = table_set_columns(call->object, tags, count, flags);
    free(tags);
}

static void run_query_columns(struct call *call)
{
    const uint32_t *tags;
    size_t count;
    uint32_t flags = read_unsigned(call, "flags");
    if (call->complaint != NULL)
        return;
    call->code = table_query_columns(call->object, flags, &tags, &count);
    if (FAILED(call->code))
        return;
    call->value = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++)
        cJSON_AddItemToArray(call->value, cJSON_CreateNumber(tags[i]));
}

static void run_restrict(struct call *call)
{
    struct restriction *restriction = read_optional_restriction(call, "restriction");
    uint32_t flags = read_unsigned(call, "flags");
    if (call->complaint == NULL)
        call->code = table_restrict(call->object, restriction, flags);
    else
        restriction_free(restriction);
}

static void run_seek_row(struct call *call)
{
    int32_t moved;
    uint32_t bookmark = read_unsigned(call, "bookmark");
    int32_t row_count = read_signed(call, "row_count");
    if (call->complaint != NULL)
        return;
    call->code = table_seek_row(call->object, bookmark, row_count, &moved);
    if (!FAILED(call->code))
        call->value = cJSON_CreateNumber(moved);
}

static void run_query_rows(struct call *call)
{
    struct rows rows = {0};
    int32_t row_count = read_signed(call, "row_count");
    uint32_t flags = read_unsigned(call, "flags");
    if (call->complaint != NULL)
        return;
    call->code = table_query_rows(call->object, row_count, flags, &rows);
    if (FAILED(call->code))
        return;
    call->value = cJSON_CreateObject();
    cJSON *list = cJSON_AddArrayToObject(call->value, "rows");
    for (size_t i = 0; i < rows.count; i++)
        cJSON_AddItemToArray(list, properties_json(&rows.items[i]));
    /* The rows have gone out; what is left to free is the handle. */
    give(call, ROW_SET, NULL, call->value, "row_set");
    rows_clear(&rows);
}

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

static void run_flush_queues(struct call *call)
{
    struct bytes target;
    read_ui_param(call, "ui_param");
    bool has_target = read_optional_bytes(call, "target", &target);
    uint32_t flags = read_unsigned(call, "flags");
    if (call->complaint == NULL)
        call->code = status_flush(call->object, has_target ? &target : NULL, flags);
    free(target.data);
}

const struct method METHODS[] = {
    {"adapter.logon", ADAPTER, run_logon, {"profile", "flags"}, false},
    {"adapter.test_bed", ADAPTER, run_test_bed, {NULL}, false},
    {"adapter.close", ADAPTER, run_close, {NULL}, false},
    {"session.get_status_table", SESSION, run_get_status_table, {"flags"}, false},
    {"session.open_entry", SESSION, run_open_entry, {"entry_id", "interface", "flags"}, false},
    {"session.compare_entry_ids", SESSION, run_compare_entry_ids, {"first", "second", "flags"}, false},
    {"session.logoff", SESSION, run_logoff, {"ui_param", "flags", "reserved"}, false},
    {"session.release", SESSION, run_session_release, {NULL}, true},
    {"table.set_columns", TABLE, run_set_columns, {"tags", "flags"}, false},
    {"table.query_columns", TABLE, run_query_columns, {"flags"}, false},
    {"table.restrict", TABLE, run_restrict, {"restriction", "flags"}, false},
    {"table.seek_row", TABLE, run_seek_row, {"bookmark", "row_count"}, false},
    {"table.query_rows", TABLE, run_query_rows, {"row_count", "flags"}, false},
    {"table.release", TABLE, run_table_release, {NULL}, true},
    {"row_set.release", ROW_SET, run_row_set_release, {NULL}, true},
    {"status_object.get_props", STATUS_OBJECT, run_get_props, {"tags", "flags"}, false},
    {"status_object.flush_queues", STATUS_OBJECT, run_flush_queues, {"ui_param", "target", "flags"}, false},
    {"status_object.release", STATUS_OBJECT, run_status_object_release, {NULL}, true},
};
const size_t METHOD_COUNT = sizeof METHODS / sizeof METHODS[0];
