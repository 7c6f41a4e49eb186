"""The annotated specification: for the terminal, as Markdown and as a page."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from mapi_tck.assessment import Assessment
from mapi_tck.suite.catalogue import Ruling, specification
from mapi_tck.suite.features import suite_digest
from mapi_tck.suite.published.binding import Binding
from mapi_tck.suite.published.page import Page
from mapi_tck.verdicts import Strength

from ..page.frame import page_pieces
from ..text import columns, heading, indented, marked
from ..words.evidence import page_address, where
from ..words.markup import code, plain
from ..words.reasons import in_words
from ..words.wording import TONES, plural, procedure_title, proven
from .content import READING, Annotated, Demand, Entry, Written

#: Characters of a text of the kit's own: none is cut.
_WHOLE = 100_000


def render(
    page: Page | None = None,
    binding: Binding | None = None,
    assessment: Assessment | None = None,
    form: str = "text",
) -> RenderableType | str | Iterator[str]:
    """The specification as `text`, `markdown` or `html`, the latter in pieces.

    With a published page its sentences stand beside; `binding` is that of an English page. With a run the verdicts are shown.
    """
    annotated = Annotated(page, binding, assessment)
    if form == "html":
        return _page(annotated)
    return "\n".join(_markdown(annotated)) + "\n" if form == "markdown" else Group(*_text(annotated))


def strengths(demands: Sequence[Demand]) -> str:
    """How many requirements of each strength there are."""
    counted = Counter(demand.requirement.strength for demand in demands)
    return ", ".join(f"{counted[strength]} {strength}" for strength in Strength if counted[strength]) or "none"


def title(entry: Entry) -> str:
    """The heading of a place."""
    return f"{entry.step} {entry.title}" if entry.step[1:] else entry.title


def told(annotated: Annotated) -> str:
    """What stands on the page, in one sentence."""
    demands = [demand for entry in annotated.entries for demand in entry.demands]
    scenarios = {(one.file, one.line) for demand in demands for one in demand.scenarios}
    return (
        f"{plural(len(demands), 'requirement')} ({strengths(demands)}), judged by {plural(len(scenarios), 'scenario')}"
    )


def _page(annotated: Annotated) -> Iterator[str]:
    assessment = annotated.assessment
    return page_pieces(
        "specification.html.j2",
        ("report.css", "specification.css"),
        a=assessment,
        annotated=annotated,
        digest=suite_digest(),
        text=specification(),
        strengths=strengths,
        title=title,
        reading=READING,
        tone=TONES[assessment.exit_code] if assessment else None,
        told=told(annotated),
    )


def _text(annotated: Annotated) -> Iterator[RenderableType]:
    yield heading("Specification", told(annotated))
    yield columns(*(_row(entry, judged=annotated.assessment is not None) for entry in annotated.entries), indent=2)
    if annotated.assessment:
        yield Text()
        yield indented(f"Verdicts of the run: {annotated.assessment.verdict}", 2)
    if annotated.binding:
        yield Text()
        yield heading("Sentences")
        yield indented(annotated.binding.summary, 2)
        yield from (indented(f"not bound: sentence {told.id} of the page", 2) for told in annotated.binding.unbound)


def _row(entry: Entry, *, judged: bool) -> tuple[str | Text, ...]:
    step, name = (entry.step, entry.title) if entry.step[1:] else ("", entry.title)
    verdict = (marked(entry.verdict) if entry.verdict else "",) if judged else ()
    linked = f"{len(entry.linked)} linked" if entry.linked else ""
    return (step, name, *verdict, strengths(entry.own), linked, plural(entry.scenarios, "scenario"))


def _markdown(annotated: Annotated) -> Iterator[str]:
    text = specification()
    yield f"# {plain(text.title)}, annotated"
    yield f"\n{plain(told(annotated))}. Written from revision `{text.revision}` of {text.dated}."
    if annotated.binding:
        yield f"\nThe page beside it: {plain(annotated.binding.summary)}."
    if annotated.assessment:
        yield f"\nVerdicts of the run: **{plain(annotated.assessment.verdict)}**."
    yield "\n## How to read the scenarios"
    yield from (f"\n{plain(words, _WHOLE)}" for words in READING)
    for procedure, entries in annotated.sections:
        if procedure:
            yield f"\n## {procedure_title(procedure)}"
            yield from _sentences(annotated, procedure)
            yield "\n| step | what | requirements | of linked pages | scenarios |\n|---|---|---|---|---|"
            yield from map(_step, entries)
        for entry in entries:
            yield f"\n{'###' if procedure else '##'} {plain(title(entry))}{_verdict(entry.verdict)}"
            yield from _sentences(annotated, entry.step)
            yield from (f"\n*{plain(name, _WHOLE)}.* {plain(words, _WHOLE)}" for name, words in entry.says)
            for demand in entry.own:
                yield from _demand(annotated, demand)
            if entry.linked:
                yield f"\n<details><summary>{plural(len(entry.linked), 'requirement')} of linked pages</summary>"
                for demand in entry.linked:
                    yield from _demand(annotated, demand)
                yield "\n</details>"
    yield "\n## Rulings"
    for ruling in annotated.rulings.values():
        yield from _ruling(ruling)


def _step(entry: Entry) -> str:
    ids = ", ".join(f"[{one.requirement.id}](#{one.requirement.id})" for one in entry.own)
    return f"| {entry.step} | {plain(entry.title)} | {ids or '–'} | {len(entry.linked) or '–'} | {entry.scenarios or '–'} |"


def _sentences(annotated: Annotated, place: str) -> Iterator[str]:
    for sentence in annotated.sentences(place):
        rests = ", ".join(sentence.requirements) or sentence.reason
        yield f"\n> {plain(sentence.text, _WHOLE)} [↗](<{sentence.address}>)"
        if rests:
            yield f">\n> {plain(rests, _WHOLE)}"
        elif sentence.unbound:
            yield ">\n> **not bound**"


def _verdict(verdict: object) -> str:
    return f" – {verdict}" if verdict else ""


def _demand(annotated: Annotated, demand: Demand) -> Iterator[str]:
    item = demand.requirement
    yield f'\n#### <a id="{item.id}"></a>{item.id} {item.strength}{_verdict(demand.verdict)}'
    yield f"\n{plain(item.statement, _WHOLE)}\n"
    source = plain(where(item.source, item.place), _WHOLE)
    address = page_address(item.source, item.place)
    facts = [f"obliged: {demand.obliged}", f"evidence: {item.evidence}"]
    facts += [f"source: [{source}]({address})" if address else f"source: {source}"]
    facts += [f"only if {item.applies_if}"] if item.applies_if else []
    facts += [f"[{id}](#{id})" for id in item.rulings]
    facts += [proven(len(demand.proofs), annotated.tried)] if demand.scenarios else []
    yield f"{'; '.join(facts)}."
    if item.note:
        yield f"\n{plain(item.note, _WHOLE)}"
    if item.unjudged:
        yield f"\nNot judged: {plain(item.unjudged, _WHOLE)}."
    elif demand.reason:
        yield f"\n{plain(in_words(demand.reason), _WHOLE)}"
    for scenario in demand.scenarios:
        yield from _scenario(scenario)


def _scenario(scenario: Written) -> Iterator[str]:
    yield f"\n{code(f'{scenario.file}:{scenario.line}')}{_verdict(scenario.verdict)}\n"
    before = f"{scenario.background}\n\n" if scenario.background else ""
    yield f"```gherkin\n{before}{scenario.gherkin}\n```"


def _ruling(ruling: Ruling) -> Iterator[str]:
    yield f'\n### <a id="{ruling.id}"></a>{ruling.id} {plain(ruling.title, _WHOLE)}\n'
    yield f"- Literal reading: {plain(ruling.letter, _WHOLE)}"
    yield f"- Other reading: {plain(ruling.other, _WHOLE)}"
    yield f"- Decision: **{plain(ruling.decision, _WHOLE)}**"
    yield f"- Reason: {plain(ruling.reason, _WHOLE)}"
