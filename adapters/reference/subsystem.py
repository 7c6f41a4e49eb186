"""The MAPI subsystem: profiles, sessions, and the time that passes for all of them."""

from collections.abc import Iterator

from mapi_tck.mapi import LogonFlag, MapiError, ResourceMethod, ResourceType, ResultCode
from mapi_tck.ports import Profile, Transfer, Transport, TransportKind
from mapi_tck.ports.clock import Time, WallTime

from .flush import ActiveTransport
from .host import HostedServer, Hosting
from .lifetime import KINDS
from .parts import Parts
from .session import Session
from .spooler import Spooler
from .status_rows import StatusRow, check_flags, own_row
from .transport_status import DLL

DEFAULT_PROFILE = Profile(
    "Reference",
    (
        Transport("Local Mail"),
        Transport("Branch Office", supports_flush=False),
        Transport("Dial-up", TransportKind.MODEM),
    ),
)
"""What a client finds that names no profile: one transport of each kind that the procedures tell apart."""


_DEFAULT_NAMES = {transport.name for transport in DEFAULT_PROFILE.transports}


class Subsystem:
    """One subsystem with all its profiles, sessions and mail. A test bed that is reset makes another."""

    def __init__(self, parts: Parts, hosting: Hosting | None = None, time: Time | None = None) -> None:
        self.parts = parts
        self.time = time or WallTime()
        #: How often the spoolers have caught up.
        self.looks = 0
        self.hosting = hosting
        self.holdings = dict.fromkeys(KINDS, 0)
        self.user = parts.user()
        self.journal: list[Transfer] = []
        self.profiles: dict[str, LoadedProfile] = {}
        self.sessions: list[Session] = []
        if hosting is not None and hosting.can("reset"):
            hosting.bed.reset()

    def install(self, profile: Profile) -> str:
        """Add the profile, or replace the one of the same name; return the name to log on with."""
        name = profile.name or DEFAULT_PROFILE.name
        names = [transport.name for transport in profile.transports]
        for other in self.profiles.values():
            # The default profile is not in use while a test works with its own, so its names may be taken again.
            if other.name not in (name, DEFAULT_PROFILE.name):
                names += [transport.name for transport in other.spooler.transports]
        if len(set(names)) < len(names):
            raise ValueError(f"the names of transports must be unique: {', '.join(sorted(names))}")
        self.profiles.pop(name, None)
        self.profiles[name] = LoadedProfile(self, Profile(name, profile.transports))
        return name

    def log_on(self, profile: str, flags: int) -> Session:
        """Begin a session on the profile; "" means the default one."""
        self.pump()
        check_flags(flags, LogonFlag)
        if profile in ("", DEFAULT_PROFILE.name):
            self._load_default()
        loaded = self.profiles.get(profile or DEFAULT_PROFILE.name)
        if loaded is None:
            raise MapiError(ResultCode.MAPI_E_LOGON_FAILED)
        session = self.parts.session(self, loaded, len(self.sessions) + 1, flags)
        self.sessions.append(session)
        return session

    def transport(self, name: str) -> tuple["LoadedProfile", ActiveTransport]:
        """The transport of that name and its profile; the profile installed last comes first."""
        if name in _DEFAULT_NAMES and not any(profile.transport(name) for profile in self.profiles.values()):
            self._load_default()
        for profile in reversed(self.profiles.values()):
            if transport := profile.transport(name):
                return profile, transport
        raise ValueError(f"no profile has a transport {name!r}")

    def _load_default(self) -> None:
        """Load the default profile, before all others; few sessions need it. A host has none."""
        if self.hosting is None and DEFAULT_PROFILE.name not in self.profiles:
            others = dict(self.profiles)
            self.profiles.clear()
            self.install(DEFAULT_PROFILE)
            self.profiles.update(others)

    def pump(self) -> None:
        """Let the spoolers of all profiles do what is due by now, in the order of the due times."""
        self.looks += 1
        spoolers = [profile.spooler for profile in self.profiles.values()]
        now = self.time.now()
        while spoolers and (next_one := min(spoolers, key=lambda spooler: spooler.due())).due() <= now:
            next_one.step()

    def wait(self, seconds: float) -> None:
        """Let time pass inside a call. Other profiles go on meanwhile."""
        self.time.wait(seconds)
        self.pump()


class LoadedProfile:
    """A profile with its transports active.

    Real transports log on with the first session. These are there from the start, so that a test can fill their queues before.
    """

    def __init__(self, subsystem: Subsystem, profile: Profile) -> None:
        self.name = profile.name
        self.store = subsystem.parts.message_store(subsystem.journal)
        self.spooler: Spooler = subsystem.parts.spooler(subsystem, self.store)
        self.rows = list(own_rows(profile.name))
        for traits in profile.transports:
            transport = self._log_on(subsystem, traits)
            self.spooler.transports.append(transport)
            self.rows.append(transport.row)
            self.spooler.row_changed(transport.row)  # it may have asked for a flush while it logged on

    def transport(self, name: str) -> ActiveTransport | None:
        """The transport of that name."""
        return next((known for known in self.spooler.transports if known.name == name), None)

    def _log_on(self, subsystem: Subsystem, traits: Transport) -> ActiveTransport:
        parts = subsystem.parts
        row = StatusRow(len(self.rows) + 1, ResourceType.MAPI_TRANSPORT_PROVIDER, DLL)
        support = parts.support(row, self.spooler)
        if subsystem.hosting is not None and traits.name in subsystem.hosting.transports:
            far_side = HostedServer(traits.name, subsystem.hosting, subsystem.journal)
            return ActiveTransport(traits.name, row, far_side, subsystem.hosting.log_on(traits.name, support))
        server = parts.far_end(traits.name, subsystem.journal)
        logon = parts.transport(traits, support, server, subsystem.user, parts.transport_status)
        return ActiveTransport(traits.name, row, server, logon)


def own_rows(profile: str) -> Iterator[StatusRow]:
    """The three rows that every session has; the subsystem's has the profile's name (finding-a-profile-name.md)."""
    validate = ResourceMethod.STATUS_VALIDATE_STATE
    flush = ResourceMethod.STATUS_FLUSH_QUEUES
    yield own_row(1, ResourceType.MAPI_SUBSYSTEM, profile, validate)
    yield own_row(2, ResourceType.MAPI_SPOOLER, "MAPI Spooler", validate | flush)
    yield own_row(3, ResourceType.MAPI_AB, "Address Book", validate)
