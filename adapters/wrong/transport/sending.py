"""Wrong transports under test: what they do with messages that they are given to send."""

from contextlib import suppress
from functools import cached_property

from mapi_tck.mapi import EndMessageFlag, FlushFlag, MapiError, ResultCode, StatusCode, TransportNotifyFlag
from mapi_tck.ports import Direction, OutgoingMessage, Submitted, Transfer

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.transport import ReferenceTransport
from ..faults import fault

# -- X4: taking a message, or not --------------------------------------------------------------------------------------


@fault("takes-no-message")
class Unwilling(DeferringTransport):
    """Says of every message that it is not its own."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Decline."""
        raise MapiError(ResultCode.MAPI_E_NOT_ME)


@fault("waits-without-end")
class EverPatient(DeferringTransport):
    """Asks for patience each time, as long as the far end is slow."""

    def patience(self) -> float:
        """A moment, again and again."""
        return min(self.server.pace(), 0.001)


@fault("declined-though-sent")
class LosesAnswer(MailServer):
    """The far end takes the message, and the line breaks before the transport hears of it."""

    def take(self, token: str) -> bool:
        """Take it, then break."""
        try:
            return super().take(token)
        except MapiError:
            self._journal.append(Transfer(self.transport, Direction.OUTGOING, token))
            raise


class Declining(DeferringTransport):
    """Declines in its own way where the far end cannot be reached."""

    code: ResultCode

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """With another code."""
        try:
            return super().submit_message(flags, message)
        except MapiError as error:
            raise MapiError(self.code) from error


@fault("declines-without-a-reason")
class DeclinesVaguely(Declining):
    """MAPI_E_CALL_FAILED, which says nothing to a spooler."""

    code = ResultCode.MAPI_E_CALL_FAILED


@fault("declined-message-never-taken")
class Resentful(DeferringTransport):
    """Declines ever after what it had to decline once."""

    @cached_property
    def _declined(self) -> set[str]:
        return set()

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Remember."""
        if message.token in self._declined:
            raise MapiError(ResultCode.MAPI_E_NOT_ME)
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._declined.add(message.token)
            raise


# -- X6: what became of it ---------------------------------------------------------------------------------------------


@fault("refused-message-reported-sent")
class Optimist(DeferringTransport):
    """Says of a message that the far end has refused that it is sent."""

    def end_message(self, reference: int) -> int:
        """Never keep one."""
        return 0


@fault("message-lost-with-the-line")
class LosesWithLine(DeferringTransport):
    """When the line breaks, says of the message at hand that it is sent."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Swallow the error."""
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._accepted = True
            return Submitted()


@fault("sent-when-the-phase-ends")
class Collector(DeferringTransport):
    """Collects all messages, and sends them when the spooler has ended sending."""

    @cached_property
    def _collected(self) -> list[str]:
        return []

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Keep it for later."""
        self._collected.append(message.token)
        self._accepted = True
        return Submitted()

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Send them all; what does not go now goes next time."""
        if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH:
            with suppress(MapiError):
                while self._collected and self.server.take(self._collected[0]):
                    del self._collected[0]
        super().transport_notify(flags, data)


@fault("slow-message-reported-sent")
class Hasty(DeferringTransport):
    """Does not wait for a slow far end, and says that the message is sent."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Drop what would take time."""
        if self.server.pace():
            self._accepted = True
            return Submitted()
        return super().submit_message(flags, message)


@fault("kept-though-sent")
class Refuses(MailServer):
    """The far end takes a message, and the transport believes that it has refused it."""

    def take(self, token: str) -> bool:
        """Take it, and say no."""
        if super().take(token):
            return True
        self._journal.append(Transfer(self.transport, Direction.OUTGOING, token))
        return False


@fault("end-flags-contradict")
class Undecided(DeferringTransport):
    """Tells the spooler to send a message again now, and not to send it again."""

    def end_message(self, reference: int) -> int:
        """Two flags for one."""
        kept = super().end_message(reference)
        return kept | EndMessageFlag.END_RESEND_LATER if kept else 0


@fault("end-flag-undefined")
class Inventive(DeferringTransport):
    """Adds a bit of its own to the flag that keeps a message."""

    def end_message(self, reference: int) -> int:
        """One that no header defines."""
        kept = super().end_message(reference)
        return kept | 1 if kept else 0


