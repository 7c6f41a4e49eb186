// XPProviderInit, which MAPI calls first, and the provider object.
#include <initguid.h>

#define USES_IID_IMAPIProp
#define USES_IID_IMAPIStatus
#define USES_IID_IXPLogon
#define USES_IID_IXPProvider
#include "transport.h"

#include <mapiguid.h>

LPALLOCATEBUFFER allocate_buffer;
LPALLOCATEMORE allocate_more;
LPFREEBUFFER free_buffer;

namespace {
// The name of the transport, and the folder of the post office, from the profile section.
HRESULT read_section(IMAPISupport &support, std::wstring &name, std::wstring &root)
{
    IProfSect *section;
    HRESULT code = support.OpenProfileSection(nullptr, 0, &section);
    if (FAILED(code))
        return code;
    SizedSPropTagArray(2, tags) = {2, {PR_DISPLAY_NAME_W, PR_SPOOL_FOLDER_W}};
    ULONG count;
    SPropValue *values;
    code = section->GetProps(reinterpret_cast<SPropTagArray *>(&tags), 0, &count, &values);
    if (code == S_OK) {
        name = values[0].Value.lpszW;
        root = values[1].Value.lpszW;
    }
    if (SUCCEEDED(code))
        free_buffer(values);
    section->Release();
    return code == S_OK ? S_OK : MAPI_E_UNCONFIGURED;
}

class Provider final : public IXPProvider {
public:
    STDMETHODIMP QueryInterface(REFIID asked, void **object) override
    {
        bool has = IsEqualGUID(asked, IID_IUnknown) || IsEqualGUID(asked, IID_IXPProvider);
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

    STDMETHODIMP Shutdown(ULONG *) override { return S_OK; }
    STDMETHODIMP TransportLogon(IMAPISupport *support, ULONG, LPTSTR, ULONG *flags, MAPIERROR **error, IXPLogon **logon) override
    {
        std::wstring name, root;
        *error = nullptr;
        *logon = nullptr;
        HRESULT code = read_section(*support, name, root);
        if (FAILED(code))
            return code;
        auto *made = new Transport(support, name, root);
        code = made->begin();
        if (FAILED(code)) {
            made->Release();
            return code;
        }
        *flags = LOGON_SP_POLL;
        *logon = made;
        return S_OK;
    }

private:
    LONG references = 1;
};
} // namespace

extern "C" __declspec(dllexport) HRESULT __cdecl XPProviderInit(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER buffer, LPALLOCATEMORE more,
                                                               LPFREEBUFFER free, ULONG, ULONG mapi_version, ULONG *version,
                                                               IXPProvider **provider)
{
    *version = CURRENT_SPI_VERSION;
    if (mapi_version < CURRENT_SPI_VERSION)
        return MAPI_E_VERSION;
    allocate_buffer = buffer;
    allocate_more = more;
    free_buffer = free;
    *provider = new Provider;
    return S_OK;
}
