/* What surrounds an implementation under test, as far as both test beds have it: transports of a profile, queues of messages,
 * far ends, and the screen with a user before it. */
#ifndef SURROUNDINGS_H
#define SURROUNDINGS_H

#include <cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum transport_kind { KIND_LAN, KIND_MODEM, KIND_RAS };
enum condition { FAR_END_UP, FAR_END_SLOW, FAR_END_REFUSING, FAR_END_DOWN };
enum prompt_kind { PROMPT_PROGRESS, PROMPT_DIALOG };

/* The traits of a transport; the name belongs to the JSON value that it was read from. */
struct traits {
    const char *name;
    enum transport_kind kind;
    bool supports_flush;
    bool asynchronous;
};

/* Messages in the order in which they leave. */
struct queue {
    char **tokens;
    size_t first;
    size_t end;
    size_t capacity;
};

struct far_end {
    enum condition condition;
    double seconds; /* that a message takes when slow */
    uint64_t after; /* messages still taken before it is down */
};

struct prompt {
    char *owner;
    enum prompt_kind kind;
};

struct screen {
    struct prompt *prompts; /* what has been shown */
    size_t count;
    size_t capacity;
    bool user_present;
};

size_t queue_length(const struct queue *queue);
void queue_put(struct queue *queue, const char *token);
/* Answers the oldest message, which is the caller's to free. */
char *queue_take(struct queue *queue);
void queue_clear(struct queue *queue);
cJSON *queue_json(const struct queue *queue);

/* Without a user nothing is shown. */
void screen_show(struct screen *screen, const char *owner, enum prompt_kind kind);
void screen_clear(struct screen *screen);
cJSON *screen_json(const struct screen *screen);

#endif
