/* Property values, lists of them, and restrictions on them. */
#ifndef PROPERTY_H
#define PROPERTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mapi.h"
#include "memory.h"

/* One value; which member holds it depends on the type in the tag. A value owns its text and bytes. */
struct property {
    uint32_t tag;
    int64_t number;
    char *text;
    struct bytes bytes;
};

struct properties {
    struct property *items;
    size_t count;
    size_t capacity;
};

void property_clear(struct property *property);
void properties_clear(struct properties *list);

void add_number(struct properties *list, uint32_t tag, int64_t number);
void add_text(struct properties *list, uint32_t tag, const char *text);
void add_bytes(struct properties *list, uint32_t tag, const unsigned char *data, size_t size);
void add_copy(struct properties *list, const struct property *property);

/* Answers the value with this tag, type included, or NULL. */
const struct property *find_property(const struct properties *list, uint32_t tag);

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
