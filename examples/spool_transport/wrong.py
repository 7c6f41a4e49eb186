"""The spool transport with one mistake each: `mapi-tck run --role transport spool_transport.wrong:KeepsLine`.

README.md says what finds each of them.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from mapi_tck.mapi import EndMessageFlag, FlushFlag, StatusCode, TransportNotifyFlag
from mapi_tck.ports import IncomingMessage, Started

from .adapter import SpoolAdapter
from .far_end import Trouble
from .provider import SpoolTransport
from .spool import Outgoing, State
from .status import bits_of


def wrong(mistaken: type[SpoolTransport]) -> Callable[[], SpoolAdapter]:
    """Make the adapter of a provider that is wrong on purpose."""
    return partial(SpoolAdapter, mistaken)


@wrong
class SwapsDirections(SpoolTransport):
    """Reads FLUSH_UPLOAD as incoming and FLUSH_DOWNLOAD as outgoing."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        upload = FlushFlag.FLUSH_UPLOAD if flags & FlushFlag.FLUSH_DOWNLOAD else 0
        download = FlushFlag.FLUSH_DOWNLOAD if flags & FlushFlag.FLUSH_UPLOAD else 0
        super().flush_queues(ui_param, target, int(upload | download))


@wrong
class ReportsEarly(SpoolTransport):
    """Reports a message as sent when it is on disk, and sends it at the end of the phase. If that fails, it is lost."""

    owed: tuple[Outgoing, ...] = ()

    def end_message(self, reference: int) -> int:
        assert self._at_hand is not None
        self.owed = (*self.owed, self._at_hand)
        return 0

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH:
            try:
                for message in self.owed:
                    self.hand_over(message)
            except Trouble:
                pass  # the spooler has removed the message already
            self.owed = ()
        super().transport_notify(flags, data)


@wrong
class ForgetsDeferred(SpoolTransport):
    """Defers messages and never announces them: they are never sent."""

    def announce_deferred(self) -> None:
        pass


@wrong
class SendsKeptItself(SpoolTransport):
    """Sends what it has kept when a flush begins, although the spooler submits it again afterwards."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        try:
            for file in sorted(self.spool.outgoing.glob(f"*{State.SPOOLED}")):
                self.server.take(file.stem, file.read_text("utf-8"))
        except Trouble:
            pass  # the next flush tries again
        super().flush_queues(ui_param, target, flags)


@wrong
class SendsAgainAfterCrash(SpoolTransport):
    """Sends a message again without asking whether the far end has it."""

    def hand_over(self, message: Outgoing) -> None:
        if message.state is State.TRYING:
            message.become(State.SPOOLED)
        super().hand_over(message)


@wrong
class RemovesBeforeSaving(SpoolTransport):
    """Removes a received message from the server before it is saved. A crash in between loses it."""

    def deliver(self, message: IncomingMessage, file: Path, token: str) -> None:
        self.server.remove(file)
        message.set_token(token)
        message.save_changes(0)


@wrong
class SortsByName(SpoolTransport):
    """Delivers in the order of file names, which say nothing about age."""

    def fetch(self) -> tuple[Path, str] | None:
        if super().fetch() is None:
            return None
        file = min(self.server.arrived())
        return file, file.read_text("utf-8")


@wrong
class SavesWhenEmpty(SpoolTransport):
    """Saves its last message although there was nothing to receive, as one page says (ruling D-20)."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        if self.fetch() is None:
            message.save_changes(0)
            self.show(0)
            return Started()
        return super().start_message(flags, message)


@wrong
class KeepsOutboundBit(SpoolTransport):
    """Never clears STATUS_OUTBOUND_FLUSH."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH:
            self.show(self.flush_bits | StatusCode.STATUS_OUTBOUND_FLUSH)


@wrong
class ReceivesUnasked(SpoolTransport):
    """Receives after each flush of the outgoing queue."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags | FlushFlag.FLUSH_DOWNLOAD)


@wrong
class IgnoresShutdown(SpoolTransport):
    """Goes on receiving when the spooler ends both phases at once."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH:
            flags &= ~int(TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH)
        super().transport_notify(flags, data)


@wrong
class KeepsLine(SpoolTransport):
    """Never releases the line."""

    def begin_phase(self) -> None:
        self.show(self.flush_bits | bits_of(self._announced & FlushFlag.FLUSH_UPLOAD or self._announced))


@wrong
class CallsRefusedSent(SpoolTransport):
    """Reports a message as sent that the far end has refused."""

    def end_message(self, reference: int) -> int:
        answer = super().end_message(reference)
        return 0 if answer == EndMessageFlag.END_DONT_RESEND else answer
