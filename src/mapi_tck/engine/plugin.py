"""The pytest plugin: the engine of every run.

It does nothing unless the kit is asked for, by `--mapi-adapter` or the ini setting `mapi_adapter`. Then the packaged feature
files are collected with the project's own tests.
"""

import json
from collections.abc import Generator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from mapi_tck.engine.connection import Connection, connect, describe
from mapi_tck.engine.fixtures import RUNNER, mapi_adapter, tck
from mapi_tck.engine.pytest_options import add_pytest_options, settings_for_pytest
from mapi_tck.engine.session import Session, given_session, interrupt_on_sigterm, interrupt_once
from mapi_tck.errors import HandshakeError, UsageError
from mapi_tck.settings.run import RunSettings
from mapi_tck.suite.catalogue import features_root, load_catalogue
from mapi_tck.suite.placements import Placement

if TYPE_CHECKING:
    from mapi_tck.engine.running import Runner

__all__ = ["mapi_adapter", "tck"]  # the fixtures

#: The form for: the project's own fixture `mapi_adapter` supplies the adapter.
FIXTURE: Final = "fixture"

#: Verdict → letter in pytest's progress.
_LETTERS: Final = {"pass": ".", "fail": "F", "warning": "w", "inconclusive": "?", "error": "E"}

SETTINGS: Final = pytest.StashKey[RunSettings]()
#: The ids of the scenarios that the settings select.
_SELECTED: Final = pytest.StashKey[frozenset[str]]()
#: Whether the other scenarios are not even collected. Under plain pytest they are, and count as deselected.
_ONLY_SELECTED: Final = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the kit's options to pytest's."""
    add_pytest_options(parser)
    parser.addini("mapi_undecided", "what an undecided scenario is to pytest: fail or skip", default="fail")


def pytest_configure(config: pytest.Config) -> None:
    """Set up the kit if it is asked for."""
    config.addinivalue_line("markers", "requirement(id): the requirement of the specification that the scenario judges")
    config.addinivalue_line("markers", "walkthrough: takes all numbered steps of a procedure in order")
    config.addinivalue_line("markers", "search: a law, for which cases are made up that might break it")
    config.addinivalue_line("markers", "hosted: is also run with a transport provider under test in its profile")
    if config.getini("mapi_undecided") not in ("fail", "skip"):
        raise pytest.UsageError(f"mapi_undecided must be fail or skip, not {config.getini('mapi_undecided')}")
    try:
        session = given_session(config)
        settings = settings_for_pytest(config) if session is None else session.settings
        if settings is not None:
            config.stash[SETTINGS] = settings
            config.stash[_ONLY_SELECTED] = session is not None
            _set_up(config, settings, session)
    except (UsageError, HandshakeError) as error:
        raise pytest.UsageError(str(error)) from error


def _set_up(config: pytest.Config, settings: RunSettings, session: Session | None) -> None:
    # Imported here, so that a pytest run without the kit does not pay for it.
    from mapi_tck.engine.running import Runner
    from mapi_tck.engine.step_lookup import StepLookup
    from mapi_tck.scenario.vocabulary import tell_pytest_bdd

    connection = session.connection if session else None
    if connection is None and settings.adapter != FIXTURE:
        connection = connect(settings, session.expected if session else None)
    import_module("mapi_tck.steps")
    if session is None or session.other_features:
        from mapi_tck.engine.feature_encoding import skip_byte_order_marks

        skip_byte_order_marks()
        tell_pytest_bdd()
        config.pluginmanager.import_plugin("mapi_tck.steps")
    runner = Runner(config, settings, load_catalogue(), connection)
    config.stash[RUNNER] = runner
    runner.watchdog.at_hang += session.at_hang if session else []
    config.pluginmanager.register(runner, "mapi-tck runner")
    config.pluginmanager.register(StepLookup(), "mapi-tck step lookup")
    if hasattr(config, "workerinput"):
        interrupt_once()
    else:
        interrupt_on_sigterm()
        if session is None:
            _watch(config, runner, connection)
        workers: list[str] | None = getattr(config.option, "tx", None)  # an option of pytest-xdist
        if workers and connection is not None:
            if len(workers) > 1:
                connection.refuse_sharing()
            connection.drop()  # each worker connects by itself
    _add_features(config)


def _watch(config: pytest.Config, runner: "Runner", connection: Connection | None) -> None:
    """Under plain pytest: review the settings, connect to the adapter, and prepare record and baseline."""
    from mapi_tck.engine.pytest_gate import PytestGate
    from mapi_tck.engine.recording import RunRecorder
    from mapi_tck.record.folder import claim, make_writable
    from mapi_tck.settings.selection import review

    settings = runner.settings
    review(settings)
    identity = None
    if connection is not None:
        # The handshake comes first: an adapter that cannot start is one line, not an error for each scenario.
        identity = describe(connection)
    files = connection.known.files if connection is not None and connection.known is not None else {}
    config.pluginmanager.register(PytestGate(config, settings, load_catalogue()), "mapi-tck gate")
    if settings.out is not None:
        option = f"--mapi-out {settings.out}"
        make_writable(settings.out, option)
        config.add_cleanup(claim(settings.out, option).close)
        recorder = RunRecorder(settings, load_catalogue(), identity, settings.out, files=files)
        config.pluginmanager.register(recorder, "mapi-tck recorder")
        runner.watchdog.at_hang.append(recorder.end_hung)


def _add_features(config: pytest.Config) -> None:
    """Collect the kit's features too, unless the command line says what to collect."""
    root = str(features_root())
    if config.args_source is not pytest.Config.ArgsSource.ARGS and root not in config.args:
        config.args.append(root)


