#include "lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"

char *read_line(size_t *length)
{
    char *line = NULL;
    size_t capacity = 0;
    for (;;) {
        ssize_t read = getline(&line, &capacity, stdin);
        if (read < 0) {
            free(line);
            return NULL;
        }
        if (read > 0 && line[read - 1] == '\n')
            line[--read] = '\0';
        if (strspn(line, " \t\r") != (size_t)read) {
            *length = (size_t)read;
            return line;
        }
    }
}

bool write_line(const char *line)
{
    if (puts(line) >= 0 && fflush(stdout) == 0)
        return true;
    fprintf(stderr, "%s: ", PROGRAM);
    perror("cannot answer");
    return false;
}
