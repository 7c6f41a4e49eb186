"""`replay:RUN.ndjson`: answers from a run record instead of an implementation, strictly.

A call that the record does not hold, or holds at another place, ends the scenario: it cannot be re-judged. So the same features
give the same verdicts, and a record that can be replayed is proved to be complete.
"""

from pathlib import Path
from typing import Any, cast

from mapi_tck.calls import INTERFACES, Answer, Channel, Proxy, Request
from mapi_tck.codecs import Json
from mapi_tck.declaration import Parameters
from mapi_tck.errors import AdapterBroke, Breakage, NotInRecord, UsageError
from mapi_tck.port_values import DESCRIPTION
from mapi_tck.ports import Description, Session, TestBed
from mapi_tck.record import RunRecord, read_record
from mapi_tck.recorder import KIT, Clock


class RecordedCalls(Channel):
    """The trace of one scenario, consumed call by call."""

    def __init__(self, scenario: str, trace: list[Json]) -> None:
        self.scenario = scenario
        # What the kit put together from other calls is put together again; its pauses come from the record.
        self._trace = [entry for entry in trace if entry["supplier"] != KIT or entry["interface"] == "clock"]
        self._next = 0
        self._offered = {
            (entry["interface"], entry["method"]) for entry in self._trace if INTERFACES[entry["interface"]]
        }

    def offers(self, interface: str, handle: str, method: str) -> bool:
        """An optional method was offered if the scenario called it."""
        return (interface, method) in self._offered

    def exchange(self, request: Request) -> Answer:
        """Answer what the record holds next, if it is this call."""
        if self._next >= len(self._trace):
            raise NotInRecord(f"the record of {self.scenario} ends before {request}")
        entry = self._trace[self._next]
        recorded = Request(entry["interface"], entry["object"], entry["method"], entry["arguments"])
        if recorded != request:
            raise NotInRecord(f"the record of {self.scenario} holds {recorded} here, not {request}")
        self._next += 1
        if entry["broke"]:
            raise AdapterBroke(Breakage(entry["broke"]), entry["answer"].partition(": ")[2])
        return Answer(entry["code"], entry["value"])


class ReplayAdapter:
    """An adapter whose implementation is a run record."""

    def __init__(self, record: RunRecord) -> None:
        self._record = record
        self._calls = RecordedCalls("", [])

    def begin_scenario(self, id: str) -> None:
        """Answer from this scenario's trace from now on."""
        if id not in self._record.ended:
            raise NotInRecord(f"the record does not hold {id}")
        self._calls = RecordedCalls(id, self._record.ended[id]["trace"])

    def describe(self) -> Description:
        """The implementation that was recorded."""
        identity = self._record.header["implementation"]
        description: Description = DESCRIPTION.decode({**identity, "exclusive": False}, self._calls)
        return description

    def clock(self) -> Clock:
        """The pauses that were recorded."""
        return cast(Clock, Proxy(self._calls, "clock", "clock"))

    def logon(self, profile: str, flags: int) -> Session:
        """The recorded answer."""
        return cast(Session, self._adapter().logon(profile, flags))

    def test_bed(self) -> TestBed | None:
        """The recorded answer."""
        return cast("TestBed | None", self._adapter().test_bed())

    def close(self) -> None:
        """A record needs no closing."""

    def _adapter(self) -> Any:
        return Proxy(self._calls, "adapter", "adapter")


def replay(argument: str, parameters: Parameters) -> ReplayAdapter:
    """The adapter for `replay:RUN.ndjson`."""
    if not argument:
        raise UsageError(
            "replay needs the path of a run record", "replay:", "for example replay:mapi-tck-run/run.ndjson"
        )
    return ReplayAdapter(read_record(Path(argument)))
