#include "handles.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

void handle_write(const struct handles *handles, uint64_t number, char text[HANDLE_TEXT_SIZE])
{
    snprintf(text, HANDLE_TEXT_SIZE, "%c%" PRIu64, handles->letter, number);
}

void handle_give(struct handles *handles, void *thing, char text[HANDLE_TEXT_SIZE])
{
    handles->live = room_for_one(handles->live, handles->count, &handles->capacity, sizeof *handles->live);
    handles->live[handles->count++] = (struct handle){.number = ++handles->issued, .thing = thing};
    handle_write(handles, handles->issued, text);
}

enum handle_state handle_find(const struct handles *handles, const char *text, size_t *place)
{
    char canonical[HANDLE_TEXT_SIZE];
    uint64_t number = text[0] == '\0' ? 0 : strtoull(text + 1, NULL, 10);
    handle_write(handles, number, canonical);
    if (strcmp(text, canonical) != 0 || number == 0 || number > handles->issued)
        return HANDLE_UNKNOWN;
    for (size_t i = handles->count; i-- > 0;) {
        if (handles->live[i].number == number) {
            *place = i;
            return HANDLE_LIVE;
        }
    }
    return HANDLE_RELEASED;
}

void handle_remove(struct handles *handles, size_t place)
{
    handles->count--;
    memmove(&handles->live[place], &handles->live[place + 1], (handles->count - place) * sizeof *handles->live);
}
