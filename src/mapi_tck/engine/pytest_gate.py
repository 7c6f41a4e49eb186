"""What decides under plain pytest, besides the outcome of each item.

The session's exit code follows from the verdicts of the kit, also if a plugin repeats items, replaces their reports, or leaves
them out. A known deviation of the baseline counts as an expected failure. An entry that no longer applies fails the session.
"""

from collections.abc import Iterator
from typing import cast

import pytest

from mapi_tck.assessment.gate import Gate
from mapi_tck.assessment.words import plural
from mapi_tck.engine.fixtures import RUNNER
from mapi_tck.engine.recording import header
from mapi_tck.engine.watching import Watching
from mapi_tck.foreign import message
from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.record.run_record import UNSTABLE, RunRecord, settled
from mapi_tck.settings.run import RunSettings
from mapi_tck.suite.catalogue import Catalogue
from mapi_tck.verdicts import WORST_FIRST, Verdict

#: Options of pytest with which a user selects items: -k, -m, --deselect, --lf, --sw.
_SELECTING = ("keyword", "markexpr", "deselect", "lf", "stepwise")


class PytestGate(Watching):
    """Collects the results of all processes, and decides at the end whether the session can pass."""

    def __init__(self, config: pytest.Config, settings: RunSettings, catalogue: Catalogue) -> None:
        super().__init__()
        self.config = config
        self.settings = settings
        self.catalogue = catalogue
        #: Scenario → the result of each attempt, without the calls.
        self.results: dict[str, list[ScenarioEnded]] = {}
        self.trouble: list[str] = []
        self._gate: Gate | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the results of a scenario that has ended, in this process or in a worker."""
        for place, result in self.ended(report):
            kept = {key: value for key, value in result.items() if key != "search"}
            self.results.setdefault(place.scenario, []).append(cast(ScenarioEnded, {**kept, "trace": [], "lines": []}))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Fail a session that would pass although the verdicts do not allow it, or an entry of the baseline no longer applies."""
        if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            return
        if exitstatus == pytest.ExitCode.OK:
            self.trouble += self._reasons()
        if self.settings.baseline is not None:
            worst = self.worst()
            record = RunRecord(header(self.settings, self.catalogue, None, list(worst), []), ended=worst)
            self._gate = Gate(record, self.settings.baseline)
        if self.trouble or (self._gate is not None and self._gate.trouble):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def worst(self) -> dict[str, ScenarioEnded]:
        """Scenario → its worst result: if it runs several times, a failure says that the deviation is still there."""
        return {
            id: min(times, key=lambda result: WORST_FIRST.index(Verdict(result["verdict"])))
            for id, times in self.results.items()
        }

    def _reasons(self) -> Iterator[str]:
        """Why a session must not pass in which all items did."""
        if self.config.option.collectonly:
            return
        if not self.results:
            if not self._left_out_by_the_user():
                yield "the session was asked to certify, but no scenario of the kit ran"
            return
        without = [id for id in self.plan if id not in self.results]
        if without:
            yield f"{plural(len(without), 'scenario')} of the plan ended without a result, for example {without[0]}"
        runner = self.config.stash[RUNNER]
        for times in self.results.values():
            result = settled(times)
            if result["cause"] == UNSTABLE or runner.outcome(result)[0] == "failed":
                yield f"{result['scenario']}: {result['verdict']}: {result['reason']}"

    def _left_out_by_the_user(self) -> bool:
        """Whether a project that always asks for the kit, by its ini settings, was now asked for other tests only."""
        if self.config.getoption("--mapi-adapter"):
            return False
        named = self.config.args_source is pytest.Config.ArgsSource.ARGS
        return named or any(self.config.getoption(dest, None) for dest in _SELECTING)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print why the session fails, and how the results compare with the baseline."""
        if self.trouble:
            terminalreporter.section("mapi-tck")
            for line in self.trouble:
                terminalreporter.write_line(message(line), red=True)
        if self._gate is None:
            return
        gate = self._gate
        known, new = plural(len(gate.known), "known deviation"), plural(len(gate.new), "new failure")
        terminalreporter.section("mapi-tck baseline")
        terminalreporter.write_line(message(f"{gate.baseline.path}: {known}, {new}"))
        for trouble in gate.trouble:
            terminalreporter.write_line(message(str(trouble)), red=True)
