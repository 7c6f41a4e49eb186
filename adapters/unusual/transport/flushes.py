"""Unusual transports under test: what they do in a flush, what they show in their rows, and what can be observed of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResultCode,
    SpoolerNotifyFlag,
    StatusCode,
    TransportNotifyFlag,
    ValidateStateFlag,
    prop_tag,
)
from mapi_tck.ports import Description, Evidence, IncomingMessage, Started, Support, Transport

from ...reference.flush import FLUSH_BITS
from ...reference.provider import ReferenceProvider
from ...reference.status_rows import check_flags
from ...reference.transport import ReferenceTransport, flush_bits
from ...reference.transport_status import TransportStatus
from ...reference.user import User
from ...reference.variants import instead_of, part_of, specimen
from .mail import AskedServer


@instead_of(ReferenceTransport.status_values, "shows-activity")
def showing_activity(self: ReferenceTransport) -> list[PropertyValue]:
    """The ACTIVE bits are set beside the FLUSH bits."""
    code = self._code
    if code & StatusCode.STATUS_OUTBOUND_FLUSH:
        code |= StatusCode.STATUS_OUTBOUND_ACTIVE
    if code & StatusCode.STATUS_INBOUND_FLUSH:
        code |= StatusCode.STATUS_INBOUND_ACTIVE
    text = "Working" if self.flushing else "Ready"
    return [PropertyValue(PropertyTag.PR_STATUS_CODE, code), PropertyValue(PropertyTag.PR_STATUS_STRING_A, text)]


@specimen("replaces-its-row")
class ReplacingItsRow(ReferenceTransport):
    """Every change of the status makes the whole row anew, with a column of its own that counts the changes."""

    _changes = 0

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.change_status()

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        self._code = (self._code & ~int(clear_bits)) | int(set_bits)
        self._changes += 1
        own = PropertyValue(prop_tag(PropertyType.PT_LONG, 0x6601), self._changes)
        self.support.modify_status_row([*self.status_columns(), own], 0)


@specimen("ends-the-phase-in-trouble")
class EndingThePhase(ReferenceTransport):
    """The flush bit is cleared as soon as the far end is found in trouble; the other messages stay where they are."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        self._give_up()

    def end_message(self, reference: int) -> int:
        kept = super().end_message(reference)
        self._give_up()
        return kept

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        self._give_up()

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        started = super().start_message(flags, message)
        self._give_up()
        return started

    def _give_up(self) -> None:
        assert isinstance(self.server, AskedServer)
        if self.flushing and not self.server.would_take():
            self.change_status(clear_bits=FLUSH_BITS)


@instead_of(EndingThePhase.flush_queues, "begins-no-phase-in-trouble")
def beginning_none(self: EndingThePhase, ui_param: int, target: bytes | None, flags: int) -> None:
    """With a far end in trouble a flush is accepted, and the row shows no phase of it; one that is under way ends."""
    assert isinstance(self.server, AskedServer)
    if self.server.would_take():
        ReferenceTransport.flush_queues(self, ui_param, target, flags)
    elif self.flushing:
        self.change_status(clear_bits=FLUSH_BITS)


@specimen("works-half-a-minute-without-force")
class WorkingHalfAMinute(ReferenceTransport):
    """Without FLUSH_FORCE a flush is over when the far end has kept it waiting for half a minute; the rest stays where it is."""

    _forced = False
    _waited_for = 0.0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._forced, self._waited_for = bool(flags & FlushFlag.FLUSH_FORCE), 0.0
        super().flush_queues(ui_param, target, flags)

    def patience(self) -> float:
        seconds = super().patience()
        self._waited_for += seconds
        return seconds

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        if self._waited_for > 30 and not self._forced:
            self.change_status(clear_bits=FLUSH_BITS)
            return Started()
        return super().start_message(flags, message)


@specimen("flushes-with-force-only")
class FlushingWithForce(ReferenceTransport):
    """No other flush than one with FLUSH_FORCE reaches the transport: it moves messages on a schedule of its own."""

    def __init__(self, traits: Transport, *arguments: Any) -> None:
        super().__init__(replace(traits, asynchronous=True), *arguments)


@instead_of(ReferenceTransport.status_values, "named-after-what-it-does")
def named_after_work(self: ReferenceTransport) -> list[PropertyValue]:
    """PR_DISPLAY_NAME of the row says whether the transport works."""
    name = f"{self.traits.name} (busy)" if self.flushing else self.traits.name
    return [*ReferenceTransport.status_values(self), PropertyValue(PropertyTag.PR_DISPLAY_NAME_A, name)]


