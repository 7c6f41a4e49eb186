"""Adapters to the reference that have a given profile: three fixed transports, which no scenario can replace."""

from collections.abc import Iterator
from typing import ClassVar

from mapi_tck.adapters.reference.adapter import ReferenceAdapter
from mapi_tck.adapters.reference.flush import ActiveTransport, Flush
from mapi_tck.adapters.reference.parts import Parts
from mapi_tck.adapters.reference.session import Session
from mapi_tck.adapters.reference.test_bed import ReferenceTestBed
from mapi_tck.adapters.reference.transport import ReferenceTransport
from mapi_tck.adapters.reference.transport_status import TransportStatus
from mapi_tck.adapters.wrong import WRONG
from mapi_tck.mapi import FlushFlag, MapiError, ResultCode
from mapi_tck.ports import (
    Description,
    Direction,
    GivenProfile,
    GivenTransport,
    OutgoingMessage,
    Profile,
    Role,
    Submitted,
    Transport,
    TransportKind,
)
from mapi_tck.ports.clock import Time

THREE = GivenProfile(
    "Outlook",
    (
        GivenTransport("Exchange"),
        GivenTransport("Internet mail", supports_flush=False),
        GivenTransport("Fax", TransportKind.MODEM),
    ),
)
#: Messages that wait in every queue before a scenario begins, as in the mailbox of a person.
FOREIGN = ("lunch on Friday", "Re: lunch on Friday")


class GivenTestBed:
    """The reference's test bed without `install_profile`: it describes the profile that is there."""

    __test__ = False

    def __init__(self, bed: ReferenceTestBed, given: GivenProfile) -> None:
        self._bed = bed
        self._given = given
        for name in ("transport_of", "submit", "arrive", "queue", "transfers", "set_far_end"):
            setattr(self, name, getattr(bed, name))
        for name in ("set_user", "prompts", "live_objects"):
            setattr(self, name, getattr(bed, name))

    def given_profile(self) -> GivenProfile:
        """The profile, as its maker describes it."""
        return self._given

    def reset(self) -> None:
        """Begin with the same transports, and with the mail of a person in their queues."""
        self._bed.reset()
        transports = (
            Transport(item.name, item.kind, item.supports_flush, item.asynchronous) for item in self._given.transports
        )
        self._bed.install_profile(Profile(self._given.name, tuple(transports)))
        for item in self._given.transports:
            self._bed.submit(item.name, [f"{item.name}: {subject}" for subject in FOREIGN])
            self._bed.arrive(item.name, [f"to {item.name}: {subject}" for subject in FOREIGN])


class Given:
    """A subsystem with three transports. Subclasses name the fault of the reference that it has, or other parts or profiles."""

    fault: ClassVar[str] = ""
    parts: ClassVar[Parts] = Parts()
    given: ClassVar[GivenProfile] = THREE

    def __init__(self) -> None:
        made = WRONG.adapter(self.fault, Role.SUBSYSTEM) if self.fault else ReferenceAdapter(self.parts)
        assert isinstance(made, ReferenceAdapter)
        self._inner = made
        self._test_bed = GivenTestBed(made.test_bed(), self.given)

    def describe(self) -> Description:
        """The reference's description."""
        return self._inner.describe()

    def logon(self, profile: str, flags: int) -> Session:
        """Log on; there is only one profile."""
        return self._inner.logon(profile, flags)

    def test_bed(self) -> GivenTestBed:
        """The test bed."""
        return self._test_bed

    def live_in(self, time: Time) -> bool:
        """Live in simulated time, as the reference does."""
        return self._inner.live_in(time)

    def close(self) -> None:
        """Forget everything."""
        self._inner.close()


class DeliversTwice(Given):
    """The same, with a fault that only queues show."""

    fault = "delivers-twice"


class LeavesOutTransports(Given):
    """The same, with a spooler that flushes the first transport alone."""

    fault = "first-transport-only"


