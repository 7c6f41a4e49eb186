#include "memory.h"

#include <cstdlib>

#include "live.h"
#include "lock.h"

namespace {

// What precedes each block in memory. 16 bytes, so that what follows is aligned for everything.
struct alignas(16) Head {
    Head *next; // the blocks that hang on the first one
};

void *after(Head *head)
{
    return head + 1;
}

Head *before(void *block)
{
    return static_cast<Head *>(block) - 1;
}

} // namespace

void *allocate(ULONG size, void *first)
{
    auto *head = static_cast<Head *>(std::calloc(1, sizeof(Head) + size));
    if (head == nullptr)
        return nullptr;
    if (first == nullptr) {
        count(Kind::Buffer, 1);
        return after(head);
    }
    Lock lock;
    head->next = before(first)->next;
    before(first)->next = head;
    return after(head);
}

extern "C" SCODE WINAPI MAPIAllocateBuffer(ULONG size, LPVOID *block)
{
    if (block == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    *block = allocate(size);
    return *block == nullptr ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
}

extern "C" SCODE WINAPI MAPIAllocateMore(ULONG size, LPVOID first, LPVOID *block)
{
    if (block == nullptr || first == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    *block = allocate(size, first);
    return *block == nullptr ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
}

extern "C" ULONG WINAPI MAPIFreeBuffer(LPVOID block)
{
    if (block == nullptr)
        return S_OK;
    for (Head *head = before(block); head != nullptr;) {
        Head *next = head->next;
        std::free(head);
        head = next;
    }
    count(Kind::Buffer, -1);
    return S_OK;
}

extern "C" void WINAPI FreeProws(LPSRowSet rows)
{
    if (rows == nullptr)
        return;
    for (ULONG i = 0; i < rows->cRows; i++)
        MAPIFreeBuffer(rows->aRow[i].lpProps);
    MAPIFreeBuffer(rows);
}
