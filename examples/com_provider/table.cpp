#include "table.h"

#include <algorithm>

#include "memory.h"
#include "status.h"
#include "wrong.h"

namespace {

// All columns there are; the first ones, which every row has, are in use until SetColumns.
const ULONG ALL_COLUMNS[] = {
    PR_ROWID,           PR_INSTANCE_KEY,        PR_ENTRYID,          PR_OBJECT_TYPE,        PR_RESOURCE_TYPE,
    PR_DISPLAY_NAME_A,  PR_PROVIDER_DISPLAY_A,  PR_PROVIDER_DLL_NAME_A, PR_RESOURCE_FLAGS,  PR_RESOURCE_METHODS,
    PR_STATUS_CODE,     PR_STATUS_STRING_A,     PR_IDENTITY_DISPLAY_A, PR_IDENTITY_ENTRYID, PR_IDENTITY_SEARCH_KEY,
};
constexpr size_t COLUMNS_AT_FIRST = 11;

// A row set may hold fewer rows than were asked for.
constexpr LONG ROWS_AT_A_TIME = 64;

HRESULT make_rows(const std::vector<Properties> &all, LONG first, LONG end, const std::vector<ULONG> &columns, LPSRowSet *rows)
{
    auto *made = static_cast<LPSRowSet>(allocate(static_cast<ULONG>(CbNewSRowSet(std::max<LONG>(1, end - first)))));
    if (made == nullptr)
        return MAPI_E_NOT_ENOUGH_MEMORY;
    for (LONG place = first; place < end; place++) {
        // Each row is a block of its own, because a client may free row by row.
        auto *slots = static_cast<LPSPropValue>(allocate(static_cast<ULONG>(columns.size() * sizeof(SPropValue))));
        if (slots == nullptr) {
            FreeProws(made);
            return MAPI_E_NOT_ENOUGH_MEMORY;
        }
        SRow &row = made->aRow[made->cRows++];
        row.cValues = static_cast<ULONG>(columns.size());
        row.lpProps = slots;
        for (size_t i = 0; i < columns.size(); i++)
            write(all[static_cast<size_t>(place)], columns[i], false, slots[i], slots);
    }
    *rows = made;
    return S_OK;
}

} // namespace

Table::Table(Session *session) : session_(session), columns_(ALL_COLUMNS, ALL_COLUMNS + COLUMNS_AT_FIRST)
{
    session_->AddRef();
}

Table::~Table()
{
    session_->Release();
}

bool Table::has(REFIID iid) const
{
    return iid == IID_IMAPITable;
}

std::vector<Properties> Table::selected() const
{
    std::vector<Properties> rows;
    const std::vector<Resource> &resources = session_->resources();
    for (size_t place = 0; place < resources.size(); place++) {
        Properties row = row_of(*session_, resources[place], static_cast<ULONG>(place));
        if (!restriction_ || restriction_->holds(row) || is_wrong("ignore-restriction"))
            rows.push_back(std::move(row));
    }
    return rows;
}

