#include "values.h"

#include <cstring>

#include "memory.h"

namespace {

std::string utf8(const wchar_t *wide, int count)
{
    std::string narrow(static_cast<std::size_t>(count) * 3, '\0');
    int length = WideCharToMultiByte(CP_UTF8, 0, wide, count, narrow.data(), static_cast<int>(narrow.size()), nullptr, nullptr);
    narrow.resize(static_cast<std::size_t>(length));
    return narrow;
}

std::wstring utf16(const std::string &narrow)
{
    std::wstring wide(narrow.size(), L'\0');
    int length = MultiByteToWideChar(CP_UTF8, 0, narrow.data(), static_cast<int>(narrow.size()), wide.data(), static_cast<int>(wide.size()));
    wide.resize(static_cast<std::size_t>(length));
    return wide;
}

// A byte of an 8-bit string stands for the character of the same number.
std::string utf8_of_8_bit(const char *bytes)
{
    std::wstring wide;
    for (; *bytes != '\0'; bytes++)
        wide.push_back(static_cast<unsigned char>(*bytes));
    return utf8(wide.data(), static_cast<int>(wide.size()));
}

std::string bytes_of_hex(const std::string &digits)
{
    std::string bytes;
    for (std::size_t place = 0; place + 1 < digits.size(); place += 2)
        bytes.push_back(static_cast<char>(std::stoi(digits.substr(place, 2), nullptr, 16)));
    return bytes;
}

bool has_payload(ULONG type)
{
    return type == PT_STRING8 || type == PT_UNICODE || type == PT_BINARY || type == PT_CLSID;
}

// What a value points to.
std::string payload(ULONG type, const Json &value)
{
    std::string given = value.is_string() ? value.get<std::string>() : std::string();
    if (type == PT_BINARY || type == PT_CLSID)
        return bytes_of_hex(given);
    std::wstring wide = utf16(given);
    if (type == PT_UNICODE)
        return std::string(reinterpret_cast<const char *>(wide.c_str()), (wide.size() + 1) * sizeof(wchar_t));
    std::string narrow;
    for (wchar_t letter : wide)
        narrow.push_back(static_cast<char>(letter < 256 ? letter : L'?'));
    return narrow + '\0';
}

void set_value(SPropValue &slot, const Json &value)
{
    switch (PROP_TYPE(slot.ulPropTag)) {
    case PT_SHORT:
        slot.Value.i = value.get<short>();
        break;
    case PT_BOOLEAN:
        slot.Value.b = value.get<bool>();
        break;
    case PT_I8:
        slot.Value.li.QuadPart = value.get<LONGLONG>();
        break;
    case PT_ERROR:
        slot.Value.err = static_cast<SCODE>(value.get<ULONG>());
        break;
    case PT_LONG:
        slot.Value.l = value.get<LONG>();
        break;
    default:
        slot.Value.x = 0;
    }
}

void set_pointer(SPropValue &slot, BYTE *at, std::size_t size)
{
    switch (PROP_TYPE(slot.ulPropTag)) {
    case PT_BINARY:
        slot.Value.bin.cb = static_cast<ULONG>(size);
        slot.Value.bin.lpb = at;
        break;
    case PT_CLSID:
        slot.Value.lpguid = reinterpret_cast<LPGUID>(at);
        break;
    case PT_UNICODE:
        slot.Value.lpszW = reinterpret_cast<LPWSTR>(at);
        break;
    default:
        slot.Value.lpszA = reinterpret_cast<LPSTR>(at);
    }
}

Json value_to_json(const SPropValue &slot)
{
    Json value = nullptr;
    switch (PROP_TYPE(slot.ulPropTag)) {
    case PT_LONG:
        value = slot.Value.l;
        break;
    case PT_SHORT:
        value = slot.Value.i;
        break;
    case PT_I8:
        value = slot.Value.li.QuadPart;
        break;
    case PT_BOOLEAN:
        value = slot.Value.b != 0;
        break;
    case PT_ERROR:
        value = static_cast<ULONG>(slot.Value.err);
        break;
    case PT_BINARY:
        value = hex(slot.Value.bin.lpb, slot.Value.bin.cb);
        break;
    case PT_CLSID:
        value = hex(slot.Value.lpguid, sizeof(GUID));
        break;
    case PT_STRING8:
        value = text(slot.Value.lpszA, 0);
        break;
    case PT_UNICODE:
        value = text(slot.Value.lpszW, MAPI_UNICODE);
        break;
    }
    return {{"tag", slot.ulPropTag}, {"value", value}};
}

} // namespace

