#include "wrong.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *chosen = "";

bool is_wrong(const char *name)
{
    return strcmp(chosen, name) == 0;
}

bool choose_wrong(const char *name)
{
    for (size_t i = 0; i < FAULT_COUNT; i++) {
        if (strcmp(FAULTS[i].name, name) == 0) {
            chosen = FAULTS[i].name;
            return true;
        }
    }
    return false;
}

void hang(void)
{
    while (getchar() != EOF)
        continue;
    exit(3);
}

void list_wrong(void)
{
    for (size_t i = 0; i < FAULT_COUNT; i++)
        printf("%-26s%s\n", FAULTS[i].name, FAULTS[i].meaning);
}
