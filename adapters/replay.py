"""`replay:RUN.ndjson`: a run record answers in place of an implementation, strictly.

A call that the record does not have at this place ends the scenario: it cannot be re-judged. So the same features give the same
verdicts, and a replay proves that the record is complete.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import HandshakeError, NotInRecord, UsageError
from mapi_tck.ports import Description
from mapi_tck.ports.roles import Role
from mapi_tck.record.lines import ReplayableCall
from mapi_tck.record.run_record import Record, open_record
from mapi_tck.record.search_lines import ReplayableSearch
from mapi_tck.scenario.recorder import IMPLEMENTATION, KIT, TraceEntry
from mapi_tck.search.results import NOTHING_SEARCHED, unpacked
from mapi_tck.settings.adapter_forms import serves
from mapi_tck.wire.channel import Answer, Channel, Proxy, Request
from mapi_tck.wire.values import DESCRIPTION


def answered(trace: Iterable[ReplayableCall], role: Role) -> list[ReplayableCall]:
    """The calls that the record answers.

    The kit makes its composite calls again; its pauses come from the record. Where it plays the subsystem, it makes all its
    calls again, pauses too.
    """
    return [
        entry
        for entry in trace
        if entry["supplier"] != KIT
        or (entry["interface"] == "clock" and role is not Role.CLIENT)
        or entry["caller"] == IMPLEMENTATION
    ]


def methods_in(trace: Iterable[ReplayableCall]) -> set[tuple[str, str]]:
    """The interface and name of each method that was called."""
    return {(entry["interface"], entry["method"]) for entry in trace}


class ReplayedCalls(Channel):
    """Answers from the trace of one scenario, call by call."""

    def __init__(
        self,
        scenario: str,
        trace: Sequence[ReplayableCall],
        role: Role = Role.SUBSYSTEM,
        elsewhere: Callable[[], Collection[tuple[str, str]]] = frozenset,
    ) -> None:
        super().__init__()
        self.scenario = scenario
        #: The methods that other scenarios of the record called.
        self._elsewhere = elsewhere
        self._trace = answered(trace, role)
        #: Takes the calls of a hosted provider during a call. Without it, callbacks to the kit are made again.
        self.note: Callable[[TraceEntry], None] | None = None
        self._next = 0
        self._offered = methods_in(self._trace)
        self._broke_off = bool(self._trace) and self._trace[-1]["broke"] is not None

    def offers(self, interface: str, handle: str, method: str) -> bool:
        """Whether the scenario called this optional method: then it was offered.

        One that broke off may not have come to it. Then it was offered if another scenario called it.
        """
        asked = (interface, method)
        return asked in self._offered or (self._broke_off and asked in self._elsewhere())

    def exchange(self, request: Request) -> Answer:
        """Answer from the next call of the record. Raises `NotInRecord` where it is another one."""
        # Callbacks between two calls come before the later one.
        while self._next < len(self._trace) and self._trace[self._next]["caller"] == IMPLEMENTATION:
            self._call_back(self._take())
        if self._next >= len(self._trace):
            raise NotInRecord(f"the record of {self.scenario} ends before {request}")
        entry = self._take()
        recorded = TraceEntry.from_json(entry)
        if recorded.request != request:
            raise NotInRecord(f"the record of {self.scenario} holds {recorded.request} here, not {request}")
        broke = recorded.broke
        while self._next < len(self._trace) and self._trace[self._next]["within"] is not None:
            inner = self._take()
            if self.note is not None:
                noted = TraceEntry.from_json(inner)
                # A breakage inside a host's call broke that call: the innermost one comes last.
                broke = broke and (noted.broke or broke)
                self.note(noted)
            else:
                self._call_back(inner)
        if broke is not None:
            raise broke
        return Answer(entry["code"], entry["value"])

    def _take(self) -> ReplayableCall:
        self._next += 1
        return self._trace[self._next - 1]

    def _call_back(self, entry: ReplayableCall) -> None:
        recorded = TraceEntry.from_json(entry)
        answer = self.own.exchange(recorded.request)
        if answer != recorded.answer:
            raise NotInRecord(f"{recorded.request} had another answer when the record of {self.scenario} was made")


class ReplayAdapter:
    """An adapter whose implementation is a run record."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._role = Role(record.header["options"]["role"])
        self._calls = ReplayedCalls("", [])
        #: The methods that any scenario called; `None` until that is asked for.
        self._called: set[tuple[str, str]] | None = None
        self._scenario = ""
        self._search: ReplayableSearch = NOTHING_SEARCHED
        self._packed = ""
        self._cases: list[list[ReplayableCall]] | None = None
        self.launcher = ""

    def begin_scenario(self, id: str) -> None:
        """From now on answer from the trace of this scenario."""
        if id not in self._record.ended:
            raise NotInRecord(f"the record does not hold {id}")
        self._scenario = id
        self.begin_attempt(1)

    def recorded_attempts(self, id: str) -> int:
        """How often the record holds the scenario. A plugin of pytest may have run it more often than planned."""
        return sum(1 for _ in self._record.times(id)) if id in self._record.ended else 0

    def begin_attempt(self, number: int) -> None:
        """Answer from the trace of this attempt from now on."""
        times = [*self._record.times(self._scenario)]
        if number > len(times):
            raise NotInRecord(f"the record holds {self._scenario} {len(times)} times, and not a {number}th time")
        ended = times[number - 1]
        # A search that broke off before it was recorded has no cases to run again.
        search = ended.get("search")
        self._search, self._packed = search or NOTHING_SEARCHED, search["packed"] if search else ""
        self._cases = None
        self._calls = ReplayedCalls(self._scenario, ended["trace"], self._role, self._called_anywhere)

    def _called_anywhere(self) -> set[tuple[str, str]]:
        if self._called is None:
            every = (one["trace"] for id in self._record.ended for one in self._record.times(id))
            self._called = set().union(*(methods_in(answered(trace, self._role)) for trace in every))
        return self._called

    def recorded_search(self) -> ReplayableSearch:
        """The recorded search of the scenario that has begun."""
        return self._search

    def begin_case(self, number: int) -> None:
        """From now on answer from the trace of this case of the search."""
        if self._cases is None:
            self._cases = unpacked(self._packed)
        case = f"{self._scenario}, case {number}"
        self._calls = ReplayedCalls(case, self._cases[number - 1], self._role, self._called_anywhere)

    def listen(self, note: Callable[[TraceEntry], None]) -> None:
        """Pass on the recorded calls of a hosted provider."""
        self._calls.note = note

    def root(self, name: str) -> object:
        """A proxy for an object that exists from the beginning."""
        return Proxy(self._calls, name, name)

    def describe(self) -> Description:
        """The implementation that was recorded. Raises `HandshakeError` where the record names none."""
        identity = self._record.header["implementation"]
        if identity is None:
            raise HandshakeError("the record names no implementation: in its run no scenario got an adapter")
        self.launcher = identity.get("launcher", "")
        description: Description = DESCRIPTION.decode({**identity, "exclusive": False}, self._calls)
        return description

    def close(self) -> None:
        """Do nothing: a record needs no closing."""


@serves(*Role)
def replay(argument: str, parameters: Parameters, role: Role) -> ReplayAdapter:
    """The adapter for `replay:RUN.ndjson`."""
    if not argument:
        raise UsageError(
            "replay needs the path of a run record", "replay:", "for example replay:mapi-tck-run/run.ndjson"
        )
    return ReplayAdapter(open_record(Path(argument)))
