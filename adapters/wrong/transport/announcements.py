"""Wrong transports under test: what they make of the announcement of a flush, and how they go over to receiving."""

from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    ResultCode,
    SpoolerNotifyFlag,
    StatusCode,
    SubmitMessageFlag,
    TransportNotifyFlag,
)
from mapi_tck.ports import IncomingMessage, OutgoingMessage, PromptKind, Started, Submitted, TransportKind

from ...reference.deferring import DeferringTransport
from ...reference.flush import DIRECTIONS, FLUSH_BITS
from ...reference.transport import ReferenceTransport
from ..faults import fault

_END_OUTBOUND = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH
_ENDS = _END_OUTBOUND | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH

# -- X1: accepting it --------------------------------------------------------------------------------------------------


class Refusing(DeferringTransport):
    """Refuses some announcements."""

    def refuses(self, flags: int) -> ResultCode | None:
        """With which code, if it does."""
        raise NotImplementedError

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Refuse, or do what is right."""
        code = self.refuses(flags)
        if code is not None:
            raise MapiError(code)
        super().flush_queues(ui_param, target, flags)


@fault("both-directions-refused")
class OneAtATime(Refusing):
    """Takes the directions for alternatives."""

    def refuses(self, flags: int) -> ResultCode | None:
        """Both."""
        return ResultCode.MAPI_E_INVALID_PARAMETER if flags & DIRECTIONS == DIRECTIONS else None


@fault("announcement-without-mail-refused")
class NothingToDo(Refusing):
    """Refuses to receive when nothing waits at the far end."""

    def refuses(self, flags: int) -> ResultCode | None:
        """Incoming alone, with nothing there."""
        idle = flags & DIRECTIONS == FlushFlag.FLUSH_DOWNLOAD and not self.server.waiting
        return ResultCode.MAPI_E_NOT_FOUND if idle else None


@fault("force-not-known")
class Unforced(Refusing):
    """Does not know FLUSH_FORCE."""

    def refuses(self, flags: int) -> ResultCode | None:
        """The flag."""
        return ResultCode.MAPI_E_UNKNOWN_FLAGS if flags & FlushFlag.FLUSH_FORCE else None


@fault("second-announcement-refused")
class OnceOnly(Refusing):
    """Lets itself be flushed once, and is busy ever after."""

    _flushed = False

    def refuses(self, flags: int) -> ResultCode | None:
        """From the second on."""
        flushed, self._flushed = self._flushed, True
        return ResultCode.MAPI_E_BUSY if flushed else None


# -- X2: the flush bits ------------------------------------------------------------------------------------------------


class Misunderstanding(DeferringTransport):
    """Takes the directions for others than those announced."""

    def understood(self, directions: int) -> int:
        """The directions as it understands them."""
        raise NotImplementedError

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Put its own directions in place of the announced ones."""
        directions = self.understood(flags & DIRECTIONS)
        super().flush_queues(ui_param, target, int(flags & ~int(DIRECTIONS)) | int(directions))


@fault("announcement-by-the-letter")
class ByTheLetter(Misunderstanding):
    """Receives on FLUSH_UPLOAD and sends on FLUSH_DOWNLOAD."""

    def understood(self, directions: int) -> int:
        """Swap them, if there is only one."""
        return directions if directions == DIRECTIONS else directions ^ DIRECTIONS


@fault("directions-compared")
class Comparing(Misunderstanding):
    """Compares the flags with each direction instead of masking them: both together are neither."""

    def understood(self, directions: int) -> int:
        """Nothing of both."""
        return 0 if directions == DIRECTIONS else directions


@fault("outgoing-alone-not-shown")
class NeverSends(Misunderstanding):
    """Shows no bit when only outgoing messages are announced."""

    def understood(self, directions: int) -> int:
        """Outgoing only along with incoming."""
        return 0 if directions == FlushFlag.FLUSH_UPLOAD else directions


@fault("incoming-alone-not-shown")
class NeverReceives(Misunderstanding):
    """Shows no bit when only incoming messages are announced."""

    def understood(self, directions: int) -> int:
        """Incoming only along with outgoing."""
        return 0 if directions == FlushFlag.FLUSH_DOWNLOAD else directions


@fault("both-phases-whatever-announced")
class Always(Misunderstanding):
    """Sends and receives, whichever direction was announced."""

    def understood(self, directions: int) -> int:
        """Both."""
        return int(DIRECTIONS)


