#include "answers.h"

#include <stdlib.h>

void give(struct call *call, unsigned interface, void *object, cJSON *to, const char *name)
{
    char text[HANDLE_TEXT_SIZE];
    handle_give(&call->server->handles[interface], object, text);
    cJSON_AddStringToObject(to, name, text);
}

void give_object(struct call *call, unsigned interface, void *object, const char *name)
{
    call->value = cJSON_CreateObject();
    give(call, interface, object, call->value, name);
}

void give_test_bed(struct call *call, unsigned interface, const char *name)
{
    const struct handles *handles = &call->server->handles[interface];
    if (!call->server->has_test_bed)
        return;
    if (handles->issued == 0) {
        give_object(call, interface, NULL, name);
    } else {
        char text[HANDLE_TEXT_SIZE];
        handle_write(handles, 1, text);
        call->value = cJSON_CreateObject();
        cJSON_AddStringToObject(call->value, name, text);
    }
}

void take_back(struct call *call, unsigned interface)
{
    handle_remove(&call->server->handles[interface], call->place);
    let_go(interface, call->object);
}

void take_back_all(struct server *server, unsigned interface)
{
    struct handles *handles = &server->handles[interface];
    while (handles->count != 0)
        let_go(interface, handles->live[--handles->count].thing);
}

static cJSON *bytes_json(struct bytes bytes)
{
    char *text = allocate(2 * bytes.size + 1, 1);
    for (size_t i = 0; i < bytes.size; i++) {
        text[2 * i] = "0123456789abcdef"[bytes.data[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[bytes.data[i] & 15];
    }
    cJSON *json = cJSON_CreateString(text);
    free(text);
    return json;
}

static cJSON *value_json(const struct property *property)
{
    switch (PROP_TYPE(property->tag)) {
    case PT_NULL:
        return cJSON_CreateNull();
    case PT_STRING8:
        return cJSON_CreateString(property->text);
    case PT_BINARY:
        return bytes_json(property->bytes);
    default:
        return cJSON_CreateNumber((double)property->number);
    }
}

cJSON *properties_json(const struct properties *list)
{
    cJSON *json = cJSON_CreateArray();
    for (size_t i = 0; i < list->count; i++) {
        cJSON *property = cJSON_CreateObject();
        cJSON_AddNumberToObject(property, "tag", list->items[i].tag);
        cJSON_AddItemToObject(property, "value", value_json(&list->items[i]));
        cJSON_AddItemToArray(json, property);
    }
    return json;
}
