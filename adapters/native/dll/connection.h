// The conversation with the kit: one line asks, the next line answers (docs/stdio.md, "The role client").
#ifndef MAPI_TCK_CONNECTION_H
#define MAPI_TCK_CONNECTION_H

#include <winsock2.h>
#include <windows.h>

#include <mapix.h>

#include <nlohmann/json.hpp>
#include <string>

using Json = nlohmann::json;

// What the kit answers: a result code, and on success a value.
struct Answer {
    HRESULT code;
    Json value;
};

// Connects to the kit, at the address in the environment, unless that is done already. False if the kit cannot be reached.
bool connect_to_kit();

// Has the kit make the call `method` of the object `handle`. An unreachable kit answers MAPI_E_CALL_FAILED.
Answer ask(const char *method, const std::string &handle, Json arguments = Json::object());

// Tells the kit what the client does wrong, and only this DLL can see. `of` is the handle of an object or row set; "" if there is none.
void report_misuse(const std::string &of, const char *call, const char *how);

// Tells the kit that the process ends by itself. Without this line, the process has crashed.
void say_goodbye();

// The handle of the kit's object `mapi`, on which a client logs on.
std::string mapi_handle();

// The words of `report_misuse`, as the kit knows them.
constexpr const char *NULL_ANSWER = "null pointer for the answer";
constexpr const char *READ_AFTER_FREE = "read after it was freed";
constexpr const char *CALLED_AFTER_RELEASE = "called after its release";
constexpr const char *OTHER_THREAD = "called from another thread";
constexpr const char *NOT_SERVED = "not served by the kit";

#endif