@fault("both-bits-at-once")
class AllBits(DeferringTransport):
    """Shows both flush bits from each announcement to the end of the first phase."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """One bit too many."""
        super().flush_queues(ui_param, target, flags)
        self.change_status(set_bits=FLUSH_BITS)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Back to what is right."""
        self._code &= ~int(FLUSH_BITS)
        super().transport_notify(flags, data)


@fault("receives-first")
class ReceivesFirst(DeferringTransport):
    """With both directions announced, shows that it receives, and that it sends when the spooler has ended sending."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Begin with the wrong phase."""
        super().flush_queues(ui_param, target, flags)
        if flags & DIRECTIONS == DIRECTIONS:
            self.change_status(FLUSH_BITS & StatusCode.STATUS_INBOUND_FLUSH, StatusCode.STATUS_OUTBOUND_FLUSH)


# -- X2: deferred messages ---------------------------------------------------------------------------------------------


@fault("deferred-never-announced")
class Silent(DeferringTransport):
    """Defers messages and never asks for them again."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Forget that there are any."""
        self._has_deferred = False
        super().flush_queues(ui_param, target, flags)


@fault("deferred-announced-too-late")
class AnnouncesLate(DeferringTransport):
    """Asks for its deferred messages only when the spooler has ended sending once more."""

    _owed = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Say nothing yet."""
        self._owed = self._has_deferred
        ReferenceTransport.flush_queues(self, ui_param, target, flags)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Say it now."""
        super().transport_notify(flags, data)
        if self._owed and flags & _END_OUTBOUND:
            self._owed = self._has_deferred = False
            self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_SENTDEFERRED, None)


@fault("deferred-announced-and-declined")
class ChangesItsMind(DeferringTransport):
    """Asks for its deferred messages and then declines them."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Not those that it asked for."""
        if flags & SubmitMessageFlag.BEGIN_DEFERRED:
            raise MapiError(ResultCode.MAPI_E_NOT_ME)
        return super().submit_message(flags, message)


# -- X2: the user interface --------------------------------------------------------------------------------------------


class Prompting(DeferringTransport):
    """If it is a LAN transport, shows something in a flush, whatever FLUSH_NO_UI says."""

    def prompt(self, kind: PromptKind = PromptKind.DIALOG) -> None:
        """Show it."""
        if self.traits.kind is TransportKind.LAN:
            self.user.show(self.traits.name, kind)


@fault("dialog-while-connecting")
class PromptsConnecting(Prompting):
    """Asks for a password."""

    def open_line(self, flags: int) -> None:
        """Connect and ask."""
        super().open_line(flags)
        self.prompt()


@fault("progress-while-sending")
class ShowsProgress(Prompting):
    """Shows how far it has come with every message that it sends."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Send and show."""
        self.prompt(PromptKind.PROGRESS)
        return super().submit_message(flags, message)


@fault("dialog-about-new-mail")
class AnnouncesMail(Prompting):
    """Tells the user about every message that it has received."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Receive and tell."""
        if self.server.waiting:
            self.prompt()
        return super().start_message(flags, message)


# -- X9: going over to receiving ---------------------------------------------------------------------------------------


@fault("outbound-bit-kept-to-the-end")
class KeepsOutbound(DeferringTransport):
    """If it is to receive too, clears STATUS_OUTBOUND_FLUSH only when that is over as well."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Begin to receive beside sending, and end both together."""
        receives = self._directions & FlushFlag.FLUSH_DOWNLOAD
        if flags & _ENDS == _END_OUTBOUND and receives:
            self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)
        else:
            super().transport_notify(int(flags | _ENDS) if receives and flags & _ENDS else flags, data)


@fault("inbound-phase-never-begun")
class StopsHalfway(DeferringTransport):
    """Forgets after sending that it was to receive too."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Sending over, all over."""
        if flags & _END_OUTBOUND:
            self._directions &= ~int(FlushFlag.FLUSH_DOWNLOAD)
        super().transport_notify(flags, data)


@fault("inbound-phase-unasked")
class GoesOn(DeferringTransport):
    """Goes over to receiving whenever sending is over."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Add the other direction."""
        if flags & _END_OUTBOUND:
            self._directions |= int(FlushFlag.FLUSH_DOWNLOAD)
        super().transport_notify(flags, data)
