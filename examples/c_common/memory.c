#include "memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"

void *or_end(void *memory)
{
    if (memory == NULL) {
        fprintf(stderr, "%s: out of memory\n", PROGRAM);
        exit(1);
    }
    return memory;
}

void *allocate(size_t count, size_t item_size)
{
    return or_end(calloc(count == 0 ? 1 : count, item_size));
}

void *room_for_one(void *items, size_t count, size_t *capacity, size_t item_size)
{
    if (count < *capacity)
        return items;
    size_t wanted = *capacity == 0 ? 8 : *capacity * 2;
    if (wanted < *capacity || wanted > SIZE_MAX / item_size)
        return or_end(NULL);
    items = or_end(realloc(items, wanted * item_size));
    *capacity = wanted;
    return items;
}

char *copy_text(const char *text)
{
    return or_end(strdup(text));
}

struct bytes copy_bytes(const unsigned char *data, size_t size)
{
    struct bytes copy = {NULL, size};
    if (size != 0) {
        copy.data = allocate(size, 1);
        memcpy(copy.data, data, size);
    }
    return copy;
}
