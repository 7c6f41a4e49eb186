"""A run that is interrupted or killed: its record is readable, shows the culprit and never counts as passed."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kit import ADAPTERS, environment, mapi_tck, words
from processes import children_of, gone, left_in_group, state, waits

from fuzz.kills import WORKERS_AT_ONCE
from mapi_tck.record.run_record import RunRecord, read_record

#: Adapters that take their time: in this process, and in one of its own.
PATIENT = "breaking:patient"


@contextmanager
def running(tmp_path: Path, adapter: str, *options: str) -> Iterator[subprocess.Popen[str]]:
    """A run in a process group of its own, as a shell starts it, some of whose scenarios have ended."""
    command = [*WORKERS_AT_ONCE, "run", adapter, "--out", str(tmp_path / "run"), *options]
    record = tmp_path / "run" / "run.ndjson"
    process = subprocess.Popen(
        command,
        cwd=ADAPTERS,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 60
        while not in_the_middle(process, record):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def in_the_middle(process: subprocess.Popen[str], record: Path) -> bool:
    """Whether some scenarios have ended and one is under way. The run stands still then, until it is sent a signal.

    Without standing still it could end the scenario between the look and the signal, as it does on a loaded machine.
    """
    if not record.exists():
        return False
    process.send_signal(signal.SIGSTOP)
    deadline = time.monotonic() + 10
    while state(process.pid) not in "TZX" and time.monotonic() < deadline:
        time.sleep(0.001)
    written = record.read_bytes()
    ended = written.count(b'"type":"scenario ended"')
    if ended >= 3 and written.count(b'"type":"scenario started"') > ended:
        return True
    process.send_signal(signal.SIGCONT)
    return False


def interrupt(process: subprocess.Popen[str]) -> tuple[str, str]:
    """What a terminal does at Ctrl-C, to the whole group; answers what the run then said."""
    os.killpg(process.pid, signal.SIGINT)
    os.killpg(process.pid, signal.SIGCONT)
    return process.communicate(timeout=60)


def terminate(process: subprocess.Popen[str]) -> tuple[str, str]:
    """What a service manager does: SIGTERM to the one process; answers what the run then said."""
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGCONT)
    return process.communicate(timeout=60)


def is_shown_as_not_finished(tmp_path: Path, *, footer: bool = True) -> RunRecord:
    """The record can be read, has a footer if the run could end in order, and its report says that the run did not finish."""
    record = read_record(tmp_path / "run" / "run.ndjson")
    shown = mapi_tck("report", "run", cwd=tmp_path)

    assert (record.footer is not None) == footer
    assert record.footer is None or record.footer["ended_scenarios"] == len(record.ended)
    assert 3 <= len(record.ended) < len(record.planned)
    assert shown.code == 3, shown.stderr
    assert f"Not finished: {len(record.ended)} of {len(record.planned)} scenarios ended" in shown.stdout
    assert "The run did not finish" in shown.stdout
    assert "Conforms" not in shown.stdout
    for id in record.unfinished:
        assert id in shown.stdout
        assert id in (tmp_path / "run" / "report.html").read_text("utf-8")
    return record


@pytest.mark.parametrize("adapter", [PATIENT, f"isolated:{PATIENT}"])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c(tmp_path: Path, adapter: str, workers: str) -> None:
    """Ctrl-C, which a terminal sends to the whole group, ends the run in order: exit code 3, and nothing is left running."""
    with running(tmp_path, adapter, "-n", workers) as process:
        stdout, stderr = interrupt(process)

    assert process.returncode == 3, stdout + stderr
    ended = len(read_record(tmp_path / "run" / "run.ndjson").ended)
    assert "Not finished: " in stdout
    assert "!!!" not in stdout
    assert re.fullmatch(
        rf"mapi-tck: run interrupted after {ended} of \d+ scenarios, recorded in \S+/run.ndjson; "
        r"go on with mapi-tck run --resume (\S+), or write its reports with mapi-tck report \1\n",
        stderr,
    )
    assert gone(left_in_group(process.pid))
    is_shown_as_not_finished(tmp_path)


@pytest.mark.parametrize("adapter", [PATIENT, f"isolated:{PATIENT}"])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_sigterm_ends_a_run_as_ctrl_c_does(tmp_path: Path, adapter: str, workers: str) -> None:
    """The record gets its footer, the reports are written, and no process is left after two seconds."""
    with running(tmp_path, adapter, "-n", workers) as process:
        children = children_of(process.pid)
        began = time.monotonic()
        stdout, stderr = terminate(process)
        seconds = time.monotonic() - began

    assert process.returncode == 3, stdout + stderr
    assert "mapi-tck: run interrupted after " in stderr
    assert stderr.count("\n") == 1
    assert gone([*children, *left_in_group(process.pid)])
    # The reports are written in this time too; the processes have two seconds.
    assert seconds < 10
    assert (tmp_path / "run" / "report.html").exists()
    is_shown_as_not_finished(tmp_path)


def test_ctrl_c_names_no_culprit_that_is_none(tmp_path: Path) -> None:
    """With one process exactly one scenario was under way: that which was interrupted."""
    with running(tmp_path, PATIENT) as process:
        interrupt(process)
    record = is_shown_as_not_finished(tmp_path)

    assert record.unfinished == [record.started[-1]]


@pytest.mark.parametrize("adapter", [PATIENT, f"isolated:{PATIENT}"])
def test_kill_9(tmp_path: Path, adapter: str) -> None:
    """A run that is killed outright leaves its record and the culprit's name, and no adapter's process behind."""
    with running(tmp_path, adapter) as process:
        children = children_of(process.pid)
        process.kill()
        process.communicate(timeout=30)

    assert bool(children) == adapter.startswith("isolated:")
    assert gone(children)
    record = is_shown_as_not_finished(tmp_path, footer=False)
    assert record.unfinished == [record.started[-1]]


def test_ctrl_c_before_anything_ran(tmp_path: Path) -> None:
    """Ctrl-C during the handshake is one line and exit code 3; nothing is written."""
    command = words("stdio:sh -c 'sleep 60'", "--out", str(tmp_path / "run"))
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    deadline = time.monotonic() + 30
    while not children_of(process.pid):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    while not waits(process.pid):
        assert time.monotonic() < deadline
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=30)

    assert process.returncode == 3, stderr
    assert stderr == "mapi-tck: run interrupted; start it again\n"
    assert not (tmp_path / "run").exists()
    assert gone(left_in_group(process.pid))


#: A run in which Ctrl-C comes where pytest does not take it: after some scenarios, at their end, or while reports are written.
INTERRUPTED_TWICE = """
from mapi_tck.certification import certifying
from mapi_tck.cli.main import main
from mapi_tck.engine.recording import RunRecorder

