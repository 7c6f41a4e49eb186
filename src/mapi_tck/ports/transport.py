"""The ports of the transport side: what passes between the MAPI spooler and a transport provider.

A transport provider is what third parties usually write. It offers the spooler a logon object (`XPLogon`, MAPI's
IXPLogon) and calls back on a support object (`Support`, the part of IMAPISupport that a transport needs). A flush of
one transport is a conversation of the two, the same one whether a client asked the spooler or the transport's own
status object (implementing-the-flushqueues-method.md):

    spooler                                             transport
    flush_queues(directions)  ──────────────────────►   acquires its line, sets STATUS_OUTBOUND_FLUSH in its row
    submit_message, end_message for every message ──►   carries the message to its far end
    transport_notify(NOTIFY_END_OUTBOUND_FLUSH)  ───►   clears that bit, sets STATUS_INBOUND_FLUSH
    start_message until nothing is saved  ──────────►   fills the message and saves it
    transport_notify(NOTIFY_END_INBOUND_FLUSH)  ────►   clears that bit, frees its line

The bits in the transport's status row are what keeps the spooler's two loops going, so a transport ends a phase early
by clearing its bit, refuses a phase by never setting it, and asks for a flush of its own by setting it unasked.

Methods are named after MAPI's, with the arguments in MAPI's order. A failing HRESULT is a raised
`mapi_tck.mapi.MapiError`. The one addition to MAPI's interfaces is `Started.wait_seconds`.

Whoever certifies a provider writes a `TransportAdapter`: it logs the provider on, as IXPProvider does, and offers a test
bed for what lies behind the provider, its far end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

from mapi_tck.mapi import PropertyValue
from mapi_tck.ports.subsystem import Description, FarEnd, Prompt, StatusObject, Transport


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a message that the spooler submitted (ixplogon-submitmessage.md).

    `reference` names the message until `end_message`. A positive `wait_seconds` stands for MAPI_E_WAIT: the transport
    has not taken the message, there is no `end_message`, and the spooler submits it again after that time. MAPI
    counts whole seconds there; fractions keep a test short.
    """

    reference: int = 0
    wait_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Started:
    """What became of the empty message that the spooler offered for incoming mail (ixplogon-startmessage.md).

    Whether mail came is seen from the message: it was saved, or not. A positive `wait_seconds` says that mail is on
    its way: the spooler offers another message after that time. MAPI has no such answer, a transport there keeps the
    spooler waiting inside the call. A transport plugged in here may do so too, and then holds up its caller as well.
    """

    reference: int = 1
    wait_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """IMessage as far as a transport reads one that it shall send. The kit's messages are tokens without other
    content: `token` is what is to arrive at the far end.
    """

    token: str


@runtime_checkable
class IncomingMessage(Protocol):
    """IMessage as far as a transport fills one with what it has received: first the token, then `save_changes`."""

    def set_token(self, token: str) -> None:
        """Say which message this is. A second call replaces the first."""
        ...

    def save_changes(self, flags: int) -> None:
        """Deliver the message. One that is never saved is dropped, and means that there was nothing to receive."""
        ...


@runtime_checkable
class Support(Protocol):
    """IMAPISupport as a transport sees it. The spooler makes one for each transport."""

    def modify_status_row(self, values: Sequence[PropertyValue], flags: int) -> None:
        """Make the transport's row of the status table from these columns, or with STATUSROW_UPDATE change only these.

        The transport supplies what only it knows: display name, methods, status code and string, identity. Entry
        identifier, resource type, flags and the like are MAPI's and cannot be changed
        (imapisupport-modifystatusrow.md).
        """
        ...

    def spooler_notify(self, flags: int, data: bytes | None) -> None:
        """Tell the spooler of mail that is waiting or deferred, of a dialog that must not be disturbed, or of the end
        (imapisupport-spoolernotify.md).
        """
        ...

    def spooler_yield(self, flags: int) -> int:
        """Let others work; MAPI_W_CANCEL_MESSAGE means that the message at hand is no longer wanted
        (imapisupport-spooleryield.md). Not needed during a flush, the only time at which a transport may keep the
        spooler.
        """
        ...


@runtime_checkable
class TransportStatusObject(StatusObject, Protocol):
    """IMAPIStatus of a transport. What PR_RESOURCE_METHODS does not list refuses with MAPI_E_NO_SUPPORT."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Find out how the transport is, and say so in the row; every status object has this
        (imapistatus-validatestate.md).
        """
        ...


@runtime_checkable
class Configurable(Protocol):
    """The part of IMAPIStatus that need not be there at all; where it is, each method refuses unless
    PR_RESOURCE_METHODS lists it.
    """

    def settings_dialog(self, ui_param: int, flags: int) -> None:
        """Show the settings (imapistatus-settingsdialog.md)."""
        ...

    def change_password(self, old: str, new: str, flags: int) -> None:
        """Replace the password; MAPI_E_NO_ACCESS when the old one is wrong (imapistatus-changepassword.md)."""
        ...


