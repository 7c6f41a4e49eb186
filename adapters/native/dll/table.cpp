#include "memory.h"
#include "objects.h"
#include "values.h"

UNKNOWN_METHODS(Table, &IID_IMAPITable)

namespace {

HRESULT give_rows(const Answer &answer, SRowSet **out)
{
    if (FAILED(answer.code))
        return answer.code;
    *out = rows_from_json(answer.value);
    return *out == nullptr ? MAPI_E_NOT_ENOUGH_MEMORY : answer.code;
}

} // namespace

HRESULT Table::SetColumns(LPSPropTagArray tags, ULONG flags)
{
    return call("set_columns", {{"tags", tags_to_json(tags)}, {"flags", flags}}).code;
}

HRESULT Table::QueryColumns(ULONG flags, LPSPropTagArray *out)
{
    if (out == nullptr)
        return nowhere("query_columns");
    *out = nullptr;
    Answer answer = call("query_columns", {{"flags", flags}});
    if (FAILED(answer.code))
        return answer.code;
    ULONG count = static_cast<ULONG>(answer.value.size());
    SPropTagArray *tags = static_cast<SPropTagArray *>(allocate(CbNewSPropTagArray(count)));
    if (tags == nullptr)
        return MAPI_E_NOT_ENOUGH_MEMORY;
    tags->cValues = count;
    for (ULONG place = 0; place < count; place++)
        tags->aulPropTag[place] = answer.value[place].get<ULONG>();
    *out = tags;
    return answer.code;
}

HRESULT Table::Restrict(LPSRestriction restriction, ULONG flags)
{
    Json json;
    if (!restriction_to_json(restriction, json))
        return MAPI_E_TOO_COMPLEX;
    return call("restrict", {{"restriction", json}, {"flags", flags}}).code;
}

HRESULT Table::SeekRow(BOOKMARK origin, LONG count, LONG *moved)
{
    Answer answer = call("seek_row", {{"bookmark", static_cast<ULONG>(origin)}, {"row_count", count}});
    if (SUCCEEDED(answer.code) && moved != nullptr)
        *moved = answer.value.get<LONG>();
    return answer.code;
}

HRESULT Table::QueryRows(LONG count, ULONG flags, LPSRowSet *out)
{
    if (out == nullptr)
        return nowhere("query_rows");
    *out = nullptr;
    return give_rows(call("query_rows", {{"row_count", count}, {"flags", flags}}), out);
}

HRESULT Table::query_all(const SPropTagArray *tags, const SRestriction *restriction, const SSortOrderSet *order, LONG most, SRowSet **out)
{
    if (out == nullptr)
        return nowhere("hr_query_all_rows");
    *out = nullptr;
    Json json;
    if (!restriction_to_json(restriction, json))
        return MAPI_E_TOO_COMPLEX;
    if (order != nullptr)
        return unserved("HrQueryAllRows with a sort order");
    Json columns = tags == nullptr ? Json(nullptr) : tags_to_json(tags);
    Json arguments = {{"tags", columns}, {"restriction", json}, {"sort_order", nullptr}, {"max_rows", most}};
    return give_rows(call("hr_query_all_rows", std::move(arguments)), out);
}

UNSERVED(Table, GetLastError, HRESULT, ULONG, LPMAPIERROR *)
UNSERVED(Table, Advise, ULONG, LPMAPIADVISESINK, ULONG *)
UNSERVED(Table, Unadvise, ULONG)
UNSERVED(Table, GetStatus, ULONG *, ULONG *)
UNSERVED(Table, GetRowCount, ULONG, ULONG *)
UNSERVED(Table, SeekRowApprox, ULONG, ULONG)
UNSERVED(Table, QueryPosition, ULONG *, ULONG *, ULONG *)
UNSERVED(Table, FindRow, LPSRestriction, BOOKMARK, ULONG)
UNSERVED(Table, CreateBookmark, BOOKMARK *)
UNSERVED(Table, FreeBookmark, BOOKMARK)
UNSERVED(Table, SortTable, LPSSortOrderSet, ULONG)
UNSERVED(Table, QuerySortOrder, LPSSortOrderSet *)
UNSERVED(Table, Abort)
UNSERVED(Table, ExpandRow, ULONG, LPBYTE, ULONG, ULONG, LPSRowSet *, ULONG *)
UNSERVED(Table, CollapseRow, ULONG, LPBYTE, ULONG, ULONG *)
UNSERVED(Table, WaitForCompletion, ULONG, ULONG, ULONG *)
UNSERVED(Table, GetCollapseState, ULONG, ULONG, LPBYTE, ULONG *, LPBYTE *)
UNSERVED(Table, SetCollapseState, ULONG, ULONG, LPBYTE, BOOKMARK *)
