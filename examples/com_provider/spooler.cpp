#include "spooler.h"

#include "lock.h"
#include "wrong.h"

namespace {

constexpr ULONG DIRECTIONS = FLUSH_UPLOAD | FLUSH_DOWNLOAD;

// The directions among the flags. FLUSH_UPLOAD sends what is in the outgoing queue.
ULONG directions_of(ULONG flags)
{
    if (is_wrong("swap-directions"))
        return (flags & FLUSH_UPLOAD) << 1 | (flags & FLUSH_DOWNLOAD) >> 1;
    return flags & DIRECTIONS;
}

bool is_reached(const Transport &transport, ULONG flags)
{
    return !transport.asynchronous || (flags & FLUSH_FORCE) != 0;
}

// A transport that dials has to ask its user something.
void dial(const Transport &transport, ULONG flags)
{
    if (transport.needs_user && (flags & FLUSH_NO_UI) == 0)
        show(transport.name, "dialog");
}

// Transfers what waits in one queue, as long as the far end takes it. Answers whether nothing is left.
bool empty_queue(Lock &lock, Transport &transport, Direction direction)
{
    while (!transport.waiting(direction).empty()) {
        FarEnd far_end = transport.far_end();
        if (!far_end.takes) {
            if (is_wrong("lose-on-down"))
                transport.lose(direction);
            return false;
        }
        if (far_end.seconds > 0.0)
            lock.wait(far_end.seconds);
        transport.transfer(direction);
    }
    return true;
}

// Flushes one transport, outgoing messages first. Answers whether nothing is left of what was asked for.
bool flush_transport(Lock &lock, Transport &transport, ULONG flags)
{
    bool empty = true;
    transport.pending = directions_of(flags);
    dial(transport, flags);
    for (ULONG direction : {FLUSH_UPLOAD, FLUSH_DOWNLOAD}) {
        if ((transport.pending & direction) == 0)
            continue;
        empty = empty_queue(lock, transport, direction == FLUSH_UPLOAD ? Direction::Outgoing : Direction::Incoming) && empty;
        transport.pending &= ~direction;
    }
    return empty;
}

// The transport whose request is the oldest, or nullptr.
Transport *next_requested(Profile &profile)
{
    Transport *oldest = nullptr;
    for (Transport &transport : profile.transports) {
        if (transport.request != 0 && (oldest == nullptr || transport.request < oldest->request))
            oldest = &transport;
    }
    return oldest;
}

DWORD WINAPI work(void *given)
{
    std::unique_ptr<std::shared_ptr<Profile>> profile(static_cast<std::shared_ptr<Profile> *>(given));
    Lock lock;
    while (Transport *transport = next_requested(**profile)) {
        flush_transport(lock, *transport, transport->flags);
        transport->request = 0;
    }
    (*profile)->working = false;
    profile.reset();
    return 0;
}

// Notes a request. The lock is held.
HRESULT note(const std::shared_ptr<Profile> &profile, Transport &transport, ULONG flags)
{
    static std::uint64_t requests = 0;
    transport.pending = directions_of(flags);
    transport.flags = flags;
    transport.request = ++requests;
    if (profile->working)
        return S_OK;
    auto given = std::make_unique<std::shared_ptr<Profile>>(profile);
    HANDLE thread = CreateThread(nullptr, 0, work, given.get(), 0, nullptr);
    if (thread == nullptr) {
        transport.request = transport.pending = 0;
        return MAPI_E_NOT_ENOUGH_RESOURCES;
    }
    CloseHandle(thread);
    given.release(); // it belongs to the thread now
    profile->working = true;
    return S_OK;
}

} // namespace

HRESULT flush(const std::shared_ptr<Profile> &profile, Transport *target, ULONG flags)
{
    Lock lock;
    if (profile->flushing || profile->working)
        return MAPI_E_BUSY;
    if ((flags & DIRECTIONS) == 0)
        return S_OK;
    profile->flushing = true;
    if ((flags & FLUSH_NO_UI) == 0 || is_wrong("prompt-despite-no-ui"))
        show(L"spooler", "progress");
    HRESULT code = S_OK;
    for (Transport &transport : profile->transports) {
        if ((target != nullptr && &transport != target && !is_wrong("ignore-target")) || !is_reached(transport, flags))
            continue;
        if (is_wrong("return-early"))
            note(profile, transport, flags);
        else if (!flush_transport(lock, transport, flags))
            code = MAPI_E_NETWORK_ERROR;
    }
    profile->flushing = false;
    return code;
}

HRESULT request(const std::shared_ptr<Profile> &profile, Transport &transport, ULONG flags)
{
    Lock lock;
    if (transport.request != 0 || profile->flushing)
        return MAPI_E_BUSY;
    if ((flags & DIRECTIONS) == 0 || !is_reached(transport, flags))
        return S_OK;
    return note(profile, transport, flags);
}
