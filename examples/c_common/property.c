#include "property.h"

#include <stdlib.h>

void property_clear(struct property *property)
{
    free(property->text);
    free(property->bytes.data);
    *property = (struct property){0};
}

void properties_clear(struct properties *list)
{
    for (size_t i = 0; i < list->count; i++)
        property_clear(&list->items[i]);
    free(list->items);
    *list = (struct properties){0};
}

static struct property *add(struct properties *list, uint32_t tag)
{
    list->items = room_for_one(list->items, list->count, &list->capacity, sizeof *list->items);
    struct property *added = &list->items[list->count++];
    *added = (struct property){.tag = tag};
    return added;
}

void add_number(struct properties *list, uint32_t tag, int64_t number)
{
    add(list, tag)->number = number;
}

void add_text(struct properties *list, uint32_t tag, const char *text)
{
    add(list, tag)->text = copy_text(text);
}

void add_bytes(struct properties *list, uint32_t tag, const unsigned char *data, size_t size)
{
    add(list, tag)->bytes = copy_bytes(data, size);
}

void add_copy(struct properties *list, const struct property *property)
{
    struct property *added = add(list, property->tag);
    added->number = property->number;
    added->text = property->text == NULL ? NULL : copy_text(property->text);
    added->bytes = copy_bytes(property->bytes.data, property->bytes.size);
}

const struct property *find_property(const struct properties *list, uint32_t tag)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].tag == tag)
            return &list->items[i];
    }
    return NULL;
}

static const struct property *find_slot(const struct properties *values, uint32_t tag)
{
    if (PROP_TYPE(tag) != PT_UNSPECIFIED)
        return find_property(values, tag);
    for (size_t i = 0; i < values->count; i++) {
        if (PROP_ID(values->items[i].tag) == PROP_ID(tag))
            return &values->items[i];
    }
    return NULL;
}

mapi_code choose_properties(const struct properties *all, const uint32_t *tags, size_t tag_count, uint32_t flags,
                            struct properties *values)
{
    mapi_code code = S_OK;
    if (tag_count == 0)
        return MAPI_E_INVALID_PARAMETER;
    if (flags != 0)
        return flags == MAPI_UNICODE ? MAPI_E_BAD_CHARWIDTH : MAPI_E_UNKNOWN_FLAGS;
    for (size_t i = 0; i < tag_count; i++) {
        const struct property *found = find_slot(all, tags[i]);
        if (found != NULL) {
            add_copy(values, found);
        } else {
            add_number(values, CHANGE_PROP_TYPE(tags[i], PT_ERROR), MAPI_E_NOT_FOUND);
            code = MAPI_W_ERRORS_RETURNED;
        }
    }
    return code;
}
