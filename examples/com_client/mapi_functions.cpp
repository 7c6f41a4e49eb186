#include "mapi_functions.h"

#include <string>

namespace {

std::string registered(const std::string &subkey, const char *name)
{
    char value[MAX_PATH];
    DWORD size = sizeof value;
    std::string key = "Software\\Clients\\Mail" + subkey;
    LSTATUS found = RegGetValueA(HKEY_LOCAL_MACHINE, key.c_str(), name, RRF_RT_REG_SZ, nullptr, value, &size);
    return found == ERROR_SUCCESS ? value : "";
}

template <typename F> bool find(HMODULE library, const char *name, F *&function)
{
    function = reinterpret_cast<F *>(reinterpret_cast<void *>(GetProcAddress(library, name)));
    return function != nullptr;
}

} // namespace

bool load_mapi(MapiFunctions &functions)
{
    std::string path = registered("\\" + registered("", nullptr), "DLLPathEx");
    HMODULE library = path.empty() ? nullptr : LoadLibraryA(path.c_str());
    return library != nullptr && find(library, "MAPIInitialize", functions.initialize) &&
           find(library, "MAPIUninitialize", functions.uninitialize) && find(library, "MAPILogonEx", functions.logon) &&
           find(library, "MAPIFreeBuffer", functions.free_buffer) && find(library, "FreeProws@4", functions.free_rows) &&
           find(library, "HrQueryAllRows@24", functions.query_all_rows) &&
           find(library, "HrGetOneProp@12", functions.get_one_prop);
}