@specimen("line-shared-by-its-transports")
class SharingALine(ReferenceTransport):
    """While one transport of the provider has the line that they share, the rows of the others show STATUS_OFFLINE."""

    _families: ClassVar[WeakKeyDictionary[User, list[ReferenceTransport]]] = WeakKeyDictionary()

    def make_row(self) -> None:
        self._families.setdefault(self.user, []).append(self)
        super().make_row()

    def open_line(self, flags: int) -> None:
        super().open_line(flags)
        for other in self._others:
            other.change_status(set_bits=StatusCode.STATUS_OFFLINE)

    def close_line(self) -> None:
        super().close_line()
        for other in self._others:
            other.change_status(clear_bits=StatusCode.STATUS_OFFLINE)

    def transport_logoff(self, flags: int) -> None:
        super().transport_logoff(flags)
        self._families[self.user].remove(self)

    @property
    def _others(self) -> list[ReferenceTransport]:
        return [other for other in self._families[self.user] if other is not self]


@instead_of(ReferenceTransport.flush_queues, "shows-both-phases")
def showing_both_phases(self: ReferenceTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """The flush bits of all announced directions are set from the beginning."""
    ReferenceTransport.flush_queues(self, ui_param, target, flags)
    self.change_status(set_bits=flush_bits(flags))


@instead_of(ReferenceTransport.transport_notify, "keeps-its-outbound-bit")
def keeping_its_bit(self: ReferenceTransport, flags: int, data: bytes | None) -> None:
    """STATUS_OUTBOUND_FLUSH stays in the row until the whole flush is over."""
    both = flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
    receives = self._directions & FlushFlag.FLUSH_DOWNLOAD
    if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH and receives and not both:
        self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)
        return
    everything = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
    ReferenceTransport.transport_notify(self, flags | (everything if both else 0), data)
    if both:
        self.change_status(clear_bits=FLUSH_BITS)
        self.close_line()


@instead_of(ReferenceTransport.request_flush, "passes-requests-on-by-a-call")
def passing_on(self: ReferenceTransport, flags: int) -> None:
    """A client's request is passed on by SpoolerNotify, with NOTIFY_READYTOSEND and NOTIFY_NEWMAIL. The row does not show it."""
    if self.traits.asynchronous and not flags & FlushFlag.FLUSH_FORCE:
        return
    self._own_request = flags
    if flags & FlushFlag.FLUSH_UPLOAD:
        self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_READYTOSEND, None)
    if flags & FlushFlag.FLUSH_DOWNLOAD:
        self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_NEWMAIL, None)


