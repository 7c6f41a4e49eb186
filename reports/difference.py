"""What changed between two runs, as text for a terminal, Markdown, one page of HTML, or JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from mapi_tck.assessment.assessment import Assessment
from mapi_tck.assessment.changes import WHATS, Difference, Group, Kind, State
from mapi_tck.verdicts import ExitCode, Verdict
from mapi_tck.wire.codecs import Json

from .page.frame import page as html_page
from .text import STYLES, Page
from .words.visible import shortened, visible
from .words.wording import MARKS, full_name, plural

#: Kind of change → heading; the first is why the command fails.
TITLES: Final = {
    Kind.REGRESSION: "Regressions",
    Kind.FIX: "Fixes",
    Kind.NEWLY_TESTED: "Newly tested",
    Kind.NO_LONGER_TESTED: "No longer tested",
    Kind.OTHERWISE: "Changed otherwise",
}

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


def verdict(difference: Difference) -> str:
    """The outcome in one sentence."""
    parts = [f"{_amount(difference, kind)} {_WORDS[kind]}" for kind in Kind if difference.groups(kind)]
    if not parts:
        return "No scenario's verdict changed"
    failing = sum(
        change.kind is Kind.NEWLY_TESTED and change.new.verdict == Verdict.FAIL for change in difference.changes
    )
    newly = (
        f"; of what is newly tested, {plural(failing, 'scenario')} {'fails' if failing == 1 else 'fail'}"
        if failing
        else ""
    )
    return f"{_head(difference)}: {', '.join(parts)}{newly}"


def _amount(difference: Difference, kind: Kind) -> str:
    """How many scenarios of how many requirements changed so: a requirement may have scenarios that changed differently."""
    found = sum(len(group.changes) for group in difference.groups(kind))
    return f"{plural(found, 'scenario')} of {plural(len(_requirements(difference, kind)), 'requirement')}"


def as_a_whole(difference: Difference, group: Group) -> str:
    """The requirement's own verdicts where they are not those of the scenarios that changed; "" where they are."""
    whole = difference.whole(group.requirement["id"])
    if whole == (group.old, group.new) or not all(whole):
        return ""
    return f"all its scenarios together: {' → '.join(map(marked, whole))}"


def _head(difference: Difference) -> str:
    if difference.regressed:
        return "Worse than before"
    if difference.open:
        return f"Not finished: the new run stopped before {plural(difference.open, 'scenario')} had ended"
    return "Nothing is worse"


def standing(difference: Difference) -> Verdict:
    """How the outcome is marked: a run that stopped says nothing of what had not ended."""
    tones = {ExitCode.FAILED: Verdict.FAIL, ExitCode.UNDECIDED: Verdict.INCONCLUSIVE}
    return tones.get(difference.exit_code, Verdict.PASS)


_WORDS: Final = {
    Kind.REGRESSION: "regressed",
    Kind.FIX: "fixed",
    Kind.NEWLY_TESTED: "newly tested",
    Kind.NO_LONGER_TESTED: "no longer tested",
    Kind.OTHERWISE: "changed otherwise",
}


def _requirements(difference: Difference, kind: Kind) -> list[str]:
    return list(dict.fromkeys(group.requirement["id"] for group in difference.groups(kind)))


def marked(word: str) -> str:
    """A verdict with its mark; what is no verdict has none."""
    return f"{MARKS[Verdict(word)]} {word}" if word in tuple(Verdict) else word


def kinds(difference: Difference) -> list[tuple[Kind, str, tuple[Group, ...]]]:
    """Each kind of change that there was, with its title and the changes by requirement."""
    return [(kind, title, groups) for kind, title in TITLES.items() if (groups := difference.groups(kind))]


def who(assessment: Assessment) -> str:
    """The implementation of a run, and when it ran."""
    identity = assessment.header["implementation"] or {}
    words = [identity.get("implementation") or assessment.header["adapter"], identity.get("version") or ""]
    return f"{' '.join(filter(None, words))}, {assessment.header['started']}"


def render(difference: Difference, form: str, *, width: int = 80, colour: bool = False) -> str:
    """What changed, in the form that is asked for."""
    return (
        {"markdown": _markdown, "html": _html, "json": _json}[form](difference)
        if form != "text"
        else _text(difference, width, colour)
    )


# -- text -------------------------------------------------------------------------------------------------------------


def _text(difference: Difference, width: int, colour: bool) -> str:
    page = Page(width, colour)
    for kind, title in TITLES.items():
        groups = difference.groups(kind)
        if groups:
            page.heading(title, _amount(difference, kind))
            for group in groups:
                _group(page, group, as_a_whole(difference, group))
    page.heading("Why", difference.why)
    for what in WHATS:
        rows = [reason for reason in difference.reasons if reason.what == what]
        if not rows:
            page.row([("", 1, None), (what, 15, None), ("the same", page.width - 19, {"dim": True})])
        for number, reason in enumerate(rows):
            name = what if not number else ""
            values = f"{shortened(visible(reason.old), VALUE)} → {shortened(visible(reason.new), VALUE)}"
            page.row([("", 1, None), (name, 15, None), (reason.field, 16, None), (values, page.width - 36, None)])
    page.heading("Verdict")
    page.add(verdict(difference), indent=2, style=STYLES[standing(difference)])
    for label, side in (("old     ", difference.old), ("new     ", difference.new)):
        page.add(f"{side.verdict} ({who(side)})", indent=2, label=label)
    return "\n".join(page.lines)


