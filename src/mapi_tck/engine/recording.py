"""Writes the run record. Only one process does so: the one that receives the results of all."""

import platform
import sys
from collections import Counter
from collections.abc import Generator, Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest

from mapi_tck import __version__
from mapi_tck.assessment.outputs import RUN_RECORD as RUN_RECORD
from mapi_tck.engine.connection import changes
from mapi_tck.engine.places import Place
from mapi_tck.engine.watching import Watching, reported
from mapi_tck.errors import AdapterChanged, Blame, Breakage
from mapi_tck.ports import Role
from mapi_tck.record.kept import Kept
from mapi_tck.record.lines import (
    Header,
    RecordedIdentity,
    RecordedSpecification,
    RecordLine,
    ScenarioEnded,
    ScenarioRun,
)
from mapi_tck.record.origin import marked
from mapi_tck.record.run_record import FORM, settled_verdict
from mapi_tck.record.writing import RecordWriter
from mapi_tck.settings.run import RunSettings
from mapi_tck.suite.catalogue import CONVERSATION, PROCEDURES, STEPS, Catalogue, Requirement, specification
from mapi_tck.suite.excludes import recorded_excludes
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
    excluded = recorded_excludes(scenarios.values(), catalogue)
    judged_steps = {step for step in STEPS if settings.role is Role.TRANSPORT or not step.startswith(CONVERSATION)}
    told: Header = {
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
            if requirement.id in own or (requirement.unjudged and _lists_unjudged(requirement, settings.role))
        ],
        "rulings": [ruling.to_json() for ruling in catalogue.rulings.values()],
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
    return {**told, "excluded": excluded} if excluded else told


def _lists_unjudged(requirement: Requirement, role: Role) -> bool:
    """Whether a run about the role says of a requirement without scenario why it has none.

    What concerns the conversation of spooler and transport belongs to the role transport, what concerns the client alone to the
    role client, and all else to the role subsystem, where the requirements of the client are listed too.
    """
    if role is Role.CLIENT:
        return requirement.role == role
    return requirement.step.startswith(CONVERSATION) == (role is Role.TRANSPORT)


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


