// The functions that this DLL exports, besides those of memory.cpp, and its beginning and end.
#include "lock.h"
#include "memory.h"
#include "objects.h"
#include "values.h"

namespace {

// How often the client has initialized MAPI and not ended it.
LONG initialized = 0;

} // namespace

extern "C" {

HRESULT WINAPI MAPIInitialize(LPVOID)
{
    if (!connect_to_kit())
        return MAPI_E_NOT_INITIALIZED;
    InterlockedIncrement(&initialized);
    return S_OK;
}

void WINAPI MAPIUninitialize()
{
    InterlockedDecrement(&initialized);
}

HRESULT WINAPI MAPILogonEx(ULONG_PTR, LPTSTR profile, LPTSTR, ULONG flags, LPMAPISESSION *session)
{
    if (initialized <= 0)
        return MAPI_E_NOT_INITIALIZED;
    if (session == nullptr) {
        report_misuse("", "mapi.logon", NULL_ANSWER);
        return MAPI_E_INVALID_PARAMETER;
    }
    *session = nullptr;
    Answer answer = ask("mapi.logon", mapi_handle(), {{"profile", text(profile, flags)}, {"flags", flags}});
    if (SUCCEEDED(answer.code))
        *session = new Session(answer.value["session"].get<std::string>());
    return answer.code;
}

HRESULT WINAPI HrQueryAllRows(LPMAPITABLE table, LPSPropTagArray tags, LPSRestriction restriction, LPSSortOrderSet order,
                              LONG most, LPSRowSet *rows)
{
    if (table == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    return static_cast<Table *>(table)->query_all(tags, restriction, order, most, rows);
}

BOOL WINAPI DllMain(HINSTANCE, DWORD reason, LPVOID)
{
    if (reason == DLL_PROCESS_ATTACH) {
        InitializeCriticalSection(&the_lock);
        watch_memory();
    } else if (reason == DLL_PROCESS_DETACH) {
        stop_watching();
        say_goodbye();
    }
    return TRUE;
}

} // extern "C"
