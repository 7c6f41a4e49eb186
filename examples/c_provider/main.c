#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server.h"
#include "wrong.h"

static const char USAGE[] = "usage: c_provider [--no-test-bed] [--wrong=NAME] | --list-wrong | --help";

/* Reads requests and writes answers, until told to close or until there are no more. Answers an exit code. */
static int serve(struct server *server)
{
    char *line = NULL;
    size_t capacity = 0;
    int outcome = 0;
    while (!server->closing && outcome == 0) {
        ssize_t length = getline(&line, &capacity, stdin);
        if (length < 0)
            break;
        if (length > 0 && line[length - 1] == '\n')
            line[--length] = '\0';
        if (strspn(line, " \t\r") == (size_t)length)
            continue;
        char *answer = server_answer(server, line, (size_t)length);
        if (puts(answer) < 0 || fflush(stdout) != 0) {
            perror("c_provider: cannot answer");
            outcome = 1;
        }
        free(answer);
    }
    free(line);
    return outcome;
}

int main(int argc, char **argv)
{
    static const char WRONG[] = "--wrong=";
    struct server server;
    bool has_test_bed = true;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            puts(USAGE);
            return 0;
        }
        if (strcmp(argv[i], "--list-wrong") == 0) {
            list_wrong();
            return 0;
        }
        if (strcmp(argv[i], "--no-test-bed") == 0) {
            has_test_bed = false;
        } else if (strncmp(argv[i], WRONG, strlen(WRONG)) != 0) {
            fprintf(stderr, "c_provider: unknown option %s (%s)\n", argv[i], USAGE);
            return 2;
        } else if (!choose_wrong(argv[i] + strlen(WRONG))) {
            fprintf(stderr, "c_provider: there is no fault %s (--list-wrong lists them)\n", argv[i] + strlen(WRONG));
            return 2;
        }
    }
    server_start(&server, has_test_bed);
    int outcome = serve(&server);
    server_end(&server);
    return outcome;
}
