/* MAPI as this client calls it: each function sends one line to the kit, and reads the answer. A real client would call the
 * functions of mapi32 in their place. */
#ifndef CALLS_H
#define CALLS_H

#include <cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t code; /* an HRESULT */

#define S_OK 0u
#define MAPI_E_NOT_FOUND 0x8004010Fu
#define FAILED(c) (((c) & 0x80000000u) != 0)

#define PR_ENTRYID 0x0FFF0102u
#define PR_DISPLAY_NAME_A 0x3001001Eu
#define PR_RESOURCE_METHODS 0x3E020003u
#define PR_RESOURCE_TYPE 0x3E030003u
#define MAPI_TRANSPORT_PROVIDER 36
#define MAPI_SPOOLER 37
#define STATUS_FLUSH_QUEUES 0x8
#define FLUSH_UPLOAD 0x2u
#define FLUSH_DOWNLOAD 0x4u
#define FLUSH_NO_UI 0x10u

/* A handle is the kit's name of an object: "session-1". "" is no object. */
struct handle { char text[64]; };

/* The rows that HrQueryAllRows gave; `rows` is JSON, and belongs to the set. */
struct row_set { struct handle handle; cJSON *rows; };

code mapi_logon(const char *mapi, const char *profile, struct handle *session);
code session_get_status_table(const struct handle *session, struct handle *table);
code session_open_entry(const struct handle *session, const char *entry_id, struct handle *status_object);
code session_logoff(const struct handle *session);
code table_set_columns(const struct handle *table);
code table_query_all(const struct handle *table, int type, struct row_set *rows);
code status_get_methods(const struct handle *status_object, bool *known, int32_t *methods);
code status_flush_queues(const struct handle *status_object, const char *target, uint32_t flags);
void release(const char *interface, struct handle *object); /* does nothing to no object */
void free_rows(struct row_set *rows);

/* The entry identifier of a row in hexadecimal digits, or NULL if the row has an error in its place. */
const char *entry_id_of(const cJSON *row);

/* The display name of a row, or NULL if the row has an error in its place. */
const char *name_of(const cJSON *row);

/* Lines. */
cJSON *read_message(void);         /* NULL at the end of the input */
void write_message(cJSON *message); /* takes it over */

#endif
