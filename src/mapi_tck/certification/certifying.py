"""Runs a certification: review, handshake, pytest, record, reports."""

import errno
import shlex
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

import pytest

from mapi_tck.assessment import Assessment, printing
from mapi_tck.assessment.outputs import USUALLY_SHOWN, Output, Shown, for_stdout, left_behind, places, write_outputs
from mapi_tck.certification.starting import ambient_settings, last_line, start_pytest
from mapi_tck.engine.alone import Alone
from mapi_tck.engine.connection import connect, describe
from mapi_tck.engine.progress import RunProgress
from mapi_tck.engine.recording import RUN_RECORD, RunRecorder
from mapi_tck.engine.session import Session
from mapi_tck.errors import HandshakeError, UsageError
from mapi_tck.record.folder import PYTEST_CACHE, claim, make_writable, remove_if_empty
from mapi_tck.record.kept import Kept
from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.record.run_record import OpenedRecord, open_record
from mapi_tck.search.store import add_to_store
from mapi_tck.settings.run import REPLAY, RunSettings
from mapi_tck.settings.selection import review
from mapi_tck.suite.catalogue import features_root, load_catalogue

#: The file that says what went wrong inside pytest.
INTERNAL_ERROR: Final = "pytest-error.txt"


@dataclass(frozen=True, slots=True)
class Certified:
    """The result of a certification, and the files that it wrote."""

    assessment: Assessment
    outputs: list[Path]
    #: What can be done with it, if Ctrl-C ended it; "" if not.
    interrupted: str


def certify(
    settings: RunSettings,
    out: Path,
    workers: int,
    pytest_args: tuple[str, ...],
    outputs: tuple[Output, ...] = (),
    shown: Shown = USUALLY_SHOWN,
    kept: Kept | None = None,
) -> Certified:
    """Certify the adapter. If the run goes on, `kept` is what is kept of it, and the caller has locked the folder.

    Raises `UsageError` or `HandshakeError` before anything is written, and `HandshakeError` also if pytest itself fails. Raises
    `KeyboardInterrupt` if Ctrl-C comes before a scenario has started, a second time, or while the reports are written; its text
    says what can be done with what is recorded.
    """
    own = next((word for word in pytest_args if word.startswith("--mapi-")), None)
    if own is not None:
        raise UsageError("the kit's own options stand before the --", own)
    review(settings)
    _refuse_to_overwrite_replayed(settings, out)
    if dropped := ambient_settings():
        # Settings of a project's own tests must not change what is certified.
        names = ", ".join(dropped)
        printing.tell(f"mapi-tck: not used here: {names} from the environment (arguments for pytest stand after --)")
    connection = connect(settings)
    next_steps: list[Callable[[], str]] = []
    with _interruptions(next_steps), ExitStack() as end:
        end.callback(connection.drop)
        identity = describe(connection)
        if workers > 1:
            connection.refuse_sharing()
        made = not out.exists()
        make_writable(out, f"--out {out}" if kept is None else f"--resume {out}")
        if kept is None:
            end.enter_context(claim(out, f"--out {out}"))
        elif identity != kept.header["implementation"]:
            raise UsageError(
                "the implementation is not the one that the run began with", f"--resume {out}", "start it again"
            )
        behind = left_behind(out) if (out / RUN_RECORD).is_file() else []
        assert connection.known is not None
        replaced = [*places(out, outputs), *behind]
        recorder = RunRecorder(settings, load_catalogue(), identity, out, replaced, connection.known.files, kept)
        next_steps.append(partial(_next_steps, recorder, out))
        session = Session(settings, connection, done=recorder.done)

        def write_after_hang(result: ScenarioEnded) -> None:
            recorder.end_hung(result)
            write_outputs(open_record(out / RUN_RECORD), out, outputs, shown)

        session.at_hang.append(write_after_hang)
        with RunProgress(recorder, aside=for_stdout(outputs)) as progress:
            if kept is not None and not kept.left:
                recorder.pytest_sessionfinish(pytest.ExitCode.OK)  # only the footer is missing
                code = int(pytest.ExitCode.OK)
            else:
                code = _run(session, recorder, progress, out, workers, pytest_args)
        if recorder.failure is not None:
            raise recorder.failure
        if made and not recorder.begun:
            remove_if_empty(out)
        if code == pytest.ExitCode.INTERNAL_ERROR:
            raise HandshakeError(_internal_error(out, progress.internal))
        if not recorder.begun:
            _nothing_ran(code, progress.interrupted, " ".join(pytest_args))
        record = _own_record(out)
        written = [out / RUN_RECORD, *write_outputs(record, out, outputs, shown)]
        store = settings.example_store
        # A run that was interrupted can go on, with the examples that it began with.
        whole = settings.recorded is None and not progress.interrupted
        if store is not None and whole and add_to_store(store, record.results):
            written.append(store)
        return Certified(Assessment(record), written, _next_steps(recorder, out) if progress.interrupted else "")


