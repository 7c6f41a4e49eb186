#include "walk.h"

#include <string>

// Rows of the status table with the table itself. Both are released in the end, on every path.
class Walk::Rows {
public:
    explicit Rows(const Walk &walk) : walk_(walk) {}
    Rows(const Rows &) = delete;
    Rows &operator=(const Rows &) = delete;

    ~Rows()
    {
        if (rows != nullptr && !walk_.does("keeps-rows") && !walk_.does("reads-freed-rows"))
            walk_.mapi_.free_rows(rows);
        if (rows != nullptr && walk_.does("frees-rows-twice"))
            walk_.mapi_.free_rows(rows);
        if (table != nullptr)
            table->Release();
    }

    ULONG count() const { return rows == nullptr ? 0 : rows->cRows; }

    // The entry identifier in the row; null if the row has none.
    const SBinary *entry_id(ULONG row) const
    {
        const SPropValue *value = find(row, PR_ENTRYID);
        return value == nullptr ? nullptr : &value->Value.bin;
    }

    bool has_name(ULONG row, const std::string &name) const
    {
        const SPropValue *value = find(row, PR_DISPLAY_NAME_A);
        return value != nullptr && name == value->Value.lpszA;
    }

    IMAPITable *table = nullptr;
    SRowSet *rows = nullptr;

private:
    // The value of the row with this tag; null if the row has none.
    const SPropValue *find(ULONG row, ULONG tag) const
    {
        const SRow &one = rows->aRow[row];
        for (ULONG column = 0; column < one.cValues; column++)
            if (one.lpProps[column].ulPropTag == tag)
                return &one.lpProps[column];
        return nullptr;
    }

    const Walk &walk_;
};

// A status object, which is released in the end.
class Walk::StatusObject {
public:
    explicit StatusObject(const Walk &walk) : walk_(walk) {}
    StatusObject(const StatusObject &) = delete;
    StatusObject &operator=(const StatusObject &) = delete;

    ~StatusObject()
    {
        if (status == nullptr)
            return;
        status->Release();
        if (walk_.does("releases-twice"))
            status->Release();
        if (walk_.does("calls-after-release"))
            status->ValidateState(0, 0);
    }

    IMAPIStatus *status = nullptr;

private:
    const Walk &walk_;
};

// Steps 1 to 4: the rows of this type.
HRESULT Walk::read_rows(ULONG type, Rows &rows)
{
    HRESULT result = session_->GetStatusTable(0, does("no-place-for-the-table") ? nullptr : &rows.table);
    if (FAILED(result))
        return result;
    SizedSPropTagArray(3, columns) = {transport_.empty() ? 2U : 3U, {PR_ENTRYID, PR_RESOURCE_TYPE, PR_DISPLAY_NAME_A}};
    result = rows.table->SetColumns(reinterpret_cast<SPropTagArray *>(&columns), 0);
    if (FAILED(result))
        return result;
    SPropValue wanted = {};
    wanted.ulPropTag = PR_RESOURCE_TYPE;
    wanted.Value.l = static_cast<LONG>(type);
    SRestriction restriction = {};
    restriction.rt = RES_PROPERTY;
    restriction.res.resProperty = {RELOP_EQ, PR_RESOURCE_TYPE, &wanted};
    SRestriction part = restriction;
    if (does("restricts-by-or")) {
        restriction.rt = RES_OR;
        restriction.res.resOr = {1, &part};
    }
    SSortOrderSet by_type = {1, 0, 0, {{PR_RESOURCE_TYPE, TABLE_SORT_ASCEND}}};
    if (does("sorts-the-rows") && FAILED(result = rows.table->SortTable(&by_type, 0)))
        return result;
    if (type == MAPI_SPOOLER && does("finds-the-row"))
        return find_row(restriction, rows);
    result = mapi_.query_all_rows(rows.table, nullptr, &restriction, nullptr, 0, &rows.rows);
    if (SUCCEEDED(result) && does("reads-freed-rows"))
        mapi_.free_rows(rows.rows);
    return result;
}

