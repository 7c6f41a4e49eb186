#include "status.h"

#include "lock.h"
#include "memory.h"
#include "spooler.h"

namespace {

constexpr ULONG KNOWN_FLAGS = FLUSH_UPLOAD | FLUSH_DOWNLOAD | FLUSH_FORCE | FLUSH_NO_UI | FLUSH_ASYNC_OK;

LONG methods(const Resource &resource)
{
    if (resource.type == MAPI_SPOOLER)
        return STATUS_VALIDATE_STATE | STATUS_FLUSH_QUEUES;
    if (resource.transport != nullptr && resource.transport->supports_flush)
        return STATUS_VALIDATE_STATE | STATUS_FLUSH_QUEUES;
    return STATUS_VALIDATE_STATE;
}

LONG status_code(const Session &session, const Resource &resource)
{
    if (resource.type == MAPI_SPOOLER && !session.uses_mail())
        return STATUS_FAILURE;
    if (resource.transport == nullptr)
        return STATUS_AVAILABLE;
    ULONG pending = resource.transport->pending;
    return static_cast<LONG>(STATUS_AVAILABLE | STATUS_INBOUND_ENABLED | STATUS_OUTBOUND_ENABLED |
                             ((pending & FLUSH_UPLOAD) != 0 ? STATUS_OUTBOUND_FLUSH : 0) |
                             ((pending & FLUSH_DOWNLOAD) != 0 ? STATUS_INBOUND_FLUSH : 0));
}

std::wstring display_name(const Session &session, const Resource &resource)
{
    switch (resource.type) {
    case MAPI_SPOOLER:
        return L"Spooler";
    case MAPI_AB:
        return L"Address Book";
    case MAPI_SUBSYSTEM: // This is how a client finds out the name of its profile.
        return session.profile()->name;
    default:
        return resource.transport->name;
    }
}

std::wstring status_string(const Transport &transport)
{
    if (transport.pending == 0)
        return L"Ready";
    return (transport.pending & FLUSH_UPLOAD) != 0 ? L"Sending" : L"Receiving";
}

// What a row and its object both have.
Properties common(const Session &session, const Resource &resource)
{
    return {
        text(PROP_ID(PR_DISPLAY_NAME_A), display_name(session, resource)),
        text(PROP_ID(PR_PROVIDER_DISPLAY_A), L"COM provider"),
        text(PROP_ID(PR_PROVIDER_DLL_NAME_A), L"COMPROV"),
        number(PR_RESOURCE_FLAGS, resource.transport == nullptr ? 0 : STATUS_NO_DEFAULT_STORE),
        number(PR_RESOURCE_METHODS, methods(resource)),
        number(PR_RESOURCE_TYPE, static_cast<LONG>(resource.type)),
        number(PR_STATUS_CODE, status_code(session, resource)),
        number(PR_OBJECT_TYPE, MAPI_STATUS),
    };
}

} // namespace

Properties row_of(const Session &session, const Resource &resource, ULONG place)
{
    Lock lock;
    Properties row = common(session, resource);
    ULONG key[2] = {resource.type, resource.transport == nullptr ? 0 : resource.transport->number};
    row.push_back(bytes(PR_ENTRYID, session.entry_id(resource)));
    row.push_back(bytes(PR_INSTANCE_KEY, std::string(reinterpret_cast<const char *>(key), sizeof key)));
    row.push_back(number(PR_ROWID, static_cast<LONG>(place) + 1));
    if (resource.transport != nullptr) {
        // The identity is the transport's own: all three properties or none. An entry identifier begins with bytes of flags.
        std::string identity = "XP:" + std::to_string(resource.transport->number);
        row.push_back(text(PROP_ID(PR_STATUS_STRING_A), status_string(*resource.transport)));
        row.push_back(text(PROP_ID(PR_IDENTITY_DISPLAY_A), resource.transport->name));
        row.push_back(bytes(PR_IDENTITY_ENTRYID, std::string(4, '\0') + identity));
        row.push_back(bytes(PR_IDENTITY_SEARCH_KEY, identity));
    }
    return row;
}

Status::Status(Session *session, const Resource &resource) : session_(session), resource_(resource)
{
    session_->AddRef();
}

Status::~Status()
{
    session_->Release();
}

bool Status::has(REFIID iid) const
{
    return iid == IID_IMAPIStatus || iid == IID_IMAPIProp;
}

// -- IMAPIProp ---------------------------------------------------------------------------------------------------------------

