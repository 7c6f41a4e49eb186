"""The register of rulings: both readings of each, what rests on it, who follows which, and what would change it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.text import Text

from mapi_tck.assessment import Assessment
from mapi_tck.assessment.followed import Followed, Reading, followed
from mapi_tck.suite.catalogue import Requirement, Ruling, load_catalogue
from mapi_tck.suite.features import packaged_scenarios
from mapi_tck.verdicts import Verdict

from ..page.frame import page as html_page
from ..text import STYLES, columns, heading
from ..words.changes import who
from ..words.markup import plain
from ..words.wording import MARKS, plural
from .links import readings

#: Characters of a text of the kit's own: none is cut.
_WHOLE = 100_000

#: Reading → the verdict whose mark it gets.
_TONES = {
    Reading.DECISION: Verdict.PASS,
    Reading.SHOULD: Verdict.WARNING,
    Reading.LITERAL: Verdict.FAIL,
    Reading.NEITHER: Verdict.FAIL,
    Reading.UNKNOWN: Verdict.NOT_TESTED,
}


@dataclass(frozen=True, slots=True)
class Registered:
    """One ruling with what the kit and the runs show about it."""

    ruling: Ruling
    requirements: tuple[Requirement, ...]
    scenarios: int
    #: The implementation of each run, and what it follows.
    followed: tuple[tuple[str, Followed], ...]

    @property
    def pages(self) -> list[str]:
        """The pages that its requirements are from."""
        return list(dict.fromkeys(item.source for item in self.requirements))

    @property
    def differ(self) -> bool:
        """Whether implementations differ where both conform: in traits, or in a SHOULD."""
        conforming = {(one.reading, one.against, one.traits) for _, one in self.followed if one.conforms}
        return len(conforming) > 1


def render(runs: Sequence[Assessment] = (), form: str = "text") -> RenderableType | str:
    """The register as `text`, `markdown` or `html`; `runs` says who follows which reading."""
    rows = register(runs)
    if form == "html":
        return html_page(
            "rulings.html.j2",
            ("report.css", "specification.css"),
            readings=readings,
            rows=rows,
            runs=runs,
            summed=summed(rows),
            told=told,
            tone_of=_TONES,
        )
    return "\n".join(_markdown(rows)) + "\n" if form == "markdown" else Group(*_text(rows))


def register(runs: Sequence[Assessment]) -> list[Registered]:
    """Every ruling, in the order of their numbers."""
    catalogue = load_catalogue()
    names = _names(runs)
    tags = [scenario.tags for scenario in packaged_scenarios().values() if scenario.placement is None]
    found = []
    for ruling in catalogue.rulings.values():
        own = tuple(item for item in catalogue.requirements.values() if ruling.id in item.rulings)
        judging = sum(any(item.id in tagged for item in own) for tagged in tags)
        seen = tuple((name, followed(ruling.id, run)) for name, run in zip(names, runs, strict=True))
        found.append(Registered(ruling, own, judging, seen))
    return found


def summed(rows: Sequence[Registered]) -> str:
    """The register in one sentence."""
    differ = [row.ruling.id for row in rows if row.differ]
    words = plural(len(rows), "ruling")
    return f"{words}; implementations differ where each conforms: {', '.join(differ)}" if differ else words


def told(one: Followed) -> str:
    """What an implementation follows, with the requirements that speak against it."""
    against = ", ".join(one.against)
    return f"{one.reading} ({against})" if against else str(one.reading)


def _names(runs: Sequence[Assessment]) -> list[str]:
    """The implementation of each run; with adapter and time only where two have the same name."""
    short = [who(run).rpartition(", ")[0] for run in runs]
    return [
        name if short.count(name) == 1 else f"{name} ({run.header['adapter']}, {run.header['started']})"
        for name, run in zip(short, runs, strict=True)
    ]


def _facts(row: Registered) -> Iterator[tuple[str, str]]:
    ruling = row.ruling
    yield from readings(ruling)
    yield "Decision", ruling.decision
    yield "Reason", ruling.reason
    resting = ", ".join(item.id for item in row.requirements)
    yield "Evidence", f"{resting}; {plural(row.scenarios, 'scenario')}; {', '.join(row.pages)}"
    if ruling.changed_by:
        yield "Changed by", ruling.changed_by


def _text(rows: Sequence[Registered]) -> Iterator[RenderableType]:
    for row in rows:
        yield heading(f"{row.ruling.id} {row.ruling.title}")
        yield columns(*_facts(row), indent=2, widths=(15,))
        if row.followed:
            yield columns(*(_follower(*item) for item in row.followed), indent=2, widths=(15,))
        if row.differ:
            yield columns(("", "They differ, and each conforms."), indent=2, widths=(15,))
        yield Text()
    yield heading("Rulings", summed(rows))


def _follower(name: str, one: Followed) -> tuple[str | Text, ...]:
    tone = _TONES[one.reading]
    traits = "".join(f"\n· {trait}" for trait in one.traits)
    return (name, Text.assemble((f"{MARKS[tone]} {told(one)}", STYLES[tone]), traits))


def _markdown(rows: Sequence[Registered]) -> Iterator[str]:
    yield "# Rulings"
    yield f"\n{plain(summed(rows), _WHOLE)}."
    for row in rows:
        yield f'\n## <a id="{row.ruling.id}"></a>{row.ruling.id} {plain(row.ruling.title, _WHOLE)}\n'
        yield from (f"- {label}: {plain(text, _WHOLE)}" for label, text in _facts(row))
        for name, one in row.followed:
            yield f"- {plain(name)} follows {plain(told(one))}"
            yield from (f"  - {plain(trait)}" for trait in one.traits)
        if row.differ:
            yield "- They differ, and each conforms."
