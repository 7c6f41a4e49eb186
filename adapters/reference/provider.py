"""The reference's transport as a provider under test: the same class that the reference's spooler drives."""

from collections.abc import Mapping, Sequence

from mapi_tck import __version__
from mapi_tck.mapi import TransportLogonFlag
from mapi_tck.ports import Description, Direction, Evidence, FarEnd, Prompt, Support, Transfer, Transport, Trouble
from mapi_tck.ports.clock import Time, WallTime

from .deferring import DeferringTransport
from .far_end import MailServer
from .parts import Parts
from .transport import ReferenceTransport

#: Its classes: those of the subsystem, with a transport that also defers messages.
PARTS = Parts(transport=DeferringTransport)


class ReferenceProvider:
    """Connects the kit to the reference's transport; `parts` replaces its classes."""

    def __init__(self, parts: Parts = PARTS) -> None:
        self._parts = parts
        self._test_bed = ReferenceTransportBed(parts)
        #: The time in which it lives.
        self.time: Time = WallTime()

    def describe(self) -> Description:
        """Name the implementation."""
        return Description("mapi-tck reference transport", __version__, "mapi-tck", observes=frozenset(Evidence))

    def transport_logon(self, support: Support, transport: Transport, flags: int) -> tuple[ReferenceTransport, int]:
        """Log on once more, and ask for polls and idle time."""
        bed = self._test_bed
        logon = self._parts.transport(
            transport, support, bed.server(transport.name), bed.user, self._parts.transport_status
        )
        bed.transports.append(logon)
        return logon, int(TransportLogonFlag.LOGON_SP_POLL | TransportLogonFlag.LOGON_SP_IDLE)

    def test_bed(self) -> "ReferenceTransportBed":
        """The one test bed, the same each time."""
        return self._test_bed

    def live_in(self, time: Time) -> bool:
        """Accept any time. The transport itself never waits, but asks the spooler to."""
        self.time = time
        return True

    def close(self) -> None:
        """Forget everything."""
        self._test_bed.reset()


class ReferenceTransportBed:
    """Offers everything that a provider's test bed can have."""

    __test__ = False

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.reset()

    def reset(self) -> None:
        """Begin anew."""
        self.user = self._parts.user()
        self.journal: list[Transfer] = []
        self.transports: list[ReferenceTransport] = []
        self._servers: dict[str, MailServer] = {}

    def server(self, transport: str) -> MailServer:
        """The mail server of the transport of that name."""
        if transport not in self._servers:
            self._servers[transport] = self._parts.far_end(transport, self.journal)
        return self._servers[transport]

    def arrive(self, transport: str, tokens: Sequence[str]) -> None:
        """Let these messages wait at the mail server."""
        self.server(transport).post(tokens)

    def waiting(self, transport: str) -> Sequence[str]:
        """Return what waits at the mail server."""
        return tuple(self.server(transport).waiting)

    def sent(self, transport: str) -> Sequence[str]:
        """Return what the mail server has taken."""
        return tuple(
            item.token for item in self.journal if (item.transport, item.direction) == (transport, Direction.OUTGOING)
        )

    def set_far_end(self, transport: str, far_end: FarEnd) -> None:
        """Change the mail server's behaviour."""
        self.server(transport).behave(far_end)

    def set_trouble(self, transport: str, trouble: Trouble) -> None:
        """Let this go wrong at the mail server."""
        self.server(transport).go_wrong(trouble)

    def returned(self, transport: str) -> Sequence[str]:
        """Return what the mail server has sent back."""
        return tuple(self.server(transport).returned)

    def identities(self, transport: str) -> Sequence[str]:
        """Return the identities of what the mail server has taken."""
        return tuple(self.server(transport).identities)

    def set_user(self, present: bool) -> None:
        """Put a user before the screen or take it away."""
        self.user.present = present

    def prompts(self) -> Sequence[Prompt]:
        """Return what the user has seen."""
        return tuple(self.user.prompts)

    def live_objects(self) -> Mapping[str, int]:
        """Return how many lines are held."""
        return {"line": sum(transport.holds_line for transport in self.transports)}
