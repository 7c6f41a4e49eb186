"""Writes what the kit is compared with: a pytest module that makes a run record's calls directly.

The module has one function per scenario and one parametrised test that runs them. It calls a `ReferenceAdapter` through the
ports with the arguments that the record holds: no Gherkin, no recorder, no checks, no record. A call that was refused then
may be refused again.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

from mapi_tck.record.run_record import RunRecord
from mapi_tck.scenario.recorder import KIT
from mapi_tck.wire.codecs import NO_HANDLES, Json
from mapi_tck.wire.interfaces import INTERFACES

_HEAD: Final = '''"""The calls of every scenario, made directly. Written by `python -m benchmarks`."""

import pytest
from mapi_tck.adapters.reference import ReferenceAdapter

from mapi_tck.mapi import *
from mapi_tck.mapi import MapiError
from mapi_tck.ports import *
from mapi_tck.ports.clock import Clock, SimulatedTime


def attempt(call, *arguments):
    try:
        return call(*arguments)
    except MapiError:
        return None


def lives_in(adapter):
    time = SimulatedTime()
    adapter.live_in(time)
    return time


@pytest.fixture(scope="session")
def adapter():
    adapter = ReferenceAdapter()
    yield adapter
    adapter.close()
'''

_TAIL: Final = """

@pytest.mark.parametrize("scenario", [{names}])
def test_scenario(scenario, adapter):
    scenario(adapter)
"""


def write_direct(record: RunRecord, path: Path) -> None:
    """Write the module; its tests are in the order of the record's plan."""
    parts = [_HEAD]
    results = list(record.results)
    for number, result in enumerate(results):
        parts.append(f"\n\ndef scenario_{number}(adapter):\n    clock = Clock(lives_in(adapter))\n")
        parts += [f"    {line}\n" for line in _lines(result["trace"])]
    parts.append(_TAIL.format(names=", ".join(f"scenario_{number}" for number in range(len(results)))))
    path.write_text("".join(parts), "utf-8")


def _lines(trace: Json) -> Iterator[str]:
    for entry in trace:
        if entry["supplier"] == KIT and entry["interface"] != "clock":
            continue  # the kit put it together from the calls that follow
        method = INTERFACES[entry["interface"]][entry["method"]]
        arguments = [
            _literal(codec.decode(entry["arguments"][name], NO_HANDLES)) for name, codec in method.parameters.items()
        ]
        name = "free" if entry["interface"] == "row_set" else entry["method"]
        call = f"{_variable(entry['object'])}.{name}"
        if (entry["code"] or 0) >= 0x80000000:
            yield f"attempt({', '.join([call, *arguments])})"
        else:
            yield f"{_target(entry['value'])}{call}({', '.join(arguments)})"


def _target(value: Json) -> str:
    """The variable that keeps the object which the call answered, if it answered one."""
    handles = [value.get(kind) for kind in INTERFACES] if isinstance(value, dict) else []
    handle = next((handle for handle in handles if isinstance(handle, str)), None)
    if handle is None:
        return ""
    return f"{_variable(handle)}{', _' if 'object_type' in value else ''} = "


def _variable(handle: str) -> str:
    return handle.replace("-", "_")


def _literal(value: Any) -> str:
    if isinstance(value, Enum) and not isinstance(value, int):
        return f"{type(value).__name__}.{value.name}"
    if is_dataclass(value):
        arguments = ", ".join(f"{item.name}={_literal(getattr(value, item.name))}" for item in fields(value))
        return f"{type(value).__name__}({arguments})"
    if isinstance(value, tuple | list):
        return f"({''.join(f'{_literal(item)}, ' for item in value)})"
    return repr(int(value) if isinstance(value, int) and not isinstance(value, bool) else value)
