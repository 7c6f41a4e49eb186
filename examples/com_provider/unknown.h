// IUnknown for all objects of this DLL.
#pragma once

#include "live.h"
#include "mapi_headers.h"

// An object that counts its references, and deletes itself with the last one. `Interface` is what it implements.
template <class Interface, Kind kind> class Object : public Interface {
public:
    Object() { count(kind, 1); }
    Object(const Object &) = delete;
    Object &operator=(const Object &) = delete;
    virtual ~Object() { count(kind, -1); }

    ULONG STDMETHODCALLTYPE AddRef() override { return static_cast<ULONG>(InterlockedIncrement(&references_)); }

    ULONG STDMETHODCALLTYPE Release() override
    {
        LONG left = InterlockedDecrement(&references_);
        if (left == 0)
            delete this;
        return static_cast<ULONG>(left);
    }

    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void **object) override
    {
        if (object == nullptr)
            return MAPI_E_INVALID_PARAMETER;
        *object = nullptr;
        if (iid != IID_IUnknown && !has(iid))
            return MAPI_E_INTERFACE_NOT_SUPPORTED;
        *object = static_cast<Interface *>(this);
        AddRef();
        return S_OK;
    }

protected:
    // Whether the object has this interface, besides IUnknown.
    virtual bool has(REFIID iid) const = 0;

private:
    volatile LONG references_ = 1;
};
