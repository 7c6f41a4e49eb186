"""What changed between two runs, as text for a terminal, Markdown, an HTML page, or JSON."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.text import Text

from mapi_tck.assessment import Assessment
from mapi_tck.assessment.difference import WHATS, Change, Difference, Kind
from mapi_tck.assessment.difference import Group as Changed
from mapi_tck.foreign import escaped_json, shortened, visible
from mapi_tck.verdicts import Verdict
from mapi_tck.wire.codecs import Json

from .page.frame import page as html_page
from .text import STYLES, Cell, columns, heading, indented, safe
from .words.changes import amount, as_a_whole, kinds, marked, standing, verdict, who
from .words.reasons import in_words, named, sentence
from .words.wording import full_name, plural

#: Scenarios of one group that the terminal and Markdown name. A choice: enough to see what they have in common.
NAMED: Final = 3

#: How much of a value the terminal shows: a digest's beginning and end tell it from another.
VALUE: Final = 36

_TONES: Final = {
    Kind.REGRESSION: Verdict.FAIL,
    Kind.FIX: Verdict.PASS,
    Kind.NEWLY_TESTED: Verdict.PASS,
    Kind.NO_LONGER_TESTED: Verdict.WARNING,
    Kind.OTHERWISE: Verdict.WARNING,
}


def render(difference: Difference, form: str) -> Any:
    """What changed, in the form that is asked for: a text, or what the terminal draws."""
    if form == "text":
        return Group(*_text(difference))
    if form == "markdown":
        return "".join(f"{line}\n" for line in _markdown(difference))
    if form == "html":
        return html_page("difference.html.j2", ("report.css", "changes.css"), d=difference)
    return escaped_json(json.dumps(_json(difference), indent=2, ensure_ascii=True)) + "\n"


def _text(difference: Difference) -> Iterator[RenderableType]:
    for kind, title, groups in kinds(difference):
        yield heading(title, amount(difference, kind))
        for group in groups:
            yield from _group(group, as_a_whole(difference, group))
    yield heading("Possible reasons", difference.why)
    rows: list[tuple[Cell, ...]] = []
    for what in WHATS:
        names = iter([what])
        for reason in (reason for reason in difference.reasons if reason.what == what):
            old, new = (shortened(visible(value), VALUE) for value in (reason.old, reason.new))
            rows.append((next(names, ""), reason.field, f"{old} → {new}"))
        rows += [(name, Text("the same", "dim"), "") for name in names]
    yield columns(*rows, indent=2)
    yield heading("Verdict")
    yield indented(safe(verdict(difference), STYLES[standing(difference)]), 2)
    sides = ("old", difference.old), ("new", difference.new)
    yield columns(*((name, f"{side.verdict} ({who(side)})") for name, side in sides), indent=2)


def _group(group: Changed, whole: str) -> Iterator[RenderableType]:
    requirement = group.requirement
    change = f"{marked(group.old)} → {marked(group.new)}" + (f"  {named(group.cause)}" if group.cause else "")
    yield Text()
    yield columns(
        (f"{requirement['id']} {requirement['strength']}", safe(change, STYLES[_TONES[group.kind]])), indent=2
    )
    yield from (indented(text, 4) for text in (requirement["statement"], whole) if text)
    rows = [_named(one) for one in group.changes[:NAMED]]
    left = len(group.changes) - NAMED
    rows += [f"and {plural(left, 'more scenario')}"] if left > 0 else []
    yield columns(*(("-", row) for row in rows), indent=4, gap=1)


def _named(change: Change) -> str:
    """The scenario, and why one of the runs did not judge it."""
    return full_name(change.scenario) + (f": {in_words(change.why_not)}" if change.why_not else "")


def _cell(text: str) -> str:
    """The text for a cell of a Markdown table: markup as entities, also the bar that would end the cell, and no line ends."""
    return re.sub(r"[\\`*_{}\[\]<>|#!~&]", lambda sign: f"&#{ord(sign[0])};", visible(text))


def _markdown(difference: Difference) -> Iterator[str]:
    yield f"# {verdict(difference)}"
    yield ""
    for label, side in (("Old", difference.old), ("New", difference.new)):
        yield f"- {label}: **{_cell(side.verdict)}** ({_cell(who(side))})"
    for _, title, groups in kinds(difference):
        yield from (
            "",
            f"## {title}",
            "",
            "| requirement | before | now | cause | scenarios |",
            "|---|---|---|---|---|",
        )
        for group in groups:
            names = [_cell(_named(change)) for change in group.changes[:NAMED]]
            left = len(group.changes) - NAMED
            names += [f"and {left} more"] if left > 0 else []
            whole = as_a_whole(difference, group)
            names += [whole] if whole else []
            head = f"{group.requirement['id']} {group.requirement['strength']}"
            cells = [head, marked(group.old), marked(group.new), _cell(named(group.cause)), "; ".join(names)]
            yield f"| {' | '.join(cells)} |"
    yield from ("", "## Possible reasons", "", f"{_cell(sentence(difference.why))}.", "")
    yield from ("| what | field | old | new |", "|---|---|---|---|")
    for reason in difference.reasons:
        values = [_cell(shortened(value, 200)) for value in (reason.what, reason.field, reason.old, reason.new)]
        yield f"| {' | '.join(values)} |"
    for what in difference.same:
        yield f"| {what} | | the same | the same |"


def _json(difference: Difference) -> dict[str, Any]:
    def side(assessment: Assessment) -> Json:
        return {
            "implementation": assessment.header["implementation"],
            "started": assessment.header["started"],
            "verdict": assessment.verdict,
            "exit_code": int(assessment.exit_code),
        }

    return {
        "form": 1,
        "regressed": difference.regressed,
        "open": difference.open,
        "verdict": verdict(difference),
        "old": side(difference.old),
        "new": side(difference.new),
        "why": difference.why,
        "reasons": [asdict(reason) for reason in difference.reasons],
        "changes": [
            {
                "kind": str(change.kind),
                "requirement": change.requirement["id"],
                "strength": change.requirement["strength"],
                "scenario": change.scenario["id"],
                "old": asdict(change.old),
                "new": asdict(change.new),
            }
            for change in difference.changes
        ],
    }
