#include "table.h"

#include <algorithm>

#include "memory.h"

namespace {
// How the row's value compares with that of the restriction, as a number below, at or above 0.
int compare(const Property &left, const Property &right)
{
    if (left.number != right.number)
        return left.number < right.number ? -1 : 1;
    int texts = left.text.compare(right.text);
    return texts != 0 ? texts : left.bytes.compare(right.bytes);
}

bool meets_property(const Properties &row, const SPropertyRestriction &restriction)
{
    const Property *found = row.find(restriction.ulPropTag);
    if (found == nullptr || !can_keep(restriction.lpProp->ulPropTag))
        return false;
    int order = compare(*found, kept(*restriction.lpProp));
    switch (restriction.relop) {
    case RELOP_LT:
        return order < 0;
    case RELOP_LE:
        return order <= 0;
    case RELOP_GT:
        return order > 0;
    case RELOP_GE:
        return order >= 0;
    case RELOP_NE:
        return order != 0;
    default:
        return order == 0;
    }
}

bool meets(const Properties &row, const SRestriction &restriction)
{
    auto meets_it = [&row](const SRestriction &part) { return meets(row, part); };
    const auto &all = restriction.res.resAnd; // resOr has the same members
    switch (restriction.rt) {
    case RES_AND:
        return std::all_of(all.lpRes, all.lpRes + all.cRes, meets_it);
    case RES_OR:
        return std::any_of(all.lpRes, all.lpRes + all.cRes, meets_it);
    case RES_NOT:
        return !meets(row, *restriction.res.resNot.lpRes);
    case RES_EXIST:
        return row.find(restriction.res.resExist.ulPropTag) != nullptr;
    default:
        return meets_property(row, restriction.res.resProperty);
    }
}

bool can_judge(const SRestriction &restriction)
{
    const auto &all = restriction.res.resAnd;
    switch (restriction.rt) {
    case RES_AND:
    case RES_OR:
        return std::all_of(all.lpRes, all.lpRes + all.cRes, can_judge);
    case RES_NOT:
        return can_judge(*restriction.res.resNot.lpRes);
    case RES_EXIST:
        return true;
    case RES_PROPERTY:
        return restriction.res.resProperty.relop <= RELOP_NE;
    default:
        return false;
    }
}

class Table : public IMAPITable, public Counted {
public:
    Table(std::vector<Properties> rows, std::vector<ULONG> columns)
        : all(std::move(rows)), shown(all), columns(std::move(columns))
    {
    }

    STDMETHODIMP QueryInterface(REFIID asked, void **object) override
    {
        bool has = same(&asked, IUNKNOWN) || same(&asked, IMAPITABLE);
        *object = has ? this : nullptr;
        if (has)
            hold();
        return has ? S_OK : MAPI_E_INTERFACE_NOT_SUPPORTED;
    }
    STDMETHODIMP_(ULONG) AddRef() override { return hold(); }
    STDMETHODIMP_(ULONG) Release() override { return let_go(); }

