"""Wrong transports under test: what they do while their far end is in trouble, and what stays of it afterwards."""

from mapi_tck.mapi import FlushFlag, MapiError, ResultCode, StatusCode, TransportNotifyFlag
from mapi_tck.ports import Direction, IncomingMessage, OutgoingMessage, PromptKind, Started, Submitted

from ...reference.deferring import DeferringTransport
from ...reference.variants import instead_of, specimen
from .announcements import Prompting
from .sending import KnowsToken

_ENDS = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH


# -- mail that waits behind a far end in trouble ----------------------------------------------------------------------


@instead_of(DeferringTransport.start_message, "unreachable-taken-for-empty", step="X11")
def swallows(self: DeferringTransport, flags: int, message: IncomingMessage) -> Started:
    """If the mail that waits cannot be fetched, StartMessage succeeds and leaves its message unsaved."""
    try:
        return DeferringTransport.start_message(self, flags, message)
    except MapiError:
        return Started()


@specimen("refused-login-taken-for-empty", step="X11")
class Shy(DeferringTransport):
    """If the far end refuses the login, StartMessage succeeds and leaves its message unsaved."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        try:
            return super().start_message(flags, message)
        except MapiError:
            if not self.server.refuses_login(Direction.INCOMING):
                raise
            return Started()


@specimen("inbound-phase-left-out-when-down", step="X9")
class LeavesOut(DeferringTransport):
    """If the far end cannot be reached, the inbound phase is left out."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if self.server.unreachable:
            flags &= ~int(FlushFlag.FLUSH_DOWNLOAD)
        super().flush_queues(ui_param, target, flags)


@specimen("receiving-left-out-when-sending-is-refused", step="X9")
class SendsOrStops(DeferringTransport):
    """If the far end refuses the login to send or the messages, the inbound phase is left out, too."""

    _failed = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._failed = False
        super().flush_queues(ui_param, target, flags)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if self._failed:
            self._directions &= ~int(FlushFlag.FLUSH_DOWNLOAD)
        super().transport_notify(flags, data)

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        self._failed = self._failed or self.server.refuses_login(Direction.OUTGOING)
        return super().submit_message(flags, message)

    def end_message(self, reference: int) -> int:
        kept = super().end_message(reference)
        self._failed = self._failed or bool(kept and not self.server.in_trouble)
        return kept


@instead_of(DeferringTransport.flush_queues, "flush-refused-when-fetching-is-refused", step="X9")
def fetches_or_refuses(self: DeferringTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """A flush of both queues is refused if the far end refuses the login to fetch."""
    if self.server.refuses_login(Direction.INCOMING) and not self.server.refuses_login(Direction.OUTGOING):
        raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
    DeferringTransport.flush_queues(self, ui_param, target, flags)


# -- user interface ---------------------------------------------------------------------------------------------------


class PromptingInTrouble(Prompting):
    """If it is a LAN transport, shows something when a call fails, despite FLUSH_NO_UI."""

    def wants_to_tell(self) -> bool:
        """Whether this failure is one of those that it shows."""
        raise NotImplementedError

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._tell()
            raise

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        try:
            return super().start_message(flags, message)
        except MapiError:
            self._tell()
            raise

    def _tell(self) -> None:
        if self.wants_to_tell():
            self.prompt()


@instead_of(PromptingInTrouble.wants_to_tell, "dialog-when-the-far-end-is-down", step="X2")
def tells_of_breaks(self: PromptingInTrouble) -> bool:
    """A LAN transport shows a dialog if it cannot reach its far end, despite FLUSH_NO_UI."""
    return self.server.unreachable


@instead_of(PromptingInTrouble.wants_to_tell, "password-asked-for", step="X2")
def asks_for_password(self: PromptingInTrouble) -> bool:
    """A LAN transport asks for the password if the far end refuses the login, despite FLUSH_NO_UI."""
    return any(map(self.server.refuses_login, Direction))


@instead_of(Prompting.end_message, "dialog-about-refused-messages", step="X2")
def tells_of_refusals(self: Prompting, reference: int) -> int:
    """A LAN transport shows a dialog about every message that the far end refuses, despite FLUSH_NO_UI."""
    if not self._accepted:
        self.prompt()
    return Prompting.end_message(self, reference)


@instead_of(Prompting.patience, "progress-when-slow", step="X2")
def tells_of_waits(self: Prompting) -> float:
    """A LAN transport shows its progress while the far end is slow, despite FLUSH_NO_UI."""
    if seconds := Prompting.patience(self):
        self.prompt(PromptKind.PROGRESS)
    return seconds


# -- what stays of a failure ------------------------------------------------------------------------------------------


class Scarred(KnowsToken):
    """Reports as sent, and drops, each new message that it gets after a failure of this kind. Those that it knows are sent."""

    _known: frozenset[str] = frozenset()
    _failed = False
    _scarred = False

    def scars(self) -> bool:
        """Whether this failure is of the kind."""
        raise NotImplementedError

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if self._scarred and message.token not in self._known:
            self._accepted = True
            return Submitted()
        self._known |= {message.token}
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._failed = self.scars()
            raise

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if flags & _ENDS and self._failed:
            self._scarred = True


@instead_of(Scarred.scars, "new-mail-dropped-after-a-refused-login", step="X7")
def scarred_by_login(self: Scarred) -> bool:
    """After a refused login, every new message is reported as sent, and dropped."""
    return self.server.refuses_login(Direction.OUTGOING)


@instead_of(Scarred.scars, "new-mail-dropped-after-a-broken-line", step="X7")
def scarred_by_break(self: Scarred) -> bool:
    """After the far end could not be reached, every new message is reported as sent, and dropped."""
    return self.server.unreachable


@specimen("new-mail-not-fetched-after-a-refused-login", step="X11")
class Discouraged(DeferringTransport):
    """After a refused login, only mail that waited already then is received."""

    _known: frozenset[str] | None = None

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        if self._known is not None and self.server.waiting and self.server.waiting[0] not in self._known:
            return Started()
        try:
            return super().start_message(flags, message)
        except MapiError:
            if self.server.refuses_login(Direction.INCOMING):
                self._known = frozenset(self.server.waiting)
            raise


# -- shutdowns while messages are received ---------------------------------------------------------------------------


def _receives(transport: DeferringTransport) -> bool:
    return bool(transport._code & StatusCode.STATUS_INBOUND_FLUSH)


@instead_of(DeferringTransport.transport_notify, "line-held-at-shutdown-while-receiving", step="X13")
def holds_while_receiving(self: DeferringTransport, flags: int, data: bytes | None) -> None:
    """The line stays held if both END flags come together while messages are received."""
    receiving = _receives(self)
    DeferringTransport.transport_notify(self, flags, data)
    if receiving and flags & _ENDS == _ENDS:
        self.holds_line = True


@instead_of(DeferringTransport.transport_notify, "bits-left-at-shutdown-while-receiving", step="X13")
def shows_while_receiving(self: DeferringTransport, flags: int, data: bytes | None) -> None:
    """If both END flags come together while messages are received, the bit of the inbound phase stays."""
    receiving = _receives(self) and flags & _ENDS == _ENDS
    ends = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH if receiving else flags
    DeferringTransport.transport_notify(self, int(ends), data)
    if receiving:
        self.close_line()


@specimen("shutdown-while-receiving-loses-a-message", step="X13")
class Hasty(DeferringTransport):
    """After a shutdown while messages are received, the next message at the far end is removed unread."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        receiving = _receives(self)
        super().transport_notify(flags, data)
        if receiving and flags & _ENDS == _ENDS and self.server.waiting:
            self.server.fetched()
