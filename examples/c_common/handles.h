/* The handles by which a client names the objects that it holds: "s1", "t1", ... A number is never given twice, so a
 * handle that was given back is told from one that never was. */
#ifndef HANDLES_H
#define HANDLES_H

#include <stddef.h>
#include <stdint.h>

#define HANDLE_TEXT_SIZE 24

struct handle {
    uint64_t number;
    void *thing;
};

/* The handles of one kind of object. */
struct handles {
    char letter;
    struct handle *live; /* by number */
    size_t count;
    size_t capacity;
    uint64_t issued;
};

enum handle_state { HANDLE_LIVE, HANDLE_RELEASED, HANDLE_UNKNOWN };

/* Writes the handle with this number. */
void handle_write(const struct handles *handles, uint64_t number, char text[HANDLE_TEXT_SIZE]);

/* Writes the handle of the newest object. */
void handle_give(struct handles *handles, void *thing, char text[HANDLE_TEXT_SIZE]);

/* Looks a handle up; `place` is its place among the live ones. */
enum handle_state handle_find(const struct handles *handles, const char *text, size_t *place);

void handle_remove(struct handles *handles, size_t place);

#endif
