"""Runs a certification: review, handshake, pytest, record, reports."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

from mapi_tck.assessment import Assessment
from mapi_tck.assessment.outputs import USUALLY_SHOWN, Output, Shown, for_stdout, left_behind, places, write_outputs
from mapi_tck.certification.starting import start_pytest
from mapi_tck.engine.connection import connect, describe
from mapi_tck.engine.progress import RunProgress
from mapi_tck.engine.recording import RUN_RECORD, Kept, RunRecorder
from mapi_tck.engine.session import Session
from mapi_tck.errors import HandshakeError, UsageError
from mapi_tck.record.run_record import open_record
from mapi_tck.search.store import add_to_store
from mapi_tck.settings.run import REPLAY, RunSettings
from mapi_tck.settings.selection import review
from mapi_tck.suite.catalogue import features_root, load_catalogue


@dataclass(frozen=True, slots=True)
class Certified:
    """The result of a certification, and the files that it wrote."""

    assessment: Assessment
    outputs: list[Path]
    #: Whether Ctrl-C ended it.
    interrupted: bool


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

    Raises `UsageError` or `HandshakeError` before anything is written, `KeyboardInterrupt` if Ctrl-C comes before a scenario has
    started, and `HandshakeError` also if pytest itself fails.
    """
    own = next((word for word in pytest_args if word.startswith("--mapi-")), None)
    if own is not None:
        raise UsageError("the kit's own options stand before the --", own)
    review(settings)
    _refuse_to_overwrite_replayed(settings, out)
    connection = connect(settings)
    with ExitStack() as end:
        end.callback(connection.drop)
        identity = describe(connection)
        if workers > 1:
            connection.leave_to(workers)
        made = not out.exists()
        _make_writable(out)
        if kept is None:
            end.enter_context(claimed(out, f"--out {out}"))
        elif identity != kept.header["implementation"]:
            raise UsageError(
                "the implementation is not the one that the run began with", f"--resume {out}", "start it again"
            )
        behind = left_behind(out) if (out / RUN_RECORD).is_file() else []
        recorder = RunRecorder(settings, load_catalogue(), identity, out, [*places(out, outputs), *behind], kept)
        arguments = ["-o", f"cache_dir={(out / '.pytest_cache').resolve()}"]
        arguments += ["-n", str(workers)] if workers > 1 else []
        session = Session(settings, connection, done=kept.done if kept else frozenset())
        with RunProgress(recorder, aside=for_stdout(outputs)) as progress:
            if kept is not None and not kept.left:
                recorder.pytest_sessionfinish(pytest.ExitCode.OK)  # only the footer is missing
                code = int(pytest.ExitCode.OK)
            else:
                code = start_pytest(session, features_root(), out, arguments, [recorder, progress], pytest_args)
        if made and not recorder.begun:
            shutil.rmtree(out)  # only pytest's cache is there
        if code == pytest.ExitCode.INTERNAL_ERROR:
            raise HandshakeError("pytest itself failed; what it printed says why")
        if not recorder.begun:
            _nothing_ran(code, progress.interrupted, " ".join(pytest_args))
        record = open_record(out / RUN_RECORD)
        written = [out / RUN_RECORD, *write_outputs(record, out, outputs, shown)]
        store = settings.example_store
        if store is not None and settings.recorded is None and add_to_store(store, record.results):
            written.append(store)
        return Certified(Assessment(record), written, progress.interrupted)


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


def _make_writable(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", f"--out {out}") from error


@contextmanager
def claimed(out: Path, option: str) -> Iterator[None]:
    """Lock the folder while the context lasts, so that two runs never write into it at once. Messages name the option.

    A run holds the lock until its reports are written. The lock ends with the process at the latest.
    """
    folder = os.open(out, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError("another run is writing there", option) from error
        except OSError as error:
            raise UsageError(f"cannot lock the folder: {error.strerror}", option) from error
        yield
    finally:
        os.close(folder)