@pytest.hookimpl(tryfirst=True)
def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Let pytest find the kit's features in a virtual environment inside the project, where it does not look by itself.

    Everything else there stays hidden.
    """
    if SETTINGS not in config.stash:
        return None
    from mapi_tck.engine.collection import hidden_on_the_way

    return hidden_on_the_way(collection_path, config.rootpath, config.getini("norecursedirs"))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the kit's own feature files, when the kit is asked for."""
    if SETTINGS not in parent.config.stash:
        return None
    from mapi_tck.engine.collection import feature_file

    settings = parent.config.stash[SETTINGS]
    wanted = _selected(parent.config) if parent.config.stash[_ONLY_SELECTED] else None
    return feature_file(file_path, parent, settings.role, settings.repeat, wanted)


def _selected(config: pytest.Config) -> frozenset[str]:
    if _SELECTED not in config.stash:
        from mapi_tck.suite.features import packaged_scenarios

        settings = config.stash[SETTINGS]
        whole = settings.whole_plan(packaged_scenarios().values(), load_catalogue())
        config.stash[_SELECTED] = frozenset(whole if settings.shard is None else settings.shard.share(whole))
    return config.stash[_SELECTED]


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: pytest.TestReport | pytest.CollectReport) -> tuple[str, str, str] | None:
    """Show the verdict as the scenario's outcome. It counts as pytest's own outcome, so pytest shows why it failed."""
    verdict = getattr(report, "mapi_verdict", None)
    if verdict is None or hasattr(report, "wasxfail"):
        return None  # a known deviation is an expected failure, which pytest names itself
    return report.outcome, _LETTERS.get(verdict, "-"), verdict.upper()


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, dict[str, Any] | None, dict[str, Any] | None]:
    """Write the result as JSON for the way to another process: pytest-xdist cannot send all of its types."""
    data = yield
    if data and "mapi_tck" in data:
        data["mapi_tck"] = json.dumps(data["mapi_tck"], default=repr)
    return data


@pytest.hookimpl(wrapper=True)
def pytest_report_from_serializable() -> Generator[None, Any, Any]:
    """Read the result in the process that writes the record."""
    report = yield
    if isinstance(getattr(report, "mapi_tck", None), str):
        report.mapi_tck = json.loads(report.mapi_tck)
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_bdd_apply_tag(tag: str, function: Any) -> bool | None:
    """Turn a requirement's id into the mark `requirement`. pytest-bdd handles the other tags."""
    if tag in load_catalogue().requirements:
        pytest.mark.requirement(id=tag)(function)
        return True
    if tag in tuple(Placement):
        return True  # the placement is read from the text
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Stop a worker of pytest-xdist whose items the recording process could not place: that process gets only the node ids."""
    if SETTINGS in session.config.stash and hasattr(session.config, "workerinput"):
        from mapi_tck.engine.places import review_items

        try:
            review_items(session.items, sent=True)
        except pytest.UsageError as error:
            session.shouldfail = str(error)  # of an exception in a worker pytest-xdist shows nothing


@pytest.hookimpl(tryfirst=True)
def pytest_make_collect_report(collector: pytest.Collector) -> pytest.CollectReport | None:
    """Collect the kit's feature files also where `--lf` skips files: it looks for their node ids below the project's root."""
    if SETTINGS not in collector.config.stash or not isinstance(collector, pytest.File):
        return None
    from _pytest.runner import pytest_make_collect_report as usual

    from mapi_tck.suite.catalogue import features_root

    return usual(collector) if collector.path.is_relative_to(features_root()) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the scenarios that profile, level and `--mapi-only` ask for."""
    if SETTINGS not in config.stash:
        return
    from mapi_tck.engine.places import attempt_of, of_kit, review_items, scenario_of

    review_items(items, sent=False)
    session = given_session(config)
    done = session.done if session else frozenset()
    selected = _selected(config)
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        id = scenario_of(item)
        wanted = not of_kit(item) or (id in selected and (id, attempt_of(item)) not in done)
        (kept if wanted else left).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept
