"""The recorder carries every call to an implementation, its test bed and the clock, and records it.

Each call becomes one trace entry. The kit's own composite calls (an HrQueryAllRows built from a table's other calls) are marked
as supplied by the kit and never count as evidence.

A transport provider calls back, and the kit's host calls the provider while a client waits. The entry of such a call names the
call during which it was made. A callback shows what the provider passed. So it counts as evidence, although the kit answers.
"""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, cast

from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import AdapterBroke, Breakage
from mapi_tck.mapi import MapiError
from mapi_tck.ports import Adapter, ClientAdapter, TransportAdapter
from mapi_tck.ports.clock import Clock, SimulatedTime, Time
from mapi_tck.record.lines import RecordedCall, ReplayableCall
from mapi_tck.record.words import Caller, Supplier
from mapi_tck.wire.channel import MOST_CALLBACKS, Answer, Channel, Proxy, Request, Servant
from mapi_tck.wire.codecs import Json
from mapi_tck.wire.interfaces import FOR_PROVIDER, INTERFACES
from mapi_tck.wire.sizes import MEGABYTE, size_of

IMPLEMENTATION: Final = "implementation"
KIT: Final = "kit"
TEST_BED: Final = "test bed"
#: The kit's own subsystem, where it hosts a provider under test.
HOST: Final = "host"

_SUPPLIER: Final[Mapping[str, Supplier]] = {"test_bed": TEST_BED, "transport_bed": TEST_BED, "clock": KIT}
#: The parameters of a test without a declaration.
USUAL: Final = Parameters()
_OF_PROVIDER: Final = ("provider", "xp_logon", "transport_status", "transport_bed")

#: What an entry of the trace takes beside its answer, in bytes: about as much as it has in a record without arguments.
_ENTRY: Final = 256

#: Makes the subsystem that hosts a provider.
Host = Callable[[TransportAdapter], Adapter]


