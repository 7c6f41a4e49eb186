// Values in a line of the protocol.
#pragma once

#include <nlohmann/json.hpp>

#include "mapi.h"

using Json = nlohmann::json;

// A property value, and whether the protocol has its type.
bool can_write(ULONG tag);
Json written(const SPropValue &value);

// Bytes as hexadecimal digits, and back.
std::string hex(const void *data, size_t size);
std::string from_hex(const std::string &digits);