@instead_of(ReferenceTransport.flush_queues, "begins-with-the-outbound-phase")
def beginning_with_outbound(self: ReferenceTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """Every flush begins with the outbound phase, also when the incoming queue alone was announced."""
    ReferenceTransport.flush_queues(self, ui_param, target, flags)
    if self.flushing and not flags & FlushFlag.FLUSH_UPLOAD:
        self.change_status(StatusCode.STATUS_OUTBOUND_FLUSH, StatusCode.STATUS_INBOUND_FLUSH)


@instead_of(ReferenceTransport.flush_queues, "receives-after-it-has-sent")
def receiving_afterwards(self: ReferenceTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """An inbound phase follows each outbound one, for which the line is kept."""
    receives = FlushFlag.FLUSH_DOWNLOAD if flags & FlushFlag.FLUSH_UPLOAD else 0
    ReferenceTransport.flush_queues(self, ui_param, target, flags | int(receives))


@instead_of(ReferenceTransport.address_types, "handles-every-address-type")
def handling_everything(self: ReferenceTransport, flags: int) -> Sequence[str]:
    """AddressTypes returns no list, because the transport handles recipients of every type."""
    return ()


@instead_of(ReferenceTransport.open_line, "holds-no-line")
def without_line(self: ReferenceTransport, flags: int) -> None:
    """The transport holds no scarce resource during a flush."""


@instead_of(ReferenceTransport.validate_state, "busy-with-validation-in-a-flush")
def busy_in_a_flush(self: ReferenceTransport, ui_param: int, flags: int) -> None:
    """ValidateState of both objects answers MAPI_E_BUSY while a flush is under way."""
    ReferenceTransport.validate_state(self, ui_param, flags)
    if self._directions:
        raise MapiError(ResultCode.MAPI_E_BUSY)


@instead_of(ReferenceTransport.validate_state, "asks-for-a-flush-when-validated")
def asking_when_validated(self: ReferenceTransport, ui_param: int, flags: int) -> None:
    """ValidateState makes the transport ask for a flush of its own, if none is under way, to see whether mail waits."""
    ReferenceTransport.validate_state(self, ui_param, flags)
    if not self.flushing:
        self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)


@specimen("busy-with-validation-at-first")
class BusyValidatingAtFirst(ReferenceTransport):
    """ValidateState answers MAPI_E_BUSY to every other call, also in a flush: something else is still under way."""

    _asked = False

    def validate_state(self, ui_param: int, flags: int) -> None:
        super().validate_state(ui_param, flags)
        self._asked = not self._asked
        if self._asked:
            raise MapiError(ResultCode.MAPI_E_BUSY)


@instead_of(ReferenceTransport.validate_state, "knows-the-flags-for-remote-transports")
def knowing_remote_flags(self: ReferenceTransport, ui_param: int, flags: int) -> None:
    """ValidateState refuses the flags that the notes for remote transports do not name, SUPPRESS_UI among them."""
    check_flags(flags & int(ValidateStateFlag.SUPPRESS_UI))
    ReferenceTransport.validate_state(self, ui_param, flags)


@specimen("activity-on-the-object-only")
class ActiveObject(TransportStatus):
    """PR_STATUS_CODE of the status object has the bit of an ongoing transfer sooner than the row."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        code, values = super().get_props(tags, flags)
        return code, [
            PropertyValue(value.tag, value.value | int(StatusCode.STATUS_OUTBOUND_ACTIVE))
            if value.tag == PropertyTag.PR_STATUS_CODE and isinstance(value.value, int)
            else value
            for value in values
        ]


@specimen("flushes-at-logon")
class FlushingAtLogon(ReferenceTransport):
    """The transport asks for a flush of both queues as soon as it has logged on. Its STATUS_OUTBOUND_FLUSH stays in the row,
    also if the spooler flushes the transport because of it, up to three times.
    """

    _stays = True
    _sends = False
    _flushes = 0

    def make_row(self) -> None:
        super().make_row()
        self.change_status(set_bits=FLUSH_BITS)

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        kept = StatusCode.STATUS_OUTBOUND_FLUSH if self._stays else 0
        super().change_status(set_bits, int(clear_bits) & ~int(kept))

    @property
    def flushing(self) -> bool:
        return self._sends or bool(self._code & int(StatusCode.STATUS_INBOUND_FLUSH if self._stays else FLUSH_BITS))

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if flags & FlushFlag.FLUSH_DOWNLOAD or self._flushes > 3:
            self._clear()
        self._flushes += 1
        self._sends = bool(flags & FlushFlag.FLUSH_UPLOAD)
        super().flush_queues(ui_param, target, flags)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        self._sends = self._sends and not flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH
        super().transport_notify(flags, data)

    def request_flush(self, flags: int) -> None:
        self._clear()
        super().request_flush(flags)

    def _clear(self) -> None:
        if self._stays and not self.flushing:
            self._stays = False
            self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH)


@specimen("not-polled")
class NotPolled(ReferenceTransport):
    """TransportLogon asks for neither polls nor idle time, and there is no Poll."""

    poll: Any = None


@part_of("not-polled")
class AsksForNothing(ReferenceProvider):
    """Asks for nothing in TransportLogon."""

    def transport_logon(self, support: Support, transport: Transport, flags: int) -> tuple[ReferenceTransport, int]:
        return super().transport_logon(support, transport, flags)[0], 0


@instead_of(ReferenceTransport.open_status_entry, "status-entry-type-hidden")
def hiding_object_types(self: ReferenceTransport, interface: str | None, flags: int) -> tuple[TransportStatus, Any]:
    """The language binding does not show the object type that OpenStatusEntry returns."""
    return ReferenceTransport.open_status_entry(self, interface, flags)[0], None


@specimen("nothing-can-be-arranged")
class Unobservable(ReferenceProvider):
    """The provider's adapter has no test bed, so that only calls are seen."""

    def describe(self) -> Description:
        return replace(super().describe(), observes=frozenset({Evidence.CALLS}))

    def test_bed(self) -> Any:
        return
