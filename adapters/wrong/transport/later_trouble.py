"""Wrong transports under test: trouble that comes in the middle, at a second message or for a second time."""

from collections import Counter
from contextlib import suppress

from mapi_tck.mapi import EndMessageFlag, FlushFlag, MapiError, ResultCode, StatusCode, TransportNotifyFlag
from mapi_tck.ports import Direction, IncomingMessage, OutgoingMessage, Started, Submitted, Transfer

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.transport import ReferenceTransport
from ...reference.variants import instead_of, specimen
from .sending import AsksFirst, KnowsToken


@specimen("message-lost-when-the-line-breaks-before-endmessage", step="X6")
class SendsAtEnd(AsksFirst):
    """SubmitMessage only asks the far end, and EndMessage sends the message; if the line breaks in between, it is lost."""

    def end_message(self, reference: int) -> int:
        unreachable = self.server.unreachable
        self._accepted = unreachable
        with suppress(MapiError):
            self._accepted = self.server.take(self.token)
        return super().end_message(reference)


@specimen("message-without-an-answer-called-off", step="X7")
class CallsOff(DeferringTransport):
    """A message that got no answer is called off with MAPI_E_CANCEL when it is submitted again, whether the far end has it or
    not.
    """

    _unanswered = ""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if message.token == self._unanswered and not self.server.unreachable:
            raise MapiError(ResultCode.MAPI_E_CANCEL)
        silent = self.server.silent
        try:
            return super().submit_message(flags, message)
        except MapiError:
            if self.server.silent and not silent:
                self._unanswered = message.token
            raise


@specimen("message-before-the-silence-sent-again", step="X7")
class ResendsFirst(KnowsToken):
    """If the far end does not answer, the next flush sends the message before that one again."""

    _before = ""
    _owed = ""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        before, silent = self.token, self.server.silent
        try:
            return super().submit_message(flags, message)
        except MapiError:
            if self.server.silent and not silent and before != message.token:
                self._owed = before
            raise

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        if self._owed and flags & FlushFlag.FLUSH_UPLOAD:
            with suppress(MapiError):
                self.server.take(self._owed)
                self._owed = ""


@specimen("third-attempt-under-another-identity", step="X7")
class RenamingLate(MailServer):
    """The third attempt to send a message gives it a new identity, so that two arrive if the first attempt came through."""

    def __init__(self, transport: str, journal: list[Transfer]) -> None:
        self._attempts: Counter[str] = Counter()
        super().__init__(transport, journal)

    def take(self, token: str) -> bool:
        self._attempts[token] += 1
        return super().take(token)

    def identity_of(self, token: str) -> str:
        return f"<{token}-{self._attempts[token] // 3}@reference>"


class KeepsForLater(KnowsToken):
    """Keeps each message that could not be sent with END_RESEND_LATER, and counts them in a flush."""

    failures = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self.failures = 0
        super().flush_queues(ui_param, target, flags)

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._accepted = False
            return Submitted()

    def end_message(self, reference: int) -> int:
        self.failures += not self._accepted
        return 0 if self._accepted else int(EndMessageFlag.END_RESEND_LATER)


@instead_of(KeepsForLater.end_message, "sixth-failure-of-a-flush-called-sent", step="X6")
def gives_up(self: KeepsForLater, reference: int) -> int:
    """After five messages of a flush that could not be sent, EndMessage calls each other one sent."""
    kept = KeepsForLater.end_message(self, reference)
    return 0 if self.failures > 5 else kept


@specimen("first-failure-sent-by-the-second", step="X7")
class RetriesItself(KeepsForLater):
    """When a second message of a flush cannot be sent, the transport sends both itself in the next flush, too."""

    _failed: tuple[str, ...] = ()

    def end_message(self, reference: int) -> int:
        kept = super().end_message(reference)
        self._failed += (self.token,) if kept else ()
        return kept

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        failed, self._failed = self._failed, ()
        if len(failed) > 1 and flags & FlushFlag.FLUSH_UPLOAD:
            for token in failed:
                with suppress(MapiError):
                    self.server.take(token)


# -- lines and bits, by the stage of the trouble ----------------------------------------------------------------------


@specimen("line-held-after-a-refused-login-to-fetch", step="X13")
class HoldsWhenShutOut(DeferringTransport):
    """The line stays held after a flush in which the far end refused the login to fetch alone."""

    def close_line(self) -> None:
        if not self.server.refuses_login(Direction.INCOMING) or self.server.refuses_login(Direction.OUTGOING):
            super().close_line()


@specimen("line-held-after-silence", step="X8")
class HoldsWhenSilent(DeferringTransport):
    """The line stays held after a flush in which the far end fell silent."""

    def close_line(self) -> None:
        if not self.server.silent:
            super().close_line()


@specimen("bit-left-after-a-refused-message", step="X12")
class ShowsRefusal(DeferringTransport):
    """STATUS_OUTBOUND_FLUSH stays set if the last message of the flush was refused."""

    _refused = False

    def end_message(self, reference: int) -> int:
        self._refused = not self._accepted
        return super().end_message(reference)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH and self._refused:
            self._refused = False
            self.change_status(set_bits=StatusCode.STATUS_OUTBOUND_FLUSH)


# -- what is not shown, refused or not received then ------------------------------------------------------------------


@specimen("no-phase-after-two-failures", step="X2")
class TwiceBurnt(DeferringTransport):
    """After two flushes in which the line broke, the announcement sets no flush bit."""

    _failures = 0

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._failures += 1
            raise

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        if self._failures >= 2:
            self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH)


@instead_of(ReferenceTransport.flush_queues, "force-refused-for-the-incoming-queue", step="X1")
def unforced(self: ReferenceTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """FLUSH_FORCE is refused if the incoming queue alone is announced."""
    if flags & FlushFlag.FLUSH_FORCE and not flags & FlushFlag.FLUSH_UPLOAD:
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
    ReferenceTransport.flush_queues(self, ui_param, target, flags)


@specimen("fails-when-all-is-received", step="X11")
class FailsAfterwards(DeferringTransport):
    """StartMessage fails if nothing waits any more, after messages were received."""

    _received = False

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        if self._received and not self.server.waiting:
            self._received = False
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        started = super().start_message(flags, message)
        self._received = not started.wait_seconds
        return started


class CountsSaved(DeferringTransport):
    """Knows how many messages were saved in this flush, and at which one SaveChanges failed."""

    _saved = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._saved = 0
        super().flush_queues(ui_param, target, flags)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        try:
            started = super().start_message(flags, message)
        except MapiError as error:
            if error.code == ResultCode.MAPI_E_NOT_ENOUGH_DISK and self._saved:
                self.give_up()
            raise
        self._saved += not started.wait_seconds
        return started

    def give_up(self) -> None:
        """Do what is wrong with the first message that waits: it could not be saved."""
        raise NotImplementedError


@instead_of(CountsSaved.give_up, "second-message-removed-before-saved", step="X11")
def removes(self: CountsSaved) -> None:
    """A message is taken off the far end although SaveChanges has failed, unless it was the first."""
    self.server.fetched()


@specimen("unsaved-message-not-offered-again", step="X11")
class PassesOver(CountsSaved):
    """A message whose SaveChanges has failed stays at the far end, and is never filled in again."""

    _passed_over = ""

    def give_up(self) -> None:
        self._passed_over = self.server.waiting[0]

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        if self.server.waiting and self.server.waiting[0] == self._passed_over:
            return Started()
        return super().start_message(flags, message)
