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

// FindRow reads so many rows at a time.
const LONG PORTION = 64;

// Whether the row meets the restriction. `served` becomes false for one that FindRow does not serve: one with another operator than
// RELOP_EQ, or on a property that is not among the columns.
bool meets(const Json &row, const Json &restriction, bool &served)
{
    if (restriction.contains("and")) {
        bool all = true;
        for (const Json &part : restriction["and"])
            all = meets(row, part, served) && all;
        return all;
    }
    bool compares = restriction.contains("property");
    const Json &one = restriction[compares ? "property" : "exist"];
    served = served && (!compares || one["relop"].get<ULONG>() == RELOP_EQ);
    ULONG wanted = one["tag"].get<ULONG>();
    for (const Json &slot : row) {
        ULONG tag = slot["tag"].get<ULONG>();
        if (PROP_ID(tag) != PROP_ID(wanted))
            continue;
        if (compares)
            return tag == wanted && slot["value"] == one["value"]["value"];
        return PROP_TYPE(tag) != PT_ERROR && PROP_TYPE(tag) != PT_NULL;
    }
    served = false;
    return false;
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
        return unserved("IMAPITable::Restrict with this kind of restriction", MAPI_E_TOO_COMPLEX);
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

// The kit has no FindRow: it sees how the rows are read in which the row is sought.
HRESULT Table::FindRow(LPSRestriction restriction, BOOKMARK origin, ULONG flags)
{
    Json wanted;
    if (restriction == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    if (!restriction_to_json(restriction, wanted))
        return unserved("IMAPITable::FindRow with this kind of restriction", MAPI_E_TOO_COMPLEX);
    if ((flags & DIR_BACKWARD) != 0)
        return unserved("IMAPITable::FindRow with DIR_BACKWARD");
    Answer sought = call("seek_row", {{"bookmark", static_cast<ULONG>(origin)}, {"row_count", 0}});
    if (FAILED(sought.code))
        return sought.code;
    for (;;) {
        Answer read = call("query_rows", {{"row_count", PORTION}, {"flags", 0}});
        if (FAILED(read.code))
            return read.code;
        ask("row_set.release", read.value["row_set"].get<std::string>());
        const Json &rows = read.value["rows"];
        if (rows.empty())
            return MAPI_E_NOT_FOUND;
        LONG count = static_cast<LONG>(rows.size());
        for (LONG place = 0; place < count; place++) {
            bool served = true;
            bool met = meets(rows[static_cast<std::size_t>(place)], wanted, served);
            if (!served)
                return unserved("IMAPITable::FindRow with this restriction");
            if (met)
                return call("seek_row", {{"bookmark", static_cast<ULONG>(BOOKMARK_CURRENT)}, {"row_count", place - count}}).code;
        }
    }
}

HRESULT Table::query_all(const SPropTagArray *tags, const SRestriction *restriction, const SSortOrderSet *order, LONG most, SRowSet **out)
{
    if (out == nullptr)
        return nowhere("hr_query_all_rows");
    *out = nullptr;
    Json json;
    if (!restriction_to_json(restriction, json))
        return unserved("HrQueryAllRows with this kind of restriction", MAPI_E_TOO_COMPLEX);
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
