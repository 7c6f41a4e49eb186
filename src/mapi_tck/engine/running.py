"""Runs the kit's scenarios inside pytest: connects each to the adapter, follows its lines, and reports its verdict."""

import json
from collections.abc import Callable, Collection, Generator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

import pytest

from mapi_tck.claims.baseline import Deviation
from mapi_tck.engine.connection import Connection
from mapi_tck.engine.items import CONNECTION, SCENARIO, text_of
from mapi_tck.engine.places import of_kit
from mapi_tck.engine.recording import not_run
from mapi_tck.engine.watchdog import Watchdog
from mapi_tck.engine.watching import Reported
from mapi_tck.errors import AdapterBroke, AdapterChanged, Blame, Undecided, WrongTable
from mapi_tck.foreign import disarmed, message, visible
from mapi_tck.mapi import MapiError
from mapi_tck.ports import Adapter, Evidence, Role, Transport
from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.record.search_lines import ReplayableSearch
from mapi_tck.scenario.recorder import Host
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.search import examples
from mapi_tck.search.examples import Example
from mapi_tck.search.law_scenario import LawScenario
from mapi_tck.search.plan import QUICK, SearchPlan
from mapi_tck.settings.adapter_forms import HostFactory, load_host, resolve
from mapi_tck.settings.run import RunSettings
from mapi_tck.suite.catalogue import Catalogue, Requirement
from mapi_tck.suite.features import ScenarioText, StepLine, requirement_of
from mapi_tck.suite.needs import needs_of
from mapi_tck.suite.readings import OUT_OF_REACH
from mapi_tck.verdicts import Strength, Verdict

#: Verdict → outcome for pytest. An undecided MUST fails, because a skip would leave the exit code 0.
_OUTCOMES: Final = {
    Verdict.PASS: "passed",
    Verdict.WARNING: "passed",
    Verdict.NOT_APPLICABLE: "skipped",
    Verdict.NOT_TESTED: "skipped",
    Verdict.INCONCLUSIVE: "failed",
    Verdict.FAIL: "failed",
    Verdict.ERROR: "failed",
}


#: The attribute of an exception that names the fixture that it ended.
_FIXTURE: Final = "mapi_tck_fixture"

S = TypeVar("S", bound=Scenario)


class Stop(Exception):
    """The verdict of the scenario is settled before its first line runs."""


