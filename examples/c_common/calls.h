/* The calls of the protocol: one call while it is carried out, and what each program supplies to the common sources, which
 * read requests, find the object that a request is for, and write answers. */
#ifndef CALLS_H
#define CALLS_H

#include <cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "handles.h"
#include "mapi.h"

/* Interfaces are numbered by the program. ROOT is that of the one object that is there from the beginning: its calls name
 * no object. */
#define ROOT 0u
#define MAX_INTERFACES 8
#define MAX_PARAMETERS 3

struct world; /* what the program works on */

struct server {
    struct world *world;
    struct handles handles[MAX_INTERFACES]; /* ROOT has none */
    bool has_test_bed;
    bool closing;
};

struct call {
    struct server *server;
    const cJSON *params;
    void *object;          /* that the call is for */
    size_t place;          /* of its handle */
    const char *complaint; /* the first parameter that is not as it must be */
    mapi_code code;        /* the answer, */
    cJSON *value;          /* and its value, NULL for none */
};

struct method {
    const char *name;
    unsigned interface;
    void (*run)(struct call *call);
    const char *parameters[MAX_PARAMETERS + 1]; /* beside the object */
    bool after_logoff;                          /* whether it works when what the object belongs to has ended */
};

/* -- what each program supplies ----------------------------------------------------------------------------------- */

extern const char PROGRAM[];        /* its name, */
extern const char ROLE[];           /* and the role in which it is tested */
extern const char HANDLE_LETTERS[]; /* with which handles begin, by interface */

extern const struct method METHODS[];
extern const size_t METHOD_COUNT;
extern const struct method TEST_BED_METHODS[];
extern const size_t TEST_BED_METHOD_COUNT;

/* The optional methods that it has beside those of the test bed; ends with NULL. */
extern const char *const OPTIONAL_METHODS[];

/* The method whose answer the fault "garbage-answer" spoils. */
extern const char GARBLED_METHOD[];

struct world *world_new(void);
void world_free(struct world *world);

/* Does what there has been time for since the last request. */
void world_catch_up(struct world *world);

/* Whether what an object belongs to has ended: a session, say. */
bool is_over(unsigned interface, const void *object);

/* Lets go of an object whose handle is gone. */
void let_go(unsigned interface, void *object);

#endif
