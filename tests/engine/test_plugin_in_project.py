"""The kit in a user's own pytest project: `pytest --mapi-adapter=…`, beside the project's own tests and feature files."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from kit import environment
from made_records import identity

from mapi_tck.record.run_record import read_record
from mapi_tck.settings.run import RunSettings
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.features import ScenarioText, packaged_scenarios

#: The project's own step has the text of one of the kit's, and its own fixture the name of one of the kit's.
CONFTEST = """
import pytest


@pytest.fixture
def client():
    return "the project's own client"
"""

FEATURE = """
Feature: The project's own feature

  @slow @walkthrough
  Scenario: Its own scenario
    Given a client that has logged on
    Then the call succeeds
"""

TESTS = """
import pytest
from pytest_bdd import given, scenarios, then

scenarios("own.feature")


@given("a client that has logged on")
def logged_on(client):
    assert client == "the project's own client"


@then("the call succeeds")
def succeeds():
    pass


def test_own():
    pass


@pytest.mark.slow
def test_own_and_slow():
    pass
"""

ADAPTER = """
import pytest
from mapi_tck.adapters.reference import ReferenceAdapter


@pytest.fixture(scope="session")
def mapi_adapter():
    adapter = ReferenceAdapter()
    adapter.name = "made by the project"
    yield adapter
    adapter.close()
"""

OPAQUE = """
from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.ports import Description


class Opaque(ReferenceAdapter):
    def describe(self):
        return Description("Opaque", "1")
"""

#: Flushes nothing.
LAZY = """
from mapi_tck.adapters.reference import Parts, ReferenceAdapter
from mapi_tck.adapters.reference.flush import Flush


class Lazy(Flush):
    def steps(self):
        self.pending.clear()
        yield from ()


def lazy():
    return ReferenceAdapter(Parts(flush=Lazy))
"""

KNOWN = """
[[deviation]]
requirement = "A6a"
cause = "messages-transferred"
reason = "It is to flush from the next version on"
ticket = "MAIL-7"
expires = 2099-06-30
"""

INI = """
[pytest]
addopts = --strict-markers
markers = slow: takes long
"""

OWN = 3


def of_a_subsystem() -> list[ScenarioText]:
    """The scenarios that a run judges unless it is asked for another role."""
    catalogue, settings = load_catalogue(), RunSettings("reference")
    return [text for text in packaged_scenarios().values() if settings.asks_for(text, catalogue)]


class Project:
    """A user's repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("conftest.py", CONFTEST)
        self.write("tests/own.feature", FEATURE)
        self.write("tests/test_own.py", TESTS)
        self.write("pytest.ini", INI)

    def write(self, name: str, text: str) -> None:
        """Write one of its files."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def pytest(self, *words: str) -> tuple[int, str]:
        """Call pytest as its author would; answer the exit code and what it said."""
        command = [sys.executable, "-m", "pytest", *words]
        done = subprocess.run(
            command, cwd=self.folder, env=environment(), capture_output=True, text=True, timeout=120, check=False
        )
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with tests, a feature file and strict markers of its own."""
    return Project(tmp_path)


def counted(said: str, what: str) -> int:
    """How many items ended so, as pytest's last line says."""
    found = re.search(rf"(\d+) {what}", said.strip().splitlines()[-1])
    return int(found[1]) if found else 0


def test_without_the_option_nothing_happens(project: Project) -> None:
    """A project that does not ask for the kit gets none of its items, fixtures or steps."""
    code, said = project.pytest("--collect-only", "-q")

    assert code == 0, said
    assert f"{OWN} tests collected" in said
    assert "features/" not in said


@pytest.mark.parametrize("workers", [[], ["-n", "2"]])
def test_with_the_option_everything_runs(project: Project, workers: list[str]) -> None:
    """The kit's scenarios run beside the project's own tests, under strict markers, alone and with workers."""
    code, said = project.pytest("--mapi-adapter=reference", "--mapi-out=run", "--mapi-level=calls", *workers)
    record = read_record(project.folder / "run" / "run.ndjson")

    assert code == 0, said
    assert counted(said, "passed") == OWN + sum(result["verdict"] == "pass" for result in record.results)
    assert counted(said, "skipped") == sum(result["verdict"] == "not applicable" for result in record.results)
    assert record.footer is not None
    assert set(record.ended) == set(record.header["asked"])


