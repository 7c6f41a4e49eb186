"""What a client asks of a hosted transport, which may show it in another way than by the flush bit of each direction."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from mapi_tck.mapi import FlushFlag, MapiError, StatusCode, ValidateStateFlag

from .flush import DIRECTIONS, FLUSH_BITS, ActiveTransport, Flush
from .parts import Parts
from .spooler import Spooler
from .status_objects import MarshalledStatus
from .status_rows import StatusRow


class HostSpooler(Spooler):
    """Flushes what a client has asked for, also if the row shows the request by STATUS_OUTBOUND_FLUSH alone (ruling D-22), and if
    the transport passes it on by SpoolerNotify alone (ruling D-118).
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        #: The directions that clients have asked of transports, by their names, until the spooler has accepted the request.
        self.asked: dict[str, int] = {}
        #: The transports that have called SpoolerNotify in answer to the request of a client.
        self.told: set[str] = set()

    def requested(self, transport: ActiveTransport, directions: int) -> None:
        """Accept a flush that a transport asks for."""
        asked = self.asked.pop(transport.name, 0)
        super().requested(transport, asked or directions if directions == FlushFlag.FLUSH_UPLOAD else directions)

    def has_mail(self, row: StatusRow) -> None:
        """Note that a transport has other mail, or passes a client's request on."""
        super().has_mail(row)
        self._note_told(row)

    def is_ready(self, row: StatusRow) -> None:
        """Note that a transport can send, or passes a client's request on."""
        self._note_told(row)

    def _note_told(self, row: StatusRow) -> None:
        self.told |= {known.name for known in self.transports if known.row is row and known.name in self.asked}


class HostFlush(Flush):
    """Passes FORCE_XP_CONNECT to a transport whose row shows STATUS_OFFLINE, as its user does (ruling D-117)."""

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        """Put the transport online, and do as usual. A flush that it asks for then is this one."""
        if transport.shows(StatusCode.STATUS_OFFLINE) and transport.name not in self.out_of_service:
            with suppress(MapiError):
                flags = ValidateStateFlag.FORCE_XP_CONNECT | ValidateStateFlag.SUPPRESS_UI
                transport.logon.validate_state(0, int(flags))
            self.explained[transport.name] |= transport.shown
        yield from super().flush_one(transport)


class HostedStatus(MarshalledStatus):
    """Stands for the status object of a hosted transport, or of one of the reference's own beside it."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int | None:
        """Pass the call on, and remember the directions while the row shows the request, or if SpoolerNotify tells of it."""
        spooler = self.session.profile.spooler
        assert isinstance(spooler, HostSpooler)
        transport = spooler.transport_at(self.row)
        spooler.asked[transport.name] = flags & DIRECTIONS
        spooler.told.discard(transport.name)
        try:
            done = super().flush_queues(ui_param, target, flags)
        except MapiError:
            spooler.asked.pop(transport.name, None)
            raise
        finally:
            if not transport.shows(FLUSH_BITS):
                spooler.asked.pop(transport.name, None)
        if transport.name in spooler.told and not transport.shows(FLUSH_BITS):
            spooler.requested(transport, flags & DIRECTIONS)
        return done


#: The reference's classes where it hosts a transport.
PARTS = Parts(spooler=HostSpooler, marshalled_status=HostedStatus, flush=HostFlush)
