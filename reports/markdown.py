"""The run as a page of Markdown, as GitHub shows it below a job: verdict, findings by cause, steps, MUSTs not tested.

GitHub accepts 1 MiB for the summary of a step. If the page is larger, whole blocks are left out, the least important first. The
page says how many.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mapi_tck.assessment import Assessment, Finding
from mapi_tck.assessment.difference import Group, Kind
from mapi_tck.foreign import disarmed, shortened, visible
from mapi_tck.record.run_record import Record
from mapi_tck.verdicts import Verdict

from .words import changes
from .words.contrast import marked
from .words.evidence import line_of, page_address, where
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
    reason_groups,
    sections,
    unjudged_musts,
    went_on,
)
from .words.markup import LONGEST, code, fenced, plain
from .words.reasons import in_words, sentence
from .words.searched import searched
from .words.totals import sums, total
from .words.wording import MARKS, bound, full_name, named_under_test, plural, procedure_title, proven, uncovered

#: What GitHub accepts, in bytes.
LIMIT: Final = 1024 * 1024

#: Requirements of one cause that are shown with their evidence, checks and calls shown of each, and how long a text may be. A
#: choice: what fails for one cause looks alike.
FULL: Final = 3
CHECKS: Final = 3
CALLS: Final = 3

#: Bytes that are reserved for the note about what was left out.
_KEPT: Final = 2048


@dataclass(slots=True)
class Part:
    """A part of the page: its heading and its blocks. The last blocks are left out first."""

    heading: str
    blocks: list[str]
    #: What a block is, for counting those left out.
    noun: str
    kept: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The part as far as it fits; "" where nothing does."""
        return "\n\n".join(filter(None, (self.heading, *self.kept))) if self.kept else ""

    @property
    def left_out(self) -> int:
        """How many blocks do not fit."""
        return len(self.blocks) - len(self.kept)


def _head(assessment: Assessment, compared: changes.Since | None) -> str:
    steps = failed_steps(assessment)
    lines = [
        f"## {plain(assessment.verdict)}{f' ({plain(steps)})' if steps else ''}",
        f"{plain(sentence(assessment.rule))}. {plain(total(assessment))}.",
        _sums(assessment),
        "\n".join(f"- **{kind.title}**, {plain(kind.text, 2 * LONGEST)}" for kind in found(kinds(assessment))),
    ]
    if compared is not None:
        lines.append(f"**{plain(changes.compared(compared), 2 * LONGEST)}.**")
    header = assessment.header
    scope = ", ".join(f"{name} {assessment.options[name]}" for name in ("role", "profile", "level", "seed"))
    facts = [
        f"- adapter {code(header['adapter'])}, {scope}, started {code(header['started'])}",
        f"- mapi-tck {code(header['kit']['version'])}, suite {code(header['kit']['suite_digest'])}",
    ]
    tested = header["implementation"]
    if tested:
        words = " ".join(str(tested[name]) for name in ("implementation", "version") if tested.get(name))
        lacking = uncovered(tested)
        facts[:0] = [
            f"- {code(words)}, digest {code(str(tested.get('digest') or 'not given'))}",
            *(f"- under test: {code(item)}" for item in named_under_test(tested)),
            *([f"- **warning**: {plain(lacking)}"] if lacking else []),
        ]
    if assessment.record.hidden:
        facts.append(f"- hidden: {plain(assessment.record.hidden)}; the record has them")
    if words := went_on(assessment):
        facts.append(f"- {plain(words)}")
    under_way, waiting = not_ended(assessment)
    if not assessment.complete:
        named = ", ".join(code(id) for id in under_way[:5])
        facts.append(
            f"- the run did not finish: under way {named or '–'}; {plural(len(waiting), 'scenario')} never started"
        )
    return "\n\n".join(filter(None, [*lines, "\n".join(facts)]))