// The same for one row: reads all rows, and finds the right one among them.
HRESULT Walk::find_row(SRestriction &wanted, Rows &rows)
{
    SRowSet *all = nullptr;
    HRESULT result = mapi_.query_all_rows(rows.table, nullptr, nullptr, nullptr, 0, &all);
    if (FAILED(result))
        return result;
    mapi_.free_rows(all);
    result = rows.table->FindRow(&wanted, BOOKMARK_BEGINNING, 0);
    return FAILED(result) ? result : rows.table->QueryRows(1, 0, &rows.rows);
}

// Steps A5 and B5.1.
HRESULT Walk::open(const SBinary &entry_id, StatusObject &object)
{
    ULONG object_type = 0;
    IUnknown *opened = nullptr;
    LPENTRYID bytes = reinterpret_cast<LPENTRYID>(entry_id.lpb);
    HRESULT result = session_->OpenEntry(entry_id.cb, bytes, nullptr, 0, &object_type, &opened);
    if (FAILED(result))
        return result;
    if (opened == nullptr)
        return MAPI_E_NOT_FOUND;
    object.status = static_cast<IMAPIStatus *>(opened);
    return object_type == MAPI_STATUS ? S_OK : MAPI_E_INVALID_OBJECT;
}

HRESULT Walk::flush_all(const SBinary *target)
{
    Rows rows(*this);
    HRESULT result = read_rows(MAPI_SPOOLER, rows);
    if (FAILED(result))
        return result;
    const SBinary *entry_id = rows.count() == 0 ? nullptr : rows.entry_id(0);
    if (entry_id == nullptr)
        return MAPI_E_NOT_FOUND;
    StatusObject spooler(*this);
    result = open(*entry_id, spooler);
    if (FAILED(result))
        return result;
    if (target == nullptr)
        return spooler.status->FlushQueues(0, 0, nullptr, flags_);
    return spooler.status->FlushQueues(0, target->cb, reinterpret_cast<LPENTRYID>(target->lpb), flags_);
}

// A failure at one transport does not stop the client at the others.
HRESULT Walk::flush_each()
{
    Rows rows(*this);
    HRESULT result = read_rows(MAPI_TRANSPORT_PROVIDER, rows);
    bool visited = transport_.empty();
    for (ULONG row = 0; row < rows.count(); row++) {
        if (!transport_.empty() && !rows.has_name(row, transport_))
            continue;
        visited = true;
        const SBinary *entry_id = rows.entry_id(row);
        HRESULT one = entry_id == nullptr ? MAPI_E_NOT_FOUND : flush_row(*entry_id);
        if (FAILED(one))
            result = one;
    }
    return SUCCEEDED(result) && !visited ? MAPI_E_NOT_FOUND : result;
}

namespace {

struct Flush {
    IMAPIStatus *status;
    ULONG flags;
    HRESULT result;
};

DWORD WINAPI flush_elsewhere(void *argument)
{
    Flush *flush = static_cast<Flush *>(argument);
    flush->result = flush->status->FlushQueues(0, 0, nullptr, flush->flags);
    return 0;
}

} // namespace

// Steps B5.1 to B5.4 for one row.
HRESULT Walk::flush_row(const SBinary &entry_id)
{
    StatusObject transport(*this);
    HRESULT result = open(entry_id, transport);
    if (FAILED(result))
        return result;
    if (!supports_flush(transport.status))
        return flush_all(&entry_id);
    if (does("flushes-on-another-thread")) {
        Flush flush = {transport.status, flags_, S_OK};
        HANDLE thread = CreateThread(nullptr, 0, flush_elsewhere, &flush, 0, nullptr);
        WaitForSingleObject(thread, INFINITE);
        CloseHandle(thread);
        return flush.result;
    }
    return transport.status->FlushQueues(0, 0, nullptr, flags_);
}

// Step B5.2. A missing property means no.
bool Walk::supports_flush(IMAPIStatus *object)
{
    SPropValue *methods = nullptr;
    if (FAILED(mapi_.get_one_prop(object, PR_RESOURCE_METHODS, &methods)))
        return false;
    bool supports = (methods->Value.l & STATUS_FLUSH_QUEUES) != 0;
    mapi_.free_buffer(methods);
    return supports;
}
