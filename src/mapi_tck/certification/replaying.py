"""Runs the scenarios of any feature file on any adapter, and prints the result of each."""

import tempfile
from pathlib import Path
from typing import Final

import pytest

from mapi_tck.certification.starting import last_line, start_pytest
from mapi_tck.engine.connection import connect, describe
from mapi_tck.engine.progress import Quiet
from mapi_tck.engine.running import explain
from mapi_tck.engine.session import Session
from mapi_tck.engine.watching import reported
from mapi_tck.errors import HandshakeError, UsageError, WrongTable
from mapi_tck.ports import Evidence
from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.settings.run import RunSettings
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.features import FeatureError, read_feature, requirement_of
from mapi_tck.suite.needs import needs_of
from mapi_tck.verdicts import ExitCode, Verdict

_CODES: Final = {
    Verdict.FAIL: ExitCode.FAILED,
    Verdict.ERROR: ExitCode.BROKE,
    Verdict.INCONCLUSIVE: ExitCode.UNDECIDED,
}


class _Results:
    """Collects the results from pytest's reports."""

    def __init__(self) -> None:
        self.results: list[ScenarioEnded] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the result of a scenario that has ended."""
        carried = reported(report)
        if carried is not None:
            self.results += carried["results"]


def replay_feature(path: Path, settings: RunSettings) -> tuple[str, ExitCode]:
    """Run the scenarios of the file. Answer the text to print, and the exit code of the worst verdict.

    Raises `UsageError` if the file or the settings are wrong, `HandshakeError` if the adapter cannot start or pytest did not run
    every scenario, and `KeyboardInterrupt` after Ctrl-C.
    """
    catalogue = load_catalogue()
    try:
        scenarios = read_feature(path.resolve(), path.resolve().parent).scenarios
    except FeatureError as error:
        raise UsageError(str(error), str(path)) from error
    except UnicodeDecodeError as error:
        raise UsageError("the feature file is not UTF-8 text", str(path)) from error
    if not scenarios:
        raise UsageError("the feature file has no scenario", str(path))
    for scenario in scenarios:
        requirement_of(scenario, catalogue)
        try:
            _ = scenario.transports, needs_of(scenario.lines, Evidence.CALLS)
        except WrongTable as error:
            raise WrongTable(error.what, f"{path}:{scenario.line}", error.hint) from error
    connection = connect(settings)
    results, quiet = _Results(), Quiet()
    with tempfile.TemporaryDirectory() as folder:
        test = Path(folder) / "test_replayed.py"
        test.write_text(f"from pytest_bdd import scenarios\n\nscenarios({str(path.resolve())!r})\n", "utf-8")
        try:
            # The handshake comes first: an adapter that cannot start is one line, not an error for each scenario.
            describe(connection)
            arguments = ("--no-header", "-p", "no:cacheprovider")
            session = Session(settings, connection, other_features=True)
            code = start_pytest(session, test, test.parent, arguments, [results, quiet])
        finally:
            connection.drop()
    if quiet.interrupted:
        raise KeyboardInterrupt
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) or len(results.results) < len(scenarios):
        quiet.tell(ran=False)
        why = f"pytest itself failed: {last_line(quiet.internal[-1])}" if quiet.internal else "what it printed says why"
        raise HandshakeError(f"pytest did not run every scenario; {why}")
    parts = [
        explain(result, catalogue.requirements[result["requirement"]].statement, whole=True)
        for result in results.results
    ]
    codes = {_CODES.get(Verdict(result["verdict"]), ExitCode.CONFORMS) for result in results.results}
    order = (ExitCode.FAILED, ExitCode.BROKE, ExitCode.UNDECIDED, ExitCode.CONFORMS)
    return "\n\n".join(parts), next(code for code in order if code in codes)
