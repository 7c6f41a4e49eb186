/* Reading the arguments that only a subsystem is called with; beside those of "arguments.h", and in their manner. */
#ifndef MAPI_ARGUMENTS_H
#define MAPI_ARGUMENTS_H

#include "arguments.h"
#include "restriction.h"
#include "world.h"

struct restriction *read_optional_restriction(struct call *call, const char *name);
enum direction read_direction(struct call *call, const char *name);
/* Answers NULL with a complaint. */
struct profile *read_profile(struct call *call, const char *name);

#endif
