// The two procedures.
#pragma once

#include <set>
#include <string>

#include "mapi_functions.h"

class Walk {
public:
    // `flags` are those of FlushQueues. `transport` is the name of the one that procedure B flushes; "" means each of them. `wrong`
    // names what the client does wrong on purpose.
    Walk(const MapiFunctions &mapi, IMAPISession *session, ULONG flags, const char *transport, std::set<std::string> wrong)
        : mapi_(mapi), session_(session), flags_(flags), transport_(transport), wrong_(std::move(wrong))
    {
    }

    // Procedure A; with a target it is the fallback of step B5.3.
    HRESULT flush_all(const SBinary *target = nullptr);
    // Procedure B.
    HRESULT flush_each();

private:
    class Rows;
    class StatusObject;

    HRESULT read_rows(ULONG type, Rows &rows);
    HRESULT open(const SBinary &entry_id, StatusObject &object);
    HRESULT flush_row(const SBinary &entry_id);
    bool supports_flush(IMAPIStatus *object);
    bool does(const char *wrong) const { return wrong_.count(wrong) != 0; }

    const MapiFunctions &mapi_;
    IMAPISession *session_;
    ULONG flags_;
    std::string transport_;
    std::set<std::string> wrong_;
};
