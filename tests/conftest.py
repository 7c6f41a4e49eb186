"""What all tests share."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from browsing import chromium
from hypothesis import settings
from kit import EXAMPLES, REFERENCE, Run, make, run, started
from lint_suite import CASES, load
from once import once
from packages import Made, make_package
from playwright.sync_api import Browser

# A loaded machine must not decide: laws have no deadline. Nor must chance: `make test` tries the same examples each time, and
# `make laws` tries others.
settings.register_profile("fixed", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None, print_blob=True)
settings.load_profile("random" if os.environ.get("MAPI_TCK_RANDOM_LAWS") else "fixed")

# A shell without a terminal starts what runs in the background with Ctrl-C ignored, and every child inherits that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent

# Processes that tests start find bytecode, as those of an installed kit do, and leave none beside the sources.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ.setdefault("PYTHONPYCACHEPREFIX", str(ROOT / ".pytest_cache" / "bytecode"))

# The tests have a key of their own to mark a record as made here, and leave the user's key alone.
os.environ["XDG_STATE_HOME"] = str(ROOT / ".pytest_cache" / "state")

#: Test modules that take long, the longest first, with seconds by the clock beside the others (measured November 2026).
#: `make quick` leaves them out.
SLOW = {
    "selftest/test_selftest.py": 1226,
    "reports/test_browser_first_screen.py": 10,
    "examples/test_c_transport.py": 508,
    "examples/test_spool_transport.py": 347,
    "examples/test_other_languages.py": 215,
    "examples/test_c_provider.py": 178,
    "reports/test_browser_pages.py": 176,
    "examples/test_xp_dll.py": 173,
    "engine/test_foreign_plugins.py": 158,
    "engine/test_plugin_in_project.py": 146,
    "adapters/test_run_stdio_transport.py": 133,
    "examples/test_com_client.py": 112,
    "cli/test_cli_wrong_use.py": 109,
    "search/test_search.py": 109,
    "settings/test_run_selection.py": 105,
    "reports/test_reports_of_a_run.py": 103,
    "wire/test_stdio_laws.py": 97,
    "compat/test_beside_plugins.py": 96,
    "project/test_interpreters.py": 93,
    "record/test_run_schema.py": 83,
    "engine/test_run_reference.py": 82,
    "selftest/test_mutation.py": 79,
    "scenario/test_given_profile.py": 78,
    "scenario/test_client_role.py": 76,
    "examples/test_mail_servers.py": 73,
    "scenario/test_transport_lies.py": 66,
    "search/test_dimensions.py": 66,
    "project/test_documentation_output.py": 65,
    "engine/test_troubled_programs.py": 63,
    "examples/test_minimal_transport.py": 62,
    "examples/test_com_provider.py": 61,
    "project/test_packaging.py": 60,
    "engine/test_budgets.py": 55,
    "attestation/test_story.py": 54,
    "record/test_run_interrupted.py": 48,
    "engine/test_run_replay.py": 47,
    "record/test_contradictions.py": 43,
    "engine/test_breaking_transports.py": 40,
    "assessment/test_what_if.py": 38,
    "engine/test_run_breaking.py": 38,
    "cli/test_ci_recipes.py": 36,
    "engine/test_progress.py": 36,
    "search/test_refused_flushes.py": 35,
    "reports/test_reports_of_a_role.py": 32,
    "project/test_site.py": 31,
    "lint/test_lint.py": 29,
    "assessment/test_merge.py": 27,
    "project/test_documentation.py": 27,
    "cli/test_new_adapter.py": 26,
    "engine/test_run_ends.py": 21,
    "cli/test_cli_start.py": 21,
    "attestation/test_seal.py": 18,
    "reports/test_reports_hostile.py": 17,
    "fuzz/test_hostile_inputs.py": 14,
    "project/test_ci_files.py": 14,
    "cli/test_terminal.py": 12,
    "reports/test_browser_report.py": 12,
    "attestation/test_challenge.py": 10,
    "fuzz/test_kills.py": 9,
    "reports/test_specification.py": 8,
}
#: A module that waits for what another one makes → the other one. One process runs both, so that none waits.
AFTER = {"reports/test_browser_first_screen.py": "selftest/test_selftest.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of slow modules, and put them first in the share of each process.

    pytest-xdist gives each process as many tests in a row, and one that has ended takes over what others have left.
    """
    modules: dict[str, list[pytest.Item]] = {}
    for item in items:
        modules.setdefault(item.path.relative_to(ROOT / "tests").as_posix(), []).append(item)
    assert all((ROOT / "tests" / name).exists() for name in SLOW)
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    shares: list[list[pytest.Item]] = [[] for _ in range(processes)]
    seconds = [0] * processes
    places: dict[str, int] = {}
    for name in (name for name in SLOW if name in modules):
        for item in modules[name]:
            item.add_marker("slow")
        place = places[name] = places.get(AFTER.get(name, ""), seconds.index(min(seconds)))
        seconds[place] += SLOW[name]
        shares[place] += modules.pop(name)
    quick = [item for tests in modules.values() for item in tests]
    ordered: list[pytest.Item] = []
    for place, share in enumerate(shares):
        room = (len(items) - len(ordered)) // (processes - place) - len(share)
        ordered += share + quick[: max(0, room)]
        del quick[: max(0, room)]
    items[:] = ordered + quick


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def reference_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The reference, certified as `make certify` does it."""

    def certified(folder: Path) -> Run:
        done = started("run", "reference", "--out", str(folder / "run"), *REFERENCE, cwd=folder)
        return replace(done, out=folder / "run")

    return once(tmp_path_factory, "reference", certified)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A certified run of the reference."""
    return once(tmp_path_factory, "package", make_package)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def c_examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the examples in C, with what they need to be built; each has its own Makefile."""
    for program in ("make", "cc"):
        if shutil.which(program) is None:
            pytest.skip(f"there is no {program} here to build the C examples with (apt-get install build-essential)")
    probe = ["cc", "-I/usr/include/cjson", "-E", "-x", "c", "-"]
    if subprocess.run(probe, input=b"#include <cJSON.h>\n", capture_output=True, check=False).returncode:
        pytest.skip("there is no cJSON here to build the C examples with (apt-get install libcjson-dev)")

    def copied(folder: Path) -> Path:
        for name in ("c_common", "c_provider", "c_transport"):
            made = shutil.ignore_patterns("build", "c_provider", "c_provider_sanitize")
            shutil.copytree(EXAMPLES / name, folder / name, ignore=made)
        return folder

    return once(tmp_path_factory, "c-examples", copied)


@pytest.fixture(scope="session")
def c_provider(c_examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The C provider, built by its own Makefile."""
    return once(tmp_path_factory, "c-provider", lambda _: make(c_examples / "c_provider", "c_provider"))


