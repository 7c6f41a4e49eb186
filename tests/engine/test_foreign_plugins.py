"""Plugins and fixtures that repeat, rename, replace or leave out items of pytest: none of them hides a verdict of the kit."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from kit import environment, run, verdicts
from once import once

from mapi_tck.record.run_record import RunRecord, read_record

#: Plugins of others that repeat items: an item's name gets a suffix, or the item runs again.
PLUGINS = ("pytest-repeat", "pytest-rerunfailures", "flaky")

TWICE = """
import pytest


@pytest.fixture(autouse=True, params=["UTC", "local"])
def time_zone(request):
    pass
"""

#: An adapter that swaps the directions of a flush the first time that a scenario is tried.
UNSTEADY = """
from collections import Counter

from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.adapters.wrong import wrong
from mapi_tck.claims.declaration import Parameters
from mapi_tck.ports import Role


class Unsteady(ReferenceAdapter):
    times = Counter()

    def __init__(self):
        super().__init__()
        self.bad = wrong("directions-swapped", Parameters(), Role.SUBSYSTEM)
        self.one = self.good = ReferenceAdapter()

    def begin_scenario(self, id):
        self.times[id] += 1
        self.one = self.good if self.times[id] > 1 else self.bad

    def logon(self, profile, flags):
        return self.one.logon(profile, flags)

    def test_bed(self):
        return self.one.test_bed()
"""

#: Says of each report that it passed, and puts it in place of the kit's.
ALL_GREEN = """
import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    yield
    return pytest.TestReport(item.nodeid, item.location, {}, "passed", None, call.when)
"""

#: Reports of the kit's scenarios only that they were set up and torn down.
SILENT = """
import pytest
from _pytest.runner import runtestprotocol


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    for report in runtestprotocol(item, nextitem=nextitem, log=False):
        if report.when != "call" and not item.nodeid.startswith("features/"):
            item.ihook.pytest_runtest_logreport(report=report)
    return True
"""

#: Gives each item another function's name.
RENAMED = """
def pytest_collection_modifyitems(items):
    for item in items:
        item.originalname = "test_other"
"""

#: Changes the beginning of node ids.
MOVED = """
import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    for item in items:
        moved = f"suite/{item.nodeid}"
        item._id = item._id.__class__.parse(moved) if hasattr(item, "_id") else None
        item._nodeid = moved
"""

BROKEN_FIXTURE = """
import pytest


@pytest.fixture(autouse=True)
def data_base():
    raise ConnectionError("no data base here")
"""

WRONG = "--mapi-adapter=wrong:directions-swapped"


class Project:
    """A project with one test of its own, in whose folder pytest is called."""

    def __init__(self, folder: Path, plugins: Path) -> None:
        self.folder = folder
        #: Plugin → the folder in which it is installed.
        self.plugins = {name: plugins / name for name in PLUGINS}
        (folder / "test_own.py").write_text("def test_own():\n    pass\n")

    def conftest(self, text: str) -> None:
        """Write the project's conftest."""
        (self.folder / "conftest.py").write_text(text)

    def pytest(self, *words: str, beside: str = "") -> tuple[int, str]:
        """Call pytest beside this plugin; answer its exit code and its output."""
        places = [self.folder, *([self.plugins[beside]] if beside else [])]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--mapi-only=A6a", "--mapi-out=run", *words],
            cwd=self.folder,
            env=environment({"PYTHONPATH": os.pathsep.join(map(str, places))}),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    @property
    def record(self) -> RunRecord:
        """The record of the last session."""
        return read_record(self.folder / "run" / "run.ndjson")


