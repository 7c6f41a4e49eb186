"""What `mapi-tck run` prints at the end: what is wrong first, the verdict last, where the eye of whoever ran it rests."""

import textwrap
from typing import Any, Final

import click

from mapi_tck.assessment.assessment import Assessment, Finding, JudgedRequirement
from mapi_tck.ports.roles import Role
from mapi_tck.record.run_record import UNSTABLE
from mapi_tck.verdicts import ExitCode, Verdict
from mapi_tck.wire.codecs import Json

from .counterexamples import counterexample
from .page.searched import searched
from .words.groups import (
    KINDS,
    CauseGroup,
    Section,
    by_strength,
    called,
    cause_groups,
    guilty,
    not_ended,
    placements,
    reason_groups,
    sections,
    total,
    unjudged_musts,
)
from .words.visible import compact, inert, shortened, visible
from .words.wording import (
    MARKS,
    ROLES,
    full_name,
    placed,
    plural,
    procedure_title,
    proven,
)

#: Below this the tables would fall apart; the terminal breaks the lines then.
NARROWEST: Final = 60

#: Characters of one text: an implementation may hand out names without end.
LONGEST: Final = 4000

#: Requirements of one cause that are shown with their evidence; checks and calls shown of each; other scenarios named. A choice:
#: what fails for one cause looks alike.
FULL: Final = 3
CHECKS: Final = 3
CALLS: Final = 3
OTHERS: Final = 5

STYLES: Final[dict[Verdict, dict[str, Any]]] = {
    Verdict.PASS: {"fg": "green"},
    Verdict.FAIL: {"fg": "red", "bold": True},
    Verdict.WARNING: {"fg": "yellow"},
    Verdict.INCONCLUSIVE: {"fg": "yellow", "bold": True},
    Verdict.NOT_APPLICABLE: {"dim": True},
    Verdict.NOT_TESTED: {"dim": True},
    Verdict.ERROR: {"fg": "magenta", "bold": True},
}


def _shown(text: str) -> str:
    return visible(shortened(text, LONGEST))


