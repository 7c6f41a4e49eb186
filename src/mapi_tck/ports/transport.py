"""The ports of role transport: what passes between the MAPI spooler and a transport provider.

A transport provider is what third parties usually write. It gives the spooler a logon object (`XPLogon`, MAPI's IXPLogon), and
calls back on a support object (`Support`, the part of IMAPISupport that a transport needs). A flush of one transport is a
conversation of the two. It is the same if a client has asked the spooler or the transport's own status object
(implementing-the-flushqueues-method.md):

    spooler                                             transport
    flush_queues(directions)  ──────────────────────►   gets its line, sets STATUS_OUTBOUND_FLUSH in its row
    submit_message, end_message for every message ──►   sends the message to its far end
    transport_notify(NOTIFY_END_OUTBOUND_FLUSH)  ───►   clears that bit, sets STATUS_INBOUND_FLUSH
    start_message until nothing is saved  ──────────►   fills the message and saves it
    transport_notify(NOTIFY_END_INBOUND_FLUSH)  ────►   clears that bit, releases its line

The spooler goes on with a phase while its bit is in the transport's status row. So a transport ends a phase early if it clears
the bit, skips a phase if it never sets the bit, and asks for a flush if it sets a bit by itself.

Methods have MAPI's names, and MAPI's arguments in MAPI's order. For a failing HRESULT a method raises `mapi_tck.mapi.MapiError`.
`Started.wait_seconds` is the only addition to MAPI's interfaces.

To certify a provider, write a `TransportAdapter`: it logs the provider on, as IXPProvider does, and offers a test bed for the
provider's far end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from mapi_tck.mapi import PropertyValue
from mapi_tck.ports.subsystem import AnyAdapter, AnyTestBed, Direction, StatusObject, Transport


@dataclass(frozen=True, slots=True)
class Submitted:
    """The answer to a message that the spooler submits (ixplogon-submitmessage.md).

    `reference` names the message until `end_message`. A positive `wait_seconds` stands for MAPI_E_WAIT: the transport has not
    taken the message, there is no `end_message`, and the spooler submits the message again after that time. MAPI has whole
    seconds there; fractions keep a test short.
    """

    reference: int = 0
    wait_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Started:
    """The answer to the empty message that the spooler offers for incoming mail (ixplogon-startmessage.md).

    If the transport has saved the message, mail has come. A positive `wait_seconds` says that mail is on its way: the spooler
    offers another message after that time. MAPI has no such answer: there a transport makes the spooler wait inside the call,
    which is possible here too.
    """

    reference: int = 1
    wait_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """The part of IMessage that a transport needs to send it. The kit's messages have no content but a token, which must arrive
    at the far end.
    """

    token: str


class Trouble(StrEnum):
    """One thing that goes wrong at a transport's far end, where all else is well: the stage or direction that is in trouble.

    The two kinds of silence concern the next outgoing message that the far end is given. The provider waits in vain for the
    answer, and after that the far end cannot be reached.
    """

    LOGIN = "every login refused"
    LOGIN_TO_SEND = "login to send refused"
    LOGIN_TO_FETCH = "login to fetch refused"
    DATA = "every outgoing message refused"
    FETCH = "every incoming message refused"
    SILENT_AFTER_TAKING = "silent after taking a message"
    SILENT_BEFORE_TAKING = "silent before taking a message"

    @property
    def well(self) -> Direction | None:
        """The direction that is well; `None` if the trouble is with both, or with the whole far end in the end."""
        if self in (Trouble.LOGIN_TO_SEND, Trouble.DATA):
            return Direction.INCOMING
        return Direction.OUTGOING if self in (Trouble.LOGIN_TO_FETCH, Trouble.FETCH) else None


@runtime_checkable
class IncomingMessage(Protocol):
    """The part of IMessage that a transport needs to deliver received mail: it sets the token, then calls `save_changes`."""

    def set_token(self, token: str) -> None:
        """Set the token of the message. A second call replaces the first token."""
        ...

    def save_changes(self, flags: int) -> None:
        """Deliver the message. If it is never saved, it is dropped, and there was nothing to receive."""
        ...


@runtime_checkable
class Support(Protocol):
    """The part of IMAPISupport that a transport needs. The spooler makes one for each transport."""

    def modify_status_row(self, values: Sequence[PropertyValue], flags: int) -> None:
        """Make the transport's row of the status table from these columns. With STATUSROW_UPDATE change only these columns.

        The transport supplies display name, methods, status code and string, and identity. Entry identifier, resource type, flags
        and the like belong to MAPI and cannot be changed (imapisupport-modifystatusrow.md).
        """
        ...

    def spooler_notify(self, flags: int, data: bytes | None) -> None:
        """Tell the spooler that mail waits or was deferred, that a dialog must not be disturbed, or that the transport ends
        (imapisupport-spoolernotify.md).
        """
        ...

    def spooler_yield(self, flags: int) -> int:
        """Let other code run. MAPI_W_CANCEL_MESSAGE answers that the current message is no longer wanted
        (imapisupport-spooleryield.md). A flush does not need this: only then a transport may keep the spooler busy.
        """
        ...


@runtime_checkable
class TransportStatusObject(StatusObject, Protocol):
    """IMAPIStatus of a transport. A method that PR_RESOURCE_METHODS does not list refuses with MAPI_E_NO_SUPPORT."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Check the state of the transport, and update its row. Every status object has this (imapistatus-validatestate.md)."""
        ...


