#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lines.h"
#include "server.h"
#include "wrong.h"

static const char USAGE[] = "[--no-test-bed] [--wrong=NAME] | --list-wrong | --help";

/* Reads requests and writes answers, until told to close or until there are no more. Answers an exit code. */
static int serve(struct server *server)
{
    bool is_heard = true;
    while (!server->closing && is_heard) {
        size_t length;
        char *line = read_line(&length);
        if (line == NULL)
            break;
        char *answer = server_answer(server, line, length);
        is_heard = write_line(answer);
        free(answer);
        free(line);
    }
    return is_heard ? 0 : 1;
}

int main(int argc, char **argv)
{
    static const char WRONG[] = "--wrong=";
    struct server server;
    bool has_test_bed = true;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            printf("usage: %s %s\n", PROGRAM, USAGE);
            return 0;
        }
        if (strcmp(argv[i], "--list-wrong") == 0) {
            list_wrong();
            return 0;
        }
        if (strcmp(argv[i], "--no-test-bed") == 0) {
            has_test_bed = false;
        } else if (strncmp(argv[i], WRONG, strlen(WRONG)) != 0) {
            fprintf(stderr, "%s: unknown option %s (usage: %s %s)\n", PROGRAM, argv[i], PROGRAM, USAGE);
            return 2;
        } else if (!choose_wrong(argv[i] + strlen(WRONG))) {
            fprintf(stderr, "%s: there is no fault %s (--list-wrong lists them)\n", PROGRAM, argv[i] + strlen(WRONG));
            return 2;
        }
    }
    server_start(&server, has_test_bed);
    int outcome = serve(&server);
    server_end(&server);
    return outcome;
}
