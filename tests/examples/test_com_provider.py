"""The COM provider, a DLL, tested through pywin32 with CPython for Windows on Wine: a part that takes little time.

These are real COM objects, and no stand-in. `make windows-lab` runs all of it (`lab_com_provider.py`).
"""

import re
from collections.abc import Iterator

import pytest
from windows_python import ADAPTER, DECLARATION, WindowsPython, only, prepare

pytestmark = pytest.mark.compiler

#: A full flush of each procedure: through the spooler, and transport by transport with a target where needed.
FLUSHES = only("A6c", "B5a", "B5.3g")
#: One requirement of nearly each numbered step.
CALLS = only("A1a", "A2a", "A3a", "A4a", "A5b", "A6f", "A7b", "B4b", "B5.1b", "B5.2a", "B5.3a", "HR1")
#: Every scenario, without the laws that are searched.
WRITTEN = ("--", "-m", "not search")


@pytest.fixture
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WindowsPython]:
    """Python for Windows, with the COM provider registered."""
    made = prepare(tmp_path_factory.mktemp("windows"))
    yield made
    made.stop()


def test_a_small_part_on_wine(windows: WindowsPython) -> None:
    """Through pywin32 the DLL passes at level calls and with its spool folders, and a mistake is found.

    One test, because there is one registry.
    """
    calls = windows.run("outlook", "--level", "calls", *DECLARATION, *CALLS, *WRITTEN, out="calls")

    assert calls.code == 0, calls.stdout + calls.stderr
    assert calls.verdict.startswith("The selection holds: ")
    named = calls.record.header["implementation"]
    assert named is not None
    assert (named["implementation"], named["version"]) == ("COM provider", "1.0.0.0")
    tested = {item["name"]: item for item in named.get("under_test", ())}
    assert set(tested) == {"com_provider.dll", "mapi.pyd", "pythoncom311.dll"}
    assert all(re.fullmatch("sha256:[0-9a-f]{64}", item["digest"]) for item in tested.values())
    assert tested["mapi.pyd"]["version"] == "312"

    flushes = windows.run(ADAPTER, *DECLARATION, *FLUSHES, *WRITTEN, out="flushes")

    assert flushes.code == 0, flushes.stdout + flushes.stderr
    assert not flushes.having("inconclusive", "error", "fail", "warning")

    wrong = windows.run(ADAPTER, *DECLARATION, *only("B5.3g"), *WRITTEN, out="wrong", wrong="ignore-target")

    assert wrong.code == 1, wrong.stdout + wrong.stderr
    assert wrong.having("fail") == {"B5.3g"}
