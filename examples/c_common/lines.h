/* Lines from standard input and to standard output. */
#ifndef LINES_H
#define LINES_H

#include <stdbool.h>
#include <stddef.h>

/* Answers the next line that is not blank, or NULL at the end of the input. It ends with a NUL that `length` does not count,
 * and is the caller's to free. */
char *read_line(size_t *length);

/* Writes a line at once; answers false, with a message to people, if it cannot. */
bool write_line(const char *line);

#endif
