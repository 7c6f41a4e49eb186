// Restrictions: which rows of a table a client wants to see (imapitable-restrict.md).
#pragma once

#include <memory>
#include <vector>

#include "properties.h"

// A copy of a client's restriction: a comparison, RES_EXIST, or several of them joined by RES_AND.
struct Restriction {
    ULONG kind = RES_AND;
    ULONG relop = RELOP_EQ;
    ULONG tag = 0;
    Property constant{0};
    std::vector<Restriction> parts;

    bool holds(const Properties &row) const;
};

// Copies a restriction. MAPI_E_TOO_COMPLEX if the table cannot decide it, or if its two tags differ in type.
HRESULT copy(const SRestriction &given, Restriction &made);
