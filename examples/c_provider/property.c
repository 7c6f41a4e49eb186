#include "property.h"

#include <stdlib.h>
#include <string.h>

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

void restriction_free(struct restriction *restriction)
{
    if (restriction == NULL)
        return;
    for (size_t i = 0; i < restriction->part_count; i++)
        restriction_free(restriction->parts[i]);
    free(restriction->parts);
    property_clear(&restriction->constant);
    free(restriction);
}

static bool is_comparable(const struct restriction *restriction)
{
    if (PROP_TYPE(restriction->tag) != PROP_TYPE(restriction->constant.tag) || restriction->relop > RELOP_NE)
        return false;
    switch (PROP_TYPE(restriction->tag)) {
    case PT_LONG:
    case PT_STRING8:
    case PT_UNICODE:
        return true;
    case PT_BINARY: /* Bytes have no order worth offering. */
        return restriction->relop == RELOP_EQ || restriction->relop == RELOP_NE;
    default:
        return false;
    }
}

mapi_code restriction_check(const struct restriction *restriction, const uint32_t *columns, size_t column_count)
{
    if (restriction->kind == RESTRICT_AND) {
        for (size_t i = 0; i < restriction->part_count; i++) {
            mapi_code code = restriction_check(restriction->parts[i], columns, column_count);
            if (FAILED(code))
                return code;
        }
        return S_OK;
    }
    if (restriction->kind == RESTRICT_PROPERTY && !is_comparable(restriction))
        return MAPI_E_TOO_COMPLEX;
    for (size_t i = 0; i < column_count; i++) {
        if (columns[i] == restriction->tag)
            return S_OK;
    }
    return MAPI_E_TOO_COMPLEX;
}

/* Below, at or above zero as the stored value is to the constant. */
static int compare(const struct property *stored, const struct property *constant)
{
    switch (PROP_TYPE(stored->tag)) {
    case PT_LONG:
        return (stored->number > constant->number) - (stored->number < constant->number);
    case PT_BINARY:
        if (stored->bytes.size != constant->bytes.size)
            return 1;
        return stored->bytes.size == 0 ? 0 : memcmp(stored->bytes.data, constant->bytes.data, stored->bytes.size);
    default:
        return strcmp(stored->text, constant->text);
    }
}

static bool comparison_holds(uint32_t relop, int order)
{
    switch (relop) {
    case RELOP_LT:
        return order < 0;
    case RELOP_LE:
        return order <= 0;
    case RELOP_GT:
        return order > 0;
    case RELOP_GE:
        return order >= 0;
    case RELOP_EQ:
        return order == 0;
    default:
        return order != 0;
    }
}

bool restriction_holds(const struct restriction *restriction, const struct properties *row)
{
    if (restriction->kind == RESTRICT_AND) {
        for (size_t i = 0; i < restriction->part_count; i++) {
            if (!restriction_holds(restriction->parts[i], row))
                return false;
        }
        return true;
    }
    const struct property *stored = find_property(row, restriction->tag);
    if (stored == NULL || restriction->kind == RESTRICT_EXIST)
        return stored != NULL;
    return comparison_holds(restriction->relop, compare(stored, &restriction->constant));
}
