"""Makes calls directly on the reference. The kit is compared with this. It imports only what it needs of the kit."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.mapi import MapiError
from mapi_tck.ports.clock import Clock, SimulatedTime


class Call(NamedTuple):
    """A call on the adapter, on the clock, or on an object that an earlier call returned."""

    object: str
    method: str
    arguments: list[Any]
    #: The name of the object that it returns, if it returns one.
    gives: str | None


class Caller:
    """Makes the calls of one scenario, in a simulated time of its own."""

    def __init__(self, adapter: ReferenceAdapter) -> None:
        time = SimulatedTime()
        adapter.live_in(time)
        self._objects: dict[str, Any] = {"adapter": adapter, "clock": Clock(time)}

    def make(self, calls: Iterable[Call]) -> None:
        """Make the next calls."""
        objects = self._objects
        for name, method, arguments, gives in calls:
            try:
                answer = getattr(objects[name], method)(*arguments)
            except MapiError:
                continue
            if gives is not None:
                objects[gives] = answer[0] if isinstance(answer, tuple) else answer


def make(calls: Iterable[Call], adapter: ReferenceAdapter) -> None:
    """Make the calls of a whole scenario."""
    Caller(adapter).make(calls)
