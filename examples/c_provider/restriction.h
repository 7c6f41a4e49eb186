/* Restrictions: what a table can be made to select its rows by. */
#ifndef RESTRICTION_H
#define RESTRICTION_H

#include <stdbool.h>

#include "property.h"

enum restriction_kind { RESTRICT_PROPERTY, RESTRICT_EXIST, RESTRICT_AND };

struct restriction {
    enum restriction_kind kind;
    uint32_t relop;
    uint32_t tag;
    struct property constant;
    struct restriction **parts;
    size_t part_count;
    size_t part_capacity;
};

void restriction_free(struct restriction *restriction);

/* Answers S_OK, or MAPI_E_TOO_COMPLEX for what a table with these columns cannot select by. */
mapi_code restriction_check(const struct restriction *restriction, const uint32_t *columns, size_t column_count);

bool restriction_holds(const struct restriction *restriction, const struct properties *row);

#endif
