"""What a client asks of a hosted transport, which may show it by STATUS_OUTBOUND_FLUSH for either direction (ruling D-22)."""

from typing import Any

from mapi_tck.mapi import FlushFlag, MapiError

from .flush import DIRECTIONS, FLUSH_BITS, ActiveTransport
from .parts import Parts
from .spooler import Spooler
from .status_objects import MarshalledStatus


class HostSpooler(Spooler):
    """Flushes what a client has asked for, also if the row shows the request by STATUS_OUTBOUND_FLUSH alone."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        #: The directions that clients have asked of transports, by their names, until the spooler has accepted the request.
        self.asked: dict[str, int] = {}

    def requested(self, transport: ActiveTransport, directions: int) -> None:
        """Accept a flush that a transport asks for."""
        asked = self.asked.pop(transport.name, 0)
        super().requested(transport, asked or directions if directions == FlushFlag.FLUSH_UPLOAD else directions)


class HostedStatus(MarshalledStatus):
    """Stands for the status object of a hosted transport, or of one of the reference's own beside it."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int | None:
        """Pass the call on, and remember the directions while the row shows the request."""
        spooler = self.session.profile.spooler
        assert isinstance(spooler, HostSpooler)
        transport = spooler.transport_at(self.row)
        spooler.asked[transport.name] = flags & DIRECTIONS
        try:
            return super().flush_queues(ui_param, target, flags)
        except MapiError:
            spooler.asked.pop(transport.name, None)
            raise
        finally:
            if not transport.shows(FLUSH_BITS):
                spooler.asked.pop(transport.name, None)


#: The reference's classes where it hosts a transport.
PARTS = Parts(spooler=HostSpooler, marshalled_status=HostedStatus)
