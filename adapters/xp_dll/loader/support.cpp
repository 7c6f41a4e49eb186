#include "support.h"

#include <cstring>
#include <set>

#include "memory.h"
#include "message.h"
#include "property_object.h"

namespace {
std::set<const void *> invalid;

class ProfileSection : public PropertyObject<IProfSect> {
public:
    explicit ProfileSection(const Properties &held) : PropertyObject(IPROFSECT) { properties = held; }
};

class Support : public IMAPISupport, public Counted {
public:
    Support(const KitObject &spooler, const Properties &held) : spooler(spooler), section(new ProfileSection(held)) {}
    ~Support() override { section->Release(); }

    STDMETHODIMP QueryInterface(REFIID asked, void **found) override
    {
        bool has = same(&asked, IUNKNOWN) || same(&asked, IMAPISUPPORT);
        *found = has ? this : nullptr;
        if (has)
            hold();
        return has ? S_OK : MAPI_E_INTERFACE_NOT_SUPPORTED;
    }
    STDMETHODIMP_(ULONG) AddRef() override { return hold(); }
    STDMETHODIMP_(ULONG) Release() override { return let_go(); }

    // -- what goes to the kit ------------------------------------------------------------------------------------------

    STDMETHODIMP ModifyStatusRow(ULONG count, SPropValue *values, ULONG flags) override
    {
        return spooler.modify_status_row(count, values, flags);
    }
    STDMETHODIMP SpoolerNotify(ULONG flags, void *data) override
    {
        // With NOTIFY_SENTDEFERRED it is the entry identifier of a deferred message, with other flags nothing.
        return spooler.spooler_notify(flags, (flags & NOTIFY_SENTDEFERRED) != 0 ? static_cast<SBinary *>(data) : nullptr);
    }
    STDMETHODIMP SpoolerYield(ULONG flags) override { return spooler.spooler_yield(flags); }

    // -- what the loader does itself -----------------------------------------------------------------------------------

    STDMETHODIMP GetLastError(HRESULT, ULONG, MAPIERROR **error) override
    {
        *error = nullptr;
        return S_OK;
    }
    STDMETHODIMP GetMemAllocRoutines(LPALLOCATEBUFFER *buffer, LPALLOCATEMORE *more, LPFREEBUFFER *free) override
    {
        *buffer = allocate_buffer;
        *more = allocate_more;
        *free = free_buffer;
        return S_OK;
    }
    STDMETHODIMP OpenProfileSection(MAPIUID *uid, ULONG, IProfSect **found) override
    {
        const Property *own = section->properties.find(PR_PROVIDER_UID);
        bool is_own = uid == nullptr || std::memcmp(uid->ab, own->bytes.data(), sizeof uid->ab) == 0;
        *found = is_own ? section : new ProfileSection({});
        if (is_own)
            section->AddRef();
        return S_OK;
    }
    STDMETHODIMP NewUID(MAPIUID *uid) override { return CoCreateGuid(reinterpret_cast<GUID *>(uid)); }
    STDMETHODIMP CreateOneOff(char *name, char *type, char *address, ULONG flags, ULONG *size, ENTRYID **id) override
    {
        auto text = [flags](const char *given) {
            return (flags & MAPI_UNICODE) != 0 ? narrow(reinterpret_cast<const wchar_t *>(given)) : narrow(wide(given, CP_ACP));
        };
        std::string made = one_off(name == nullptr ? "" : text(name), {text(type), text(address)});
        *size = static_cast<ULONG>(made.size());
        *id = static_cast<ENTRYID *>(std::memcpy(allocate(made.size()), made.data(), made.size()));
        return S_OK;
    }
    STDMETHODIMP CompareEntryIDs(ULONG size, ENTRYID *one, ULONG other_size, ENTRYID *other, ULONG, ULONG *equal) override
    {
        *equal = size == other_size && std::memcmp(one, other, size) == 0;
        return S_OK;
    }
    STDMETHODIMP SetProviderUID(MAPIUID *, ULONG) override { return S_OK; }
    STDMETHODIMP RegisterPreprocessor(MAPIUID *, char *, char *, char *, char *, ULONG) override { return S_OK; }
    STDMETHODIMP MakeInvalid(ULONG, void *made_invalid, ULONG, ULONG) override
    {
        invalid.insert(made_invalid);
        return S_OK;
    }
    STDMETHODIMP StatusRecips(IMessage *, ADRLIST *) override { return S_OK; }
    STDMETHODIMP Unsubscribe(ULONG) override { return S_OK; }

    // -- what a flush does not need ------------------------------------------------------------------------------------