ended = RunRecorder.pytest_runtest_logreport

def stops(*arguments):
    raise KeyboardInterrupt

def after_one(self, report):
    yield from ended(self, report)
    raise KeyboardInterrupt

if {in_the_middle}:
    RunRecorder.pytest_sessionfinish = stops
    after_one.pytest_impl = ended.pytest_impl
    RunRecorder.pytest_runtest_logreport = after_one
certifying.write_outputs = stops
main(["run", "reference", "--only", "A6a", "--out", "the run"])
"""


@pytest.mark.parametrize(
    ("in_the_middle", "line"),
    [
        (True, "run interrupted after 1 of 3 scenarios; go on with mapi-tck run --resume 'the run', or "),
        (False, "run interrupted; all of it has ended: "),
    ],
)
def test_a_second_ctrl_c_still_says_what_can_be_done(tmp_path: Path, in_the_middle: bool, line: str) -> None:
    """Also where the run has no time left to write reports, the line names the commands for what is recorded."""
    program = INTERRUPTED_TWICE.format(in_the_middle=in_the_middle)
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )

    assert ended.stderr == f"mapi-tck: {line}write its reports with mapi-tck report 'the run'\n"
    assert ended.returncode == 3
    assert mapi_tck("report", "the run", cwd=tmp_path).code == (3 if in_the_middle else 0)
