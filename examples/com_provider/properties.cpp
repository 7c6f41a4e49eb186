#include "properties.h"

#include <cstring>
#include <utility>

#include "memory.h"

Property number(ULONG tag, LONG value)
{
    Property made{tag};
    made.number = value;
    return made;
}

Property text(ULONG id, std::wstring value)
{
    Property made{PROP_TAG(PT_UNICODE, id)};
    made.text = std::move(value);
    return made;
}

Property bytes(ULONG tag, std::string value)
{
    Property made{tag};
    made.bytes = std::move(value);
    return made;
}

std::string narrow(const std::wstring &wide)
{
    int size = WideCharToMultiByte(CP_ACP, 0, wide.data(), static_cast<int>(wide.size()), nullptr, 0, nullptr, nullptr);
    std::string made(static_cast<size_t>(size), '\0');
    WideCharToMultiByte(CP_ACP, 0, wide.data(), static_cast<int>(wide.size()), made.data(), size, nullptr, nullptr);
    return made;
}

std::wstring widen(const char *narrow)
{
    int size = MultiByteToWideChar(CP_ACP, 0, narrow, -1, nullptr, 0);
    std::wstring made(static_cast<size_t>(size), L'\0');
    MultiByteToWideChar(CP_ACP, 0, narrow, -1, made.data(), size);
    made.resize(made.empty() ? 0 : made.size() - 1);
    return made;
}

namespace {

bool is_text(ULONG tag)
{
    return PROP_TYPE(tag) == PT_STRING8 || PROP_TYPE(tag) == PT_UNICODE;
}

bool write_text(const std::wstring &text, bool unicode, SPropValue &slot, void *first)
{
    std::string narrowed = unicode ? std::string() : narrow(text);
    size_t size = unicode ? (text.size() + 1) * sizeof(wchar_t) : narrowed.size() + 1;
    void *copy = allocate(static_cast<ULONG>(size), first);
    if (copy == nullptr)
        return false;
    std::memcpy(copy, unicode ? static_cast<const void *>(text.c_str()) : narrowed.c_str(), size);
    if (unicode)
        slot.Value.lpszW = static_cast<LPWSTR>(copy);
    else
        slot.Value.lpszA = static_cast<LPSTR>(copy);
    return true;
}

bool write_bytes(const std::string &bytes, SPropValue &slot, void *first)
{
    void *copy = allocate(static_cast<ULONG>(bytes.size()), first);
    if (copy == nullptr)
        return false;
    std::memcpy(copy, bytes.data(), bytes.size());
    slot.Value.bin.cb = static_cast<ULONG>(bytes.size());
    slot.Value.bin.lpb = static_cast<LPBYTE>(copy);
    return true;
}

bool write_error(ULONG tag, SCODE code, SPropValue &slot)
{
    slot.ulPropTag = CHANGE_PROP_TYPE(tag, PT_ERROR);
    slot.Value.err = code;
    return false;
}

} // namespace

ULONG in_width(ULONG tag, bool unicode)
{
    const ULONG width = unicode ? PT_UNICODE : PT_STRING8; // not in the macro, which does without parentheses
    return is_text(tag) ? CHANGE_PROP_TYPE(tag, width) : tag;
}

const Property *find(const Properties &properties, ULONG tag)
{
    for (const Property &property : properties) {
        if (PROP_ID(property.tag) != PROP_ID(tag))
            continue;
        bool fits = PROP_TYPE(tag) == PT_UNSPECIFIED || PROP_TYPE(tag) == PROP_TYPE(property.tag) ||
                    (is_text(tag) && is_text(property.tag));
        return fits ? &property : nullptr;
    }
    return nullptr;
}

bool write(const Properties &properties, ULONG tag, bool unicode, SPropValue &slot, void *first)
{
    if (PROP_TYPE(tag) == PT_NULL) {
        slot.ulPropTag = tag;
        slot.Value.x = 0;
        return true;
    }
    const Property *found = find(properties, tag);
    if (found == nullptr)
        return write_error(tag, MAPI_E_NOT_FOUND, slot);
    slot.ulPropTag = PROP_TYPE(tag) == PT_UNSPECIFIED ? in_width(found->tag, unicode) : tag;
    bool written = true;
    if (is_text(slot.ulPropTag))
        written = write_text(found->text, PROP_TYPE(slot.ulPropTag) == PT_UNICODE, slot, first);
    else if (PROP_TYPE(slot.ulPropTag) == PT_BINARY)
        written = write_bytes(found->bytes, slot, first);
    else
        slot.Value.l = found->number;
    return written || write_error(tag, MAPI_E_NOT_ENOUGH_MEMORY, slot);
}

std::vector<ULONG> tags_of(const Properties &properties, bool unicode)
{
    std::vector<ULONG> tags;
    for (const Property &property : properties)
        tags.push_back(in_width(property.tag, unicode));
    return tags;
}
