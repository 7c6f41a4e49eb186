"""The pytest plugin: the engine of every run.

Nothing happens unless the kit is asked for, by `--mapi-adapter` or the ini setting of the same name; then the packaged feature
files are collected along with the project's own tests.
"""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any, Final

import pytest

from mapi_tck.engine.fixtures import RUNNER, mapi_adapter, tck
from mapi_tck.errors import HandshakeError, UsageError
from mapi_tck.ports.roles import Role
from mapi_tck.settings.adapter_forms import resolve
from mapi_tck.settings.run import Options, make_options
from mapi_tck.settings.selection import review_selection
from mapi_tck.suite.catalogue import Catalogue, load_catalogue
from mapi_tck.suite.placements import Placement

pytest.register_assert_rewrite("mapi_tck.steps")

__all__ = ["mapi_adapter", "tck"]  # the fixtures

#: The form that says: the project's own fixture `mapi_adapter` supplies the adapter.
FIXTURE: Final = "fixture"

#: What progress shows of a scenario.
_LETTERS: Final = {"pass": ".", "fail": "F", "warning": "w", "inconclusive": "?", "error": "E"}

OPTIONS: Final = pytest.StashKey[Options]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the kit's options to pytest's."""
    group = parser.getgroup("mapi-tck", "MAPI conformance")
    group.addoption("--mapi-adapter", metavar="ADAPTER", help="certify this adapter (see: mapi-tck adapters)")
    group.addoption("--mapi-role", choices=tuple(map(str, Role)), help="what is under test (subsystem)")
    group.addoption("--mapi-declaration", metavar="FILE", type=Path, help="the implementation's declaration")
    group.addoption("--mapi-out", metavar="DIR", type=Path, help="write the run record there")
    group.addoption("--mapi-profile", choices=("topic", "full"), help="what to ask for (full)")
    group.addoption("--mapi-level", choices=("calls", "full"), help="judge only what calls show, or all")
    group.addoption("--mapi-only", metavar="WORD", action="append", default=[], help="a requirement, tag or procedure")
    group.addoption("--mapi-strict", action="store_true", help="a warning counts as a failure of the run")
    group.addoption("--mapi-seed", metavar="N", type=int, help="seed of everything that the kit makes up")
    group.addoption(
        "--mapi-examples", metavar="N", type=int, help="cases that are tried for each law (50; 5 in real time)"
    )
    group.addoption("--mapi-thorough", action="store_true", help="search for minutes")
    group.addoption("--mapi-example-store", metavar="FILE", type=Path, help="counter-examples to try first")
    group.addoption(
        "--mapi-repeat", metavar="N", type=int, help="run each scenario so often; what differs is undecided"
    )
    group.addoption("--mapi-shard", metavar="K/N", help="run only this part of the plan, for example 1/3")
    group.addoption("--mapi-baseline", metavar="FILE", type=Path, help="the known deviations that the run is held to")
    group.addoption("--mapi-ruling", metavar="ID=READING", help="judge a replayed record under another reading")
    parser.addini("mapi_baseline", "the path of the known deviations, as --mapi-baseline")
    parser.addini("mapi_adapter", "the adapter to certify, as --mapi-adapter")
    parser.addini("mapi_role", "what is under test, as --mapi-role")
    parser.addini("mapi_declaration", "the declaration's path, as --mapi-declaration")
    parser.addini("mapi_undecided", "what an undecided scenario is to pytest: fail or skip", default="fail")


def _options(config: pytest.Config) -> Options | None:
    adapter = config.getoption("--mapi-adapter") or config.getini("mapi_adapter")
    if not adapter:
        return None
    given: Any = config.option
    return make_options(
        adapter,
        role=_role(config),
        profile=given.mapi_profile,
        level=given.mapi_level,
        only=tuple(given.mapi_only),
        strict=given.mapi_strict,
        seed=given.mapi_seed,
        declaration=_file(config, "mapi_declaration"),
        out=given.mapi_out,
        examples=given.mapi_examples,
        thorough=given.mapi_thorough,
        example_store=given.mapi_example_store,
        repeat=_times(given.mapi_repeat),
        shard=given.mapi_shard,
        baseline=_file(config, "mapi_baseline"),
        ruling=given.mapi_ruling,
    )


def _file(config: pytest.Config, name: str) -> Path | None:
    """The file that an option names, or else the project's setting, which is read from the project's root."""
    given: Path | None = config.getoption(f"--{name.replace('_', '-')}")
    setting: str = config.getini(name)
    return config.rootpath / setting if given is None and setting else given


def _times(repeat: int | None) -> int | None:
    if repeat is not None and repeat < 1:
        raise UsageError(f"a scenario runs at least once, not {repeat} times", "--mapi-repeat")
    return repeat


def _role(config: pytest.Config) -> str | None:
    role: str | None = config.getoption("--mapi-role") or config.getini("mapi_role") or None
    if role is not None and role not in tuple(Role):
        raise UsageError(f"mapi_role must be {' or '.join(Role)}, not {role}")
    return role


def pytest_configure(config: pytest.Config) -> None:
    """Set the kit up, if it is asked for."""
    config.addinivalue_line("markers", "requirement(id): the requirement of the specification that the scenario judges")
    config.addinivalue_line("markers", "walkthrough: takes all numbered steps of a procedure in order")
    config.addinivalue_line("markers", "search: a law, for which cases are made up that might break it")
    config.addinivalue_line("markers", "hosted: is also run with a transport provider under test in its profile")
    if config.getini("mapi_undecided") not in ("fail", "skip"):
        raise pytest.UsageError(f"mapi_undecided must be fail or skip, not {config.getini('mapi_undecided')}")
    try:
        options = _options(config)
        if options is not None:
            _set_up(config, options)
    except UsageError as error:
        raise pytest.UsageError(str(error)) from error
    except HandshakeError as error:
        raise pytest.UsageError(f"{error}") from error


def _set_up(config: pytest.Config, options: Options) -> None:
    # Imported here, so that a pytest run that does not ask for the kit pays nothing for it.
    from mapi_tck.engine.connection import Connection, describe
    from mapi_tck.engine.recording import RunRecorder
    from mapi_tck.engine.running import Runner
    from mapi_tck.engine.step_lookup import StepLookup
    from mapi_tck.search.performing import review_all
    from mapi_tck.suite.features import packaged_scenarios

    catalogue = load_catalogue()
    review_selection(options, packaged_scenarios().values(), catalogue)
    source = (
        None if options.adapter == FIXTURE else resolve(options.adapter, options.declaration.parameters, options.role)
    )
    config.stash[OPTIONS] = options
    config.pluginmanager.import_plugin("mapi_tck.steps")
    review_all(options.known.values())
    runner = Runner(config, options, catalogue, source)
    config.stash[RUNNER] = runner
    config.pluginmanager.register(runner, "mapi-tck runner")
    config.pluginmanager.register(StepLookup(), "mapi-tck step lookup")
    if options.baseline is not None and not hasattr(config, "workerinput"):
        from mapi_tck.engine.pytest_gate import PlainGate

        config.pluginmanager.register(PlainGate(options, catalogue), "mapi-tck gate")
    recorded = any(isinstance(plugin, RunRecorder) for plugin in config.pluginmanager.get_plugins())
    if not recorded and not hasattr(config, "workerinput"):
        # The handshake comes before anything is collected: one line for an adapter that cannot start, not a hundred errors.
        identity = None
        if source is not None:
            connection = Connection(source.create, source.form)
            identity = describe(connection)
            connection.drop()
        if options.out is not None:
            options.out.mkdir(parents=True, exist_ok=True)
            recorder = RunRecorder(options, catalogue, identity, options.out)
            config.pluginmanager.register(recorder, "mapi-tck recorder")
    _add_features(config)


def _add_features(config: pytest.Config) -> None:
    """Collect the kit's features too, unless the command line names what to collect."""
    from mapi_tck.suite.catalogue import features_root

    root = str(features_root())
    named = config.args_source is pytest.Config.ArgsSource.ARGS
    if not named and root not in config.args:
        config.args.append(root)


