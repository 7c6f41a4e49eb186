#include "wrong.h"

#include <windows.h>

#include <string>

namespace {

std::string chosen()
{
    char name[64] = {};
    DWORD length = GetEnvironmentVariableA("COM_PROVIDER_WRONG", name, sizeof name);
    return length < sizeof name ? std::string(name, length) : std::string();
}

} // namespace

bool is_wrong(std::string_view name)
{
    // Read once: a mistake does not change while the DLL is loaded.
    static const std::string wrong = chosen();
    return wrong == name;
}
