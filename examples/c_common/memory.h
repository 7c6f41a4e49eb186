/* Allocation that either works or ends the process: nothing here could go on without memory. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>

/* Bytes with their number; `data` is allocated, or NULL when there are none. */
struct bytes {
    unsigned char *data;
    size_t size;
};

/* Answers this memory, or ends the process if there is none. */
void *or_end(void *memory);

/* Answers zeroed memory for `count` items. */
void *allocate(size_t count, size_t item_size);

/* Answers `items`, moved if needed, with room for one more after `count`. */
void *room_for_one(void *items, size_t count, size_t *capacity, size_t item_size);

char *copy_text(const char *text);
struct bytes copy_bytes(const unsigned char *data, size_t size);

#endif
