// One lock for everything: the kit answers one call at a time.
#pragma once

#include <windows.h>

inline CRITICAL_SECTION the_lock;

// Holds the lock while it lives. A thread may hold it more than once.
struct Locked {
    Locked() { EnterCriticalSection(&the_lock); }
    ~Locked() { LeaveCriticalSection(&the_lock); }
    Locked(const Locked &) = delete;
    Locked &operator=(const Locked &) = delete;
};
