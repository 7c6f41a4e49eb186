"""What changed on the published page: for the terminal, as Markdown and as a page."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.features import ScenarioText, packaged_scenarios
from mapi_tck.suite.published.drift import Changed, Drift
from mapi_tck.verdicts import Verdict

from ..page.frame import page as html_page
from ..text import STYLES, columns, heading, indented, safe
from ..words.markup import plain
from ..words.wording import plural
from .places import place


def render(drift: Drift, form: str = "text") -> RenderableType | str:
    """The changes as `text`, `markdown` or `html`."""
    if form == "html":
        return html_page(
            "drift.html.j2",
            ("report.css", "specification.css"),
            drift=drift,
            place=place,
            requirements=load_catalogue().requirements,
            scenarios=scenarios,
            verdict=verdict(drift),
            what=what,
        )
    return _markdown(drift) if form == "markdown" else Group(*_text(drift))


def verdict(drift: Drift) -> str:
    """The outcome in one sentence."""
    if not drift.changed:
        return f"No sentence of the page has changed since {drift.since}"
    return (
        f"{plural(len(drift.changed), 'place')} of the page changed since {drift.since}: "
        f"{plural(len(drift.requirements), 'requirement')} to look at again"
    )


def what(changed: Changed) -> str:
    """How much of a place changed."""
    if not changed.changed:
        return plural(changed.new, "new sentence")
    return f"{changed.changed} of {plural(changed.before, 'sentence')} changed" + (
        f", {plural(changed.new, 'new sentence')}" if changed.new > changed.changed else ""
    )


def scenarios(requirement: str) -> list[ScenarioText]:
    """The scenarios that judge a requirement, an outline once."""
    judging = [item for item in packaged_scenarios().values() if item.placement is None and requirement in item.tags]
    return list({(item.file, item.line): item for item in reversed(judging)}.values())[::-1]


def _text(drift: Drift) -> Iterator[RenderableType]:
    catalogue = load_catalogue().requirements
    for changed in drift.changed:
        yield heading(place(changed.place), what(changed))
        rows: list[tuple[str | Text, ...]] = []
        for id in changed.requirements:
            rows.append((id, catalogue[id].statement))
            rows += [("", safe(f"{item.file}:{item.line} {item.name}", "dim")) for item in scenarios(id)]
        yield columns(*rows, indent=2) if rows else indented("No requirement rests on it.", 2)
        yield Text()
    yield heading("Changes")
    style = STYLES[Verdict.WARNING if drift.changed else Verdict.PASS]
    yield indented(safe(verdict(drift), style), 2)


def _markdown(drift: Drift) -> str:
    catalogue = load_catalogue().requirements
    lines = ["# What changed on the published page", "", f"**{plain(verdict(drift))}.**"]
    for changed in drift.changed:
        lines += ["", f"## {plain(place(changed.place))}", "", f"{plain(what(changed))}.", ""]
        for id in changed.requirements:
            lines.append(f"- **{plain(id)}** {plain(catalogue[id].statement)}")
            lines += [f"  - {plain(item.name)} ({plain(f'{item.file}:{item.line}')})" for item in scenarios(id)]
    return "\n".join(lines) + "\n"
