// MAPI's memory: buffers that the loader and the provider allocate for each other.
#pragma once

#include "mapi.h"

SCODE WINAPI allocate_buffer(ULONG size, void **buffer);
SCODE WINAPI allocate_more(ULONG size, void *buffer, void **more);
ULONG WINAPI free_buffer(void *buffer);

// As much memory as this, freed with `buffer`, or by itself if that is null. Throws std::bad_alloc.
void *allocate(size_t size, void *buffer = nullptr);
