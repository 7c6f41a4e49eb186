"""What all tests share."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from kit import EXAMPLES, REFERENCE, Run, run

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def reference_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The reference, certified as `make certify` does it."""
    return run("reference", *REFERENCE, out=tmp_path_factory.mktemp("reference") / "run")


@pytest.fixture(scope="session")
def c_provider(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The C provider, built by its own Makefile in a copy of its folder."""
    for program in ("make", "cc"):
        if shutil.which(program) is None:
            pytest.skip(f"there is no {program} here to build the C provider with (apt-get install build-essential)")
    probe = ["cc", "-I/usr/include/cjson", "-E", "-x", "c", "-"]
    if subprocess.run(probe, input=b"#include <cJSON.h>\n", capture_output=True, check=False).returncode:
        pytest.skip("there is no cJSON here to build the C provider with (apt-get install libcjson-dev)")
    folder = tmp_path_factory.mktemp("c") / "c_provider"
    shutil.copytree(EXAMPLES / "c_provider", folder, ignore=shutil.ignore_patterns("build", "c_provider*"))
    built = subprocess.run(["make", "-C", folder], capture_output=True, text=True, check=False)

    assert built.returncode == 0, built.stderr
    return folder / "c_provider"


@pytest.fixture(scope="session")
def c_run(c_provider: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The C provider with its test bed, certified with its own declaration."""
    declaration = str(EXAMPLES / "c_provider" / "declaration.toml")
    out = tmp_path_factory.mktemp("c_run") / "run"
    return run(f"stdio:{c_provider}", "--declaration", declaration, out=out)


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
