"""Wrong subsystems that behave otherwise while a far end is in trouble: on the screen, and in the rows."""

from collections.abc import Iterator
from typing import ClassVar

from mapi_tck.mapi import MapiError, PropertyTag, PropertyValue, ResultCode, StatusCode, TransportNotifyFlag
from mapi_tck.ports import (
    SPOOLER,
    Condition,
    Direction,
    OutgoingMessage,
    PromptKind,
    Started,
    StatusObject,
    Submitted,
    TransportKind,
)
from mapi_tck.ports.transport import IncomingMessage

from ...reference.far_end import MailServer
from ...reference.flush import FLUSH_BITS, ActiveTransport, Flush, server_of
from ...reference.session import Session
from ...reference.status_rows import Columns, StatusRow
from ...reference.status_table import StatusTable
from ...reference.transport import ReferenceTransport
from ...reference.variants import ByKeyword, instead_of, part_of, specimen
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

    def stays(self) -> bool:
        """Whether it stays after this flush."""
        return True

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        try:
            return super().start_message(flags, message)
        except MapiError:
            self._broken = self.stays()
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


class StaysForClients(ByKeyword, LeavesBit):
    """If the line breaks in a flush that a client has asked the spooler for, the flush bit of the last phase stays."""

    supporting: ClassVar[bool]
    _own = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._own = self._own_request is not None
        super().flush_queues(ui_param, target, flags)

    def stays(self) -> bool:
        return not self._own and self.traits.supports_flush is self.supporting


@specimen("failed-target-leaves-its-bit", step="B5.3")
class TargetLeavesBit(StaysForClients, supporting=False):
    """If the line breaks while a transport receives that does not support FlushQueues, STATUS_INBOUND_FLUSH stays in its row."""


@specimen("failed-flush-of-all-leaves-its-bit", step="B5.3")
class AllLeaveBit(StaysForClients, supporting=True):
    """If the line breaks while a supporting transport receives in the spooler's flush, STATUS_INBOUND_FLUSH stays in its row."""


@part_of(
    "failed-transport-loses-a-part-of-its-identity",
    "failed-transport-is-not-equal-to-itself",
    "failed-transport-does-not-open",
)
class Noted(MailServer):
    """Notes that it could not be reached when a message was to be moved."""

    missed = False

    def _connect(self, direction: Direction) -> None:
        try:
            super()._connect(direction)
        except MapiError:
            self.missed = True
            raise


def has_failed(transport: ActiveTransport) -> bool:
    """Whether a message of the transport could not be moved."""
    server = transport.server
    return isinstance(server, Noted) and server.missed


@specimen("failed-transport-loses-a-part-of-its-identity", step="A1")
class LosesIdentity(StatusTable):
    """The row of a transport whose far end was down has no PR_IDENTITY_ENTRYID, but the other two identity properties."""

    def columns_of(self, row: StatusRow) -> Columns:
        columns = super().columns_of(row)
        if is_transport(row) and has_failed(self.session.profile.spooler.transport_at(row)):
            return without(columns, PropertyTag.PR_IDENTITY_ENTRYID)
        return columns


@instead_of(Session.compare_entry_ids, "failed-transport-is-not-equal-to-itself", step="B4")
def unequal(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """CompareEntryIDs finds nothing equal once a flush could not reach the far end of a transport."""
    equal = Session.compare_entry_ids(self, first, second, flags)
    return equal and not any(map(has_failed, self.profile.spooler.transports))


@instead_of(Session.open_transport, "failed-transport-does-not-open", step="B5.1")
def does_not_open(self: Session, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
    """The entry identifier of a transport's row does not open any more once a flush could not reach its far end."""
    if has_failed(self.profile.spooler.transport_at(row)):
        raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
    return Session.open_transport(self, row, interface, flags)


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


@instead_of(StatusTable.columns_of, "refusal-takes-the-status-code-away", step="A1")
def no_code(self: StatusTable, row: StatusRow) -> Columns:
    """While the far end of a transport refuses messages, its row has no PR_STATUS_CODE."""
    columns = StatusTable.columns_of(self, row)
    if not is_transport(row):
        return columns
    server = server_of(self.session.profile.spooler.transport_at(row))
    return without(columns, PropertyTag.PR_STATUS_CODE) if server._refuses else columns


@instead_of(Flush._notify, "inbound-bit-stays-where-one-of-several-failed", step="A6")
def forgets_to_end(self: Flush, transport: ActiveTransport, flags: int) -> None:
    """If a flush of several transports fails, the spooler does not tell the transport that it has ended to receive."""
    if not (self.failures and len(self.explained) > 1 and flags == TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH):
        Flush._notify(self, transport, flags)


@specimen("offline-for-ever-after-a-failure", step="A1")
class Offline(ReferenceTransport):
    """A transport that could not send once shows STATUS_OFFLINE instead of STATUS_AVAILABLE from then on, even when it works."""

    _failed = False

    def end_message(self, reference: int) -> int:
        kept = super().end_message(reference)
        self._failed |= bool(kept)
        return kept

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._failed = True
            raise

    def status_values(self) -> list[PropertyValue]:
        code, *others = super().status_values()
        if self._failed:
            offline = self._code & ~int(StatusCode.STATUS_AVAILABLE) | int(StatusCode.STATUS_OFFLINE)
            code = PropertyValue(PropertyTag.PR_STATUS_CODE, offline)
        return [code, *others]
