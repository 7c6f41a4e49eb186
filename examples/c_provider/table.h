/* Views of a session's status table. Rows are made when they are read, so they show what is so at that moment. */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "restriction.h"
#include "session.h"

struct table {
    struct session *session;
    uint32_t *columns;
    size_t column_count;
    struct restriction *restriction; /* NULL: every row */
    size_t position;                 /* the row, selected or not, at which reading goes on */
};

/* How many rows one QueryRows answers at most; a client has to ask again. */
#define ROWS_AT_A_TIME 2

struct rows {
    struct properties items[ROWS_AT_A_TIME];
    size_t count;
};

mapi_code table_open(struct session *session, uint32_t flags, struct table **table);
void table_release(struct table *table);

mapi_code table_set_columns(struct table *table, const uint32_t *tags, size_t tag_count, uint32_t flags);

/* Answers a list that belongs to the table. */
mapi_code table_query_columns(const struct table *table, uint32_t flags, const uint32_t **tags, size_t *tag_count);

/* Takes the restriction over, also when refusing it. */
mapi_code table_restrict(struct table *table, struct restriction *restriction, uint32_t flags);

mapi_code table_seek_row(struct table *table, uint32_t bookmark, int32_t row_count, int32_t *moved);

mapi_code table_query_rows(struct table *table, int32_t row_count, uint32_t flags, struct rows *rows);
void rows_clear(struct rows *rows);

#endif