@runtime_checkable
class Configurable(Protocol):
    """The optional part of IMAPIStatus. Each method refuses unless PR_RESOURCE_METHODS lists it."""

    def settings_dialog(self, ui_param: int, flags: int) -> None:
        """Show the settings (imapistatus-settingsdialog.md)."""
        ...

    def change_password(self, old: str, new: str, flags: int) -> None:
        """Replace the password. MAPI_E_NO_ACCESS if the old one is wrong (imapistatus-changepassword.md)."""
        ...


@runtime_checkable
class XPLogon(Protocol):
    """IXPLogon: one transport provider, logged on to a profile (ixplogoniunknown.md).

    Only the spooler calls it. Clients see the transport by its status row and by the object that `open_status_entry` gives.
    `poll` and `idle` are needed only if `transport_logon` asks for them (`Polled`, `Idled`).
    """

    def address_types(self, flags: int) -> Sequence[str]:
        """Answer the address types whose recipients this transport handles (ixplogon-addresstypes.md)."""
        ...

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """The spooler says that a phase begins or ends, or that a message is cancelled (ixplogon-transportnotify.md)."""
        ...

    def transport_logoff(self, flags: int) -> None:
        """End the session. Nothing is called afterwards (ixplogon-transportlogoff.md)."""
        ...

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Take a message to send. MAPI_E_NOT_ME and MAPI_E_BUSY decline it; after any failure it stays in the queue
        (ixplogon-submitmessage.md).
        """
        ...

    def end_message(self, reference: int) -> int:
        """Answer 0 if the submitted message is sent, or a flag END_… with which the spooler keeps it (ixplogon-endmessage.md)."""
        ...

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Fill this message with the next received one and save it. If there is none, do not save it
        (ixplogon-startmessage.md, which ruling D-20 prefers to the implementing page).
        """
        ...

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatusObject, int]:
        """Answer the transport's status object and its object type. `None` asks for IMAPIStatus (ixplogon-openstatusentry.md)."""
        ...

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Do the same as ValidateState of the status object (ixplogon-validatestate.md)."""
        ...

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """The spooler says that it flushes the directions in `flags` next; `target` is reserved and `None`.

        All directions come in one call, before the first message. FLUSH_FORCE asks for the flush even if it has a cost,
        FLUSH_NO_UI for no user interface (ixplogon-flushqueues.md).
        """
        ...


@runtime_checkable
class Polled(Protocol):
    """The part of IXPLogon that a transport with LOGON_SP_POLL has."""

    def poll(self) -> bool:
        """Answer whether mail waits to be received (ixplogon-poll.md)."""
        ...


@runtime_checkable
class Idled(Protocol):
    """The part of IXPLogon that a transport with LOGON_SP_IDLE has."""

    def idle(self, flags: int) -> None:
        """Do background work: the spooler has nothing else to do (ixplogon-idle.md)."""
        ...


@runtime_checkable
class TransportAdapter(AnyAdapter, Protocol):
    """Connects the kit to a transport provider. Its test bed is a `TransportTestBed`."""

    def transport_logon(self, support: Support, transport: Transport, flags: int) -> tuple[XPLogon, int]:
        """Log the provider on once more. Answers the logon object, and the provider's wishes as LOGON_SP_… flags
        (ixpprovider-transportlogon.md).

        `transport` stands for the profile section: the name and the configuration of this transport. The kit asks only for
        transports that the declaration allows. The provider makes its row with `support.modify_status_row`, before it answers
        or in `address_types`. The kit calls that next, and then `transport_notify` with NOTIFY_BEGIN_OUTBOUND and
        NOTIFY_BEGIN_INBOUND (ruling D-71). `flags` has LOGON_NO_DIALOG set.
        """
        ...


class TransportTestBed(AnyTestBed, Protocol):
    """The test bed of a transport provider. `transport` is always a name that `transport_logon` was given."""

    def waiting(self, transport: str) -> Sequence[str]:
        """Answer the messages that wait at the far end, in order. A message waits until the provider delivers it."""
        ...

    def sent(self, transport: str) -> Sequence[str]:
        """Answer the messages that the far end has taken since `reset`, in order, each as often as it was taken."""
        ...


@runtime_checkable
class MakesTrouble(Protocol):
    """An optional part of a provider's test bed: trouble at one stage or in one direction."""

    def set_trouble(self, transport: str, trouble: Trouble) -> None:
        """Let this go wrong at the transport's far end, from now until `set_far_end` or `reset`.

        Raises `MapiError` with MAPI_E_NO_SUPPORT for a trouble that the test bed cannot make. What needs it is not tested then.
        """
        ...


@runtime_checkable
class TellsReturned(Protocol):
    """An optional part of a provider's test bed: what its mail system has returned to the sender."""

    def returned(self, transport: str) -> Sequence[str]:
        """Answer the outgoing messages that came back to their sender as undeliverable since `reset`: they are not lost.

        They are not in `sent`. If the provider receives the report about such a message, its token is that of the message.
        """
        ...


@runtime_checkable
class TellsIdentities(Protocol):
    """An optional part of a provider's test bed: by what a receiver recognizes a message that comes again."""

    def identities(self, transport: str) -> Sequence[str]:
        """Answer under which identity the far end has taken each message of `sent`, in the same order.

        Of mail this is the Message-ID.
        """
        ...
