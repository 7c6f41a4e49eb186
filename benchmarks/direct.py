"""Writes what a run is compared with: a pytest module that makes the calls of a run record directly.

The module has one parametrised test: for all scenarios, or for all scenarios and searched cases. It calls a `ReferenceAdapter`
through the ports with the arguments that the record holds: no Gherkin, no recorder, no checks, no record. A call that was refused
in the recorded run may be refused again.
"""

import pickle
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from benchmarks.calls import Call
from mapi_tck.record.run_record import RunRecord
from mapi_tck.scenario.recorder import KIT
from mapi_tck.search.results import unpacked
from mapi_tck.wire.channel import Servant
from mapi_tck.wire.codecs import Json
from mapi_tck.wire.interfaces import INTERFACES

_MODULE: Final = '''"""Calls of a run, made directly. Written by `python -m benchmarks`."""

import pickle
from pathlib import Path

import pytest
from benchmarks.calls import make
from mapi_tck.adapters.reference import ReferenceAdapter

CASES = pickle.loads(Path(__file__).with_suffix(".calls").read_bytes())


@pytest.fixture(scope="session")
def adapter():
    adapter = ReferenceAdapter()
    yield adapter
    adapter.close()


@pytest.mark.parametrize("number", range(len(CASES)))
def test_case(number, adapter):
    make(CASES[number], adapter)
'''


def calls_of(trace: Iterable[Json]) -> list[Call]:
    """The calls of a trace that were made. A call that the kit supplies itself is left out: the calls that it makes follow."""
    return [call_of(entry) for entry in trace if made(entry)]


def made(entry: Json) -> bool:
    """Whether the entry is a call that was made."""
    return bool(entry["supplier"] != KIT or entry["interface"] == "clock")


def call_of(entry: Json) -> Call:
    """The call of an entry."""
    method = INTERFACES[entry["interface"]][entry["method"]]
    arguments = [codec.decode(entry["arguments"][name], Servant()) for name, codec in method.parameters.items()]
    value = entry["value"]
    handles = [value.get(kind) for kind in INTERFACES] if isinstance(value, dict) else []
    gives = next((handle for handle in handles if isinstance(handle, str)), None)
    return Call(entry["object"], "free" if entry["interface"] == "row_set" else entry["method"], arguments, gives)


def written_calls(record: RunRecord) -> list[list[Call]]:
    """The calls of each written scenario, in the order of the record's plan."""
    return [calls_of(result["trace"]) for result in record.results if "search" not in result]


def searched_calls(record: RunRecord) -> list[list[Call]]:
    """The calls of each searched case."""
    searches = [result["search"] for result in record.results if "search" in result]
    return [calls_of(trace) for search in searches for trace in unpacked(search["packed"])]


def write_direct(cases: Sequence[Sequence[Call]], path: Path) -> None:
    """Write the module, and the calls of its cases beside it."""
    path.write_text(_MODULE, "utf-8")
    path.with_suffix(".calls").write_bytes(pickle.dumps(cases))
