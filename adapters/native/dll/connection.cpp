#include "connection.h"

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "lock.h"

namespace {

SOCKET kit = INVALID_SOCKET;
bool tried = false;
bool asking = false;
int number = 0;
std::string received;
// Misuses that were noticed while a call was under way.
std::vector<Json> later;

std::string from_environment(const char *name)
{
    char text[512];
    DWORD length = GetEnvironmentVariableA(name, text, sizeof text);
    return length < sizeof text ? std::string(text, length) : std::string();
}

bool send_line(const std::string &line)
{
    for (std::size_t sent = 0; sent < line.size();) {
        int count = send(kit, line.data() + sent, static_cast<int>(line.size() - sent), 0);
        if (count <= 0)
            return false;
        sent += static_cast<std::size_t>(count);
    }
    return true;
}

bool receive_line(std::string &line)
{
    std::size_t end;
    while ((end = received.find('\n')) == std::string::npos) {
        char part[65536];
        int count = recv(kit, part, sizeof part, 0);
        if (count <= 0)
            return false;
        received.append(part, static_cast<std::size_t>(count));
    }
    line = received.substr(0, end);
    received.erase(0, end + 1);
    return true;
}

// One request and its answer, as JSON; null if the kit has gone away.
Json exchange(Json request)
{
    std::string line;
    request["jsonrpc"] = "2.0";
    request["id"] = ++number;
    if (!send_line(request.dump() + "\n") || !receive_line(line)) {
        closesocket(kit);
        kit = INVALID_SOCKET;
        return nullptr;
    }
    return Json::parse(line, nullptr, false);
}

void report_what_waits()
{
    while (!later.empty() && kit != INVALID_SOCKET) {
        Json request = later.front();
        later.erase(later.begin());
        exchange(request);
    }
}

} // namespace

bool connect_to_kit()
{
    Locked locked;
    if (tried)
        return kit != INVALID_SOCKET;
    tried = true;
    std::string port = from_environment("MAPI_TCK_PORT");
    if (port.empty()) {
        std::fputs("mapi_tck.dll: MAPI_TCK_PORT is not set: the kit has not started this program\n", stderr);
        return false;
    }
    WSADATA data;
    WSAStartup(MAKEWORD(2, 2), &data);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<u_short>(std::atoi(port.c_str())));
    kit = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (connect(kit, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) {
        std::fprintf(stderr, "mapi_tck.dll: the kit does not answer at port %s (%d)\n", port.c_str(), WSAGetLastError());
        closesocket(kit);
        kit = INVALID_SOCKET;
        return false;
    }
    BOOL at_once = TRUE;
    setsockopt(kit, IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<char *>(&at_once), sizeof at_once);
    // A child process of the client must not hold the connection open.
    SetHandleInformation(reinterpret_cast<HANDLE>(kit), HANDLE_FLAG_INHERIT, 0);
    return send_line(from_environment("MAPI_TCK_TOKEN") + "\n");
}

Answer ask(const char *method, const std::string &handle, Json arguments)
{
    Locked locked;
    if (!connect_to_kit())
        return {MAPI_E_CALL_FAILED, nullptr};
    report_what_waits();
    arguments["object"] = handle;
    asking = true;
    Json told = exchange({{"method", method}, {"params", std::move(arguments)}});
    asking = false;
    report_what_waits();
    if (!told.is_object() || !told.contains("result")) {
        std::fprintf(stderr, "mapi_tck.dll: no result of %s: %s\n", method, told.dump().c_str());
        return {MAPI_E_CALL_FAILED, nullptr};
    }
    const Json &code = told["result"]["code"];
    return {code.is_null() ? S_OK : static_cast<HRESULT>(code.get<ULONG>()), told["result"]["value"]};
}

void report_misuse(const std::string &of, const char *call, const char *how)
{
    Locked locked;
    if (!connect_to_kit())
        return;
    Json object = of.empty() ? Json(nullptr) : Json(of);
    later.push_back({{"method", "mapi.misused"},
                     {"params", {{"object", mapi_handle()}, {"of", object}, {"call", call}, {"how", how}}}});
    if (!asking)
        report_what_waits();
}

void say_goodbye()
{
    if (kit != INVALID_SOCKET)
        send_line("goodbye\n");
}

std::string mapi_handle()
{
    return from_environment("MAPI_TCK_HANDLE");
}
