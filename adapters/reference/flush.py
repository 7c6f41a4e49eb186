"""One flush: the spooler's side of the conversation with the transports (implementing-the-flushqueues-method.md).

A flush is a generator. It does what can be done now, and yields a number of seconds whenever a transport asks it to wait. So
the same code serves a synchronous flush, which sleeps for these seconds, and an asynchronous one, which goes on when they have
passed (`spooler`).
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mapi_tck.mapi import (
    EndMessageFlag,
    FlushFlag,
    MapiError,
    PropertyTag,
    PropertyValue,
    ResultCode,
    StatusCode,
    SubmitMessageFlag,
    TransportNotifyFlag,
)
from mapi_tck.ports import SPOOLER, OutgoingMessage, PromptKind, Started, Submitted, XPLogon

from .far_end import MailServer
from .host import HostedServer
from .message_store import DeliveredMessage, MessageStore
from .status_rows import StatusRow
from .user import User

#: How often in a row END_RESEND_NOW is granted before the message has to wait for the next flush. No page has a number; a choice:
#: a transport that means it gets through, and one that always asks again soon stops.
_RESENDINGS = 3
#: A transport that comes to no end must not keep the spooler for ever. So it is not asked again about a message when it
#: has asked for so many seconds of patience with it, and it receives no more messages than these in one phase. Both are a choice:
#: no far end of a scenario is slow for longer, and none holds more than 313 messages.
PATIENCE = 1.0
_RECEIVED = 400
#: How many messages it may leave unsaved in one phase, as it tells of other mail. A choice, like that of the kit's spooler.
_PASSED_OVER = 100
#: How many seconds a transport is given at least, and when it only says that it is busy. A choice: short beside `PATIENCE`.
_SHORTEST_WAIT = 0.005
_BUSY = (ResultCode.MAPI_E_BUSY, ResultCode.MAPI_E_WAIT)
_BUSY_WAIT = 0.05
#: With these it says that it should not get the message again.
_NOT_AGAIN = (ResultCode.MAPI_E_NOT_ME, ResultCode.MAPI_E_CANCEL)

DIRECTIONS = FlushFlag.FLUSH_UPLOAD | FlushFlag.FLUSH_DOWNLOAD
ACTIVE_BITS = StatusCode.STATUS_OUTBOUND_ACTIVE | StatusCode.STATUS_INBOUND_ACTIVE
FLUSH_BITS = StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH


@dataclass(frozen=True, slots=True, eq=False)
class ActiveTransport:
    """A transport that is logged on to the profile, with what the spooler knows about it."""

    name: str
    row: StatusRow
    server: MailServer | HostedServer
    logon: XPLogon

    def shows(self, bits: int) -> bool:
        """Whether one of these bits is in the PR_STATUS_CODE of the transport's row."""
        return bool(
            self.row.number_of(PropertyTag.PR_STATUS_CODE) & int(bits)
        )  # as flags it would cost ten times as much

    def has_shown(self, flags: int, before: int) -> bool:
        """Whether the row has come to show one of these directions since its status code was `before`.

        STATUS_OUTBOUND_FLUSH stands for either direction (ruling D-22).
        """
        if not flags & DIRECTIONS:
            return False
        inbound = StatusCode.STATUS_INBOUND_FLUSH if flags & FlushFlag.FLUSH_DOWNLOAD else 0
        new = self.row.number_of(PropertyTag.PR_STATUS_CODE) & ~before
        return bool(new & int(StatusCode.STATUS_OUTBOUND_FLUSH | inbound))

    @property
    def shown(self) -> int:
        """The flush flags that correspond to the bits in the transport's row."""
        upload = FlushFlag.FLUSH_UPLOAD if self.shows(StatusCode.STATUS_OUTBOUND_FLUSH) else 0
        download = FlushFlag.FLUSH_DOWNLOAD if self.shows(StatusCode.STATUS_INBOUND_FLUSH) else 0
        return int(upload | download)

    def show_failure(self) -> None:
        """Show in the row of a transport that has failed for good that it does, and that no flush of it is under way."""
        code = self.row.number_of(PropertyTag.PR_STATUS_CODE) & ~int(FLUSH_BITS) | int(StatusCode.STATUS_FAILURE)
        self.row.merge([PropertyValue(PropertyTag.PR_STATUS_CODE, code)])


def server_of(transport: ActiveTransport) -> MailServer:
    """The mail server of one of the reference's own transports."""
    assert isinstance(transport.server, MailServer)
    return transport.server


