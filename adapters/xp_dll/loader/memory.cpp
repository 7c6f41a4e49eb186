#include "memory.h"

#include <cstdlib>
#include <new>

namespace {
// Stands before each block. Blocks that are freed together are linked.
struct alignas(16) Header {
    Header *next;
};

void *block(ULONG size, Header *&place)
{
    auto *made = static_cast<Header *>(std::calloc(1, sizeof(Header) + size));
    if (made == nullptr)
        return nullptr;
    made->next = place;
    place = made;
    return made + 1;
}
} // namespace

SCODE WINAPI allocate_buffer(ULONG size, void **buffer)
{
    if (buffer == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    Header *none = nullptr;
    *buffer = block(size, none);
    return *buffer == nullptr ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
}

SCODE WINAPI allocate_more(ULONG size, void *buffer, void **more)
{
    if (buffer == nullptr || more == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    static SRWLOCK lock = SRWLOCK_INIT;
    AcquireSRWLockExclusive(&lock);
    *more = block(size, (static_cast<Header *>(buffer) - 1)->next);
    ReleaseSRWLockExclusive(&lock);
    return *more == nullptr ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
}

ULONG WINAPI free_buffer(void *buffer)
{
    Header *each = buffer == nullptr ? nullptr : static_cast<Header *>(buffer) - 1;
    while (each != nullptr) {
        Header *next = each->next;
        std::free(each);
        each = next;
    }
    return S_OK;
}

void *allocate(size_t size, void *buffer)
{
    void *made = nullptr;
    ULONG asked = static_cast<ULONG>(size);
    if (FAILED(buffer == nullptr ? allocate_buffer(asked, &made) : allocate_more(asked, buffer, &made)))
        throw std::bad_alloc();
    return made;
}
