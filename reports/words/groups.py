"""What belongs together in a report: findings with one cause, requirements with one reason, steps with their procedure."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from mapi_tck.assessment import Assessment, Finding, JudgedRequirement
from mapi_tck.ports.roles import Role
from mapi_tck.record.lines import RecordedCall, RecordedScenario
from mapi_tck.verdicts import Strength, Verdict

Call = TypeVar("Call")

#: The kinds of findings, in the order in which a reader needs them.
KINDS: Final = (
    (Verdict.FAIL, "Failures"),
    (Verdict.ERROR, "Errors"),
    (Verdict.INCONCLUSIVE, "Undecided"),
    (Verdict.WARNING, "Warnings"),
)

_NOTHING_JUDGED: Final = (Verdict.NOT_TESTED, Verdict.NOT_APPLICABLE)
_SETTLED: Final = (Verdict.PASS, *_NOTHING_JUDGED)

#: What differs between two sayings of the same reason: the line of the feature file, the number of an object or of scenarios.
_PLACE: Final = re.compile(r" at line \d+|(?<=[a-z])-\d+\b|(?<=before )\d+(?= of its scenarios)")


@dataclass(frozen=True, slots=True)
class CauseGroup:
    """Findings with one verdict and one cause."""

    verdict: Verdict
    cause: str
    #: The first finding's reason; the others' differ at most in the place.
    reason: str
    findings: tuple[Finding, ...]

    @property
    def by_requirement(self) -> tuple[tuple[JudgedRequirement, tuple[Finding, ...]], ...]:
        """The requirements that the cause met, with their findings; those of one scenario stand together."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.requirement.id, []).append(finding)
        return tuple(
            (findings[0].requirement, tuple(finding for same in placements(findings) for finding in same))
            for findings in found.values()
        )


def as_written(scenario: RecordedScenario) -> tuple[str, int, str]:
    """What the placements of one scenario share: file, line, and the name with its example."""
    return scenario["file"], scenario["line"], f"{scenario['name']} {scenario['values']}"


def placements(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], ...]:
    """The findings by scenario as written, each with the placements in which it was found."""
    found: dict[tuple[str, int, str], list[Finding]] = {}
    for finding in findings:
        found.setdefault(as_written(finding.scenario), []).append(finding)
    return tuple(map(tuple, found.values()))


def same_scenario(ids: Iterable[str], assessment: Assessment) -> tuple[tuple[str, ...], ...]:
    """The ids of scenarios by scenario as written: all placements of one together."""
    found: dict[tuple[str, int, str], list[str]] = {}
    for id in ids:
        found.setdefault(as_written(assessment.texts[id]), []).append(id)
    return tuple(map(tuple, found.values()))


