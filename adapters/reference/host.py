"""Hosting: a transport provider under test among the reference's own transports.

The spooler drives it like any other. Its far end is seen through the test bed of its adapter.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, cast

from mapi_tck.errors import NotObservable
from mapi_tck.mapi import MapiError, TransportLogonFlag, TransportNotifyFlag
from mapi_tck.ports import (
    Condition,
    Direction,
    FarEnd,
    Support,
    TellsReturned,
    Transfer,
    Transport,
    TransportAdapter,
    TransportTestBed,
    XPLogon,
)

#: What the spooler passes to TransportNotify when a transport has logged on: messages can be sent and received now.
_BEGINS: Final = TransportNotifyFlag.NOTIFY_BEGIN_OUTBOUND | TransportNotifyFlag.NOTIFY_BEGIN_INBOUND


class Hosting:
    """The provider, and the transports of a profile as which it logs on, by their names in the profile.

    `patience` is how long it may keep the spooler waiting for one message, in seconds.
    """

    def __init__(self, provider: TransportAdapter, transports: Mapping[str, Transport], patience: float) -> None:
        self.transports = transports
        self.patience = patience
        #: Those for which AddressTypes gives an empty type alone: no message comes to them (ruling D-82).
        self.take_no_type: set[str] = set()
        self._provider = provider
        self._bed = provider.test_bed()
        self._wish_idle_time: dict[str, XPLogon] = {}

    @property
    def bed(self) -> TransportTestBed:
        """The test bed of the provider's adapter."""
        if self._bed is None:
            raise NotObservable("not observable: the provider's adapter has no test bed")
        return cast(TransportTestBed, self._bed)

    def can(self, method: str) -> bool:
        """Whether there is a test bed that has the method."""
        return self._bed is not None and hasattr(self._bed, method)

    def returned(self, name: str) -> Sequence[str]:
        """What came back to its sender from the transport of this name, as far as the test bed tells it."""
        return cast(TellsReturned, self._bed).returned(name) if self.can("returned") else ()

    def log_on(self, name: str, support: Support) -> XPLogon:
        """Log the provider on as the transport of this name."""
        traits = self.transports[name]
        logon, wishes = self._provider.transport_logon(support, traits, int(TransportLogonFlag.LOGON_NO_DIALOG))
        if wishes & TransportLogonFlag.LOGON_SP_IDLE and hasattr(logon, "idle"):
            self._wish_idle_time[name] = logon
        with suppress(MapiError):  # other lines judge AddressTypes, and no page says what a refusal means
            if list(logon.address_types(0)) == [""]:
                self.take_no_type.add(name)
        with suppress(MapiError):
            logon.transport_notify(int(_BEGINS), None)
        return logon

    def give_idle_time(self, name: str) -> None:
        """Call Idle of the transport of this name, if it has asked for that at its logon. The answer does not matter."""
        idle: Any = getattr(self._wish_idle_time.get(name), "idle", None)
        if idle is not None:
            with suppress(MapiError):
                idle(0)


class HostedServer:
    """The far end of a hosted transport, used like a mail server of the reference's own."""

    def __init__(self, transport: str, hosting: Hosting, journal: list[Transfer]) -> None:
        self.transport = transport
        self._hosting = hosting
        self._journal = journal
        self._noted = 0
        self._returned: set[str] = set()
        #: Whether it need not take or give a message. Then a busy transport may stay busy until the flush is over.
        self.in_trouble = False

    @property
    def waiting(self) -> Sequence[str]:
        """What waits to be fetched."""
        return self._hosting.bed.waiting(self.transport)

    def post(self, tokens: Sequence[str]) -> None:
        """Let these messages wait to be fetched."""
        self._hosting.bed.arrive(self.transport, tokens)

    def behave(self, behaviour: FarEnd) -> None:
        """From now on, behave like this."""
        self._hosting.bed.set_far_end(self.transport, behaviour)
        self.in_trouble = behaviour.condition in (Condition.DOWN, Condition.REFUSING)

    def note_sent(self) -> None:
        """Write what the far end has taken or sent back meanwhile into the journal, in the order of all transports."""
        if not self._hosting.can("sent"):
            return
        try:
            sent = self._hosting.bed.sent(self.transport)
            returned = self._hosting.returned(self.transport)
        except MapiError as error:
            # In the middle of a flush it would be taken for the provider's own answer.
            raise NotObservable(f"not observable: the provider's test bed answers sent with {error}") from error
        self._journal += [Transfer(self.transport, Direction.OUTGOING, token) for token in sent[self._noted :]]
        self._noted = len(sent)
        for token in returned:
            if token not in self._returned:
                self._returned.add(token)
                self._journal.append(Transfer(self.transport, Direction.OUTGOING, token, returned=True))
