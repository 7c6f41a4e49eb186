"""Adapters that differ from the reference in one way, for tests of what a run says about it."""

from collections.abc import Iterator

from mapi_tck.adapters.reference import Parts, ReferenceAdapter
from mapi_tck.adapters.reference.flush import Flush
from mapi_tck.adapters.reference.session import Session
from mapi_tck.adapters.reference.status_objects import SubsystemStatus
from mapi_tck.ports import Description, StatusObject


class _Silent(Flush):
    def steps(self) -> Iterator[float]:
        self.pending.clear()
        yield from ()


class _Obliging(SubsystemStatus):
    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        return 0


class WithoutTestBed(ReferenceAdapter):
    """Shows nothing but calls."""

    def __init__(self) -> None:
        super().__init__()
        self._begin()

    def describe(self) -> Description:
        """Observe calls only."""
        return Description("an opaque reference", "1")

    def test_bed(self) -> None:  # type: ignore[override]
        """There is none."""


def silent_spooler() -> ReferenceAdapter:
    """A flush succeeds and moves nothing."""
    return ReferenceAdapter(Parts(flush=_Silent))


def obliging_subsystem() -> ReferenceAdapter:
    """The subsystem's status object does not refuse FlushQueues, which only a SHOULD forbids."""
    return ReferenceAdapter(Parts(subsystem_status=_Obliging))


def without_test_bed() -> ReferenceAdapter:
    """Only calls can be seen."""
    return WithoutTestBed()


class _Unsteady(Session):
    logons = 0

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        opened, kind = super().open_entry(entry_id, interface, flags)
        return opened, 1 if _Unsteady.logons == 2 else kind


class Unsteady(ReferenceAdapter):
    """The second session that is logged on gets the type of an object wrong; all others get it right."""

    def __init__(self) -> None:
        super().__init__(Parts(session=_Unsteady))

    def logon(self, profile: str, flags: int) -> Session:
        """Count."""
        _Unsteady.logons += 1
        return super().logon(profile, flags)