def _sums(assessment: Assessment) -> str:
    rows = sums(assessment)
    if not rows:
        return "Nothing was tested."
    names = [_word(verdict) for verdict, _ in rows[0].parts]
    lines = [["", *names, "sum"], ["---", *["--:"] * len(names), "--:"]]
    lines += [[row.name, *(str(number) for _, number in row.parts), str(row.whole)] for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cause(group: CauseGroup, tried: str | None, folded: bool) -> str:
    met = group.by_requirement
    scope = f"{plural(len(group.findings), 'scenario')}, {plural(len(met), 'requirement')}"
    scope += ", known" if all(finding.known for finding in group.findings) else ""
    cause = f"{code(group.cause, 200)} " if group.cause else ""
    blocks: list[str] = []
    for requirement, findings in met[:FULL]:
        address = page_address(requirement.source, requirement.place)
        source = plain(where(requirement.source, requirement.place))
        source = f"[{source}]({address})" if address else source
        proofs = f"; {proven(len(requirement.proofs), tried)}" if tried else ""
        blocks.append(
            f"**{plain(requirement.id)}** {requirement.strength}: {plain(requirement.statement)} ({source}{proofs})"
        )
        blocks.append(_finding(findings[0]))
        if len(findings) > 1:
            blocks.append(f"and {plural(len(findings) - 1, 'more scenario')} of {plain(requirement.id)}")
    if len(met) > FULL:
        blocks.append("The same cause: " + ", ".join(plain(requirement.id) for requirement, _ in met[FULL : FULL + 50]))
    if len(met) > FULL + 50:
        blocks.append(f"and {plural(len(met) - FULL - 50, 'more requirement')}")
    around = ("<details>\n<summary>Evidence</summary>", "</details>") if folded else ("", "")
    title = f"#### {MARKS[group.verdict]} {plain(group.title, 200)} {cause}({scope})"
    return "\n\n".join(filter(None, (title, around[0], *blocks, around[1])))


def _finding(finding: Finding) -> str:
    place = f"{finding.scenario['file']}:{line_of(finding)}"
    lines = [] if finding.checks else [f"because   {_short(in_words(finding.result['reason']))}"]
    if finding.result["blame"]:
        lines.append(f"blame     {_short(finding.result['blame'])}")
    if words := bound(finding.result):
        lines.append(f"bound     {_short(words)}")
    for check in finding.checks[:CHECKS]:
        for label, said in zip(("expected", "observed"), marked(check["expected"], check["observed"]), strict=True):
            lines += [f"{name:<10}{line}" for name, line in zip((label, *[""] * len(said)), said, strict=False)]
    if len(finding.checks) > CHECKS:
        lines.append(f"          and {plural(len(finding.checks) - CHECKS, 'more check')}")
    calls, left = decisive_calls(finding, CALLS)
    lines += [f"call      {entry['number']}  {_short(called(entry))}" for entry in calls]
    lines += [f"          and {plural(left, 'more call')}"] if left else []
    lines.append(f"again     {visible(shortened(finding.command, 4 * LONGEST))}")
    return f"{plain(full_name(finding.scenario))} ({code(place)})\n\n{fenced(lines)}"


def _short(text: str) -> str:
    return shortened(visible(text), LONGEST)


def _steps(assessment: Assessment) -> str:
    lines = ["| step | | verdict | requirements |", "|---|---|---|---|"]
    for part in sections(assessment):
        if part.procedure:
            title = plain(procedure_title(part.procedure))
            lines.append(f"| **{plain(part.procedure)}** | **{title}** | **{_word(part.verdict)}** | |")
        for step in part.steps:
            lines.append(
                f"| {plain(step.id)} | {plain(step.title)} | {_word(step.verdict)} | {plain(step.says, 200)} |"
            )
    return "\n".join(lines)


def _word(verdict: Verdict) -> str:
    return f"{plain(MARKS[verdict])} {verdict}"


def _parts(assessment: Assessment, compared: changes.Since | None) -> list[Part]:
    """The parts in the order of the page."""
    tried = assessment.header["proof"]["tried"]
    claims = [f"- {plain(line)}" for line in otherwise(assessment)]
    parts = [Part("### The record claimed otherwise", claims, "claim")]
    # Only the most direct cause is shown at once: a reader of many has the first on the screen, and opens the others.
    first = True
    for verdict, title in KINDS:
        groups = cause_groups(assessment, verdict)
        parts.append(
            Part(f"### {title}", [_cause(item, tried, not first or item is not groups[0]) for item in groups], "cause")
        )
        first = first and not groups
    if compared is not None:
        parts.append(Part("### Since the previous run", [*map(_changed, changes.kinds(compared))], "kind of change"))
    parts.append(Part("### Numbered steps", [_steps(assessment)], "table"))
    unjudged = [
        f"- {_word(group.verdict)} ({len(group.requirements)}): {plain(group.reason)}: "
        + plain(", ".join(item.id for item in group.requirements), 4 * LONGEST)
        for group in reason_groups(unjudged_musts(assessment))
    ]
    parts.append(Part("### MUSTs not tested", unjudged, "reason"))
    traits = [f"- {plain(trait['text'])} ({plain(item.id)})" for item, trait in assessment.traits()]
    parts.append(Part("### Traits, permitted and worth knowing", traits, "trait"))
    search = searched(assessment)
    parts.append(Part("### Search", [plain(search.sentence)] if search.cases else [], "paragraph"))
    return parts


def _changed(change: tuple[Kind, str, tuple[Group, ...]]) -> str:
    """One kind of change: its requirements with their verdicts before and now."""
    _, title, groups = change
    named = dict.fromkeys(f"{group.requirement['id']} {group.old} → {group.new}" for group in groups)
    return f"**{title}**: {plain(', '.join(named), 4 * LONGEST)}"


def render(record: Record, limit: int = LIMIT, previous: Record | None = None) -> str:
    """The page, in at most `limit` bytes; "" if not even the verdict fits. It also says what changed since the earlier run."""
    assessment = Assessment(record)
    compared = changes.since(previous, assessment)
    head = _head(assessment, compared)
    left = limit - len(head.encode()) - _KEPT
    if left < 0:
        return ""
    parts = _parts(assessment, compared)
    # The table of steps comes first: it is short, and covers everything.
    for part in sorted(parts, key=lambda part: part.noun != "table"):
        for block in part.blocks:
            size = len(block.encode()) + 2 + (0 if part.kept else len(part.heading.encode()) + 2)
            if size > left:
                break
            part.kept.append(block)
            left -= size
    missing = [f"{plural(part.left_out, part.noun)} of “{part.heading.strip('# ')}”" for part in parts if part.left_out]
    note = (
        f"**Left out, because the page is full: {', '.join(missing)}.** All of it is in report.html." if missing else ""
    )
    return disarmed("\n\n".join(filter(None, (head, note, *(part.text for part in parts)))) + "\n")


def append(record: Record, path: Path, previous: Record | None = None) -> None:
    """Add the page to what other commands of the step have written. Together they stay within what GitHub accepts."""
    taken = path.stat().st_size if path.exists() else 0
    page = render(record, LIMIT - taken - 1, previous)
    if page:
        with path.open("ab") as file:
            file.write(b"\n" + page.encode() if taken else page.encode())
