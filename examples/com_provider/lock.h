// One lock for the whole DLL: calls come from the client's threads, and the spooler works on a thread of its own.
#pragma once

#include <windows.h>

class Lock {
public:
    Lock() { EnterCriticalSection(&section()); }
    ~Lock() { LeaveCriticalSection(&section()); }
    Lock(const Lock &) = delete;
    Lock &operator=(const Lock &) = delete;

    // Lets others in for this time. The lock must be held once.
    void wait(double seconds)
    {
        LeaveCriticalSection(&section());
        Sleep(static_cast<DWORD>(seconds * 1000.0));
        EnterCriticalSection(&section());
    }

private:
    static CRITICAL_SECTION &section()
    {
        static struct Section {
            CRITICAL_SECTION it;
            Section() { InitializeCriticalSection(&it); }
        } section;
        return section.it;
    }
};
