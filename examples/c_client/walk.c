/* The two procedures. Each function releases what it got, on every path. */
#include "walk.h"

#include <string.h>

/* Steps 1 to 4: the rows of this type. The caller releases both, also after a failure. */
static code rows_of(const struct handle *session, int type, struct handle *table, struct row_set *rows)
{
    memset(table, 0, sizeof *table);
    memset(rows, 0, sizeof *rows);
    code found = session_get_status_table(session, table);
    if (!FAILED(found))
        found = table_set_columns(table);
    if (!FAILED(found))
        found = table_query_all(table, type, rows);
    return found;
}

/* Steps A1 to A7; with a target it is the fallback of step B5.3. */
static code flush_spooler(const struct handle *session, const char *target, uint32_t flags)
{
    struct handle table, spooler = {""};
    struct row_set rows;
    code found = rows_of(session, MAPI_SPOOLER, &table, &rows);
    if (!FAILED(found)) {
        const char *entry_id = entry_id_of(cJSON_GetArrayItem(rows.rows, 0));
        found = entry_id == NULL ? MAPI_E_NOT_FOUND : session_open_entry(session, entry_id, &spooler);
    }
    if (!FAILED(found))
        found = status_flush_queues(&spooler, target, flags);
    release("status_object", &spooler);
    free_rows(&rows);
    release("table", &table);
    return found;
}

/* Steps B5.1 to B5.4 for one row. */
static code flush_transport(const struct handle *session, const char *entry_id, uint32_t flags)
{
    struct handle transport = {""};
    bool known = false;
    int32_t methods = 0;
    code found = entry_id == NULL ? MAPI_E_NOT_FOUND : session_open_entry(session, entry_id, &transport);
    if (!FAILED(found))
        found = status_get_methods(&transport, &known, &methods);
    if (!FAILED(found)) {
        if (known && (methods & STATUS_FLUSH_QUEUES) != 0)
            found = status_flush_queues(&transport, NULL, flags);
        else
            found = flush_spooler(session, entry_id, flags);
    }
    release("status_object", &transport);
    return found;
}

/* Procedure B, for the one transport if it is named. A failure at one transport does not stop it at the others. */
static code flush_each(const struct handle *session, const char *transport, uint32_t flags)
{
    struct handle table;
    struct row_set rows;
    const cJSON *row;
    bool visited = transport[0] == '\0';
    code found = rows_of(session, MAPI_TRANSPORT_PROVIDER, &table, &rows);
    cJSON_ArrayForEach(row, rows.rows)
    {
        const char *name = name_of(row);
        if (transport[0] != '\0' && (name == NULL || strcmp(name, transport) != 0))
            continue;
        visited = true;
        code one = flush_transport(session, entry_id_of(row), flags);
        if (FAILED(one))
            found = one;
    }
    free_rows(&rows);
    release("table", &table);
    return FAILED(found) || visited ? found : MAPI_E_NOT_FOUND;
}

code walk(const char *mapi, const char *profile, bool by_transport, const char *transport, uint32_t directions)
{
    struct handle session;
    code found = mapi_logon(mapi, profile, &session);
    if (FAILED(found))
        return found;
    uint32_t flags = FLUSH_NO_UI | directions;
    found = by_transport ? flush_each(&session, transport, flags) : flush_spooler(&session, NULL, flags);
    code last = session_logoff(&session);
    release("session", &session);
    return FAILED(found) ? found : last;
}
