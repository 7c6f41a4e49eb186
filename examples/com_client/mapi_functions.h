// The functions of MAPI that are no methods. The mail program that the registry names has them.
#pragma once

#include <windows.h>

#include <mapix.h>

struct MapiFunctions {
    MAPIINITIALIZE *initialize;
    MAPIUNINITIALIZE *uninitialize;
    MAPILOGONEX *logon;
    MAPIFREEBUFFER *free_buffer;
    void(WINAPI *free_rows)(LPSRowSet);
    HRESULT(WINAPI *query_all_rows)(LPMAPITABLE, LPSPropTagArray, LPSRestriction, LPSSortOrderSet, LONG, LPSRowSet *);
    HRESULT(WINAPI *get_one_prop)(LPMAPIPROP, ULONG, LPSPropValue *);
};

// Loads the DLL of the default mail program (HKLM\Software\Clients\Mail, DLLPathEx). False if there is none.
bool load_mapi(MapiFunctions &functions);
