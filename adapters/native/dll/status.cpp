#include "objects.h"
#include "values.h"

UNKNOWN_METHODS(Status, &IID_IMAPIStatus, &IID_IMAPIProp)

namespace {

// What a status object has, for a client that asks for all properties.
const ULONG all_tags[] = {PR_RESOURCE_METHODS, PR_RESOURCE_TYPE, PR_STATUS_CODE, PR_DISPLAY_NAME_A, PR_PROVIDER_DISPLAY_A,
                          PR_PROVIDER_DLL_NAME_A, PR_ENTRYID, PR_OBJECT_TYPE};

// The values without those that the object lacks.
Json present(const Json &values)
{
    Json kept = Json::array();
    for (const Json &one : values)
        if (PROP_TYPE(one["tag"].get<ULONG>()) != PT_ERROR)
            kept.push_back(one);
    return kept;
}

} // namespace

HRESULT Status::GetProps(LPSPropTagArray tags, ULONG flags, ULONG *count, LPSPropValue *out)
{
    if (count == nullptr || out == nullptr)
        return nowhere("get_props");
    *count = 0;
    *out = nullptr;
    Json asked = tags == nullptr ? Json(all_tags) : tags_to_json(tags);
    Answer answer = call("get_props", {{"tags", asked}, {"flags", flags}});
    if (FAILED(answer.code))
        return answer.code;
    Json values = tags == nullptr ? present(answer.value) : answer.value;
    *out = values_from_json(values, false);
    *count = static_cast<ULONG>(values.size());
    if (*out == nullptr)
        return MAPI_E_NOT_ENOUGH_MEMORY;
    return tags == nullptr ? S_OK : answer.code;
}

HRESULT Status::FlushQueues(ULONG ui_param, ULONG size, LPENTRYID target, ULONG flags)
{
    if (target == nullptr && size != 0)
        return MAPI_E_INVALID_PARAMETER;
    Json of = target == nullptr ? Json(nullptr) : Json(hex(target, size));
    return call("flush_queues", {{"ui_param", ui_param}, {"target", of}, {"flags", flags}}).code;
}

UNSERVED(Status, ValidateState, ULONG, ULONG)
UNSERVED(Status, SettingsDialog, ULONG, ULONG)
UNSERVED(Status, ChangePassword, LPTSTR, LPTSTR, ULONG)
UNSERVED(Status, GetLastError, HRESULT, ULONG, LPMAPIERROR *)
UNSERVED(Status, SaveChanges, ULONG)
UNSERVED(Status, GetPropList, ULONG, LPSPropTagArray *)
UNSERVED(Status, OpenProperty, ULONG, LPCIID, ULONG, ULONG, LPUNKNOWN *)
UNSERVED(Status, SetProps, ULONG, LPSPropValue, LPSPropProblemArray *)
UNSERVED(Status, DeleteProps, LPSPropTagArray, LPSPropProblemArray *)
UNSERVED(Status, CopyTo, ULONG, LPCIID, LPSPropTagArray, ULONG, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG, LPSPropProblemArray *)
UNSERVED(Status, CopyProps, LPSPropTagArray, ULONG, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG, LPSPropProblemArray *)
UNSERVED(Status, GetNamesFromIDs, LPSPropTagArray *, LPGUID, ULONG, ULONG *, LPMAPINAMEID **)
UNSERVED(Status, GetIDsFromNames, ULONG, LPMAPINAMEID *, ULONG, LPSPropTagArray *)
