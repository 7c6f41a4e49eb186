"""Writes the run record. Only one process does so: the one that receives the results of all."""

import platform
import sys
from collections import Counter
from collections.abc import Generator, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict, cast

import pytest

from mapi_tck import __version__
from mapi_tck.assessment.outputs import RUN_RECORD as RUN_RECORD
from mapi_tck.engine.node_ids import attempt_of, scenario_id
from mapi_tck.errors import Blame, Breakage
from mapi_tck.ports import Role
from mapi_tck.record.lines import (
    Header,
    RecordedIdentity,
    RecordedRuling,
    RecordedSpecification,
    RecordLine,
    ScenarioEnded,
    ScenarioRun,
)
from mapi_tck.record.origin import marked
from mapi_tck.record.run_record import FORM, settled_verdict
from mapi_tck.record.writing import RecordWriter
from mapi_tck.settings.run import RunSettings
from mapi_tck.suite.catalogue import CONVERSATION, PROCEDURES, STEPS, Catalogue, specification
from mapi_tck.suite.features import ScenarioText, packaged_scenarios, packaged_suite, requirement_of, suite_digest
from mapi_tck.suite.proof import proofs
from mapi_tck.verdicts import Verdict
from mapi_tck.wire.sizes import MEGABYTE, size_of


def now() -> str:
    """The time as the record writes it: UTC, whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def environment() -> dict[str, str]:
    """Where the run takes place."""
    return {"python": platform.python_version(), "system": platform.platform(), "pytest": pytest.__version__}


def header(
    settings: RunSettings, catalogue: Catalogue, identity: RecordedIdentity | None, plan: list[str], command: list[str]
) -> Header:
    """Everything that is known before the first scenario starts."""
    every = packaged_scenarios()
    requirements = {id: catalogue.requirements[requirement_of(text, catalogue)] for id, text in every.items()}
    scenarios = {id: text for id, text in every.items() if settings.concerns(text, requirements[id])}
    # Without regard to the declaration: it may leave no place for the provider in any scenario of a requirement.
    own = {requirements[id].id for id, text in every.items() if settings.role_judges(text, requirements[id])}
    judged_steps = {step for step in STEPS if settings.role is Role.TRANSPORT or not step.startswith(CONVERSATION)}
    return {
        "type": "header",
        "form": FORM,
        "kit": {"version": __version__, "suite_digest": suite_digest()},
        "specification": cast(RecordedSpecification, asdict(specification())),
        "adapter": settings.adapter,
        "implementation": identity,
        "declaration": settings.declaration.to_json(),
        "options": settings.to_json(),
        "environment": environment(),
        "command": command,
        "started": now(),
        "steps": {step: text for step, text in STEPS.items() if step in judged_steps},
        "procedures": {name: list(steps) for name, steps in PROCEDURES.items() if judged_steps.issuperset(steps)},
        "requirements": [
            requirement.to_json()
            for requirement in catalogue.requirements.values()
            if requirement.id in own
            or (requirement.unjudged and requirement.step.startswith(CONVERSATION) == (settings.role is Role.TRANSPORT))
        ],
        "rulings": [cast(RecordedRuling, asdict(ruling)) for ruling in catalogue.rulings.values()],
        "features": [
            {"file": feature.file, "name": feature.name, "text": feature.text} for feature in packaged_suite()
        ],
        "scenarios": [
            {
                "id": scenario.id,
                "file": scenario.file,
                "line": scenario.line,
                "rule": scenario.rule,
                "name": scenario.title,
                "values": list(scenario.values),
                "tags": list(scenario.tags),
                "requirement": requirement_of(scenario, catalogue),
                "walkthrough": scenario.walkthrough,
                "placement": None if scenario.placement is None else str(scenario.placement),
            }
            for scenario in scenarios.values()
        ],
        "proof": proofs(settings.role),
        "baseline": None if settings.baseline is None else settings.baseline.to_json(),
        "asked": [id for id, scenario in scenarios.items() if settings.asks_for(scenario, catalogue)],
        "plan": plan,
        "whole_plan": None if settings.shard is None else settings.whole_plan(scenarios.values(), catalogue),
    }


class Reported(TypedDict):
    """What pytest's own report carries from the process that ran a scenario to the one that writes the record."""

    result: ScenarioEnded
    identity: RecordedIdentity | None