class RunRecorder(Watching):
    """The part of the plugin that writes the record."""

    def __init__(
        self,
        settings: RunSettings,
        catalogue: Catalogue,
        identity: RecordedIdentity | None,
        out: Path,
        replaces: Iterable[Path] = (),
        files: Mapping[str, str] | None = None,
        kept: Kept | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings
        self.catalogue = catalogue
        self.identity = identity
        #: Path → digest of each file that the identity's digest was made from, if the adapter names them.
        self.files = dict(files or {})
        self.writer = RecordWriter(out / RUN_RECORD, replaces)
        self.writer.limit = settings.declaration.parameters.record_limit * MEGABYTE
        #: What is kept of a run that goes on.
        self.kept = kept
        #: Lines that wait for the header; `None` once it is written.
        self.waiting: list[RecordLine] | None = []
        #: Scenario → number of the attempt → the verdict.
        self.attempts: dict[str, dict[int, str]] = {}
        #: Why the run stopped early by itself; "" if it did not.
        self.stopped = ""
        #: Whether this pytest session stops because another one takes over what is left.
        self.hands_over = False
        #: The plan of the session that has handed over; `None` if none has.
        self._whole_plan: list[str] | None = None
        #: Why the record could not be written; `None` if it could.
        self.failure: OSError | None = None
        #: How often each scenario is to run, as the header says.
        self._repeat = settings.repeat
        self._session: pytest.Session | None = None
        if kept is not None:
            self.taken = kept.ended
            self.attempts = {id: dict(attempts) for id, attempts in kept.ended.items()}
            self.writer.keeps = kept.size

    @property
    def plan(self) -> list[str]:
        """The ids of the scenarios that run, each once; of a run that goes on, also of those that have ended."""
        if self._whole_plan is not None:
            return self._whole_plan
        return super().plan if self.kept is None else self.kept.header["plan"]

    @property
    def counts(self) -> tuple[int, int]:
        """How many attempts have ended in this pytest session, and how many are left."""
        return len(self._given), len(self.places) - len(self._given)

    @property
    def done(self) -> frozenset[tuple[str, int]]:
        """Scenario and number of each attempt that has ended."""
        return frozenset((id, number) for id, numbers in self.attempts.items() for number in numbers)

    def hand_over(self) -> None:
        """Let this pytest session stop. The record stays open for the next one."""
        self.hands_over = True
        self._stop_if_needed()

    def take_over(self) -> None:
        """Expect a pytest session with the scenarios that are left."""
        self._whole_plan, self.hands_over = self.plan, False
        self.places, self.taken = {}, {id: dict(attempts) for id, attempts in self.attempts.items()}
        self._given.clear()

    @property
    def begun(self) -> bool:
        """Whether any scenario has started, of a run that goes on at any time."""
        return self.waiting is None or bool(self.waiting) or self.kept is not None

    def _write(self, line: RecordLine) -> None:
        # The header is written when the first scenario starts: a run that starts none leaves an earlier record alone.
        # If a project's fixture supplies the adapter, the header waits for the first result that names the implementation.
        if self.waiting is not None:
            self.waiting.append(line)
            if self.identity is not None:
                self._write_header()
        else:
            self._put(line)

    def _write_header(self) -> None:
        if self.kept is None:
            head = header(self.settings, self.catalogue, self.identity, self.plan, sys.argv)
            # If a plugin runs every scenario several times, this is a run with so many attempts.
            self._repeat = max(self.settings.repeat, min(self.times.values(), default=1))
            head["options"]["repeat"] = self._repeat
            self._put(marked(head))
        else:
            self._put(
                {
                    "type": "run resumed",
                    "kept": self.kept.number,
                    "command": sys.argv,
                    "environment": environment(),
                    "started": now(),
                }
            )
        for line in self.waiting or []:
            self._put(line)
        self.waiting = None

    def _put(self, line: RecordLine) -> None:
        """Write the line. If that fails nothing more is written: a record with a hole would be no record."""
        if self.failure is not None:
            return
        try:
            if line["type"] == "scenario ended":
                result = cast(ScenarioEnded, self.writer.write(line, partial(self._over_budget, line)))
                self.attempts.setdefault(result["scenario"], {})[result.get("attempt", 1)] = result["verdict"]
            else:
                self.writer.write(line)
        except OSError as error:
            self.failure = error
            # Python's own error does not say which file could not be written.
            self.failure.filename = error.filename or str(self.writer.path)

    def _attempt(self, place: Place) -> ScenarioRun:
        return {"attempt": place.attempt} if place.attempt > 1 or self.times[place.scenario] > 1 else {}

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Write that a scenario starts, in this process or in a worker."""
        place = self.places.get(nodeid)
        if place is not None:
            self._write(
                {"type": "scenario started", "scenario": place.scenario, **self._attempt(place), "started": now()}
            )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Generator[None, object, object]:
        """Write the results of a scenario that has ended, in this process or in a worker."""
        self._note(report)
        try:
            return (yield)
        finally:
            self._stop_if_needed()
            # pytest keeps all reports to the end. The evidence is in the record now, so the report need not keep it.
            vars(report).pop("mapi_tck", None)

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Keep the session, which the recorder may have to stop."""
        self._session = session

    def _stop_if_needed(self) -> None:
        """Let pytest end the run, if the record cannot be written or the implementation has changed."""
        why = self.stopped or ("the record cannot be written" if self.failure is not None else "")
        why = why or ("workers take over" if self.hands_over else "")
        if why and self._session is not None:
            self._session.shouldfail = why
            distributed: Any = self._session.config.pluginmanager.get_plugin("dsession")  # pytest-xdist's
            if distributed is not None:
                distributed.shouldstop = why

    def _note(self, report: pytest.TestReport) -> None:
        carried = reported(report)
        identity = carried["identity"] if carried else None
        if self.identity is None and identity is not None and self.waiting is not None:
            self.identity, self.files = identity, carried["files"] if carried else {}
            self._write_header()
        for place, result in self.ended(report):
            self._end(place, self._of_this_implementation(result, identity, carried["files"] if carried else {}))
        if carried is None and report.nodeid in self.places and str(report.when) == "???":
            # This is xdist's word for a worker process that died under a test.
            died = self.place_for(report.nodeid, self.places[report.nodeid].scenario)
            reason = f"the process that ran it died: {report.longrepr}"
            text = packaged_scenarios()[died.scenario]
            blame = str(Blame.ADAPTER_OR_IMPLEMENTATION)
            self._end(died, not_run(text, self.catalogue, "died", reason, blame))

    def _of_this_implementation(
        self, result: ScenarioEnded, identity: RecordedIdentity | None, files: dict[str, str]
    ) -> ScenarioEnded:
        """The result; an error in its place if it is about another implementation than the record."""
        if self.identity is None or identity is None or identity == self.identity:
            return result
        changed = changes(self.identity, self.files, identity, files)
        if not changed:
            return result
        cause, blame = AdapterChanged.cause, str(Blame.ADAPTER)
        return {**result, "verdict": "error", "cause": cause, "blame": blame, "reason": str(AdapterChanged(changed))}

    def _end(self, place: Place, result: ScenarioEnded) -> None:
        if result["cause"] == AdapterChanged.cause:
            self.stopped = self.stopped or result["reason"]
        claimed = self.settings.claims.get(place.scenario, result["verdict"])
        if self.settings.repeat == 1 and claimed != result["verdict"]:
            result = {**result, "claimed": claimed}
        self._write({**result, **self._attempt(place)})

    def _over_budget(self, result: ScenarioEnded) -> ScenarioEnded:
        """What stands in the record for a result that is too long for it: an error that names the longest answer."""
        limit = self.settings.declaration.parameters.record_limit
        longest = max(result["trace"], key=lambda entry: size_of(entry["value"]), default=None)
        whose = longest["call"] if longest else "the scenario"
        reason = f"{whose}: over budget: with this scenario the record takes more than {limit:g} MB (record_limit)"
        reason += "; this answer is the longest of the scenario" if longest else ""
        blame = str(Breakage.OVER_BUDGET.blame)
        short = not_run(packaged_scenarios()[result["scenario"]], self.catalogue, "over-budget", reason, blame)
        return {**short, "attempt": result["attempt"]} if "attempt" in result else short

    def end_hung(self, result: ScenarioEnded) -> None:
        """Write the result of a scenario that hangs, and close the record, without a footer: the process ends now."""
        id = result["scenario"]
        number = next(number for number in count(1) if number not in self.attempts.get(id, {}))
        self._end(Place(id, number), result)
        self.writer.close()

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write the footer if the run ends in order, also when it was interrupted, and close the record."""
        in_order = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)
        self.hands_over = self.hands_over and exitstatus == pytest.ExitCode.TESTS_FAILED
        if self.hands_over and not self.stopped and self.failure is None:
            return
        if self.begun and exitstatus in in_order:
            self.finish()
        self.writer.close()

    def finish(self) -> None:
        """Write the footer."""
        if self.waiting is not None:
            self._write_header()
        ended = [times.values() for times in self.attempts.values() if len(times) >= self._repeat]
        totals = Counter(str(settled_verdict(verdicts)) for verdicts in ended)
        self._put(
            {
                "type": "footer",
                "planned": len(self.plan),
                "ended_scenarios": len(ended),
                "totals": dict(sorted(totals.items())),
                "ended": now(),
            }
        )
