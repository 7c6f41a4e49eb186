/* The arguments that only a subsystem is called with. */
#include "mapi_arguments.h"

#include <string.h>

#include "world.h"

static bool fill_restriction(const cJSON *json, struct restriction *restriction);

static bool fill_parts(const cJSON *list, struct restriction *restriction)
{
    const cJSON *item;
    restriction->kind = RESTRICT_AND;
    if (!cJSON_IsArray(list))
        return false;
    cJSON_ArrayForEach(item, list) {
        struct restriction *part = allocate(1, sizeof *part);
        restriction->parts = room_for_one(restriction->parts, restriction->part_count, &restriction->part_capacity,
                                          sizeof(struct restriction *));
        restriction->parts[restriction->part_count++] = part;
        if (!fill_restriction(item, part))
            return false;
    }
    return true;
}

static bool fill_tag(const cJSON *json, struct restriction *restriction)
{
    int64_t number;
    if (!is_whole(cJSON_GetObjectItemCaseSensitive(json, "tag"), 0, UINT32_MAX, &number))
        return false;
    restriction->tag = (uint32_t)number;
    return true;
}

static bool fill_restriction(const cJSON *json, struct restriction *restriction)
{
    static const char *const PROPERTY[] = {"relop", "tag", "value", NULL};
    static const char *const EXIST[] = {"tag", NULL};
    const cJSON *inner = cJSON_IsObject(json) && cJSON_GetArraySize(json) == 1 ? json->child : NULL;
    int64_t relop;
    if (inner == NULL)
        return false;
    if (strcmp(inner->string, "and") == 0)
        return fill_parts(inner, restriction);
    if (strcmp(inner->string, "exist") == 0) {
        restriction->kind = RESTRICT_EXIST;
        return has_members(inner, EXIST) && fill_tag(inner, restriction);
    }
    restriction->kind = RESTRICT_PROPERTY;
    if (strcmp(inner->string, "property") != 0 || !has_members(inner, PROPERTY) || !fill_tag(inner, restriction) ||
        !is_whole(cJSON_GetObjectItemCaseSensitive(inner, "relop"), 0, UINT32_MAX, &relop))
        return false;
    restriction->relop = (uint32_t)relop;
    return property_of(cJSON_GetObjectItemCaseSensitive(inner, "value"), &restriction->constant);
}

struct restriction *read_optional_restriction(struct call *call, const char *name)
{
    if (cJSON_IsNull(argument(call, name)))
        return NULL;
    struct restriction *restriction = allocate(1, sizeof *restriction);
    if (fill_restriction(argument(call, name), restriction))
        return restriction;
    complain(call, name);
    restriction_free(restriction);
    return NULL;
}

enum direction read_direction(struct call *call, const char *name)
{
    static const char *const WORDS[] = {"outgoing", "incoming", NULL};
    int word = word_of(argument(call, name), WORDS);
    if (word < 0)
        complain(call, name);
    return word < 0 ? OUTGOING : (enum direction)word;
}

struct profile *read_profile(struct call *call, const char *name)
{
    static const char *const MEMBERS[] = {"name", "transports", NULL};
    const cJSON *json = argument(call, name);
    const cJSON *profile_name = cJSON_GetObjectItemCaseSensitive(json, "name");
    const cJSON *transports = cJSON_GetObjectItemCaseSensitive(json, "transports");
    const cJSON *item;
    if (!has_members(json, MEMBERS) || !cJSON_IsString(profile_name) || !cJSON_IsArray(transports)) {
        complain(call, name);
        return NULL;
    }
    struct profile *profile = profile_new(profile_name->valuestring);
    cJSON_ArrayForEach(item, transports) {
        struct traits traits;
        if (!traits_of(item, &traits)) {
            complain(call, name);
            profile_release(call->server->world, profile);
            return NULL;
        }
        profile_add(profile, &traits);
    }
    return profile;
}
