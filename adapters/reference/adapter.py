"""The adapter between the kit and the reference."""

from collections.abc import Mapping

from mapi_tck import __version__
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.ports import Description, Evidence, Transport, TransportAdapter
from mapi_tck.ports.clock import Time
from mapi_tck.ports.roles import Role
from mapi_tck.settings.adapter_forms import serves

from . import hosted_requests
from .client import ReferenceClient
from .host import Hosting
from .host_test_bed import HostTestBed
from .parts import Parts
from .provider import ReferenceProvider
from .session import Session
from .subsystem import Subsystem
from .test_bed import ReferenceTestBed


class ReferenceAdapter:
    """Connects the kit to its own MAPI subsystem, of which everything can be observed.

    `parts` replaces classes of the subsystem; `hosting` puts a provider under test into its profiles.
    """

    def __init__(self, parts: Parts | None = None, hosting: Hosting | None = None) -> None:
        self._parts = parts or Parts()
        self._hosting = hosting
        self._time: Time | None = None
        self._test_bed = (ReferenceTestBed if hosting is None else HostTestBed)(self._begin)

    def describe(self) -> Description:
        """Name the implementation."""
        return Description("mapi-tck reference subsystem", __version__, "mapi-tck", observes=frozenset(Evidence))

    def logon(self, profile: str, flags: int) -> Session:
        """Begin a session. The profile's default message store stays open while the profile exists."""
        return self._subsystem.log_on(profile, flags)

    def test_bed(self) -> ReferenceTestBed:
        """The one test bed, the same each time."""
        return self._test_bed

    def live_in(self, time: Time) -> bool:
        """Use this time from now on. The kit simulates it, so that no call has to sleep."""
        self._time = self._subsystem.time = time
        return True

    def close(self) -> None:
        """Forget everything."""
        self._test_bed.reset()

    def _begin(self) -> Subsystem:
        self._subsystem = Subsystem(self._parts, self._hosting, self._time)
        return self._subsystem


@serves(*Role)
def reference(
    argument: str, parameters: Parameters, role: Role
) -> ReferenceAdapter | ReferenceProvider | ReferenceClient:
    """`reference`: the kit's own subsystem, transport or client, in the process of the run; it takes nothing after a colon."""
    if argument:
        raise UsageError("the reference takes no argument", f"reference:{argument}", "did you mean reference?")
    if role is Role.CLIENT:
        return ReferenceClient()
    return ReferenceProvider() if role is Role.TRANSPORT else ReferenceAdapter()


def host(provider: TransportAdapter, transports: Mapping[str, Transport], patience: float) -> ReferenceAdapter:
    """The kit's own subsystem, with the provider as those transports of the profile that have these names."""
    return ReferenceAdapter(hosted_requests.PARTS, Hosting(provider, transports, patience))
