"""Unusual transports under test: what they leave open when a session, a line or a connection ends before its time."""

from typing import Final

from mapi_tck.mapi import (
    MapiError,
    ResultCode,
    SpoolerNotifyFlag,
    StatusCode,
    TransportNotifyFlag,
    ValidateStateFlag,
)
from mapi_tck.ports import IncomingMessage, OutgoingMessage, Started, Submitted

from ...reference.flush import FLUSH_BITS
from ...reference.transport import ReferenceTransport
from ...reference.variants import instead_of, part_of, specimen
from ...wrong.transport.limits import Idle, TimedProvider

_SHUTDOWN: Final = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
_HALF_AN_HOUR: Final = 1800

# -- a session that ends in the middle of its flush -------------------------------------------------------------------


@specimen("confirms-with-the-next-call")
class ConfirmingLate(ReferenceTransport):
    """The far end learns that a message was delivered by the next StartMessage, or when the inbound phase ends. A shutdown and a
    logoff drop the line without that, and the far end gives the message again.
    """

    _delivered = False

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        self._confirm()
        if not self.server.waiting:
            return Started()
        if seconds := self.patience():
            return Started(wait_seconds=seconds)
        message.set_token(self.server.fetch())
        message.save_changes(0)
        self._delivered = True
        return Started()

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if flags & _SHUTDOWN == _SHUTDOWN:
            self._delivered = False
        elif flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH:
            self._confirm()
        super().transport_notify(flags, data)

    def transport_logoff(self, flags: int) -> None:
        self._delivered = False
        super().transport_logoff(flags)

    def _confirm(self) -> None:
        if self._delivered:
            self.server.fetched()
            self._delivered = False


@specimen("sends-while-the-spooler-waits")
class SendingMeanwhile(ReferenceTransport):
    """If its far end is slow, SubmitMessage begins to send the message, and asks the spooler to wait for the result. A shutdown
    drops the line, and makes the transport forget what it has begun.
    """

    _begun = ""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if self._begun and message.token == self._begun:
            self._forget()
            return Submitted()
        submitted = super().submit_message(flags, message)
        if submitted.wait_seconds:
            self._accepted = self.server.take(message.token)
            self._begun = message.token
        return submitted

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if flags & _SHUTDOWN == _SHUTDOWN:
            self._forget()

    def _forget(self) -> None:
        self._begun, self._waited = "", False


# -- a connection that is not used ------------------------------------------------------------------------------------


@specimen("login-expires-when-the-spooler-is-silent")
class LoggedOut(Idle):
    """After half an hour without a call in a flush, the server has logged the transport out: SubmitMessage and StartMessage fail
    until the next flush. The flush bit stays until the spooler ends the phase.
    """

    _expired = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self.idle_for()
        self._expired = False
        super().flush_queues(ui_param, target, flags)

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        self._refuse_if_expired()
        return super().submit_message(flags, message)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        self._refuse_if_expired()
        return super().start_message(flags, message)

    def expire(self) -> None:
        """Take no part in the rest of this flush."""
        self._expired = True

    def _refuse_if_expired(self) -> None:
        if self.idle_for() >= _HALF_AN_HOUR:
            self.expire()
        if self._expired:
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)


@instead_of(LoggedOut.expire, "fails-for-good-when-its-login-expires")
def failing_for_good(self: LoggedOut) -> None:
    """After half an hour without a call in a flush, SubmitMessage or StartMessage passes NOTIFY_CRITICAL_ERROR, and fails."""
    LoggedOut.expire(self)
    self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_CRITICAL_ERROR, None)


@part_of("login-expires-when-the-spooler-is-silent", "fails-for-good-when-its-login-expires")
class KnowsTheTime(TimedProvider):
    """Gives its transports the time in which it lives."""


# -- remote work ------------------------------------------------------------------------------------------------------

_ENDS_WORK: Final = ValidateStateFlag.ABORT_XP_HEADER_OPERATION | ValidateStateFlag.FORCE_XP_DISCONNECT
_ASKS_FOR_HEADERS: Final = ValidateStateFlag.REFRESH_XP_HEADER_CACHE | ValidateStateFlag.PROCESS_XP_HEADER_CACHE


@instead_of(ReferenceTransport.validate_state, "knows-no-header-flags")
def without_headers(self: ReferenceTransport, ui_param: int, flags: int) -> None:
    """The transport is no remote one. ValidateState of both objects refuses the flags for headers as unknown."""
    if flags & (_ASKS_FOR_HEADERS | ValidateStateFlag.ABORT_XP_HEADER_OPERATION):
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
    ReferenceTransport.validate_state(self, ui_param, flags)


@specimen("works-offline-when-it-is-told")
class WorkingOffline(ReferenceTransport):
    """After ValidateState with FORCE_XP_DISCONNECT or ABORT_XP_HEADER_OPERATION no flush begins until FORCE_XP_CONNECT is passed.
    If headers were asked for, the next inbound phase fetches these, and no message.
    """

    _offline = False
    _headers = False

    def validate_state(self, ui_param: int, flags: int) -> None:
        super().validate_state(ui_param, flags)
        self._headers = self._headers or bool(flags & _ASKS_FOR_HEADERS)
        if flags & _ENDS_WORK:
            self._offline = True
            self.change_status(set_bits=StatusCode.STATUS_OFFLINE)
        if flags & ValidateStateFlag.FORCE_XP_CONNECT:
            self._offline = False
            self.change_status(clear_bits=StatusCode.STATUS_OFFLINE)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if not self._offline:
            super().flush_queues(ui_param, target, flags)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        return Started() if self._headers else super().start_message(flags, message)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH and not self._offline:
            self._headers = False


@specimen("offline-until-it-is-told-to-connect")
class OfflineAtRest(ReferenceTransport):
    """The row of this remote transport shows STATUS_OFFLINE while no flush is under way. A flush begins only if FORCE_XP_CONNECT
    has been passed since the one before.
    """

    _connects = False

    def make_row(self) -> None:
        self._code |= int(StatusCode.STATUS_REMOTE_ACCESS | StatusCode.STATUS_OFFLINE)
        super().make_row()

    def validate_state(self, ui_param: int, flags: int) -> None:
        super().validate_state(ui_param, flags)
        if flags & ValidateStateFlag.FORCE_XP_CONNECT:
            self._connects = True
            self.change_status(clear_bits=StatusCode.STATUS_OFFLINE)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if self._connects:
            super().flush_queues(ui_param, target, flags)
        elif self.flushing:
            self.change_status(clear_bits=FLUSH_BITS)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if flags & _SHUTDOWN and not self.flushing:
            self._connects = False
            self.change_status(set_bits=StatusCode.STATUS_OFFLINE)