@pytest.fixture(scope="session")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a folder for each plugin of others. No other test sees them."""

    def installed(folder: Path) -> Path:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target"]
        for name in PLUGINS:
            done = subprocess.run([*pip, str(folder / name), name], capture_output=True, text=True, check=False)
            if done.returncode:
                pytest.skip(f"pip cannot install {name}: {done.stderr.strip()[-200:]}")
        return folder

    return once(tmp_path_factory, "foreign-plugins", installed)


@pytest.fixture
def project(tmp_path: Path, plugins: Path) -> Project:
    """A project. pytest loads the plugin beside which a test calls it, as an installed one."""
    return Project(tmp_path, plugins)


@pytest.mark.parametrize(
    "words", [["--count=2"], ["-n", "2"], ["fixture"]], ids=["pytest-repeat", "fixture, two workers", "fixture"]
)
def test_scenarios_that_others_repeat_are_judged_each_time(project: Project, words: list[str]) -> None:
    """A name with a suffix still names the scenario: a wrong subsystem fails, and the record holds each time."""
    if words != ["--count=2"]:
        project.conftest(TWICE)
    beside = "pytest-repeat" if "--count=2" in words else ""
    code, said = project.pytest(WRONG, *[word for word in words if word != "fixture"], beside=beside)

    assert code == 1, said
    assert {result["verdict"] for result in project.record.results} == {"fail"}
    assert {len(times) for times in project.record.attempts.values()} == {2}
    assert project.record.repeat == 2
    assert project.record.footer is not None
    assert project.record.footer["ended_scenarios"] == len(project.record.planned)


def test_a_correct_subsystem_passes_each_time(project: Project) -> None:
    """To repeat is no fault: the session passes, and so does its record."""
    project.conftest(TWICE)
    code, said = project.pytest("--mapi-adapter=reference")

    assert code == 0, said
    assert {result["verdict"] for result in project.record.results} == {"pass"}


@pytest.mark.parametrize("words", [["--reruns=1"], ["--reruns=1", "-n", "2"]], ids=["alone", "two workers"])
def test_what_passes_only_when_it_is_repeated_is_unstable(project: Project, words: list[str]) -> None:
    """The plugin reports that the scenario passed. The record has both attempts, and the session fails as undecided."""
    (project.folder / "unsteady.py").write_text(UNSTEADY)
    code, said = project.pytest("--mapi-adapter=unsteady:Unsteady", *words, beside="pytest-rerunfailures")
    record = project.record

    assert code == 1, said
    assert {(one["verdict"], one["cause"]) for one in record.results} == {("inconclusive", "unstable")}
    assert [[one["verdict"] for one in times] for times in record.attempts.values()] == [["fail", "pass"]] * len(
        record.planned
    )
    assert "unstable: 1 of 2 passed" in said.partition("mapi-tck")[2]
    assert record.footer is not None
    assert record.footer["totals"] == {"inconclusive": len(record.planned)}
    again = run(f"replay:{project.folder / 'run' / 'run.ndjson'}", out=project.folder / "again")
    assert verdicts(again.record) == verdicts(record)


@pytest.mark.parametrize(
    ("words", "beside"), [(["-p", "all_green"], ""), (["--force-flaky"], "flaky")], ids=["replaced", "kept back"]
)
def test_a_report_that_is_replaced_or_kept_back_makes_no_session_green(
    project: Project, words: list[str], beside: str
) -> None:
    """The verdict counts, not the report of it. The plugin flaky reports no outcome of a scenario at all."""
    # A plugin, not a conftest: the hooks of a conftest are for the items below its folder.
    (project.folder / "all_green.py").write_text(ALL_GREEN)
    code, said = project.pytest(WRONG, *words, beside=beside)

    assert code == 1, said
    assert " failed" not in said.splitlines()[-1]
    assert ": fail: messages-transferred does not hold" in said.partition("mapi-tck")[2]
    assert {result["verdict"] for result in project.record.results} == {"fail"}


def test_scenarios_without_any_report_make_no_session_green(project: Project) -> None:
    """What ran and reported nothing has not certified anything."""
    project.conftest(SILENT)
    code, said = project.pytest(WRONG)

    assert code == 1, said
    assert "no scenario of the kit ran" in said


@pytest.mark.parametrize(
    ("words", "ini", "expected"),
    [
        ([WRONG, "-k", "test_own"], "", 1),
        ([WRONG, "test_own.py"], "", 1),
        ([WRONG, "--collect-only"], "", 0),
        (["-k", "test_own"], "mapi_adapter = reference", 0),
        (["test_own.py"], "mapi_adapter = reference", 0),
    ],
)
def test_a_session_that_was_asked_to_certify_runs_scenarios(
    project: Project, words: list[str], ini: str, expected: int
) -> None:
    """It fails if it ran none, whatever else passed; unless the project always asks, and its user asked for other tests."""
    (project.folder / "pytest.ini").write_text(f"[pytest]\n{ini}\n")
    code, said = project.pytest(*words)

    assert code == expected, said
    assert ("no scenario of the kit ran" in said) == bool(expected)


@pytest.mark.parametrize(("conftest", "words"), [(RENAMED, []), (MOVED, ["-n", "2"])], ids=["renamed", "moved"])
def test_an_item_that_cannot_be_placed_is_an_error(project: Project, conftest: str, words: list[str]) -> None:
    """The session says so before anything runs, and does not pass."""
    project.conftest(conftest)
    code, said = project.pytest(WRONG, *words)

    assert code not in (0, 1), said
    assert "mapi-tck cannot place " in said


def test_last_failed_runs_the_scenarios_that_failed(project: Project) -> None:
    """`--lf` leaves out no failed scenario, also if a test of the project failed too; `--sw` and `-x` stop at the first."""
    (project.folder / "test_own.py").write_text("def test_own():\n    assert False\n")
    project.pytest(WRONG)
    failed = {result["scenario"] for result in project.record.results}
    (project.folder / "test_own.py").write_text("def test_own():\n    pass\n")
    code, said = project.pytest(WRONG, "--lf")

    assert code == 1, said
    assert {result["scenario"] for result in project.record.results} == failed
    for words in (["--sw"], ["-x"]):
        stopped, told = project.pytest(WRONG, *words)

        assert stopped != 0, told
        assert len(project.record.ended) == 1


def test_a_fixture_of_the_project_that_fails_is_named(project: Project) -> None:
    """The adapter is not to blame for it."""
    project.conftest(BROKEN_FIXTURE)
    code, said = project.pytest("--mapi-adapter=reference")

    assert code == 1, said
    for result in project.record.results:
        assert result["cause"] == "set-up-failed"
        assert re.search(r"the fixture data_base, .* failed: ConnectionError: no data base here", result["reason"])
    assert "there is no adapter" not in said


def test_a_projects_names_for_tests_hide_no_scenario(project: Project) -> None:
    """The setting `python_functions` is about the project's own tests."""
    (project.folder / "pytest.ini").write_text("[pytest]\npython_functions = check_*\n")
    code, said = project.pytest(WRONG)

    assert code == 1, said
    assert {result["verdict"] for result in project.record.results} == {"fail"}