def cause_groups(assessment: Assessment, verdict: Verdict) -> tuple[CauseGroup, ...]:
    """The findings with this verdict, grouped by cause."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in assessment.findings:
        if finding.verdict is verdict:
            result = finding.result
            # A violated check is its own reason; what broke or blocked is told apart by what it says.
            reason = "" if finding.checks else _PLACE.sub("", result["reason"])
            found.setdefault((result["cause"], reason), []).append(finding)
    return tuple(
        CauseGroup(verdict, cause, findings[0].result["reason"], tuple(findings))
        for (cause, _), findings in found.items()
    )


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """Requirements that were not judged for one reason."""

    verdict: Verdict
    reason: str
    requirements: tuple[JudgedRequirement, ...]

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.requirements)


def reason_groups(requirements: Iterable[JudgedRequirement]) -> tuple[ReasonGroup, ...]:
    """The requirements grouped by why they were not judged, the undecided first, then the largest group."""
    found: dict[tuple[Verdict, str], list[JudgedRequirement]] = {}
    for item in requirements:
        found.setdefault((item.verdict, _PLACE.sub("", item.reason)), []).append(item)
    groups = [ReasonGroup(verdict, _common(items), tuple(items)) for (verdict, _), items in found.items()]
    return tuple(sorted(groups, key=lambda group: (group.verdict in _NOTHING_JUDGED, -len(group.requirements))))


def _common(items: list[JudgedRequirement]) -> str:
    same = all(item.reason == items[0].reason for item in items)
    return items[0].reason if same else re.sub(r"before \d+ of its", "before all of its", items[0].reason)


def unjudged(assessment: Assessment) -> tuple[JudgedRequirement, ...]:
    """Every requirement that this run did not judge, whatever the reason."""
    verdicts = (Verdict.INCONCLUSIVE, *_NOTHING_JUDGED)
    return tuple(item for item in assessment.requirements if item.verdict in verdicts)


def unjudged_musts(assessment: Assessment) -> tuple[JudgedRequirement, ...]:
    """The MUSTs that nobody judged: those left open, and those that were not to be judged."""
    return tuple(
        item
        for item in unjudged(assessment)
        if item.strength is Strength.MUST and item.verdict is not Verdict.NOT_APPLICABLE
    )


@dataclass(frozen=True, slots=True)
class StepView:
    """A numbered step, or what stands around the procedures, with its requirements."""

    id: str
    title: str
    requirements: tuple[JudgedRequirement, ...]
    verdict: Verdict

    @property
    def says(self) -> str:
        """How many requirements have which verdict; where nothing was judged, the sentence why."""
        if not self.requirements:
            return "the catalogue has no requirement here"
        if self.verdict in _NOTHING_JUDGED:
            first, *others = reason_groups(self.requirements)
            more = f"; {len(others)} more reason{'' if len(others) == 1 else 's'}" if others else ""
            return f"{first.reason}{more}"
        return counted(self.requirements)


@dataclass(frozen=True, slots=True)
class Section:
    """A procedure with its steps; outside the procedures each section is one step, and `procedure` is empty."""

    procedure: str
    verdict: Verdict
    steps: tuple[StepView, ...]

    @property
    def requirements(self) -> tuple[JudgedRequirement, ...]:
        """The requirements of all its steps."""
        return tuple(item for step in self.steps for item in step.requirements)


def counted(requirements: Iterable[JudgedRequirement]) -> str:
    """How many of the requirements have which verdict."""
    verdicts = [item.verdict for item in requirements]
    return ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in Verdict if verdict in verdicts)


def shares(requirements: Sequence[JudgedRequirement]) -> Iterator[tuple[Verdict, float, float]]:
    """Each verdict among the requirements with where its share of a bar begins and how wide it is, in hundredths."""
    start = 0
    for verdict in Verdict:
        number = sum(item.verdict is verdict for item in requirements)
        if number:
            yield verdict, round(100 * start / len(requirements), 2), round(100 * number / len(requirements), 2)
        start += number


def sections(assessment: Assessment) -> Iterator[Section]:
    """Every numbered step in the order of the source, by procedure, with introduction and closing remarks around."""
    procedures = assessment.header["procedures"]
    of_step = {step: name for name, steps in procedures.items() for step in steps}
    views = [
        StepView(step, assessment.header["steps"][step], items, assessment.verdict_of(items))
        for step, items in assessment.by_step.items()
    ]
    shown: set[str] = set()
    for view in views:
        name = of_step.get(view.id, "")
        if not name:
            yield Section("", view.verdict, (view,))
        elif name not in shown:
            shown.add(name)
            steps = tuple(step for step in views if of_step.get(step.id) == name)
            yield Section(name, assessment.procedure(name), steps)


def total(assessment: Assessment) -> str:
    """The totals with their sum; what was not tested is always among them."""
    shown = [verdict for verdict in Verdict if assessment.totals[verdict] or verdict is Verdict.NOT_TESTED]
    parts = " + ".join(f"{assessment.totals[verdict]} {verdict}" for verdict in shown)
    return f"{parts} = {len(assessment.requirements)} requirements"


@dataclass(frozen=True, slots=True)
class Held:
    """How many of the requirements of one strength that were to be judged hold."""

    strength: Strength
    held: int
    judged: int


def strengths(assessment: Assessment) -> tuple[Held, ...]:
    """The strengths of which something was to be judged."""
    found: list[Held] = []
    for strength in Strength:
        judged = [
            item
            for item in assessment.requirements
            if item.strength is strength and item.verdict not in _NOTHING_JUDGED
        ]
        if judged:
            found.append(Held(strength, sum(item.verdict is Verdict.PASS for item in judged), len(judged)))
    return tuple(found)


def by_strength(assessment: Assessment) -> str:
    """How many of the requirements of each strength that were to be judged hold."""
    parts = [f"{item.strength} {item.held}/{item.judged}" for item in strengths(assessment)]
    return ", ".join(parts) or "nothing was judged"


def causes(requirement: JudgedRequirement) -> tuple[str, ...]:
    """Why scenarios of the requirement did not pass, each cause once."""
    words = (result["cause"] for result in requirement.results if result["verdict"] not in _SETTLED)
    return tuple(dict.fromkeys(filter(None, words)))


def all_causes(assessment: Assessment) -> tuple[str, ...]:
    """Every cause of the run, once."""
    return tuple(dict.fromkeys(cause for item in assessment.requirements for cause in causes(item)))


def first_failing(requirement: JudgedRequirement) -> str:
    """The first line of Gherkin that did not pass in a scenario that did not, as number and text; "" if all did."""
    for result in requirement.results:
        for line in () if result["verdict"] in _SETTLED else result["lines"]:
            if line["outcome"] not in ("passed", "not run"):
                return f"{line['number']} {line['keyword']} {line['text']}"
    return ""


#: Of the calls that are shown of a conversation so many may be what was looked at in the end.
_LOOKED_AT: Final = 2


def decisive(calls: Sequence[Call], own: Callable[[Call], bool], limit: int, *, conversation: bool) -> list[Call]:
    """Of the calls that a verdict rests on those that one has to see, in their order: the provider's own before all others.

    What a provider called back is its own as well. In the conversation it is the last calls that decide, say what a row holds in
    the end and not how it was made, and what had become of the messages then.
    """
    mine, others = ([call for call in calls if own(call) is whose] for whose in (True, False))
    if conversation:
        looked_at = min(len(others), limit, max(_LOOKED_AT, limit - len(mine)))
        shown = [*mine[max(0, len(mine) + looked_at - limit) :], *others[len(others) - looked_at :]]
    else:
        shown = [*mine, *others][:limit]
    return [call for call in calls if any(call is one for one in shown)]


def guilty(finding: Finding, limit: int) -> tuple[list[RecordedCall], int]:
    """The recorded calls that a finding rests on and that one has to see, and how many are left out."""
    spoken = finding.requirement.role == Role.TRANSPORT
    shown = decisive(finding.calls, owns, limit, conversation=spoken)
    return shown, len(finding.calls) - len(shown)


def owns(entry: RecordedCall) -> bool:
    """Whether the implementation answered the call or made it."""
    return "implementation" in (entry["supplier"], entry["caller"])


def called(entry: RecordedCall) -> str:
    """A call with its answer; one that a provider made is told from the others, which are the kit's."""
    back = "called back: " if entry["caller"] == "implementation" else ""
    return f"{back}{entry['call']} → {entry['answer']}"


def not_ended(assessment: Assessment) -> tuple[list[str], list[str]]:
    """The planned scenarios that were under way when the run stopped, and those that never started."""
    record = assessment.record
    known = set(record.started) | set(record.ended)
    return record.unfinished, [id for id in record.planned if id not in known]
