#include "live.h"

namespace {
volatile LONG alive[4];
}

void count(Kind kind, LONG change)
{
    InterlockedExchangeAdd(&alive[static_cast<int>(kind)], change);
}

extern "C" LONG WINAPI ComProviderLiveObjects(ULONG kind)
{
    return kind < 4 ? InterlockedExchangeAdd(&alive[kind], 0) : 0;
}
