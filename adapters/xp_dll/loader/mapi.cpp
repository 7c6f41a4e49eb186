#include "mapi.h"

#include <cstdio>

std::wstring wide(const std::string &text, UINT code_page)
{
    int size = static_cast<int>(text.size());
    int length = MultiByteToWideChar(code_page, 0, text.data(), size, nullptr, 0);
    std::wstring made(length, L'\0');
    MultiByteToWideChar(code_page, 0, text.data(), size, made.data(), length);
    return made;
}

std::string narrow(const std::wstring &text, UINT code_page)
{
    int size = static_cast<int>(text.size());
    int length = WideCharToMultiByte(code_page, 0, text.data(), size, nullptr, 0, nullptr, nullptr);
    std::string made(length, '\0');
    WideCharToMultiByte(code_page, 0, text.data(), size, made.data(), length, nullptr, nullptr);
    return made;
}

void note(const std::string &text)
{
    std::fprintf(stderr, "xp_loader: %s\n", text.c_str());
    std::fflush(stderr);
}

std::string code_text(HRESULT code)
{
    char text[11];
    std::snprintf(text, sizeof text, "0x%08lX", static_cast<unsigned long>(code));
    return text;
}

// {0002xxxx-0000-0000-C000-000000000046}: all interfaces of MAPI and OLE have such an identifier.
static constexpr IID known(unsigned long number)
{
    return {number, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
}

const IID IUNKNOWN = known(0), ISTREAM = known(0xC), IMAPITABLE = known(0x20301), IMAPIPROP = known(0x20303),
          IPROFSECT = known(0x20304), IMAPISTATUS = known(0x20305), IMESSAGE = known(0x20307), IATTACH = known(0x20308),
          IMAPISUPPORT = known(0x2030F);

bool same(const IID *asked, const IID &known)
{
    return asked != nullptr && IsEqualGUID(*asked, known);
}
