#include "calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

cJSON *read_message(void)
{
    char *line = NULL;
    size_t size = 0;
    cJSON *message = NULL;
    if (getline(&line, &size, stdin) > 0)
        message = cJSON_Parse(line);
    free(line);
    return message;
}

void write_message(cJSON *message)
{
    char *text = cJSON_PrintUnformatted(message);
    cJSON_Delete(message);
    if (text == NULL || puts(text) == EOF || fflush(stdout) == EOF)
        exit(1);
    free(text);
}

/* Makes one call, and answers its code. `value`, if it is not NULL, becomes the value, which is the caller's to delete. */
static code call(const char *method, const char *object, cJSON *params, cJSON **value)
{
    static int number;
    cJSON *request = cJSON_CreateObject();
    cJSON_AddStringToObject(params, "object", object);
    cJSON_AddStringToObject(request, "jsonrpc", "2.0");
    cJSON_AddNumberToObject(request, "id", ++number);
    cJSON_AddStringToObject(request, "method", method);
    cJSON_AddItemToObject(request, "params", params);
    write_message(request);

    cJSON *answer = read_message();
    cJSON *result = cJSON_GetObjectItemCaseSensitive(answer, "result");
    if (result == NULL) {
        fprintf(stderr, "c_client: the kit does not answer %s\n", method);
        exit(1);
    }
    const cJSON *told = cJSON_GetObjectItemCaseSensitive(result, "code");
    code found = cJSON_IsNumber(told) ? (code)told->valuedouble : S_OK;
    if (value != NULL)
        *value = cJSON_DetachItemFromObjectCaseSensitive(result, "value");
    cJSON_Delete(answer);
    return found;
}

static cJSON *flags_of(double flags)
{
    cJSON *params = cJSON_CreateObject();
    cJSON_AddNumberToObject(params, "flags", flags);
    return params;
}

/* Takes the handle of an object out of a value. */
static void take(const cJSON *value, const char *interface, struct handle *handle)
{
    const cJSON *told = cJSON_GetObjectItemCaseSensitive(value, interface);
    handle->text[0] = '\0';
    if (cJSON_IsString(told))
        snprintf(handle->text, sizeof handle->text, "%s", told->valuestring);
}

code mapi_logon(const char *mapi, const char *profile, struct handle *session)
{
    cJSON *value, *params = flags_of(0);
    cJSON_AddStringToObject(params, "profile", profile);
    code found = call("mapi.logon", mapi, params, &value);
    take(value, "session", session);
    cJSON_Delete(value);
    return found;
}

code session_get_status_table(const struct handle *session, struct handle *table)
{
    cJSON *value;
    code found = call("session.get_status_table", session->text, flags_of(0), &value);
    take(value, "table", table);
    cJSON_Delete(value);
    return found;
}

code session_open_entry(const struct handle *session, const char *entry_id, struct handle *status_object)
{
    cJSON *value, *params = flags_of(0);
    cJSON_AddStringToObject(params, "entry_id", entry_id);
    cJSON_AddNullToObject(params, "interface");
    code found = call("session.open_entry", session->text, params, &value);
    take(value, "status_object", status_object);
    cJSON_Delete(value);
    return found;
}

code session_logoff(const struct handle *session)
{
    cJSON *params = flags_of(0);
    cJSON_AddNumberToObject(params, "ui_param", 0);
    cJSON_AddNumberToObject(params, "reserved", 0);
    return call("session.logoff", session->text, params, NULL);
}

code table_set_columns(const struct handle *table)
{
    cJSON *params = flags_of(0), *tags = cJSON_AddArrayToObject(params, "tags");
    cJSON_AddItemToArray(tags, cJSON_CreateNumber(PR_ENTRYID));
    cJSON_AddItemToArray(tags, cJSON_CreateNumber(PR_RESOURCE_TYPE));
    cJSON_AddItemToArray(tags, cJSON_CreateNumber(PR_DISPLAY_NAME_A));
    return call("table.set_columns", table->text, params, NULL);
}

code table_query_all(const struct handle *table, int type, struct row_set *rows)
{
    cJSON *value, *params = cJSON_CreateObject();
    cJSON *restriction = cJSON_AddObjectToObject(params, "restriction");
    cJSON *property = cJSON_AddObjectToObject(restriction, "property");
    cJSON_AddNumberToObject(property, "relop", 4); /* RELOP_EQ */
    cJSON_AddNumberToObject(property, "tag", PR_RESOURCE_TYPE);
    cJSON *constant = cJSON_AddObjectToObject(property, "value");
    cJSON_AddNumberToObject(constant, "tag", PR_RESOURCE_TYPE);
    cJSON_AddNumberToObject(constant, "value", type);
    cJSON_AddNullToObject(params, "tags");
    cJSON_AddNullToObject(params, "sort_order");
    cJSON_AddNumberToObject(params, "max_rows", 0);
    code found = call("table.hr_query_all_rows", table->text, params, &value);
    take(value, "row_set", &rows->handle);
    rows->rows = cJSON_DetachItemFromObjectCaseSensitive(value, "rows");
    cJSON_Delete(value);
    return found;
}

code status_get_methods(const struct handle *status_object, bool *known, int32_t *methods)
{
    cJSON *value, *params = flags_of(0), *tags = cJSON_AddArrayToObject(params, "tags");
    cJSON_AddItemToArray(tags, cJSON_CreateNumber(PR_RESOURCE_METHODS));
    code found = call("status_object.get_props", status_object->text, params, &value);
    const cJSON *slot = cJSON_GetArrayItem(value, 0);
    const cJSON *tag = cJSON_GetObjectItemCaseSensitive(slot, "tag");
    /* A warning is a success. What stands in the place of a missing value has another type. */
    *known = cJSON_IsNumber(tag) && tag->valuedouble == PR_RESOURCE_METHODS;
    *methods = *known ? cJSON_GetObjectItemCaseSensitive(slot, "value")->valueint : 0;
    cJSON_Delete(value);
    return found;
}

code status_flush_queues(const struct handle *status_object, const char *target, uint32_t flags)
{
    cJSON *params = flags_of(flags);
    cJSON_AddNumberToObject(params, "ui_param", 0);
    cJSON_AddItemToObject(params, "target", target == NULL ? cJSON_CreateNull() : cJSON_CreateString(target));
    return call("status_object.flush_queues", status_object->text, params, NULL);
}

void release(const char *interface, struct handle *object)
{
    char method[64];
    if (object->text[0] == '\0')
        return;
    snprintf(method, sizeof method, "%s.release", interface);
    call(method, object->text, cJSON_CreateObject(), NULL);
    object->text[0] = '\0';
}

void free_rows(struct row_set *rows)
{
    release("row_set", &rows->handle);
    cJSON_Delete(rows->rows);
    rows->rows = NULL;
}

/* The text in a column of a row, or NULL if the slot has another tag. */
static const char *text_of(const cJSON *row, int column, uint32_t wanted)
{
    const cJSON *slot = cJSON_GetArrayItem(row, column);
    const cJSON *tag = cJSON_GetObjectItemCaseSensitive(slot, "tag");
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(slot, "value");
    bool there = cJSON_IsNumber(tag) && tag->valuedouble == wanted && cJSON_IsString(value);
    return there ? value->valuestring : NULL;
}

const char *entry_id_of(const cJSON *row)
{
    return text_of(row, 0, PR_ENTRYID);
}

const char *name_of(const cJSON *row)
{
    return text_of(row, 2, PR_DISPLAY_NAME_A);
}