def test_a_projects_step_does_not_change_what_a_line_of_the_kit_means(project: Project) -> None:
    """A step in the project's conftest with the text of one of the kit's does not run in the kit's scenarios."""
    step = (
        "\n\nfrom pytest_bdd import then\n\n\n@then('the call succeeds')\ndef succeeds():\n    raise OSError('ours')\n"
    )
    project.write("conftest.py", CONFTEST + step)
    code, said = project.pytest("--mapi-adapter=reference", "--mapi-out=run", "--mapi-only=A1a", "-q")

    assert code == 0, said
    assert {result["verdict"] for result in read_record(project.folder / "run" / "run.ndjson").results} == {"pass"}


def test_node_ids_are_stable(project: Project) -> None:
    """Each scenario's node id is `features/FILE::test_NAME`, wherever the kit is installed."""
    code, said = project.pytest("--mapi-adapter=reference", "--collect-only", "-q")
    ids = {line for line in said.splitlines() if line.startswith("features/")}

    assert code == 0, said
    assert ids == {f"features/{text.id.replace('::', '::test_', 1)}" for text in of_a_subsystem()}
    assert "tests/test_own.py::test_own" in said


def test_the_ini_asks_for_it_too(project: Project) -> None:
    """`mapi_adapter` and `mapi_declaration` in the ini do what the settings do; the path is relative to the root."""
    project.write("pytest.ini", INI + "mapi_adapter = reference\nmapi_declaration = declared/mine.toml\n")
    project.write("declared/mine.toml", "[claims]\nflush-async-ok = true\n")
    code, said = project.pytest("--mapi-out=run", "--mapi-only=A1", "-q")
    record = read_record(project.folder / "run" / "run.ndjson")

    assert code == 0, said
    assert record.header["declaration"]["claims"]["flush-async-ok"] is True
    assert {result["verdict"] for result in record.results} == {"pass", "not applicable"}


@pytest.mark.parametrize("workers", [[], ["-n", "2"]])
def test_the_project_makes_the_adapter(project: Project, workers: list[str]) -> None:
    """With `--mapi-adapter=fixture` the fixture `mapi_adapter` of the root conftest supplies the adapter."""
    project.write("conftest.py", CONFTEST + ADAPTER)
    code, said = project.pytest("--mapi-adapter=fixture", "--mapi-out=run", "--mapi-only=A5", "-q", *workers)
    record = read_record(project.folder / "run" / "run.ndjson")

    assert code == 0, said
    assert identity(record)["implementation"] == "mapi-tck reference subsystem"
    assert record.footer is not None
    assert {result["verdict"] for result in record.results} == {"pass"}


def test_an_adapter_that_nobody_makes(project: Project) -> None:
    """`--mapi-adapter=fixture` without such a fixture says what is missing."""
    code, said = project.pytest("--mapi-adapter=fixture", "--mapi-only=A1a", "-q")

    assert code == 1
    assert "needs a fixture mapi_adapter in the conftest of the project's root folder" in said


def test_an_undecided_must_is_a_failed_item(project: Project) -> None:
    """If a MUST stays open the run fails: with a skip the exit code would mean success."""
    project.write("opaque.py", OPAQUE)
    code, said = project.pytest("--mapi-adapter=opaque:Opaque", "--mapi-only=A6a", "-q")

    assert code == 1, said
    assert "A6a inconclusive: " in said
    assert "not observable: its evidence is queues" in said