class Runner:
    """The part of the plugin that runs scenarios. Every process that runs scenarios has one."""

    def __init__(
        self, config: pytest.Config, settings: RunSettings, catalogue: Catalogue, own: Connection | None
    ) -> None:
        self.config = config
        self.settings = settings
        self.catalogue = catalogue
        #: The kit's own connection; `None` if a project's fixture supplies the adapter.
        self.own = own
        self.watchdog = Watchdog(settings.declaration.parameters.call_limit, config)
        self.connections: dict[int, Connection] = {}
        self.host: HostFactory = load_host()
        #: The verdicts whose results hold their calls.
        self.traced: Collection[Verdict] = tuple(Verdict)
        #: Node id → what its next report carries.
        self._unreported: dict[str, Reported] = {}

    def connection(self, adapter: Adapter | Connection) -> Connection:
        """The connection for the value of the fixture `mapi_adapter`: the kit's own connection, or an adapter of the project."""
        if isinstance(adapter, Connection):
            return adapter
        return self.connections.setdefault(id(adapter), Connection(lambda: adapter))

    def pytest_sessionstart(self) -> None:
        """Start the watchdog."""
        self.watchdog.start()

    def pytest_sessionfinish(self) -> None:
        """Stop the watchdog, and close the adapter."""
        self.watchdog.over.set()
        if self.own is not None:
            self.own.drop()

    def new_scenario(self, text: ScenarioText, adapter: Adapter, attempt: int = 1) -> Scenario:
        """Make the scenario for one attempt, ready to run against the adapter."""
        requirement = self.catalogue.requirements[requirement_of(text, self.catalogue)]
        _call_hook(adapter, "begin_scenario", text.id)  # tells a replayed record which scenario's calls come next
        if attempt > 1:
            _call_hook(adapter, "begin_attempt", attempt)
        if not text.searches:
            return self._scenario(Scenario, text, requirement, adapter, text.transports)
        law = self._scenario(LawScenario, text, requirement, adapter, text.transports)
        law.plan = self._search_plan(text, requirement, adapter)
        return law

    def _scenario(
        self,
        kind: type[S],
        text: ScenarioText,
        requirement: Requirement,
        adapter: Adapter,
        transports: tuple[Transport, ...],
    ) -> S:
        declaration = self.settings.declaration
        places = self.settings.places_among(text.placement, transports)
        host: Host | None = (
            None
            if text.placement is None
            else lambda provider: self.host(provider, places, declaration.parameters.settle_limit)
        )
        scenario = kind(
            text.id,
            requirement,
            adapter,
            declaration.parameters,
            self.settings.seed,
            host,
            declaration.possible_transports,
            self._own_subsystem() if requirement.role == Role.CLIENT else None,
        )
        scenario.reading = self.settings.ruling
        scenario.effort = self.settings.depth.examples / QUICK.examples
        scenario.forces = declaration.asynchronous_only
        scenario.stands_once = bool(declaration.excludes("several-transports"))
        scenario.needs = needs_of(text.lines, requirement.evidence)
        return scenario

    def _own_subsystem(self) -> Adapter:
        """The kit's subsystem, which a client under test calls."""
        return resolve("reference", self.settings.declaration.parameters).create()

    def _search_plan(self, text: ScenarioText, requirement: Requirement, adapter: Adapter) -> SearchPlan:
        # A replayed record supplies the cases that it holds.
        recorded: Callable[[], ReplayableSearch] | None = getattr(adapter, "recorded_search", None)

        def make(example: Example, number: int) -> Scenario:
            if not _call_hook(adapter, "begin_case", number):
                _call_hook(adapter, "begin_scenario", text.id)  # an adapter that knows no cases sees a new scenario
            case = replace(
                text, lines=tuple(StepLine(0, line.keyword, line.kind, line.text, line.table) for line in example)
            )
            return self._scenario(Scenario, case, requirement, adapter, case.transports)

        return SearchPlan(
            make,
            self.settings.seed,
            self.settings.depth,
            self.settings.surroundings(text.placement),
            self.settings.known,
            self.settings.seed == 0,
            None if recorded is None else recorded(),
        )

    def pytest_bdd_before_scenario(self, request: pytest.FixtureRequest, scenario: Any) -> None:
        """Begin the scenario. Raises `Stop` if its verdict is settled beforehand."""
        if text_of(request.node, self.catalogue) is None:
            return
        tck: Scenario = request.getfixturevalue("tck")
        request.node.stash[SCENARIO] = tck
        tck.plan_lines([(step.line_number, step.keyword, step.name) for step in scenario.steps])
        self.begin(tck, request.node.stash[CONNECTION])

    def begin(self, tck: Scenario, connection: Connection) -> None:
        """Begin the scenario, whose lines are planned. Raises `Stop` if its verdict is settled beforehand."""
        tck.observes = connection.description.observes
        self._judge_beforehand(tck, connection)
        if not connection.limits_calls:
            self.watchdog.scenario, self.watchdog.close = tck, connection.drop
        tck.begin()

    def _judge_beforehand(self, tck: Scenario, connection: Connection) -> None:
        if self.settings.ruling and isinstance(tck, LawScenario):
            tck.settle(Verdict.NOT_TESTED, "other-reading", OUT_OF_REACH)
            raise Stop
        excluded = map(self.settings.declaration.excludes, tck.options)
        if (reason := next(filter(None, excluded), None)) is not None:
            tck.settle(Verdict.NOT_APPLICABLE, "excluded", f"the declaration excludes it: {reason}")
            raise Stop
        evidence = tck.requirement.evidence
        observes = connection.description.observes
        if evidence is not Evidence.CALLS and evidence not in observes:
            reason = (
                f"not observable: its evidence is {evidence}, which the adapter's description does not list in observes"
            )
            tck.settle(Verdict.INCONCLUSIVE, "not-observable", reason)
            raise Stop
        if tck.requirement.needs_quiet and not connection.description.quiet:
            reason = "not observable: mail also moves by itself, as the adapter's description says (quiet)"
            tck.settle(Verdict.INCONCLUSIVE, "not-observable", reason)
            raise Stop

    def pytest_bdd_before_step(self, request: pytest.FixtureRequest, step: Any) -> None:
        """Tell the scenario that a line begins."""
        if SCENARIO in request.node.stash:
            request.node.stash[SCENARIO].begin_line(step.line_number)

    def pytest_bdd_after_step(self, request: pytest.FixtureRequest) -> None:
        """Tell the scenario that its line has ended without an exception."""
        if SCENARIO in request.node.stash:
            request.node.stash[SCENARIO].end_line()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Run the lines. An exception that ends them early becomes part of the verdict."""
        if text_of(item, self.catalogue) is None:
            return (yield)
        failed: BaseException | None = None
        try:
            yield
        except BaseException as error:
            if SCENARIO not in item.stash:
                raise
            failed = error
        self.end(item.stash[SCENARIO], item.stash[CONNECTION], failed)
        return None

    def end(self, tck: Scenario, connection: Connection, error: BaseException | None) -> None:
        """End the scenario. An exception that ended its lines early becomes part of the verdict."""
        try:
            match error:
                case None | Stop():
                    pass
                case Undecided() | MapiError():
                    tck.undecided(error)
                case KeyboardInterrupt() | pytest.exit.Exception():
                    raise error
                case _:
                    tck.broke(error)
        finally:
            tck.close()
            self.watchdog.scenario = None
        if tck.recorder.broken is None and tck.recorder.entries:
            # What the adapter did too much in this scenario must not cost the next one.
            try:
                connection.settle()
            except AdapterBroke as broke:
                tck.charge(broke)
        if tck.recorder.broken is not None:
            connection.drop()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, object, object]:
        """Note on an exception which fixture it ended: pytest itself keeps only the exception."""
        try:
            return (yield)
        except BaseException as error:
            if not hasattr(error, _FIXTURE):
                with suppress(AttributeError):
                    setattr(error, _FIXTURE, fixturedef.argname)
            raise

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Judge the scenario, and keep its result for the report."""
        report = yield
        text = text_of(item, self.catalogue)
        if text is None or (call.when != "call" and report.passed) or call.when == "teardown":
            return report
        tck = item.stash.get(SCENARIO, None)
        if tck is None:
            error = call.excinfo.value if call.excinfo else None
            result = self.unstarted(text, error, getattr(error, _FIXTURE, ""))
        else:
            result = tck.result(self.traced)
        self.judge(report, item, result, item.stash.get(CONNECTION, self.own))
        return report

    def judge(
        self, report: pytest.TestReport, item: pytest.Item, result: ScenarioEnded, connection: Connection | None
    ) -> None:
        """Put pytest's outcome for the verdict on the report, and keep the result for `pytest_runtest_logreport`."""
        if result["cause"] == AdapterChanged.cause:
            item.session.shouldfail = result["reason"]
        known = None if connection is None else connection.known
        kept = self._unreported.setdefault(
            item.nodeid, Reported(results=[], of_kit=of_kit(item), identity=None, files={})
        )
        kept["results"].append(result)
        if known is not None:
            kept["identity"], kept["files"] = known.identity, dict(known.files)
        verdict = Verdict(result["verdict"])
        report.mapi_verdict = str(verdict)  # type: ignore[attr-defined]
        outcome, excuse = self.outcome(result)
        report.outcome = outcome  # type: ignore[assignment]
        if excuse is not None:
            report.wasxfail = f"known deviation: {excuse.reason}"
        if report.outcome == "passed":
            report.longrepr = None
        elif report.outcome == "skipped" and excuse is None:
            report.longrepr = (str(item.path), item.location[1] or 0, message(f"{verdict}: {result['reason']}"))
        else:
            report.longrepr = explain(result, self.catalogue.requirements[result["requirement"]].statement)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Generator[None, object, object]:
        """Put the results on the report, which carries them to the process that writes the record.

        Not earlier: a plugin may replace a report, or run the item again before it reports anything.
        """
        carried = self._unreported.pop(report.nodeid, None)
        if carried is not None:
            report.mapi_tck = carried  # type: ignore[attr-defined]
        return (yield)

    def outcome(self, result: ScenarioEnded) -> tuple[str, Deviation | None]:
        """The outcome of pytest for the result, and the entry of the baseline that excuses it, if one does."""
        excuse = self.known_deviation(result)
        if excuse is not None:
            return "skipped", excuse
        verdict = Verdict(result["verdict"])
        binding = self.catalogue.requirements[result["requirement"]].strength is Strength.MUST
        if verdict is Verdict.INCONCLUSIVE and (not binding or self.config.getini("mapi_undecided") == "skip"):
            return "skipped", None
        if verdict is Verdict.WARNING and self.settings.strict:
            return "failed", None
        return _OUTCOMES[verdict], None

    def known_deviation(self, result: ScenarioEnded) -> Deviation | None:
        """The entry of the baseline that excuses the result, if one does; plain pytest expects such a failure."""
        failing = (Verdict.FAIL, Verdict.WARNING) if self.settings.strict else (Verdict.FAIL,)
        if self.settings.baseline is None or result["verdict"] not in failing:
            return None
        item = self.settings.baseline.find(result["requirement"], result["cause"])
        return item if item is not None and item.excuses(datetime.now(UTC).date()) else None

    def unstarted(
        self, text: ScenarioText, error: BaseException | None, fixture: str = "mapi_adapter"
    ) -> ScenarioEnded:
        """The result of a scenario whose first line could not begin: `error` ended this fixture, or "" for other set-up."""
        blame = str(Blame.ADAPTER)
        told = " ".join(f"{type(error).__name__}: {error}".split()) if error else "no error was reported"
        match error:
            case AdapterChanged():
                cause, reason = error.cause, str(error)
            case AdapterBroke():
                cause, blame, reason = error.breakage.replace(" ", "-"), str(error.breakage.blame), str(error)
            case WrongTable():
                cause, blame, reason = "kit", str(Blame.KIT), f"{text.file}:{text.line}: {error}"
            case _ if fixture in ("mapi_adapter", "tck"):
                cause, reason = "no-adapter", f"there is no adapter: {told}"
                if error is not None and isinstance(broke := error.__cause__, AdapterBroke):
                    blame = str(
                        broke.breakage.blame
                    )  # a program that died in its handshake may have been ended by either
            case _:
                what = f"the fixture {fixture}, which is not the kit's," if fixture else "the set-up of the test"
                cause, reason = "set-up-failed", f"{what} failed: {told}"
        return not_run(text, self.catalogue, cause, reason, blame)