std::string hex(const void *bytes, ULONG count)
{
    static const char digits[] = "0123456789abcdef";
    std::string written;
    for (ULONG place = 0; bytes != nullptr && place < count; place++) {
        BYTE byte = static_cast<const BYTE *>(bytes)[place];
        written += {digits[byte >> 4], digits[byte & 15]};
    }
    return written;
}

std::string text(const void *string, ULONG flags)
{
    if (string == nullptr)
        return "";
    const wchar_t *wide = static_cast<const wchar_t *>(string);
    if ((flags & MAPI_UNICODE) != 0)
        return utf8(wide, static_cast<int>(std::wcslen(wide)));
    return utf8_of_8_bit(static_cast<const char *>(string));
}

Json tags_to_json(const SPropTagArray *tags)
{
    Json list = Json::array();
    for (ULONG place = 0; tags != nullptr && place < tags->cValues; place++)
        list.push_back(tags->aulPropTag[place]);
    return list;
}

bool restriction_to_json(const SRestriction *restriction, Json &json)
{
    json = nullptr;
    if (restriction == nullptr)
        return true;
    if (restriction->rt == RES_PROPERTY && restriction->res.resProperty.lpProp != nullptr) {
        const SPropertyRestriction &one = restriction->res.resProperty;
        json = {{"property", {{"relop", one.relop}, {"tag", one.ulPropTag}, {"value", value_to_json(*one.lpProp)}}}};
        return true;
    }
    if (restriction->rt == RES_EXIST) {
        json = {{"exist", {{"tag", restriction->res.resExist.ulPropTag}}}};
        return true;
    }
    if (restriction->rt != RES_AND)
        return false;
    Json parts = Json::array();
    for (ULONG place = 0; place < restriction->res.resAnd.cRes; place++) {
        Json part;
        if (!restriction_to_json(&restriction->res.resAnd.lpRes[place], part))
            return false;
        parts.push_back(part);
    }
    json = {{"and", parts}};
    return true;
}

SPropValue *values_from_json(const Json &list, bool watched)
{
    std::size_t size = list.size() * sizeof(SPropValue);
    std::vector<std::string> payloads;
    for (const Json &item : list) {
        ULONG type = PROP_TYPE(item["tag"].get<ULONG>());
        payloads.push_back(has_payload(type) ? payload(type, item["value"]) : std::string());
        size += (payloads.back().size() + 7) & ~std::size_t{7};
    }
    BYTE *block = static_cast<BYTE *>((watched ? allocate_watched : allocate)(static_cast<ULONG>(size)));
    if (block == nullptr)
        return nullptr;
    SPropValue *values = reinterpret_cast<SPropValue *>(block);
    BYTE *next = block + list.size() * sizeof(SPropValue);
    for (std::size_t place = 0; place < list.size(); place++) {
        const std::string &content = payloads[place];
        values[place].ulPropTag = list[place]["tag"].get<ULONG>();
        if (has_payload(PROP_TYPE(values[place].ulPropTag))) {
            std::memcpy(next, content.data(), content.size());
            set_pointer(values[place], next, content.size());
            next += (content.size() + 7) & ~std::size_t{7};
        } else {
            set_value(values[place], list[place]["value"]);
        }
    }
    return values;
}

SRowSet *rows_from_json(const Json &answer)
{
    const Json &rows = answer["rows"];
    ULONG count = static_cast<ULONG>(rows.size());
    SRowSet *made = static_cast<SRowSet *>(allocate_watched(CbNewSRowSet(count)));
    if (made == nullptr)
        return nullptr;
    std::vector<void *> blocks = {made};
    made->cRows = count;
    for (ULONG row = 0; row < count; row++) {
        SPropValue *values = values_from_json(rows[row], true);
        if (values == nullptr)
            return nullptr;
        made->aRow[row] = SRow{0, static_cast<ULONG>(rows[row].size()), values};
        blocks.push_back(values);
    }
    begin_row_set(answer["row_set"].get<std::string>(), blocks);
    return made;
}
