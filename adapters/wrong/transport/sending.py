"""Wrong transports under test: what they do with messages that they are given to send."""

from contextlib import suppress
from typing import ClassVar

from mapi_tck.mapi import EndMessageFlag, FlushFlag, MapiError, ResultCode, StatusCode, TransportNotifyFlag
from mapi_tck.ports import Direction, OutgoingMessage, Submitted

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.transport import ReferenceTransport
from ...reference.variants import ByKeyword, instead_of, part_of, specimen


@instead_of(DeferringTransport.submit_message, "takes-no-message", step="X4")
def unwilling(self: DeferringTransport, flags: int, message: OutgoingMessage) -> Submitted:
    """Every message is refused as not the transport's own."""
    raise MapiError(ResultCode.MAPI_E_NOT_ME)


@instead_of(DeferringTransport.submit_message, "takes-no-message-for-want-of-resources", step="X4")
def poor(self: DeferringTransport, flags: int, message: OutgoingMessage) -> Submitted:
    """Every message is refused with MAPI_E_NOT_ENOUGH_RESOURCES."""
    raise MapiError(ResultCode.MAPI_E_NOT_ENOUGH_RESOURCES)


@instead_of(DeferringTransport.patience, "waits-without-end", step="X4")
def ever_patient(self: DeferringTransport) -> float:
    """While the far end is slow, the transport asks the spooler to wait again and again."""
    return min(self.server.pace(), 0.001)


@instead_of(DeferringTransport.submit_message, "slow-message-declined", step="X4")
def impatient(self: DeferringTransport, flags: int, message: OutgoingMessage) -> Submitted:
    """A message is refused while the far end is slow."""
    if self.server.pace():
        raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
    return DeferringTransport.submit_message(self, flags, message)


@instead_of(MailServer.take, "declined-though-sent", step="X4")
def loses_answer(self: MailServer, token: str) -> bool:
    """The far end takes a message before the line breaks, and the transport refuses that message."""
    try:
        return MailServer.take(self, token)
    except MapiError:
        self._note(token)
        raise


@instead_of(DeferringTransport.submit_message, "declines-without-a-reason", step="X4")
def declines_vaguely(self: DeferringTransport, flags: int, message: OutgoingMessage) -> Submitted:
    """A message is refused with MAPI_E_CALL_FAILED if the far end is down; that code tells a spooler nothing."""
    try:
        return DeferringTransport.submit_message(self, flags, message)
    except MapiError as error:
        raise MapiError(ResultCode.MAPI_E_CALL_FAILED) from error


@specimen("declined-message-never-taken", step="X4")
class Resentful(DeferringTransport):
    """A message that was refused once is refused ever after."""

    _declined: frozenset[str] = frozenset()

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if message.token in self._declined:
            raise MapiError(ResultCode.MAPI_E_NOT_ME)
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._declined |= {message.token}
            raise


class KnowsToken(DeferringTransport):
    """Knows the message that it was given last."""

    token = ""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        self.token = message.token
        return super().submit_message(flags, message)


class AsksFirst(DeferringTransport):
    """SubmitMessage only asks whether the far end can be reached and takes mail."""

    token = ""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if seconds := self.patience():
            return Submitted(wait_seconds=seconds)
        if self.server.unreachable or self.server.refuses_login(Direction.OUTGOING):
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
        self.token = message.token
        return Submitted()


@instead_of(DeferringTransport.end_message, "refused-message-reported-sent", step="X6")
def optimist(self: DeferringTransport, reference: int) -> int:
    """A message that the far end has refused is reported as sent."""
    return 0


@instead_of(DeferringTransport.submit_message, "message-lost-with-the-line", step="X6")
def loses_with_line(self: DeferringTransport, flags: int, message: OutgoingMessage) -> Submitted:
    """A message is reported as sent if the line breaks with it."""
    try:
        return DeferringTransport.submit_message(self, flags, message)
    except MapiError:
        self._accepted = True
        return Submitted()


@specimen("sent-when-the-phase-ends", step="X6")
class Collector(DeferringTransport):
    """Messages are reported as sent, and only sent when the spooler has ended sending; what cannot be sent then is dropped."""

    _collected: tuple[str, ...] = ()

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        self._collected += (message.token,)
        self._accepted = True
        return Submitted()

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH:
            with suppress(MapiError):
                for token in self._collected:
                    self.server.take(token)
            self._collected = ()
        super().transport_notify(flags, data)


@instead_of(DeferringTransport.submit_message, "slow-message-reported-sent", step="X6")
def hasty(self: DeferringTransport, flags: int, message: OutgoingMessage) -> Submitted:
    """While the far end is slow, a message is reported as sent, and dropped."""
    if self.server.pace():
        self._accepted = True
        return Submitted()
    return DeferringTransport.submit_message(self, flags, message)


class Overflowing(ByKeyword, MailServer):
    """After so many messages the next one is reported as sent, and dropped."""

    number: ClassVar[int]
    _taken = 0

    def take(self, token: str) -> bool:
        if self._taken == self.number:
            self._taken = 0
            return True
        taken = super().take(token)
        self._taken += taken
        return taken


@specimen("sixth-message-lost", step="X6")
class SixthLost(Overflowing, number=5):
    """Every sixth message is reported as sent, and dropped."""


@specimen("end-message-of-the-one-before", step="X6")
class OneBehind(DeferringTransport):
    """EndMessage answers for the message before."""

    _before = 0

    def end_message(self, reference: int) -> int:
        answer, self._before = self._before, super().end_message(reference)
        return answer


