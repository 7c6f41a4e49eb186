#include "properties.h"

#include <algorithm>
#include <cstring>

#include "memory.h"

static bool is_text(ULONG tag)
{
    return PROP_TYPE(tag) == PT_STRING8 || PROP_TYPE(tag) == PT_UNICODE;
}

static size_t number_size(ULONG tag)
{
    switch (PROP_TYPE(tag)) {
    case PT_I2:
    case PT_BOOLEAN:
        return 2;
    case PT_LONG:
    case PT_R4:
    case PT_ERROR:
        return 4;
    default:
        return 8;
    }
}

Property number_property(ULONG tag, LONGLONG number)
{
    return {tag, number, {}, {}};
}

Property text_property(ULONG tag, const std::string &text)
{
    return {tag, 0, wide(text), {}};
}

Property bytes_property(ULONG tag, const std::string &bytes)
{
    return {tag, 0, {}, bytes};
}

bool can_keep(ULONG tag)
{
    return (PROP_TYPE(tag) & MV_FLAG) == 0 && PROP_TYPE(tag) != PT_OBJECT && PROP_TYPE(tag) != PT_ERROR;
}

Property kept(const SPropValue &value)
{
    Property made{value.ulPropTag, 0, {}, {}};
    switch (PROP_TYPE(value.ulPropTag)) {
    case PT_STRING8:
        made.text = wide(value.Value.lpszA, CP_ACP);
        break;
    case PT_UNICODE:
        made.text = value.Value.lpszW;
        break;
    case PT_BINARY:
        made.bytes.assign(reinterpret_cast<const char *>(value.Value.bin.lpb), value.Value.bin.cb);
        break;
    case PT_CLSID:
        made.bytes.assign(reinterpret_cast<const char *>(value.Value.lpguid), sizeof(GUID));
        break;
    default:
        std::memcpy(&made.number, &value.Value, number_size(value.ulPropTag));
    }
    return made;
}

static void *copied(const void *data, size_t size, void *buffer)
{
    return std::memcpy(allocate(size, buffer), data, size);
}

void give(const Property &property, ULONG as, SPropValue &value, void *buffer)
{
    value.ulPropTag = as;
    std::string narrowed;
    switch (PROP_TYPE(as)) {
    case PT_STRING8:
        narrowed = narrow(property.text, CP_ACP);
        value.Value.lpszA = static_cast<char *>(copied(narrowed.c_str(), narrowed.size() + 1, buffer));
        break;
    case PT_UNICODE:
        value.Value.lpszW = static_cast<wchar_t *>(
            copied(property.text.c_str(), (property.text.size() + 1) * sizeof(wchar_t), buffer));
        break;
    case PT_BINARY:
        value.Value.bin.cb = static_cast<ULONG>(property.bytes.size());
        value.Value.bin.lpb = static_cast<BYTE *>(copied(property.bytes.data(), property.bytes.size(), buffer));
        break;
    case PT_CLSID:
        value.Value.lpguid = static_cast<GUID *>(copied(property.bytes.data(), property.bytes.size(), buffer));
        break;
    default:
        std::memcpy(&value.Value, &property.number, number_size(as));
    }
}

const Property *Properties::find(ULONG tag) const
{
    for (const Property &each : all) {
        if (PROP_ID(each.tag) == PROP_ID(tag))
            return &each;
    }
    return nullptr;
}

void Properties::set(Property property)
{
    remove(property.tag);
    all.push_back(std::move(property));
}

void Properties::remove(ULONG tag)
{
    auto is_it = [tag](const Property &each) { return PROP_ID(each.tag) == PROP_ID(tag); };
    all.erase(std::remove_if(all.begin(), all.end(), is_it), all.end());
}

// The tag under which a property is given to who asks for `asked`, or 0 if it has another type.
static ULONG tag_given(ULONG asked, const Property &found, ULONG flags)
{
    if (PROP_TYPE(asked) == PT_UNSPECIFIED && is_text(found.tag))
        return PROP_TAG((flags & MAPI_UNICODE) != 0 ? PT_UNICODE : PT_STRING8, PROP_ID(found.tag));
    if (PROP_TYPE(asked) == PT_UNSPECIFIED || asked == found.tag)
        return found.tag;
    return is_text(asked) && is_text(found.tag) ? asked : 0;
}

HRESULT Properties::get(const SPropTagArray *tags, ULONG flags, ULONG *count, SPropValue **values, void *buffer) const
{
    HRESULT code = S_OK;
    size_t wanted = tags == nullptr ? all.size() : tags->cValues;
    auto *made = static_cast<SPropValue *>(allocate((wanted + 1) * sizeof(SPropValue), buffer));
    for (size_t i = 0; i < wanted; i++) {
        ULONG asked = tags == nullptr ? PROP_TAG(PT_UNSPECIFIED, PROP_ID(all[i].tag)) : tags->aulPropTag[i];
        const Property *found = find(asked);
        ULONG tag = found == nullptr ? 0 : tag_given(asked, *found, flags);
        if (tag != 0) {
            give(*found, tag, made[i], buffer == nullptr ? made : buffer);
        } else {
            made[i].ulPropTag = CHANGE_PROP_TYPE(asked, PT_ERROR);
            made[i].Value.err = MAPI_E_NOT_FOUND;
            code = MAPI_W_ERRORS_RETURNED;
        }
    }
    *count = static_cast<ULONG>(wanted);
    *values = made;
    return code;
}

HRESULT Properties::list(ULONG flags, SPropTagArray **tags) const
{
    auto *made = static_cast<SPropTagArray *>(allocate(sizeof(ULONG) * (all.size() + 1)));
    made->cValues = static_cast<ULONG>(all.size());
    for (size_t i = 0; i < all.size(); i++)
        made->aulPropTag[i] = tag_given(PROP_TAG(PT_UNSPECIFIED, PROP_ID(all[i].tag)), all[i], flags);
    *tags = made;
    return S_OK;
}
