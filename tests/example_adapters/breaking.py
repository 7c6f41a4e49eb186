"""Adapters that break in one call or at once: the reference with one part replaced."""

import os
import sys
import time
from collections.abc import Sequence

from mapi_tck.adapters.reference import Parts, ReferenceAdapter
from mapi_tck.adapters.reference.session import Session
from mapi_tck.adapters.reference.status_objects import SpoolerStatus
from mapi_tck.adapters.reference.status_table import StatusTable
from mapi_tck.ports import Description, Evidence


class _Hanging(SpoolerStatus):
    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        time.sleep(600)
        return super().flush_queues(ui_param, target, flags)


class _Raising(StatusTable):
    def query_columns(self, flags: int) -> Sequence[int]:
        raise RuntimeError("the table is gone,\nand \ud800 too")


class _Dying(StatusTable):
    def query_columns(self, flags: int) -> Sequence[int]:
        os._exit(7)


class _Malformed(StatusTable):
    def query_columns(self, flags: int) -> Sequence[int]:
        return ["PR_ENTRYID"]  # type: ignore[list-item]


class _Patient(Session):
    def logoff(self, ui_param: int, flags: int, reserved: int) -> None:
        time.sleep(0.2)
        super().logoff(ui_param, flags, reserved)


def hanging() -> ReferenceAdapter:
    """FlushQueues of the spooler never returns."""
    return ReferenceAdapter(Parts(spooler_status=_Hanging))


def raising() -> ReferenceAdapter:
    """QueryColumns raises what no adapter may raise."""
    return ReferenceAdapter(Parts(status_table=_Raising))


def dying() -> ReferenceAdapter:
    """QueryColumns ends the process."""
    return ReferenceAdapter(Parts(status_table=_Dying))


def malformed() -> ReferenceAdapter:
    """QueryColumns answers texts instead of property tags."""
    return ReferenceAdapter(Parts(status_table=_Malformed))


def patient() -> ReferenceAdapter:
    """Takes its time, so that a run can be interrupted in the middle."""
    return ReferenceAdapter(Parts(session=_Patient))


class HangsAndCloses(ReferenceAdapter):
    """FlushQueues of the spooler never returns. Its `close` says that it was called, as one that ends servers would."""

    def __init__(self) -> None:
        super().__init__(Parts(spooler_status=_Hanging))

    def close(self) -> None:
        """Say so."""
        sys.stderr.write("the adapter was closed\n")
        super().close()


class Exclusive(ReferenceAdapter):
    """Says that it cannot be connected to twice."""

    def describe(self) -> Description:
        """As the reference, but alone."""
        return Description("the only one", "1", exclusive=True)


class SaysNothing(ReferenceAdapter):
    """Describes itself by a text."""

    def describe(self) -> Description:
        """Break the promise."""
        return "an implementation"  # type: ignore[return-value]


class CannotDescribe(ReferenceAdapter):
    """Raises before it has said who it is."""

    def describe(self) -> Description:
        """Break."""
        raise OSError("no such profile")


class CannotBeMade:
    """Its constructor raises."""

    def __init__(self) -> None:
        raise OSError("the implementation is not installed,\nnot at all")


class OnlyOnce(ReferenceAdapter):
    """Breaks in QueryColumns as `malformed` does, and cannot be made again."""

    made = 0

    def __init__(self) -> None:
        super().__init__(Parts(status_table=_Malformed))
        if OnlyOnce.made:
            raise OSError("the implementation is still in use")
        OnlyOnce.made = 1

    def describe(self) -> Description:
        """Without a digest: the kit takes that of this file."""
        return Description("Only once", "1", observes=frozenset(Evidence))


class NoAdapter:
    """Has nothing of an adapter."""


A_NUMBER = 5
