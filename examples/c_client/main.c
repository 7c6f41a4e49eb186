/* A client of MAPI in C, under test over the protocol "mapi-tck stdio 1" (docs/stdio.md). The kit asks it to walk a procedure;
 * until it answers, it calls MAPI, and the kit answers. */
#include <string.h>

#include "walk.h"

static const cJSON *member(const cJSON *json, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(json, name);
}

/* hello: who this is. */
static cJSON *greeting(void)
{
    cJSON *result = cJSON_CreateObject();
    cJSON_AddNumberToObject(result, "protocol", 1);
    cJSON *description = cJSON_AddObjectToObject(result, "description");
    cJSON_AddStringToObject(description, "implementation", "client in C");
    cJSON_AddStringToObject(description, "version", "1");
    cJSON_AddItemToArray(cJSON_AddArrayToObject(description, "observes"), cJSON_CreateString("calls"));
    cJSON_AddArrayToObject(result, "offers");
    return result;
}

/* client.walk: does the task, and answers its code. */
static code carry_out(const cJSON *params)
{
    const cJSON *task = member(params, "task"), *direction;
    uint32_t directions = 0;
    cJSON_ArrayForEach(direction, member(task, "directions"))
        directions |= strcmp(direction->valuestring, "outgoing") == 0 ? FLUSH_UPLOAD : FLUSH_DOWNLOAD;
    return walk(member(member(params, "mapi"), "mapi")->valuestring, member(task, "profile")->valuestring,
                strcmp(member(task, "procedure")->valuestring, "B") == 0, member(task, "transport")->valuestring, directions);
}

static cJSON *answer_to(const char *method, const cJSON *params)
{
    if (strcmp(method, "hello") == 0)
        return greeting();
    cJSON *result = cJSON_CreateObject();
    cJSON_AddNumberToObject(result, "code", strcmp(method, "client.walk") == 0 ? carry_out(params) : S_OK);
    cJSON_AddNullToObject(result, "value");
    return result;
}

int main(void)
{
    cJSON *request;
    bool closing = false;
    while (!closing && (request = read_message()) != NULL) {
        const char *method = member(request, "method")->valuestring;
        cJSON *answer = cJSON_CreateObject();
        cJSON_AddStringToObject(answer, "jsonrpc", "2.0");
        cJSON_AddItemToObject(answer, "id", cJSON_Duplicate(member(request, "id"), true));
        cJSON_AddItemToObject(answer, "result", answer_to(method, member(request, "params")));
        closing = strcmp(method, "client.close") == 0;
        write_message(answer);
        cJSON_Delete(request);
    }
    return 0;
}