@dataclass(slots=True)
class TraceEntry:
    """One recorded call: its request and answer, who supplied the answer, how long it took, and its line of the scenario.

    `within` is the number of the call during which this one was made, `caller` who made it.
    """

    number: int
    request: Request
    supplier: Supplier
    line: int
    within: int | None = None
    caller: Caller = KIT
    answer: Answer | None = None
    broke: AdapterBroke | None = None
    seconds: float = 0.0
    #: When it was made, by `time.perf_counter`.
    since: float = field(default_factory=time.perf_counter)

    @property
    def evidence(self) -> bool:
        """Whether the call shows more than the kit itself."""
        return self.supplier != KIT or self.caller == IMPLEMENTATION

    @property
    def text(self) -> str:
        """The answer in words."""
        if self.answer is not None:
            return self.answer.text(INTERFACES[self.request.interface][self.request.method])
        if self.broke is not None:
            return f"{self.broke.breakage}: {self.broke.detail}"
        return "made by the kit from the calls that follow" if self.supplier == KIT else "no answer"

    def to_json(self) -> RecordedCall:
        """The entry as the run record holds it."""
        return {
            "number": self.number,
            "line": self.line,
            "within": self.within,
            "caller": self.caller,
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

    @classmethod
    def from_json(cls, written: ReplayableCall) -> "TraceEntry":
        """The entry that a run record holds."""
        request = Request(written["interface"], written["object"], written["method"], written["arguments"])
        broke = written["broke"]
        detail = written["answer"].partition(": ")[2]
        return cls(
            written["number"],
            request,
            written["supplier"],
            written["line"],
            written["within"],
            written["caller"],
            Answer(written["code"], written["value"]) if broke is None else None,
            None if broke is None else AdapterBroke(Breakage(broke), detail, str(request)),
            written["seconds"],
        )


class Callbacks(Channel):
    """Carries the calls of an implementation on objects that the kit handed out."""

    def __init__(self, recorder: "Recorder") -> None:
        super().__init__()
        self._recorder = recorder

    def exchange(self, request: Request) -> Answer:
        """Have the kit answer."""
        return self._recorder.called_back(request)


class Recorder(Channel):
    """Carries the calls of one scenario to an adapter, and records them.

    `adapter` is an `Adapter`, a `TransportAdapter` or a `ClientAdapter`. `host` makes a subsystem around a `TransportAdapter`:
    calls go to that subsystem, and the calls that it makes to the provider are recorded too. `subsystem` is the kit's own one
    that a `ClientAdapter` calls, also in a replay: the record holds the client's calls, and the kit answers them again.
    """

    def __init__(
        self,
        adapter: Any,
        host: Host | None = None,
        parameters: Parameters = USUAL,
        subsystem: Adapter | None = None,
    ) -> None:
        super().__init__()
        self._parameters = parameters
        #: Bytes that one answer may take, and that all may take together.
        self._limits = int(parameters.answer_limit * MEGABYTE), int(parameters.scenario_limit * MEGABYTE)
        #: What all answers so far take, in bytes.
        self._taken = 0
        # A replayed record answers for every object that exists from the beginning, also for the clock.
        root: Callable[[str], object] | None = getattr(adapter, "root", None)
        self._time = _shared_time(adapter if subsystem is None else subsystem)
        clock = Clock(self._time) if root is None or subsystem is not None else root("clock")
        self._servant = Servant(Callbacks(self), clock=clock)
        for name in ("adapter", "provider", "client"):
            self._servant.add(name, root(name) if root else adapter)
        #: The kit's own subsystem that a client under test calls, not recorded.
        self.subsystem = subsystem
        if subsystem is not None:
            self._servant.add("adapter", subsystem)
        self.entries: list[TraceEntry] = []
        self.line = 0
        self.broken: AdapterBroke | None = None
        self._held: dict[str, str] = {}
        self._open: list[TraceEntry] = []
        self._named: AdapterBroke | None = None
        self._callbacks = 0
        #: How many callbacks one call may have. A step that has a client walk a long profile permits more.
        self.most_callbacks = MOST_CALLBACKS
        self._thread = threading.get_ident()
        self._hosted = host is not None
        self._host = host if root is None else None
        if self._hosted and root is not None:
            adapter.listen(self.note)
            #: Answers for the objects of the hosted provider.
            self._replayed: Channel = adapter.root("provider").channel

    @property
    def pending(self) -> TraceEntry | None:
        """The call that the implementation or its test bed is at work on; `None` while the kit works, say on a callback."""
        innermost = next(reversed(self._open), None)
        return innermost if innermost is not None and innermost.supplier in (IMPLEMENTATION, TEST_BED) else None

    @property
    def simulated(self) -> bool:
        """Whether the implementation lives in a time that the kit simulates."""
        return self._time is not None

    @property
    def adapter(self) -> Adapter:
        """The adapter, recorded."""
        return cast(Adapter, Proxy(self, "adapter", "adapter"))

    @property
    def provider(self) -> TransportAdapter:
        """The adapter of a transport provider, recorded."""
        return cast(TransportAdapter, Proxy(self, "provider", "provider"))

    @property
    def client(self) -> ClientAdapter:
        """The client under test, recorded."""
        return cast(ClientAdapter, Proxy(self, "client", "client"))

    @property
    def clock(self) -> Clock:
        """The clock, recorded."""
        return cast(Clock, Proxy(self, "clock", "clock"))

    def offers(self, interface: str, handle: str, method: str) -> bool:
        """Whether the adapter's object has this optional method."""
        return self._servant.has(handle, method)

    def take(self, interface: str, handle: str) -> Any:
        """Make a proxy for the object, and remember that it is held."""
        if interface not in ("test_bed", "transport_bed"):
            self._held[handle] = interface
        return super().take(interface, handle)

    def close(self) -> None:
        """Release everything that is still held, the latest first. An object whose release is refused is left."""
        for handle, interface in reversed(list(self._held.items())):
            if handle not in self._held:
                continue  # released together with another one
            thing = Proxy(self, interface, handle)
            with suppress(MapiError):
                if interface == "session":
                    thing.logoff(0, 0, 0)
            with suppress(MapiError):
                if interface == "xp_logon":
                    thing.transport_logoff(0)
                else:
                    thing.release()

    def composite(self, interface: str, handle: str, method: str, arguments: dict[str, Any]) -> None:
        """Record a call that the kit makes itself from the calls that follow."""
        codecs = INTERFACES[interface][method].parameters
        written = {name: codec.encode(arguments[name], self) for name, codec in codecs.items()}
        request = Request(interface, handle, method, written)
        self._new(request, KIT)

    def note(self, entry: TraceEntry) -> None:
        """Add an entry of a replayed record that belongs to the running call."""
        entry.number, entry.line = len(self.entries) + 1, self.line
        self._named = entry.broke or self._named
        self.entries.append(entry)
        answer, request = entry.answer, entry.request
        if entry.caller == IMPLEMENTATION or answer is None or answer.refused:
            return
        # What the provider gave its host is held, as it was when the record was made, and is released in the end.
        held = {*self._held}
        with suppress(ValueError, KeyError, TypeError):
            INTERFACES[request.interface][request.method].answer.decode(answer.value, self)
        for handle in self._held.keys() - held:
            self._servant.add(handle, Proxy(self._replayed, self._held[handle], handle))
        self._let_go(request)

    def exchange(self, request: Request) -> Answer:
        """Carry and record one call. After a fatal breakage every further call raises the first one."""
        if self.broken is not None:
            raise self.broken
        self._callbacks = 0
        entry = self._begin(request, self._supplier(request.interface))
        try:
            if self._host is not None:
                # During the first call, so that the host's own calls to the provider belong to it.
                make_host, self._host = self._host, None
                subsystem: Any = make_host(self.provider)
                if self._time is not None:
                    subsystem.live_in(self._time)
                self._servant.add("adapter", subsystem)
                self._servant.own_interfaces = frozenset(INTERFACES) - {*_OF_PROVIDER, *FOR_PROVIDER}
            answer = self._servant.exchange(request)
            if self.broken is not None:
                raise self.broken  # a callback broke, and the implementation has not passed that on
            self._weigh("it answered", answer.value)
            entry.answer = answer
            if not answer.refused:
                self._let_go(request)
            return answer
        except AdapterBroke as broke:
            self._note_breakage(entry, broke)
            raise
        finally:
            self._end(entry)

    def _let_go(self, request: Request) -> None:
        if request.method in ("release", "transport_logoff"):
            self._held.pop(request.handle, None)

    def called_back(self, request: Request) -> Answer:
        """Answer and record one call of the implementation on an object of the kit."""
        if threading.get_ident() != self._thread:
            # Another thread may call at any moment: the order of calls could not be replayed.
            self.broken = AdapterBroke(Breakage.MALFORMED, f"called back from another thread: {request}")
            raise self.broken
        self._callbacks += 1
        if self._callbacks > self.most_callbacks:
            detail = f"more than {self.most_callbacks} callbacks in one call"
            self.broken = AdapterBroke(Breakage.HUNG, detail, str(request))
            raise self.broken
        try:
            self._weigh("it called back with", request.arguments)
        except AdapterBroke as broke:
            broke.call = f"{request.handle}.{request.method}"
            self._named = self.broken = broke
            raise
        entry = self._begin(request, KIT, IMPLEMENTATION)
        try:
            entry.answer = self.own.exchange(request)
            return entry.answer
        except AdapterBroke as broke:
            self._note_breakage(entry, broke)
            raise
        finally:
            self._end(entry)

    def charge(self, broke: AdapterBroke) -> None:
        """Note that the last call to the implementation broke, although it was answered: what came after its answer was wrong."""
        last = next((entry for entry in reversed(self.entries) if entry.within is None and entry.supplier != KIT), None)
        if last is not None:
            broke.detail = f"after its answer: {broke.detail}"
            last.answer, last.broke = None, broke
            broke.call = str(last.request)
        self.broken = self.broken or broke

    def _weigh(self, did: str, value: Json) -> None:
        """Count what the implementation gave. Raises `AdapterBroke` beyond a limit of the parameters."""
        one, every = self._limits
        size = size_of(value, one)
        self._taken += size + _ENTRY
        if size > one:
            detail = f"{did} more than {self._parameters.answer_limit:g} MB (answer_limit)"
            raise AdapterBroke(Breakage.OVER_BUDGET, detail)
        if self._taken > every:
            detail = f"with it the scenario takes more than {self._parameters.scenario_limit:g} MB (scenario_limit)"
            raise AdapterBroke(Breakage.OVER_BUDGET, detail)

    def _supplier(self, interface: str) -> Supplier:
        if self.subsystem is not None:
            return IMPLEMENTATION if interface == "client" else KIT
        if self._hosted and interface not in (*_OF_PROVIDER, "clock"):
            return HOST
        return _SUPPLIER.get(interface, IMPLEMENTATION)

    def _new(self, request: Request, supplier: Supplier, caller: Caller = KIT) -> TraceEntry:
        within = self._open[-1].number if self._open else None
        entry = TraceEntry(len(self.entries) + 1, request, supplier, self.line, within, caller)
        self.entries.append(entry)
        return entry

    def _begin(self, request: Request, supplier: Supplier, caller: Caller = KIT) -> TraceEntry:
        entry = self._new(request, supplier, caller)
        self._open.append(entry)
        return entry

    def _end(self, entry: TraceEntry) -> None:
        entry.seconds = time.perf_counter() - entry.since
        self._open.pop()

    def _note_breakage(self, entry: TraceEntry, broke: AdapterBroke) -> None:
        # A host passes a breakage on, so several calls get it. The error names the innermost one.
        if broke is not self._named:
            self._named, broke.call = broke, str(entry.request)
        entry.broke = broke
        if broke.breakage.fatal or broke.breakage is Breakage.NOT_IN_RECORD:
            self.broken = self.broken or broke


def _shared_time(adapter: object) -> Time | None:
    """A new simulated time, if the adapter lives in it; `None` for real time."""
    live_in: Callable[[Time], bool] | None = getattr(adapter, "live_in", None)
    time = SimulatedTime()
    return time if live_in is not None and live_in(time) else None
