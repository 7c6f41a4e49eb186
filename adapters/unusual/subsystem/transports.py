"""Unusual transports in a subsystem under test: what they do with mail, show in their rows, and put on the screen."""

from typing import Final

from mapi_tck.mapi import EndMessageFlag, PropertyTag, PropertyType, PropertyValue, StatusCode, prop_tag
from mapi_tck.ports import Direction, OutgoingMessage, PromptKind, Submitted, Transfer, TransportKind

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.transport import ReferenceTransport
from ..oddities import oddity

# -- mail -------------------------------------------------------------------------------------------------------------


@oddity("refused-mail-comes-back")
class ReturningServer(MailServer):
    """Mail that it does not accept goes back to its sender."""

    def give_back(self, token: str) -> None:
        """The message is in the sender's store again, as undeliverable."""
        self._journal.append(Transfer(self.transport, Direction.OUTGOING, token, returned=True))


@oddity("refused-mail-comes-back")
class ReturningTransport(ReferenceTransport):
    """A message that the far end refuses is returned to its sender; so it is done with, and the next one has its turn."""

    _token = ""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Remember which message this is."""
        self._token = message.token
        return super().submit_message(flags, message)

    def end_message(self, reference: int) -> int:
        """Nothing is kept."""
        if super().end_message(reference) & EndMessageFlag.END_RESEND_LATER:
            assert isinstance(self.server, ReturningServer)
            self.server.give_back(self._token)
        return 0


@oddity("failing-mail-is-deferred")
class Deferring(DeferringTransport):
    """A message that cannot be sent stands aside until the transport announces it again."""


# -- rows -------------------------------------------------------------------------------------------------------------

#: Status bits that no flush is told by: provider's own ones up to the sign bit, and what ordinary traffic shows.
_FREE_BITS: Final = 0x0F00_0000 | StatusCode.STATUS_OFFLINE | StatusCode.STATUS_INBOUND_ACTIVE
_SIGN: Final = 1 << 31


@oddity("other-status-bits")
class OtherStatusBits(ReferenceTransport):
    """PR_STATUS_CODE is full of bits that say nothing about a flush, the sign bit among them."""

    def status_values(self) -> list[PropertyValue]:
        """As a signed number it is negative."""
        _, text = super().status_values()
        return [PropertyValue(PropertyTag.PR_STATUS_CODE, (self._code | int(_FREE_BITS)) - _SIGN), text]


#: A name takes any character: combining marks, letters that run the other way, emoji of several code points, quotation marks,
#: line breaks, a bell and the beginning of a terminal's escape sequence.
NAME: Final = (
    "Ünï\u0301co\u0308de \u202eמסר\u202c العربية 郵便 "
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \"'`<&>]]>\r\n\t\u2028\a\x1b[31m"
)


@oddity("names-in-any-script")
class AnyScript(ReferenceTransport):
    """Its name is made of whatever Unicode has."""

    def status_columns(self) -> list[PropertyValue]:
        """Each string of the row."""
        return [
            PropertyValue(value.tag, f"{value.value} {NAME}") if isinstance(value.value, str) else value
            for value in super().status_columns()
        ]


@oddity("more-properties-than-anybody-needs")
class MoreProperties(ReferenceTransport):
    """Its row and its status object have properties of its own."""

    def status_columns(self) -> list[PropertyValue]:
        """Some known, some not."""
        return [
            *super().status_columns(),
            PropertyValue(PropertyTag.PR_RESOURCE_PATH_A, "C:\\MAIL"),
            PropertyValue(PropertyTag.PR_REMOTE_PROGRESS, -1),
            PropertyValue(PropertyTag.PR_REMOTE_VALIDATE_OK, False),
            *(PropertyValue(prop_tag(PropertyType.PT_BINARY, 0x6700 + number), bytes(number)) for number in range(50)),
        ]


# -- the screen -------------------------------------------------------------------------------------------------------


@oddity("dialling-always-asks")
class AlwaysAsks(ReferenceTransport):
    """A modem or RAS asks the user whatever FLUSH_NO_UI says: it knows no other way to dial."""

    def open_line(self, flags: int) -> None:
        """Connect, and ask."""
        self.holds_line = True
        if self.traits.kind in (TransportKind.MODEM, TransportKind.RAS):
            self.user.show(self.traits.name, PromptKind.DIALOG)
