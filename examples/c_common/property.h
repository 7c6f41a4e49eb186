/* Property values, and lists of them. */
#ifndef PROPERTY_H
#define PROPERTY_H

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

/* IMAPIProp::GetProps of 8-bit strings: puts a value for each tag into `values`. A tag without a type stands for the
 * property of any type; a property that is not there becomes an error slot. Answers S_OK, or MAPI_W_ERRORS_RETURNED
 * when there is such a slot. */
mapi_code choose_properties(const struct properties *all, const uint32_t *tags, size_t tag_count, uint32_t flags,
                            struct properties *values);

#endif