    STDMETHODIMP Subscribe(NOTIFKEY *, ULONG, ULONG, IMAPIAdviseSink *, ULONG *) override { return lacks("Subscribe"); }
    STDMETHODIMP Notify(NOTIFKEY *, ULONG, NOTIFICATION *, ULONG *) override { return lacks("Notify"); }
    STDMETHODIMP OpenTemplateID(ULONG, ENTRYID *, ULONG, IMAPIProp *, const IID *, IMAPIProp **, IMAPIProp *) override
    {
        return lacks("OpenTemplateID");
    }
    STDMETHODIMP OpenEntry(ULONG, ENTRYID *, const IID *, ULONG, ULONG *, IUnknown **) override { return lacks("OpenEntry"); }
    STDMETHODIMP GetOneOffTable(ULONG, IMAPITable **) override { return lacks("GetOneOffTable"); }
    STDMETHODIMP Address(ULONG *, ADRPARM *, ADRLIST **) override { return lacks("Address"); }
    STDMETHODIMP Details(ULONG *, LPFNDISMISS, void *, ULONG, ENTRYID *, LPFNBUTTON, void *, char *, ULONG) override
    {
        return lacks("Details");
    }
    STDMETHODIMP NewEntry(ULONG, ULONG, ULONG, ENTRYID *, ULONG, ENTRYID *, ULONG *, ENTRYID **) override
    {
        return lacks("NewEntry");
    }
    STDMETHODIMP DoConfigPropsheet(ULONG, ULONG, char *, IMAPITable *, IMAPIProp *, ULONG) override
    {
        return lacks("DoConfigPropsheet");
    }
    STDMETHODIMP CopyMessages(const IID *, void *, ENTRYLIST *, const IID *, void *, ULONG, IMAPIProgress *, ULONG) override
    {
        return lacks("CopyMessages");
    }
    STDMETHODIMP CopyFolder(const IID *, void *, ULONG, ENTRYID *, const IID *, void *, char *, ULONG, IMAPIProgress *,
                            ULONG) override
    {
        return lacks("CopyFolder");
    }
    STDMETHODIMP DoCopyTo(const IID *, void *, ULONG, const IID *, SPropTagArray *, ULONG, IMAPIProgress *, const IID *, void *,
                          ULONG, SPropProblemArray **) override
    {
        return lacks("DoCopyTo");
    }
    STDMETHODIMP DoCopyProps(const IID *, void *, SPropTagArray *, ULONG, IMAPIProgress *, const IID *, void *, ULONG,
                             SPropProblemArray **) override
    {
        return lacks("DoCopyProps");
    }
    STDMETHODIMP DoProgressDialog(ULONG, ULONG, IMAPIProgress **) override { return lacks("DoProgressDialog"); }
    STDMETHODIMP ReadReceipt(ULONG, IMessage *, IMessage **) override { return lacks("ReadReceipt"); }
    STDMETHODIMP PrepareSubmit(IMessage *, ULONG *) override { return lacks("PrepareSubmit"); }
    STDMETHODIMP ExpandRecips(IMessage *, ULONG *) override { return lacks("ExpandRecips"); }
    STDMETHODIMP UpdatePAB(ULONG, IMessage *) override { return lacks("UpdatePAB"); }
    STDMETHODIMP DoSentMail(ULONG, IMessage *) override { return lacks("DoSentMail"); }
    STDMETHODIMP OpenAddressBook(const IID *, ULONG, IAddrBook **) override { return lacks("OpenAddressBook"); }
    STDMETHODIMP Preprocess(ULONG, ULONG, ENTRYID *) override { return lacks("Preprocess"); }
    STDMETHODIMP CompleteMsg(ULONG, ULONG, ENTRYID *) override { return lacks("CompleteMsg"); }
    STDMETHODIMP StoreLogoffTransports(ULONG *) override { return lacks("StoreLogoffTransports"); }
    STDMETHODIMP WrapStoreEntryID(ULONG, ENTRYID *, ULONG *, ENTRYID **) override { return lacks("WrapStoreEntryID"); }
    STDMETHODIMP ModifyProfile(ULONG) override { return lacks("ModifyProfile"); }
    STDMETHODIMP IStorageFromStream(IUnknown *, const IID *, ULONG, IStorage **) override
    {
        return lacks("IStorageFromStream");
    }
    STDMETHODIMP GetSvcConfigSupportObj(ULONG, IMAPISupport **) override { return lacks("GetSvcConfigSupportObj"); }

private:
    KitObject spooler;
    ProfileSection *section;

    static HRESULT lacks(const char *method)
    {
        note(std::string("IMAPISupport::") + method + ": the loader has no such method (MAPI_E_NO_SUPPORT)");
        return MAPI_E_NO_SUPPORT;
    }
};
} // namespace

IMAPISupport *make_support(const KitObject &spooler, const Properties &section)
{
    return new Support(spooler, section);
}

bool is_invalid(const void *object)
{
    return invalid.count(object) != 0;
}
