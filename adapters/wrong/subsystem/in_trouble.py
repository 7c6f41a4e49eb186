"""Wrong subsystems that behave otherwise while a far end is in trouble: on the screen, and in the rows."""

from collections.abc import Iterator
from typing import ClassVar

from mapi_tck.mapi import MapiError, PropertyTag, StatusCode, TransportNotifyFlag
from mapi_tck.ports import SPOOLER, Condition, OutgoingMessage, PromptKind, Started, Submitted, TransportKind
from mapi_tck.ports.transport import IncomingMessage

from ...reference.flush import FLUSH_BITS, ActiveTransport, Flush, server_of
from ...reference.status_rows import Columns, StatusRow
from ...reference.status_table import StatusTable
from ...reference.transport import ReferenceTransport
from ...reference.variants import ByKeyword, instead_of, specimen
from .rows import having, is_transport, without


def _asks(transport: ReferenceTransport) -> None:
    if transport.traits.kind is TransportKind.LAN:
        transport.user.show(transport.traits.name, PromptKind.DIALOG)


@instead_of(ReferenceTransport.submit_message, "lan-transport-asks-when-its-far-end-is-down", step="C")
def asks_when_down(self: ReferenceTransport, flags: int, message: OutgoingMessage) -> Submitted:
    """A LAN transport asks the user what to do, despite FLUSH_NO_UI, if its far end is down when it sends."""
    try:
        return ReferenceTransport.submit_message(self, flags, message)
    except MapiError:
        _asks(self)
        raise


@instead_of(ReferenceTransport.start_message, "lan-transport-asks-when-it-cannot-receive", step="C")
def asks_when_receiving(self: ReferenceTransport, flags: int, message: IncomingMessage) -> Started:
    """A LAN transport asks the user what to do, despite FLUSH_NO_UI, if its far end is down when it receives."""
    try:
        return ReferenceTransport.start_message(self, flags, message)
    except MapiError:
        _asks(self)
        raise


@instead_of(ReferenceTransport.end_message, "lan-transport-tells-of-refused-mail", step="C")
def tells_of_refusal(self: ReferenceTransport, reference: int) -> int:
    """A LAN transport shows a dialog, despite FLUSH_NO_UI, if its far end refuses a message."""
    answer = ReferenceTransport.end_message(self, reference)
    if answer:
        _asks(self)
    return answer


@instead_of(ReferenceTransport.patience, "lan-transport-shows-that-it-waits", step="C")
def shows_waiting(self: ReferenceTransport) -> float:
    """A LAN transport shows a dialog, despite FLUSH_NO_UI, while it waits for a slow far end."""
    seconds = ReferenceTransport.patience(self)
    if seconds:
        _asks(self)
    return seconds


@instead_of(Flush.flush_one, "spooler-tells-of-failures", step="C")
def tells_of_failures(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """The spooler shows a dialog, despite FLUSH_NO_UI, if a transport fails in a client's flush."""
    before = len(self.failures)
    yield from Flush.flush_one(self, transport)
    if len(self.failures) > before and self.for_client:
        self.user.show(SPOOLER, PromptKind.DIALOG)


@specimen("failed-flush-leaves-its-bit", step="B5.3")
class LeavesBit(ReferenceTransport):
    """If the line breaks while a transport receives, STATUS_INBOUND_FLUSH stays in its row."""

    _broken = False

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        try:
            return super().start_message(flags, message)
        except MapiError:
            self._broken = True
            raise

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if self._broken and flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH:
            self._broken = False
            return
        super().transport_notify(flags, data)


@specimen("failed-transport-loses-its-name", step="A1")
class LosesName(StatusTable):
    """The row of a transport whose far end was down has no PR_DISPLAY_NAME any more while messages wait for it."""

    def columns_of(self, row: StatusRow) -> Columns:
        columns = super().columns_of(row)
        if not is_transport(row):
            return columns
        profile = self.session.profile
        transport = profile.spooler.transport_at(row)
        failed = server_of(transport)._behaviour.condition is Condition.DOWN
        waits = bool(profile.store.outgoing(transport.name))
        return without(columns, PropertyTag.PR_DISPLAY_NAME_A) if failed and waits else columns


# -- the rows of the neighbours ----------------------------------------------------------------------------------------


class ShowsEverywhere(ByKeyword, StatusTable):
    """While one transport is flushed in a direction, the rows of all transports show the bit of that direction."""

    bits: ClassVar[int]

    def columns_of(self, row: StatusRow) -> Columns:
        columns = super().columns_of(row)
        if not is_transport(row):
            return columns
        shown = 0
        for transport in self.session.profile.spooler.transports:
            shown |= transport.row.number_of(PropertyTag.PR_STATUS_CODE) & self.bits
        tag = PropertyTag.PR_STATUS_CODE
        return having(columns, tag, row.number_of(tag) | shown)


@specimen("all-rows-show-the-flush", step="B5.3")
class BothEverywhere(ShowsEverywhere, bits=int(FLUSH_BITS)):
    """While one transport is flushed, the rows of all transports show its flush bit."""


@specimen("all-rows-show-receiving", step="B5.3")
class ReceivingEverywhere(ShowsEverywhere, bits=int(StatusCode.STATUS_INBOUND_FLUSH)):
    """While one transport receives, the rows of all transports show STATUS_INBOUND_FLUSH."""
