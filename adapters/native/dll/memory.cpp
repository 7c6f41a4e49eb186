#include "memory.h"

#include <map>
#include <memory>

#include "connection.h"
#include "lock.h"

namespace {

struct RowSet {
    std::string handle;
    std::size_t left;
};

struct Block {
    ULONG size;
    bool watched;
    bool freed = false;
    bool reported = false;
    std::shared_ptr<RowSet> row_set = nullptr;
    // What MAPIAllocateMore has added.
    std::vector<void *> more = {};
};

// By address. A watched block stays here for good, so no address is given out twice.
std::map<BYTE *, Block> blocks;
void *handler = nullptr;

Block *find(void *address)
{
    auto found = blocks.find(static_cast<BYTE *>(address));
    return found == blocks.end() ? nullptr : &found->second;
}

void *add(ULONG size, bool watched)
{
    // Whole pages: all of them become unreadable.
    if (watched)
        size = (size + 4095) & ~ULONG{4095};
    void *made = watched ? VirtualAlloc(nullptr, size, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE)
                         : HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size);
    if (made != nullptr)
        blocks[static_cast<BYTE *>(made)] = Block{size, watched};
    return made;
}

// Windows calls this when a page cannot be read. If the page was one of a row set, the client goes on with the old bytes.
LONG CALLBACK unreadable(EXCEPTION_POINTERS *failure)
{
    const EXCEPTION_RECORD *record = failure->ExceptionRecord;
    if (record->ExceptionCode != EXCEPTION_ACCESS_VIOLATION || record->NumberParameters < 2)
        return EXCEPTION_CONTINUE_SEARCH;
    Locked locked;
    BYTE *address = reinterpret_cast<BYTE *>(record->ExceptionInformation[1]);
    auto found = blocks.upper_bound(address);
    if (found == blocks.begin())
        return EXCEPTION_CONTINUE_SEARCH;
    Block &block = (--found)->second;
    if (!block.freed || block.reported || address >= found->first + block.size)
        return EXCEPTION_CONTINUE_SEARCH;
    DWORD before;
    VirtualProtect(found->first, block.size, PAGE_READWRITE, &before);
    block.reported = true;
    if (block.row_set != nullptr)
        report_misuse(block.row_set->handle, "", READ_AFTER_FREE);
    return EXCEPTION_CONTINUE_EXECUTION;
}

} // namespace

void watch_memory()
{
    handler = AddVectoredExceptionHandler(1, unreadable);
}

void stop_watching()
{
    RemoveVectoredExceptionHandler(handler);
}

void *allocate(ULONG size)
{
    Locked locked;
    return add(size, false);
}

void *allocate_watched(ULONG size)
{
    Locked locked;
    return add(size, true);
}

void begin_row_set(const std::string &handle, const std::vector<void *> &made)
{
    Locked locked;
    auto row_set = std::make_shared<RowSet>(RowSet{handle, made.size()});
    for (void *block : made)
        find(block)->row_set = row_set;
}

bool free_block(void *address)
{
    Locked locked;
    Block *block = find(address);
    if (block == nullptr || freed_before(address))
        return false;
    for (void *one : block->more)
        free_block(one);
    if (!block->watched) {
        blocks.erase(static_cast<BYTE *>(address));
        HeapFree(GetProcessHeap(), 0, address);
        return true;
    }
    DWORD before;
    block->freed = true;
    VirtualProtect(address, block->size, PAGE_NOACCESS, &before);
    if (block->row_set != nullptr && --block->row_set->left == 0)
        ask("row_set.release", block->row_set->handle);
    return true;
}

bool freed_before(void *address)
{
    Locked locked;
    const Block *block = find(address);
    if (block == nullptr || !block->freed)
        return false;
    if (block->row_set != nullptr)
        ask("row_set.release", block->row_set->handle);
    return true;
}

extern "C" {

SCODE WINAPI MAPIAllocateBuffer(ULONG size, LPVOID *buffer)
{
    if (buffer == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    *buffer = allocate(size);
    return *buffer == nullptr ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
}

SCODE WINAPI MAPIAllocateMore(ULONG size, LPVOID object, LPVOID *buffer)
{
    Locked locked;
    Block *block = find(object);
    if (block == nullptr || block->freed || buffer == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    *buffer = allocate(size);
    if (*buffer == nullptr)
        return MAPI_E_NOT_ENOUGH_MEMORY;
    block->more.push_back(*buffer);
    return S_OK;
}

ULONG WINAPI MAPIFreeBuffer(LPVOID buffer)
{
    if (buffer == nullptr)
        return S_OK;
    return free_block(buffer) ? S_OK : static_cast<ULONG>(MAPI_E_INVALID_PARAMETER);
}

void WINAPI FreeProws(LPSRowSet rows)
{
    if (rows == nullptr || freed_before(rows))
        return;
    for (ULONG row = 0; row < rows->cRows; row++)
        MAPIFreeBuffer(rows->aRow[row].lpProps);
    MAPIFreeBuffer(rows);
}

void WINAPI FreePadrlist(LPADRLIST list)
{
    // A list of addresses has the layout of a row set.
    FreeProws(reinterpret_cast<LPSRowSet>(list));
}

} // extern "C"
