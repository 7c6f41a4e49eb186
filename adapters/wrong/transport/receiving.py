"""Wrong transports under test: what they do with mail that waits at their far ends."""

from mapi_tck.mapi import MapiError, ResultCode, SpoolerNotifyFlag, StatusCode
from mapi_tck.ports import IncomingMessage, Started

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.variants import instead_of, specimen


@instead_of(DeferringTransport.start_message, "message-saved-empty", step="X11")
def hollow(self: DeferringTransport, flags: int, message: IncomingMessage) -> Started:
    """A message is saved before it is filled in."""
    if self.server.waiting:
        self.server.fetch()
        message.save_changes(0)
        message.set_token(self.server.waiting[0])
        self.server.fetched()
    return Started()


@instead_of(DeferringTransport.start_message, "two-messages-in-one", step="X11")
def stuffed(self: DeferringTransport, flags: int, message: IncomingMessage) -> Started:
    """All messages that wait are filled into one, where only the last stays."""
    while len(self.server.waiting) > 1:
        message.set_token(self.server.fetch())
        self.server.fetched()
    return DeferringTransport.start_message(self, flags, message)


@instead_of(DeferringTransport.start_message, "same-message-forever", step="X11")
def stuck(self: DeferringTransport, flags: int, message: IncomingMessage) -> Started:
    """A received message is not taken off the far end, and is received again and again."""
    if self.server.waiting:
        message.set_token(self.server.fetch())
        message.save_changes(0)
    return Started()


@specimen("received-message-saved-twice", step="X11")
class SavesTwice(DeferringTransport):
    """Every received message is delivered twice."""

    _again: str | None = None

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        if self._again is not None:
            message.set_token(self._again)
            message.save_changes(0)
            self._again = None
            return Started()
        first = self.server.waiting[0] if self.server.waiting else None
        started = super().start_message(flags, message)
        if first is not None and not started.wait_seconds:
            self._again = first
        return started


@instead_of(DeferringTransport.start_message, "new-mail-told-and-left", step="X11")
def only_tells(self: DeferringTransport, flags: int, message: IncomingMessage) -> Started:
    """StartMessage announces waiting mail with NOTIFY_NEWMAIL and leaves its message unsaved."""
    if self.server.waiting:
        self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_NEWMAIL, None)
    return Started()


@instead_of(DeferringTransport.start_message, "saves-when-nothing-waits", step="X11")
def saves_nothing(self: DeferringTransport, flags: int, message: IncomingMessage) -> Started:
    """StartMessage saves an empty message if nothing waits, as one of the pages says."""
    if not self.server.waiting:
        message.save_changes(0)
    return DeferringTransport.start_message(self, flags, message)


@instead_of(DeferringTransport.start_message, "fails-when-nothing-waits", step="X11")
def fails_on_nothing(self: DeferringTransport, flags: int, message: IncomingMessage) -> Started:
    """StartMessage refuses with MAPI_E_NOT_FOUND if nothing waits."""
    if not self.server.waiting:
        raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
    return DeferringTransport.start_message(self, flags, message)


@instead_of(MailServer.fetch, "newest-received-first", step="X11")
def backwards(self: MailServer) -> str:
    """The message that arrived last is received first."""
    if self.waiting:
        self.waiting.rotate(1)
    return MailServer.fetch(self)


@specimen("received-in-pairs-reversed", step="X11")
class PairsReceived(MailServer):
    """Of each two messages that wait, the second is received first."""

    _first: str | None = None

    def fetch(self) -> str:
        if len(self.waiting) > 1 and self.waiting[0] != self._first:
            self._first = self.waiting[0]
            self.waiting[0], self.waiting[1] = self.waiting[1], self.waiting[0]
        return super().fetch()


@instead_of(DeferringTransport.start_message, "one-message-received-a-flush", step="X11")
def sated(self: DeferringTransport, flags: int, message: IncomingMessage) -> Started:
    """The transport ends the inbound phase after its first message, in every flush."""
    waited = len(self.server.waiting)
    started = DeferringTransport.start_message(self, flags, message)
    if len(self.server.waiting) < waited:
        self.change_status(clear_bits=StatusCode.STATUS_INBOUND_FLUSH)
    return started


@specimen("five-messages-received-a-flush", step="X11")
class FiveReceived(DeferringTransport):
    """The transport leaves messages unsaved after the fifth, in every flush."""

    _count = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._count = 0
        super().flush_queues(ui_param, target, flags)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        if self._count >= 5:
            return Started()
        waited = len(self.server.waiting)
        started = super().start_message(flags, message)
        self._count += len(self.server.waiting) < waited
        return started


@specimen("mail-as-of-the-first-flush", step="X11")
class KnowsOldMail(DeferringTransport):
    """Mail that arrives after the first flush is never received."""

    _known: frozenset[str] | None = None

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if self._known is None and self.server.waiting:
            self._known = frozenset(self.server.waiting)
        super().flush_queues(ui_param, target, flags)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        new = self._known is not None and bool(self.server.waiting) and self.server.waiting[0] not in self._known
        return Started() if new else super().start_message(flags, message)


@instead_of(DeferringTransport.start_message, "received-message-lost-with-the-line", step="X11")
def spills(self: DeferringTransport, flags: int, message: IncomingMessage) -> Started:
    """If the line breaks, StartMessage fails and the message is taken off the far end."""
    try:
        return DeferringTransport.start_message(self, flags, message)
    except MapiError:
        self.server.fetched()
        raise


@instead_of(DeferringTransport.start_message, "refused-message-dropped-at-the-far-end", step="X11")
def drops(self: DeferringTransport, flags: int, message: IncomingMessage) -> Started:
    """If the line breaks, StartMessage succeeds and the message is taken off the far end."""
    try:
        return DeferringTransport.start_message(self, flags, message)
    except MapiError:
        self.server.fetched()
        return Started()


@instead_of(DeferringTransport.start_message, "message-removed-before-saved", step="X11")
def rash(self: DeferringTransport, flags: int, message: IncomingMessage) -> Started:
    """A message is taken off the far end although SaveChanges has failed."""
    try:
        return DeferringTransport.start_message(self, flags, message)
    except MapiError as error:
        if error.code == ResultCode.MAPI_E_NOT_ENOUGH_DISK:
            self.server.fetched()
        raise
