/* The transport's row in the status table, as far as the transport makes it, and what the row shares with the status object. */
#ifndef ROW_H
#define ROW_H

#include "transport.h"

/* PR_RESOURCE_METHODS */
uint32_t row_methods(const struct logon *logon);

/* Every column that the transport supplies. */
void row_describe(const struct logon *logon, struct properties *columns);

/* Makes the row at logon; shows in it how the transport is now. */
mapi_code row_make(const struct logon *logon);
mapi_code row_update(const struct logon *logon);

#endif
