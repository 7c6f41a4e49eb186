"""Wrong spoolers whose fault needs several things at once: a flag and a target, a size, or what came before."""

from collections.abc import Iterator, Sequence
from typing import Final

from mapi_tck.mapi import FlushFlag

from ...reference.flush import ActiveTransport
from ...reference.spooler import Spooler
from ...reference.transport import ReferenceTransport
from ...reference.variants import instead_of
from .queues import supports_flush
from .spooler import Remembering

_PLACES: Final = 32


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
