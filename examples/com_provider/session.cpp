#include "session.h"

#include <cstring>
#include <utility>

#include "lock.h"
#include "status.h"
#include "table.h"
#include "wrong.h"

Session::Session(std::shared_ptr<Profile> profile, bool uses_mail) : profile_(std::move(profile)), uses_mail_(uses_mail)
{
    static volatile LONG sessions = 0;
    number_ = static_cast<ULONG>(InterlockedIncrement(&sessions));
    if (uses_mail) {
        for (Transport &transport : profile_->transports)
            resources_.push_back({MAPI_TRANSPORT_PROVIDER, &transport});
    }
    for (ULONG own : {MAPI_AB, MAPI_SUBSYSTEM, MAPI_SPOOLER}) {
        if (own != MAPI_SPOOLER || !is_wrong("no-spooler-row"))
            resources_.push_back({own, nullptr});
    }
}

bool Session::has(REFIID iid) const
{
    return iid == IID_IMAPISession;
}

// -- entry identifiers: flags, whose it is, the session, the resource, and a digest of all before it ----------------------------

namespace {

struct EntryId {
    unsigned char flags[4];
    unsigned char provider[16];
    ULONG session;
    ULONG type;
    ULONG transport;
    ULONG digest;
};

const unsigned char PROVIDER[16] = {0x43, 0x4f, 0x4d, 0x2d, 0x9b, 0x1e, 0x47, 0x52, 0x8a, 0x60, 0x2c, 0xd5, 0x71, 0xf3, 0x0e, 0x88};

// FNV-1a: every changed byte changes it, which is all that is asked of it.
ULONG digest_of(const EntryId &id)
{
    unsigned char all[offsetof(EntryId, digest)];
    std::memcpy(all, &id, sizeof all);
    ULONG sum = 0x811c9dc5u;
    for (unsigned char byte : all)
        sum = (sum ^ byte) * 0x01000193u;
    return sum;
}

} // namespace

std::string Session::entry_id(const Resource &resource) const
{
    EntryId id{};
    id.flags[0] = MAPI_SHORTTERM | MAPI_NOTRECIP | MAPI_THISSESSION | MAPI_NOW;
    std::memcpy(id.provider, PROVIDER, sizeof PROVIDER);
    id.session = number_;
    id.type = resource.type;
    id.transport = resource.transport == nullptr ? 0 : resource.transport->number;
    id.digest = digest_of(id);
    return std::string(reinterpret_cast<const char *>(&id), sizeof id);
}

HRESULT Session::find(ULONG size, const void *given, Resource &resource) const
{
    EntryId id;
    if (given == nullptr || size != sizeof id)
        return MAPI_E_INVALID_ENTRYID;
    // A copy: the client's bytes may be at any place in memory.
    std::memcpy(&id, given, sizeof id);
    if (std::memcmp(id.provider, PROVIDER, sizeof PROVIDER) != 0 || id.digest != digest_of(id))
        return MAPI_E_INVALID_ENTRYID;
    if (id.session != number_)
        return MAPI_E_UNKNOWN_ENTRYID;
    for (const Resource &known : resources_) {
        if (known.type == id.type && (known.transport == nullptr ? 0 : known.transport->number) == id.transport) {
            resource = known;
            return S_OK;
        }
    }
    return MAPI_E_UNKNOWN_ENTRYID;
}

// -- the methods that this DLL has -------------------------------------------------------------------------------------------

