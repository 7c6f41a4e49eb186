#include "arguments.h"

#include <stdlib.h>
#include <string.h>

/* Above this a double no longer holds every whole number, and no argument is meant to be. */
#define LARGEST_WHOLE 9007199254740992.0
#define LONGEST_SECONDS 1e6

const cJSON *argument(struct call *call, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(call->params, name);
}

void complain(struct call *call, const char *name)
{
    if (call->complaint == NULL)
        call->complaint = name;
}

bool has_members(const cJSON *json, const char *const names[])
{
    int count = 0;
    if (!cJSON_IsObject(json))
        return false;
    for (; names[count] != NULL; count++) {
        if (cJSON_GetObjectItemCaseSensitive(json, names[count]) == NULL)
            return false;
    }
    return cJSON_GetArraySize(json) == count;
}

bool is_whole(const cJSON *json, double least, double most, int64_t *number)
{
    if (!cJSON_IsNumber(json) || !(json->valuedouble >= least && json->valuedouble <= most))
        return false;
    *number = (int64_t)json->valuedouble;
    return (double)*number == json->valuedouble;
}

static int64_t read_whole(struct call *call, const char *name, double least, double most)
{
    int64_t number;
    if (is_whole(argument(call, name), least, most, &number))
        return number;
    complain(call, name);
    return 0;
}

bool read_flag(struct call *call, const char *name)
{
    if (!cJSON_IsBool(argument(call, name)))
        complain(call, name);
    return cJSON_IsTrue(argument(call, name));
}

uint32_t read_unsigned(struct call *call, const char *name)
{
    return (uint32_t)read_whole(call, name, 0, UINT32_MAX);
}

int32_t read_signed(struct call *call, const char *name)
{
    return (int32_t)read_whole(call, name, INT32_MIN, INT32_MAX);
}

void read_ui_param(struct call *call, const char *name)
{
    const cJSON *json = argument(call, name);
    if (!cJSON_IsNumber(json) || !(json->valuedouble >= 0))
        complain(call, name);
}

const char *read_text(struct call *call, const char *name)
{
    if (cJSON_IsString(argument(call, name)))
        return argument(call, name)->valuestring;
    complain(call, name);
    return "";
}

const char *read_optional_text(struct call *call, const char *name)
{
    return cJSON_IsNull(argument(call, name)) ? NULL : read_text(call, name);
}

static int digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

