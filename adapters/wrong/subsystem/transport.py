"""Wrong transports in a subsystem under test: what they do with messages, with requests for a flush, and on the screen."""

from typing import ClassVar

from mapi_tck.mapi import (
    EndMessageFlag,
    FlushFlag,
    MapiError,
    PropertyTag,
    PropertyValue,
    ResultCode,
    StatusCode,
    TransportNotifyFlag,
)
from mapi_tck.ports import IncomingMessage, OutgoingMessage, PromptKind, Started, Submitted, TransportKind

from ...reference.flush import DIRECTIONS
from ...reference.transport import ReferenceTransport
from ...reference.variants import ByKeyword, instead_of, specimen


@instead_of(ReferenceTransport.end_message, "refused-message-vanishes", step="A6")
def vanishing(self: ReferenceTransport, reference: int) -> int:
    """A message that the far end has refused leaves its queue and is not returned to its sender."""
    return 0


@instead_of(ReferenceTransport.end_message, "refused-messages-are-not-tried-again", step="A6")
def deferred_for_good(self: ReferenceTransport, reference: int) -> int:
    """A message that the far end has refused is deferred, and never submitted again."""
    return int(EndMessageFlag.END_DONT_RESEND) if ReferenceTransport.end_message(self, reference) else 0


@instead_of(ReferenceTransport.submit_message, "unsupporting-transport-delivers-twice", step="I")
def doubling(self: ReferenceTransport, flags: int, message: OutgoingMessage) -> Submitted:
    """A transport that does not support FlushQueues sends every message twice."""
    submitted = ReferenceTransport.submit_message(self, flags, message)
    if not self.traits.supports_flush and not submitted.wait_seconds:
        self.server.take(message.token)
    return submitted


@instead_of(ReferenceTransport.submit_message, "slow-message-dropped", step="I")
def hasty(self: ReferenceTransport, flags: int, message: OutgoingMessage) -> Submitted:
    """A transport says that a message was sent, and drops it, if it would have to wait for a slow far end."""
    submitted = ReferenceTransport.submit_message(self, flags, message)
    self._accepted = self._accepted or bool(submitted.wait_seconds)
    return Submitted()


