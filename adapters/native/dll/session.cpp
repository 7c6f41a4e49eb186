#include "objects.h"
#include "values.h"

UNKNOWN_METHODS(Session, &IID_IMAPISession)

namespace {

// An interface identifier as the kit reads it; null for a null pointer.
Json interface_to_json(LPCIID iid)
{
    if (iid == nullptr)
        return nullptr;
    wchar_t written[64];
    StringFromGUID2(*iid, written, 64);
    return text(written, MAPI_UNICODE);
}

} // namespace

HRESULT Session::GetStatusTable(ULONG flags, LPMAPITABLE *table)
{
    if (table == nullptr)
        return nowhere("get_status_table");
    *table = nullptr;
    Answer answer = call("get_status_table", {{"flags", flags}});
    if (SUCCEEDED(answer.code))
        *table = new Table(answer.value["table"].get<std::string>());
    return answer.code;
}

HRESULT Session::OpenEntry(ULONG size, LPENTRYID entry_id, LPCIID iid, ULONG flags, ULONG *object_type, LPUNKNOWN *opened)
{
    if (opened == nullptr)
        return nowhere("open_entry");
    *opened = nullptr;
    Json arguments = {{"entry_id", hex(entry_id, size)}, {"interface", interface_to_json(iid)}, {"flags", flags}};
    Answer answer = call("open_entry", std::move(arguments));
    if (FAILED(answer.code))
        return answer.code;
    const Json &handle = answer.value["status_object"];
    if (!handle.is_null())
        *opened = new Status(handle.get<std::string>());
    if (object_type != nullptr)
        *object_type = answer.value["object_type"].get<ULONG>();
    return answer.code;
}

HRESULT Session::CompareEntryIDs(ULONG size, LPENTRYID first, ULONG other_size, LPENTRYID second, ULONG flags, ULONG *equal)
{
    if (equal == nullptr)
        return nowhere("compare_entry_ids");
    Answer answer = call("compare_entry_ids", {{"first", hex(first, size)}, {"second", hex(second, other_size)}, {"flags", flags}});
    *equal = SUCCEEDED(answer.code) && answer.value.get<bool>();
    return answer.code;
}

HRESULT Session::Logoff(ULONG_PTR ui_param, ULONG flags, ULONG reserved)
{
    return call("logoff", {{"ui_param", static_cast<ULONG>(ui_param)}, {"flags", flags}, {"reserved", reserved}}).code;
}

UNSERVED(Session, GetLastError, HRESULT, ULONG, LPMAPIERROR *)
UNSERVED(Session, GetMsgStoresTable, ULONG, LPMAPITABLE *)
UNSERVED(Session, OpenMsgStore, ULONG_PTR, ULONG, LPENTRYID, LPCIID, ULONG, LPMDB *)
UNSERVED(Session, OpenAddressBook, ULONG_PTR, LPCIID, ULONG, LPADRBOOK *)
UNSERVED(Session, OpenProfileSection, LPMAPIUID, LPCIID, ULONG, LPPROFSECT *)
UNSERVED(Session, Advise, ULONG, LPENTRYID, ULONG, LPMAPIADVISESINK, ULONG *)
UNSERVED(Session, Unadvise, ULONG)
UNSERVED(Session, MessageOptions, ULONG_PTR, ULONG, LPTSTR, LPMESSAGE)
UNSERVED(Session, QueryDefaultMessageOpt, LPTSTR, ULONG, ULONG *, LPSPropValue *)
UNSERVED(Session, EnumAdrTypes, ULONG, ULONG *, LPTSTR **)
UNSERVED(Session, QueryIdentity, ULONG *, LPENTRYID *)
UNSERVED(Session, SetDefaultStore, ULONG, ULONG, LPENTRYID)
UNSERVED(Session, AdminServices, ULONG, LPSERVICEADMIN *)
UNSERVED(Session, ShowForm, ULONG_PTR, LPMDB, LPMAPIFOLDER, LPCIID, ULONG, LPMESSAGE, ULONG, ULONG, ULONG, ULONG, LPSTR)
UNSERVED(Session, PrepareForm, LPCIID, LPMESSAGE, ULONG *)