@contextmanager
def _interruptions(next_steps: list[Callable[[], str]]) -> Iterator[None]:
    """Let Ctrl-C say what can be done next."""
    try:
        yield
    except KeyboardInterrupt as stop:
        stop.args = tuple(words for tell in next_steps if (words := tell()))
        raise


def _next_steps(recorder: RunRecorder, out: Path) -> str:
    """What can be done with the record of a run that was interrupted, in words; "" if it has none."""
    if not recorder.begun:
        return ""
    settings = recorder.settings
    report = f"write its reports with mapi-tck report {shlex.quote(str(out))}"
    if len(recorder.done) >= len(recorder.plan) * settings.repeat:
        return f"all of it has ended: {report}"
    if settings.recorded is not None:
        return f"{report}, or start it again"
    words = ["mapi-tck", "run", "--resume", str(out)]
    if settings.example_store is not None and settings.example_store.parent != out:
        words += ["--example-store", str(settings.example_store)]
    return f"go on with {shlex.join(words)}, or {report}"


def _run(
    session: Session,
    recorder: RunRecorder,
    progress: RunProgress,
    out: Path,
    workers: int,
    pytest_args: tuple[str, ...],
) -> int:
    """Run the scenarios that are not done: in this process, and in the workers if these end the run sooner."""
    arguments = ["-o", f"cache_dir={(out / PYTEST_CACHE).resolve()}"]
    plugins = [recorder, progress]
    if workers == 1:
        return start_pytest(session, features_root(), out, arguments, plugins, pytest_args)
    # Arguments for pytest may be about all of a run, as `-x` is. So with them the workers run everything.
    if not pytest_args:
        code = start_pytest(session, features_root(), out, arguments, [*plugins, Alone(recorder, workers)])
        if not recorder.hands_over:
            return code
        recorder.take_over()
        session.done = recorder.done
    return start_pytest(session, features_root(), out, [*arguments, "-n", str(workers)], plugins, pytest_args)


def _internal_error(out: Path, told: list[str]) -> str:
    """What a user is told of an error inside pytest: one line. A file has all of it."""
    text = "\n".join(told)
    line = f"pytest itself failed: {last_line(text)}"
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / INTERNAL_ERROR).write_text(text + "\n", "utf-8", "backslashreplace")
    except OSError:
        return line
    return f"{line} ({out / INTERNAL_ERROR} has all of it)"


def _own_record(out: Path) -> OpenedRecord:
    """The record that this run has written. Raises `FileNotFoundError` if it is gone."""
    path = out / RUN_RECORD
    if not path.exists():
        raise FileNotFoundError(
            errno.ENOENT, "the record of this run is gone: was it removed during the run?", str(path)
        )
    return open_record(path)


def _nothing_ran(code: int, interrupted: bool, arguments: str) -> NoReturn:
    if interrupted:
        raise KeyboardInterrupt
    if code in (pytest.ExitCode.NO_TESTS_COLLECTED, pytest.ExitCode.OK):
        raise UsageError("the pytest arguments leave no scenario to run", arguments or "--only")
    raise UsageError("pytest refused its arguments; what it printed says why", arguments)


def _refuse_to_overwrite_replayed(settings: RunSettings, out: Path) -> None:
    record = Path(settings.adapter.removeprefix(REPLAY))
    if settings.recorded is not None and (out / RUN_RECORD).resolve() == record.resolve():
        raise UsageError("the replay would overwrite the record that it reads", f"--out {out}")
