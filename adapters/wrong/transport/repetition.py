"""Wrong transports under test: what goes wrong only with many messages, with a later flush, or after a failure."""

from mapi_tck.mapi import FlushFlag, MapiError, ResultCode, StatusCode
from mapi_tck.ports import IncomingMessage, OutgoingMessage, Started, Submitted

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ..faults import fault

#: As many messages as there was room for.
_ROOM = 5

# -- X7 and X11: many messages -------------------------------------------------------------------------------------------


class Counting(DeferringTransport):
    """Counts the messages of a flush."""

    _count = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Begin to count."""
        self._count = 0
        super().flush_queues(ui_param, target, flags)


@fault("five-messages-sent-a-flush")
class FiveSent(Counting):
    """Ends the outbound phase with the fifth message, each time."""

    def end_message(self, reference: int) -> int:
        """Clear the bit: that is enough."""
        ended = super().end_message(reference)
        self._count += 1
        if self._count >= _ROOM:
            self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH)
        return ended


@fault("five-messages-received-a-flush")
class FiveReceived(Counting):
    """Leaves every message unsaved after the fifth, each time."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """No more."""
        if self._count >= _ROOM:
            return Started()
        waited = len(self.server.waiting)
        started = super().start_message(flags, message)
        self._count += len(self.server.waiting) < waited
        return started


@fault("sixth-message-lost")
class Overflowing(MailServer):
    """Has room for five messages, and says of the sixth that it has been taken."""

    _taken = 0

    def take(self, token: str) -> bool:
        """Pass over what there is no room for."""
        if self._taken == _ROOM:
            self._taken = 0
            return True
        taken = super().take(token)
        self._taken += taken
        return taken


@fault("received-in-pairs-reversed")
class PairsReceived(MailServer):
    """Hands over the second message before the first, and so on, as long as there are two."""

    _first: str | None = None

    def fetch(self) -> str:
        """Exchange two that were not exchanged before."""
        if len(self.waiting) > 1 and self.waiting[0] != self._first:
            self._first = self.waiting[0]
            self.waiting[0], self.waiting[1] = self.waiting[1], self.waiting[0]
        return super().fetch()


# -- X7: a later flush ---------------------------------------------------------------------------------------------------


@fault("third-flush-ignored")
class TwiceOnly(DeferringTransport):
    """Takes part in two flushes, and in no later one."""

    _flushes = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Count."""
        self._flushes += 1
        if self._flushes <= 2:
            super().flush_queues(ui_param, target, flags)


@fault("mail-as-of-the-first-flush")
class KnowsOldMail(DeferringTransport):
    """Receives what waited when it was flushed for the first time, and nothing that has come since."""

    _known: frozenset[str] | None = None

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Look once."""
        if self._known is None and self.server.waiting:
            self._known = frozenset(self.server.waiting)
        super().flush_queues(ui_param, target, flags)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """What it does not know is not there."""
        new = self._known is not None and bool(self.server.waiting) and self.server.waiting[0] not in self._known
        return Started() if new else super().start_message(flags, message)


# -- X5: the message before ----------------------------------------------------------------------------------------------


@fault("end-message-of-the-one-before")
class OneBehind(DeferringTransport):
    """Answers EndMessage with what became of the message before."""

    _before = 0

    def end_message(self, reference: int) -> int:
        """One too late."""
        answer, self._before = self._before, super().end_message(reference)
        return answer


# -- after a failure -----------------------------------------------------------------------------------------------------


@fault("line-held-after-a-failure")
class HoldsAfterFailure(DeferringTransport):
    """Does not hang up when the line has broken in the flush."""

    _broke = False

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Note it."""
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._broke = True
            raise

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Note it."""
        try:
            return super().start_message(flags, message)
        except MapiError:
            self._broke = True
            raise

    def close_line(self) -> None:
        """Only a line that works."""
        if not self._broke:
            super().close_line()


@fault("slow-message-declined")
class Impatient(DeferringTransport):
    """Declines a message when the far end is slow, where it should ask for patience."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Not now."""
        if self.server.pace():
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
        return super().submit_message(flags, message)


@fault("deferred-announced-when-unattended")
class AnnouncesUnattended(DeferringTransport):
    """Announces deferred messages only in a flush that nobody watches."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Without FLUSH_NO_UI, forget that there are any for as long as the announcement would be due."""
        waiting, attended = self._has_deferred, not flags & FlushFlag.FLUSH_NO_UI
        self._has_deferred = waiting and not attended
        super().flush_queues(ui_param, target, flags)
        self._has_deferred = self._has_deferred or (waiting and attended)
