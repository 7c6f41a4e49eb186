"""The annotated specification: for the terminal, as Markdown and as a page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

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
from ..words.evidence import page_address
from ..words.gherkin import parts
from ..words.markup import code, plain
from ..words.reasons import in_words
from ..words.wording import TONES, plural, procedure_title, proven
from .content import CLOSING, READING, RULINGS, Annotated, Demand, Entry, Said, Written
from .links import WHOLE, Links, brief, readings, word_anchor, words
from .places import place


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
    rest = annotated.unjudged
    return (
        f"{plural(len(demands), 'requirement')} ({strengths(demands)}): {len(demands) - len(rest)} are judged, by "
        f"{plural(len(scenarios), 'scenario')}, and {len(rest)} are not ({strengths(rest)})"
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
        brief=brief,
        links=Links(),
        parts=parts,
        place=place,
        readings=readings,
        strengths=strengths,
        title=title,
        reading=READING,
        rulings_told=RULINGS,
        tone=TONES[assessment.exit_code] if assessment else None,
        told=told(annotated),
        word_anchor=word_anchor,
        words=words(),
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
        yield from (indented(f"not bound: sentence {one.id} of the page", 2) for one in annotated.binding.unbound)


def _row(entry: Entry, *, judged: bool) -> tuple[str | Text, ...]:
    step, name = (entry.step, entry.title) if entry.step[1:] else ("", entry.title)
    verdict = (marked(entry.verdict) if entry.verdict else "",) if judged else ()
    linked = f"{len(entry.linked)} linked" if entry.linked else ""
    return (step, name, *verdict, strengths(entry.own), linked, plural(entry.scenarios, "scenario"))


def _markdown(annotated: Annotated) -> Iterator[str]:
    text, links = specification(), Links()
    yield f"# {plain(text.title)}, annotated"
    yield f"\n{plain(told(annotated), WHOLE)}. Written from revision `{text.revision}` of {text.dated}."
    if annotated.binding:
        yield f"\nThe page stands beside it: {plain(annotated.binding.summary, WHOLE)}.\n"
        yield from (
            f"- {plain(place(one.place))}: {links.markdown(reason)}" for one, reason in annotated.binding.reasons
        )
    if annotated.assessment:
        yield f"\nVerdicts of the run: **{plain(annotated.assessment.verdict)}**."
    yield from _contents(annotated)
    yield '\n## <a id="reading"></a>How to read the scenarios'
    yield from (f"\n{links.markdown(words)}" for words in READING)
    for file, background in annotated.backgrounds:
        yield f'\n<a id="background-{file}"></a>Before each scenario of {code(file)}:\n\n```gherkin\n{background}\n```'
    yield '\n## <a id="words"></a>Words\n\n| word | means |\n|---|---|'
    yield from (
        f'| <a id="{word_anchor(word)}"></a>{word} | {plain(means, WHOLE)} |' for word, means in words().items()
    )
    for procedure, entries in annotated.sections:
        if procedure:
            yield f'\n## <a id="procedure-{procedure}"></a>{procedure_title(procedure)}'
            yield from _sentences(annotated, procedure)
            yield "\n| step | what | requirements | of linked pages | scenarios |\n|---|---|---|---|---|"
            yield from map(_step, entries)
        for entry in entries:
            anchor = f'<a id="{entry.step}"></a>'
            yield f"\n{'###' if procedure else '##'} {anchor}{plain(title(entry))}{_verdict(entry.verdict)}"
            yield from _sentences(annotated, entry.step)
            yield from (f"\n**{_said(entry, said)}:** {links.markdown(said.text)}" for said in entry.says)
            for demand in entry.own:
                yield from _demand(annotated, demand, links)
            if entry.linked:
                yield f"\n<details><summary>{plural(len(entry.linked), 'requirement')} of linked pages</summary>"
                for demand in entry.linked:
                    yield from _demand(annotated, demand, links)
                yield "\n</details>"
    yield '\n## <a id="not-judged"></a>Requirements that are not judged\n'
    for demand in annotated.unjudged:
        item = demand.requirement
        yield f"- {_to([item.id])} {item.strength}: {plain(item.statement, WHOLE)} Reason: {links.markdown(item.unjudged)}."
    yield '\n## <a id="rulings"></a>Rulings'
    yield f"\n{RULINGS}"
    for ruling in annotated.rulings.values():
        yield from _ruling(ruling, links)
    yield '\n## <a id="index"></a>Index of requirements'
    yield from (f"\n{_to(ids)}" for ids in annotated.index)


def _contents(annotated: Annotated) -> Iterator[str]:
    yield "\n## Contents\n\n- [How to read the scenarios](#reading)\n- [Words](#words)"
    for procedure, entries in annotated.sections:
        if procedure:
            yield f"- [{procedure_title(procedure)}](#procedure-{procedure})"
        indent = "  " if procedure else ""
        yield from (f"{indent}- [{plain(title(entry))}](#{entry.step})" for entry in entries)
    yield "- [Requirements that are not judged](#not-judged)\n- [Rulings](#rulings)\n- [Index of requirements](#index)"


def _to(ids: Iterable[str]) -> str:
    """Links to requirements or rulings."""
    return ", ".join(f"[{id}](#{id})" for id in ids)


def _step(entry: Entry) -> str:
    own, linked = (_to(one.requirement.id for one in demands) or "–" for demands in (entry.own, entry.linked))
    return f"| [{entry.step}](#{entry.step}) | {plain(entry.title)} | {own} | {linked} | {entry.scenarios or '–'} |"


def _said(entry: Entry, said: Said) -> str:
    """Whose part of the step it is. Rules on the closing remarks have titles of their own."""
    return f"{said.whose}, {plain(said.name)}" if entry.step == CLOSING else said.whose


def _sentences(annotated: Annotated, place: str) -> Iterator[str]:
    for sentence in annotated.sentences(place):
        rests = _to(sentence.requirements) or plain(sentence.reason, WHOLE) if sentence.told else ""
        yield f"\n> {plain(sentence.text, WHOLE)} [↗](<{sentence.address}>)"
        if sentence.unbound:
            yield ">\n> **not bound**"
        elif rests:
            yield f">\n> {rests}"


def _verdict(verdict: object) -> str:
    return f" – {verdict}" if verdict else ""


def _demand(annotated: Annotated, demand: Demand, links: Links) -> Iterator[str]:
    item = demand.requirement
    yield f'\n#### <a id="{item.id}"></a>{item.id} {item.strength}{_verdict(demand.verdict)}'
    yield f"\n{links.markdown(item.statement)}\n"
    source = plain(demand.source, WHOLE)
    address = page_address(item.source, item.place)
    facts = [demand.obliged, f"[evidence](#{word_anchor('evidence')}): {item.evidence}"]
    facts += [f"source: [{source}]({address})" if address else f"source: {source}"]
    facts += [f"only if {plain(demand.only_if)} ({code(str(item.applies_if))})"] if demand.only_if else []
    facts += [proven(len(demand.proofs), annotated.tried)] if demand.scenarios else []
    yield f"{'; '.join(facts)}."
    if item.rulings:
        yield ""
        yield from (f"- [{id}](#{id}): {plain(brief(annotated.rulings[id]), WHOLE)}" for id in item.rulings)
    if item.note:
        yield f"\n{links.markdown(item.note)}"
    if item.unjudged:
        yield f"\nNot judged, because {links.markdown(item.unjudged)}."
    elif demand.reason:
        yield f"\n{plain(in_words(demand.reason), WHOLE)}"
    for scenario in demand.scenarios:
        yield from _scenario(scenario)


def _scenario(scenario: Written) -> Iterator[str]:
    before = f", after its [background](#background-{scenario.file})" if scenario.background else ""
    yield f"\n{code(f'{scenario.file}:{scenario.line}')}{before}{_verdict(scenario.verdict)}\n"
    yield f"```gherkin\n{scenario.gherkin}\n```"


def _ruling(ruling: Ruling, links: Links) -> Iterator[str]:
    yield f'\n### <a id="{ruling.id}"></a>{ruling.id} {plain(ruling.title, WHOLE)}\n'
    for label, text in readings(ruling):
        yield f"- {label}: {links.markdown(text)}"
    yield f"- Decision: **{links.markdown(ruling.decision)}**"
    yield f"- Reason: {links.markdown(ruling.reason)}"