static bool bytes_of(const cJSON *json, struct bytes *bytes)
{
    *bytes = (struct bytes){0};
    if (!cJSON_IsString(json))
        return false;
    const char *text = json->valuestring;
    size_t length = strlen(text);
    if (length % 2 != 0 || strspn(text, "0123456789abcdef") != length)
        return false;
    if (length == 0)
        return true;
    bytes->size = length / 2;
    bytes->data = allocate(bytes->size, 1);
    for (size_t i = 0; i < bytes->size; i++)
        bytes->data[i] = (unsigned char)(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
    return true;
}

struct bytes read_bytes(struct call *call, const char *name)
{
    struct bytes bytes;
    if (!bytes_of(argument(call, name), &bytes))
        complain(call, name);
    return bytes;
}

bool read_optional_bytes(struct call *call, const char *name, struct bytes *bytes)
{
    *bytes = (struct bytes){0};
    if (cJSON_IsNull(argument(call, name)))
        return false;
    *bytes = read_bytes(call, name);
    return true;
}

uint32_t *read_tags(struct call *call, const char *name, size_t *count)
{
    const cJSON *list = argument(call, name);
    uint32_t *tags = allocate((size_t)cJSON_GetArraySize(list), sizeof *tags);
    const cJSON *item;
    int64_t number = 0;
    *count = 0;
    if (!cJSON_IsArray(list)) {
        complain(call, name);
        return tags;
    }
    cJSON_ArrayForEach(item, list) {
        if (!is_whole(item, 0, UINT32_MAX, &number))
            complain(call, name);
        tags[(*count)++] = (uint32_t)number;
    }
    return tags;
}

bool property_of(const cJSON *json, struct property *property)
{
    static const char *const MEMBERS[] = {"tag", "value", NULL};
    int64_t tag;
    *property = (struct property){0};
    if (!has_members(json, MEMBERS) || !is_whole(cJSON_GetObjectItemCaseSensitive(json, "tag"), 0, UINT32_MAX, &tag))
        return false;
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(json, "value");
    property->tag = (uint32_t)tag;
    switch (PROP_TYPE(property->tag)) {
    case PT_LONG:
        return is_whole(value, INT32_MIN, INT32_MAX, &property->number);
    case PT_ERROR:
        return is_whole(value, 0, UINT32_MAX, &property->number);
    case PT_BOOLEAN:
        return cJSON_IsBool(value);
    case PT_NULL:
        return cJSON_IsNull(value);
    case PT_STRING8:
    case PT_UNICODE:
        property->text = cJSON_IsString(value) ? copy_text(value->valuestring) : NULL;
        return property->text != NULL;
    case PT_BINARY:
    case PT_CLSID:
        return bytes_of(value, &property->bytes);
    default: /* Nothing here compares with other types, so their values do not matter. */
        return true;
    }
}

const cJSON *read_texts(struct call *call, const char *name)
{
    const cJSON *list = argument(call, name);
    const cJSON *item;
    if (!cJSON_IsArray(list))
        complain(call, name);
    cJSON_ArrayForEach(item, list) {
        if (!cJSON_IsString(item))
            complain(call, name);
    }
    return list;
}

int word_of(const cJSON *json, const char *const words[])
{
    for (int i = 0; cJSON_IsString(json) && words[i] != NULL; i++) {
        if (strcmp(words[i], json->valuestring) == 0)
            return i;
    }
    return -1;
}

struct far_end read_far_end(struct call *call, const char *name)
{
    static const char *const MEMBERS[] = {"condition", "seconds", "after", NULL};
    static const char *const WORDS[] = {"up", "slow", "refusing", "down", NULL};
    const cJSON *json = argument(call, name);
    const cJSON *seconds = cJSON_GetObjectItemCaseSensitive(json, "seconds");
    int word = word_of(cJSON_GetObjectItemCaseSensitive(json, "condition"), WORDS);
    int64_t after;
    if (!has_members(json, MEMBERS) || word < 0 || !cJSON_IsNumber(seconds) ||
        !(seconds->valuedouble >= 0 && seconds->valuedouble <= LONGEST_SECONDS) ||
        !is_whole(cJSON_GetObjectItemCaseSensitive(json, "after"), 0, LARGEST_WHOLE, &after)) {
        complain(call, name);
        return (struct far_end){0};
    }
    return (struct far_end){
        .condition = (enum condition)word, .seconds = seconds->valuedouble, .after = (uint64_t)after};
}

bool traits_of(const cJSON *json, struct traits *traits)
{
    static const char *const MEMBERS[] = {"name", "kind", "supports_flush", "asynchronous", NULL};
    static const char *const WORDS[] = {"LAN", "modem", "RAS", NULL};
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(json, "name");
    const cJSON *supports_flush = cJSON_GetObjectItemCaseSensitive(json, "supports_flush");
    const cJSON *asynchronous = cJSON_GetObjectItemCaseSensitive(json, "asynchronous");
    int kind = word_of(cJSON_GetObjectItemCaseSensitive(json, "kind"), WORDS);
    if (!has_members(json, MEMBERS) || !cJSON_IsString(name) || kind < 0 || !cJSON_IsBool(supports_flush) ||
        !cJSON_IsBool(asynchronous))
        return false;
    *traits = (struct traits){.name = name->valuestring,
                              .kind = (enum transport_kind)kind,
                              .supports_flush = cJSON_IsTrue(supports_flush),
                              .asynchronous = cJSON_IsTrue(asynchronous)};
    return true;
}
