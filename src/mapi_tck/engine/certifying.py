"""Runs a certification: review, handshake, pytest, record, reports."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

import pytest

from mapi_tck.assessment.assessment import Assessment
from mapi_tck.assessment.outputs import USUALLY_SHOWN, Output, Shown, for_stdout, left_behind, places, write_outputs
from mapi_tck.assessment.words import plural
from mapi_tck.engine.connection import Connection, describe
from mapi_tck.engine.progress import RunProgress
from mapi_tck.engine.recording import RUN_RECORD, RunRecorder
from mapi_tck.errors import HandshakeError, UsageError
from mapi_tck.record.run_record import read_record
from mapi_tck.search.performing import review_all
from mapi_tck.search.store import add_to_store
from mapi_tck.settings.adapter_forms import resolve
from mapi_tck.settings.run import REPLAY, Options
from mapi_tck.settings.selection import review_selection
from mapi_tck.suite.catalogue import features_root, load_catalogue
from mapi_tck.suite.features import packaged_scenarios

#: The only plugins that take part: a project's others (random order, coverage, …) have no business in a certification.
_PLUGINS: Final = ("mapi_tck.plugin", "pytest_bdd.plugin", "xdist.plugin", "xdist.looponfail")


@dataclass(frozen=True, slots=True)
class Certified:
    """What a certification came to."""

    assessment: Assessment
    outputs: list[Path]
    #: Whether Ctrl-C ended it.
    interrupted: bool


def certify(
    options: Options,
    out: Path,
    workers: int,
    pytest_args: tuple[str, ...],
    outputs: tuple[Output, ...] = (),
    shown: Shown = USUALLY_SHOWN,
) -> Certified:
    """Certify the adapter. Raises `UsageError` or `HandshakeError` before anything runs; nothing is written then."""
    own = next((word for word in pytest_args if word.startswith("--mapi-")), None)
    if own is not None:
        raise UsageError("the kit's own options stand before the --", own)
    catalogue = load_catalogue()
    review_selection(options, packaged_scenarios().values(), catalogue)
    review_all(options.known.values())
    _keep_what_is_replayed(options, out)
    connection = Connection(
        resolve(options.adapter, options.declaration.parameters, options.role).create, options.adapter
    )
    try:
        identity = describe(connection)
        if connection.description.exclusive and workers > 1:
            raise UsageError(f"{identity['implementation']} cannot be connected to twice at a time", "-n")
    finally:
        connection.drop()
    if options.shard is not None:
        whole = options.whole_plan(packaged_scenarios().values(), catalogue)
        if not options.shard.share(whole):
            raise UsageError(
                f"nothing is left for it: the plan has {plural(len(whole), 'scenario')}", f"--shard {options.shard}"
            )
    made = not out.exists()
    _make_writable(out)
    with _claimed(out):
        behind = left_behind(out) if (out / RUN_RECORD).is_file() else []
        recorder = RunRecorder(options, catalogue, identity, out, [*places(out, outputs), *behind])
        with RunProgress(recorder, aside=for_stdout(outputs)) as progress:
            code = pytest.main([*pytest_arguments(options, out, workers), *pytest_args], plugins=[recorder, progress])
        if not recorder.begun:
            if made:
                shutil.rmtree(out)  # only pytest's cache is there
            _nothing_ran(code, progress.interrupted, " ".join(pytest_args))
        if code == pytest.ExitCode.INTERNAL_ERROR:
            raise HandshakeError("pytest itself failed; what it printed says why")
        record = read_record(out / RUN_RECORD)
        written = [out / RUN_RECORD, *write_outputs(record, out, outputs, shown)]
        store = options.store_path
        if store is not None and options.recorded is None and add_to_store(store, record.results):
            written.append(store)
        return Certified(Assessment(record), written, progress.interrupted)


def _nothing_ran(code: int, interrupted: bool, arguments: str) -> NoReturn:
    if interrupted:
        raise KeyboardInterrupt
    if code == pytest.ExitCode.INTERNAL_ERROR:
        raise HandshakeError("pytest itself failed; what it printed says why")
    if code in (pytest.ExitCode.NO_TESTS_COLLECTED, pytest.ExitCode.OK):
        raise UsageError("the pytest arguments leave no scenario to run", arguments or "--only")
    raise UsageError("pytest refused its arguments; what it printed says why", arguments)


def _keep_what_is_replayed(options: Options, out: Path) -> None:
    record = Path(options.adapter.removeprefix(REPLAY))
    if options.recorded is not None and (out / RUN_RECORD).resolve() == record.resolve():
        raise UsageError("the replay would overwrite the record that it reads", f"--out {out}")


def _own_declaration(options: Options) -> bool:
    # A replayed record brings its declaration along; the file that it was read from may be long gone.
    return bool(options.declaration.path) and options.recorded is None


def _make_writable(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", f"--out {out}") from error


@contextmanager
def _claimed(out: Path) -> Iterator[None]:
    """Have the folder to oneself until the reports are there: two runs would write one record, or one the reports of the other.

    The claim ends with the process at the latest, however that ends.
    """
    folder = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(folder)
        raise UsageError("another run is writing there", f"--out {out}") from error
    try:
        yield
    finally:
        os.close(folder)


def pytest_arguments(options: Options, out: Path, workers: int) -> list[str]:
    """What pytest is called with: the kit's settings and the plugins that take part, nothing of a project's."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    arguments = [str(features_root()), "-qq", "--no-summary", "--tb=no"]
    arguments += [word for plugin in _PLUGINS for word in ("-p", plugin)]
    arguments += ["-c", str(Path(__file__).resolve().with_name("run.ini")), f"--rootdir={out}"]
    arguments += ["-o", f"cache_dir={(out / '.pytest_cache').resolve()}", "-W", "ignore:Module already imported"]
    arguments += [f"--mapi-adapter={options.adapter}", f"--mapi-role={options.role}"]
    arguments += [f"--mapi-profile={options.profile}"]
    arguments += [f"--mapi-level={options.level}", f"--mapi-seed={options.seed}"]
    arguments += [f"--mapi-only={word}" for word in options.only]
    asked_for = options.depth.examples == options.depth.in_real_time
    arguments += [f"--mapi-examples={options.depth.examples}"] if asked_for else []
    arguments += ["--mapi-thorough"] if options.thorough else []
    arguments += [f"--mapi-example-store={options.store_path}"] if options.store_path else []
    arguments += ["--mapi-strict"] if options.strict else []
    arguments += [f"--mapi-repeat={options.repeat}"] + ([f"--mapi-shard={options.shard}"] if options.shard else [])
    arguments += [f"--mapi-ruling={options.ruling}"] if options.ruling else []
    arguments += [f"--mapi-declaration={options.declaration.path}"] if _own_declaration(options) else []
    return arguments + (["-n", str(workers)] if workers > 1 else [])
