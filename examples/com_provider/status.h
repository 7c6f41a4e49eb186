// IMAPIStatus, and the rows of the status table, which say the same as the objects.
#pragma once

#include "session.h"

// What a row of the status table holds now. `place` is its place in the table.
Properties row_of(const Session &session, const Resource &resource, ULONG place);

class Status final : public Object<IMAPIStatus, Kind::Status> {
public:
    Status(Session *session, const Resource &resource);
    ~Status() override;

    // Declares every method of both interfaces.
    MAPI_IMAPIPROP_METHODS()
    MAPI_IMAPISTATUS_METHODS()

protected:
    bool has(REFIID iid) const override;

private:
    HRESULT flush_by_spooler(ULONG size, const void *target, ULONG flags);

    Session *session_;
    Resource resource_;
};
