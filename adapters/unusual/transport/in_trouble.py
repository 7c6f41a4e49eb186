"""Unusual transports under test: how they handle a far end in trouble, and when they connect to it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    PropertyValue,
    ResultCode,
    SpoolerNotifyFlag,
    StatusCode,
    TransportNotifyFlag,
    ValidateStateFlag,
)
from mapi_tck.ports import Direction, IncomingMessage, OutgoingMessage, PromptKind, Started, Submitted

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.transport import ReferenceTransport
from ...reference.transport_status import TransportStatus
from ...reference.variants import instead_of, part_of, specimen
from .mail import DeferringWhenDown

# -- messages that the far end refuses, or takes without an answer ----------------------------------------------------


@instead_of(MailServer.take, "returns-what-is-refused")
def returning(self: MailServer, token: str) -> bool:
    """The mail system takes every message, and returns it to its sender with a report if the far end refuses it."""
    if not MailServer.take(self, token):
        self.returned.append(token)
        self.waiting.append(token)
    return True


@specimen("returns-what-is-refused-and-defers-the-rest")
class DeferringBesideReturns(DeferringWhenDown):
    """The mail system returns a message that the far end refuses; one that finds the far end down is deferred."""


@part_of("returns-what-is-refused-and-defers-the-rest")
class ReturningServer(MailServer):
    """Takes every message, and returns what is refused."""

    def take(self, token: str) -> bool:
        return returning(self, token)


@specimen("defers-in-the-middle-of-a-queue")
class DeferringInTheMiddle(DeferringTransport):
    """The announcement is refused if the far end is down, a message if the far end refuses it; one with which the line breaks is
    deferred.
    """

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        _refuse_if_impossible(self)
        super().flush_queues(ui_param, target, flags)

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        try:
            submitted = super().submit_message(flags, message)
        except MapiError:
            if not self.server.unreachable:
                raise
            self._accepted = False
            return Submitted()
        if not submitted.wait_seconds and not self._accepted:
            raise MapiError(ResultCode.MAPI_E_CANCEL)
        return submitted


@specimen("returns-what-cannot-be-sent")
class ReturningAll(ReferenceTransport):
    """EndMessage calls every message sent; what the far end does not take is returned to its sender without a report."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        try:
            submitted = super().submit_message(flags, message)
        except MapiError:
            submitted, self._accepted = Submitted(), False
        if not submitted.wait_seconds and not self._accepted:
            self.server.returned.append(message.token)
            self._accepted = True
        return submitted


@specimen("keeps-a-message-in-doubt")
class KeepingInDoubt(ReferenceTransport):
    """A message that cannot be sent, or got no answer, is kept by EndMessage, and sent again as the same message."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._accepted = False
            return Submitted()


@specimen("asks-about-a-message-in-doubt")
class AskingInDoubt(ReferenceTransport):
    """Before a message that got no answer is sent again, the far end is asked whether it has it."""

    _in_doubt: str | None = None

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if message.token == self._in_doubt and self._has(message.token):
            self._in_doubt, self._accepted = None, True
            return Submitted()
        before = self.server.silent
        try:
            return super().submit_message(flags, message)
        except MapiError:
            if self.server.silent and not before:
                self._in_doubt = message.token
            raise

    def _has(self, token: str) -> bool:
        if self.server.unreachable:
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
        return self.server.identity_of(token) in self.server.identities


@specimen("calls-off-a-message-in-doubt")
class CallingOff(AskingInDoubt):
    """A message that got no answer is called off with MAPI_E_CANCEL when it is submitted again and the far end has it."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if message.token == self._in_doubt and self._has(message.token):
            raise MapiError(ResultCode.MAPI_E_CANCEL)
        return super().submit_message(flags, message)


# -- how a transport says that there is trouble -----------------------------------------------------------------------


