// Counts the objects that clients hold. A vendor has such a counter to decide whether its DLL can be unloaded.
#pragma once

#include <windows.h>

enum class Kind { Session, Table, Status, Buffer };

void count(Kind kind, LONG change);

// How many of a kind are alive; the number of kinds is 4.
extern "C" LONG WINAPI ComProviderLiveObjects(ULONG kind);
