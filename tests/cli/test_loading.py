"""What a command loads: no more than it needs, because a user waits for it."""

import subprocess
import sys
from pathlib import Path

import pytest
from kit import REFERENCE, Run, comparable, environment

from mapi_tck.record.run_record import read_record

#: Prints the modules that a command has loaded, after its own output.
PROGRAM = """
import sys
from mapi_tck.__main__ import main
sys.argv = ["mapi-tck", *sys.argv[1:]]
try:
    main()
finally:
    sys.__stdout__.write("\\nloaded: " + " ".join(sys.modules))
"""


def loaded(*words: str) -> set[str]:
    """The modules, of any package, that `mapi-tck` loads for these words."""
    command = [sys.executable, "-c", PROGRAM, *words]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("loaded: ")[2].split())


def test_the_help_needs_click_alone() -> None:
    """Neither what runs scenarios nor what draws reports; and of the kit only the command line."""
    found = loaded("--help")

    assert "click" in found
    assert (
        found & {"pytest", "hypothesis", "jinja2", "rich", "gherkin", "importlib.metadata", "email", "tomllib"} == set()
    )
    assert {
        name for name in found if name.startswith(("mapi_tck.settings", "mapi_tck.ports", "mapi_tck.suite"))
    } == set()


@pytest.mark.parametrize("command", ["adapters", "requirements", "scenarios"])
def test_a_listing_runs_and_reports_nothing(command: str) -> None:
    """It reads what there is and draws a table."""
    assert loaded(command) & {"pytest", "pytest_bdd", "hypothesis", "jinja2"} == set()


@pytest.mark.parametrize("command", ["run", "report", "diff", "merge", "lint", "selftest"])
def test_the_help_of_a_command_runs_and_reports_nothing(command: str) -> None:
    """The options of `run` need the settings, and nothing that uses them."""
    assert loaded(command, "--help") & {"pytest", "pytest_bdd", "hypothesis", "jinja2", "rich"} == set()


def test_a_report_does_not_load_pytest(tmp_path: Path, reference_run: Run) -> None:
    """It reads a record."""
    found = loaded("report", str(reference_run.out), "--out", str(tmp_path))

    assert "jinja2" in found
    assert found & {"pytest", "pytest_bdd", "hypothesis"} == set()


def test_a_run_loads_no_part_of_pytest_that_it_does_not_need(tmp_path: Path) -> None:
    """No worker processes, no template engine of pytest-bdd, no search that makes cases up."""
    found = loaded("run", "reference", *REFERENCE, "--only", "A1a", "--out", str(tmp_path / "run"))

    assert {"pytest", "pytest_bdd"} <= found
    assert found & {"xdist", "execnet", "mako", "hypothesis", "_pytest.junitxml", "_pytest.stepwise"} == set()


def test_a_run_with_kept_forms_is_the_same(tmp_path: Path) -> None:
    """The first run makes and keeps them, the second one uses them: the same record and files."""
    shell = {name: word for name, word in environment().items() if name != "PYTHONDONTWRITEBYTECODE"}
    shell["PYTHONPYCACHEPREFIX"] = str(tmp_path / "kept")
    records = []
    for name in ("first", "second"):
        command = [sys.executable, "-m", "mapi_tck", "run", "reference", *REFERENCE, "--only", "A1", "--out", name]
        done = subprocess.run(command, env=shell, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        records.append(comparable(read_record(tmp_path / name / "run.ndjson"), "command"))

    assert records[0] == records[1]
    kept = {path.name.partition(".cpython")[0] for path in (tmp_path / "kept").glob("**/*.kept")}
    assert {"procedure_a.feature.texts", "procedure_a.feature.gherkin", "report.html.j2.page"} <= kept
    written = [sorted(path.name for path in (tmp_path / name).iterdir()) for name in ("first", "second")]
    assert written[0] == written[1]
