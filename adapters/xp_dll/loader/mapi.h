// MAPI's headers, as Debian's mingw-w64 has them.
#pragma once

#include <windows.h>

#include <mapispi.h>
#include <mapiutil.h>
#include <mapix.h>

#include <string>


// Text of Windows in UTF-8 and back. `CP_ACP` is the code page of 8-bit strings.
std::wstring wide(const std::string &text, UINT code_page = CP_UTF8);
std::string narrow(const std::wstring &text, UINT code_page = CP_UTF8);

// Says something to the person who runs the kit, in one line on standard error.
void note(const std::string &text);

// A result code as people write it: 0x80040102.
std::string code_text(HRESULT code);

// The interface identifiers that the loader knows, and their comparison.
bool same(const IID *asked, const IID &known);
extern const IID IUNKNOWN, IMAPIPROP, IPROFSECT, IMAPISTATUS, IMAPITABLE, IMESSAGE, IATTACH, IMAPISUPPORT, ISTREAM;

// Counts the references of an object that the loader gives to a provider. The last Release deletes it.
class Counted {
public:
    virtual ~Counted() = default;
    ULONG hold() { return InterlockedIncrement(&references); }
    ULONG let_go()
    {
        ULONG left = InterlockedDecrement(&references);
        if (left == 0)
            delete this;
        return left;
    }

private:
    LONG references = 1;
};
