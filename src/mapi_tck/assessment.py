"""What a run record says: the verdict of every requirement, numbered step and procedure, and of the run as a whole.

A pure function of the record. Whoever shows a run (terminal, page, exit code) takes it from here, so that they cannot disagree.
"""

import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from mapi_tck.codecs import Json
from mapi_tck.record import RunRecord
from mapi_tck.roles import Role
from mapi_tck.verdicts import ExitCode, Strength, Verdict, worst


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

    @property
    def verdict(self) -> Verdict:
        """The scenario's verdict."""
        return Verdict(self.result["verdict"])


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
        own = [id for id, text in self.texts.items() if text["requirement"] == item["id"]]
        planned = [id for id in own if id in set(self.record.planned)]
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
        if set(own) & set(self.header["asked"]):
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
        return [id for id, text in self.texts.items() if text["requirement"] == requirement]

    @property
    def complete(self) -> bool:
        """Whether the run finished and every planned scenario ended."""
        return self.record.footer is not None and set(self.record.planned) <= set(self.record.ended)

    @property
    def selection(self) -> bool:
        """Whether less was selected than profile and level ask for."""
        return not set(self.header["asked"]) <= set(self.record.planned)

    @cached_property
    def exit_code(self) -> ExitCode:
        """The exit code of the run: the first that applies."""
        failed = self.count(Verdict.FAIL, Strength.MUST)
        if failed or (self.options["strict"] and self.totals[Verdict.WARNING]):
            return ExitCode.FAILED
        if self.totals[Verdict.ERROR]:
            return ExitCode.BROKE
        if self.open_musts or not self.complete or not self.record.planned:
            return ExitCode.UNDECIDED
        return ExitCode.CONFORMS

    @cached_property
    def verdict(self) -> str:
        """The verdict of the run in words, and what nobody tested."""
        warnings = self.totals[Verdict.WARNING]
        listed = f", with {_plural(warnings, 'warning')}" if warnings else ""
        return f"{self._verdict_proper}{listed}; {_plural(self.totals[Verdict.NOT_TESTED], 'requirement')} not tested"

    @property
    def _verdict_proper(self) -> str:
        failed = self.count(Verdict.FAIL, Strength.MUST)
        if failed:
            return f"Does not conform: {_musts(failed)} violated"
        if self.totals[Verdict.ERROR]:
            return f"Not valid: {_plural(self.totals[Verdict.ERROR], 'requirement')} met an error of kit or adapter"
        if not self.complete:
            return f"Not finished: {len(self.record.ended)} of {len(self.record.planned)} scenarios ended"
        if self.open_musts:
            return f"Undecided: {_musts(len(self.open_musts))} nobody judged"
        if self.selection:
            return f"The selection holds: {len(self.record.planned)} of {len(self.header['asked'])} scenarios"
        conforms = "Conforms" if self.role is Role.SUBSYSTEM else "Conforms as a transport provider"
        if self.options["profile"] == "topic":
            conforms += " to profile topic"
        if self.options["level"] == "calls":
            return f"{conforms} at level calls; {_musts(self.effects_not_judged)} on effects not judged"
        return conforms

    @cached_property
    def rule(self) -> str:
        """The rule that decided the verdict."""
        if self.exit_code is ExitCode.FAILED and not self.count(Verdict.FAIL, Strength.MUST):
            return "--strict: a SHOULD is violated, which makes the result fail but not the verdict"
        return {
            ExitCode.FAILED: "a violated MUST outweighs everything else",
            ExitCode.BROKE: "no MUST is violated, but an error of kit or adapter leaves the run without a verdict",
            ExitCode.UNDECIDED: "no MUST is violated and nothing broke, but not every MUST was judged",
            ExitCode.CONFORMS: "every MUST that was to be judged was judged, and holds"
            + ("; a selection says no more than that" if self.selection else ""),
        }[self.exit_code]

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
        return Finding(requirement, self.texts[result["scenario"]], result, checks, tuple(calls), self.command(result))

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
        path = self.header["declaration"].get("path")
        if path:
            words += ["--declaration", path]
        return shlex.join([*words, "--only", result["scenario"]])

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


def _musts(number: int) -> str:
    return _plural(number, "MUST")


def _plural(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
