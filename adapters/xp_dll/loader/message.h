// IMessage as the spooler hands it to a provider.
#pragma once

#include "kit.h"

// To whom an outgoing message goes.
struct Recipient {
    std::string address_type, address;
};

// A message to send. Its subject is the token. The caller gets one reference of each message.
IMessage *make_outgoing(const std::string &token, const Recipient &recipient);

// An empty message. A provider that fills and saves it does so with the kit's message.
IMessage *make_incoming(const KitObject &message);

// The entry identifier of an address that is in no address book.
std::string one_off(const std::string &name, const Recipient &recipient);