class Page:
    """Lines of text, wrapped to a width."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = max(width, NARROWEST)
        self.colour = colour
        self.lines: list[str] = []

    def _styled(self, text: str, style: dict[str, Any] | None) -> str:
        return click.style(text, **style) if self.colour and style and text else text

    def add(self, text: str, *, indent: int = 0, label: str = "", style: dict[str, Any] | None = None) -> None:
        """Add a paragraph; a label stands before its first line, and the others are indented below the text.

        The style is the label's, or where there is none the text's.
        """
        wrapped = textwrap.wrap(
            visible(shortened(text, LONGEST)),
            max(1, self.width - indent - len(label)),
            break_on_hyphens=False,
            drop_whitespace=True,
        ) or [""]
        if not label:
            wrapped = [self._styled(line, style) for line in wrapped]
        first = " " * indent + self._styled(label, style) + wrapped[0]
        rest = " " * (indent + len(label))
        self.lines += [first, *(rest + line for line in wrapped[1:])]

    def add_whole(self, text: str, indent: int, label: str) -> None:
        """Add a line that is meant to be copied: never broken."""
        self.lines.append(f"{' ' * indent}{label}{_shown(text)}")

    def heading(self, text: str, note: str = "") -> None:
        """Begin a part."""
        if self.lines:
            self.lines.append("")
        self.lines.append(self._styled(text, {"bold": True}) + (f"  {note}" if note else ""))

    def row(self, cells: list[tuple[str, int, dict[str, Any] | None]]) -> None:
        """Add a row of a table: cells of text, width and style, each wrapped within its width."""
        wrapped = [textwrap.wrap(_shown(text), width, break_on_hyphens=False) or [""] for text, width, _ in cells]
        for number in range(max(map(len, wrapped))):
            line = ""
            for (_, width, style), lines in zip(cells, wrapped, strict=True):
                text = lines[number] if number < len(lines) else ""
                line += self._styled(text, style) + " " * (width - len(text) + 1)
            self.lines.append(line.rstrip())


def summary(assessment: Assessment, *, width: int, colour: bool) -> str:
    """The end of a run in words: findings, the verdict of every step, what nobody judged, traits, the verdict."""
    page = Page(width, colour)
    for verdict, title in KINDS:
        groups = cause_groups(assessment, verdict)
        if groups:
            found = sum(len(group.findings) for group in groups)
            requirements = {finding.requirement.id for group in groups for finding in group.findings}
            page.heading(title, f"{plural(found, 'scenario')} of {plural(len(requirements), 'requirement')}")
            for group in groups:
                _cause(page, group, assessment.header["proof"]["tried"])
    _not_finished(page, assessment)
    _steps(page, assessment)
    _nobody_judged(page, assessment)
    _traits(page, assessment)
    _searched(page, assessment)
    _baseline(page, assessment)
    _verdict(page, assessment)
    return "\n".join(map(inert, page.lines))


def _cause(page: Page, group: CauseGroup, tried: str | None) -> None:
    met = group.by_requirement
    wide = f", {plural(len(met), 'requirement')}" if len(met) > 1 else ""
    wide += ", known" if all(finding.known for finding in group.findings) else ""
    named = group.cause or str(group.verdict)
    words = f"{named} ({plural(len(group.findings), 'scenario')}{wide})"
    page.lines.append("")
    page.add(words, label=f"{MARKS[group.verdict]} ", style=STYLES[group.verdict])
    for number, (requirement, findings) in enumerate(met[:FULL]):
        if number:
            page.lines.append("")
        page.add(f"{requirement.strength}  {requirement.statement}", indent=2, label=f"{requirement.id} ")
        if tried:
            page.add(proven(len(requirement.proofs), tried), indent=4)
        _evidence(page, findings[0])
        _others(page, findings)
    if len(met) > FULL:
        page.lines.append("")
        page.add("The same cause, with the evidence in the report:", indent=2)
    for requirement, findings in met[FULL:]:
        first, *others = findings
        more = f" and {len(others)} more" if others else ""
        words = _shown(f"{requirement.id} {requirement.strength} {_place(first)}{more} {requirement.statement}")
        page.add(textwrap.shorten(words, page.width - 2, placeholder=" …"), indent=2)


def _others(page: Page, findings: tuple[Finding, ...]) -> None:
    """Name the findings after the first, the placements of one scenario together."""
    first, *others = placements(findings)
    if len(first) > 1:
        page.add(f"also {placed(*(finding.scenario for finding in first[1:]))}", indent=4)
    for same in others[:OTHERS]:
        where = placed(*(finding.scenario for finding in same))
        page.add(f"also {', '.join(filter(None, (same[0].scenario['name'], where)))} ({_place(same[0])})", indent=4)
    left = sum(map(len, others[OTHERS:]))
    if left:
        page.add(f"and {plural(left, 'more scenario')} of {findings[0].requirement.id}", indent=4)


def _place(finding: Finding) -> str:
    return f"{finding.scenario['file']}:{finding.scenario['line']}"


def _named(finding: Finding) -> str:
    return f"{full_name(finding.scenario)} ({_place(finding)})"


def _evidence(page: Page, finding: Finding) -> None:
    result = finding.result
    limit = 2 * (page.width - 16)
    page.add(_named(finding), indent=4)
    if not finding.checks or result["cause"] == UNSTABLE:
        page.add(shortened(visible(result["reason"]), 2 * limit), indent=6, label="because   ")
    if result["blame"]:
        page.add(result["blame"], indent=6, label="blame     ")
    for check in finding.checks[:CHECKS]:
        line = _line(result, check["line"])
        if line:
            page.add(line, indent=6, label="line      ")
        page.add(shortened(compact(check["expected"]), limit), indent=6, label="expected  ")
        page.add(shortened(compact(check["observed"]), limit), indent=6, label="observed  ")
    if len(finding.checks) > CHECKS:
        page.add(f"and {plural(len(finding.checks) - CHECKS, 'more check')} that do not hold", indent=6)
    _counterexample(page, result)
    calls, left = guilty(finding, CALLS)
    for entry in calls:
        if not finding.checks and entry["call"] in result["reason"]:
            continue  # the reason has named it already
        words = f"{entry['number']}  {called(entry)}"
        page.add(shortened(visible(words), 2 * limit), indent=6, label="call      ")
    if left:
        page.add(f"and {plural(left, 'more call')}, in the report", indent=6, label="          ")
    page.add_whole(finding.command, 6, "again     ")


def _counterexample(page: Page, result: Json) -> None:
    lines = counterexample(result)
    if lines:
        page.add(f"the smallest of {plural(len(result['search']['examples']), 'case')} that breaks the law:", indent=6)
        for line in lines:
            page.add_whole(line, 8, "")


def _line(result: Json, number: int) -> str:
    return next(
        (f"{number}  {line['keyword']} {line['text']}" for line in result["lines"] if line["number"] == number), ""
    )


def _not_finished(page: Page, assessment: Assessment) -> None:
    if assessment.complete:
        return
    under_way, waiting = not_ended(assessment)
    page.heading("The run did not finish")
    for id in under_way:
        page.add_whole(id, 2, "under way: ")
    if waiting:
        page.add(f"{plural(len(waiting), 'scenario')} never started", indent=2)
    if assessment.record.footer is None and not under_way and not waiting:
        page.add("every scenario ended, but the record has no footer: the run was stopped at its very end", indent=2)


def _steps(page: Page, assessment: Assessment) -> None:
    page.heading("Numbered steps")
    parts = list(sections(assessment))
    longest = max((len(step.title) for part in parts for step in part.steps), default=0)
    title = min(longest, max(page.width - 50, 18))
    for part in parts:
        _section(page, part, title)


def _section(page: Page, part: Section, title: int) -> None:
    verdict = 16
    says = max(page.width - 7 - title - 1 - verdict - 1, 14)
    if part.procedure:
        name = procedure_title(part.procedure)
        page.row([(name, title + 7, {"bold": True}), _word(part.verdict, verdict), ("", 1, None)])
    for step in part.steps:
        page.row(
            [
                (f"  {step.id}", 6, None),
                (step.title, title, None),
                _word(step.verdict, verdict),
                (step.says, says, None),
            ]
        )


def _word(verdict: Verdict, width: int) -> tuple[str, int, dict[str, Any]]:
    return f"{MARKS[verdict]} {verdict}", width, STYLES[verdict]


def _nobody_judged(page: Page, assessment: Assessment) -> None:
    musts = unjudged_musts(assessment)
    if not musts:
        return
    page.heading("MUSTs that nobody judged", f"{len(musts)}, {len(assessment.open_musts)} of them undecided")
    for group in reason_groups(musts):
        page.add(
            f"{group.verdict} ({len(group.requirements)}): {shortened(visible(group.reason), 4 * page.width)}",
            indent=2,
            label=f"{MARKS[group.verdict]} ",
            style=STYLES[group.verdict],
        )
        page.add(", ".join(item.id for item in group.requirements), indent=4)


def _traits(page: Page, assessment: Assessment) -> None:
    traits: list[tuple[JudgedRequirement, Json]] = assessment.traits()
    if not traits:
        return
    page.heading("Traits", "permitted, and worth knowing")
    for requirement, trait in traits:
        page.add(f"{trait['text']} ({requirement.id})", indent=2, label="- ")


def _searched(page: Page, assessment: Assessment) -> None:
    found = searched(assessment)
    if found.cases:
        page.heading("Search")
        page.add(found.sentence, indent=2)


def _baseline(page: Page, assessment: Assessment) -> None:
    gate = assessment.gate
    if gate is None:
        return
    new = plural(len(gate.new), "deviation")
    page.heading("Baseline", f"{gate.baseline.path}: {plural(len(gate.known), 'known deviation')}, {new} beyond")
    for item in gate.known:
        label = f"{item.requirement} {item.cause}  "
        page.add(f"{item.reason} ({item.answerable}; until {item.expires})", indent=2, label=label)
    for trouble in gate.trouble:
        page.add(str(trouble), indent=2, label="✗ ", style=STYLES[Verdict.FAIL])
    if gate.unseen:
        named = ", ".join(f"{item.requirement} {item.cause}" for item in gate.unseen)
        page.add(f"not judged in this run, so neither seen nor gone: {named}", indent=2)


def _verdict(page: Page, assessment: Assessment) -> None:
    colours = {ExitCode.CONFORMS: "green", ExitCode.FAILED: "red", ExitCode.BROKE: "magenta"}
    page.heading("Verdict")
    style = {"fg": colours.get(assessment.exit_code, "yellow"), "bold": True}
    for line in textwrap.wrap(visible(assessment.verdict), page.width - 2, break_on_hyphens=False):
        page.add("", indent=2, label=line, style=style)
    if assessment.role is not Role.SUBSYSTEM:
        page.add(f"{assessment.role}, {ROLES[assessment.role]}", indent=2, label="role    ")
    page.add(assessment.rule, indent=2, label="rule    ")
    page.add(by_strength(assessment), indent=2, label="held    ")
    page.add(total(assessment), indent=2, label="totals  ")
