"""What belongs together in a report: findings with one cause, requirements with one reason, steps with their procedure."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeVar

from mapi_tck.assessment import Assessment, Finding, JudgedRequirement
from mapi_tck.assessment.directness import EXPLAINS
from mapi_tck.assessment.followed import LITERAL
from mapi_tck.assessment.grouping import grouped
from mapi_tck.foreign import shortened
from mapi_tck.ports.roles import Role
from mapi_tck.record.lines import RecordedCall, RecordedScenario
from mapi_tck.suite.causes import title_of
from mapi_tck.verdicts import Strength, Verdict

from .reasons import in_words
from .wording import listed, plural

Call = TypeVar("Call")
T = TypeVar("T")

#: The kinds of findings, in the order in which a reader needs them.
KINDS: Final = (
    (Verdict.FAIL, "Failures"),
    (Verdict.ERROR, "Errors"),
    (Verdict.INCONCLUSIVE, "Undecided"),
    (Verdict.WARNING, "Warnings"),
)

#: Verdicts without a result that come after those that stayed undecided.
_AFTER: Final = {Verdict.NOT_TESTED: 1, Verdict.NOT_APPLICABLE: 2}
_NOT_JUDGED: Final = (Verdict.NOT_TESTED, Verdict.NOT_APPLICABLE)

#: Verdicts of scenarios that need no attention.
SETTLED: Final = (Verdict.PASS, *_NOT_JUDGED)

#: What may differ in two forms of the same reason: the line of the feature file, the number of an object or of scenarios.
_PLACE: Final = re.compile(r" at line \d+|(?<=[a-z])-\d+\b|(?<=before )\d+(?= of its scenarios)")

#: Characters of a title that is made from a reason.
_TITLE: Final = 160


@dataclass(frozen=True, slots=True)
class CauseGroup:
    """Findings with one verdict and one cause."""

    verdict: Verdict
    cause: str
    findings: tuple[Finding, ...]

    @property
    def title(self) -> str:
        """What is wrong, in one sentence."""
        if self.cause in ("blocked", "profile-lacks"):
            # Such a cause is too general for a title. The reason says what was in the way, or what is lacking.
            return shortened(in_words(_PLACE.sub("", self.findings[0].result["reason"])), _TITLE)
        return title_of(self.cause) or str(self.verdict)

    @property
    def by_requirement(self) -> tuple[tuple[JudgedRequirement, tuple[Finding, ...]], ...]:
        """The requirements that the cause met, with their findings; those of one scenario stand together."""
        found = grouped(self.findings, lambda finding: finding.requirement.id)
        return tuple(
            (findings[0].requirement, tuple(chain(*placements(findings, lambda finding: finding.scenario))))
            for findings in found.values()
        )


def went_on(assessment: Assessment) -> str:
    """How often the run was stopped and went on, in words; "" for a run that never was."""
    times = assessment.record.resumed
    if not times:
        return ""
    return f"stopped and resumed {plural(len(times), 'time')}, the last time with {plural(times[-1]['kept'], 'result')} kept"


def otherwise(assessment: Assessment) -> list[str]:
    """For each scenario of a replay whose verdict the replayed record claims to be another one: both verdicts, in words."""
    return [
        f"{result['scenario']}: the record says {result.get('claimed', '')}, its calls say {result['verdict']}"
        for result in assessment.disputed
    ]


def _as_written(scenario: RecordedScenario) -> object:
    """What the placements of one scenario share: file, line, and the name with its example."""
    return scenario["file"], scenario["line"], f"{scenario['name']} {scenario['values']}"


def placements(items: Iterable[T], scenario: Callable[[T], RecordedScenario]) -> list[list[T]]:
    """The items by scenario as written: those of all placements of one scenario together."""
    return list(grouped(items, lambda item: _as_written(scenario(item))).values())


def cause_groups(assessment: Assessment, verdict: Verdict) -> tuple[CauseGroup, ...]:
    """The findings with this verdict, grouped by cause."""

    def cause(finding: Finding) -> object:
        result = finding.result
        # A violated check is its own reason; errors and blocked scenarios are told apart by their reasons.
        return result["cause"], "" if finding.violates else _PLACE.sub("", result["reason"])

    found = grouped((finding for finding in assessment.findings if finding.verdict is verdict), cause)
    return tuple(CauseGroup(verdict, items[0].result["cause"], tuple(items)) for items in found.values())


def follows(group: CauseGroup, groups: Sequence[CauseGroup]) -> str:
    """The title of the group whose cause explains this one; "" for none. What only follows needs no attention of its own."""
    return next((other.title for other in groups if group.cause in EXPLAINS.get(other.cause, ())), "")


def resting(requirement: JudgedRequirement, cause: str) -> tuple[str, ...]:
    """The rulings that the requirement rests on. One whose literal reading the cause shows comes first."""
    first = LITERAL.get(cause, "")
    return (*([first] if first else []), *(id for id in requirement.rulings if id != first))


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """Requirements that were not tested for one reason."""

    verdict: Verdict
    reason: str
    requirements: tuple[JudgedRequirement, ...]


def reason_groups(requirements: Iterable[JudgedRequirement]) -> tuple[ReasonGroup, ...]:
    """The requirements grouped by why they were not tested: the undecided first, then groups with a MUST, the largest first."""
    found = grouped(requirements, lambda item: (item.verdict, _PLACE.sub("", item.reason))).values()
    groups = [ReasonGroup(items[0].verdict, _common(items), tuple(items)) for items in found]

    def order(group: ReasonGroup) -> tuple[int, bool, int]:
        must = any(item.strength is Strength.MUST for item in group.requirements)
        return _AFTER.get(group.verdict, 0), not must, -len(group.requirements)

    return tuple(sorted(groups, key=order))


def _common(items: list[JudgedRequirement]) -> str:
    """The reason in words. What is not the same in all of them, such as the line, is left out."""
    reason = items[0].reason
    if any(item.reason != reason for item in items):
        reason = _PLACE.sub("", re.sub(r"before \d+ of its", "before all of its", reason))
    return in_words(reason)


def unjudged(assessment: Assessment) -> tuple[JudgedRequirement, ...]:
    """Every requirement without a result in this run: undecided, not tested or not applicable."""
    return tuple(item for item in selected(assessment) if item.verdict in (Verdict.INCONCLUSIVE, *_NOT_JUDGED))


def unjudged_musts(assessment: Assessment) -> tuple[JudgedRequirement, ...]:
    """The MUSTs without a result: undecided or not tested."""
    return tuple(
        item
        for item in unjudged(assessment)
        if item.strength is Strength.MUST and item.verdict is not Verdict.NOT_APPLICABLE
    )


@dataclass(frozen=True, slots=True)
class StepView:
    """A numbered step, or a part outside the procedures, with its requirements."""

    id: str
    title: str
    requirements: tuple[JudgedRequirement, ...]
    verdict: Verdict

    @property
    def says(self) -> str:
        """How many requirements have which verdict; where nothing was tested, the reason."""
        if not self.requirements:
            return "the catalogue has no requirement here"
        if self.verdict in _NOT_JUDGED:
            first, *others = reason_groups(self.requirements)
            more = f"; {plural(len(others), 'more reason')}" if others else ""
            return f"{first.reason}{more}"
        return counted(self.requirements)


@dataclass(frozen=True, slots=True)
class Section:
    """A procedure with its steps; outside the procedures each section is one step, and `procedure` is ""."""

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
    """Each verdict among the requirements with the start and the width of its share of a bar, in hundredths."""
    start = 0
    for verdict in Verdict:
        number = sum(item.verdict is verdict for item in requirements)
        if number:
            yield verdict, round(100 * start / len(requirements), 2), round(100 * number / len(requirements), 2)
        start += number


def sections(assessment: Assessment) -> Iterator[Section]:
    """Every numbered step in the order of the source, by procedure; introduction and closing remarks are sections too.

    Of a selection only the steps that it tests, each with the requirements that it tests.
    """
    procedures = assessment.header["procedures"]
    of_step = {step: name for name, steps in procedures.items() for step in steps}
    of_run = {id(item) for item in selected(assessment)}
    found = {step: tuple(item for item in items if id(item) in of_run) for step, items in assessment.by_step.items()}
    views = [
        StepView(step, assessment.header["steps"][step], items, assessment.verdict_of(items))
        for step, items in found.items()
        if items or not assessment.selection
    ]
    shown: set[str] = set()
    for view in views:
        name = of_step.get(view.id, "")
        if not name:
            yield Section("", view.verdict, (view,))
        elif name not in shown:
            shown.add(name)
            steps = tuple(step for step in views if of_step.get(step.id) == name)
            yield Section(name, assessment.verdict_of(item for step in steps for item in step.requirements), steps)


def failed_steps(assessment: Assessment) -> str:
    """The numbered steps that fail, or else those that broke, in words; "" for none."""
    for verdict, word in ((Verdict.FAIL, "fail"), (Verdict.ERROR, "break")):
        steps = [step for part in sections(assessment) for step in part.steps if step.verdict is verdict]
        if steps:
            ids = listed([step.id for step in steps])
            return f"{ids} {word}s" if len(steps) == 1 else f"{ids} {word}"
    return ""


def selected(assessment: Assessment) -> tuple[JudgedRequirement, ...]:
    """The requirements that the run is about: of a selection only those that it has asked for."""
    whole = not assessment.selection
    return tuple(item for item in assessment.requirements if whole or item.verdict is not Verdict.NOT_TESTED)


def causes(requirement: JudgedRequirement) -> tuple[str, ...]:
    """The causes of the requirement's scenarios that did not pass, each once."""
    words = (result["cause"] for result in requirement.results if result["verdict"] not in SETTLED)
    return tuple(dict.fromkeys(filter(None, words)))


