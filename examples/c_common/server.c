#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"
#include "arguments.h"
#include "wrong.h"

enum {
    PARSE_ERROR = -32700,
    INVALID_REQUEST = -32600,
    METHOD_NOT_FOUND = -32601,
    INVALID_PARAMS = -32602,
    ANOTHER_ROLE = -32001
};

#define PROTOCOL 1

void server_start(struct server *server, bool has_test_bed)
{
    *server = (struct server){.has_test_bed = has_test_bed, .world = world_new()};
    for (unsigned i = ROOT; HANDLE_LETTERS[i] != '\0'; i++)
        server->handles[i].letter = HANDLE_LETTERS[i];
}

void server_end(struct server *server)
{
    for (unsigned i = ROOT + 1; HANDLE_LETTERS[i] != '\0'; i++) {
        take_back_all(server, i);
        free(server->handles[i].live);
    }
    world_free(server->world);
}

static cJSON *error(int code, const char *message, const char *detail)
{
    size_t size = strlen(message) + strlen(detail) + 1;
    char *text = allocate(size, 1);
    cJSON *answer = cJSON_CreateObject();
    cJSON *inner = cJSON_AddObjectToObject(answer, "error");
    snprintf(text, size, "%s%s", message, detail);
    cJSON_AddNumberToObject(inner, "code", code);
    cJSON_AddStringToObject(inner, "message", text);
    free(text);
    return answer;
}

static cJSON *hello(const struct server *server, const cJSON *params)
{
    /* Other members are let pass, so that a later kit can introduce itself at greater length. */
    const cJSON *protocol = cJSON_GetObjectItemCaseSensitive(params, "protocol");
    const cJSON *role = cJSON_GetObjectItemCaseSensitive(params, "role");
    if (!cJSON_IsNumber(protocol) || protocol->valuedouble != PROTOCOL)
        return error(INVALID_PARAMS, "this side speaks protocol 1", "");
    /* A kit that names no role knows only one. */
    if (strcmp(cJSON_IsString(role) ? role->valuestring : "subsystem", ROLE) != 0)
        return error(ANOTHER_ROLE, "this program is tested in the role ", ROLE);
    cJSON *answer = cJSON_CreateObject();
    cJSON *result = cJSON_AddObjectToObject(answer, "result");
    cJSON_AddNumberToObject(result, "protocol", PROTOCOL);
    cJSON *description = cJSON_AddObjectToObject(result, "description");
    cJSON_AddStringToObject(description, "implementation", PROGRAM);
    cJSON_AddStringToObject(description, "version", "1.0");
    cJSON_AddStringToObject(description, "vendor", "examples of mapi-tck");
    cJSON_AddNullToObject(description, "digest");
    cJSON *observes = cJSON_AddArrayToObject(description, "observes");
    cJSON_AddItemToArray(observes, cJSON_CreateString("calls"));
    if (server->has_test_bed) {
        cJSON_AddItemToArray(observes, cJSON_CreateString("objects"));
        cJSON_AddItemToArray(observes, cJSON_CreateString("queues"));
        cJSON_AddItemToArray(observes, cJSON_CreateString("ui"));
    }
    cJSON_AddFalseToObject(description, "exclusive");
    cJSON *offers = cJSON_AddArrayToObject(result, "offers");
    for (size_t i = 0; OPTIONAL_METHODS[i] != NULL; i++)
        cJSON_AddItemToArray(offers, cJSON_CreateString(OPTIONAL_METHODS[i]));
    for (size_t i = 0; server->has_test_bed && i < TEST_BED_METHOD_COUNT; i++)
        cJSON_AddItemToArray(offers, cJSON_CreateString(TEST_BED_METHODS[i].name));
    return answer;
}

static const struct method *method_among(const struct method *methods, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(methods[i].name, name) == 0)
            return &methods[i];
    }
    return NULL;
}

static const struct method *find_method(const struct server *server, const char *name)
{
    const struct method *method = method_among(METHODS, METHOD_COUNT, name);
    if (method == NULL && server->has_test_bed)
        method = method_among(TEST_BED_METHODS, TEST_BED_METHOD_COUNT, name);
    return method;
}

static bool has_parameters(const struct method *method, const cJSON *params)
{
    const char *names[MAX_PARAMETERS + 2];
    size_t count = 0;
    if (method->interface != ROOT)
        names[count++] = "object";
    for (size_t i = 0; method->parameters[i] != NULL; i++)
        names[count++] = method->parameters[i];
    names[count] = NULL;
    return has_members(params, names);
}

