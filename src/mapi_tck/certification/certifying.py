"""Runs a certification: review, handshake, pytest, record, reports."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

from mapi_tck.assessment import Assessment
from mapi_tck.assessment.outputs import USUALLY_SHOWN, Output, Shown, for_stdout, left_behind, places, write_outputs
from mapi_tck.certification.starting import start_pytest
from mapi_tck.engine.connection import connect, describe
from mapi_tck.engine.progress import RunProgress
from mapi_tck.engine.recording import RUN_RECORD, RunRecorder
from mapi_tck.engine.session import Session
from mapi_tck.errors import HandshakeError, UsageError
from mapi_tck.record.folder import PYTEST_CACHE, claim, make_writable, remove_if_empty
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
) -> Certified:
    """Certify the adapter.

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
        make_writable(out)
        end.enter_context(claim(out))
        behind = left_behind(out) if (out / RUN_RECORD).is_file() else []
        recorder = RunRecorder(settings, load_catalogue(), identity, out, [*places(out, outputs), *behind])
        arguments = ["-o", f"cache_dir={(out / PYTEST_CACHE).resolve()}"]
        arguments += ["-n", str(workers)] if workers > 1 else []
        session = Session(settings, connection)
        with RunProgress(recorder, aside=for_stdout(outputs)) as progress:
            code = start_pytest(session, features_root(), out, arguments, [recorder, progress], pytest_args)
        if made and not recorder.begun:
            remove_if_empty(out)
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
