"""Unusual transports under test: those with a queue of their own, from which they send when it suits them."""

from collections import deque
from typing import Any, Final

from mapi_tck.mapi import (
    EndMessageFlag,
    FlushFlag,
    MapiError,
    ResultCode,
    StatusCode,
    SubmitMessageFlag,
    TransportNotifyFlag,
)
from mapi_tck.ports import OutgoingMessage, Submitted, Transfer

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.flush import FLUSH_BITS
from ...reference.parts import Parts
from ...reference.provider import ReferenceProvider, ReferenceTransportBed
from ...reference.transport import ReferenceTransport
from ...reference.variants import part_of, specimen

_ENDS: Final = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH


@part_of(
    "stores-and-forwards",
    "sends-when-idle",
    "queues-before-endmessage",
    "sends-on-after-the-flush",
    "sends-over-two-connections",
)
class ServerBehindQueue(MailServer):
    """A mail server with what the transport has taken over for it and not sent. That outlives a session."""

    def __init__(self, transport: str, journal: list[Transfer]) -> None:
        super().__init__(transport, journal)
        self.taken_over: deque[str] = deque()

    def send_first(self) -> bool:
        """Try to send the first of these messages; return whether the server has taken it."""
        try:
            return self.take(self.taken_over[0])
        except MapiError:
            return False

    def forward(self) -> None:
        """Send them, up to the first that the server does not take."""
        while self.taken_over and self.send_first():
            self.taken_over.popleft()


class QueueingTransport(ReferenceTransport):
    """Takes every message over, into a queue of its own: EndMessage never keeps one."""

    server: ServerBehindQueue
    _at_hand = ""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Copy the message."""
        if seconds := self.patience():
            return Submitted(wait_seconds=seconds)
        self._at_hand = message.token
        return Submitted()

    def end_message(self, reference: int) -> int:
        """Accept the responsibility for it, and put it into the queue."""
        self.server.taken_over.append(self._at_hand)
        return 0


@specimen("stores-and-forwards")
class StoringAndForwarding(QueueingTransport):
    """Each message is taken over into a queue that outlives the session. While the far end does not take it, it waits there, and
    is tried again with the next message, in the next flush, and when the spooler is idle. STATUS_OUTBOUND_FLUSH stays till then.
    """

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        if self.server.taken_over:
            clear_bits = int(clear_bits) & ~int(StatusCode.STATUS_OUTBOUND_FLUSH)
        super().change_status(set_bits, clear_bits)

    @property
    def flushing(self) -> bool:
        waits = StatusCode.STATUS_OUTBOUND_FLUSH if self.server.taken_over else 0
        return bool(self._code & ~int(waits) & int(FLUSH_BITS))

    def end_message(self, reference: int) -> int:
        ended = super().end_message(reference)
        self._forward()
        return ended

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        if flags & FlushFlag.FLUSH_UPLOAD:
            self._forward()

    def idle(self, flags: int) -> None:
        super().idle(flags)
        self._forward()

    def _forward(self) -> None:
        self.server.forward()
        if not self.server.taken_over and not self._directions and self._own_request is None:
            self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH)


@specimen("sends-when-idle")
class SendingWhenIdle(QueueingTransport):
    """Each message is taken over into a queue that outlives the session, and sent when the spooler is idle or the next flush of
    the outgoing queue is announced.
    """

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        if flags & FlushFlag.FLUSH_UPLOAD:
            self.server.forward()

    def idle(self, flags: int) -> None:
        super().idle(flags)
        self.server.forward()


@specimen("queues-before-endmessage")
class QueueingAtOnce(ReferenceTransport):
    """SubmitMessage puts each message into a queue that outlives the session. It is sent when the outbound phase is over, and
    when the next flush of the outgoing queue is announced. A shutdown leaves it there.
    """

    server: ServerBehindQueue
    _cancelled = False

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if seconds := self.patience():
            return Submitted(wait_seconds=seconds)
        self.server.taken_over.append(message.token)
        self._cancelled = False
        return Submitted()

    def end_message(self, reference: int) -> int:
        return int(EndMessageFlag.END_RESEND_LATER) if self._cancelled else 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        if flags & FlushFlag.FLUSH_UPLOAD:
            self.server.forward()

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if flags & TransportNotifyFlag.NOTIFY_CANCEL_MESSAGE:
            self.server.taken_over.pop()
            self._cancelled = True
        elif flags & _ENDS == TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH:
            self.server.forward()
        super().transport_notify(flags, data)


@specimen("sends-on-after-the-flush")
class SendingOn(QueueingTransport):
    """Messages are sent in the background when the whole flush is over; STATUS_OUTBOUND_FLUSH stays in the row until then,
    and until the spooler calls again. What the far end does not take is returned to its sender.
    """

    _sends_on = False

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        if clear_bits & StatusCode.STATUS_OUTBOUND_FLUSH and self.server.taken_over:
            clear_bits = int(clear_bits) & ~int(StatusCode.STATUS_OUTBOUND_FLUSH)
            self._sends_on = True
        super().change_status(set_bits, clear_bits)

    @property
    def flushing(self) -> bool:
        own = StatusCode.STATUS_OUTBOUND_FLUSH if self._sends_on else 0
        return bool(self._code & ~int(own) & int(StatusCode.STATUS_INBOUND_FLUSH | StatusCode.STATUS_OUTBOUND_FLUSH))

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._clear()
        super().flush_queues(ui_param, target, flags)

    def idle(self, flags: int) -> None:
        super().idle(flags)
        self._clear()

    def send_on(self) -> None:
        """Send what waits, in the background."""
        if self.flushing:
            return
        while self.server.taken_over:
            if not self.server.send_first():
                self.server.returned.append(self.server.taken_over[0])
            self.server.taken_over.popleft()

    def _clear(self) -> None:
        self.send_on()
        if self._sends_on and not self.flushing:
            self._sends_on = False
            super().change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH)


class BackgroundBed(ReferenceTransportBed):
    """Gives its transports the time between two looks for what they do in the background."""

    def sent(self, transport: str) -> tuple[str, ...]:
        """Look, when the transports have gone on."""
        for known in self.transports:
            assert isinstance(known, SendingOn)
            known.send_on()
        return tuple(super().sent(transport))


@part_of("sends-on-after-the-flush")
class InTheBackground(ReferenceProvider):
    """Its transports go on in the background."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._test_bed = BackgroundBed(parts)


