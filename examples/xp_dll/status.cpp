// The status row as MAPI passes it, and the status object that clients open.
#include <cstring>

#include "transport.h"

void Row::add(ULONG tag, LONG number)
{
    columns.push_back({tag, number, ""});
}

void Row::add(ULONG tag, const std::string &text)
{
    columns.push_back({tag, 0, text});
}

void Row::add_bytes(ULONG tag, const std::string &bytes)
{
    columns.push_back({tag, 0, bytes});
}

std::vector<SPropValue> Row::values()
{
    std::vector<SPropValue> made(columns.size());
    for (size_t i = 0; i < columns.size(); i++) {
        made[i].ulPropTag = columns[i].tag;
        if (PROP_TYPE(columns[i].tag) == PT_STRING8) {
            made[i].Value.lpszA = columns[i].text.data();
        } else if (PROP_TYPE(columns[i].tag) == PT_BINARY) {
            made[i].Value.bin.cb = static_cast<ULONG>(columns[i].text.size());
            made[i].Value.bin.lpb = reinterpret_cast<BYTE *>(columns[i].text.data());
        } else {
            made[i].Value.l = columns[i].number;
        }
    }
    return made;
}

// The type in which a value is given: strings in the width that was asked for. PT_ERROR if there is no such value.
static ULONG type_given(ULONG asked, ULONG kept, ULONG flags)
{
    bool is_text = PROP_TYPE(kept) == PT_STRING8;
    if (PROP_TYPE(asked) == PT_UNSPECIFIED)
        return is_text && (flags & MAPI_UNICODE) != 0 ? PT_UNICODE : PROP_TYPE(kept);
    return PROP_TYPE(asked) == PROP_TYPE(kept) || (is_text && PROP_TYPE(asked) == PT_UNICODE) ? PROP_TYPE(asked) : PT_ERROR;
}

