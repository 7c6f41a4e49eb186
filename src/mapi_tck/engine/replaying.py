"""Runs the scenarios of any feature file on any adapter, with pytest-bdd like the kit's own, and says what came of each."""

import os
import tempfile
from pathlib import Path
from typing import Any, Final

import pytest

from mapi_tck.engine.connection import Connection
from mapi_tck.engine.progress import Quiet
from mapi_tck.engine.recording import result_on
from mapi_tck.engine.running import explain
from mapi_tck.errors import HandshakeError, UsageError
from mapi_tck.settings.adapter_forms import resolve
from mapi_tck.settings.run import Options
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.features import FeatureError, read_feature
from mapi_tck.suite.selecting import requirement_of
from mapi_tck.verdicts import ExitCode, Verdict

_PLUGINS: Final = ("mapi_tck.plugin", "pytest_bdd.plugin")
_CODES: Final = {
    Verdict.FAIL: ExitCode.FAILED,
    Verdict.ERROR: ExitCode.BROKE,
    Verdict.INCONCLUSIVE: ExitCode.UNDECIDED,
}


class _Results:
    """Takes the results from pytest's reports."""

    def __init__(self) -> None:
        self.results: list[dict[str, Any]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A scenario has ended."""
        result = result_on(report)
        if result is not None:
            self.results.append(result)


def replay_feature(path: Path, options: Options) -> tuple[str, ExitCode]:
    """Run the file's scenarios; answer what to print, and the exit code: that of the worst verdict."""
    catalogue = load_catalogue()
    try:
        scenarios = read_feature(path.resolve(), path.resolve().parent).scenarios
    except FeatureError as error:
        raise UsageError(str(error), str(path)) from error
    for scenario in scenarios:
        requirement_of(scenario, catalogue)
    # One line for an adapter that cannot start, before anything runs.
    connection = Connection(
        resolve(options.adapter, options.declaration.parameters, options.role).create, options.adapter
    )
    connection.adapter.describe()
    connection.drop()
    results, quiet = _Results(), Quiet()
    with tempfile.TemporaryDirectory() as folder:
        test = Path(folder) / "test_replayed.py"
        test.write_text(f"from pytest_bdd import scenarios\n\nscenarios({str(path.resolve())!r})\n", "utf-8")
        code = pytest.main(_arguments(options, test), plugins=[results, quiet])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) or len(results.results) < len(scenarios):
        quiet.tell(ran=False)
        raise HandshakeError("pytest did not run every scenario; what it printed says why")
    parts = [
        explain(result, catalogue.requirements[result["requirement"]].statement, whole=True)
        for result in results.results
    ]
    codes = {_CODES.get(Verdict(result["verdict"]), ExitCode.CONFORMS) for result in results.results}
    order = (ExitCode.FAILED, ExitCode.BROKE, ExitCode.UNDECIDED, ExitCode.CONFORMS)
    return "\n\n".join(parts), next(code for code in order if code in codes)


def _arguments(options: Options, test: Path) -> list[str]:
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    arguments = [str(test), "-qq", "--no-summary", "--tb=no", "--no-header", "-p", "no:cacheprovider"]
    arguments += [word for plugin in _PLUGINS for word in ("-p", plugin)]
    arguments += ["-c", str(Path(__file__).resolve().with_name("run.ini")), f"--rootdir={test.parent}"]
    arguments += ["-W", "ignore:Module already imported"]
    arguments += [f"--mapi-adapter={options.adapter}", f"--mapi-role={options.role}", f"--mapi-seed={options.seed}"]
    return arguments + ([f"--mapi-declaration={options.declaration.path}"] if options.declaration.path else [])