@specimen("sends-what-it-has-deferred")
class SendingDeferred(DeferringTransport):
    """A message that cannot be sent is deferred, and so is one that cannot be cancelled any more. The transport itself sends
    it in the next flush, which announces it. When it is submitted again, SubmitMessage answers MAPI_E_CANCEL.
    """

    _at_hand = ""
    _waits = False

    def __init__(self, *arguments: Any) -> None:
        self._mine: list[str] = []
        self._done: set[str] = set()
        super().__init__(*arguments)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        while flags & FlushFlag.FLUSH_UPLOAD and self._mine and self._taken(self._mine[0]):
            self._done.add(self._mine.pop(0))

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if flags & SubmitMessageFlag.BEGIN_DEFERRED and message.token in self._done:
            raise MapiError(ResultCode.MAPI_E_CANCEL)
        if seconds := self.patience():
            return Submitted(wait_seconds=seconds)
        self._at_hand, self._waits = message.token, False
        return Submitted()

    def end_message(self, reference: int) -> int:
        self._accepted = not self._waits and self._taken(self._at_hand)
        if self._accepted and self._at_hand in self._mine:
            self._mine.remove(self._at_hand)
        kept = super().end_message(reference)
        if kept and self._at_hand not in self._mine:
            self._mine.append(self._at_hand)
        return kept

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if flags & TransportNotifyFlag.NOTIFY_CANCEL_MESSAGE:
            self._waits = True
            raise MapiError(ResultCode.MAPI_E_BUSY)
        super().transport_notify(flags, data)

    def _taken(self, token: str) -> bool:
        try:
            return self.server.take(token)
        except MapiError:
            return False


@specimen("sends-over-two-connections")
class SendingInPairs(QueueingTransport):
    """Two connections send two messages at a time, and the second may arrive first; what the far end does not take is returned
    to its sender. ValidateState passes over flags that it does not know.
    """

    def end_message(self, reference: int) -> int:
        ended = super().end_message(reference)
        if len(self.server.taken_over) > 1:
            self._send()
        return ended

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        self._send()
        super().transport_notify(flags, data)

    def transport_logoff(self, flags: int) -> None:
        self._send()
        super().transport_logoff(flags)

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Accept every flag, and do nothing."""

    def _send(self) -> None:
        self.server.taken_over.reverse()
        while self.server.taken_over:
            if not self.server.send_first():
                self.server.returned.append(self.server.taken_over[0])
            self.server.taken_over.popleft()


@specimen("returns-what-fails-twice")
class ReturningTheSecondTime(ReferenceTransport):
    """A message that cannot be sent is asked for again at once, and returned to its sender when that fails, too."""

    _failed = ""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if seconds := self.patience():
            return Submitted(wait_seconds=seconds)
        try:
            self._accepted = self.server.take(message.token)
        except MapiError:
            self._accepted = False
        again = not self._accepted and message.token != self._failed
        if not self._accepted and not again:
            self.server.returned.append(message.token)
            self._accepted = True
        self._failed = message.token if again else ""
        return Submitted()

    def end_message(self, reference: int) -> int:
        return 0 if self._accepted else int(EndMessageFlag.END_RESEND_NOW)