@runtime_checkable
class XPLogon(Protocol):
    """IXPLogon: one transport provider, logged on to a profile (ixplogoniunknown.md).

    Only the spooler calls it. Clients see the transport through its status row and the object that
    `open_status_entry` gives. `poll` and `idle` are needed only where `transport_logon` asked for them.
    """

    def address_types(self, flags: int) -> Sequence[str]:
        """Answer the address types whose recipients this transport handles (ixplogon-addresstypes.md)."""
        ...

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Take note that a phase begins or ends, or that a message is cancelled (ixplogon-transportnotify.md)."""
        ...

    def transport_logoff(self, flags: int) -> None:
        """End: nothing is called afterwards (ixplogon-transportlogoff.md)."""
        ...

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Take a message to send. MAPI_E_NOT_ME and MAPI_E_BUSY decline it, other failures leave it in the queue too
        (ixplogon-submitmessage.md).
        """
        ...

    def end_message(self, reference: int) -> int:
        """Answer what the spooler shall do with the submitted message: 0 it is sent, or a flag END_… that keeps it
        (ixplogon-endmessage.md).
        """
        ...

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Fill this message with the next received one and save it; leave it unsaved when there is none
        (ixplogon-startmessage.md, which ruling D-20 prefers to the implementing page).
        """
        ...

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatusObject, int]:
        """Answer the transport's status object and its object type; `None` asks for IMAPIStatus
        (ixplogon-openstatusentry.md).
        """
        ...

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Do what the status object's ValidateState does (ixplogon-validatestate.md)."""
        ...

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Take note that the spooler is about to flush the directions in `flags`; `target` is reserved and `None`.

        All directions come in one call, before the first message. FLUSH_FORCE asks for it even at a cost, FLUSH_NO_UI
        for no user interface (ixplogon-flushqueues.md).
        """
        ...


@runtime_checkable
class Polled(Protocol):
    """The part of IXPLogon that a transport with LOGON_SP_POLL has."""

    def poll(self) -> bool:
        """Answer whether mail is waiting to be received (ixplogon-poll.md)."""
        ...


@runtime_checkable
class Idled(Protocol):
    """The part of IXPLogon that a transport with LOGON_SP_IDLE has."""

    def idle(self, flags: int) -> None:
        """Use a moment in which nothing else happens (ixplogon-idle.md)."""
        ...


@runtime_checkable
class TransportAdapter(Protocol):
    """Connects the kit to a transport provider, in the role `transport`."""

    def describe(self) -> Description:
        """Answer who is under test. Called first, before any other method."""
        ...

    def transport_logon(self, support: Support, transport: Transport, flags: int) -> tuple[XPLogon, int]:
        """Log the provider on once more, and answer the logon object with the LOGON_SP_… flags of what it asks for
        (ixpprovider-transportlogon.md).

        `transport` stands for the profile section: how this transport is named and configured. What the declaration
        says the provider cannot be is never asked for. The provider makes its row before it answers, with
        `support.modify_status_row`. `flags` has LOGON_NO_DIALOG set.
        """
        ...

    def test_bed(self) -> object:
        """Answer an object with those methods of `TransportTestBed` that can be offered, or `None`."""
        ...

    def close(self) -> None:
        """Let go of the provider. Nothing is called afterwards."""
        ...


class TransportTestBed(Protocol):
    """Arranges what lies behind a provider and observes what reached it; every method is optional.

    A method that is not there leaves the scenarios that need it undecided, with that reason. `transport` is always a
    name that `transport_logon` was given.
    """

    __test__: ClassVar[bool] = False  # not a test class, whatever its name says to pytest

    def reset(self) -> None:
        """Forget far ends, mail, prompts: a scenario begins. Transports log on afterwards."""
        ...

    def arrive(self, transport: str, tokens: Sequence[str]) -> None:
        """Let these messages wait at the far end, behind those that wait there already."""
        ...

    def waiting(self, transport: str) -> Sequence[str]:
        """Answer what waits at the far end, in order: what the provider has not yet delivered by `save_changes`."""
        ...

    def sent(self, transport: str) -> Sequence[str]:
        """Answer what the far end has taken since `reset`, in order, each as often as it was taken."""
        ...

    def set_far_end(self, transport: str, far_end: FarEnd) -> None:
        """Change how the far end behaves from now on."""
        ...

    def set_user(self, present: bool) -> None:
        """Say whether someone is at the screen and answers dialogs."""
        ...

    def prompts(self) -> Sequence[Prompt]:
        """Answer every piece of user interface shown since `reset`, in order; the owner is the transport's name."""
        ...

    def live_objects(self) -> Mapping[str, int]:
        """Answer how many scarce resources of each kind (say `line`) the provider's transports hold now."""
        ...
