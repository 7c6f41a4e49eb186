// Property values: as MAPI passes them, and as the loader keeps them.
#pragma once

#include <vector>

#include "mapi.h"

// A value that the loader keeps. Strings are kept wide. Other types than those of the table in docs/stdio.md are kept as a number.
struct Property {
    ULONG tag;
    LONGLONG number = 0;
    std::wstring text;
    std::string bytes;
};

Property number_property(ULONG tag, LONGLONG number);
Property text_property(ULONG tag, const std::string &text);
Property bytes_property(ULONG tag, const std::string &bytes);

// Whether this type of property can be kept. Properties with many values cannot.
bool can_keep(ULONG tag);
Property kept(const SPropValue &value);

// Writes a kept value as MAPI passes it, under the tag `as`. Strings and bytes are allocated with `buffer`.
void give(const Property &property, ULONG as, SPropValue &value, void *buffer);

// The properties of an object.
class Properties {
public:
    const Property *find(ULONG tag) const;
    void set(Property property);
    void remove(ULONG tag);
    // GetProps: `tags` null asks for all.
    HRESULT get(const SPropTagArray *tags, ULONG flags, ULONG *count, SPropValue **values, void *buffer = nullptr) const;
    HRESULT list(ULONG flags, SPropTagArray **tags) const;

private:
    std::vector<Property> all;
};
