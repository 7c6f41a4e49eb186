// The methods of the protocol, and the objects that its handles name.
#pragma once

#include <map>
#include <memory>

#include "conversation.h"
#include "provider.h"

class Calls {
public:
    Calls(Conversation &kit, Provider &provider) : kit(kit), provider(provider) {}

    // Carries a request out, and answers it. False after `provider.close`.
    bool serve(const Json &request);

private:
    // A client's status object.
    struct Status {
        IUnknown *object;
        // Null if it was opened with another interface.
        IMAPIStatus *status;
    };

    Conversation &kit;
    Provider &provider;
    std::map<std::string, std::unique_ptr<Logon>> logons;
    std::map<std::string, Status> statuses;
    unsigned handles = 0;

    Json hello(const Json &params) const;
    Json of_provider(const std::string &method, const Json &params);
    Json of_logon(const std::string &method, const Json &params);
    Json of_status(const std::string &method, const Json &params);
    Json carry_out(const std::string &method, const Json &params);
};
