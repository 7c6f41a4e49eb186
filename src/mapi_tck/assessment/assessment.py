"""What a run record says: the verdict of every requirement, numbered step and procedure, and of the run as a whole.

A pure function of the record. Terminal, reports and exit code take it from here, so that they cannot disagree.
"""

import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, Final

from mapi_tck.assessment.gate import Gate
from mapi_tck.assessment.grouping import grouped
from mapi_tck.assessment.judged import Finding, JudgedRequirement
from mapi_tck.assessment.words import musts, plural
from mapi_tck.claims.baseline import Baseline
from mapi_tck.foreign import visible
from mapi_tck.ports.roles import Role
from mapi_tck.record import lines
from mapi_tck.record.run_record import UNSTABLE, Record
from mapi_tck.suite.catalogue import natural
from mapi_tck.suite.readings import in_words
from mapi_tck.verdicts import ExitCode, Strength, Verdict, worst


class Standing:
    """The facts of an assessed run from which its verdict follows."""

    def __init__(self, run: "Assessment") -> None:
        self.run = run
        #: MUSTs that are violated, and those of them that the baseline does not excuse.
        self.violated = run.count(Verdict.FAIL, Strength.MUST)
        self.unexcused = run.count_without_known(Verdict.FAIL, Strength.MUST)
        #: Known deviations that were seen, and entries of the baseline that no longer hold.
        self.known = len(run.gate.known) if run.gate else 0
        self.trouble = len(run.gate.trouble) if run.gate else 0
        self.errors = run.count_without_known(Verdict.ERROR)
        #: MUSTs that stayed undecided.
        self.open = run.count_without_known(Verdict.INCONCLUSIVE, Strength.MUST)
        #: What a run at level calls leaves out; "" for another level.
        unjudged = musts(run.effects_not_judged)
        self.effects = f"{unjudged} about effects not tested" if run.options["level"] == "calls" else ""

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        if self.run.reading:
            return f"{self.run.reading}: {self._what_if}"
        if self.unexcused:
            beyond = f", {self.unexcused} of them beyond the baseline" if self.known else ""
            return f"Does not conform: {musts(self.violated)} violated{beyond}{self._stopped}"
        if self.trouble:
            entries = "1 entry" if self.trouble == 1 else f"{self.trouble} entries"
            return f"The baseline is out of date: {entries} must be removed or renewed"
        return self._undecided or self._holds

    @property
    def _undecided(self) -> str:
        known = f", with {plural(self.known, 'known deviation')}" if self.known else ""
        if self.errors:
            broken = f"{plural(self.errors, 'requirement')} met an error of kit or adapter"
            return f"Not valid: {broken}{self._stopped}{known}"
        if not self.run.complete:
            undecided = f", {musts(self.open)} undecided" if self.open else ""
            return f"Not finished: {self._ended}{undecided}{known}"
        if self.open:
            number = sum(any(one["cause"] == UNSTABLE for one in item.results) for item in self.run.open_musts)
            unstable = f", {number} of them unstable" if number else ""
            return f"Undecided: {musts(self.open)} left open{unstable}{known}"
        return ""

    @property
    def _ended(self) -> str:
        return f"{len(self.run.record.ended)} of {len(self.run.record.planned)} scenarios ended"

    @property
    def _stopped(self) -> str:
        """What a run that did not finish leaves open; "" for one that did."""
        undecided = f", {musts(self.open)} undecided" if self.open else ""
        return "" if self.run.complete else f"{undecided} (not finished: {self._ended})"

    @property
    def _holds(self) -> str:
        known = f" except for {plural(self.known, 'known deviation')}" if self.known else ""
        if self.run.selection:
            return f"The selection holds{known}: {self.run.selected}"
        if self.effects:
            return f"Conforms{self._scope} at level calls{known}; {self.effects}"
        return f"Conforms{self._scope}{known}"

    @property
    def _scope(self) -> str:
        """What limits the word *conforms*: role and profile."""
        role = {Role.SUBSYSTEM: "", Role.TRANSPORT: " as a transport provider", Role.CLIENT: " as a client"}[
            self.run.role
        ]
        return f"{role} to profile topic" if self.run.options["profile"] == "topic" else role

    @property
    def _what_if(self) -> str:
        if self.violated:
            return f"would not conform, {musts(self.violated)} violated{self._stopped}"
        if self._undecided:
            return f"no verdict. {self._undecided}"
        if self.run.selection:
            return f"the selection would hold, {self.run.selected}"
        effects = f" at level calls, with {self.effects}" if self.effects else ""
        return f"would conform{self._scope}{effects}"

    @property
    def rule(self) -> str:
        """The rule that decided the verdict."""
        if self.run.exit_code is ExitCode.FAILED and not self.unexcused:
            if self.trouble:
                return "an entry of the baseline is stale, expired or incomplete: that alone makes the result fail"
            return "a SHOULD is violated: with --strict the result fails, the verdict does not"
        if self.run.exit_code is ExitCode.UNDECIDED and self.run.reading and not self._undecided:
            return "another reading of a ruling decides nothing, so the exit code is never 0"
        no_must = "no MUST is violated" + (" except for known deviations" if self.known else "")
        unfinished = not self.run.complete and not self.open
        return {
            ExitCode.FAILED: "one violated MUST is enough to fail",
            ExitCode.BROKE: f"{no_must}, but an error of kit or adapter leaves the run without a verdict",
            ExitCode.UNDECIDED: f"{no_must} and nothing broke, "
            + ("but the run did not finish" if unfinished else "but not every MUST was decided"),
            ExitCode.KNOWN: "every violation is a known deviation of the baseline, which does not make it conform",
            ExitCode.CONFORMS: "all tested MUSTs pass"
            + ("; a selection says no more than that" if self.run.selection else ""),
        }[self.run.exit_code]


