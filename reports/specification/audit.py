"""The audit of published pages: for the terminal, as Markdown and as a page. Of a page only mangled names are shown."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from rich.console import Group, RenderableType
from rich.text import Text

from mapi_tck.suite.published.audit import Audit, Finding, Row, by_name
from mapi_tck.suite.published.names import abbreviation
from mapi_tck.verdicts import Verdict

from ..page.frame import page as html_page
from ..text import STYLES, columns, heading, indented, safe
from ..words.markup import code, plain
from ..words.wording import MARKS, plural
from .places import place

#: What a finding is marked with.
_ALARM = MARKS[Verdict.FAIL]
_NOTE = "·"


def render(audits: Sequence[Audit], form: str = "text") -> RenderableType | str:
    """The audit as `text`, `markdown` or `html`."""
    if form == "html":
        return _page(audits)
    return _markdown(audits) if form == "markdown" else Group(*_text(audits))


def _page(audits: Sequence[Audit]) -> str:
    return html_page(
        "audit.html.j2",
        ("report.css", "specification.css"),
        audits=audits,
        kept=kept,
        named=named,
        names=names,
        place=place,
        rows=shown,
        summed=summed,
        verdict=verdict,
    )


def verdict(audits: Sequence[Audit]) -> str:
    """The outcome in one sentence."""
    differ = [item for item in audits if item.alarms]
    if not differ:
        return "The audit finds nothing that differs from the English page"
    if len(audits) == 1:
        return f"The audit finds {plural(len(differ[0].alarms), 'difference')} from the English page"
    return f"{len(differ)} of {plural(len(audits), 'text')} differ from the English page"


def named(audit: Audit) -> str:
    """The file and language of a page."""
    language = audit.page.language
    return f"{PurePath(audit.page.file).name}{f', {language}' if language else ''}"


def summed(audit: Audit) -> str:
    """What became of the page as a whole."""
    return f"{audit.survived} of {audit.expected} identifiers survive; {audit.structure}"


def kept(row: Row) -> str:
    """How many of the identifiers at a place survive; "–" if the page names none there."""
    own = row.identifiers
    return f"{sum(fate.survived for fate in own)} of {len(own)}" if own else "–"


def shown(audit: Audit) -> list[Row]:
    """The rows that say something: places with names or findings."""
    return [row for row in audit.rows if row.identifiers or row.findings]


def names(audits: Sequence[Audit]) -> list[tuple[str, int, list[int]]]:
    """Name → its occurrences on the English page, and how many of them survive in each text."""
    each = [by_name(audit) for audit in audits]
    return [
        (name, every, [counted[name][0] for counted in each])
        for name, (_, every) in each[0].items()
        if not abbreviation(name)
    ]


def _text(audits: Sequence[Audit]) -> Iterator[RenderableType]:
    for audit in audits:
        yield heading(named(audit), summed(audit))
        yield columns(*_lines(audit), indent=2)
        yield Text()
    if len(audits) > 1:
        yield heading("Identifiers that survive", "in each text, of those of the English page")
        yield columns(*_side_by_side(audits), indent=2)
        yield Text()
    yield heading("Audit")
    alarms = any(audit.alarms for audit in audits)
    yield indented(safe(verdict(audits), STYLES[Verdict.FAIL if alarms else Verdict.PASS]), 2)


def _lines(audit: Audit) -> Iterator[tuple[str | Text, ...]]:
    for finding in audit.whole:
        yield _line(finding.place, "", finding)
    for row in shown(audit):
        yield _line(place(row.place), kept(row), next(iter(row.findings), None))
        for finding in row.findings[1:]:
            yield _line("", "", finding)


def _line(where: str, count: str, finding: Finding | None) -> tuple[str | Text, ...]:
    if finding is None:
        return (where, count, Text("✓", STYLES[Verdict.PASS]), "")
    mark = Text(_NOTE) if finding.note else Text(_ALARM, STYLES[Verdict.FAIL])
    return (where, count, mark, f"{finding.message}{f': {finding.token}' if finding.token else ''}")


def _side_by_side(audits: Sequence[Audit]) -> Iterator[tuple[str | Text, ...]]:
    yield ("", "", *(audit.page.language or str(number) for number, audit in enumerate(audits, 1)))
    for name, every, found in names(audits):
        yield (name, str(every), *map(str, found))


def _markdown(audits: Sequence[Audit]) -> str:
    lines = ["# Audit of the published page", "", f"**{plain(verdict(audits))}.**"]
    if len(audits) > 1:
        heads = ["Identifier", "English page", *(plain(audit.page.language or "?") for audit in audits)]
        lines += ["", f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
        lines += [f"| {code(name)} | {every} | {' | '.join(map(str, found))} |" for name, every, found in names(audits)]
    for audit in audits:
        lines += ["", f"## {plain(named(audit))}", "", f"{plain(summed(audit))}.", ""]
        lines += [f"- {_ALARM} {plain(finding.message)}" for finding in audit.whole] + ([""] if audit.whole else [])
        lines += ["| Place | Identifiers kept | Findings |", "|---|---|---|"]
        lines += [f"| {plain(place(row.place))} | {kept(row)} | {_cell(row)} |" for row in shown(audit)]
    return "\n".join(lines) + "\n"


def _cell(row: Row) -> str:
    return "<br>".join(
        f"{_NOTE if finding.note else _ALARM} {plain(finding.message)}{f': {code(finding.token)}' if finding.token else ''}"
        for finding in row.findings
    ).replace("|", "\\|")
