// Loads a transport provider DLL, and speaks "mapi-tck stdio 1" for it on standard input and output.
#include <cstdio>

#include "calls.h"

// The exit code after a crash of the provider.
static const UINT CRASHED = 3;
static const char USAGE[] = "usage: xp_loader.exe [--property TAG=VALUE]... [--recipient ADDRESS] PROVIDER.DLL";

// A property of the profile section: TAG is hexadecimal, and its type says what VALUE is. False if it is none.
static bool read_property(const std::string &text, Property &property)
{
    size_t equals = text.find('=');
    if (equals == std::string::npos)
        return false;
    std::string value = text.substr(equals + 1);
    ULONG tag = std::strtoul(text.c_str(), nullptr, 16);
    switch (PROP_TYPE(tag)) {
    case PT_STRING8:
    case PT_UNICODE:
        property = text_property(tag, value);
        return true;
    case PT_BINARY:
    case PT_CLSID:
        property = bytes_property(tag, from_hex(value));
        return true;
    case PT_LONG:
    case PT_BOOLEAN:
    case PT_I8:
        property = number_property(tag, std::strtoll(value.c_str(), nullptr, 0));
        return true;
    default:
        return false;
    }
}

// A provider that crashes ends the program at once, with one line: Wine would write some hundred, and Windows show a window.
static LONG WINAPI report_crash(EXCEPTION_POINTERS *crash)
{
    const EXCEPTION_RECORD &record = *crash->ExceptionRecord;
    HMODULE module = nullptr;
    wchar_t path[MAX_PATH] = L"no module";
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                       static_cast<const wchar_t *>(record.ExceptionAddress), &module);
    if (module != nullptr)
        GetModuleFileNameW(module, path, MAX_PATH);
    auto offset = reinterpret_cast<uintptr_t>(record.ExceptionAddress) - reinterpret_cast<uintptr_t>(module);
    char place[20];
    std::snprintf(place, sizeof place, "+0x%llX", static_cast<unsigned long long>(offset));
    note("crash: exception " + code_text(static_cast<HRESULT>(record.ExceptionCode)) + " in " + narrow(path) + place);
    TerminateProcess(GetCurrentProcess(), CRASHED);
    return EXCEPTION_EXECUTE_HANDLER;
}

static int serve(const std::wstring &path, const Setup &setup)
{
    SetUnhandledExceptionFilter(report_crash);
    Conversation kit;
    CoInitialize(nullptr);
    try {
        Provider provider(path, setup);
        Calls calls(kit, provider);
        Json request;
        while (kit.hear(request) && calls.serve(request))
            continue;
    } catch (const Broken &broken) {
        note(broken.what);
        return 1;
    }
    return 0;
}

int wmain(int count, wchar_t **words)
{
    Setup setup;
    std::wstring path;
    for (int i = 1; i < count; i++) {
        std::wstring word = words[i];
        Property property{};
        if (word == L"--property" && i + 1 < count && read_property(narrow(words[i + 1]), property)) {
            setup.section.set(property);
            i++;
        } else if (word == L"--recipient" && i + 1 < count) {
            setup.recipient = narrow(words[++i]);
        } else if (word.rfind(L"--", 0) != 0 && path.empty()) {
            path = word;
        } else {
            note("cannot use " + narrow(word) + " (" + USAGE + ")");
            return 2;
        }
    }
    if (path.empty()) {
        note(USAGE);
        return 2;
    }
    int code = serve(path, setup);
    // A provider that has threads of its own, or hangs in its end, does not keep the program.
    std::fflush(stderr);
    TerminateProcess(GetCurrentProcess(), code);
    return code;
}