@instead_of(ReferenceTransport.flush_queues, "force-does-not-reach", step="A6")
def never_reached(self: ReferenceTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """An asynchronous transport takes part in no flush, with FLUSH_FORCE or without."""
    if not self.traits.asynchronous:
        ReferenceTransport.flush_queues(self, ui_param, target, flags)


@specimen("bit-stays-without-force", step="A6")
class StaysWithoutForce(ReferenceTransport):
    """An asynchronous transport takes part in a flush without FLUSH_FORCE, and its flush bit stays after it."""

    _missing = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._missing = self.traits.asynchronous and not flags & FlushFlag.FLUSH_FORCE
        super().flush_queues(ui_param, target, flags | FlushFlag.FLUSH_FORCE)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if not self._missing:
            super().transport_notify(flags, data)


@instead_of(ReferenceTransport.flush_queues, "receives-unasked-without-force", step="A6")
def receives_unasked(self: ReferenceTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """An asynchronous transport takes no part in a flush of the outgoing queue without FLUSH_FORCE, but receives after it."""
    ReferenceTransport.flush_queues(self, ui_param, target, flags)
    if self.traits.asynchronous and not flags & FlushFlag.FLUSH_FORCE:
        self._directions = DIRECTIONS


@instead_of(ReferenceTransport.transport_notify, "expects-both-after-a-flush", step="A6")
def expects_both(self: ReferenceTransport, flags: int, data: bytes | None) -> None:
    """An asynchronous transport that was flushed once receives after a flush of the outgoing queue in which it takes no part."""
    ReferenceTransport.transport_notify(self, flags, data)
    if self.traits.asynchronous and not self.flushing:
        self._directions = DIRECTIONS


@instead_of(ReferenceTransport.transport_notify, "flush-bit-never-cleared", step="B5.3")
def never_cleared(self: ReferenceTransport, flags: int, data: bytes | None) -> None:
    """A transport's row still shows that it receives after the flush has ended."""
    ReferenceTransport.transport_notify(self, flags & ~int(TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH), data)


@instead_of(ReferenceTransport.transport_notify, "forced-own-flush-leaves-its-bit", step="B5.3")
def forced_not_cleared(self: ReferenceTransport, flags: int, data: bytes | None) -> None:
    """If a transport's own status object was asked with FLUSH_FORCE, its row shows that it receives after the flush too."""
    forced = self._own_request is not None and self._own_request & FlushFlag.FLUSH_FORCE
    ended = int(TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH)
    ReferenceTransport.transport_notify(self, flags & ~ended if forced else flags, data)


class OwnOneWay(ReferenceTransport):
    """Knows whether its own status object has asked for the flush under way, in one direction."""

    @property
    def asked_one_way(self) -> bool:
        """Whether it has."""
        return self._own_request is not None and self._own_request & DIRECTIONS != DIRECTIONS


@instead_of(OwnOneWay.submit_message, "own-flush-does-not-send", step="B5.3")
def own_does_not_send(self: OwnOneWay, flags: int, message: OutgoingMessage) -> Submitted:
    """A transport's own FlushQueues does not send if it is asked for sending alone."""
    if not self.asked_one_way:
        return OwnOneWay.submit_message(self, flags, message)
    if seconds := self.patience():
        return Submitted(wait_seconds=seconds)
    raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)


@instead_of(OwnOneWay.start_message, "own-flush-does-not-receive", step="B5.3")
def own_does_not_receive(self: OwnOneWay, flags: int, message: IncomingMessage) -> Started:
    """A transport's own FlushQueues does not receive if it is asked for receiving alone."""
    if self.asked_one_way:
        return Started(wait_seconds=self.patience())
    return OwnOneWay.start_message(self, flags, message)


@instead_of(ReferenceTransport.request_flush, "ras-own-flush-does-nothing", step="B5")
def idle_ras(self: ReferenceTransport, flags: int) -> None:
    """The status object of a transport that uses RAS accepts a flush and forgets it."""
    if self.traits.kind is not TransportKind.RAS:
        ReferenceTransport.request_flush(self, flags)


class Prompting(ByKeyword, ReferenceTransport):
    """A transport of one kind shows a dialog whenever it connects, despite FLUSH_NO_UI."""

    kind: ClassVar[TransportKind]

    def open_line(self, flags: int) -> None:
        if self.traits.kind is self.kind:
            self.user.show(self.traits.name, PromptKind.DIALOG)
        else:
            super().open_line(flags)


@specimen("lan-transport-prompts", step="C")
class PromptingLan(Prompting, kind=TransportKind.LAN):
    """A LAN transport shows a dialog despite FLUSH_NO_UI."""


@specimen("modem-transport-prompts", step="C")
class PromptingModem(Prompting, kind=TransportKind.MODEM):
    """A transport that drives a modem shows a dialog despite FLUSH_NO_UI."""


@specimen("ras-transport-prompts", step="C")
class PromptingRas(Prompting, kind=TransportKind.RAS):
    """A transport that uses RAS shows a dialog despite FLUSH_NO_UI."""


@instead_of(ReferenceTransport.end_message, "lan-transport-shows-progress", step="C")
def progress_on_lan(self: ReferenceTransport, reference: int) -> int:
    """A LAN transport shows its progress with every message that it sends, despite FLUSH_NO_UI."""
    if self.traits.kind is TransportKind.LAN:
        self.user.show(self.traits.name, PromptKind.PROGRESS)
    return ReferenceTransport.end_message(self, reference)


@instead_of(ReferenceTransport.status_columns, "identity-uses-reserved-bytes", step="A4")
def identity_with_reserved(self: ReferenceTransport) -> list[PropertyValue]:
    """PR_IDENTITY_ENTRYID has a number in its second byte, which is reserved."""
    tag, identity = PropertyTag.PR_IDENTITY_ENTRYID, bytes([0, 1, 0, 0]) + self.traits.name.encode()
    columns = ReferenceTransport.status_columns(self)
    return [PropertyValue(tag, identity) if value.tag == tag else value for value in columns]


@instead_of(ReferenceTransport.status_values, "transports-never-available", step="A1")
def never_available(self: ReferenceTransport) -> list[PropertyValue]:
    """PR_STATUS_CODE of a transport that works lacks STATUS_AVAILABLE, and the bits of what the transport can do."""
    _, text = ReferenceTransport.status_values(self)
    can_do = StatusCode.STATUS_INBOUND_ENABLED | StatusCode.STATUS_OUTBOUND_ENABLED
    return [PropertyValue(PropertyTag.PR_STATUS_CODE, self._code & ~int(StatusCode.STATUS_AVAILABLE | can_do)), text]


@specimen("second-failure-asks-the-user", step="C")
class AsksTheUser(ReferenceTransport):
    """A LAN transport shows a dialog despite FLUSH_NO_UI when it finds its far end down for the second time."""

    _failures = 0

    def open_line(self, flags: int) -> None:
        super().open_line(flags)
        self._failures += self.server.unreachable
        if self._failures > 1 and self.traits.kind is TransportKind.LAN:
            self.user.show(self.traits.name, PromptKind.DIALOG)
