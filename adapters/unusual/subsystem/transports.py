"""Unusual transports in a subsystem under test: what they do with mail, and what they show in rows and on the screen."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from mapi_tck.mapi import (
    EndMessageFlag,
    FlushFlag,
    MapiError,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResultCode,
    StatusCode,
    prop_tag,
)
from mapi_tck.ports import (
    SPOOLER,
    Direction,
    FarEnd,
    OutgoingMessage,
    PromptKind,
    Submitted,
    Transfer,
    Transport,
    TransportKind,
)

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.flush import DIRECTIONS, FLUSH_BITS, ActiveTransport
from ...reference.spooler import Spooler
from ...reference.transport import ReferenceTransport
from ...reference.variants import instead_of, part_of, specimen
from .spooler import BeginsLate


@specimen("asynchronous-transports-only")
class FlushingWithForce(ReferenceTransport):
    """No other flush than one with FLUSH_FORCE reaches any transport: they move messages on schedules of their own."""

    def __init__(self, traits: Transport, *arguments: Any) -> None:
        super().__init__(replace(traits, asynchronous=True), *arguments)


@part_of("holds-back-a-second-flush")
class RememberingServer(MailServer):
    """Knows whether its transport was flushed before, in any session, or has had trouble."""

    flushed = False
    troubled = False

    def behave(self, behaviour: FarEnd) -> None:
        super().behave(behaviour)
        self.troubled = self.troubled or self.in_trouble

    @property
    def held_back(self) -> bool:
        """Whether a flush without FLUSH_FORCE has to wait."""
        return self.flushed or (self.troubled and not self.in_trouble)


@specimen("holds-back-a-second-flush")
class HoldingBack(ReferenceTransport):
    """A transport that was flushed before, or has had trouble, begins no phase of a flush without FLUSH_FORCE, and takes no
    client's request without it.
    """

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        assert isinstance(self.server, RememberingServer)
        held, self.server.flushed = self.server.held_back, True
        if flags & FlushFlag.FLUSH_FORCE or not held:
            super().flush_queues(ui_param, target, flags)

    def request_flush(self, flags: int) -> None:
        assert isinstance(self.server, RememberingServer)
        if flags & FlushFlag.FLUSH_FORCE or not self.server.held_back:
            super().request_flush(flags)


@part_of("refused-mail-comes-back")
class ReturningServer(MailServer):
    """Can return a message that it does not accept."""

    def give_back(self, token: str) -> None:
        """Put the message into its sender's store again, as undeliverable."""
        self._journal.append(Transfer(self.transport, Direction.OUTGOING, token, returned=True))


@specimen("refused-mail-comes-back")
class ReturningTransport(ReferenceTransport):
    """A message that the far end refuses is returned to its sender at once, and the next one is sent."""

    _token = ""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        self._token = message.token
        return super().submit_message(flags, message)

    def end_message(self, reference: int) -> int:
        if super().end_message(reference) & EndMessageFlag.END_RESEND_LATER:
            assert isinstance(self.server, ReturningServer)
            self.server.give_back(self._token)
        return 0


@specimen("failing-mail-is-deferred")
class Deferring(DeferringTransport):
    """A message that cannot be sent is deferred until its transport announces it again; others are sent before it."""


#: Status bits that say nothing about a flush: the provider's own ones, and those of ordinary traffic.
_FREE_BITS: Final = 0x0F00_0000 | StatusCode.STATUS_OFFLINE | StatusCode.STATUS_INBOUND_ACTIVE
_SIGN: Final = 1 << 31


@instead_of(ReferenceTransport.status_values, "other-status-bits")
def other_status_bits(self: ReferenceTransport) -> list[PropertyValue]:
    """PR_STATUS_CODE of transports has many bits set that say nothing about a flush, and is negative."""
    _, text = ReferenceTransport.status_values(self)
    return [PropertyValue(PropertyTag.PR_STATUS_CODE, (self._code | int(_FREE_BITS)) - _SIGN), text]


@specimen("connects-for-a-flush-only")
class ConnectsForAFlush(ReferenceTransport):
    """A transport gives up its connection in its first flush, and then connects only for a flush: between flushes its row shows
    STATUS_OFFLINE, and not STATUS_AVAILABLE.
    """

    _flushed = False

    def status_values(self) -> list[PropertyValue]:
        code, *others = super().status_values()
        in_flush = bool(self._code & FLUSH_BITS)
        self._flushed |= in_flush
        if self._flushed and not in_flush:
            offline = self._code & ~int(StatusCode.STATUS_AVAILABLE) | int(StatusCode.STATUS_OFFLINE)
            code = PropertyValue(PropertyTag.PR_STATUS_CODE, offline)
        return [code, *others]


@instead_of(ReferenceTransport.status_values, "says-what-it-can-do")
def says_what_it_can_do(self: ReferenceTransport) -> list[PropertyValue]:
    """The row of a transport that works shows STATUS_INBOUND_ENABLED and STATUS_OUTBOUND_ENABLED, and never STATUS_AVAILABLE."""
    _, text = ReferenceTransport.status_values(self)
    return [PropertyValue(PropertyTag.PR_STATUS_CODE, self._code & ~int(StatusCode.STATUS_AVAILABLE)), text]


