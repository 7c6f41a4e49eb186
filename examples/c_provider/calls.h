/* The calls of the protocol: which there are, and one call while it is carried out. */
#ifndef CALLS_H
#define CALLS_H

#include <cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "handles.h"
#include "mapi.h"
#include "world.h"

enum interface { ADAPTER, SESSION, TABLE, ROW_SET, STATUS_OBJECT, TEST_BED, INTERFACE_COUNT };

struct server {
    struct world world;
    struct handles handles[INTERFACE_COUNT]; /* ADAPTER has none: there is one adapter */
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

#define MAX_PARAMETERS 3

struct method {
    const char *name;
    enum interface interface;
    void (*run)(struct call *call);
    const char *parameters[MAX_PARAMETERS + 1]; /* beside the object */
    bool after_logoff;                          /* whether it works when the object's session has ended */
};

extern const struct method MAPI_METHODS[];
extern const size_t MAPI_METHOD_COUNT;
extern const struct method TEST_BED_METHODS[];
extern const size_t TEST_BED_METHOD_COUNT;

/* Whether the session that an object belongs to has ended. */
bool session_is_over(enum interface interface, const void *object);

/* Takes back every object that the client holds. */
void drop_objects(struct server *server);

#endif