@fault("kept-message-sent-twice")
class Careful(DeferringTransport):
    """Keeps a copy of what the far end has refused and sends that with the next flush, besides what is submitted."""

    _token = ""

    @cached_property
    def _copies(self) -> list[str]:
        return []

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Remember which it is."""
        self._token = message.token
        return super().submit_message(flags, message)

    def end_message(self, reference: int) -> int:
        """Copy what is kept."""
        kept = super().end_message(reference)
        if kept:
            self._copies.append(self._token)
        return kept

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Send the copies."""
        super().flush_queues(ui_param, target, flags)
        copies, self._copies = self._copies, []
        with suppress(MapiError):
            for token in copies if flags & FlushFlag.FLUSH_UPLOAD else ():
                self.server.take(token)


@fault("kept-message-swallowed")
class Forgetful(DeferringTransport):
    """Takes a message that was kept for one that it knows already, and says that it is sent."""

    @cached_property
    def _known(self) -> set[str]:
        return set()

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Nothing twice, nothing at all."""
        if message.token in self._known:
            self._accepted = True
            return Submitted()
        submitted = super().submit_message(flags, message)
        if not submitted.wait_seconds:
            self._known.add(message.token)
        return submitted


@fault("cancelled-message-reported-unsent")
class Denies(DeferringTransport):
    """Says of a cancelled message that it is not sent, although the far end has it already."""

    _cancelled = False

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Note the cancellation."""
        self._cancelled = bool(flags & TransportNotifyFlag.NOTIFY_CANCEL_MESSAGE)
        super().transport_notify(flags, data)

    def end_message(self, reference: int) -> int:
        """Not sent, it says."""
        cancelled, self._cancelled = self._cancelled, False
        ended = super().end_message(reference)
        return int(EndMessageFlag.END_DONT_RESEND) if cancelled else ended


class SendsAtTheEnd(DeferringTransport):
    """Sends a message when the spooler asks what became of it."""

    _token: str | None = None

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Wait if need be, take it, and do no more."""
        if seconds := self.patience():
            return Submitted(wait_seconds=seconds)
        self._token = message.token
        return Submitted()

    def end_message(self, reference: int) -> int:
        """Send it now; a broken line is a refusal."""
        self._accepted = False
        with suppress(MapiError):
            self._accepted = self._token is not None and self.server.take(self._token)
        return super().end_message(reference)


@fault("cancelled-message-reported-sent")
class Cancels(SendsAtTheEnd):
    """Does not send a cancelled message, and says that it is sent."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Forget the message."""
        if flags & TransportNotifyFlag.NOTIFY_CANCEL_MESSAGE:
            self._token = None
        super().transport_notify(flags, data)

    def end_message(self, reference: int) -> int:
        """Nothing to do, so all done."""
        return 0 if self._token is None else super().end_message(reference)


# -- X7: the whole queue -----------------------------------------------------------------------------------------------


@fault("order-reversed-in-pairs")
class Pairs(DeferringTransport):
    """Holds every other message back until it has sent the next one."""

    _held: str | None = None

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Hold one, then send two."""
        if self._held is None:
            self._held = message.token
            self._accepted = True
            return Submitted()
        submitted = super().submit_message(flags, message)
        if not submitted.wait_seconds:
            self._let_go()
        return submitted

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """At the end nothing is held any more."""
        if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH:
            self._let_go()
        super().transport_notify(flags, data)

    def _let_go(self) -> None:
        if self._held is not None:
            with suppress(MapiError):
                if self.server.take(self._held):
                    self._held = None


@fault("sent-at-submit-and-at-end")
class Twice(DeferringTransport):
    """Sends a message when it is submitted, and again when the spooler asks what became of it."""

    _token = ""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """The first time."""
        self._token = message.token
        return super().submit_message(flags, message)

    def end_message(self, reference: int) -> int:
        """The second time."""
        ended = super().end_message(reference)
        if not ended:
            with suppress(MapiError):
                self.server.take(self._token)
        return ended


@fault("trouble-is-for-good")
class GivesUp(DeferringTransport):
    """When the line has broken once, takes part in no flush any more."""

    _gave_up = False

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Give up at the first error."""
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._gave_up = True
            raise

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Show no bit."""
        if not self._gave_up:
            super().flush_queues(ui_param, target, flags)


@fault("one-message-a-flush")
class Modest(ReferenceTransport):
    """Ends the phase with the first message that it has sent, each time."""

    def end_message(self, reference: int) -> int:
        """Clear the bit: that is enough."""
        ended = super().end_message(reference)
        self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH)
        return ended