    STDMETHODIMP SetColumns(SPropTagArray *tags, ULONG) override
    {
        columns.assign(tags->aulPropTag, tags->aulPropTag + tags->cValues);
        return S_OK;
    }
    STDMETHODIMP QueryColumns(ULONG, SPropTagArray **tags) override
    {
        *tags = column_set(nullptr);
        return S_OK;
    }
    STDMETHODIMP GetRowCount(ULONG, ULONG *count) override
    {
        *count = static_cast<ULONG>(shown.size());
        return S_OK;
    }
    STDMETHODIMP SeekRow(BOOKMARK origin, LONG rows, LONG *sought) override
    {
        LONG size = static_cast<LONG>(shown.size());
        LONG from = origin == BOOKMARK_BEGINNING ? 0 : origin == BOOKMARK_END ? size : static_cast<LONG>(position);
        LONG to = std::clamp(from + rows, 0L, size);
        position = to;
        if (sought != nullptr)
            *sought = to - from;
        return S_OK;
    }
    STDMETHODIMP QueryPosition(ULONG *row, ULONG *numerator, ULONG *denominator) override
    {
        *row = *numerator = static_cast<ULONG>(position);
        *denominator = static_cast<ULONG>(std::max<size_t>(shown.size(), 1));
        return S_OK;
    }
    STDMETHODIMP Restrict(SRestriction *restriction, ULONG) override
    {
        if (restriction != nullptr && !can_judge(*restriction))
            return MAPI_E_TOO_COMPLEX;
        shown.clear();
        for (const Properties &row : all) {
            if (restriction == nullptr || meets(row, *restriction))
                shown.push_back(row);
        }
        position = 0;
        return S_OK;
    }
    STDMETHODIMP FindRow(SRestriction *restriction, BOOKMARK origin, ULONG flags) override
    {
        if (!can_judge(*restriction) || (flags & DIR_BACKWARD) != 0)
            return MAPI_E_TOO_COMPLEX;
        SeekRow(origin, 0, nullptr);
        for (; position < shown.size(); position++) {
            if (meets(shown[position], *restriction))
                return S_OK;
        }
        return MAPI_E_NOT_FOUND;
    }
    STDMETHODIMP QueryRows(LONG count, ULONG flags, SRowSet **rows) override
    {
        if (count < 0)
            return MAPI_E_NO_SUPPORT;
        size_t wanted = std::min<size_t>(shown.size() - position, count);
        auto *made = static_cast<SRowSet *>(allocate(sizeof(SRowSet) + wanted * sizeof(SRow)));
        SPropTagArray *tags = column_set(made);
        made->cRows = static_cast<ULONG>(wanted);
        for (size_t i = 0; i < wanted; i++) // FreeProws frees each row by itself
            shown[position + i].get(tags, 0, &made->aRow[i].cValues, &made->aRow[i].lpProps);
        if ((flags & TBL_NOADVANCE) == 0)
            position += wanted;
        *rows = made;
        return S_OK;
    }

    STDMETHODIMP GetLastError(HRESULT, ULONG, MAPIERROR **error) override
    {
        *error = nullptr;
        return S_OK;
    }
    STDMETHODIMP GetStatus(ULONG *status, ULONG *type) override
    {
        *status = TBLSTAT_COMPLETE;
        *type = TBLTYPE_SNAPSHOT;
        return S_OK;
    }
    STDMETHODIMP WaitForCompletion(ULONG, ULONG, ULONG *status) override
    {
        if (status != nullptr)
            *status = TBLSTAT_COMPLETE;
        return S_OK;
    }
    STDMETHODIMP Abort() override { return S_OK; }
    STDMETHODIMP Unadvise(ULONG) override { return S_OK; }

    STDMETHODIMP Advise(ULONG, IMAPIAdviseSink *, ULONG *) override { return MAPI_E_NO_SUPPORT; }
    STDMETHODIMP SeekRowApprox(ULONG, ULONG) override { return MAPI_E_NO_SUPPORT; }
    STDMETHODIMP CreateBookmark(BOOKMARK *) override { return MAPI_E_NO_SUPPORT; }
    STDMETHODIMP FreeBookmark(BOOKMARK) override { return MAPI_E_NO_SUPPORT; }
    STDMETHODIMP SortTable(SSortOrderSet *, ULONG) override { return MAPI_E_NO_SUPPORT; }
    STDMETHODIMP QuerySortOrder(SSortOrderSet **) override { return MAPI_E_NO_SUPPORT; }
    STDMETHODIMP ExpandRow(ULONG, BYTE *, ULONG, ULONG, SRowSet **, ULONG *) override { return MAPI_E_NO_SUPPORT; }
    STDMETHODIMP CollapseRow(ULONG, BYTE *, ULONG, ULONG *) override { return MAPI_E_NO_SUPPORT; }
    STDMETHODIMP GetCollapseState(ULONG, ULONG, BYTE *, ULONG *, BYTE **) override { return MAPI_E_NO_SUPPORT; }
    STDMETHODIMP SetCollapseState(ULONG, ULONG, BYTE *, BOOKMARK *) override { return MAPI_E_NO_SUPPORT; }

private:
    std::vector<Properties> all, shown;
    std::vector<ULONG> columns;
    size_t position = 0;

    SPropTagArray *column_set(void *buffer) const
    {
        auto *tags = static_cast<SPropTagArray *>(allocate(sizeof(ULONG) * (columns.size() + 1), buffer));
        tags->cValues = static_cast<ULONG>(columns.size());
        std::copy(columns.begin(), columns.end(), tags->aulPropTag);
        return tags;
    }
};
} // namespace

IMAPITable *make_table(std::vector<Properties> rows, std::vector<ULONG> columns)
{
    return new Table(std::move(rows), std::move(columns));
}
