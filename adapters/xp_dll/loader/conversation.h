// The lines between the kit and the loader: "mapi-tck stdio 1" (docs/stdio.md).
#pragma once

#include <deque>
#include <string>

#include "values.h"

class Conversation {
public:
    // Takes standard output for the protocol. What a provider prints goes to standard error from now on.
    Conversation();

    // The next request, or false at the end of the input. Window messages of the provider are served meanwhile.
    bool hear(Json &request);
    void answer(const Json &id, const Json &result);
    void refuse(const Json &id, int code, const std::string &message);

    // Calls an object of the kit, and answers its code. A call that comes from another thread, or when no request is waiting,
    // succeeds, and is made with the next opportunity: the protocol does not permit it earlier.
    HRESULT call_back(const std::string &method, const std::string &object, Json params);
    // Makes the calls that were kept.
    void make_kept_calls();

private:
    struct Call {
        std::string method, object;
        Json params;
    };

    DWORD thread = GetCurrentThreadId();
    HANDLE output;
    bool is_asked = false;
    unsigned calls = 0;
    SRWLOCK lock = SRWLOCK_INIT;
    std::deque<Call> kept;
    // What the reading thread has read: lines, and whether there are no more.
    std::deque<std::string> lines;
    bool has_ended = false;
    HANDLE has_line = CreateEventW(nullptr, FALSE, FALSE, nullptr);

    static DWORD WINAPI read_lines(void *conversation);
    bool next_line(std::string &line, bool serves_windows);
    void write(const Json &message);
    HRESULT call(const Call &made);
};
