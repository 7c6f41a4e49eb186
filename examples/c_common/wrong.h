/* Deliberate faults, one at a time, to try the kit with: --wrong=NAME. */
#ifndef WRONG_H
#define WRONG_H

#include <stdbool.h>
#include <stddef.h>

struct fault {
    const char *name;
    const char *meaning;
};

/* Supplied by the program. */
extern const struct fault FAULTS[];
extern const size_t FAULT_COUNT;

/* Whether this fault was chosen. Each name occurs once in the code, at the small change that it makes. */
bool is_wrong(const char *name);

/* Answers false for a name that is not in the list. */
bool choose_wrong(const char *name);

/* Never returns. It ends the program with its input, so that a program that hangs does not outlive the kit. */
void hang(void);

/* Prints every name with what it does wrong, one to a line. */
void list_wrong(void);

#endif
