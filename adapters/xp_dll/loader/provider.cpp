#include "provider.h"

#include <cstring>

#include "memory.h"

// -- the DLL ------------------------------------------------------------------------------------------------------------

static std::string file_name(const std::wstring &path)
{
    return narrow(path.substr(path.find_last_of(L"\\/") + 1));
}

Provider::Provider(const std::wstring &path, const Setup &setup) : setup(setup)
{
    HMODULE module = LoadLibraryExW(path.c_str(), nullptr, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (module == nullptr) {
        DWORD error = GetLastError();
        const char *hint = error == ERROR_BAD_EXE_FORMAT ? ": it is no DLL for 64-bit Windows"
                           : error == ERROR_MOD_NOT_FOUND ? ": the file, or a DLL that it needs, is not there"
                           : error == ERROR_PROC_NOT_FOUND ? ": a DLL that it needs lacks a function"
                                                           : "";
        throw Broken{narrow(path) + " cannot be loaded (error " + std::to_string(error) + ")" + hint};
    }
    auto *init = reinterpret_cast<XPPROVIDERINIT *>(reinterpret_cast<void *>(GetProcAddress(module, "XPProviderInit")));
    if (init == nullptr)
        throw Broken{narrow(path) + " exports no XPProviderInit: it is no transport provider"};
    IMalloc *memory;
    CoGetMalloc(1, &memory);
    ULONG provider_version = 0;
    HRESULT code = init(module, memory, allocate_buffer, allocate_more, free_buffer, 0, CURRENT_SPI_VERSION, &provider_version,
                        &object);
    if (FAILED(code) || object == nullptr)
        throw Broken{"XPProviderInit has not made a provider: " + code_text(code)};
    read_version(path);
    this->setup.section.set(text_property(PR_PROVIDER_DLL_NAME_A, file_name(path)));
}

void Provider::read_version(const std::wstring &path)
{
    name = file_name(path);
    DWORD ignored, size = GetFileVersionInfoSizeW(path.c_str(), &ignored);
    std::string resource(size, '\0');
    if (size == 0 || !GetFileVersionInfoW(path.c_str(), 0, size, resource.data()))
        return;
    struct Translation {
        WORD language, code_page;
    } *translation;
    UINT length;
    if (!VerQueryValueW(resource.data(), L"\\VarFileInfo\\Translation", reinterpret_cast<void **>(&translation), &length))
        return;
    auto text = [&](const wchar_t *key) {
        wchar_t place[80], *found;
        swprintf(place, 80, L"\\StringFileInfo\\%04x%04x\\%ls", translation->language, translation->code_page, key);
        return VerQueryValueW(resource.data(), place, reinterpret_cast<void **>(&found), &length) ? narrow(found) : "";
    };
    if (std::string described = text(L"FileDescription"); !described.empty())
        name = described;
    version = text(L"FileVersion");
    vendor = text(L"CompanyName");
}

Properties Provider::section_of(const std::string &transport) const
{
    static const std::string UID = "mapi-tck xp-dll\1";
    Properties section = setup.section;
    section.set(text_property(PR_DISPLAY_NAME_A, transport));
    section.set(text_property(PR_PROFILE_NAME_A, "mapi-tck"));
    section.set(bytes_property(PR_PROVIDER_UID, UID));
    section.set(number_property(PR_RESOURCE_TYPE, MAPI_TRANSPORT_PROVIDER));
    section.set(number_property(PR_RESOURCE_FLAGS, 0));
    section.set(number_property(PR_OBJECT_TYPE, MAPI_PROFSECT));
    return section;
}

Logon *Provider::log_on(const KitObject &spooler, const std::string &transport, ULONG &flags, HRESULT &code)
{
    IMAPISupport *support = make_support(spooler, section_of(transport));
    char profile[] = "mapi-tck";
    ULONG asked = flags;
    MAPIERROR *error = nullptr;
    IXPLogon *made = nullptr;
    code = object->TransportLogon(support, 0, profile, &flags, &error, &made);
    free_buffer(error);
    support->Release(); // the provider holds it as long as it needs it
    flags &= ~asked;    // the parameter is both: a provider may leave what it was given
    if (FAILED(code))
        return nullptr;
    if (made == nullptr)
        throw Broken{"TransportLogon has succeeded, and made no logon object"};
    auto *logon = new Logon(made, setup.recipient);
    logon->begin_session();
    return logon;
}

void Provider::shut_down()
{
    ULONG flags = 0;
    object->Shutdown(&flags);
    object->Release();
}

// -- a logon ------------------------------------------------------------------------------------------------------------

Logon::Logon(IXPLogon *object, const std::string &recipient) : object(object), recipient{"SMTP", recipient} {}

Logon::~Logon()
{
    drop_message();
    if (!is_invalid(object))
        object->Release();
}

void Logon::drop_message()
{
    if (at_hand != nullptr)
        at_hand->Release();
    at_hand = nullptr;
}

void Logon::begin_session()
{
    std::vector<std::string> types;
    if (SUCCEEDED(address_types(types)) && !types.empty() && !types.front().empty())
        recipient.address_type = types.front();
    ULONG flags = 0, count = 0;
    OPTIONDATA *options = nullptr;
    HRESULT code = object->RegisterOptions(&flags, &count, &options);
    if (FAILED(code))
        note("RegisterOptions answers " + code_text(code) + ", which is not judged");
    code = notify(NOTIFY_BEGIN_INBOUND | NOTIFY_BEGIN_OUTBOUND, nullptr);
    if (FAILED(code))
        note("TransportNotify with NOTIFY_BEGIN_INBOUND and NOTIFY_BEGIN_OUTBOUND answers " + code_text(code) +
             ", which is not judged");
}

HRESULT Logon::address_types(std::vector<std::string> &types)
{
    ULONG flags = 0, count = 0, uid_count = 0;
    char **texts = nullptr; // they belong to the provider until TransportLogoff
    MAPIUID **uids = nullptr;
    HRESULT code = object->AddressTypes(&flags, &count, &texts, &uid_count, &uids);
    for (ULONG i = 0; SUCCEEDED(code) && texts != nullptr && i < count; i++) {
        bool is_wide = (flags & MAPI_UNICODE) != 0;
        types.push_back(is_wide ? narrow(reinterpret_cast<wchar_t *>(texts[i])) : narrow(wide(texts[i], CP_ACP)));
    }
    return code;
}

// Of a message that is cancelled, "the lppvData parameter points to the 32-bit value" that names it. Providers read that in two
// ways: the parameter points to the value, or to a pointer to it. So the pointer has the value as its lower half, too.
static ULONG *place_of(ULONG reference)
{
    for (ULONG_PTR high = 1; high < 64; high++) {
        void *wanted = reinterpret_cast<void *>(high << 32 | (reference & ~0xFFFFu));
        if (VirtualAlloc(wanted, 0x20000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE) != nullptr)
            return reinterpret_cast<ULONG *>(high << 32 | reference);
    }
    return new ULONG;
}

HRESULT Logon::notify(ULONG flags, const std::string *data)
{
    void *given = nullptr;
    ULONG reference = 0;
    SBinary id{};
    if (data != nullptr && (flags & NOTIFY_CANCEL_MESSAGE) != 0 && data->size() == sizeof reference) {
        std::memcpy(&reference, data->data(), sizeof reference);
        given = place_of(reference);
        std::memcpy(given, &reference, sizeof reference);
    } else if (data != nullptr) {
        id = {static_cast<ULONG>(data->size()), reinterpret_cast<BYTE *>(const_cast<char *>(data->data()))};
        given = &id;
    }
    return object->TransportNotify(&flags, &given);
}

HRESULT Logon::submit(ULONG flags, const std::string &token, ULONG &reference, ULONG &seconds)
{
    drop_message();
    at_hand = make_outgoing(token, recipient);
    HRESULT code = object->SubmitMessage(flags, at_hand, &reference, &seconds);
    if (FAILED(code))
        drop_message();
    return code;
}

HRESULT Logon::end(ULONG reference, ULONG &flags)
{
    HRESULT code = object->EndMessage(reference, &flags);
    drop_message();
    return code;
}

HRESULT Logon::start(ULONG flags, const KitObject &kit_message, ULONG &reference)
{
    IMessage *message = make_incoming(kit_message);
    HRESULT code = object->StartMessage(flags, message, &reference);
    message->Release();
    return code;
}

HRESULT Logon::open_status(const IID *interface_asked, ULONG flags, ULONG &type, IUnknown *&opened, IMAPIStatus *&status)
{
    IMAPIStatus *made = nullptr;
    HRESULT code = object->OpenStatusEntry(interface_asked, flags, &type, &made);
    if (FAILED(code))
        return code;
    if (made == nullptr)
        throw Broken{"OpenStatusEntry has succeeded, and opened no object"};
    opened = made;
    status = made;
    bool is_status = interface_asked == nullptr || same(interface_asked, IMAPISTATUS);
    if (!is_status && FAILED(opened->QueryInterface(IMAPISTATUS, reinterpret_cast<void **>(&status))))
        status = nullptr;
    else if (!is_status)
        status->Release(); // the object that was opened keeps it alive
    return code;
}