def _group(page: Page, group: Group, whole: str) -> None:
    requirement = group.requirement
    label = f"{requirement['id']} {requirement['strength']}  "
    page.lines.append("")
    change = f"{marked(group.old)} → {marked(group.new)}" + (f"  {group.cause}" if group.cause else "")
    page.add(change, indent=2, label=label, style=STYLES[_TONES[group.kind]])
    page.add(requirement["statement"], indent=4)
    if whole:
        page.add(whole, indent=4)
    for one in group.changes[:NAMED]:
        page.add(full_name(one.scenario) + (f": {one.why_not}" if one.why_not else ""), indent=4, label="- ")
    if len(group.changes) > NAMED:
        page.add(f"and {plural(len(group.changes) - NAMED, 'more scenario')}", indent=6)


# -- Markdown ---------------------------------------------------------------------------------------------------------


def _cell(text: str) -> str:
    """Text of others in a table of Markdown: nothing in it is markup, and no line ends."""
    return re.sub(r"[\\`*_{}\[\]<>|#!~&]", lambda sign: f"&#{ord(sign[0])};", visible(text))


def _markdown(difference: Difference) -> str:
    return "\n".join(_markdown_lines(difference)) + "\n"


def _markdown_lines(difference: Difference) -> Iterator[str]:
    yield f"# {verdict(difference)}"
    yield ""
    for label, side in (("Old", difference.old), ("New", difference.new)):
        yield f"- {label}: **{_cell(side.verdict)}** ({_cell(who(side))})"
    for kind, title in TITLES.items():
        groups = difference.groups(kind)
        if not groups:
            continue
        yield from ("", f"## {title}", "", "| requirement | was | is | cause | scenarios |", "|---|---|---|---|---|")
        for group in groups:
            names = [
                _cell(full_name(change.scenario) + (f": {change.why_not}" if change.why_not else ""))
                for change in group.changes[:NAMED]
            ]
            left = len(group.changes) - NAMED
            names += [f"and {left} more"] if left > 0 else []
            whole = as_a_whole(difference, group)
            names += [whole] if whole else []
            head = f"{group.requirement['id']} {group.requirement['strength']}"
            cells = [head, marked(group.old), marked(group.new), _cell(group.cause), "; ".join(names)]
            yield f"| {' | '.join(cells)} |"
    yield from ("", "## Why", "", f"{_cell(difference.why)}.", "")
    yield from ("| what | field | old | new |", "|---|---|---|---|")
    for reason in difference.reasons:
        values = [_cell(shortened(value, 200)) for value in (reason.what, reason.field, reason.old, reason.new)]
        yield f"| {' | '.join(values)} |"
    for what in difference.same:
        yield f"| {what} | | the same | the same |"


# -- HTML -------------------------------------------------------------------------------------------------------------


def _html(difference: Difference) -> str:
    return html_page(
        "difference.html.j2",
        ("report.css", "changes.css"),
        d=difference,
        verdict=verdict(difference),
        standing=standing(difference),
        mark=MARKS[standing(difference)],
        kinds=kinds(difference),
        as_a_whole=as_a_whole,
        whats=WHATS,
        who=who,
    )


# -- JSON -------------------------------------------------------------------------------------------------------------


def _json(difference: Difference) -> str:
    def side(assessment: Assessment) -> Json:
        return {
            "implementation": assessment.header["implementation"],
            "started": assessment.header["started"],
            "verdict": assessment.verdict,
            "exit_code": int(assessment.exit_code),
        }

    def state(one: State) -> Json:
        return {"verdict": one.verdict, "cause": one.cause, "reason": one.reason}

    whole: dict[str, Any] = {
        "form": 1,
        "regressed": difference.regressed,
        "open": difference.open,
        "verdict": verdict(difference),
        "old": side(difference.old),
        "new": side(difference.new),
        "why": difference.why,
        "reasons": [
            {"what": reason.what, "field": reason.field, "old": reason.old, "new": reason.new}
            for reason in difference.reasons
        ],
        "changes": [
            {
                "kind": str(change.kind),
                "requirement": change.requirement["id"],
                "strength": change.requirement["strength"],
                "scenario": change.scenario["id"],
                "old": state(change.old),
                "new": state(change.new),
            }
            for change in difference.changes
        ],
    }
    return json.dumps(whole, indent=2, ensure_ascii=True) + "\n"
