// The transport provider in a DLL, and its logons.
#pragma once

#include "message.h"
#include "support.h"

// What the kit says besides the path of the DLL.
struct Setup {
    // What the profile section of the provider holds besides its name.
    Properties section;
    std::string recipient = "recipient@example.org";
};

// A call of the provider that it answered in a way that no caller can go on with.
struct Broken {
    std::string what;
};

// One logon: what IXPLogon has, as the kit's spooler calls it.
class Logon {
public:
    Logon(IXPLogon *object, const std::string &recipient);
    Logon(const Logon &) = delete;
    // Releases the logon object. Call `log_off` first.
    ~Logon();

    IXPLogon *const object;

    // What the spooler does right after TransportLogon.
    void begin_session();
    HRESULT address_types(std::vector<std::string> &types);
    HRESULT notify(ULONG flags, const std::string *data);
    HRESULT submit(ULONG flags, const std::string &token, ULONG &reference, ULONG &seconds);
    HRESULT end(ULONG reference, ULONG &flags);
    HRESULT start(ULONG flags, const KitObject &message, ULONG &reference);
    // `status` is null if the object has another interface than IMAPIStatus.
    HRESULT open_status(const IID *interface_asked, ULONG flags, ULONG &type, IUnknown *&opened, IMAPIStatus *&status);

private:
    // Of the messages that the loader makes: the first address type of the provider, and the address from the command line.
    Recipient recipient;
    // The message between SubmitMessage and EndMessage.
    IMessage *at_hand = nullptr;

    void drop_message();
};

class Provider {
public:
    // Loads the DLL and calls XPProviderInit. Throws Broken.
    Provider(const std::wstring &path, const Setup &setup);

    // From the version resource of the DLL; texts are empty if it has none.
    std::string name, version, vendor;

    // Answers null if the provider refuses.
    Logon *log_on(const KitObject &spooler, const std::string &transport, ULONG &flags, HRESULT &code);
    void shut_down();

private:
    Setup setup;
    IXPProvider *object = nullptr;

    void read_version(const std::wstring &path);
    Properties section_of(const std::string &transport) const;
};
