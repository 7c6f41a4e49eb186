"""What a run record says: the verdict of every requirement, numbered step and procedure, and of the run as a whole.

A pure function of the record. Whoever shows a run (terminal, page, exit code) takes it from here, so that they cannot disagree.
"""

import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from mapi_tck.assessment.gate import Gate, gate_of
from mapi_tck.assessment.verdict_words import Standing, plural
from mapi_tck.claims.baseline import Deviation
from mapi_tck.ports.roles import Role
from mapi_tck.record.run_record import UNSTABLE, RunRecord
from mapi_tck.suite.readings import in_words
from mapi_tck.verdicts import ExitCode, Strength, Verdict, worst
from mapi_tck.wire.codecs import Json


@dataclass(frozen=True, slots=True)
class JudgedRequirement:
    """A requirement with what the run says of it."""

    id: str
    step: str
    statement: str
    strength: Strength
    role: str
    evidence: str
    source: str
    profile: str
    rulings: tuple[str, ...]
    note: str
    verdict: Verdict
    #: Why, where the verdict is none of pass, fail and warning.
    reason: str
    #: The wrong implementations that prove that the kit notices when it is violated.
    proofs: tuple[str, ...]
    #: What the record holds of its scenarios that ended.
    results: tuple[Json, ...]

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The ids of its scenarios that ended."""
        return tuple(result["scenario"] for result in self.results)

    @property
    def open_must(self) -> bool:
        """A MUST that the run left undecided."""
        return self.strength is Strength.MUST and self.verdict is Verdict.INCONCLUSIVE


@dataclass(frozen=True, slots=True)
class Finding:
    """One scenario that did not pass, with everything needed to argue about it."""

    requirement: JudgedRequirement
    scenario: Json
    result: Json
    #: The checks that do not hold.
    checks: tuple[Json, ...]
    #: The calls that these checks rest on, or the last call where the scenario broke off.
    calls: tuple[Json, ...]
    command: str
    #: The entry of the baseline that it is, if it is a known deviation.
    known: Deviation | None = None

    @property
    def verdict(self) -> Verdict:
        """The scenario's verdict."""
        return Verdict(self.result["verdict"])


#: Where the command that is shown with a finding writes to.
AGAIN: Final = "again"

#: Why nothing was judged, where a whole run leaves it out.
_LEFT_OUT: Final = {
    "level": "level calls judges only what calls show; its evidence is {evidence}",
    "profile": "profile topic leaves out what only a linked page asks for",
    "selection": "the selection leaves it out",
    "place": "no profile of its scenarios has room for a transport as declared",
}


