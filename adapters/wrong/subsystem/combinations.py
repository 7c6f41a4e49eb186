"""Wrong spoolers whose fault needs several things at once: a flag and a target, a size, or what came before."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import ClassVar, Final
from weakref import WeakKeyDictionary, WeakSet

from mapi_tck.mapi import FlushFlag, MapiError, ResultCode
from mapi_tck.ports import TransportKind

from ...reference.flush import DIRECTIONS, ActiveTransport, server_of
from ...reference.message_store import MessageStore
from ...reference.spooler import Spooler
from ...reference.status_objects import SpoolerStatus
from ...reference.transport import ReferenceTransport
from ...reference.variants import instead_of, specimen
from .queues import supports_flush
from .spooler import Remembering

_PLACES: Final = 32
_MOST: Final = 200
_FAILURES: Final = 3


def _asynchronous(transport: ActiveTransport) -> bool:
    assert isinstance(transport.logon, ReferenceTransport)
    return transport.logon.traits.asynchronous


@instead_of(Spooler.flush, "force-reaches-beyond-the-target", step="B5.3")
def force_for_all(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """With FLUSH_FORCE and a target the spooler flushes the target and every asynchronous transport."""
    if transports is not self.transports and flags & FlushFlag.FLUSH_FORCE:
        transports = [known for known in self.transports if known in transports or _asynchronous(known)]
    return Spooler.flush(self, transports, ui_param, flags)


@instead_of(Spooler.flush, "transports-beyond-32-forgotten", step="A6")
def thirty_two(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """The spooler flushes the first 32 transports of the profile, and forgets the others."""
    return Spooler.flush(self, transports[:_PLACES], ui_param, flags)


@instead_of(Remembering.flush_one, "failed-transport-no-longer-a-target", step="B5.3")
def no_longer_a_target(self: Remembering, transport: ActiveTransport) -> Iterator[float]:
    """Once a transport that does not support FlushQueues has failed, the spooler flushes it as target in one direction only."""
    alone = self.for_client and len(self.explained) == 1
    if alone and transport.name in self.failed and not supports_flush(transport):
        asked = self.flags
        self.flags &= ~int(FlushFlag.FLUSH_DOWNLOAD) if asked & FlushFlag.FLUSH_UPLOAD else ~0
        yield from Remembering.flush_one(self, transport)
        self.flags = asked
        self.cut_short = True
        return
    yield from Remembering.flush_one(self, transport)


# -- flushes that are refused for no reason ---------------------------------------------------------------------------


@instead_of(Spooler.flush, "modem-target-refused", step="B5.3")
def modem_refused(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """The spooler refuses a flush whose target is a transport with a modem."""
    if transports is not self.transports and _kind(transports[0]) is TransportKind.MODEM:
        raise MapiError(ResultCode.MAPI_E_CALL_FAILED)
    return Spooler.flush(self, transports, ui_param, flags)


def _kind(transport: ActiveTransport) -> TransportKind:
    assert isinstance(transport.logon, ReferenceTransport)
    return transport.logon.traits.kind


@instead_of(Spooler.flush, "more-than-200-messages-refused", step="A6")
def too_many(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """The spooler refuses a flush if more than 200 outgoing messages of a transport wait."""
    if any(len(self.store.outgoing(transport.name)) > _MOST for transport in transports):
        raise MapiError(ResultCode.MAPI_E_NOT_ENOUGH_MEMORY)
    return Spooler.flush(self, transports, ui_param, flags)


@instead_of(Spooler.flush, "empty-target-not-found", step="B5.3")
def empty_not_found(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """The spooler answers MAPI_E_NOT_FOUND for a target whose queues are empty."""
    waits = any(self.store.outgoing(found.name) or server_of(found).waiting for found in transports)
    if transports is not self.transports and not waits:
        raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
    return Spooler.flush(self, transports, ui_param, flags)


@instead_of(Remembering.flush_one, "failed-target-is-refused-for-ever", step="B5.3")
def refused_for_ever(self: Remembering, transport: ActiveTransport) -> Iterator[float]:
    """Once a transport has failed, the spooler refuses every flush of it as target, even when its far end is well again."""
    if self.for_client and len(self.explained) == 1 and transport.name in self.failed:
        self.failures.append(ResultCode.MAPI_E_NETWORK_ERROR)
        return
    yield from Remembering.flush_one(self, transport)


# -- flushes that return too early ------------------------------------------------------------------------------------


@instead_of(Spooler.flush, "target-flush-returns-early", step="B5.3")
def target_later(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """The spooler's flush of a target returns at once, even without FLUSH_ASYNC_OK, and is carried out afterwards."""
    later = transports is not self.transports and flags & DIRECTIONS
    return Spooler.flush(self, transports, ui_param, flags | FlushFlag.FLUSH_ASYNC_OK if later else flags)


@specimen("unknown-target-locks-all-targets", step="B5.3")
class Locked(SpoolerStatus):
    """After a flush for a target that it does not know, the spooler answers MAPI_E_BUSY to every flush of a target."""

    _locked: ClassVar[WeakSet[Spooler]] = WeakSet()

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        spooler = self.session.profile.spooler
        if target is not None and spooler in self._locked:
            raise MapiError(ResultCode.MAPI_E_BUSY)
        try:
            return super().flush_queues(ui_param, target, flags)
        except MapiError as error:
            if error.code in (ResultCode.MAPI_E_INVALID_ENTRYID, ResultCode.MAPI_E_UNKNOWN_ENTRYID):
                self._locked.add(spooler)
            raise


@specimen("third-failure-takes-the-transport-offline", step="A6")
class Offline(Remembering):
    """When three flushes of a transport have failed, the spooler does not flush it again, and answers S_OK."""

    _counts: ClassVar[WeakKeyDictionary[MessageStore, Counter[str]]] = WeakKeyDictionary()

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        counts = self._counts.setdefault(self.store, Counter())
        if counts[transport.name] >= _FAILURES:
            return
        before = len(self.failures)
        yield from super().flush_one(transport)
        counts[transport.name] += len(self.failures) > before