class SwapsDirections(Given):
    """The same, with the directions the other way round."""

    fault = "directions-swapped"


class RefusesForce(Given):
    """The same, with a spooler that does not accept FLUSH_FORCE, with or without a user."""

    fault = "force-refused"


class OutgoingOnly(Given):
    """A profile whose test bed can fill and see only outgoing queues, and of one transport none."""

    given = GivenProfile(
        "",
        (
            GivenTransport("Branch", fills=frozenset({Direction.OUTGOING}), sees=frozenset({Direction.OUTGOING})),
            GivenTransport("Archive", supports_flush=False, fills=frozenset()),
            GivenTransport("Office", TransportKind.RAS, fills=frozenset({Direction.OUTGOING})),
        ),
    )


class TwoConnections(ReferenceTransport):
    """Sends over two connections: of each two messages the second one arrives first."""

    held = ""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Take the message. The first one of two is still under way."""
        if not self.held:
            self.held, self._accepted = message.token, True
            return Submitted()
        submitted = super().submit_message(flags, message)
        self._arrive()
        return submitted

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Let what is still under way arrive."""
        self._arrive()
        super().transport_notify(flags, data)

    def _arrive(self) -> None:
        if self.held:
            self.server.take(self.held)
        self.held = ""


class SendsOverTwoConnections(Given):
    """The same, with transports that change the order of messages."""

    parts = Parts(transport=TwoConnections)


class RefusesProfiles(ReferenceAdapter):
    """A subsystem whose test bed has `install_profile`, but refuses each profile."""

    def __init__(self) -> None:
        super().__init__()
        self._test_bed = RefusingTestBed(self._begin)


class RefusingTestBed(ReferenceTestBed):
    """Sets up nothing."""

    def install_profile(self, profile: Profile) -> str:
        """Refuse."""
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)


class AsksItsUser(Flush):
    """A transport with a modem or RAS connects only if it may ask its user, and the user is there."""

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        """Fail, or flush the transport."""
        logon = transport.logon
        assert isinstance(logon, ReferenceTransport)
        if logon.traits.kind in (TransportKind.MODEM, TransportKind.RAS) and is_silent(logon, self.flags):
            self.failures.append(ResultCode.MAPI_E_USER_CANCEL)
        else:
            yield from super().flush_one(transport)


def is_silent(transport: ReferenceTransport, flags: int) -> bool:
    """Whether a transport that gets these flags cannot ask."""
    return bool(flags & FlushFlag.FLUSH_NO_UI) or not transport.user.present


class WarnsOfWhatIsLeft(AsksItsUser):
    """The same, in a subsystem that answers a warning where something is left."""

    def outcome(self) -> int:
        """A success, which may say that it is not a whole one."""
        return int(ResultCode.MAPI_W_PARTIAL_COMPLETION if self.failures else ResultCode.S_OK)


class RefusesAtOnce(TransportStatus):
    """The object of a transport with a modem or RAS refuses a flush in which it could not ask."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Refuse, or request the flush."""
        dials = self.transport.traits.kind in (TransportKind.MODEM, TransportKind.RAS)
        if dials and is_silent(self.transport, flags):
            raise MapiError(ResultCode.MAPI_E_USER_CANCEL)
        return super().flush_queues(ui_param, target, flags)


class NeedsItsUser(Given):
    """A modem that needs its user: a flush of all transports with FLUSH_NO_UI is refused after the others were flushed."""

    parts = Parts(flush=AsksItsUser)


class WarnsOfItsUser(Given):
    """The same, but the flush is answered with a warning."""

    parts = Parts(flush=WarnsOfWhatIsLeft)


class RefusesWithoutItsUser(Given):
    """A transport with RAS whose object refuses a flush with FLUSH_NO_UI."""

    parts = Parts(flush=AsksItsUser, transport_status=RefusesAtOnce)
    given = GivenProfile("", (GivenTransport("Dial", TransportKind.RAS), GivenTransport("Web", supports_flush=False)))
