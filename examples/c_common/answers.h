/* Writing a call's answer. */
#ifndef ANSWERS_H
#define ANSWERS_H

#include "calls.h"
#include "property.h"

cJSON *properties_json(const struct properties *list);

/* Gives an object out: a new handle for it stands in `to` under the name of its interface. */
void give(struct call *call, unsigned interface, void *object, cJSON *to, const char *name);

/* The call's value becomes this object. */
void give_object(struct call *call, unsigned interface, void *object, const char *name);

/* The call's value becomes the test bed; there is one, however often it is asked for. */
void give_test_bed(struct call *call, unsigned interface, const char *name);

/* Takes back the handle of the call's object, and lets go of the object. */
void take_back(struct call *call, unsigned interface);

/* Takes back every object with this interface that the client holds. */
void take_back_all(struct server *server, unsigned interface);

#endif