def _call_hook(adapter: object, hook: str, word: object) -> bool:
    """Call an optional hook of the adapter. Answer whether the adapter has it."""
    method = getattr(adapter, hook, None)
    if not callable(method):
        return False
    method(word)
    return True


def explain(result: ScenarioEnded, statement: str, *, whole: bool = False) -> str:
    """A result as text for pytest's failure section: the checks that do not hold. If `whole`, also each line with its calls."""
    because = f"  because {result['reason']}" if result["reason"] else "  as it should be"
    lines = [f"{result['requirement']} {result['verdict']}: {statement}", because]
    for line in result["lines"] if whole else ():
        lines += [f"  {line['outcome']:<13} {line['keyword']} {line['text']}"]
        made = [entry for entry in result["trace"] if entry["line"] == line["number"]]
        lines += [f"    call {entry['number']}: {entry['call']} → {entry['answer']}" for entry in made]
    for check in result["checks"]:
        if check["holds"] != "holds":
            lines += [f"  expected  {json.dumps(check['expected'], ensure_ascii=False)}"]
            lines += [f"  observed  {json.dumps(check['observed'], ensure_ascii=False)}"]
            shown = [entry for entry in result["trace"] if entry["number"] in check["entries"]]
            lines += [f"  call {entry['number']}: {entry['call']} → {entry['answer']}" for entry in shown[-5:]]
    search = result.get("search")
    if search and search["counterexample"]:
        lines += ["  the smallest case found that breaks the law:"]
        lines += examples.gherkin(examples.read(search["examples"][-1]["lines"]), "    ")
    # Also because a lone surrogate in a text of the implementation could not be sent to another process.
    return disarmed("\n".join(map(visible, lines)))