class Flush:
    """Flushes these transports, one after another: they may share a modem.

    `pending` holds those that are being flushed or wait for their turn. `for_client` is false if a transport asked for the
    flush by setting bits in its row.
    """

    def __init__(
        self,
        transports: Sequence[ActiveTransport],
        ui_param: int,
        flags: int,
        store: MessageStore,
        user: User,
        for_client: bool = True,
    ) -> None:
        #: The transports that have announced deferred messages: the spooler's own set.
        self.deferred_wanted: set[str] = set()
        #: The transports that have failed for good: they are called no more (imapisupport-spoolernotify.md).
        self.out_of_service: set[str] = set()
        #: The transports that have told of other mail since they were offered a message.
        self.mail_announced: set[str] = set()
        #: Takes a request for these directions that a transport has made during its turn; the spooler sets it.
        self.asked_meanwhile: Callable[[ActiveTransport, int], None] | None = None
        self.patience = PATIENCE
        self.pending = list(transports)
        #: The directions whose bits are no new request: this flush is for them, or they were set before it, or because of it.
        self.explained = {transport.name: flags | transport.shown for transport in transports}
        self.ui_param = ui_param
        self.flags = flags
        self.store = store
        self.user = user
        self.for_client = for_client
        self.failures: list[int] = []
        #: The transports that have shown a flush bit in their turn; the spooler adds them.
        self.begun: set[str] = set()
        #: Whether one of them has ended its outbound phase although messages still waited.
        self.cut_short = False

    def steps(self) -> Iterator[float]:
        """Carry the flush out, yielding how long to wait. The failure of one transport does not stop the others."""
        self.show_progress()
        while self.pending:
            yield from self.flush_one(self.pending[0])
            self.hand_on(self.pending.pop(0))

    def hand_on(self, transport: ActiveTransport) -> None:
        """End the transport's turn. If a client has asked its own status object for a flush meanwhile, request that flush."""
        asked = transport.shown & ~self.explained[transport.name]
        if asked and self.asked_meanwhile is not None:
            self.asked_meanwhile(transport, asked)

    def outcome(self) -> int:
        """Return S_OK, a warning if a transport ended its phase although messages waited, or raise the first failure."""
        if self.failures:
            raise MapiError(self.failures[0])
        return int(ResultCode.MAPI_W_PARTIAL_COMPLETION if self.cut_short else ResultCode.S_OK)

    def show_progress(self) -> None:
        """The spooler's own user interface, which FLUSH_NO_UI suppresses."""
        if not self.flags & FlushFlag.FLUSH_NO_UI:
            self.user.show(SPOOLER, PromptKind.PROGRESS)

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        """Announce the flush, then send, then receive, with a notification after each."""
        if transport.name in self.out_of_service:
            transport.show_failure()
            return
        before = transport.shown
        try:
            transport.logon.flush_queues(self.ui_param, None, self.announced_flags())
        except MapiError as error:
            # One whose row shows a failure is out of service, and says so (ruling D-64).
            if not transport.shows(StatusCode.STATUS_FAILURE):
                self.failures.append(error.code)
            return
        # A bit that is set in answer to the announcement belongs to this flush, even if it is the wrong one.
        self.explained[transport.name] |= transport.shown & ~before
        if not self.flags & FlushFlag.FLUSH_UPLOAD and transport.shown & ~before == FlushFlag.FLUSH_UPLOAD:
            # A transport may begin every flush with its outbound phase, in which there is nothing to send now (ruling D-51).
            self._notify(transport, TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH)
        if self.flags & FlushFlag.FLUSH_UPLOAD:
            yield from self.send(transport)
            self._notify(transport, TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH)
            transport.server.note_sent()  # a server to which mail is sent in the background has taken it by now
            if not transport.shows(StatusCode.STATUS_OUTBOUND_FLUSH):
                # From now on this bit is a request for another flush.
                self.explained[transport.name] &= ~int(FlushFlag.FLUSH_UPLOAD)
        if self.flags & FlushFlag.FLUSH_DOWNLOAD and transport.name not in self.out_of_service:
            yield from self.receive(transport)
            self._notify(transport, TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH)

    def announced_flags(self) -> int:
        """The client's flags as a transport gets them: without FLUSH_ASYNC_OK, which concerns the spooler alone."""
        return self.flags & ~int(FlushFlag.FLUSH_ASYNC_OK)

    def send(self, transport: ActiveTransport) -> Iterator[float]:
        """Submit the queue's messages, oldest first, until it is empty, the transport ends it, or one cannot be sent.

        A message leaves the queue only when the transport is done with it. One that stays ends the phase, so that no other
        overtakes it; but a message that the transport defers lets others pass. Deferred messages that the transport has
        asked for (`Spooler.deferred_wanted`) come first.
        """
        wanted = self.take_wanted(transport)
        queue = self.store.outgoing(transport.name)
        resent, waited = 0, 0.0
        while (wanted or queue) and transport.shows(StatusCode.STATUS_OUTBOUND_FLUSH):
            message = wanted[0] if wanted else queue[0]
            try:
                submitted = self.submit(transport, message, deferred=bool(wanted))
                kept = 0 if submitted.wait_seconds else transport.logon.end_message(submitted.reference)
            except MapiError as error:
                if wanted and error.code == ResultCode.MAPI_E_CANCEL:
                    # It is not to be submitted again: the transport has sent it (ixplogon-submitmessage.md).
                    self.store.finished(transport.name, wanted.popleft())
                    continue
                self.failures.append(error.code)
                return
            finally:
                transport.server.note_sent()
            seconds = submitted.wait_seconds or self.pause_for(transport, kept)
            if seconds and waited < self.patience:
                yield self.granted(seconds, waited)
                waited += max(seconds, _SHORTEST_WAIT)
                continue
            if submitted.wait_seconds:
                self.failures.append(ResultCode.MAPI_E_NETWORK_ERROR)
                return
            waited = 0.0
            if kept & EndMessageFlag.END_RESEND_NOW and resent < _RESENDINGS:
                resent += 1
                continue
            resent = 0
            if not kept:
                self.store.finished(transport.name, message)
            else:
                self.failures.append(ResultCode.MAPI_E_NETWORK_ERROR)
                if not kept & EndMessageFlag.END_DONT_RESEND:
                    return
                if not wanted:
                    self.store.defer(transport.name, message)
            if wanted:
                wanted.popleft()
        self.cut_short |= transport.name in self.begun and bool(wanted or queue)

    def submit(self, transport: ActiveTransport, message: OutgoingMessage, deferred: bool) -> Submitted:
        """Submit one message. If the transport refuses it, wait as if it had asked to, unless its far end is in trouble.

        Which code it refuses with does not matter, but for those that decline the message for good (ruling D-74).
        """
        try:
            return transport.logon.submit_message(SubmitMessageFlag.BEGIN_DEFERRED if deferred else 0, message)
        except MapiError as error:
            if error.code in _NOT_AGAIN:
                raise
            if transport.server.in_trouble:
                if error.code not in _BUSY:
                    raise
                raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR) from error
            return Submitted(wait_seconds=_BUSY_WAIT)

    def pause_for(self, transport: ActiveTransport, kept: int) -> float:
        """How many seconds to wait before a message is submitted again that EndMessage has asked for later; 0: not in this flush.

        One whose far end is in trouble waits for the next flush.
        """
        return 0.0 if transport.server.in_trouble or not kept & EndMessageFlag.END_RESEND_LATER else _BUSY_WAIT

    def granted(self, seconds: float, waited: float) -> float:
        """How many of the seconds that a transport asks for it gets."""
        return min(max(seconds, _SHORTEST_WAIT), self.patience - waited)

    def take_wanted(self, transport: ActiveTransport) -> deque[OutgoingMessage]:
        """The deferred messages that the transport has asked for since the last call."""
        if transport.name not in self.deferred_wanted:
            return deque()
        self.deferred_wanted.discard(transport.name)
        return deque(self.store.deferred(transport.name))

    def receive(self, transport: ActiveTransport) -> Iterator[float]:
        """Offer empty messages until the transport leaves one unsaved, ends it, or fails (ruling D-20)."""
        received, passed_over, waited = 0, 0, 0.0
        while transport.shows(StatusCode.STATUS_INBOUND_FLUSH):
            message = self.store.new_message(transport.name)
            self.mail_announced.discard(transport.name)
            try:
                started = self.offer(transport, message)
            except MapiError as error:
                self.failures.append(error.code)
                return
            if message.saved:
                received, waited = received + 1, 0.0
            if received > _RECEIVED or (started.wait_seconds and waited >= self.patience):
                self.failures.append(ResultCode.MAPI_E_NETWORK_ERROR)
                return
            if started.wait_seconds:
                yield self.granted(started.wait_seconds, waited)
                waited += max(started.wait_seconds, _SHORTEST_WAIT)
            elif not message.saved:
                passed_over += 1
                if transport.name not in self.mail_announced or passed_over > _PASSED_OVER:
                    return

    def offer(self, transport: ActiveTransport, message: DeliveredMessage) -> Started:
        """Offer one empty message. If the transport is busy, wait as if it had asked to, unless its far end is in trouble."""
        try:
            return transport.logon.start_message(0, message)
        except MapiError as error:
            if error.code not in _BUSY:
                raise
            if transport.server.in_trouble:
                raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR) from error
            return Started(wait_seconds=_BUSY_WAIT)

    def _notify(self, transport: ActiveTransport, flags: int) -> None:
        if transport.name in self.out_of_service:
            transport.show_failure()
            return
        try:
            transport.logon.transport_notify(flags, None)
        except MapiError as error:
            self.failures.append(error.code)
