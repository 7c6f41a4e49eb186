"""Unusual surroundings: which profile there is at first, what a test bed can arrange and see, and whom transports serve."""

from dataclasses import replace
from typing import Any, ClassVar

from mapi_tck.mapi import MapiError, ResourceType, ResultCode
from mapi_tck.ports import Description, Evidence, Profile, Transport, TransportKind

from ...reference import Parts, ReferenceAdapter
from ...reference.session import Session
from ...reference.status_objects import SpoolerStatus
from ...reference.subsystem import Subsystem
from ...reference.test_bed import ReferenceTestBed
from ...reference.variants import part_of, specimen
from .transports import NAME


class OtherDefault(ReferenceAdapter):
    """An adapter to a subsystem whose default profile holds other transports."""

    transports: ClassVar[tuple[Transport, ...]] = ()

    def _begin(self) -> Subsystem:
        subsystem = super()._begin()
        subsystem.install(Profile("", self.transports))
        return subsystem


@specimen("no-transport-by-default")
class NoTransportByDefault(OtherDefault):
    """The default profile holds no transport; a profile that the test bed arranges has its transports."""


def _many(number: int) -> tuple[Transport, ...]:
    kinds = tuple(TransportKind)
    return tuple(
        Transport(f"Transport {place}", kinds[place % len(kinds)], supports_flush=place % 2 == 0)
        for place in range(number)
    )


@specimen("three-hundred-transports")
class ThreeHundredTransports(OtherDefault):
    """The only profile holds three hundred transports; there is no test bed, so that only calls are seen."""

    transports = _many(300)

    def describe(self) -> Description:
        return replace(super().describe(), observes=frozenset({Evidence.CALLS}))

    def test_bed(self) -> Any:
        return


class OtherTestBed(ReferenceAdapter):
    """An adapter with another test bed."""

    bed: ClassVar[type[ReferenceTestBed]]

    def __init__(self, parts: Parts | None = None) -> None:
        super().__init__(parts)
        self._test_bed = self.bed(self._begin)


class QueuesBed(ReferenceTestBed):
    """Sees queues alone: the other methods are missing."""

    set_user: Any = None
    prompts: Any = None
    live_objects: Any = None


@specimen("queues-alone-are-seen")
class QueuesAlone(OtherTestBed):
    """The test bed sees queues, but neither the screen nor which objects are held, and says so."""

    bed = QueuesBed

    def describe(self) -> Description:
        return replace(super().describe(), observes=frozenset({Evidence.CALLS, Evidence.QUEUES}))


class NamingBed(ReferenceTestBed):
    """Gives every profile another name than the one asked for."""

    def install_profile(self, profile: Profile) -> str:
        return super().install_profile(Profile(f"{NAME} {profile.name}", profile.transports))


@specimen("names-in-any-script")
class NamesOfItsOwn(OtherTestBed):
    """The implementation, its maker, its profiles and transports have names with any characters that Unicode has:
    combining marks, right-to-left letters, emoji, quotation marks, line breaks and control characters.
    """

    bed = NamingBed

    def describe(self) -> Description:
        right = super().describe()
        return replace(right, implementation=f"{right.implementation} {NAME}", vendor=NAME)


@specimen("one-spooler-for-all-sessions")
class ServesAllSessions(SpoolerStatus):
    """One spooler serves all sessions: it flushes the transport that the target names, and no other, in any of their profiles."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        if target is None or not self.session.uses_mail or self.knows(self.session, target):
            return super().flush_queues(ui_param, target, flags)
        self.enter()
        for session in self.session.subsystem.sessions:
            if self.knows(session, target):
                spooler = session.profile.spooler
                return spooler.flush([spooler.transport_at(session.find(target))], ui_param, flags)
        return super().flush_queues(ui_param, target, flags)

    def knows(self, session: Session, target: bytes) -> bool:
        """Whether the target is a transport of the session."""
        try:
            session.profile.spooler.transport_at(session.find(target))
        except MapiError:
            return False
        return True


@specimen("transports-serve-one-session")
class ServesOneSession(Session):
    """A transport serves one session, and refuses the logon of others meanwhile: they have no row of it, and do not flush it."""

    served: bool

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        others = [other for other in self.subsystem.sessions if isinstance(other, ServesOneSession) and not other._over]
        self.served = self.uses_mail and not any(other.served and other.profile is self.profile for other in others)
        if not self.served:
            self._rows = [row for row in self._rows if row.resource_type != ResourceType.MAPI_TRANSPORT_PROVIDER]


@part_of("transports-serve-one-session", "keeps-mail-for-one-session")
class FlushesWhatItHas(SpoolerStatus):
    """Flushes no transport that serves another session."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        assert isinstance(self.session, ServesOneSession)
        if self.session.served or not self.session.uses_mail:
            return super().flush_queues(ui_param, target, flags)
        self.enter()
        if target is not None:
            self.session.find(target)
        return int(ResultCode.S_OK)
