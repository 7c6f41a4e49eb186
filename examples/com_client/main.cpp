// send_receive.exe PROCEDURE DIRECTIONS [PROFILE [TRANSPORT]] [--wrong NAME | --unusual NAME]: sends and receives, and then ends.
//
// The procedure is A, through the spooler, or B, transport by transport, or for the one transport that is named. The directions are
// outgoing, incoming, or both with a comma. The exit code is 0 if all is done, and 1 if not.
#include <cstdio>
#include <cstring>

#include "walk.h"

namespace {

HRESULT send_and_receive(const MapiFunctions &mapi, const char *procedure, const char *directions, char *profile,
                         const char *transport, const std::set<std::string> &ways)
{
    ULONG flags = ways.count("shows-user-interface") != 0 ? 0 : FLUSH_NO_UI;
    if (std::strstr(directions, "outgoing") != nullptr)
        flags |= FLUSH_UPLOAD;
    if (std::strstr(directions, "incoming") != nullptr)
        flags |= FLUSH_DOWNLOAD;
    IMAPISession *session = nullptr;
    HRESULT result = mapi.logon(0, reinterpret_cast<LPTSTR>(profile), nullptr, MAPI_EXTENDED | MAPI_NEW_SESSION, &session);
    if (FAILED(result))
        return result;
    Walk walk(mapi, session, flags, transport, ways);
    result = std::strcmp(procedure, "A") == 0 ? walk.flush_all() : walk.flush_each();
    HRESULT last = session->Logoff(0, 0, 0);
    session->Release();
    return FAILED(result) ? result : last;
}

} // namespace

int main(int count, char **arguments)
{
    if (count < 3) {
        std::fputs("send_receive.exe PROCEDURE DIRECTIONS [PROFILE [TRANSPORT]] [--wrong NAME | --unusual NAME]\n", stderr);
        return 2;
    }
    std::set<std::string> ways;
    char *profile = nullptr;
    const char *transport = "";
    for (int place = 3; place < count; place++) {
        bool named = std::strcmp(arguments[place], "--wrong") == 0 || std::strcmp(arguments[place], "--unusual") == 0;
        if (named && place + 1 < count)
            ways.insert(arguments[++place]);
        else if (profile == nullptr)
            profile = arguments[place];
        else
            transport = arguments[place];
    }
    MapiFunctions mapi = {};
    if (!load_mapi(mapi)) {
        std::fputs("send_receive.exe: there is no mail program with extended MAPI\n", stderr);
        return 3;
    }
    HRESULT result = mapi.initialize(nullptr);
    if (SUCCEEDED(result)) {
        result = send_and_receive(mapi, arguments[1], arguments[2], profile, transport, ways);
        mapi.uninitialize();
    }
    if (FAILED(result))
        std::fprintf(stderr, "send_receive.exe: 0x%08lX\n", static_cast<unsigned long>(result));
    return FAILED(result) ? 1 : 0;
}
