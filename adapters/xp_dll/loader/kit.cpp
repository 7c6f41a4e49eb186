#include "kit.h"

#include "conversation.h"

bool can_write(ULONG tag)
{
    switch (PROP_TYPE(tag)) {
    case PT_NULL:
    case PT_LONG:
    case PT_I8:
    case PT_ERROR:
    case PT_BOOLEAN:
    case PT_STRING8:
    case PT_UNICODE:
    case PT_BINARY:
    case PT_CLSID:
        return true;
    default:
        return false;
    }
}

// The strings and bytes of a provider may be null pointers. The kit judges an empty value then.
Json written(const SPropValue &value)
{
    Json made = {{"tag", value.ulPropTag}, {"value", nullptr}};
    switch (PROP_TYPE(value.ulPropTag)) {
    case PT_LONG:
        made["value"] = value.Value.l;
        break;
    case PT_I8:
        made["value"] = value.Value.li.QuadPart;
        break;
    case PT_ERROR:
        made["value"] = static_cast<ULONG>(value.Value.err);
        break;
    case PT_BOOLEAN:
        made["value"] = value.Value.b != 0;
        break;
    case PT_STRING8:
        made["value"] = value.Value.lpszA == nullptr ? "" : narrow(wide(value.Value.lpszA, CP_ACP));
        break;
    case PT_UNICODE:
        made["value"] = value.Value.lpszW == nullptr ? "" : narrow(value.Value.lpszW);
        break;
    case PT_BINARY:
        made["value"] = hex(value.Value.bin.lpb, value.Value.bin.lpb == nullptr ? 0 : value.Value.bin.cb);
        break;
    case PT_CLSID:
        made["value"] = hex(value.Value.lpguid, value.Value.lpguid == nullptr ? 0 : sizeof(GUID));
        break;
    }
    return made;
}

std::string hex(const void *data, size_t size)
{
    static const char DIGITS[] = "0123456789abcdef";
    std::string made;
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = static_cast<const unsigned char *>(data)[i];
        made += DIGITS[byte >> 4];
        made += DIGITS[byte & 15];
    }
    return made;
}

std::string from_hex(const std::string &digits)
{
    std::string made;
    for (size_t i = 0; i + 1 < digits.size(); i += 2)
        made += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    return made;
}

HRESULT KitObject::modify_status_row(ULONG count, const SPropValue *values, ULONG flags)
{
    Json columns = Json::array();
    for (ULONG i = 0; i < count; i++) {
        if (can_write(values[i].ulPropTag))
            columns.push_back(written(values[i]));
        else
            note("ModifyStatusRow: the column " + code_text(values[i].ulPropTag) + " is left out: the kit has no such type");
    }
    return kit.call_back("support.modify_status_row", handle, {{"values", columns}, {"flags", flags}});
}

HRESULT KitObject::spooler_notify(ULONG flags, const SBinary *data)
{
    Json told = nullptr;
    if (data != nullptr)
        told = hex(data->lpb, data->cb);
    return kit.call_back("support.spooler_notify", handle, {{"flags", flags}, {"data", told}});
}

HRESULT KitObject::spooler_yield(ULONG flags)
{
    return kit.call_back("support.spooler_yield", handle, {{"flags", flags}});
}

HRESULT KitObject::set_token(const std::string &token)
{
    return kit.call_back("incoming_message.set_token", handle, {{"token", token}});
}

HRESULT KitObject::save_changes(ULONG flags)
{
    return kit.call_back("incoming_message.save_changes", handle, {{"flags", flags}});
}
