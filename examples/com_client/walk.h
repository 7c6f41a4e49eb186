// The two procedures.
#pragma once

#include <set>
#include <string>

#include "mapi_functions.h"

class Walk {
public:
    // `flags` are those of FlushQueues. `transport` is the name of the one that procedure B flushes; "" means each of them. `ways`
    // names what the client does wrong on purpose, or in an unusual way.
    Walk(const MapiFunctions &mapi, IMAPISession *session, ULONG flags, const char *transport, std::set<std::string> ways)
        : mapi_(mapi), session_(session), flags_(flags), transport_(transport), ways_(std::move(ways))
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
    HRESULT find_row(SRestriction &wanted, Rows &rows);
    HRESULT open(const SBinary &entry_id, StatusObject &object);
    HRESULT flush_row(const SBinary &entry_id);
    bool supports_flush(IMAPIStatus *object);
    bool does(const char *way) const { return ways_.count(way) != 0; }

    const MapiFunctions &mapi_;
    IMAPISession *session_;
    ULONG flags_;
    std::string transport_;
    std::set<std::string> ways_;
};
