/* Answers the requests of the protocol "mapi-tck stdio 1": JSON-RPC 2.0, one message to a line. */
#ifndef SERVER_H
#define SERVER_H

#include <stddef.h>

#include "calls.h"

void server_start(struct server *server, bool has_test_bed);
void server_end(struct server *server);

/* Answers the line to send back, which is the caller's to free. `line` ends with a NUL that `length` does not count. */
char *server_answer(struct server *server, const char *line, size_t length);

#endif
