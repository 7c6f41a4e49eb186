"""Writes what the kit is compared with: a pytest module that makes a run record's calls directly.

It has one parametrised test for all scenarios, and calls a `ReferenceAdapter` through the ports with the arguments that the
record holds: no Gherkin, no recorder, no checks, no record. A call that was refused then may be refused again.
"""

import pickle
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from benchmarks.calls import Call
from mapi_tck.record.run_record import RunRecord
from mapi_tck.scenario.recorder import KIT
from mapi_tck.wire.channel import Servant
from mapi_tck.wire.codecs import Json
from mapi_tck.wire.interfaces import INTERFACES

_MODULE: Final = '''"""The calls of every scenario, made directly. Written by `python -m benchmarks`."""

import pickle
from pathlib import Path

import pytest
from benchmarks.calls import make
from mapi_tck.adapters.reference import ReferenceAdapter

SCENARIOS = pickle.loads(Path(__file__).with_suffix(".calls").read_bytes())


@pytest.fixture(scope="session")
def adapter():
    adapter = ReferenceAdapter()
    yield adapter
    adapter.close()


@pytest.mark.parametrize("number", range(len(SCENARIOS)))
def test_scenario(number, adapter):
    make(SCENARIOS[number], adapter)
'''


def calls_of(trace: Iterable[Json]) -> list[Call]:
    """The calls of a trace that were made. What the kit has put together itself is left out: its calls follow."""
    return [_call(entry) for entry in trace if entry["supplier"] != KIT or entry["interface"] == "clock"]


def _call(entry: Json) -> Call:
    method = INTERFACES[entry["interface"]][entry["method"]]
    arguments = [codec.decode(entry["arguments"][name], Servant()) for name, codec in method.parameters.items()]
    value = entry["value"]
    handles = [value.get(kind) for kind in INTERFACES] if isinstance(value, dict) else []
    gives = next((handle for handle in handles if isinstance(handle, str)), None)
    return Call(entry["object"], "free" if entry["interface"] == "row_set" else entry["method"], arguments, gives)


def write_direct(record: RunRecord, path: Path) -> None:
    """Write the module, and its calls beside it; the tests are in the order of the record's plan."""
    path.write_text(_MODULE, "utf-8")
    path.with_suffix(".calls").write_bytes(pickle.dumps([calls_of(result["trace"]) for result in record.results]))
