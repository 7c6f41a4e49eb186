// IMAPISession: gives the status table, and opens the status object of a row.
#pragma once

#include "properties.h"
#include "unknown.h"
#include "world.h"

// What a row of the status table stands for: something of MAPI itself, or a transport of the profile.
struct Resource {
    ULONG type;
    Transport *transport;
};

class Session final : public Object<IMAPISession, Kind::Session> {
public:
    Session(std::shared_ptr<Profile> profile, bool uses_mail);

    // Declares every method of the interface.
    MAPI_IMAPISESSION_METHODS()

    const std::shared_ptr<Profile> &profile() const { return profile_; }
    bool uses_mail() const { return uses_mail_; }
    // The rows of this session's status table: the transports in transport order, then MAPI's own.
    const std::vector<Resource> &resources() const { return resources_; }
    std::string entry_id(const Resource &resource) const;
    // The resource of an entry identifier of this session; MAPI_E_INVALID_ENTRYID or MAPI_E_UNKNOWN_ENTRYID for any other.
    HRESULT find(ULONG size, const void *id, Resource &resource) const;

protected:
    bool has(REFIID iid) const override;

private:
    std::shared_ptr<Profile> profile_;
    bool uses_mail_;
    bool over_ = false;
    ULONG number_;
    std::vector<Resource> resources_;
};
