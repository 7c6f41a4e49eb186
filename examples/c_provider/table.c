#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "status.h"
#include "wrong.h"

/* All columns there are; the first ones, which every row has, are in use until SetColumns. */
static const uint32_t ALL_COLUMNS[] = {
    PR_ROWID,           PR_INSTANCE_KEY,        PR_ENTRYID,        PR_OBJECT_TYPE,        PR_RESOURCE_TYPE,
    PR_DISPLAY_NAME_A,  PR_PROVIDER_DLL_NAME_A, PR_RESOURCE_FLAGS, PR_RESOURCE_METHODS,   PR_STATUS_CODE,
    PR_STATUS_STRING_A, PR_PROVIDER_DISPLAY_A,  PR_IDENTITY_DISPLAY_A, PR_IDENTITY_ENTRYID, PR_IDENTITY_SEARCH_KEY,
};
enum { COLUMNS_AT_FIRST = 10 };

static void use_columns(struct table *table, const uint32_t *tags, size_t tag_count)
{
    free(table->columns);
    table->columns = allocate(tag_count, sizeof *tags);
    memcpy(table->columns, tags, tag_count * sizeof *tags);
    table->column_count = tag_count;
}

mapi_code table_open(struct session *session, uint32_t flags, struct table **table)
{
    if (flags != 0)
        return flags == MAPI_UNICODE ? MAPI_E_BAD_CHARWIDTH : MAPI_E_UNKNOWN_FLAGS;
    *table = allocate(1, sizeof **table);
    (*table)->session = session_hold(session);
    use_columns(*table, ALL_COLUMNS, COLUMNS_AT_FIRST);
    return S_OK;
}

void table_release(struct table *table)
{
    session_release(table->session);
    restriction_free(table->restriction);
    free(table->columns);
    free(table);
}

mapi_code table_set_columns(struct table *table, const uint32_t *tags, size_t tag_count, uint32_t flags)
{
    if (tag_count == 0)
        return MAPI_E_INVALID_PARAMETER;
    if ((flags & ~(TBL_ASYNC | TBL_BATCH)) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    use_columns(table, tags, tag_count);
    return S_OK;
}

mapi_code table_query_columns(const struct table *table, uint32_t flags, const uint32_t **tags, size_t *tag_count)
{
    if ((flags & ~TBL_ALL_COLUMNS) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    *tags = flags == 0 ? table->columns : ALL_COLUMNS;
    *tag_count = flags == 0 ? table->column_count : sizeof ALL_COLUMNS / sizeof ALL_COLUMNS[0];
    return S_OK;
}

mapi_code table_restrict(struct table *table, struct restriction *restriction, uint32_t flags)
{
    mapi_code code = S_OK;
    if ((flags & ~(TBL_ASYNC | TBL_BATCH)) != 0)
        code = MAPI_E_UNKNOWN_FLAGS;
    else if (restriction != NULL)
        code = restriction_check(restriction, table->columns, table->column_count);
    if (FAILED(code)) {
        restriction_free(restriction);
        return code;
    }
    restriction_free(table->restriction);
    table->restriction = restriction;
    table->position = 0;
    return S_OK;
}

/* Reads the row at this place; answers whether it is selected. */
static bool read_row(const struct table *table, size_t place, struct properties *row)
{
    status_row(table->session, place, row);
    return table->restriction == NULL || restriction_holds(table->restriction, row) || is_wrong("ignore-restriction");
}

static bool is_selected(const struct table *table, size_t place)
{
    struct properties row = {0};
    bool selected = read_row(table, place, &row);
    properties_clear(&row);
    return selected;
}

mapi_code table_seek_row(struct table *table, uint32_t bookmark, int32_t row_count, int32_t *moved)
{
    size_t end = session_resource_count(table->session);
    *moved = 0;
    if (bookmark > BOOKMARK_END)
        return MAPI_E_INVALID_BOOKMARK;
    if (bookmark != BOOKMARK_CURRENT)
        table->position = bookmark == BOOKMARK_BEGINNING ? 0 : end;
    while (*moved < row_count && table->position < end)
        *moved += is_selected(table, table->position++) ? 1 : 0;
    while (*moved > row_count && table->position > 0)
        *moved -= is_selected(table, --table->position) ? 1 : 0;
    return S_OK;
}

/* The columns asked for, in their order; one that the row does not have comes as PT_NULL. */
static void project(const struct table *table, const struct properties *row, struct properties *columns)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct property *found = find_property(row, table->columns[i]);
        if (found != NULL)
            add_copy(columns, found);
        else
            add_number(columns, CHANGE_PROP_TYPE(table->columns[i], PT_NULL), 0);
    }
}

mapi_code table_query_rows(struct table *table, int32_t row_count, uint32_t flags, struct rows *rows)
{
    size_t end = session_resource_count(table->session);
    size_t place = table->position;
    if (row_count == 0)
        return MAPI_E_INVALID_PARAMETER;
    if ((flags & ~TBL_NOADVANCE) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    if (row_count < 0)
        return MAPI_E_NO_SUPPORT;
    size_t wanted = row_count < ROWS_AT_A_TIME ? (size_t)row_count : ROWS_AT_A_TIME;
    while (rows->count < wanted && place < end) {
        struct properties row = {0};
        if (read_row(table, place++, &row))
            project(table, &row, &rows->items[rows->count++]);
        properties_clear(&row);
    }
    if ((flags & TBL_NOADVANCE) == 0)
        table->position = place;
    return S_OK;
}

void rows_clear(struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        properties_clear(&rows->items[i]);
    rows->count = 0;
}
