"""Wrong transports under test: what they do with mail that waits at their far ends."""

from mapi_tck.mapi import MapiError, ResultCode, SpoolerNotifyFlag, StatusCode
from mapi_tck.ports import IncomingMessage, Started

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ..faults import fault

# -- X: Poll -----------------------------------------------------------------------------------------------------------


@fault("poll-never-finds-mail")
class Blind(DeferringTransport):
    """Answers to Poll that nothing waits."""

    def poll(self) -> bool:
        """No."""
        return False


@fault("poll-always-finds-mail")
class Hopeful(DeferringTransport):
    """Answers to Poll that mail waits."""

    def poll(self) -> bool:
        """Yes."""
        return True


# -- X11: filling messages ---------------------------------------------------------------------------------------------


@fault("newest-received-first")
class Backwards(MailServer):
    """Hands over what has arrived last."""

    def fetch(self) -> str:
        """From the other end."""
        if self.waiting:
            self.waiting.rotate(1)
        return super().fetch()


@fault("message-saved-empty")
class Hollow(DeferringTransport):
    """Saves every message before it has filled it."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """In the wrong order."""
        if self.server.waiting:
            self.server.fetch()
            message.save_changes(0)
            message.set_token(self.server.waiting[0])
            self.server.fetched()
        return Started()


@fault("two-messages-in-one")
class Stuffed(DeferringTransport):
    """Puts all that waits into one message, where the last stays."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Fill it again and again."""
        while len(self.server.waiting) > 1:
            message.set_token(self.server.fetch())
            self.server.fetched()
        return super().start_message(flags, message)


@fault("same-message-forever")
class Stuck(DeferringTransport):
    """Never takes a received message off the far end, and so receives the first one again and again."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Fill and save, no more."""
        if self.server.waiting:
            message.set_token(self.server.fetch())
            message.save_changes(0)
        return Started()


@fault("one-message-received-a-flush")
class Sated(DeferringTransport):
    """Ends the phase with the first message that it has received, each time."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Clear the bit: that is enough."""
        waited = len(self.server.waiting)
        started = super().start_message(flags, message)
        if len(self.server.waiting) < waited:
            self.change_status(clear_bits=StatusCode.STATUS_INBOUND_FLUSH)
        return started


@fault("saves-when-nothing-waits")
class SavesNothing(DeferringTransport):
    """Says that there is no more mail by saving an empty message."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """As one of the pages has it."""
        if not self.server.waiting:
            message.save_changes(0)
        return super().start_message(flags, message)


@fault("fails-when-nothing-waits")
class FailsOnNothing(DeferringTransport):
    """Says that there is no more mail by MAPI_E_NOT_FOUND."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Refuse."""
        if not self.server.waiting:
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        return super().start_message(flags, message)


@fault("new-mail-told-and-left")
class OnlyTells(DeferringTransport):
    """Tells the spooler of new mail instead of filling the message that it is offered."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """NOTIFY_NEWMAIL, and nothing saved."""
        if self.server.waiting:
            self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_NEWMAIL, None)
        return Started()


@fault("received-message-lost-with-the-line")
class Spills(DeferringTransport):
    """Takes a message off the far end before it has it, and loses it when the line breaks."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Forget it at the far end, whatever came of it."""
        try:
            return super().start_message(flags, message)
        except MapiError:
            self.server.fetched()
            raise


@fault("message-removed-before-saved")
class Rash(DeferringTransport):
    """Takes a message off the far end before it has saved it."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Forget it at the far end, even if SaveChanges fails."""
        try:
            return super().start_message(flags, message)
        except MapiError as error:
            if error.code == ResultCode.MAPI_E_NOT_ENOUGH_DISK:
                self.server.fetched()
            raise


@fault("refused-message-dropped-at-the-far-end")
class Drops(DeferringTransport):
    """Leaves a message unsaved when the line breaks, and takes it off the far end."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """As if there were nothing."""
        try:
            return super().start_message(flags, message)
        except MapiError:
            self.server.fetched()
            return Started()


@fault("received-message-saved-twice")
class SavesTwice(DeferringTransport):
    """Hands every message over once more before it goes on to the next."""

    _again: str | None = None

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """The previous one again, then the next one."""
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
