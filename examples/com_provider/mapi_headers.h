// MAPI's headers, as Debian's mingw-w64 has them, and the few names that they lack.
#pragma once

#include <windows.h>

#include <mapix.h>
#include <mapidefs.h>
#include <mapicode.h>
#include <mapitags.h>

extern "C" const IID IID_IMAPISession;
extern "C" const IID IID_IMAPITable;
extern "C" const IID IID_IMAPIProp;
extern "C" const IID IID_IMAPIStatus;