class Assessment:
    """A run record, assessed."""

    def __init__(self, record: RunRecord) -> None:
        self.record = record
        self.header = record.header
        self.options: dict[str, Any] = record.header["options"]
        self.role = Role(self.options["role"])
        self.texts: dict[str, Json] = {scenario["id"]: scenario for scenario in record.header["scenarios"]}
        #: What the run's baseline makes of it, if it was given one.
        self.gate: Gate | None = gate_of(record)
        #: The other reading under which the record was judged again, in words; "" where it was judged by the rulings.
        self.reading = in_words(self.options.get("ruling") or "")

    @cached_property
    def requirements(self) -> tuple[JudgedRequirement, ...]:
        """Every requirement of the catalogue, in its order."""
        results: dict[str, list[Json]] = {}
        for result in self.record.results:
            results.setdefault(result["requirement"], []).append(result)
        return tuple(self._judged(item, results.get(item["id"], [])) for item in self.header["requirements"])

    def _judged(self, item: Json, results: list[Json]) -> JudgedRequirement:
        verdict, reason = self._verdict(item, results)
        return JudgedRequirement(
            id=item["id"],
            step=item["step"],
            statement=item["statement"],
            strength=Strength(item["strength"]),
            role=item["role"],
            evidence=item["evidence"],
            source=item["source"],
            profile=item["profile"],
            rulings=tuple(item["rulings"]),
            note=item["note"],
            verdict=verdict,
            reason=reason,
            proofs=tuple(self.header["proof"]["proven"].get(item["id"], ())),
            results=tuple(results),
        )

    def _verdict(self, item: Json, results: list[Json]) -> tuple[Verdict, str]:
        if item["unjudged"]:
            return Verdict.NOT_TESTED, item["unjudged"]
        own = self._scenarios_of(item["id"])
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

    def _left_out(self, item: Json, own: Sequence[str]) -> str:
        if not self._asked.isdisjoint(own):
            return _LEFT_OUT["selection"]
        if not own:
            return _LEFT_OUT["place"]
        if self.options["level"] == "calls" and item["evidence"] != "calls":
            return _LEFT_OUT["level"].format(evidence=item["evidence"])
        return _LEFT_OUT["profile"]

    @cached_property
    def by_step(self) -> dict[str, tuple[JudgedRequirement, ...]]:
        """Numbered step → its requirements, every step of the procedures and what stands around them."""
        return {
            step: tuple(requirement for requirement in self.requirements if requirement.step == step)
            for step in self.header["steps"]
        }

    def verdict_of(self, requirements: Iterable[JudgedRequirement]) -> Verdict:
        """The worst verdict among some requirements."""
        return worst(requirement.verdict for requirement in requirements)

    def procedure(self, name: str) -> Verdict:
        """The verdict of a whole procedure."""
        steps = self.header["procedures"][name]
        return self.verdict_of(requirement for step in steps for requirement in self.by_step[step])

    @cached_property
    def totals(self) -> Counter[Verdict]:
        """How many requirements have each verdict; they add up to the catalogue."""
        return Counter(requirement.verdict for requirement in self.requirements)

    def count(self, verdict: Verdict, strength: Strength) -> int:
        """How many requirements of that strength have that verdict."""
        return sum(item.verdict is verdict and item.strength is strength for item in self.requirements)

    @cached_property
    def open_musts(self) -> tuple[JudgedRequirement, ...]:
        """The MUSTs that were to be judged and that nobody judged."""
        return tuple(requirement for requirement in self.requirements if requirement.open_must)

    @cached_property
    def effects_not_judged(self) -> int:
        """How many MUSTs on effects a run at level calls leaves out."""
        return sum(
            item.strength is Strength.MUST
            and item.evidence != "calls"
            and item.verdict is Verdict.NOT_TESTED
            and bool(self._scenarios_of(item.id))
            for item in self.requirements
        )

    def _scenarios_of(self, requirement: str) -> list[str]:
        return self._by_requirement.get(requirement, [])

    @cached_property
    def _by_requirement(self) -> dict[str, list[str]]:
        """Requirement → the ids of its scenarios: asked for so often that a long record must not be searched each time."""
        found: dict[str, list[str]] = {}
        for id, text in self.texts.items():
            found.setdefault(text["requirement"], []).append(id)
        return found

    @cached_property
    def _asked(self) -> frozenset[str]:
        return frozenset(self.header["asked"])

    @cached_property
    def _planned(self) -> frozenset[str]:
        return frozenset(self.record.planned)

    @property
    def complete(self) -> bool:
        """Whether the run finished and every planned scenario ended."""
        return self.record.footer is not None and self._planned <= self.record.ended.keys()

    @property
    def selection(self) -> bool:
        """Whether less was selected than profile and level ask for."""
        return not self._asked <= self._planned

    @cached_property
    def beside_known(self) -> dict[str, Verdict]:
        """Requirement → its verdict but for what the baseline knows: a known failure must not hide an error behind it."""
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
        own = set(self._scenarios_of(item.id)) & set(self.record.planned)
        return [Verdict.INCONCLUSIVE] if own - set(self.record.ended) else []

    def _beside(self, verdict: Verdict, *strengths: Strength) -> int:
        """How many requirements of these strengths have the verdict, known deviations aside."""
        return sum(
            self.beside_known[item.id] is verdict and item.strength in (strengths or tuple(Strength))
            for item in self.requirements
        )

    @cached_property
    def exit_code(self) -> ExitCode:
        """The exit code of the run: the first that applies. A what-if never answers that anything conforms."""
        if self._beside(Verdict.FAIL, Strength.MUST) or (self.options["strict"] and self._beside(Verdict.WARNING)):
            return ExitCode.FAILED
        if self.gate is not None and self.gate.trouble:
            return ExitCode.FAILED
        if self._beside(Verdict.ERROR):
            return ExitCode.BROKE
        undecided = self._beside(Verdict.INCONCLUSIVE, Strength.MUST)
        if undecided or not self.complete or not self.record.planned or self.reading:
            return ExitCode.UNDECIDED
        return ExitCode.KNOWN if self.gate is not None and self.gate.known else ExitCode.CONFORMS

    @cached_property
    def verdict(self) -> str:
        """The verdict of the run in words, and what nobody tested."""
        warnings = self.totals[Verdict.WARNING]
        listed = f", with {plural(warnings, 'warning')}" if warnings else ""
        return f"{self._standing.verdict}{listed}; {plural(self.totals[Verdict.NOT_TESTED], 'requirement')} not tested"

    @cached_property
    def rule(self) -> str:
        """The rule that decided the verdict."""
        return self._standing.rule

    @cached_property
    def _standing(self) -> Standing:
        violated = self._beside(Verdict.FAIL, Strength.MUST)
        return Standing(
            exit_code=self.exit_code,
            role=self.role,
            profile=self.options["profile"],
            level=self.options["level"],
            violated=self.count(Verdict.FAIL, Strength.MUST),
            unexcused=violated,
            known=len(self.gate.known) if self.gate else 0,
            trouble=len(self.gate.trouble) if self.gate else 0,
            errors=self._beside(Verdict.ERROR),
            open=self._beside(Verdict.INCONCLUSIVE, Strength.MUST),
            unstable=sum(any(one["cause"] == UNSTABLE for one in item.results) for item in self.open_musts),
            ended=len(self.record.ended),
            planned=len(self.record.planned),
            asked=len(self.header["asked"]),
            complete=self.complete,
            selection=self.selection,
            effects=self.effects_not_judged,
            reading=self.reading,
        )

    @cached_property
    def counts(self) -> str:
        """The totals in words: by verdict, and what they add up to."""
        parts = [f"{self.totals[verdict]} {verdict}" for verdict in Verdict if self.totals[verdict]]
        return f"{', '.join(parts)}: {len(self.requirements)} requirements"

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every scenario that failed, broke, stayed undecided or warns, the worst first."""
        order = (Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE, Verdict.WARNING)
        found = [
            self._finding(requirement, result)
            for requirement in self.requirements
            for result in requirement.results
            if Verdict(result["verdict"]) in order
        ]
        return tuple(sorted(found, key=lambda finding: order.index(finding.verdict)))

    def _finding(self, requirement: JudgedRequirement, result: Json) -> Finding:
        checks = tuple(check for check in result["checks"] if check["holds"] == "does not hold")
        numbers = {number for check in checks for number in check["entries"]}
        # What the kit called on its own account, before the first line and to clean up, explains nothing.
        trace = [entry for entry in result["trace"] if entry["line"]] or result["trace"]
        if numbers:
            calls = [entry for entry in trace if entry["number"] in numbers]
        else:
            refused = [entry for entry in trace if entry["broke"] or (entry["code"] or 0) >= 0x80000000]
            calls = refused[-1:] or trace[-1:]
        known = self.gate.excuse(result) if self.gate else None
        text = self.texts[result["scenario"]]
        return Finding(requirement, text, result, checks, tuple(calls), self.command(result), known)

    def command(self, result: Json) -> str:
        """The command that runs this one scenario again."""
        words = ["mapi-tck", "run", self.header["adapter"]]
        if self.role is Role.TRANSPORT:
            words += ["--role", str(self.role)]
        if self.options["seed"]:
            words += ["--seed", str(self.options["seed"])]
        if result.get("search"):
            words += ["--thorough"] if self.options["thorough"] else []
            words += ["--examples", str(self.options["examples"])]
        if self.options.get("ruling"):
            words += ["--ruling", self.options["ruling"]]
        if self.record.repeat > 1:
            words += ["--repeat", str(self.record.repeat)]
        path = self.header["declaration"].get("path")
        if path:
            words += ["--declaration", path]
        # Into a folder of its own, or the record that says so would be gone.
        return shlex.join([*words, "--out", AGAIN, "--only", result["scenario"]])

    def traits(self) -> list[tuple[JudgedRequirement, Json]]:
        """Permitted behaviour that is worth knowing, each once."""
        seen: dict[tuple[str, str], tuple[JudgedRequirement, Json]] = {}
        for requirement in self.requirements:
            for result in requirement.results:
                for trait in result["traits"]:
                    seen.setdefault((trait["id"], trait["text"]), (requirement, trait))
        return list(seen.values())

    def rulings_used(self) -> list[Json]:
        """The rulings that requirements with a verdict rest on."""
        used = {ruling for item in self.requirements if item.results for ruling in item.rulings}
        return [ruling for ruling in self.header["rulings"] if ruling["id"] in used]
