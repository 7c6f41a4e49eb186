#include "surroundings.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

size_t queue_length(const struct queue *queue)
{
    return queue->end - queue->first;
}

void queue_put(struct queue *queue, const char *token)
{
    if (queue->first > 0 && queue->end == queue->capacity) {
        memmove(queue->tokens, queue->tokens + queue->first, queue_length(queue) * sizeof *queue->tokens);
        queue->end -= queue->first;
        queue->first = 0;
    }
    queue->tokens = room_for_one(queue->tokens, queue->end, &queue->capacity, sizeof *queue->tokens);
    queue->tokens[queue->end++] = copy_text(token);
}

char *queue_take(struct queue *queue)
{
    return queue->tokens[queue->first++];
}

void queue_clear(struct queue *queue)
{
    while (queue_length(queue) != 0)
        free(queue_take(queue));
    free(queue->tokens);
    *queue = (struct queue){0};
}

cJSON *queue_json(const struct queue *queue)
{
    cJSON *json = cJSON_CreateArray();
    for (size_t i = queue->first; i < queue->end; i++)
        cJSON_AddItemToArray(json, cJSON_CreateString(queue->tokens[i]));
    return json;
}

void screen_show(struct screen *screen, const char *owner, enum prompt_kind kind)
{
    if (!screen->user_present)
        return;
    screen->prompts = room_for_one(screen->prompts, screen->count, &screen->capacity, sizeof *screen->prompts);
    screen->prompts[screen->count++] = (struct prompt){.owner = copy_text(owner), .kind = kind};
}

void screen_clear(struct screen *screen)
{
    for (size_t i = 0; i < screen->count; i++)
        free(screen->prompts[i].owner);
    free(screen->prompts);
    *screen = (struct screen){0};
}

cJSON *screen_json(const struct screen *screen)
{
    static const char *const KINDS[] = {[PROMPT_PROGRESS] = "progress", [PROMPT_DIALOG] = "dialog"};
    cJSON *json = cJSON_CreateArray();
    for (size_t i = 0; i < screen->count; i++) {
        cJSON *prompt = cJSON_CreateObject();
        cJSON_AddStringToObject(prompt, "owner", screen->prompts[i].owner);
        cJSON_AddStringToObject(prompt, "kind", KINDS[screen->prompts[i].kind]);
        cJSON_AddItemToArray(json, prompt);
    }
    return json;
}
