// The deliberate mistakes, chosen by the environment variable COM_PROVIDER_WRONG.
#pragma once

#include <string_view>

// Whether the DLL is to make this mistake. Each mistake is marked in the code by a call of this function.
bool is_wrong(std::string_view name);
