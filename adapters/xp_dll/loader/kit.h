// The objects of the kit: a provider calls them through the objects that the loader gives to it.
#pragma once

#include "mapi.h"

class Conversation;

// A support object, or a message that a provider fills. Each method answers the kit's code.
class KitObject {
public:
    KitObject(Conversation &kit, std::string handle) : kit(kit), handle(std::move(handle)) {}

    HRESULT modify_status_row(ULONG count, const SPropValue *values, ULONG flags);
    HRESULT spooler_notify(ULONG flags, const SBinary *data);
    HRESULT spooler_yield(ULONG flags);
    HRESULT set_token(const std::string &token);
    HRESULT save_changes(ULONG flags);

private:
    Conversation &kit;
    std::string handle;
};