/* Finds the object that the call is for; a refusal or a complaint means that there is none to carry it out. */
static void find_object(struct call *call, const struct method *method)
{
    const char *text = read_text(call, "object");
    const struct handles *handles = &call->server->handles[method->interface];
    switch (handle_find(handles, text, &call->place)) {
    case HANDLE_UNKNOWN:
        call->complaint = "object";
        return;
    case HANDLE_RELEASED:
        call->code = MAPI_E_INVALID_OBJECT;
        return;
    case HANDLE_LIVE:
        call->object = handles->live[call->place].thing;
        if (!method->after_logoff && is_over(method->interface, call->object))
            call->code = MAPI_E_END_OF_SESSION;
    }
}

static cJSON *carry_out(struct server *server, const struct method *method, const cJSON *params)
{
    struct call call = {.server = server, .params = params};
    if (method->interface != ROOT)
        find_object(&call, method);
    if (call.complaint == NULL && call.code == S_OK)
        method->run(&call);
    if (call.complaint != NULL) {
        cJSON_Delete(call.value);
        return error(INVALID_PARAMS, "not a proper value: ", call.complaint);
    }
    cJSON *answer = cJSON_CreateObject();
    cJSON *result = cJSON_AddObjectToObject(answer, "result");
    cJSON_AddNumberToObject(result, "code", call.code);
    cJSON_AddItemToObject(result, "value", call.value == NULL ? cJSON_CreateNull() : call.value);
    return answer;
}

static cJSON *respond(struct server *server, const char *name, const cJSON *params)
{
    if (strcmp(name, "hello") == 0)
        return hello(server, params);
    const struct method *method = find_method(server, name);
    if (method == NULL)
        return error(METHOD_NOT_FOUND, "no such method: ", name);
    if (!has_parameters(method, params))
        return error(INVALID_PARAMS, "not the parameters of ", name);
    return carry_out(server, method, params);
}

static bool is_id(const cJSON *id)
{
    return cJSON_IsNumber(id) && id->valuedouble >= -9007199254740992.0 && id->valuedouble <= 9007199254740992.0 &&
           (double)(int64_t)id->valuedouble == id->valuedouble;
}

static cJSON *respond_to(struct server *server, const cJSON *request)
{
    const cJSON *version = cJSON_GetObjectItemCaseSensitive(request, "jsonrpc");
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(request, "method");
    const cJSON *params = cJSON_GetObjectItemCaseSensitive(request, "params");
    if (!cJSON_IsObject(request) || !cJSON_IsString(version) || strcmp(version->valuestring, "2.0") != 0 ||
        !cJSON_IsString(name) || !is_id(cJSON_GetObjectItemCaseSensitive(request, "id")))
        return error(INVALID_REQUEST, "not a JSON-RPC 2.0 request with a whole number as its id", "");
    if (params != NULL)
        return respond(server, name->valuestring, params);
    cJSON *none = cJSON_CreateObject();
    cJSON *answer = respond(server, name->valuestring, none);
    cJSON_Delete(none);
    return answer;
}

/* How many bytes the character at `at` has, as its first byte says, or 0 if they are not well-formed UTF-8. */
static size_t character_size(const unsigned char *at)
{
    size_t size = at[0] < 0x80 ? 1 : at[0] < 0xC2 ? 0 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : at[0] < 0xF5 ? 4 : 0;
    for (size_t i = 1; i < size; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0; /* also at the NUL that ends the line */
    }
    bool is_out_of_range = (at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F) ||
                           (at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] > 0x8F);
    return is_out_of_range ? 0 : size;
}

/* Whether a line is text that cJSON keeps whole: it would cut a string at a NUL, escaped or not, and not look at UTF-8. */
static bool is_proper_text(const char *line, size_t length)
{
    for (size_t i = 0; i < length;) {
        size_t size = line[i] == '\0' ? 0 : character_size((const unsigned char *)line + i);
        if (size == 0 || strncmp(line + i, "\\u0000", 6) == 0)
            return false;
        i += line[i] == '\\' && i + 1 < length && line[i + 1] == '\\' ? 2 : size;
    }
    return true;
}

char *server_answer(struct server *server, const char *line, size_t length)
{
    cJSON *request = is_proper_text(line, length) ? cJSON_ParseWithOpts(line, NULL, 1) : NULL;
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(request, "method");
    const cJSON *id = cJSON_GetObjectItemCaseSensitive(request, "id");
    world_catch_up(server->world);
    cJSON *answer = request == NULL ? error(PARSE_ERROR, "not JSON in UTF-8", "") : respond_to(server, request);
    cJSON_AddStringToObject(answer, "jsonrpc", "2.0");
    cJSON_AddItemToObject(answer, "id", is_id(id) ? cJSON_CreateNumber(id->valuedouble) : cJSON_CreateNull());
    char *text = or_end(cJSON_PrintUnformatted(answer));
    if (is_wrong("garbage-answer") && cJSON_IsString(name) && strcmp(name->valuestring, GARBLED_METHOD) == 0)
        text[strlen(text) / 2] = '\0';
    cJSON_Delete(answer);
    cJSON_Delete(request);
    return text;
}
