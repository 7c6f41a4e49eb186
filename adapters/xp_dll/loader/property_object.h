// IMAPIProp over properties in memory: the part that profile sections, messages and attachments share.
#pragma once

#include <map>
#include <new>

#include "memory.h"
#include "properties.h"

// `Interface` is IProfSect, IMessage or IAttach, and `own` its identifier.
template <class Interface> class PropertyObject : public Interface, public Counted {
public:
    explicit PropertyObject(const IID &own) : own_interface(own) {}
    ~PropertyObject() override
    {
        for (auto &each : streams)
            each.second->Release();
    }

    Properties properties;

    STDMETHODIMP QueryInterface(REFIID asked, void **object) override
    {
        bool has = same(&asked, IUNKNOWN) || same(&asked, IMAPIPROP) || same(&asked, own_interface);
        *object = has ? static_cast<Interface *>(this) : nullptr;
        if (has)
            hold();
        return has ? S_OK : MAPI_E_INTERFACE_NOT_SUPPORTED;
    }
    STDMETHODIMP_(ULONG) AddRef() override { return hold(); }
    STDMETHODIMP_(ULONG) Release() override { return let_go(); }

    STDMETHODIMP GetLastError(HRESULT, ULONG, MAPIERROR **error) override
    {
        *error = nullptr;
        return S_OK;
    }
    STDMETHODIMP SaveChanges(ULONG) override
    {
        read_streams();
        return S_OK;
    }
    STDMETHODIMP GetProps(SPropTagArray *tags, ULONG flags, ULONG *count, SPropValue **values) override
    {
        read_streams();
        return properties.get(tags, flags, count, values);
    }
    STDMETHODIMP GetPropList(ULONG flags, SPropTagArray **tags) override { return properties.list(flags, tags); }

    STDMETHODIMP OpenProperty(ULONG tag, const IID *asked, ULONG, ULONG flags, IUnknown **object) override
    {
        *object = nullptr;
        if (!same(asked, ISTREAM))
            return MAPI_E_INTERFACE_NOT_SUPPORTED;
        const Property *found = properties.find(tag);
        if (found == nullptr && (flags & MAPI_CREATE) == 0)
            return MAPI_E_NOT_FOUND;
        IStream *stream;
        HRESULT code = CreateStreamOnHGlobal(nullptr, TRUE, &stream);
        if (FAILED(code))
            return code;
        if (found != nullptr) {
            std::string bytes = bytes_of(*found, tag);
            stream->Write(bytes.data(), static_cast<ULONG>(bytes.size()), nullptr);
            stream->Seek({}, STREAM_SEEK_SET, nullptr);
        }
        if ((flags & (MAPI_CREATE | MAPI_MODIFY)) != 0)
            keep_stream(tag, stream);
        *object = stream;
        return S_OK;
    }

    STDMETHODIMP SetProps(ULONG count, SPropValue *values, SPropProblemArray **problems) override
    {
        if (problems != nullptr)
            *problems = nullptr;
        for (ULONG i = 0; i < count; i++) {
            // What cannot be kept is accepted and forgotten. The kit looks only at the subject.
            if (can_keep(values[i].ulPropTag))
                properties.set(kept(values[i]));
        }
        return S_OK;
    }
    STDMETHODIMP DeleteProps(SPropTagArray *tags, SPropProblemArray **problems) override
    {
        if (problems != nullptr)
            *problems = nullptr;
        for (ULONG i = 0; i < tags->cValues; i++)
            properties.remove(tags->aulPropTag[i]);
        return S_OK;
    }

    STDMETHODIMP CopyTo(ULONG, const IID *, SPropTagArray *, ULONG, IMAPIProgress *, const IID *, void *, ULONG,
                        SPropProblemArray **) override
    {
        return MAPI_E_NO_SUPPORT;
    }
    STDMETHODIMP CopyProps(SPropTagArray *, ULONG, IMAPIProgress *, const IID *, void *, ULONG, SPropProblemArray **) override
    {
        return MAPI_E_NO_SUPPORT;
    }
    STDMETHODIMP GetNamesFromIDs(SPropTagArray **, GUID *, ULONG, ULONG *, MAPINAMEID ***) override
    {
        return MAPI_E_NO_SUPPORT;
    }
    STDMETHODIMP GetIDsFromNames(ULONG, MAPINAMEID **, ULONG, SPropTagArray **) override { return MAPI_E_NO_SUPPORT; }

private:
    const IID &own_interface;
    // The streams through which a property is written, by tag.
    std::map<ULONG, IStream *> streams;

    static std::string bytes_of(const Property &property, ULONG tag)
    {
        if (PROP_TYPE(tag) == PT_UNICODE)
            return {reinterpret_cast<const char *>(property.text.data()), property.text.size() * sizeof(wchar_t)};
        return PROP_TYPE(tag) == PT_STRING8 ? narrow(property.text, CP_ACP) : property.bytes;
    }

    void keep_stream(ULONG tag, IStream *stream)
    {
        IStream *&place = streams[tag];
        if (place != nullptr)
            place->Release();
        place = stream;
        stream->AddRef();
    }

    // Takes over what has been written through streams.
    void read_streams()
    {
        for (auto &[tag, stream] : streams) {
            STATSTG state;
            HGLOBAL memory;
            if (FAILED(stream->Stat(&state, STATFLAG_NONAME)) || FAILED(GetHGlobalFromStream(stream, &memory)))
                continue;
            std::string bytes(static_cast<const char *>(GlobalLock(memory)), state.cbSize.QuadPart);
            GlobalUnlock(memory);
            Property property{tag, 0, {}, bytes};
            if (PROP_TYPE(tag) == PT_STRING8)
                property = {tag, 0, wide(bytes.substr(0, bytes.find('\0')), CP_ACP), {}};
            else if (PROP_TYPE(tag) == PT_UNICODE)
                property = {tag, 0, {reinterpret_cast<const wchar_t *>(bytes.data()), bytes.size() / sizeof(wchar_t)}, {}};
            properties.set(property);
        }
    }
};