def all_causes(assessment: Assessment) -> tuple[str, ...]:
    """Every cause of the run, each once."""
    return tuple(dict.fromkeys(cause for item in assessment.requirements for cause in causes(item)))


def first_failing(assessment: Assessment, requirement: JudgedRequirement) -> str:
    """The first line of Gherkin that did not pass, as number and text; "" if every scenario passed."""
    for result in requirement.results:
        if result["verdict"] in SETTLED:
            continue
        for line in assessment.record.evidence(result["scenario"])["lines"]:
            if line["outcome"] not in ("passed", "not run"):
                return f"{line['number']} {line['keyword']} {line['text']}"
    return ""


#: In the conversation, so many of the calls shown may be the kit's last observations of the result.
_LOOKED_AT: Final = 2


def decisive(calls: Sequence[Call], own: Callable[[Call], bool], limit: int, *, conversation: bool) -> list[Call]:
    """The most important of the calls that a verdict rests on, in their order: the implementation's own calls come first.

    A call back by a provider is its own call too. In the conversation of spooler and transport the last calls decide: they show
    what a row holds in the end, and where the messages are then.
    """
    mine, others = ([call for call in calls if own(call) is whose] for whose in (True, False))
    if conversation:
        looked_at = min(len(others), limit, max(_LOOKED_AT, limit - len(mine)))
        shown = [*mine[max(0, len(mine) + looked_at - limit) :], *others[len(others) - looked_at :]]
    else:
        shown = [*mine, *others][:limit]
    return [call for call in calls if any(call is one for one in shown)]


def decisive_calls(finding: Finding, limit: int) -> tuple[list[RecordedCall], int]:
    """The most important of the recorded calls that a finding rests on, and how many others there are."""
    spoken = finding.requirement.role == Role.TRANSPORT
    shown = decisive(finding.calls, owns, limit, conversation=spoken)
    return shown, len(finding.calls) - len(shown)


def owns(entry: RecordedCall) -> bool:
    """Whether the implementation answered the call or made it."""
    return "implementation" in (entry["supplier"], entry["caller"])


def called(entry: RecordedCall) -> str:
    """A call with its answer. A call that a provider made is marked; the kit made all others."""
    back = "called back: " if entry["caller"] == "implementation" else ""
    return f"{back}{entry['call']} → {entry['answer']}"


def not_ended(assessment: Assessment) -> tuple[list[str], list[str]]:
    """The planned scenarios that were under way when the run stopped, and those that never started."""
    record = assessment.record
    known = set(record.started) | set(record.ended)
    return record.unfinished, [id for id in record.planned if id not in known]
