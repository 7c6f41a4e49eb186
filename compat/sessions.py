"""Sessions of pytest beside plugins, and what they may end with."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from compat.plugins import Plugin, python
from mapi_tck.errors import UsageError
from mapi_tck.record.run_record import read_record

#: The sessions certify an implementation that some of these scenarios fail and some pass.
ASKED: Final = ("--mapi-adapter=wrong:directions-swapped", "--mapi-only=A6a", "--mapi-only=A4a", "--mapi-out=run")
#: The kit's plugin, and the one that it builds on.
KIT: Final = ("mapi_tck", "pytest-bdd")
#: Name → the words of a way to use pytest.
USES: Final[Mapping[str, tuple[str, ...]]] = {
    "plain": (),
    "last failed": ("--lf",),
    "stepwise": ("--sw",),
    "stop at the first": ("-x",),
    "debugger": ("--pdb",),
    "collect only": ("--co",),
    "by name": ("-k", "outgoing or spooler"),
    "fixture": (),
}
#: Ways that stop early or choose, so not every scenario has to run.
_LEAVE_OUT: Final = ("stepwise", "stop at the first", "debugger", "last failed", "by name")

_OWN_TEST: Final = "def test_own():\n    pass\n"
#: A parametrised fixture that each item gets: node ids have a suffix then.
_FIXTURE: Final = """
import pytest


@pytest.fixture(autouse=True, params=["UTC", "local"])
def time_zone(request):
    pass
"""
#: Seconds that a session may take. A choice: it takes three.
_LONGEST: Final = 300


@dataclass(frozen=True)
class Ended:
    """A session that has ended."""

    code: int
    said: str
    #: Scenario → its verdicts, of all attempts; `None` if there is no record.
    verdicts: Mapping[str, frozenset[str]] | None


def session(folder: Path, plugins: Sequence[Plugin], use: str = "plain", python_: Path | None = None) -> Ended:
    """Run a session in an empty folder, beside these plugins."""
    (folder / "test_own.py").write_text(_OWN_TEST)
    if use == "fixture":
        (folder / "conftest.py").write_text(_FIXTURE)
    if use == "last failed":
        _call(folder, (), (), python_)
    words = [word for plugin in plugins for word in plugin.words]
    names = dict.fromkeys(name for plugin in plugins for name in plugin.loads)
    return _call(folder, tuple(names), (*words, *USES[use]), python_)


def _call(folder: Path, loads: Sequence[str], words: Sequence[str], python_: Path | None) -> Ended:
    record = folder / "run" / "run.ndjson"
    record.unlink(missing_ok=True)
    loaded = [word for name in (*KIT, *loads) for word in ("-p", name)]
    own = ("PYTEST_", "COV_", "MAPI_TCK_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    done = subprocess.run(
        [python_ or python(), "-m", "pytest", "-q", *loaded, *ASKED, *words],
        cwd=folder,
        env={**environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
    )
    return Ended(done.returncode, done.stdout + done.stderr, _verdicts(record))


def _verdicts(record: Path) -> Mapping[str, frozenset[str]] | None:
    if not record.exists():
        return None
    try:
        read = read_record(record)
    except UsageError as error:
        return {"the record": frozenset([str(error)])}
    return {id: frozenset(one["verdict"] for one in read.times(id)) for id in read.ended}


def trouble(ended: Ended, alone: Ended, plugins: Sequence[Plugin], use: str = "plain") -> str:
    """What is wrong with a session, compared with one of the kit alone; "" if nothing is."""
    assert alone.verdicts is not None
    if use == "collect only":
        return "" if ended.verdicts is None else "a session that only collects has written a record"
    if ended.code == 0:
        return "the session passes, and the implementation is wrong"
    found = ended.verdicts or {}
    other = {id: verdicts for id, verdicts in found.items() if verdicts != alone.verdicts.get(id)}
    if any(verdicts & {"pass", "fail"} for verdicts in other.values()):
        return f"other verdicts: {other}"
    # What is left is a refusal: the session fails without a verdict, and has to say why.
    missing = alone.verdicts.keys() - found.keys()
    may_leave_out = use in _LEAVE_OUT or any(plugin.leaves_out for plugin in plugins)
    if (other or (missing and not may_leave_out)) and not _says_why(ended.said):
        return f"no verdicts, and not a word about it: {ended.said[-300:]}"
    return ""


def _says_why(said: str) -> bool:
    return any(
        word in said for word in ("ERROR", "rror:", "FAILED", "cannot place", "no scenario of the kit ran", "died")
    )