HRESULT Session::GetStatusTable(ULONG flags, LPMAPITABLE *table)
{
    if (over_)
        return MAPI_E_END_OF_SESSION;
    if (table == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    if ((flags & ~MAPI_UNICODE) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    // As with Outlook, this table has 8-bit texts only.
    if ((flags & MAPI_UNICODE) != 0)
        return MAPI_E_BAD_CHARWIDTH;
    *table = new Table(this);
    return S_OK;
}

HRESULT Session::OpenEntry(ULONG size, LPENTRYID id, LPCIID iid, ULONG flags, ULONG *type, LPUNKNOWN *object)
{
    if (over_)
        return MAPI_E_END_OF_SESSION;
    if (type == nullptr || object == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    *object = nullptr;
    if ((flags & ~(MAPI_MODIFY | MAPI_DEFERRED_ERRORS | MAPI_BEST_ACCESS)) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    if (iid != nullptr && *iid != IID_IMAPIStatus && *iid != IID_IMAPIProp)
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    Resource resource;
    HRESULT code = find(size, id, resource);
    if (FAILED(code))
        return code;
    // MAPI_MODIFY changes nothing: the object has nothing that could be written.
    *object = new Status(this, resource);
    if (is_wrong("leak-status-objects"))
        (*object)->AddRef();
    *type = is_wrong("wrong-object-type") ? MAPI_FOLDER : MAPI_STATUS;
    return S_OK;
}

HRESULT Session::CompareEntryIDs(ULONG size1, LPENTRYID id1, ULONG size2, LPENTRYID id2, ULONG flags, ULONG *result)
{
    if (over_)
        return MAPI_E_END_OF_SESSION;
    if (result == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    if (flags != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    Resource first, second;
    HRESULT code = find(size1, id1, first);
    if (SUCCEEDED(code))
        code = find(size2, id2, second);
    if (FAILED(code))
        return code;
    *result = first.type == second.type && first.transport == second.transport;
    return S_OK;
}

HRESULT Session::Logoff(ULONG_PTR, ULONG flags, ULONG reserved)
{
    if (over_)
        return MAPI_E_END_OF_SESSION;
    if ((flags & ~(MAPI_LOGOFF_SHARED | MAPI_LOGOFF_UI)) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    if (reserved != 0)
        return MAPI_E_INVALID_PARAMETER;
    over_ = true;
    return S_OK;
}

HRESULT Session::GetLastError(HRESULT, ULONG, LPMAPIERROR *error)
{
    if (error == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    *error = nullptr; // there is nothing to add to the code
    return S_OK;
}

// -- what it does without: stores, the address book, forms ------------------------------------------------------------------

HRESULT Session::GetMsgStoresTable(ULONG, LPMAPITABLE *) { return MAPI_E_NO_SUPPORT; }
HRESULT Session::OpenMsgStore(ULONG_PTR, ULONG, LPENTRYID, LPCIID, ULONG, LPMDB *) { return MAPI_E_NO_SUPPORT; }
HRESULT Session::OpenAddressBook(ULONG_PTR, LPCIID, ULONG, LPADRBOOK *) { return MAPI_E_NO_SUPPORT; }
HRESULT Session::OpenProfileSection(LPMAPIUID, LPCIID, ULONG, LPPROFSECT *) { return MAPI_E_NO_SUPPORT; }
HRESULT Session::Advise(ULONG, LPENTRYID, ULONG, LPMAPIADVISESINK, ULONG *) { return MAPI_E_NO_SUPPORT; }
HRESULT Session::Unadvise(ULONG) { return MAPI_E_NO_SUPPORT; }
HRESULT Session::MessageOptions(ULONG_PTR, ULONG, LPTSTR, LPMESSAGE) { return MAPI_E_NO_SUPPORT; }
HRESULT Session::QueryDefaultMessageOpt(LPTSTR, ULONG, ULONG *, LPSPropValue *) { return MAPI_E_NO_SUPPORT; }
HRESULT Session::EnumAdrTypes(ULONG, ULONG *, LPTSTR **) { return MAPI_E_NO_SUPPORT; }
HRESULT Session::QueryIdentity(ULONG *, LPENTRYID *) { return MAPI_E_NO_SUPPORT; }
HRESULT Session::SetDefaultStore(ULONG, ULONG, LPENTRYID) { return MAPI_E_NO_SUPPORT; }
HRESULT Session::AdminServices(ULONG, LPSERVICEADMIN *) { return MAPI_E_NO_SUPPORT; }
HRESULT Session::ShowForm(ULONG_PTR, LPMDB, LPMAPIFOLDER, LPCIID, ULONG, LPMESSAGE, ULONG, ULONG, ULONG, ULONG, LPSTR)
{
    return MAPI_E_NO_SUPPORT;
}
HRESULT Session::PrepareForm(LPCIID, LPMESSAGE, ULONG *) { return MAPI_E_NO_SUPPORT; }