HRESULT Status::GetProps(LPSPropTagArray tags, ULONG flags, ULONG *count, LPSPropValue *values)
{
    if (count == nullptr || values == nullptr || (tags != nullptr && tags->cValues == 0))
        return MAPI_E_INVALID_PARAMETER;
    if ((flags & ~MAPI_UNICODE) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    bool unicode = (flags & MAPI_UNICODE) != 0;
    Properties all;
    {
        Lock lock;
        all = common(*session_, resource_);
    }
    std::vector<ULONG> wanted = tags_of(all, unicode);
    if (tags != nullptr)
        wanted.assign(tags->aulPropTag, tags->aulPropTag + tags->cValues);
    auto *made = static_cast<LPSPropValue>(allocate(static_cast<ULONG>(wanted.size() * sizeof(SPropValue))));
    if (made == nullptr)
        return MAPI_E_NOT_ENOUGH_MEMORY;
    bool complete = true;
    for (size_t i = 0; i < wanted.size(); i++)
        complete = write(all, wanted[i], unicode, made[i], made) && complete;
    *count = static_cast<ULONG>(wanted.size());
    *values = made;
    return complete ? S_OK : MAPI_W_ERRORS_RETURNED;
}

HRESULT Status::GetPropList(ULONG flags, LPSPropTagArray *tags)
{
    if (tags == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    if ((flags & ~MAPI_UNICODE) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    Lock lock;
    std::vector<ULONG> all = tags_of(common(*session_, resource_), (flags & MAPI_UNICODE) != 0);
    auto *made = static_cast<LPSPropTagArray>(allocate(static_cast<ULONG>(CbNewSPropTagArray(all.size()))));
    if (made == nullptr)
        return MAPI_E_NOT_ENOUGH_MEMORY;
    made->cValues = static_cast<ULONG>(all.size());
    std::copy(all.begin(), all.end(), made->aulPropTag);
    *tags = made;
    return S_OK;
}

HRESULT Status::GetLastError(HRESULT, ULONG, LPMAPIERROR *error)
{
    if (error == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    *error = nullptr;
    return S_OK;
}

// Status objects can only be read.
HRESULT Status::SaveChanges(ULONG) { return MAPI_E_NO_SUPPORT; }
HRESULT Status::OpenProperty(ULONG, LPCIID, ULONG, ULONG, LPUNKNOWN *) { return MAPI_E_NO_SUPPORT; }
HRESULT Status::SetProps(ULONG, LPSPropValue, LPSPropProblemArray *) { return MAPI_E_NO_ACCESS; }
HRESULT Status::DeleteProps(LPSPropTagArray, LPSPropProblemArray *) { return MAPI_E_NO_ACCESS; }
HRESULT Status::CopyTo(ULONG, LPCIID, LPSPropTagArray, ULONG, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG, LPSPropProblemArray *)
{
    return MAPI_E_NO_SUPPORT;
}
HRESULT Status::CopyProps(LPSPropTagArray, ULONG, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG, LPSPropProblemArray *)
{
    return MAPI_E_NO_SUPPORT;
}
HRESULT Status::GetNamesFromIDs(LPSPropTagArray *, LPGUID, ULONG, ULONG *, LPMAPINAMEID **) { return MAPI_E_NO_SUPPORT; }
HRESULT Status::GetIDsFromNames(ULONG, LPMAPINAMEID *, ULONG, LPSPropTagArray *) { return MAPI_E_NO_SUPPORT; }

// -- IMAPIStatus ---------------------------------------------------------------------------------------------------------------

// Nothing here can be out of order: the folders are read whenever they are needed.
HRESULT Status::ValidateState(ULONG, ULONG) { return S_OK; }
HRESULT Status::SettingsDialog(ULONG, ULONG) { return MAPI_E_NO_SUPPORT; }
HRESULT Status::ChangePassword(LPTSTR, LPTSTR, ULONG) { return MAPI_E_NO_SUPPORT; }

HRESULT Status::flush_by_spooler(ULONG size, const void *target, ULONG flags)
{
    Resource resource{};
    if (!session_->uses_mail())
        return MAPI_E_NOT_INITIALIZED;
    if ((flags & ~KNOWN_FLAGS) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    if (size != 0 && (FAILED(session_->find(size, target, resource)) || resource.transport == nullptr))
        return MAPI_E_NOT_FOUND;
    // FLUSH_ASYNC_OK is a permission; this spooler makes no use of it.
    return flush(session_->profile(), resource.transport, flags);
}

HRESULT Status::FlushQueues(ULONG, ULONG size, LPENTRYID target, ULONG flags)
{
    if (resource_.type == MAPI_SPOOLER)
        return flush_by_spooler(size, target, flags);
    if (resource_.transport == nullptr || !resource_.transport->supports_flush)
        return MAPI_E_NO_SUPPORT;
    if (size != 0)
        return MAPI_E_INVALID_PARAMETER;
    if ((flags & ~KNOWN_FLAGS) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    return request(session_->profile(), *resource_.transport, flags);
}
