"""The recorder: nothing reaches an implementation, its test bed or the clock except through it.

Each call becomes one trace entry. The kit's own composite calls (an HrQueryAllRows built from a table's other calls) are marked
as supplied by the kit and never count as evidence.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, cast

from mapi_tck.calls import INTERFACES, Answer, Channel, Proxy, Request, Servant
from mapi_tck.codecs import Json
from mapi_tck.errors import AdapterBroke, Breakage
from mapi_tck.mapi import MapiError
from mapi_tck.ports import Adapter, TestBed

IMPLEMENTATION: Final = "implementation"
KIT: Final = "kit"
TEST_BED: Final = "test bed"

_SUPPLIER: Final = {"test_bed": TEST_BED, "clock": KIT}


@dataclass(slots=True)
class Entry:
    """One recorded call: which, what came back, who supplied the answer, how long it took, from which line of the scenario."""

    number: int
    request: Request
    supplier: str
    line: int
    answer: Answer | None = None
    broke: AdapterBroke | None = None
    seconds: float = 0.0

    @property
    def text(self) -> str:
        """What came back, in words."""
        if self.answer is not None:
            return self.answer.text(INTERFACES[self.request.interface][self.request.method])
        if self.broke is not None:
            return f"{self.broke.breakage}: {self.broke.detail}"
        return "put together by the kit from the calls that follow" if self.supplier == KIT else "no answer"

    def to_json(self) -> Json:
        """The entry as the run record holds it."""
        return {
            "number": self.number,
            "line": self.line,
            "interface": self.request.interface,
            "object": self.request.handle,
            "method": self.request.method,
            "arguments": dict(self.request.arguments),
            "call": str(self.request),
            "supplier": self.supplier,
            "code": None if self.answer is None else self.answer.code,
            "value": None if self.answer is None else self.answer.value,
            "answer": self.text,
            "broke": None if self.broke is None else str(self.broke.breakage),
            "seconds": round(self.seconds, 6),
        }


class Clock:
    """The kit's only way to wait. Pauses grow, so that a wait that fails leaves a short trace."""

    FIRST_PAUSE: Final = 0.005
    LONGEST_PAUSE: Final = 0.25

    def __init__(self) -> None:
        self._end = 0.0
        self._pause = self.FIRST_PAUSE

    def start(self, limit: float) -> None:
        """Begin a wait of at most so many seconds."""
        self._end = time.monotonic() + limit
        self._pause = self.FIRST_PAUSE

    def pause(self) -> bool:
        """Wait a little; answer whether the limit allows another look."""
        time.sleep(self._pause)
        self._pause = min(self._pause * 2, self.LONGEST_PAUSE)
        return time.monotonic() < self._end


@dataclass
class Pending:
    """The call under way, for a watchdog that has to name it."""

    request: Request
    since: float = field(default_factory=time.monotonic)


class Recorder(Channel):
    """Carries the calls of one scenario to an adapter, and records them."""

    def __init__(self, adapter: Adapter) -> None:
        supplied_clock = getattr(adapter, "clock", None)
        clock = supplied_clock() if callable(supplied_clock) else Clock()
        self._servant = Servant(adapter=adapter, clock=clock)
        self.entries: list[Entry] = []
        self.line = 0
        self.pending: Pending | None = None
        self.broken: AdapterBroke | None = None
        self._held: dict[str, str] = {}

    @property
    def adapter(self) -> Adapter:
        """The adapter, recorded."""
        return cast(Adapter, Proxy(self, "adapter", "adapter"))

    @property
    def clock(self) -> Clock:
        """The clock, recorded."""
        return cast(Clock, Proxy(self, "clock", "clock"))

    def test_bed(self) -> TestBed | None:
        """Ask the adapter for its test bed, recorded."""
        return cast("TestBed | None", self.adapter.test_bed())

    def offers(self, interface: str, handle: str, method: str) -> bool:
        """Say whether the adapter's object has this optional method."""
        return self._servant.has(handle, method)

    def take(self, interface: str, handle: str) -> Any:
        """Stand a proxy in for the object, and remember that it is held."""
        if interface != "test_bed":
            self._held[handle] = interface
        return super().take(interface, handle)

    def close(self) -> None:
        """Give back everything that is still held, the latest first; what is refused stays with the implementation."""
        for handle, interface in reversed(list(self._held.items())):
            thing = Proxy(self, interface, handle)
            with suppress(MapiError):
                if interface == "session":
                    thing.logoff(0, 0, 0)
            with suppress(MapiError):
                thing.release()

    def composite(self, interface: str, handle: str, method: str, arguments: dict[str, Any]) -> None:
        """Note that the kit supplies this call itself, out of the calls that follow."""
        codecs = INTERFACES[interface][method].parameters
        written = {name: codec.encode(arguments[name], self) for name, codec in codecs.items()}
        request = Request(interface, handle, method, written)
        self.entries.append(Entry(len(self.entries) + 1, request, KIT, self.line))

    def exchange(self, request: Request) -> Answer:
        """Carry and record one call. After a fatal breakage no further call is tried."""
        if self.broken is not None:
            raise AdapterBroke(self.broken.breakage, f"not called: {self.broken}", str(request))
        supplier = _SUPPLIER.get(request.interface, IMPLEMENTATION)
        entry = Entry(len(self.entries) + 1, request, supplier, self.line)
        self.entries.append(entry)
        self.pending = Pending(request)
        started = time.perf_counter()
        try:
            entry.answer = self._servant.exchange(request)
            if request.method == "release" and not entry.answer.refused:
                self._held.pop(request.handle, None)
            return entry.answer
        except AdapterBroke as broke:
            broke.call = str(request)
            entry.broke = broke
            if broke.breakage.fatal or broke.breakage is Breakage.NOT_IN_RECORD:
                self.broken = broke
            raise
        finally:
            entry.seconds = time.perf_counter() - started
            self.pending = None


def wait_until(clock: Clock, condition: Callable[[], bool], limit: float) -> bool:
    """Look until the condition holds or the limit has passed; answer whether it holds."""
    clock.start(limit)
    while not condition():
        if not clock.pause():
            return condition()
    return True
