/* The other direction of the protocol: calls of what the spooler has handed out, its support object and the empty messages
 * that it offers. They are made while a request is being answered. */
#ifndef CALL_BACK_H
#define CALL_BACK_H

#include <stdint.h>

#include "mapi.h"
#include "property.h"

/* IMAPISupport; `support` is its handle. */
mapi_code support_modify_status_row(const char *support, const struct properties *values, uint32_t flags);
mapi_code support_spooler_notify(const char *support, uint32_t flags);

/* IMessage, as far as a transport fills one. */
mapi_code message_set_token(const char *message, const char *token);
mapi_code message_save_changes(const char *message);

#endif
