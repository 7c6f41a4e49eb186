// The MAPI spooler: flushes transports, one at a time.
#pragma once

#include "mapi_headers.h"
#include "world.h"

// A flush of the spooler's status object: of one transport, or of all for nullptr. Returns when it is done.
HRESULT flush(const std::shared_ptr<Profile> &profile, Transport *target, ULONG flags);

// A flush of a transport's own status object. It is noted, and a thread of the spooler does it (ruling D-10 of the kit).
HRESULT request(const std::shared_ptr<Profile> &profile, Transport &transport, ULONG flags);
