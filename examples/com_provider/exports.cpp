// What the DLL exports besides memory: the subsystem's beginning and end, the logon, and HrQueryAllRows.
#include <cstring>

#include "live.h"
#include "memory.h"
#include "session.h"

extern "C" HRESULT WINAPI MAPIInitialize(LPVOID)
{
    return S_OK;
}

extern "C" void WINAPI MAPIUninitialize()
{
}

extern "C" HRESULT WINAPI MAPILogonEx(ULONG_PTR, LPTSTR profile, LPTSTR, ULONG flags, LPMAPISESSION *session)
{
    if (session == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    *session = nullptr;
    std::wstring name;
    if ((flags & MAPI_USE_DEFAULT) == 0 && profile != nullptr) {
        // The width of the text is the caller's choice, whatever LPTSTR means here.
        if ((flags & MAPI_UNICODE) != 0)
            name = reinterpret_cast<const wchar_t *>(profile);
        else
            name = widen(reinterpret_cast<const char *>(profile));
    }
    std::shared_ptr<Profile> found = load_profile(name);
    if (found == nullptr)
        return MAPI_E_LOGON_FAILED;
    *session = new Session(found, (flags & MAPI_NO_MAIL) == 0);
    return S_OK;
}

extern "C" HRESULT WINAPI HrQueryAllRows(LPMAPITABLE table, LPSPropTagArray columns, LPSRestriction restriction,
                                         LPSSortOrderSet order, LONG most, LPSRowSet *rows)
{
    if (table == nullptr || rows == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    *rows = nullptr;
    HRESULT code = columns == nullptr ? S_OK : table->SetColumns(columns, TBL_BATCH);
    if (SUCCEEDED(code) && restriction != nullptr)
        code = table->Restrict(restriction, TBL_BATCH);
    if (SUCCEEDED(code) && order != nullptr)
        code = table->SortTable(order, TBL_BATCH);
    if (SUCCEEDED(code))
        code = table->SeekRow(BOOKMARK_BEGINNING, 0, nullptr);
    ULONG count = 0;
    if (SUCCEEDED(code))
        code = table->GetRowCount(0, &count);
    if (SUCCEEDED(code) && most > 0 && count > static_cast<ULONG>(most))
        code = MAPI_E_TABLE_TOO_BIG;
    if (FAILED(code))
        return code;

    auto *all = static_cast<LPSRowSet>(allocate(static_cast<ULONG>(CbNewSRowSet(count == 0 ? 1 : count))));
    if (all == nullptr)
        return MAPI_E_NOT_ENOUGH_MEMORY;
    while (all->cRows < count) {
        LPSRowSet some = nullptr;
        code = table->QueryRows(static_cast<LONG>(count - all->cRows), 0, &some);
        if (FAILED(code)) {
            FreeProws(all);
            return code;
        }
        if (some->cRows == 0)
            count = all->cRows;
        // The rows move to the new set; the old set without them is freed.
        std::memcpy(&all->aRow[all->cRows], some->aRow, some->cRows * sizeof(SRow));
        all->cRows += some->cRows;
        MAPIFreeBuffer(some);
    }
    *rows = all;
    return S_OK;
}
