"""Unusual surroundings: which profile is there from the beginning, and how much of it all can be arranged and seen."""

from dataclasses import replace
from typing import Any, ClassVar

from mapi_tck.ports import Description, Evidence, Profile, Transport, TransportKind

from ...reference import Parts, ReferenceAdapter
from ...reference.subsystem import Subsystem
from ...reference.test_bed import ReferenceTestBed
from ..oddities import oddity
from .transports import NAME

# -- profiles ---------------------------------------------------------------------------------------------------------


class OtherDefault(ReferenceAdapter):
    """An adapter to a subsystem whose default profile holds other transports."""

    transports: ClassVar[tuple[Transport, ...]] = ()

    def _begin(self) -> Subsystem:
        subsystem = super()._begin()
        subsystem.install(Profile("", self.transports))
        return subsystem


@oddity("no-transport-by-default")
class NoTransportByDefault(OtherDefault):
    """The default profile has no transport; those that a test bed sets up have what they should."""


def _many(number: int) -> tuple[Transport, ...]:
    kinds = tuple(TransportKind)
    return tuple(
        Transport(f"Transport {place}", kinds[place % len(kinds)], supports_flush=place % 2 == 0)
        for place in range(number)
    )


@oddity("three-hundred-transports")
class ThreeHundredTransports(OtherDefault):
    """A black box with three hundred transports in its only profile: nothing can be arranged, and only calls are seen."""

    transports = _many(300)

    def describe(self) -> Description:
        """Observe calls alone."""
        return replace(super().describe(), observes=frozenset({Evidence.CALLS}))

    def test_bed(self) -> Any:
        """There is none."""
        return


# -- test beds --------------------------------------------------------------------------------------------------------


class OtherTestBed(ReferenceAdapter):
    """An adapter with a test bed of its own."""

    bed: ClassVar[type[ReferenceTestBed]]

    def __init__(self, parts: Parts | None = None) -> None:
        super().__init__(parts)
        self._test_bed = self.bed(self._begin)


@oddity("queues-alone-are-seen")
class QueuesAlone(OtherTestBed):
    """The test bed sees queues, but neither the screen nor which objects are held, and says so."""

    class Bed(ReferenceTestBed):
        """Without the methods for the rest."""

        set_user: Any = None
        prompts: Any = None
        live_objects: Any = None

    bed = Bed

    def describe(self) -> Description:
        """Observe calls and queues."""
        return replace(super().describe(), observes=frozenset({Evidence.CALLS, Evidence.QUEUES}))


@oddity("names-in-any-script")
class NamesOfItsOwn(OtherTestBed):
    """The implementation, its maker and its profiles have names in any script."""

    class Bed(ReferenceTestBed):
        """Does not call profiles what it is asked to."""

        def install_profile(self, profile: Profile) -> str:
            """Call it something else."""
            return super().install_profile(Profile(f"{NAME} {profile.name}", profile.transports))

    bed = Bed

    def describe(self) -> Description:
        """Say it in that script."""
        right = super().describe()
        return replace(right, implementation=f"{right.implementation} {NAME}", vendor=NAME)
