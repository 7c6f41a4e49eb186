"""Unusual transports under test: what they do in a flush, show in their rows, and let be seen of themselves."""

from dataclasses import replace
from typing import Any

from mapi_tck.mapi import (
    FlushFlag,
    PropertyTag,
    PropertyType,
    PropertyValue,
    StatusCode,
    TransportNotifyFlag,
    prop_tag,
)
from mapi_tck.ports import Description, Evidence, IncomingMessage, Started, Support, Transport

from ...reference.provider import ReferenceProvider
from ...reference.transport import ReferenceTransport, flush_bits
from ...reference.transport_status import TransportStatus
from ..oddities import oddity
from .mail import AskedServer


@oddity("shows-activity")
class ShowingActivity(ReferenceTransport):
    """Shows by the ACTIVE bits too that it is busy, and one phase by both."""

    def status_values(self) -> list[PropertyValue]:
        """The status code with those bits."""
        code = self._code
        if code & StatusCode.STATUS_OUTBOUND_FLUSH:
            code |= StatusCode.STATUS_OUTBOUND_ACTIVE
        if code & StatusCode.STATUS_INBOUND_FLUSH:
            code |= StatusCode.STATUS_INBOUND_ACTIVE
        text = "Working" if self.flushing else "Ready"
        return [PropertyValue(PropertyTag.PR_STATUS_CODE, code), PropertyValue(PropertyTag.PR_STATUS_STRING_A, text)]


@oddity("replaces-its-row")
class ReplacingItsRow(ReferenceTransport):
    """Makes its whole row anew each time, twice when it logs on, with a column of its own that counts them."""

    _changes = 0

    def __init__(self, traits: Transport, support: Support, *rest: object) -> None:
        super().__init__(traits, support, *rest)  # type: ignore[arg-type]
        self.change_status()

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        """Write every column."""
        self._code = (self._code & ~int(clear_bits)) | int(set_bits)
        self._changes += 1
        own = PropertyValue(prop_tag(PropertyType.PT_LONG, 0x6601), self._changes)
        self.support.modify_status_row([*self.status_columns(), own], 0)


@oddity("ends-the-phase-in-trouble")
class EndingThePhase(ReferenceTransport):
    """Clears its flush bit as soon as it finds its far end in trouble; the rest stays where it is."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Show a phase, and end it at once where there is nobody to talk to."""
        super().flush_queues(ui_param, target, flags)
        self._give_up()

    def end_message(self, reference: int) -> int:
        """Look again after each message."""
        kept = super().end_message(reference)
        self._give_up()
        return kept

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Look again when the inbound phase has begun."""
        super().transport_notify(flags, data)
        self._give_up()

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Look again after each message."""
        started = super().start_message(flags, message)
        self._give_up()
        return started

    def _give_up(self) -> None:
        assert isinstance(self.server, AskedServer)
        if self.flushing and not self.server.would_take():
            self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH)


@oddity("shows-both-phases")
class ShowingBothPhases(ReferenceTransport):
    """Shows the bits of all announced directions from the beginning."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Set them together."""
        super().flush_queues(ui_param, target, flags)
        self.change_status(set_bits=flush_bits(flags))


@oddity("keeps-its-outbound-bit")
class KeepingItsBit(ReferenceTransport):
    """Leaves STATUS_OUTBOUND_FLUSH in its row until the whole flush is over."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """The next phase begins beside the one before."""
        both = flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
        receives = self._directions & FlushFlag.FLUSH_DOWNLOAD
        if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH and receives and not both:
            self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)
            return
        everything = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
        super().transport_notify(flags | (everything if both else 0), data)
        if both:
            self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH)
            self.close_line()


@oddity("holds-no-line")
class WithoutLine(ReferenceTransport):
    """Has no scarce resource to hold."""

    def open_line(self, flags: int) -> None:
        """Nothing to connect."""


@oddity("flushes-at-logon")
class FlushingAtLogon(ReferenceTransport):
    """Asks for a flush of its own as soon as it has logged on."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)


@oddity("not-polled")
class NotPolled(ReferenceTransport):
    """Does not want to be polled, and has no Poll."""

    poll: Any = None


@oddity("not-polled")
class AsksForNothing(ReferenceProvider):
    """TransportLogon asks for neither polls nor idle time."""

    def transport_logon(self, support: Support, transport: Transport, flags: int) -> tuple[ReferenceTransport, int]:
        """Ask for nothing."""
        return super().transport_logon(support, transport, flags)[0], 0


@oddity("status-entry-type-hidden")
class HidingObjectTypes(ReferenceTransport):
    """The binding does not show the object type with which OpenStatusEntry answers."""

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatus, Any]:
        """Answer the object alone."""
        return super().open_status_entry(interface, flags)[0], None


@oddity("nothing-can-be-arranged")
class Unobservable(ReferenceProvider):
    """A provider whose adapter has no test bed at all."""

    def describe(self) -> Description:
        """Observe calls alone."""
        return replace(super().describe(), observes=frozenset({Evidence.CALLS}))

    def test_bed(self) -> Any:
        """There is none."""
        return