@instead_of(MailServer.take, "kept-though-sent", step="X6")
def refuses(self: MailServer, token: str) -> bool:
    """The far end takes a message that the transport keeps as refused."""
    if MailServer.take(self, token):
        return True
    self._note(token)
    return False


@part_of("kept-though-sent")
class AsksAgain(DeferringTransport):
    """Asks for a message again that it keeps."""

    def end_message(self, reference: int) -> int:
        return int(EndMessageFlag.END_RESEND_LATER) if super().end_message(reference) else 0


@instead_of(DeferringTransport.end_message, "end-flags-contradict", step="X6")
def undecided(self: DeferringTransport, reference: int) -> int:
    """EndMessage sets END_RESEND_LATER and END_DONT_RESEND together."""
    kept = DeferringTransport.end_message(self, reference)
    return kept | EndMessageFlag.END_RESEND_LATER if kept else 0


@instead_of(DeferringTransport.end_message, "end-flag-undefined", step="X6")
def inventive(self: DeferringTransport, reference: int) -> int:
    """EndMessage sets a bit that is not defined, beside the flag that keeps the message."""
    kept = DeferringTransport.end_message(self, reference)
    return kept | 1 if kept else 0


@specimen("kept-message-sent-twice", step="X7")
class Careful(KnowsToken):
    """A message that was kept is sent from a copy in the next flush, and sent again when it is submitted again."""

    _copies: tuple[str, ...] = ()

    def end_message(self, reference: int) -> int:
        kept = super().end_message(reference)
        if kept:
            self._copies += (self.token,)
        return kept

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        copies, self._copies = self._copies, ()
        with suppress(MapiError):
            for token in copies if flags & FlushFlag.FLUSH_UPLOAD else ():
                self.server.take(token)


@specimen("kept-message-swallowed", step="X6")
class Forgetful(DeferringTransport):
    """A message that was kept is not sent when it is submitted again, but reported as sent."""

    _known: frozenset[str] = frozenset()

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if message.token in self._known:
            self._accepted = True
            return Submitted()
        submitted = super().submit_message(flags, message)
        if not submitted.wait_seconds:
            self._known |= {message.token}
        return submitted


@specimen("cancelled-message-reported-unsent", step="X6")
class Denies(DeferringTransport):
    """EndMessage says that a cancelled message is not sent, although the far end has it already."""

    _cancelled = False

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        self._cancelled = bool(flags & TransportNotifyFlag.NOTIFY_CANCEL_MESSAGE)
        super().transport_notify(flags, data)

    def end_message(self, reference: int) -> int:
        cancelled, self._cancelled = self._cancelled, False
        ended = super().end_message(reference)
        return int(EndMessageFlag.END_RESEND_LATER) if cancelled else ended


@specimen("cancelled-message-reported-sent", step="X6")
class Cancels(DeferringTransport):
    """A message is sent only when EndMessage is called; a cancelled one is not sent, but reported as sent."""

    _token: str | None = None

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if seconds := self.patience():
            return Submitted(wait_seconds=seconds)
        self._token = message.token
        return Submitted()

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if flags & TransportNotifyFlag.NOTIFY_CANCEL_MESSAGE:
            self._token = None
        super().transport_notify(flags, data)

    def end_message(self, reference: int) -> int:
        if self._token is None:
            return 0
        self._accepted = False
        with suppress(MapiError):
            self._accepted = self.server.take(self._token)
        return super().end_message(reference)


@specimen("order-reversed-in-pairs", step="X7")
class Pairs(DeferringTransport):
    """Every other message is held back until the next one is sent."""

    _held: str | None = None

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if self._held is None:
            self._held = message.token
            self._accepted = True
            return Submitted()
        submitted = super().submit_message(flags, message)
        if not submitted.wait_seconds:
            self._let_go()
        return submitted

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH:
            self._let_go()
        super().transport_notify(flags, data)

    def _let_go(self) -> None:
        if self._held is not None:
            with suppress(MapiError):
                if self.server.take(self._held):
                    self._held = None


@instead_of(KnowsToken.end_message, "sent-at-submit-and-at-end", step="X7")
def twice(self: KnowsToken, reference: int) -> int:
    """A message is sent at SubmitMessage and again at EndMessage."""
    ended = KnowsToken.end_message(self, reference)
    if not ended:
        with suppress(MapiError):
            self.server.take(self.token)
    return ended


@specimen("trouble-is-for-good", step="X7")
class GivesUp(DeferringTransport):
    """After the line has broken once, the transport takes part in no flush any more."""

    _gave_up = False

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._gave_up = True
            raise

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if not self._gave_up:
            super().flush_queues(ui_param, target, flags)


@instead_of(ReferenceTransport.end_message, "one-message-a-flush", step="X7")
def modest(self: ReferenceTransport, reference: int) -> int:
    """The transport ends the outbound phase after its first message, in every flush."""
    ended = ReferenceTransport.end_message(self, reference)
    self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH)
    return ended


class EndsAfter(ByKeyword, DeferringTransport):
    """The transport ends the outbound phase after so many messages, in every flush."""

    number: ClassVar[int]
    _count = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._count = 0
        super().flush_queues(ui_param, target, flags)

    def end_message(self, reference: int) -> int:
        ended = super().end_message(reference)
        self._count += 1
        if self._count >= self.number:
            self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH)
        return ended


@specimen("five-messages-sent-a-flush", step="X7")
class FiveSent(EndsAfter, number=5):
    """The transport ends the outbound phase after its fifth message, in every flush."""