def test_unless_the_ini_says_otherwise(project: Project) -> None:
    """`mapi_undecided = skip` makes it a skip, with the reason."""
    project.write("opaque.py", OPAQUE)
    project.write("pytest.ini", INI + "mapi_undecided = skip\n")
    code, said = project.pytest("--mapi-adapter=opaque:Opaque", "--mapi-only=A6a", "-rs")

    assert code == 0, said
    assert "not observable: its evidence is queues" in said


def test_a_violation_is_a_failed_item_that_explains_itself(project: Project) -> None:
    """The failure shows requirement, expected, observed and the calls."""
    project.write("lazy.py", LAZY)
    code, said = project.pytest("--mapi-adapter=lazy:lazy", "--mapi-only=A6a", "-q")

    assert code == 1
    assert "A6a fail: FlushQueues of the spooler with FLUSH_UPLOAD transfers what waits" in said
    assert "expected  " in said
    assert "observed  " in said
    assert ".flush_queues(" in said


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "two workers"])
def test_a_known_deviation_is_an_expected_failure(project: Project, workers: list[str]) -> None:
    """A violation that the baseline names is `xfailed` and passes; any other one fails."""
    project.write("lazy.py", LAZY)
    project.write("baseline.toml", KNOWN)
    project.write("pytest.ini", f"{INI}mapi_baseline = baseline.toml\n")
    known, told = project.pytest("--mapi-adapter=lazy:lazy", "--mapi-only=A6a", *workers)
    new, said = project.pytest("--mapi-adapter=lazy:lazy", "--mapi-only=A6a", "--mapi-only=A6b", *workers)

    assert known == 0, told
    assert counted(told, "xfailed") > 0
    assert counted(told, "failed") == 0
    assert "baseline.toml: 1 known deviation, 0 new failures" in told
    assert new == 1
    assert counted(said, "xfailed") == counted(told, "xfailed")
    assert counted(said, "failed") > 0


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "two workers"])
def test_a_deviation_that_is_gone_fails_the_session(project: Project, workers: list[str]) -> None:
    """Nothing fails any more, so the entry has to go; the summary says which."""
    project.write("baseline.toml", KNOWN)
    code, said = project.pytest(
        "--mapi-adapter=reference", "--mapi-only=A6a", "--mapi-baseline=baseline.toml", *workers
    )

    assert code == 1
    assert counted(said, "failed") == 0
    assert "A6a" in said
    assert "messages-transferred" in said.partition("mapi-tck baseline")[2]


def test_pytest_selects_by_requirement_and_path(project: Project) -> None:
    """`-m "requirement(id=…)"`, `-m walkthrough` and `-k` select among the kit's scenarios."""
    every = of_a_subsystem()
    for words, expected in (
        (["-m", "requirement(id='A1a')"], {each.id for each in every if "A1a" in each.tags}),
        (["-m", "walkthrough and not slow"], {each.id for each in every if each.walkthrough}),
        (["-k", "procedure_b"], {each.id for each in every if "procedure_b" in each.id}),
    ):
        code, said = project.pytest("--mapi-adapter=reference", "-q", "--collect-only", *words)
        ids = {line.removeprefix("features/") for line in said.splitlines() if line.startswith("features/")}

        assert code == 0, said
        assert ids == {id.replace("::", "::test_", 1) for id in expected}


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--mapi-adapter=refernce"], "refernce: there is no such adapter (did you mean reference?)"),
        (["--mapi-adapter=reference", "--mapi-only=nothing"], "nothing matches nothing"),
        (["--mapi-adapter=reference", "--mapi-declaration=nowhere.toml"], "cannot read the declaration"),
        (["--mapi-adapter=stdio:true"], "bad handshake: died"),
        (["--mapi-adapter=reference", "-o", "mapi_undecided=maybe"], "mapi_undecided must be fail or skip"),
    ],
)
def test_wrong_use_is_one_line(project: Project, words: list[str], what: str) -> None:
    """A wrong request to the kit is pytest's usage error, reported once, before anything is collected."""
    code, said = project.pytest(*words)

    assert code == pytest.ExitCode.USAGE_ERROR
    assert said.strip().count("\n") == 0
    assert what in said
