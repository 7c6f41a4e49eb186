"""`isolated:`: what an adapter in Python does is the same from another process, its death apart."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import mapi_tck.adapters.process.isolated as isolated_module
from mapi_tck.adapters.process import program as program_module
from mapi_tck.adapters.process.isolated import isolated
from mapi_tck.adapters.process.stdio import StdioAdapter, stdio
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import AdapterBroke, Breakage, HandshakeError, UsageError
from mapi_tck.mapi import MapiError, ResultCode
from mapi_tck.ports.roles import Role

MINIATURES = Path(__file__).parents[1] / "miniatures"
#: As `mapi-tck serve`, without the command line.
HOST = ("-c", "import sys; from mapi_tck.cli.serve import serve_named; serve_named(sys.argv[3], sys.argv[2])")


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], StdioAdapter]]:
    """Isolate an adapter of the miniatures."""
    monkeypatch.setattr(isolated_module, "HOST", HOST)
    monkeypatch.syspath_prepend(str(MINIATURES))
    made: list[StdioAdapter] = []

    def begin(form: str) -> StdioAdapter:
        adapter = isolated(form, Parameters(call_limit=30.0), Role.SUBSYSTEM)
        assert isinstance(adapter, StdioAdapter)
        made.append(adapter)
        return adapter

    yield begin
    for adapter in made:
        adapter.close()


def test_an_isolated_adapter_is_the_adapter(host: Callable[[str], StdioAdapter]) -> None:
    """What an adapter in Python answers, prints and offers is the same from another process."""
    adapter = host("python_adapter:Talkative")
    description = adapter.describe()
    session = adapter.logon("", 0)
    table: Any = session.get_status_table(0)
    rows = table.query_rows(1, 0)
    assert rows.free is not None
    rows.free()
    test_bed = adapter.test_bed()
    assert test_bed is not None

    assert (description.implementation, description.version) == ("talkative", "1")
    assert description.digest is not None and description.digest.startswith("sha256:")
    assert len(table.hr_query_all_rows(None, None, None, 0)) == 0
    assert test_bed.live_objects() == {"table": 1}
    assert not hasattr(test_bed, "submit")
    with pytest.raises(MapiError) as refusal:
        adapter.logon("locked", 0)
    assert refusal.value.code == ResultCode.MAPI_E_LOGON_FAILED
    adapter.close()
    assert "and a line from C" in adapter.stderr_tail


@pytest.mark.parametrize(
    ("flags", "breakage", "message"),
    [
        (0xDEAD, Breakage.DIED, "exit code 7"),
        (0xBAD, Breakage.RAISED, "RuntimeError: the spooler is gone"),
        (0xB0A, Breakage.MALFORMED, "a success code expected, not 'flushed'"),
    ],
)
def test_an_isolated_breakage_is_told_as_without_isolation(
    host: Callable[[str], StdioAdapter], flags: int, breakage: Breakage, message: str
) -> None:
    """An exception, a wrong answer and a death are told apart across the process boundary."""
    status_object, _ = host("python_adapter:Talkative").logon("", 0).open_entry(b"", None, 0)
    assert status_object is not None

    with pytest.raises(AdapterBroke) as caught:
        status_object.flush_queues(0, None, flags)
    assert caught.value.breakage is breakage
    assert message in caught.value.detail


def test_a_wrong_form_is_a_usage_error_across_the_boundary(host: Callable[[str], StdioAdapter]) -> None:
    """A mistyped form is the user's mistake, isolated or not."""
    with pytest.raises(UsageError, match="python_adapter has no Talkativ .*did you mean Talkative"):
        host("python_adapter:Talkativ").describe()
    with pytest.raises(UsageError, match="the adapter to isolate is missing"):
        host("")


def test_a_host_in_the_middle_of_a_call_ends_with_a_kit_that_was_killed() -> None:
    """Nothing is left of an isolated adapter that hangs when the kit is killed without a chance to tidy up."""
    code = (
        "import mapi_tck.adapters.process.isolated as module; from mapi_tck.claims.declaration import Parameters;"
        "from mapi_tck.ports.roles import Role;"
        f"module.HOST = {HOST!r}; adapter = module.isolated('python_adapter:Talkative', Parameters(), Role.SUBSYSTEM);"
        "opened, _ = adapter.logon('', 0).open_entry(b'', None, 0);"
        "print(adapter._child._process.pid, flush=True); opened.flush_queues(0, None, 0x51EE)"
    )
    places = os.pathsep.join([str(MINIATURES), *(place or os.getcwd() for place in sys.path)])
    kit = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": places}
    )
    assert kit.stdout is not None
    with kit.stdout:
        host = int(kit.stdout.readline())
    kit.kill()
    kit.wait()
    deadline = time.monotonic() + 20
    while Path(f"/proc/{host}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)

    assert not Path(f"/proc/{host}").exists()


def test_the_end_of_the_kit_ends_the_program() -> None:
    """A kit that ends by an exception in the middle of its work leaves no program behind."""
    code = (
        "import sys; from mapi_tck.adapters.process.stdio import stdio; from mapi_tck.claims.declaration import Parameters;"
        "from mapi_tck.ports.roles import Role;"
        f"adapter = stdio(f'{{sys.executable}} {MINIATURES / 'never_ends.py'}', Parameters(), Role.SUBSYSTEM);"
        "adapter.describe();"
        "print(adapter._child._process.pid, flush=True); raise RuntimeError('over')"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(place or os.getcwd() for place in sys.path)}
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60, check=False
    )

    assert "over" in ended.stderr
    assert not Path(f"/proc/{int(ended.stdout)}").exists()


def test_a_description_that_cannot_be_read_starts_no_second_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is a bad handshake, though it fits the schema; and `close` asks nothing of a program that was never described."""

    def unreadable(*_: object) -> None:
        raise ValueError("no such evidence")

    starts = tmp_path / "starts"
    script = tmp_path / "counted.py"
    program = MINIATURES / "well_behaved.py"
    script.write_text(f"open({str(starts)!r}, 'a').write('started\\n')\nexec(open({str(program)!r}).read())\n")
    monkeypatch.setattr(program_module, "DESCRIPTION", SimpleNamespace(decode=unreadable))
    adapter = stdio(f"{sys.executable} {script}", Parameters(), Role.SUBSYSTEM)

    for _ in range(2):
        with pytest.raises(HandshakeError, match="bad handshake: malformed answer: no such evidence"):
            adapter.describe()
    adapter.close()
    assert starts.read_text() == "started\n"
