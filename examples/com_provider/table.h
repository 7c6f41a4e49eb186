// IMAPITable: a view of the status table, with columns, restriction and position of its own.
#pragma once

#include <optional>

#include "restriction.h"
#include "session.h"

class Table final : public Object<IMAPITable, Kind::Table> {
public:
    explicit Table(Session *session);
    ~Table() override;

    // Declares every method of the interface.
    MAPI_IMAPITABLE_METHODS()

protected:
    bool has(REFIID iid) const override;

private:
    // The rows that the restriction selects, as they are now.
    std::vector<Properties> selected() const;

    Session *session_;
    std::vector<ULONG> columns_;
    std::optional<Restriction> restriction_;
    LONG position_ = 0; // among the selected rows
};
