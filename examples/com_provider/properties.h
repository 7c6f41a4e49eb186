// Properties of rows and status objects, and how they are given to a client.
#pragma once

#include <string>
#include <vector>

#include "mapi_headers.h"

// One property. Texts are kept in Unicode and given in either width, so their tag has the type PT_UNICODE.
struct Property {
    ULONG tag;
    LONG number = 0;
    std::wstring text{};
    std::string bytes{};
};

using Properties = std::vector<Property>;

Property number(ULONG tag, LONG value);
Property text(ULONG id, std::wstring value);
Property bytes(ULONG tag, std::string value);

// A text as 8-bit characters of the system's code page.
std::string narrow(const std::wstring &wide);
std::wstring widen(const char *narrow);

// The property that a tag asks for, nullptr if there is none. Its type must be that of the property; PT_UNSPECIFIED asks for any,
// and a text can be asked for in either width.
const Property *find(const Properties &properties, ULONG tag);

// Writes what the tag asks for into a slot of an answer, in memory that hangs on `first`: the property, PT_NULL for PR_NULL, or an
// error. Answers false if it is an error.
bool write(const Properties &properties, ULONG tag, bool unicode, SPropValue &slot, void *first);

// The tags of all these properties, with texts in this width.
std::vector<ULONG> tags_of(const Properties &properties, bool unicode);

// A tag with its type for texts replaced by that of this width.
ULONG in_width(ULONG tag, bool unicode);
