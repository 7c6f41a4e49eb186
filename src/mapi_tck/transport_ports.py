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
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from mapi_tck.mapi import PropertyValue
from mapi_tck.ports import StatusObject


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


class OutgoingMessage(Protocol):
    """IMessage as far as a transport reads one that it shall send. The kit's messages are tokens without other
    content.
    """

    @property
    def token(self) -> str:
        """What is to arrive at the far end."""
        ...


class IncomingMessage(Protocol):
    """IMessage as far as a transport fills one with what it has received: first the token, then `save_changes`."""

    token: str

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
class XPLogon(Protocol):
    """IXPLogon: one transport provider, logged on to a profile (ixplogoniunknown.md).

    Only the spooler calls it. Clients see the transport through its status row and the object that
    `open_status_entry` gives.
    """

    def address_types(self, flags: int) -> Sequence[str]:
        """Answer the address types whose recipients this transport handles (ixplogon-addresstypes.md)."""
        ...

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Take note that a phase begins or ends, or that a message is cancelled (ixplogon-transportnotify.md)."""
        ...

    def idle(self, flags: int) -> None:
        """Use a moment in which nothing else happens; only if asked for at logon (ixplogon-idle.md)."""
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

    def poll(self) -> bool:
        """Answer whether mail is waiting to be received (ixplogon-poll.md)."""
        ...

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Fill this message with the next received one and save it; leave it unsaved when there is none
        (ixplogon-startmessage.md, which ruling D-20 prefers to the implementing page).
        """
        ...

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[StatusObject, int]:
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
