/* The line to the far end, which a transport holds for the time of a flush. On a local network everybody has one; all others
 * share one modem. */
#ifndef LINE_H
#define LINE_H

#include "transport.h"

/* Acquires it, or answers MAPI_E_BUSY. Dialling asks the user, unless `flags` has FLUSH_NO_UI. */
mapi_code line_open(struct logon *logon, uint32_t flags);

/* Does nothing when it is not held. */
void line_close(struct logon *logon);

#endif