def reported(report: pytest.TestReport) -> Reported | None:
    """The scenario's result on a report, from any process, if it has one."""
    return getattr(report, "mapi_tck", None)


def not_run(text: ScenarioText, catalogue: Catalogue, cause: str, reason: str, blame: str) -> ScenarioEnded:
    """The result of a scenario that could not run its lines: the verdict is *error*."""
    return {
        "type": "scenario ended",
        "scenario": text.id,
        "requirement": requirement_of(text, catalogue),
        "verdict": str(Verdict.ERROR),
        "cause": cause,
        "reason": reason,
        "blame": blame,
        "lines": [],
        "checks": [],
        "traits": [],
        "seconds": 0.0,
        "trace": [],
    }


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a run that was stopped and goes on."""

    header: Header
    #: How many bytes of its record are whole lines.
    size: int
    #: Scenario → number of the attempt → the verdict, of what has ended.
    ended: Mapping[str, Mapping[int, str]]

    @property
    def number(self) -> int:
        """How many results are kept."""
        return sum(map(len, self.ended.values()))

    @property
    def done(self) -> frozenset[tuple[str, int]]:
        """Scenario and number of each attempt that has ended."""
        return frozenset((id, attempt) for id, attempts in self.ended.items() for attempt in attempts)

    @property
    def left(self) -> list[str]:
        """The scenarios that are left, each once for each attempt."""
        attempts = range(1, self.header["options"].get("repeat", 1) + 1)
        return [id for id in self.header["plan"] for attempt in attempts if attempt not in self.ended.get(id, {})]


class RunRecorder:
    """The part of the plugin that writes the record."""

    def __init__(
        self,
        settings: RunSettings,
        catalogue: Catalogue,
        identity: RecordedIdentity | None,
        out: Path,
        replaces: Iterable[Path] = (),
        kept: Kept | None = None,
    ) -> None:
        self.settings = settings
        self.catalogue = catalogue
        self.identity = identity
        self.writer = RecordWriter(out / RUN_RECORD, replaces)
        self.writer.limit = settings.declaration.parameters.record_limit * MEGABYTE
        self.plan: list[str] = []
        #: What is kept of a run that goes on.
        self.kept = kept
        #: Lines that wait for the header; `None` once it is written.
        self.waiting: list[RecordLine] | None = []
        #: Scenario → number of the attempt → the verdict.
        self.attempts: dict[str, dict[int, str]] = {}
        if kept is not None:
            self.plan = kept.header["plan"]
            self.attempts = {id: dict(attempts) for id, attempts in kept.ended.items()}
            self.writer.keeps = kept.size

    @property
    def begun(self) -> bool:
        """Whether any scenario has started, of a run that goes on at any time."""
        return self.waiting is None or bool(self.waiting) or self.kept is not None

    def _write(self, line: RecordLine) -> None:
        # The header is written when the first scenario starts: a run that starts none leaves an earlier record alone.
        # If a project's fixture supplies the adapter, the header waits for the first result, which names the implementation.
        if self.waiting is not None:
            self.waiting.append(line)
            if self.identity is not None:
                self._write_header()
        else:
            self.writer.write(line)

    def _write_header(self) -> None:
        if self.kept is None:
            self.writer.write(marked(header(self.settings, self.catalogue, self.identity, self.plan, sys.argv)))
        else:
            self.writer.write(
                {
                    "type": "run resumed",
                    "kept": self.kept.number,
                    "command": sys.argv,
                    "environment": environment(),
                    "started": now(),
                }
            )
        for line in self.waiting or []:
            self.writer.write(line)
        self.waiting = None

    def _plan(self, nodeids: Iterable[str]) -> None:
        self.plan = self.plan or list(dict.fromkeys(id for id in map(scenario_id, nodeids) if id is not None))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Note the plan, if one process runs everything. By now pytest has accepted all its arguments."""
        self._plan(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Note the plan, if worker processes run the scenarios. All of them collect the same scenarios."""
        self._plan(ids)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Write that a scenario starts, in this process or in a worker."""
        id = scenario_id(nodeid)
        if id is not None:
            self._write({"type": "scenario started", "scenario": id, **self._attempt(nodeid), "started": now()})

    def _attempt(self, nodeid: str) -> ScenarioRun:
        return {"attempt": attempt_of(nodeid)} if self.settings.repeat > 1 else {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Generator[None, object, object]:
        """Write the result of a scenario that has ended, in this process or in a worker."""
        self._note(report)
        try:
            return (yield)
        finally:
            # pytest keeps all reports to the end. The evidence is in the record now, so the report need not keep it.
            vars(report).pop("mapi_tck", None)

    def _note(self, report: pytest.TestReport) -> None:
        id = scenario_id(report.nodeid)
        if id is None or attempt_of(report.nodeid) in self.attempts.get(id, {}):
            return
        carried = reported(report)
        result: ScenarioEnded | None = carried["result"] if carried else None
        identity = carried["identity"] if carried else None
        if result is None and str(report.when) == "???":  # xdist's word for a worker process that died under a test
            reason = f"the process that ran it died: {report.longrepr}"
            text = packaged_scenarios()[id]
            result = not_run(text, self.catalogue, "died", reason, str(Blame.ADAPTER_OR_IMPLEMENTATION))
        if result is None:
            return
        if self.identity is not None and identity is not None and identity != self.identity:
            reason = f"the adapter under test is not {self.identity['implementation']}, which the record is about"
            result = {**result, "verdict": "error", "cause": "kit", "blame": "kit", "reason": reason}
        if self.waiting is not None:
            self.identity = identity
            self._write_header()
        claimed = self.settings.claims.get(id, result["verdict"])
        if self.settings.repeat == 1 and claimed != result["verdict"]:
            result = {**result, "claimed": claimed}
        line: ScenarioEnded = {**result, **self._attempt(report.nodeid)}
        kept = self.writer.write(line, lambda: {**self._over_budget(line), **self._attempt(report.nodeid)})
        self.attempts.setdefault(id, {})[attempt_of(report.nodeid)] = cast(ScenarioEnded, kept)["verdict"]

    def _over_budget(self, result: ScenarioEnded) -> ScenarioEnded:
        """What stands in the record for a result that is too long for it: an error that names the longest answer."""
        limit = self.settings.declaration.parameters.record_limit
        longest = max(result["trace"], key=lambda entry: size_of(entry["value"]), default=None)
        whose = longest["call"] if longest else "the scenario"
        reason = f"{whose}: over budget: with this scenario the record takes more than {limit:g} MB (record_limit)"
        reason += "; this answer is the longest of the scenario" if longest else ""
        blame = str(Breakage.OVER_BUDGET.blame)
        return not_run(packaged_scenarios()[result["scenario"]], self.catalogue, "over-budget", reason, blame)

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write the footer, unless the run was interrupted, and close the record."""
        if self.begun and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            self.finish()
        self.writer.close()

    def finish(self) -> None:
        """Write the footer."""
        if self.waiting is not None:
            self._write_header()
        settled = [
            str(settled_verdict(times.values()))
            for times in self.attempts.values()
            if len(times) >= self.settings.repeat
        ]
        self.writer.write(
            {
                "type": "footer",
                "planned": len(self.plan),
                "ended_scenarios": len(settled),
                "totals": dict(sorted(Counter(settled).items())),
                "ended": now(),
            }
        )
