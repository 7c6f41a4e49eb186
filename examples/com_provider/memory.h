// MAPI's memory: blocks that hang on a first one, and are freed with it (mapiallocatemore.md).
#pragma once

#include "mapi_headers.h"

// Allocates for an answer; nullptr when there is no memory. Without a first block it is one, with it the block hangs on that.
void *allocate(ULONG size, void *first = nullptr);

// Frees a row set: each row, then the set (freeprows.md).
extern "C" void WINAPI FreeProws(LPSRowSet rows);