@pytest.fixture(scope="session")
def c_transport(c_examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The transport provider in C, built by its own Makefile."""
    return once(tmp_path_factory, "c-transport", lambda _: make(c_examples / "c_transport", "build/c_transport"))


@pytest.fixture(scope="session")
def c_run(c_provider: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The C provider with its test bed, certified with its own declaration."""
    words = (f"stdio:{c_provider}", "--declaration", str(EXAMPLES / "c_provider" / "declaration.toml"))
    return once(tmp_path_factory, "c-run", lambda folder: run(*words, out=folder / "run"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Where nothing may be skipped, say so when something was."""
    if os.environ.get("MAPI_TCK_NOTHING_SKIPPED") and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("MAPI_TCK_NOTHING_SKIPPED is set, but tests were skipped", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where nothing may be skipped, a skipped test fails the run."""
    reporter: Any = session.config.pluginmanager.getplugin("terminalreporter")
    if os.environ.get("MAPI_TCK_NOTHING_SKIPPED") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def case_steps() -> Iterator[ModuleType]:
    """The vocabulary of the clean suite."""
    yield load(CASES / "case_steps.py", "lint_case_steps")
    del sys.modules["lint_case_steps"]


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A copy of the clean suite."""
    return Path(shutil.copytree(CASES / "clean", tmp_path / "suite"))
