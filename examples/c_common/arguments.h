/* Reading a call's arguments. One that is not as it must be becomes the call's complaint, and a harmless value is answered;
 * so a handler reads all of them, and does nothing if there is a complaint. Texts belong to the request; what is allocated
 * is the caller's to free. */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include "calls.h"
#include "memory.h"
#include "property.h"
#include "surroundings.h"

const cJSON *argument(struct call *call, const char *name);
void complain(struct call *call, const char *name);

bool read_flag(struct call *call, const char *name);
uint32_t read_unsigned(struct call *call, const char *name);
int32_t read_signed(struct call *call, const char *name);
/* A number of at least 0 that is not used here. */
void read_ui_param(struct call *call, const char *name);
const char *read_text(struct call *call, const char *name);
const char *read_optional_text(struct call *call, const char *name);
struct bytes read_bytes(struct call *call, const char *name);
/* Answers whether there are any bytes. */
bool read_optional_bytes(struct call *call, const char *name, struct bytes *bytes);
uint32_t *read_tags(struct call *call, const char *name, size_t *count);
/* Answers a list of texts, as JSON. */
const cJSON *read_texts(struct call *call, const char *name);
struct far_end read_far_end(struct call *call, const char *name);

/* What such readers are made of: whether a JSON value is as it must be, and what it is then. */
bool has_members(const cJSON *json, const char *const names[]); /* exactly these; ends with NULL */
bool is_whole(const cJSON *json, double least, double most, int64_t *number);
int word_of(const cJSON *json, const char *const words[]); /* its place among the words, which end with NULL, or -1 */
bool property_of(const cJSON *json, struct property *property);
bool traits_of(const cJSON *json, struct traits *traits);

#endif
