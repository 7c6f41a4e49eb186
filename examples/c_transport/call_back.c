#include "call_back.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"
#include "lines.h"

/* The JSON-RPC error that says that the other side failed in the call; after any other, it talks no more. */
#define INTERNAL_ERROR (-32603)

static _Noreturn void give_up(const char *method, const char *why)
{
    fprintf(stderr, "%s: %s: %s\n", PROGRAM, method, why);
    exit(1);
}

static void send_request(const char *id, const char *method, cJSON *params)
{
    cJSON *request = cJSON_CreateObject();
    cJSON_AddStringToObject(request, "jsonrpc", "2.0");
    cJSON_AddStringToObject(request, "id", id);
    cJSON_AddStringToObject(request, "method", method);
    cJSON_AddItemToObject(request, "params", params);
    char *text = or_end(cJSON_PrintUnformatted(request));
    cJSON_Delete(request);
    if (!write_line(text))
        exit(1);
    free(text);
}

/* Answers the code in an answer to the call with this id. */
static mapi_code code_of(const cJSON *answer, const char *id, const char *method)
{
    const cJSON *told_id = cJSON_GetObjectItemCaseSensitive(answer, "id");
    const cJSON *error = cJSON_GetObjectItemCaseSensitive(answer, "error");
    const cJSON *result = cJSON_GetObjectItemCaseSensitive(answer, "result");
    const cJSON *code = cJSON_GetObjectItemCaseSensitive(result, "code");
    const cJSON *message = cJSON_GetObjectItemCaseSensitive(error, "message");
    const cJSON *error_code = cJSON_GetObjectItemCaseSensitive(error, "code");
    if (cJSON_IsNumber(error_code) && error_code->valueint == INTERNAL_ERROR)
        return MAPI_E_CALL_FAILED;
    if (error != NULL)
        give_up(method, cJSON_IsString(message) ? message->valuestring : "it was answered by an error");
    if (!cJSON_IsString(told_id) || strcmp(told_id->valuestring, id) != 0 || result == NULL)
        give_up(method, "what came back is not its answer");
    return cJSON_IsNumber(code) ? (mapi_code)code->valuedouble : S_OK;
}

/* Makes the call and waits: nothing but the answer comes in between. Takes `params` over. */
static mapi_code call_back(const char *method, const char *object, cJSON *params)
{
    static uint64_t number;
    char id[HANDLE_TEXT_SIZE];
    size_t length;
    snprintf(id, sizeof id, "c%" PRIu64, ++number);
    cJSON_AddStringToObject(params, "object", object);
    send_request(id, method, params);
    char *line = read_line(&length);
    if (line == NULL)
        give_up(method, "the input ended before its answer");
    cJSON *answer = cJSON_ParseWithLength(line, length);
    mapi_code code = code_of(answer, id, method);
    cJSON_Delete(answer);
    free(line);
    return code;
}

mapi_code support_modify_status_row(const char *support, const struct properties *values, uint32_t flags)
{
    cJSON *params = cJSON_CreateObject();
    cJSON_AddItemToObject(params, "values", properties_json(values));
    cJSON_AddNumberToObject(params, "flags", flags);
    return call_back("support.modify_status_row", support, params);
}

mapi_code support_spooler_notify(const char *support, uint32_t flags)
{
    cJSON *params = cJSON_CreateObject();
    cJSON_AddNumberToObject(params, "flags", flags);
    cJSON_AddNullToObject(params, "data");
    return call_back("support.spooler_notify", support, params);
}

mapi_code message_set_token(const char *message, const char *token)
{
    cJSON *params = cJSON_CreateObject();
    cJSON_AddStringToObject(params, "token", token);
    return call_back("incoming_message.set_token", message, params);
}

mapi_code message_save_changes(const char *message)
{
    cJSON *params = cJSON_CreateObject();
    cJSON_AddNumberToObject(params, "flags", 0);
    return call_back("incoming_message.save_changes", message, params);
}