#: The folder that the command of a finding writes to.
AGAIN: Final = "again"
#: What stands before a command of a record that was not made here. To a shell it begins a comment.
NOT_MADE_HERE: Final = "# This command is the record's, which was not made here. Read it before you run it: "


class Assessment:
    """A run record, assessed."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.header = record.header
        self.options = record.header["options"]
        self.role = Role(self.options["role"])
        #: Scenario → the scenario as written.
        self.texts = {scenario["id"]: scenario for scenario in record.header["scenarios"]}
        #: The run compared with its baseline, if it was given one.
        baseline = record.header.get("baseline")
        self.gate = Gate(record, Baseline.from_json(baseline)) if baseline else None
        #: The other reading under which the record was judged again, in words; "" for the kit's own rulings.
        self.reading = in_words(self.options.get("ruling") or "")
        #: Whether the record was made here, by this user.
        self.own = record.own
        #: The scenarios that started.
        self.started = frozenset(record.started)
        self._asked, self._planned = frozenset(self.header["asked"]), frozenset(record.planned)
        #: Requirement → the ids of its scenarios. Searching a long record for them each time would be slow.
        self._scenarios = grouped(self.texts, lambda one: self.texts[one]["requirement"])

    @cached_property
    def requirements(self) -> tuple[JudgedRequirement, ...]:
        """Every requirement of the catalogue, in its order."""
        results = grouped(self.record.outcomes, lambda result: result["requirement"])
        return tuple(self._judged(item, results.get(item["id"], [])) for item in self.header["requirements"])

    def _judged(self, item: lines.RecordedRequirement, results: list[lines.ScenarioOutcome]) -> JudgedRequirement:
        verdict, reason = self._verdict(item, results)
        recorded: dict[str, Any] = {**item}
        same = ("id", "step", "statement", "role", "evidence", "source", "profile", "note")
        return JudgedRequirement(
            **{name: recorded[name] for name in same},
            place=item.get("place", ""),
            strength=Strength(item["strength"]),
            rulings=tuple(sorted(item["rulings"], key=natural)),
            verdict=verdict,
            reason=reason,
            proofs=tuple(self.header["proof"]["proven"].get(item["id"], ())),
            results=tuple(results),
        )

    def _verdict(self, item: lines.RecordedRequirement, results: list[lines.ScenarioOutcome]) -> tuple[Verdict, str]:
        if item["unjudged"]:
            return Verdict.NOT_TESTED, item["unjudged"]
        own = self._scenarios.get(item["id"], [])
        planned = [id for id in own if id in self._planned]
        if not planned:
            return Verdict.NOT_TESTED, self._left_out(item, own)
        verdicts = [Verdict(result["verdict"]) for result in results]
        missing = len(planned) - len(results)
        if missing:
            verdicts.append(Verdict.INCONCLUSIVE)
        verdict = worst(verdicts)
        decided = next((result["reason"] for result in results if result["verdict"] == verdict), "")
        if missing and verdict is Verdict.INCONCLUSIVE and not decided:
            decided = f"the run stopped before {missing} of its scenarios had ended"
        return verdict, decided

    def _left_out(self, item: lines.RecordedRequirement, own: Sequence[str]) -> str:
        if not self._asked.isdisjoint(own):
            return "the selection leaves it out"
        if challenged := self._challenged(own):
            return challenged
        if not own:
            return "its scenarios need another kind of transport than the declaration describes"
        if self.options["level"] == "calls" and item["evidence"] != "calls":
            return f"level calls tests only what calls show; the evidence of this requirement is {item['evidence']}"
        return "profile topic leaves out what only a linked page asks for"

    def _challenged(self, own: Sequence[str]) -> str:
        """Why the suite excludes all these scenarios; "" if it does not."""
        for entry in self.header.get("excluded", []):
            if own and set(own) <= set(entry["scenarios"]):
                return f"excluded since {entry['since']}: {entry['reason']} (challenge: {entry['challenge']})"
        return ""

    @cached_property
    def by_step(self) -> dict[str, tuple[JudgedRequirement, ...]]:
        """Numbered step → its requirements. Introduction and closing remarks are steps too."""
        return {
            step: tuple(requirement for requirement in self.requirements if requirement.step == step)
            for step in self.header["steps"]
        }

    def verdict_of(self, requirements: Iterable[JudgedRequirement]) -> Verdict:
        """The worst verdict among some requirements."""
        return worst(requirement.verdict for requirement in requirements)

    @cached_property
    def totals(self) -> Counter[Verdict]:
        """How many requirements have each verdict; together all requirements of the record."""
        return Counter(requirement.verdict for requirement in self.requirements)

    def count(self, verdict: Verdict, strength: Strength) -> int:
        """How many requirements of that strength have that verdict."""
        return sum(item.verdict is verdict and item.strength is strength for item in self.requirements)

    @cached_property
    def open_musts(self) -> tuple[JudgedRequirement, ...]:
        """The MUSTs that were to be tested and stayed undecided."""
        return tuple(requirement for requirement in self.requirements if requirement.open_must)

    @cached_property
    def effects_not_judged(self) -> int:
        """How many MUSTs about effects a run at level calls leaves out."""
        return sum(
            item.strength is Strength.MUST
            and item.evidence != "calls"
            and item.verdict is Verdict.NOT_TESTED
            and item.id in self._scenarios
            for item in self.requirements
        )

    @cached_property
    def complete(self) -> bool:
        """Whether the run finished and every planned scenario ended."""
        return self.record.footer is not None and self._planned <= self.record.ended.keys()

    @cached_property
    def selection(self) -> bool:
        """Whether less was selected than profile and level ask for."""
        return not self._asked <= self._planned

    @property
    def selected(self) -> str:
        """How much of what profile and level ask for was selected."""
        return f"{len(self.record.planned)} of {len(self.header['asked'])} scenarios"

    @cached_property
    def verdicts_without_known(self) -> dict[str, Verdict]:
        """Requirement → its verdict without known deviations: a known failure must not hide an error."""
        if self.gate is None or not self.gate.known:
            return {item.id: item.verdict for item in self.requirements}
        known = {item.requirement for item in self.gate.known}
        return {
            item.id: worst([*self.gate.unexcused(item.results), *self._not_ended(item)])
            if item.id in known
            else item.verdict
            for item in self.requirements
        }

    def _not_ended(self, item: JudgedRequirement) -> list[Verdict]:
        own = self._planned.intersection(self._scenarios.get(item.id, ()))
        return [Verdict.INCONCLUSIVE] if own - self.record.ended.keys() else []

    def count_without_known(self, verdict: Verdict, *strengths: Strength) -> int:
        """How many requirements of these strengths have the verdict, without known deviations."""
        return sum(
            self.verdicts_without_known[item.id] is verdict and item.strength in (strengths or tuple(Strength))
            for item in self.requirements
        )

    @cached_property
    def exit_code(self) -> ExitCode:
        """The exit code of the run: the first that applies. Another reading of a ruling never gives 0."""
        count = self.count_without_known
        if count(Verdict.FAIL, Strength.MUST) or (self.options["strict"] and count(Verdict.WARNING)):
            return ExitCode.FAILED
        if self.gate is not None and self.gate.trouble:
            return ExitCode.FAILED
        if count(Verdict.ERROR):
            return ExitCode.BROKE
        undecided = count(Verdict.INCONCLUSIVE, Strength.MUST)
        if undecided or not self.complete or not self.record.planned or self.reading:
            return ExitCode.UNDECIDED
        return ExitCode.KNOWN if self.gate is not None and self.gate.known else ExitCode.CONFORMS

    @cached_property
    def verdict(self) -> str:
        """The verdict of the run in words, and how many requirements were not tested; of a selection how much was selected."""
        warnings = self.totals[Verdict.WARNING]
        listed = f", with {plural(warnings, 'warning')}" if warnings else ""
        scope = f"; {plural(self.totals[Verdict.NOT_TESTED], 'requirement')} not tested"
        said = self._standing.verdict
        if self.selection:
            scope = "" if self.selected in said else f"; {self.selected} selected"
        entries = self.header.get("excluded", [])
        challenged = f"; {plural(len(entries), 'exclusion')} of challenged tests" if entries else ""
        return f"{said}{listed}{scope}{challenged}"

    @cached_property
    def rule(self) -> str:
        """The rule that decided the verdict."""
        return self._standing.rule

    @cached_property
    def _standing(self) -> Standing:
        return Standing(self)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every scenario that failed, broke, stayed undecided or warns: the worst first, and the most direct of these."""
        order = (Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE, Verdict.WARNING)
        found = [
            self._finding(requirement, result)
            for requirement in self.requirements
            for result in requirement.results
            if Verdict(result["verdict"]) in order
        ]
        causes = {finding.result["cause"] for finding in found if finding.violates}
        return tuple(sorted(found, key=lambda finding: (order.index(finding.verdict), finding.directness(causes))))

    def _finding(self, requirement: JudgedRequirement, result: lines.ScenarioOutcome) -> Finding:
        known = self.gate.excuse(result) if self.gate else None
        text = self.texts[result["scenario"]]
        return Finding(requirement, text, result, self.command(result), self.record, known)

    def command(self, result: lines.ScenarioOutcome) -> str:
        """The command that runs this one scenario again. If the record was not made here, a comment: run, it does nothing."""
        words = ["mapi-tck", "run", self.header["adapter"]]
        if self.role is not Role.SUBSYSTEM:
            words += ["--role", str(self.role)]
        if self.options["seed"]:
            words += ["--seed", str(self.options["seed"])]
        if self.record.searches(result["scenario"]):
            words += ["--thorough"] if self.options["thorough"] else []
            words += ["--examples", str(self.options["examples"])]
        if ruling := self.options.get("ruling"):
            words += ["--ruling", ruling]
        if self.record.repeat > 1:
            words += ["--repeat", str(self.record.repeat)]
        path = self.header["declaration"].get("path")
        if path:
            words += ["--declaration", path]
        # Into a folder of its own: it must not overwrite the record that it comes from.
        command = shlex.join([*words, "--out", AGAIN, "--only", result["scenario"]])
        # A line end in a word would end the comment.
        return command if self.own else f"{NOT_MADE_HERE}{visible(command)}"

    @cached_property
    def disputed(self) -> tuple[lines.ScenarioOutcome, ...]:
        """The scenarios of a replay for which the replayed record claims another verdict (`claimed`)."""
        return tuple(result for result in self.record.outcomes if "claimed" in result)

    def traits(self) -> list[tuple[JudgedRequirement, lines.RecordedTrait]]:
        """Permitted behaviour that is worth knowing, each once."""
        seen: dict[tuple[str, str], tuple[JudgedRequirement, lines.RecordedTrait]] = {}
        for requirement in self.requirements:
            for result in requirement.results:
                for trait in result["traits"]:
                    seen.setdefault((trait["id"], trait["text"]), (requirement, trait))
        return list(seen.values())

    @cached_property
    def rulings(self) -> list[lines.RecordedRuling]:
        """All rulings of the record, by number."""
        return sorted(self.header["rulings"], key=lambda ruling: natural(ruling["id"]))

    def rulings_used(self) -> list[lines.RecordedRuling]:
        """The rulings behind the requirements that have results, by number."""
        used = {ruling for item in self.requirements if item.results for ruling in item.rulings}
        return [ruling for ruling in self.rulings if ruling["id"] in used]
