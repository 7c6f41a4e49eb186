#include "restriction.h"

#include <stdlib.h>
#include <string.h>

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