@specimen("shows-failure-in-its-row")
class ShowingFailure(ReferenceTransport):
    """StartMessage succeeds although mail cannot be fetched; STATUS_FAILURE in the row says so until the next flush."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self.change_status(clear_bits=StatusCode.STATUS_FAILURE)
        super().flush_queues(ui_param, target, flags)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        try:
            return super().start_message(flags, message)
        except MapiError:
            self.change_status(set_bits=StatusCode.STATUS_FAILURE)
            return Started()


@instead_of(ReferenceTransport.flush_queues, "refuses-a-flush-that-is-impossible")
def refusing_the_announcement(self: ReferenceTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """The announcement is refused if the far end cannot be reached or refuses every login."""
    _refuse_if_impossible(self)
    ReferenceTransport.flush_queues(self, ui_param, target, flags)


def _refuse_if_impossible(self: ReferenceTransport) -> None:
    if self.server.unreachable or all(map(self.server.refuses_login, Direction)):
        self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH)
        self._own_request = None
        raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)


@specimen("fails-for-good-in-trouble")
class FailingForGood(ReferenceTransport):
    """A far end that fails makes the transport pass NOTIFY_CRITICAL_ERROR; then it refuses each call but TransportLogoff."""

    _failed = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self.refuse_if_failed()
        super().flush_queues(ui_param, target, flags)

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        self.refuse_if_failed()
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._fail()
            raise

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        self.refuse_if_failed()
        try:
            return super().start_message(flags, message)
        except MapiError:
            self._fail()
            raise

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        self.refuse_if_failed()
        super().transport_notify(flags, data)

    def poll(self) -> bool:
        self.refuse_if_failed()
        return super().poll()

    def idle(self, flags: int) -> None:
        self.refuse_if_failed()
        super().idle(flags)

    def address_types(self, flags: int) -> Sequence[str]:
        self.refuse_if_failed()
        return super().address_types(flags)

    def validate_state(self, ui_param: int, flags: int) -> None:
        self.refuse_if_failed()
        super().validate_state(ui_param, flags)

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
        self.refuse_if_failed()
        return super().open_status_entry(interface, flags)

    def transport_logoff(self, flags: int) -> None:
        self.close_line()

    def _fail(self) -> None:
        self._failed = True
        self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_CRITICAL_ERROR, None)

    def refuse_if_failed(self) -> None:
        """Refuse a call that no spooler makes any more."""
        if self._failed:
            raise MapiError(ResultCode.MAPI_E_CALL_FAILED)


@part_of("fails-for-good-in-trouble")
class StatusOfFailed(TransportStatus):
    """Tells nothing of a transport that has failed."""

    transport: FailingForGood

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        self.transport.refuse_if_failed()
        return super().get_props(tags, flags)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        self.transport.refuse_if_failed()
        return super().flush_queues(ui_param, target, flags)


@specimen("out-of-service-after-trouble")
class OutOfService(ReferenceTransport):
    """A far end that fails makes the row show STATUS_FAILURE, and its flush bits stay. Then each flush is refused, until the
    transport logs on again or is configured anew.
    """

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if self._code & StatusCode.STATUS_FAILURE:
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
        super().flush_queues(ui_param, target, flags)

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        with self._failing():
            return super().submit_message(flags, message)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        with self._failing():
            return super().start_message(flags, message)

    def validate_state(self, ui_param: int, flags: int) -> None:
        super().validate_state(ui_param, flags)
        if flags & ValidateStateFlag.CONFIG_CHANGED:
            self.change_status(set_bits=StatusCode.STATUS_AVAILABLE, clear_bits=StatusCode.STATUS_FAILURE)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if not self._code & StatusCode.STATUS_FAILURE:
            super().transport_notify(flags, data)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except MapiError:
            self._directions = 0
            self.change_status(set_bits=StatusCode.STATUS_FAILURE, clear_bits=StatusCode.STATUS_AVAILABLE)
            self.close_line()
            raise


@specimen("tells-of-trouble-when-attended")
class TellingWhenAttended(ReferenceTransport):
    """A dialog tells of a message that cannot be sent, but only in a flush without FLUSH_NO_UI."""

    _attended = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._attended = not flags & FlushFlag.FLUSH_NO_UI
        super().flush_queues(ui_param, target, flags)

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        try:
            return super().submit_message(flags, message)
        except MapiError:
            if self._attended:
                self.user.show(self.traits.name, PromptKind.DIALOG)
            raise


@specimen("busy-for-the-rest-of-a-flush")
class GivingUpForNow(DeferringTransport):
    """When a message could not be sent, SubmitMessage answers MAPI_E_BUSY to all others of that flush. It takes any request."""

    _failed = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._failed = False
        super().flush_queues(ui_param, target, flags)

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if self._failed:
            raise MapiError(ResultCode.MAPI_E_BUSY)
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._failed, self._accepted = True, False
            return Submitted()

    def end_message(self, reference: int) -> int:
        ended = super().end_message(reference)
        self._failed = self._failed or bool(ended)
        return ended


# -- when a transport has a line --------------------------------------------------------------------------------------


@specimen("connects-with-the-first-message")
class ConnectingLate(ReferenceTransport):
    """The line is taken when the first message of a phase moves, and released when the phase ends."""

    def open_line(self, flags: int) -> None:
        self.holds_line = False

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        self.holds_line = True
        return super().submit_message(flags, message)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        self.holds_line = True
        return super().start_message(flags, message)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if flags & (TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH):
            self.close_line()


@specimen("asks-again-for-the-mail-left-behind")
class AskingForTheRest(ReferenceTransport):
    """After a flush in trouble in which mail stayed behind, the cleared STATUS_INBOUND_FLUSH is set anew: the transport asks for
    another flush. It withdraws that when the spooler is idle.
    """

    _asks = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._asks = False
        super().flush_queues(ui_param, target, flags)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        received = bool(self._code & StatusCode.STATUS_INBOUND_FLUSH)
        super().transport_notify(flags, data)
        ends = flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
        shuts_down = flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH
        if received and ends and not shuts_down and self.server.in_trouble and self.server.waiting:
            self._asks = True
            self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)

    def idle(self, flags: int) -> None:
        super().idle(flags)
        if self._asks and self._own_request is None:
            self._asks = False
            self.change_status(clear_bits=StatusCode.STATUS_INBOUND_FLUSH)


@specimen("notices-a-broken-line-when-idle")
class NoticingWhenIdle(ReferenceTransport):
    """Idle looks after a connection that is kept. After a flush in trouble the first Idle finds it broken and fails; the next one
    has another.
    """

    _broken = False

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        self._broken = self._broken or self.server.in_trouble

    def idle(self, flags: int) -> None:
        super().idle(flags)
        if self._broken:
            self._broken = False
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
