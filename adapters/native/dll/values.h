// MAPI's structures as the JSON of docs/stdio.md, and back.
#pragma once

#include "connection.h"

// Bytes as hex digits.
std::string hex(const void *bytes, ULONG count);

// A string of MAPI, of wide characters if `flags` have MAPI_UNICODE. A null pointer is "".
std::string text(const void *string, ULONG flags);

// The tags of an array; a null pointer is an empty list.
Json tags_to_json(const SPropTagArray *tags);

// False if the kit cannot evaluate such a restriction. A null pointer is null.
bool restriction_to_json(const SRestriction *restriction, Json &json);

// The values, in one block that MAPIFreeBuffer frees; `watched` as in memory.h. Null if there is no memory.
SPropValue *values_from_json(const Json &list, bool watched);

// The row set that the kit has answered. Null if there is no memory.
SRowSet *rows_from_json(const Json &answer);