@pytest.hookimpl(tryfirst=True)
def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Let the kit's features be found where pytest would not look: in a virtual environment inside the project.

    On the way there everything else stays as hidden as it is without the kit.
    """
    if OPTIONS not in config.stash:
        return None
    from mapi_tck.engine.collection import hidden_on_the_way

    return hidden_on_the_way(collection_path, config.rootpath, config.getini("norecursedirs"))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the kit's own feature files, when the kit is asked for."""
    options = parent.config.stash.get(OPTIONS, None)
    if options is None:
        return None
    from mapi_tck.engine.collection import feature_file

    return feature_file(file_path, parent, options.role, options.repeat)


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: pytest.TestReport | pytest.CollectReport) -> tuple[str, str, str] | None:
    """Name a scenario's outcome by its verdict. It counts as what it is to pytest, which so shows why it failed."""
    verdict = getattr(report, "mapi_verdict", None)
    if verdict is None or hasattr(report, "wasxfail"):
        return None  # pytest's own names: a known deviation is an expected failure
    return report.outcome, _LETTERS.get(verdict, "-"), verdict.upper()


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, dict[str, Any] | None, dict[str, Any] | None]:
    """Send the result to the process that writes the record as JSON: it holds more than pytest-xdist takes."""
    data = yield
    if data and "mapi_tck" in data:
        data["mapi_tck"] = json.dumps(data["mapi_tck"], default=repr)
    return data


@pytest.hookimpl(wrapper=True)
def pytest_report_from_serializable() -> Generator[None, Any, Any]:
    """Read it there."""
    report = yield
    if isinstance(getattr(report, "mapi_tck", None), str):
        report.mapi_tck = json.loads(report.mapi_tck)
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_bdd_apply_tag(tag: str, function: Any) -> bool | None:
    """Turn a requirement's id into the mark `requirement`; other tags stay what pytest-bdd makes of them."""
    if tag in _catalogue().requirements:
        pytest.mark.requirement(id=tag)(function)
        return True
    if tag in tuple(Placement):
        return True  # where a hosted provider stands is read from the text
    return None


_CATALOGUE: list[Catalogue] = []


def _catalogue() -> Catalogue:
    if not _CATALOGUE:
        _CATALOGUE.append(load_catalogue())
    return _CATALOGUE[0]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the scenarios that profile, level and `--mapi-only` ask for."""
    options = config.stash.get(OPTIONS, None)
    if options is None:
        return
    from mapi_tck.engine.node_ids import scenario_id
    from mapi_tck.suite.features import packaged_scenarios

    scenarios, catalogue = packaged_scenarios(), _catalogue()
    whole = options.whole_plan(scenarios.values(), catalogue)
    selected = set(whole if options.shard is None else options.shard.share(whole))
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        id = scenario_id(item.nodeid)
        # A scenario without a text of its own has no room for a hosted provider in this place.
        wanted = id is None or id in selected
        (kept if wanted else left).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept
