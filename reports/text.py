"""The end of a run on the terminal: failures first, the verdict last."""

from collections.abc import Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from mapi_tck.assessment import Assessment, Finding, printing
from mapi_tck.foreign import shortened, visible
from mapi_tck.ports.roles import Role
from mapi_tck.record.run_record import UNSTABLE, Record
from mapi_tck.verdicts import ExitCode, Verdict

from .words import changes
from .words.contrast import marked as with_marks
from .words.evidence import counterexample
from .words.found import found, kinds
from .words.groups import (
    KINDS,
    CauseGroup,
    called,
    cause_groups,
    decisive_calls,
    failed_steps,
    not_ended,
    otherwise,
    placements,
    reason_groups,
    sections,
    unjudged_musts,
    went_on,
)
from .words.reasons import in_words
from .words.searched import searched
from .words.totals import sums, total
from .words.wording import (
    MARKS,
    ROLES,
    bound,
    elsewhere,
    full_name,
    placed,
    plural,
    procedure_title,
    proven,
    uncovered,
)

#: Characters of one text, and of a value, a call or a reason: an implementation may use names of any length.
LONGEST: Final = 4000
EVIDENCE: Final = 200

#: What is shown of one cause: requirements with evidence, checks and calls of each, names of other scenarios. A choice: what
#: fails for one cause looks alike.
FULL: Final = 3
CHECKS: Final = 3
CALLS: Final = 3
OTHERS: Final = 5

STYLES: Final = {
    Verdict.PASS: "green",
    Verdict.FAIL: "bold red",
    Verdict.WARNING: "yellow",
    Verdict.INCONCLUSIVE: "bold yellow",
    Verdict.NOT_APPLICABLE: "dim",
    Verdict.NOT_TESTED: "dim",
    Verdict.ERROR: "bold magenta",
}

#: What stands in a cell of a table: a text, or one that has a style already.
Cell = str | Text


def safe(text: str, style: str = "") -> Text:
    """A text that others wrote: nothing in it steers the terminal."""
    return Text(visible(shortened(text, LONGEST)), style)


def copied(text: str) -> Text:
    """A line that is meant to be copied: never broken."""
    return Text(safe(text).plain, no_wrap=True, overflow="ignore")


def heading(text: str, note: str = "") -> Text:
    """The first line of a part, with an empty line before it."""
    return Text.assemble("\n", (text, "bold"), f"  {visible(note)}" if note else "")


def columns(*rows: tuple[Cell, ...], indent: int = 0, widths: tuple[int, ...] = (), gap: int = 2) -> RenderableType:
    """Rows of cells, each wrapped within its column; `widths` are the fewest characters of the first columns."""
    cells = [[safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    return printing.columns(*cells, indent=indent, widths=widths, gap=gap)


def indented(text: Cell, indent: int) -> RenderableType:
    """A paragraph."""
    return Padding(safe(text) if isinstance(text, str) else text, (0, 0, 0, indent))


def summary(assessment: Assessment, previous: Record | None = None) -> RenderableType:
    """A run in words: findings, the verdict of every step, MUSTs that were not tested, traits, the verdict of the run.

    With an earlier run the summary also says what is worse than before.
    """
    return Group(*_parts(assessment, changes.since(previous, assessment)))


def _parts(assessment: Assessment, since: changes.Since | None) -> Iterator[RenderableType]:
    steps = failed_steps(assessment)
    for verdict, title in KINDS:
        groups = cause_groups(assessment, verdict)
        if groups:
            found = sum(len(group.findings) for group in groups)
            requirements = {finding.requirement.id for group in groups for finding in group.findings}
            note = f"{plural(found, 'scenario')} of {plural(len(requirements), 'requirement')}"
            # The first line of all says which steps they are of.
            yield heading(title, f"{note}; {steps}" if steps else note)
            steps = ""
            for group in groups:
                yield from _cause(group, assessment.header["proof"]["tried"])
    yield from _disputed(assessment)
    yield from _not_finished(assessment)
    yield from _steps(assessment)
    yield from _not_tested(assessment)
    if traits := assessment.traits():
        yield heading("Traits", "permitted, and worth knowing")
        yield columns(*(("-", f"{trait['text']} ({item.id})") for item, trait in traits), indent=2, gap=1)
    if (search := searched(assessment)).cases:
        yield heading("Search")
        yield indented(search.sentence, 2)
    yield from _baseline(assessment)
    yield from _verdict(assessment, since)


def _cause(group: CauseGroup, tried: str | None) -> Iterator[RenderableType]:
    met = group.by_requirement
    wide = f", {plural(len(met), 'requirement')}" if len(met) > 1 else ""
    wide += ", known" if all(finding.known for finding in group.findings) else ""
    cause = f" [{group.cause}]" if group.cause else ""
    yield Text()
    yield safe(
        f"{MARKS[group.verdict]} {group.title}{cause} ({plural(len(group.findings), 'scenario')}{wide})",
        STYLES[group.verdict],
    )
    for number, (requirement, findings) in enumerate(met[:FULL]):
        if number:
            yield Text()
        yield columns((f"{requirement.id} {requirement.strength}", requirement.statement), indent=2)
        if tried:
            yield indented(proven(len(requirement.proofs), tried), 4)
        yield from _evidence(findings[0])
        yield from (indented(line, 4) for line in _others(findings))
    if len(met) > FULL:
        yield Text()
        yield indented("The same cause, with the evidence in the report:", 2)
        yield columns(
            *(_row(item.id, item.strength, item.statement, findings) for item, findings in met[FULL:]), indent=2
        )


def _row(id: str, strength: str, statement: str, findings: tuple[Finding, ...]) -> tuple[Cell, ...]:
    first, *others = findings
    return f"{id} {strength}", f"{statement} ({_place(first)}{f' and {len(others)} more' if others else ''})"


def _others(findings: tuple[Finding, ...]) -> Iterator[str]:
    """The findings after the first, the placements of one scenario together."""
    first, *others = placements(findings, lambda finding: finding.scenario)
    if len(first) > 1:
        yield f"also with the {placed(*(finding.scenario for finding in first[1:]))}"
    for same in others[:OTHERS]:
        where = placed(*(finding.scenario for finding in same))
        yield f"also {', '.join(filter(None, (same[0].scenario['name'], where)))} ({_place(same[0])})"
    if left := sum(map(len, others[OTHERS:])):
        yield f"and {plural(left, 'more scenario')} of {findings[0].requirement.id}"


def _place(finding: Finding) -> str:
    return f"{finding.scenario['file']}:{finding.scenario['line']}"


def _evidence(finding: Finding) -> Iterator[RenderableType]:
    result = finding.result
    yield indented(f"{full_name(finding.scenario)} ({_place(finding)})", 4)
    if rows := list(_checks(finding)):
        yield columns(*rows, indent=6, widths=(8,))
    search = finding.evidence.get("search")
    if search and (lines := counterexample(finding.evidence)):
        yield indented(f"the smallest case found that breaks the law, of {plural(len(search['examples']), 'case')}:", 6)
        yield from (copied(f"        {line}") for line in lines)
    calls, left = decisive_calls(finding, CALLS)
    # The reason has named its call already.
    calls = [entry for entry in calls if finding.checks or entry["call"] not in result["reason"]]
    rows = [("call", _short(f"{entry['number']}  {called(entry)}")) for entry in calls]
    rows += [("", f"and {plural(left, 'more call')}, in the report")] if left else []
    if rows:
        yield columns(*rows, indent=6, widths=(8,))
    yield copied(f"      again     {finding.command}")


def _checks(finding: Finding) -> Iterator[tuple[str, str]]:
    result = finding.result
    if not finding.checks or result["cause"] == UNSTABLE:
        yield "because", _short(in_words(result["reason"]), 2)
    if result["blame"]:
        yield "blame", result["blame"]
    if words := bound(result):
        yield "bound", _short(words, 2)
    lines = {
        line["number"]: f"{line['number']}  {line['keyword']} {line['text']}" for line in finding.evidence["lines"]
    }
    for check in finding.checks[:CHECKS]:
        yield from [("line", lines[check["line"]])] if check["line"] in lines else []
        for label, said in zip(("expected", "observed"), with_marks(check["expected"], check["observed"]), strict=True):
            yield from zip((label, *[""] * len(said)), said, strict=False)
    if len(finding.checks) > CHECKS:
        yield "", f"and {plural(len(finding.checks) - CHECKS, 'more check')} failed"


def _short(text: str, times: int = 1) -> str:
    return shortened(visible(text), times * EVIDENCE)


def _disputed(assessment: Assessment) -> Iterator[RenderableType]:
    if assessment.disputed:
        yield heading("The record claimed otherwise", plural(len(assessment.disputed), "scenario"))
        yield from (indented(line, 2) for line in otherwise(assessment))


def _not_finished(assessment: Assessment) -> Iterator[RenderableType]:
    if assessment.complete:
        return
    under_way, waiting = not_ended(assessment)
    yield heading("The run did not finish")
    yield from (copied(f"  under way: {id}") for id in under_way)
    if waiting:
        yield indented(f"{plural(len(waiting), 'scenario')} never started", 2)
    if assessment.record.footer is None and not under_way and not waiting:
        yield indented("every scenario ended, but the record has no footer: the run was stopped at its very end", 2)


def _steps(assessment: Assessment) -> Iterator[RenderableType]:
    rows: list[tuple[Cell, ...]] = []
    for part in sections(assessment):
        if part.procedure:
            title = safe(procedure_title(part.procedure), "bold")
            rows.append((safe(part.procedure, "bold"), title, marked(part.verdict), ""))
        rows += [(step.id, step.title, marked(step.verdict), step.says) for step in part.steps]
    yield heading("Numbered steps")
    yield columns(*rows, indent=2)


def marked(verdict: Verdict) -> Text:
    """A verdict with its mark, in its style."""
    return Text(f"{MARKS[verdict]} {verdict}", STYLES[verdict], no_wrap=True)


def _not_tested(assessment: Assessment) -> Iterator[RenderableType]:
    musts = unjudged_musts(assessment)
    if musts:
        number = len(assessment.open_musts)
        undecided = f", {number} of them undecided" if number else ""
        yield heading("MUSTs not tested", f"{len(musts)}{undecided}")
        rows: list[tuple[Cell, ...]] = []
        for group in reason_groups(musts):
            label = Text.assemble(marked(group.verdict), f" ({len(group.requirements)})")
            rows.append((label, _short(group.reason, 2)))
            rows.append(("", ", ".join(item.id for item in group.requirements)))
        yield columns(*rows, indent=2)
        yield indented(elsewhere(assessment.role), 2)


def _baseline(assessment: Assessment) -> Iterator[RenderableType]:
    gate = assessment.gate
    if gate is None:
        return
    known, new = plural(len(gate.known), "known deviation"), plural(len(gate.new), "other deviation")
    yield heading("Baseline", f"{gate.baseline.path}: {known}, {new}")
    rows: list[tuple[Cell, ...]] = [
        (f"{item.requirement} {item.cause}", f"{item.reason} ({item.answerable}; until {item.expires})")
        for item in gate.known
    ]
    yield from [columns(*rows, indent=2)] if rows else []
    yield from (indented(safe(f"✗ {trouble}", STYLES[Verdict.FAIL]), 2) for trouble in gate.trouble)
    if gate.unseen:
        named = ", ".join(f"{item.requirement} {item.cause}" for item in gate.unseen)
        yield indented(f"not tested in this run, so these deviations may still exist: {named}", 2)


def _verdict(assessment: Assessment, since: changes.Since | None) -> Iterator[RenderableType]:
    colours = {ExitCode.CONFORMS: "green", ExitCode.FAILED: "red", ExitCode.BROKE: "magenta"}
    yield heading("Verdict")
    yield indented(safe(assessment.verdict, f"bold {colours.get(assessment.exit_code, 'yellow')}"), 2)
    rows = [("role", f"{assessment.role}, {ROLES[assessment.role]}")] if assessment.role is not Role.SUBSYSTEM else []
    rows += [("run", words)] if (words := went_on(assessment)) else []
    rows[:0] = [("steps", steps)] if (steps := failed_steps(assessment)) else []
    rows += [(kind.title.lower(), kind.text) for kind in found(kinds(assessment))]
    rows += [("rule", assessment.rule), *((sum.label, sum.text) for sum in sums(assessment) if sum.label != "all")]
    rows += [("totals", total(assessment))]
    rows += [("previous", changes.compared(since))] if since is not None else []
    warned = uncovered(assessment.header["implementation"])
    rows += [("warning", warned)] if warned else []
    yield columns(*rows, indent=2)