HRESULT Table::SetColumns(LPSPropTagArray tags, ULONG flags)
{
    if (tags == nullptr || tags->cValues == 0)
        return MAPI_E_INVALID_PARAMETER;
    if ((flags & ~(TBL_ASYNC | TBL_BATCH)) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    columns_.assign(tags->aulPropTag, tags->aulPropTag + tags->cValues);
    return S_OK;
}

HRESULT Table::QueryColumns(ULONG flags, LPSPropTagArray *tags)
{
    if (tags == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    if ((flags & ~TBL_ALL_COLUMNS) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    std::vector<ULONG> columns = columns_;
    if ((flags & TBL_ALL_COLUMNS) != 0)
        columns.assign(std::begin(ALL_COLUMNS), std::end(ALL_COLUMNS));
    auto *made = static_cast<LPSPropTagArray>(allocate(static_cast<ULONG>(CbNewSPropTagArray(columns.size()))));
    if (made == nullptr)
        return MAPI_E_NOT_ENOUGH_MEMORY;
    made->cValues = static_cast<ULONG>(columns.size());
    std::copy(columns.begin(), columns.end(), made->aulPropTag);
    *tags = made;
    return S_OK;
}

HRESULT Table::Restrict(LPSRestriction given, ULONG flags)
{
    if ((flags & ~(TBL_ASYNC | TBL_BATCH)) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    std::optional<Restriction> made;
    if (given != nullptr) {
        HRESULT code = copy(*given, made.emplace());
        if (FAILED(code))
            return code;
    }
    restriction_ = std::move(made);
    position_ = 0;
    return S_OK;
}

HRESULT Table::SeekRow(BOOKMARK bookmark, LONG count, LONG *moved)
{
    auto end = static_cast<LONG>(selected().size());
    if (bookmark > BOOKMARK_END)
        return MAPI_E_INVALID_BOOKMARK;
    LONG from = bookmark == BOOKMARK_BEGINNING ? 0 : bookmark == BOOKMARK_END ? end : std::min(position_, end);
    // In 64 bits, so that no count is too large.
    auto to = static_cast<LONG>(std::clamp<long long>(static_cast<long long>(from) + count, 0, end));
    position_ = to;
    if (moved != nullptr)
        *moved = to - from;
    return S_OK;
}

HRESULT Table::QueryRows(LONG count, ULONG flags, LPSRowSet *rows)
{
    if (rows == nullptr || count == 0)
        return MAPI_E_INVALID_PARAMETER;
    if ((flags & ~TBL_NOADVANCE) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    if (count < 0)
        return MAPI_E_NO_SUPPORT;
    std::vector<Properties> all = selected();
    LONG first = std::min(position_, static_cast<LONG>(all.size()));
    LONG end = first + std::min({count, ROWS_AT_A_TIME, static_cast<LONG>(all.size()) - first});
    HRESULT code = make_rows(all, first, end, columns_, rows);
    if (SUCCEEDED(code) && (flags & TBL_NOADVANCE) == 0)
        position_ = end;
    return code;
}

HRESULT Table::GetRowCount(ULONG flags, ULONG *count)
{
    if (count == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    if (flags != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    *count = static_cast<ULONG>(selected().size());
    return S_OK;
}

HRESULT Table::GetStatus(ULONG *status, ULONG *type)
{
    if (status == nullptr || type == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    *status = TBLSTAT_COMPLETE;
    *type = TBLTYPE_DYNAMIC;
    return S_OK;
}

HRESULT Table::WaitForCompletion(ULONG, ULONG, ULONG *status)
{
    if (status != nullptr)
        *status = TBLSTAT_COMPLETE;
    return S_OK;
}

HRESULT Table::GetLastError(HRESULT, ULONG, LPMAPIERROR *error)
{
    if (error == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    *error = nullptr;
    return S_OK;
}

// What this table does without.
HRESULT Table::Advise(ULONG, LPMAPIADVISESINK, ULONG *) { return MAPI_E_NO_SUPPORT; }
HRESULT Table::Unadvise(ULONG) { return MAPI_E_NO_SUPPORT; }
HRESULT Table::SeekRowApprox(ULONG, ULONG) { return MAPI_E_NO_SUPPORT; }
HRESULT Table::QueryPosition(ULONG *, ULONG *, ULONG *) { return MAPI_E_NO_SUPPORT; }
HRESULT Table::FindRow(LPSRestriction, BOOKMARK, ULONG) { return MAPI_E_NO_SUPPORT; }
HRESULT Table::CreateBookmark(BOOKMARK *) { return MAPI_E_NO_SUPPORT; }
HRESULT Table::FreeBookmark(BOOKMARK) { return MAPI_E_NO_SUPPORT; }
HRESULT Table::SortTable(LPSSortOrderSet, ULONG) { return MAPI_E_NO_SUPPORT; }
HRESULT Table::QuerySortOrder(LPSSortOrderSet *) { return MAPI_E_NO_SUPPORT; }
HRESULT Table::Abort() { return S_OK; }
HRESULT Table::ExpandRow(ULONG, LPBYTE, ULONG, ULONG, LPSRowSet *, ULONG *) { return MAPI_E_NO_SUPPORT; }
HRESULT Table::CollapseRow(ULONG, LPBYTE, ULONG, ULONG *) { return MAPI_E_NO_SUPPORT; }
HRESULT Table::GetCollapseState(ULONG, ULONG, LPBYTE, ULONG *, LPBYTE *) { return MAPI_E_NO_SUPPORT; }
HRESULT Table::SetCollapseState(ULONG, ULONG, LPBYTE, BOOKMARK *) { return MAPI_E_NO_SUPPORT; }