#: A name takes any character: combining marks, letters that run the other way, emoji of several code points, quotation marks,
#: line breaks, a bell and the beginning of a terminal's escape sequence.
NAME: Final = (
    "Ünï\u0301co\u0308de \u202eמסר\u202c العربية 郵便 "
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \"'`<&>]]>\r\n\t\u2028\a\x1b[31m"
)


@part_of("names-in-any-script")
class AnyScript(ReferenceTransport):
    """Adds such a name to each string of its row."""

    def status_columns(self) -> list[PropertyValue]:
        return [
            PropertyValue(value.tag, f"{value.value} {NAME}") if isinstance(value.value, str) else value
            for value in super().status_columns()
        ]


@instead_of(ReferenceTransport.status_columns, "more-properties-than-anybody-needs")
def more_properties(self: ReferenceTransport) -> list[PropertyValue]:
    """Transports have more than a hundred properties beyond those required, in their rows and on their status objects."""
    return [
        *ReferenceTransport.status_columns(self),
        PropertyValue(PropertyTag.PR_RESOURCE_PATH_A, "C:\\MAIL"),
        PropertyValue(PropertyTag.PR_REMOTE_PROGRESS, -1),
        PropertyValue(PropertyTag.PR_REMOTE_VALIDATE_OK, False),
        *(PropertyValue(prop_tag(PropertyType.PT_BINARY, 0x6700 + number), bytes(number)) for number in range(50)),
        *(PropertyValue(prop_tag(PropertyType.PT_LONG, 0x6690 + number), -number) for number in range(50)),
    ]


@instead_of(ReferenceTransport.open_line, "dialling-always-asks")
def always_asks(self: ReferenceTransport, flags: int) -> None:
    """Transports with a modem or RAS show a dialog despite FLUSH_NO_UI: they cannot dial without one."""
    self.holds_line = True
    if self.traits.kind in (TransportKind.MODEM, TransportKind.RAS):
        self.user.show(self.traits.name, PromptKind.DIALOG)


@instead_of(ReferenceTransport.flush_queues, "modem-needs-its-user")
def shy_modem(self: ReferenceTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """A transport with a modem or RAS takes part in a flush only if it may ask its user, and the user is there. The spooler asks
    before each flush without FLUSH_NO_UI, and gives one up that no one answers.
    """
    asked = flags if self._own_request is None else self._own_request
    dials = self.traits.kind in (TransportKind.MODEM, TransportKind.RAS)
    if dials and (asked & FlushFlag.FLUSH_NO_UI or not self.user.present):
        self._own_request = None
        self.change_status(clear_bits=FLUSH_BITS)
        return
    ReferenceTransport.flush_queues(self, ui_param, target, flags)


@part_of("modem-needs-its-user")
class AsksFirst(Spooler):
    """Asks before each flush without FLUSH_NO_UI."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        if not flags & FlushFlag.FLUSH_NO_UI:
            user = self._subsystem.user
            if not user.present:
                raise MapiError(ResultCode.MAPI_E_USER_CANCEL)
            user.show(SPOOLER, PromptKind.DIALOG)
        return super().flush(transports, ui_param, flags)


@instead_of(ReferenceTransport.status_values, "shows-outbound-in-every-flush")
def outbound_in_every_flush(self: ReferenceTransport) -> list[PropertyValue]:
    """While messages are received the row shows both flush bits, as step 2 of the page sets the outbound one in every flush."""
    code, text = ReferenceTransport.status_values(self)
    if self._code & StatusCode.STATUS_INBOUND_FLUSH and self._directions:
        code = PropertyValue(PropertyTag.PR_STATUS_CODE, self._code | int(StatusCode.STATUS_OUTBOUND_FLUSH))
    return [code, text]


@specimen("asks-by-the-outbound-bit")
class AsksByOutbound(ReferenceTransport):
    """A transport asks for a flush of either direction by STATUS_OUTBOUND_FLUSH; the inbound bit follows when mail is fetched."""

    wanted = 0

    def request_flush(self, flags: int) -> None:
        self.wanted = flags & DIRECTIONS
        outbound = FlushFlag.FLUSH_UPLOAD if self.wanted else 0
        super().request_flush(flags & ~int(DIRECTIONS) | outbound)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if not flags & FlushFlag.FLUSH_UPLOAD:
            self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH)
        super().flush_queues(ui_param, target, flags)


@part_of("asks-by-the-outbound-bit")
class AsksTheTransport(BeginsLate):
    """Flushes the directions that the transport wants."""

    def requested(self, transport: ActiveTransport, directions: int) -> None:
        logon = transport.logon
        assert isinstance(logon, AsksByOutbound)
        super().requested(transport, logon.wanted or directions)
        logon.wanted = 0
