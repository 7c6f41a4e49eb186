"""The baseline under plain pytest.

A known deviation counts as an expected failure. An entry that no longer applies fails the session.
"""

import pytest

from mapi_tck.assessment.gate import Gate
from mapi_tck.assessment.words import plural
from mapi_tck.engine.node_ids import scenario_id
from mapi_tck.engine.recording import header, reported
from mapi_tck.foreign import message
from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.record.run_record import RunRecord
from mapi_tck.settings.run import RunSettings
from mapi_tck.suite.catalogue import Catalogue
from mapi_tck.verdicts import WORST_FIRST, Verdict


class PytestGate:
    """Collects the results of all processes, and compares them with the baseline at the end."""

    def __init__(self, settings: RunSettings, catalogue: Catalogue) -> None:
        self.settings = settings
        self.catalogue = catalogue
        self.results: dict[str, ScenarioEnded] = {}
        self._gate: Gate | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the result of a scenario that has ended, in this process or in a worker."""
        id, carried = scenario_id(report.nodeid), reported(report)
        if id is None or carried is None:
            return
        # If a scenario runs several times, a failure says that the deviation is still there.
        times = [carried["result"]] if id not in self.results else [self.results[id], carried["result"]]
        self.results[id] = min(times, key=lambda result: WORST_FIRST.index(Verdict(result["verdict"])))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Fail the session if an entry no longer applies, as pytest does for an expected failure that passes."""
        if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) or self.settings.baseline is None:
            return
        record = RunRecord(header(self.settings, self.catalogue, None, list(self.results), []), ended=self.results)
        self._gate = Gate(record, self.settings.baseline)
        if self._gate.trouble:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print how the results compare with the baseline."""
        if self._gate is None:
            return
        gate = self._gate
        known, new = plural(len(gate.known), "known deviation"), plural(len(gate.new), "new failure")
        terminalreporter.section("mapi-tck baseline")
        terminalreporter.write_line(message(f"{gate.baseline.path}: {known}, {new}"))
        for trouble in gate.trouble:
            terminalreporter.write_line(message(str(trouble)), red=True)
