"""The MAPI subsystem: profiles, sessions, and the time that passes for all of them."""

from mapi_tck.mapi import LogonFlag, MapiError, ResultCode
from mapi_tck.ports import Profile, Transfer, Transport, TransportKind
from mapi_tck.ports.clock import Time, WallTime

from .flush import ActiveTransport
from .host import Hosting
from .lifetime import KINDS, Holdings
from .parts import Parts
from .profile import LoadedProfile
from .session import Session
from .status_rows import check_flags

DEFAULT_PROFILE = Profile(
    "Reference",
    (
        Transport("Local Mail"),
        Transport("Branch Office", supports_flush=False),
        Transport("Dial-up", TransportKind.MODEM),
    ),
)
"""What a client finds that names no profile: one transport of each kind that the procedures tell apart."""


class Subsystem:
    """One subsystem with all its profiles, sessions and mail. A test bed that is reset makes another."""

    def __init__(self, parts: Parts, hosting: Hosting | None = None, time: Time | None = None) -> None:
        self.parts = parts
        self.time = time or WallTime()
        #: How often the spoolers have caught up.
        self.looks = 0
        self.hosting = hosting
        self.holdings: Holdings = dict.fromkeys(KINDS, 0)
        self.user = parts.user()
        self.journal: list[Transfer] = []
        self.profiles: dict[str, LoadedProfile] = {}
        self.sessions: list[Session] = []
        if hosting is None:
            self.install(DEFAULT_PROFILE)
        elif hosting.can("reset"):
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
        loaded = self.profiles.get(profile or DEFAULT_PROFILE.name)
        if loaded is None:
            raise MapiError(ResultCode.MAPI_E_LOGON_FAILED)
        session = self.parts.session(self, loaded, len(self.sessions) + 1, flags)
        self.sessions.append(session)
        return session

    def transport(self, name: str) -> tuple[LoadedProfile, ActiveTransport]:
        """The transport of that name and its profile; the profile installed last comes first."""
        for profile in reversed(self.profiles.values()):
            if transport := profile.transport(name):
                return profile, transport
        raise ValueError(f"no profile has a transport {name!r}")

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