HRESULT Row::get_props(const SPropTagArray &tags, ULONG flags, ULONG *count, SPropValue **props) const
{
    if ((flags & ~MAPI_UNICODE) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    if (tags.cValues == 0)
        return MAPI_E_INVALID_PARAMETER;
    void *memory;
    SCODE failure = allocate_buffer(tags.cValues * sizeof(SPropValue), &memory);
    if (FAILED(failure))
        return failure;
    auto *made = static_cast<SPropValue *>(memory);
    HRESULT code = S_OK;
    for (ULONG i = 0; i < tags.cValues; i++) {
        made[i].ulPropTag = PROP_TAG(PT_ERROR, PROP_ID(tags.aulPropTag[i]));
        made[i].Value.err = MAPI_E_NOT_FOUND;
        for (const Column &column : columns) {
            ULONG type = PROP_ID(column.tag) == PROP_ID(tags.aulPropTag[i]) ? type_given(tags.aulPropTag[i], column.tag, flags) : PT_ERROR;
            if (type == PT_ERROR)
                continue;
            made[i].ulPropTag = PROP_TAG(type, PROP_ID(column.tag));
            size_t size = type == PT_UNICODE ? (column.text.size() + 1) * sizeof(wchar_t) : column.text.size() + 1;
            if (type != PT_LONG && FAILED(failure = allocate_more(static_cast<ULONG>(size), made, &memory))) {
                free_buffer(made);
                return failure;
            }
            if (type == PT_UNICODE) {
                made[i].Value.lpszW = static_cast<wchar_t *>(memory);
                MultiByteToWideChar(CP_ACP, 0, column.text.c_str(), -1, made[i].Value.lpszW, static_cast<int>(column.text.size() + 1));
            } else if (type == PT_STRING8) {
                made[i].Value.lpszA = static_cast<char *>(std::memcpy(memory, column.text.c_str(), size));
            } else if (type == PT_BINARY) {
                made[i].Value.bin.cb = static_cast<ULONG>(column.text.size());
                made[i].Value.bin.lpb = static_cast<BYTE *>(std::memcpy(memory, column.text.c_str(), size));
            } else {
                made[i].Value.l = column.number;
            }
        }
        if (PROP_TYPE(made[i].ulPropTag) == PT_ERROR)
            code = MAPI_W_ERRORS_RETURNED;
    }
    *count = tags.cValues;
    *props = made;
    return code;
}

namespace {
class Status final : public IMAPIStatus {
public:
    explicit Status(Transport &transport) : transport(transport) { transport.AddRef(); }

    STDMETHODIMP QueryInterface(REFIID asked, void **object) override
    {
        bool has = IsEqualGUID(asked, IID_IUnknown) || IsEqualGUID(asked, IID_IMAPIProp) || IsEqualGUID(asked, IID_IMAPIStatus);
        *object = has ? this : nullptr;
        if (has)
            AddRef();
        return has ? S_OK : MAPI_E_INTERFACE_NOT_SUPPORTED;
    }
    STDMETHODIMP_(ULONG) AddRef() override { return InterlockedIncrement(&references); }
    STDMETHODIMP_(ULONG) Release() override
    {
        ULONG left = InterlockedDecrement(&references);
        if (left == 0)
            delete this;
        return left;
    }

    STDMETHODIMP GetProps(SPropTagArray *tags, ULONG flags, ULONG *count, SPropValue **props) override
    {
        if (transport.has_ended())
            return MAPI_E_END_OF_SESSION;
        return tags == nullptr ? MAPI_E_NO_SUPPORT : all().get_props(*tags, flags, count, props);
    }
    STDMETHODIMP ValidateState(ULONG ui_param, ULONG flags) override
    {
        return transport.has_ended() ? MAPI_E_END_OF_SESSION : transport.ValidateState(ui_param, flags);
    }
    STDMETHODIMP FlushQueues(ULONG, ULONG size, ENTRYID *, ULONG flags) override
    {
        if (size != 0)
            return MAPI_E_INVALID_PARAMETER;
        return transport.has_ended() ? MAPI_E_END_OF_SESSION : transport.request(flags);
    }
    STDMETHODIMP SettingsDialog(ULONG, ULONG) override { return MAPI_E_NO_SUPPORT; }
    STDMETHODIMP ChangePassword(LPTSTR, LPTSTR, ULONG) override { return MAPI_E_NO_SUPPORT; }

    STDMETHODIMP GetLastError(HRESULT, ULONG, MAPIERROR **error) override
    {
        *error = nullptr;
        return S_OK;
    }
    STDMETHODIMP SaveChanges(ULONG) override { return MAPI_E_NO_SUPPORT; }
    STDMETHODIMP GetPropList(ULONG, SPropTagArray **) override { return MAPI_E_NO_SUPPORT; }
    STDMETHODIMP OpenProperty(ULONG, LPCIID, ULONG, ULONG, IUnknown **) override { return MAPI_E_NO_SUPPORT; }
    STDMETHODIMP SetProps(ULONG, SPropValue *, SPropProblemArray **) override { return MAPI_E_NO_SUPPORT; }
    STDMETHODIMP DeleteProps(SPropTagArray *, SPropProblemArray **) override { return MAPI_E_NO_SUPPORT; }
    STDMETHODIMP CopyTo(ULONG, LPCIID, SPropTagArray *, ULONG, IMAPIProgress *, LPCIID, void *, ULONG, SPropProblemArray **) override
    {
        return MAPI_E_NO_SUPPORT;
    }
    STDMETHODIMP CopyProps(SPropTagArray *, ULONG, IMAPIProgress *, LPCIID, void *, ULONG, SPropProblemArray **) override
    {
        return MAPI_E_NO_SUPPORT;
    }
    STDMETHODIMP GetNamesFromIDs(SPropTagArray **, GUID *, ULONG, ULONG *, MAPINAMEID ***) override { return MAPI_E_NO_SUPPORT; }
    STDMETHODIMP GetIDsFromNames(ULONG, MAPINAMEID **, ULONG, SPropTagArray **) override { return MAPI_E_NO_SUPPORT; }

private:
    ~Status() { transport.Release(); }

    LONG references = 1;
    Transport &transport;

    Row all() const
    {
        Row row = transport.row();
        row.add(PR_PROVIDER_DLL_NAME_A, "SPOOLXP");
        row.add(PR_RESOURCE_FLAGS, static_cast<LONG>(STATUS_NO_DEFAULT_STORE));
        row.add(PR_RESOURCE_TYPE, static_cast<LONG>(MAPI_TRANSPORT_PROVIDER));
        row.add(PR_OBJECT_TYPE, static_cast<LONG>(MAPI_STATUS));
        return row;
    }
};
} // namespace

IMAPIStatus *make_status(Transport &transport)
{
    return new Status(transport);
}
