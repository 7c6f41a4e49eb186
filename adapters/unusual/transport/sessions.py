"""Unusual transports under test: when they begin, what they fetch before they are asked for it, and what they ask for."""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    ResourceMethod,
    ResultCode,
    StatusCode,
    TransportNotifyFlag,
    ValidateStateFlag,
)
from mapi_tck.ports import (
    Condition,
    Description,
    IncomingMessage,
    OutgoingMessage,
    Started,
    Submitted,
    Support,
    Transfer,
    Transport,
)

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.flush import DIRECTIONS, FLUSH_BITS
from ...reference.provider import ReferenceProvider
from ...reference.transport import ReferenceTransport
from ...reference.variants import instead_of, part_of, specimen
from ...wrong.transport.limits import Idle, TimedProvider

_BEGINS: Final = TransportNotifyFlag.NOTIFY_BEGIN_OUTBOUND | TransportNotifyFlag.NOTIFY_BEGIN_INBOUND
_ENDS: Final = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
_ENABLED: Final = StatusCode.STATUS_OUTBOUND_ENABLED | StatusCode.STATUS_INBOUND_ENABLED


@specimen("begins-when-it-is-told")
class BeginningWhenTold(ReferenceTransport):
    """AddressTypes makes the row, no flush begins before TransportNotify has passed NOTIFY_BEGIN_OUTBOUND and …_INBOUND, and
    ValidateState does not know CONFIG_CHANGED.
    """

    _has_row = False
    _begun = 0

    def make_row(self) -> None:
        self._code &= ~int(_ENABLED)

    def address_types(self, flags: int) -> Sequence[str]:
        if not self._has_row:
            super().make_row()
            self._has_row = True
        return super().address_types(flags)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if begins := flags & _BEGINS:
            self._begun |= begins
            self.change_status(set_bits=_ENABLED if self._begun == _BEGINS else 0)
            return
        super().transport_notify(flags, data)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if self._begun == _BEGINS:
            super().flush_queues(ui_param, target, flags)

    def validate_state(self, ui_param: int, flags: int) -> None:
        if flags & ValidateStateFlag.CONFIG_CHANGED:
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
        super().validate_state(ui_param, flags)


@specimen("closes-when-it-is-shut-down")
class ClosingAtShutdown(ReferenceTransport):
    """A shutdown makes the transport release all that it needs. It takes part in a flush again when it is logged on anew."""

    _closed = False

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        self._closed = self._closed or flags & _ENDS == _ENDS

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if not self._closed:
            super().flush_queues(ui_param, target, flags)


@specimen("hangs-up-when-the-spooler-is-silent")
class HangingUp(Idle):
    """A flush in which the spooler has not called for ten minutes is over: the row shows STATUS_OFFLINE and no flush bit."""

    _PATIENCE: Final = 600

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self.idle_for()
        super().flush_queues(ui_param, target, flags)
        self.change_status(clear_bits=StatusCode.STATUS_OFFLINE)

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if self._hangs_up():
            raise MapiError(ResultCode.MAPI_E_BUSY)
        return super().submit_message(flags, message)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        return Started() if self._hangs_up() else super().start_message(flags, message)

    def _hangs_up(self) -> bool:
        if self.idle_for() < self._PATIENCE:
            return False
        self._directions = 0
        self.change_status(StatusCode.STATUS_OFFLINE, FLUSH_BITS)
        self.close_line()
        return True


@part_of("hangs-up-when-the-spooler-is-silent")
class KnowsTheTime(TimedProvider):
    """Gives its transports the time in which it lives."""


@specimen("stands-once-in-a-profile")
class StandingOnce(ReferenceProvider):
    """TransportLogon is refused while the provider is logged on as another transport: its service has SERVICE_SINGLE_COPY."""

    def transport_logon(self, support: Support, transport: Transport, flags: int) -> tuple[ReferenceTransport, int]:
        logons = self.test_bed().transports
        if any(isinstance(one, LoggingOff) and one.is_here and one.traits.name != transport.name for one in logons):
            raise MapiError(ResultCode.MAPI_E_FAILONEPROVIDER)
        return super().transport_logon(support, transport, flags)


@part_of("stands-once-in-a-profile")
class LoggingOff(ReferenceTransport):
    """Knows whether it is logged on."""

    is_here = True

    def transport_logoff(self, flags: int) -> None:
        super().transport_logoff(flags)
        self.is_here = False


@specimen("fetches-into-a-store-of-its-own")
class FetchingAhead(ReferenceTransport):
    """A client's FlushQueues and StartMessage fetch all mail into a store of the transport's own, from which it is delivered. If
    there is none, the row shows no request to receive.
    """

    server: "ServerWithStore"

    def request_flush(self, flags: int) -> None:
        if not self.server.stored and not self.server.waiting:
            flags &= ~int(FlushFlag.FLUSH_DOWNLOAD)
        super().request_flush(flags)
        if flags & FlushFlag.FLUSH_DOWNLOAD and self.flushing:
            with suppress(MapiError):
                self._fetch_all()

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        if self.server.waiting and (seconds := self.patience()):
            return Started(wait_seconds=seconds)
        try:
            self._fetch_all()
        except MapiError:
            if not self.server.stored:
                raise
        if self.server.stored:
            message.set_token(self.server.stored[0])
            message.save_changes(0)
            self.server.stored.popleft()
        return Started()

    def poll(self) -> bool:
        return bool(self.server.stored or self.server.waiting)

    def _fetch_all(self) -> None:
        while self.server.waiting:
            self.server.stored.append(self.server.fetch())
            self.server.fetched()


@part_of("fetches-into-a-store-of-its-own", "asks-for-inbound-flushes-of-its-own")
class ServerWithStore(MailServer):
    """A mail server with what the transport has fetched from it and not delivered. That outlives a session."""

    def __init__(self, transport: str, journal: list[Transfer]) -> None:
        super().__init__(transport, journal)
        self.stored: deque[str] = deque()


@specimen("asks-for-inbound-flushes-of-its-own")
class AskingForMore(FetchingAhead):
    """After an outbound flush the transport asks for an inbound one of its own, and mail is fetched into its store at any time.
    It supports no ValidateState, as its row says.
    """

    @property
    def methods(self) -> int:
        return super().methods & ~int(ResourceMethod.STATUS_VALIDATE_STATE)

    def validate_state(self, ui_param: int, flags: int) -> None:
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        sent_only = self._directions & DIRECTIONS == FlushFlag.FLUSH_UPLOAD
        super().transport_notify(flags, data)
        if sent_only and flags & _ENDS == TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH:
            self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)


@part_of("asks-for-inbound-flushes-of-its-own", "receives-after-it-has-sent")
class SaysSo(ReferenceProvider):
    """Says that mail moves by itself, too."""

    def describe(self) -> Description:
        return replace(super().describe(), quiet=False)


@instead_of(MailServer.fetched, "line-breaks-before-a-confirmation")
def unconfirmed(self: MailServer) -> None:
    """If the line breaks after a message was delivered, the far end does not learn of it, and gives the message again."""
    breaks = self._behaviour.condition is Condition.DOWN and self._behaviour.after == self._moved + 1
    if breaks:
        self._moved += 1
    else:
        MailServer.fetched(self)


@specimen("forgets-at-logoff-what-it-has-deferred")
class ForgettingDeferral(DeferringTransport):
    """When a message is deferred, the row shows STATUS_FAILURE. The transport that is logged on anew knows of none."""

    def end_message(self, reference: int) -> int:
        kept = super().end_message(reference)
        if kept:
            self.change_status(set_bits=StatusCode.STATUS_FAILURE)
        return kept
