// MAPI's memory: what it gives out, what the client has freed, and what the client reads afterwards.
#pragma once

#include <windows.h>

#include <mapix.h>

#include <string>
#include <vector>

// Begins to watch the memory of row sets. A read after FreeProws is reported, and then succeeds.
void watch_memory();
void stop_watching();

// Memory that MAPIFreeBuffer frees; null if there is none.
void *allocate(ULONG size);

// Memory of a row set: MAPIFreeBuffer makes it unreadable in place of giving it back.
void *allocate_watched(ULONG size);

// Says that these blocks are the row set. It is freed when each of them has been freed.
void begin_row_set(const std::string &handle, const std::vector<void *> &blocks);

// Frees one block. False if it is no block, or freed already.
bool free_block(void *block);

// Whether the block is one of a row set that was freed. Then the row set is reported as freed once more.
bool freed_before(void *block);
