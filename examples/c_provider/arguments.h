/* Reading a call's arguments. One that is not as it must be becomes the call's complaint, and a harmless value is answered;
 * so a handler reads all of them, and does nothing if there is a complaint. Texts belong to the request; what is allocated
 * is the caller's to free. */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include "calls.h"
#include "memory.h"
#include "property.h"

/* Whether a JSON value is an object with exactly these members; `names` ends with NULL. */
bool has_members(const cJSON *json, const char *const names[]);

bool read_flag(struct call *call, const char *name);
uint32_t read_unsigned(struct call *call, const char *name);
int32_t read_signed(struct call *call, const char *name);
/* A number of at least 0 that this subsystem makes no use of. */
void read_ui_param(struct call *call, const char *name);
const char *read_text(struct call *call, const char *name);
const char *read_optional_text(struct call *call, const char *name);
struct bytes read_bytes(struct call *call, const char *name);
/* Answers whether there are any bytes. */
bool read_optional_bytes(struct call *call, const char *name, struct bytes *bytes);
uint32_t *read_tags(struct call *call, const char *name, size_t *count);
struct restriction *read_optional_restriction(struct call *call, const char *name);

/* Answers a list of texts, as JSON. */
const cJSON *read_texts(struct call *call, const char *name);
enum direction read_direction(struct call *call, const char *name);
struct far_end read_far_end(struct call *call, const char *name);
/* Answers NULL with a complaint. */
struct profile *read_profile(struct call *call, const char *name);

#endif
