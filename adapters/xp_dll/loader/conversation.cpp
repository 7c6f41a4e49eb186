#include "conversation.h"

#include <cstdio>
#include <cstdlib>

#include <io.h>

static const int INTERNAL_ERROR = -32603;

namespace {
// Holds a lock as long as it lives. The win32 variant of Debian's compiler has no std::mutex.
class Locked {
public:
    explicit Locked(SRWLOCK &lock) : lock(lock) { AcquireSRWLockExclusive(&lock); }
    ~Locked() { ReleaseSRWLockExclusive(&lock); }
    Locked(const Locked &) = delete;

private:
    SRWLOCK &lock;
};
} // namespace

Conversation::Conversation()
{
    HANDLE process = GetCurrentProcess();
    DuplicateHandle(process, GetStdHandle(STD_OUTPUT_HANDLE), process, &output, 0, FALSE, DUPLICATE_SAME_ACCESS);
    SetStdHandle(STD_OUTPUT_HANDLE, GetStdHandle(STD_ERROR_HANDLE));
    _dup2(_fileno(stderr), _fileno(stdout));
    CreateThread(nullptr, 0, read_lines, this, 0, nullptr);
}

DWORD WINAPI Conversation::read_lines(void *conversation)
{
    auto &own = *static_cast<Conversation *>(conversation);
    HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
    std::string text;
    char part[4096];
    DWORD size = 0;
    while (ReadFile(input, part, sizeof part, &size, nullptr) && size > 0) {
        text.append(part, size);
        Locked locked(own.lock);
        for (size_t end; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1))
            own.lines.push_back(text.substr(0, end));
        SetEvent(own.has_line);
    }
    Locked locked(own.lock);
    own.has_ended = true;
    SetEvent(own.has_line);
    return 0;
}

static void serve_windows()
{
    MSG message;
    while (PeekMessageW(&message, nullptr, 0, 0, PM_REMOVE)) {
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
}

bool Conversation::next_line(std::string &line, bool serves_windows)
{
    while (true) {
        {
            Locked locked(lock);
            if (!lines.empty()) {
                line = std::move(lines.front());
                lines.pop_front();
                return true;
            }
            if (has_ended)
                return false;
        }
        if (serves_windows && MsgWaitForMultipleObjects(1, &has_line, FALSE, INFINITE, QS_ALLINPUT) != WAIT_OBJECT_0)
            serve_windows();
        else if (!serves_windows)
            WaitForSingleObject(has_line, INFINITE);
    }
}

void Conversation::write(const Json &message)
{
    // A provider may give text that is no UTF-16. It is shown, and not refused.
    std::string line = message.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    const char *rest = line.data();
    DWORD left = static_cast<DWORD>(line.size()), written;
    for (; left > 0; rest += written, left -= written) {
        if (!WriteFile(output, rest, left, &written, nullptr))
            std::_Exit(1);
    }
}

bool Conversation::hear(Json &request)
{
    std::string line;
    if (!next_line(line, true))
        return false;
    request = Json::parse(line, nullptr, false);
    is_asked = true;
    return true;
}

void Conversation::answer(const Json &id, const Json &result)
{
    make_kept_calls();
    write({{"jsonrpc", "2.0"}, {"id", id}, {"result", result}});
    is_asked = false;
}

void Conversation::refuse(const Json &id, int code, const std::string &message)
{
    make_kept_calls();
    write({{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", code}, {"message", message}}}});
    is_asked = false;
}

HRESULT Conversation::call(const Call &made)
{
    std::string id = "c" + std::to_string(++calls);
    Json params = made.params;
    params["object"] = made.object;
    write({{"jsonrpc", "2.0"}, {"id", id}, {"method", made.method}, {"params", params}});
    std::string line;
    if (!next_line(line, false))
        std::_Exit(1);
    Json told = Json::parse(line, nullptr, false);
    if (told.is_object() && told.contains("result")) {
        const Json &code = told["result"]["code"];
        return code.is_null() ? S_OK : static_cast<HRESULT>(code.get<uint32_t>());
    }
    const Json error = told.is_object() ? told.value("error", Json::object()) : Json::object();
    if (error.value("code", 0) == INTERNAL_ERROR)
        return MAPI_E_CALL_FAILED;
    note(made.method + ": the kit refuses it: " + error.value("message", "it has answered no JSON"));
    std::_Exit(1);
}

HRESULT Conversation::call_back(const std::string &method, const std::string &object, Json params)
{
    if (GetCurrentThreadId() == thread && is_asked)
        return call({method, object, std::move(params)});
    Locked locked(lock);
    kept.push_back({method, object, std::move(params)});
    return S_OK;
}

void Conversation::make_kept_calls()
{
    while (true) {
        Call next;
        {
            Locked locked(lock);
            if (kept.empty())
                return;
            next = std::move(kept.front());
            kept.pop_front();
        }
        call(next);
    }
}
