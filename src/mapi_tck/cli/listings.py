"""The rows that `mapi-tck adapters`, `requirements` and `scenarios` list, and the rows as text or JSON.

As JSON a listing is a list with one object for each row. The keys of the object are the fields of the row's class below. The
values are texts, booleans, numbers, lists of texts, and for `example` an object of texts. A value that is missing is `null` or
empty. Later versions may add keys. The meaning of a key never changes.
"""

import inspect
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from mapi_tck.assessment import printing
from mapi_tck.assessment.grouping import grouped
from mapi_tck.assessment.words import plural
from mapi_tck.errors import UsageError, apart_hint
from mapi_tck.ports.roles import Role
from mapi_tck.suite.catalogue import PROCEDURES, STEPS, Catalogue, Requirement, specification
from mapi_tck.suite.features import ScenarioText, matches, on_step, requirement_of

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from rich.console import RenderableType
    from rich.text import Text


@dataclass(frozen=True, slots=True)
class AdapterRow:
    """An adapter that an installed package offers."""

    name: str
    #: How it is written: `stdio:COMMAND`.
    form: str
    #: What it is, in one sentence; or why it cannot be loaded.
    summary: str
    #: The distribution that offers it.
    package: str
    #: Whether it is the kit's own.
    built_in: bool
    #: Whether it can be loaded.
    loads: bool
    #: The roles in which its implementation can be under test; empty if it does not say.
    roles: list[str]


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """A requirement of the catalogue, with what judges it."""

    id: str
    #: `A`, `B`, `X` (the flush conversation), or "".
    procedure: str
    step: str
    statement: str
    role: str
    strength: str
    source: str
    #: Where the source says it, and the address of that place; "" if the catalogue does not tell.
    place: str
    address: str
    evidence: str
    profile: str
    rulings: Sequence[str]
    #: The option of the declaration without which it does not apply.
    applies_if: str | None
    #: Why no scenario judges it; "" if one does.
    unjudged: str
    note: str
    #: The ids of the scenarios that judge it, one for each row of examples, without placements.
    scenarios: list[str]


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A scenario, or one row of an outline's examples."""

    #: What `--only` takes, and what the run record calls it.
    id: str
    file: str
    line: int
    rule: str
    #: As written, with the placeholders of an outline.
    name: str
    requirement: str
    step: str
    strength: str
    evidence: str
    profile: str
    tags: Sequence[str]
    walkthrough: bool
    #: Column → value; empty if it is no outline.
    example: dict[str, str]
    #: In role transport: where in the profile the hosted provider is; else `null`.
    placement: str | None


Row = AdapterRow | RequirementRow | ScenarioRow


def as_json(rows: Sequence[Row]) -> str:
    """The rows as a list of objects."""
    return json.dumps([asdict(row) for row in rows], indent=2, ensure_ascii=False)


def adapters() -> list[AdapterRow]:
    """The adapters of all installed packages: the kit's own first, then by name."""
    from mapi_tck.settings.adapter_forms import known_adapters

    rows = [_adapter(name, point) for name, point in known_adapters().items()]
    return sorted(rows, key=lambda row: (not row.built_in, row.name))


def _adapter(name: str, point: "EntryPoint") -> AdapterRow:
    from mapi_tck.settings.adapter_forms import served

    package = point.dist.name if point.dist is not None else ""
    built_in = point.value.startswith("mapi_tck.adapters.")
    try:
        made = point.load()
    except Exception as error:  # One package that cannot be loaded does not hide the others.
        text = " ".join(str(error).split())
        return AdapterRow(name, name, f"cannot be loaded: {type(error).__name__}: {text}", package, built_in, False, [])
    form, summary = _explained(name, made)
    return AdapterRow(name, form, summary, package, built_in, True, [str(role) for role in served(made)])


def _explained(name: str, made: object) -> tuple[str, str]:
    """Form and summary of an adapter. They come from the docstring of its factory or module that begins with the form.

    If neither does, the form is the name, and the summary is the first paragraph of the factory's docstring.
    """
    own = _first_paragraph(made)
    module = _first_paragraph(sys.modules.get(getattr(made, "__module__", "")))
    for text in (own, module):
        if found := re.match(rf"`({re.escape(name)}(?::[^`]+)?)`: *(.+)", text):
            return found[1], found[2][0].upper() + found[2][1:]
    return name, own


def _first_paragraph(thing: object) -> str:
    return " ".join((inspect.getdoc(thing) or "").partition("\n\n")[0].split()) if thing is not None else ""


def adapters_text(rows: Sequence[AdapterRow]) -> "RenderableType":
    """Each form with its meaning. The last form needs no installed package."""
    shown = [(row.form, f"{row.summary}{_roles(row)}{'' if row.built_in else f' ({row.package})'}") for row in rows]
    yours = "A class of yours, in this folder or installed; docs/adapters.md. Role: the one whose methods it has."
    return printing.columns(*shown, ("package.module:Name", yours))


def _roles(row: AdapterRow) -> str:
    return f" Role{'' if len(row.roles) == 1 else 's'}: {', '.join(row.roles)}." if row.roles else ""


def requirements(
    catalogue: Catalogue,
    scenarios: Iterable[ScenarioText],
    words: Sequence[str] = (),
    *,
    steps: Sequence[str] = (),
    strengths: Sequence[str] = (),
    roles: Sequence[str] = (),
    evidence: Sequence[str] = (),
    profile: str = "full",
    unjudged: bool = False,
) -> list[RequirementRow]:
    """The requirements that fit all given filters, in the order of the source.

    A requirement fits a filter if it has one of the filter's values. A step may also be a procedure: A, B, or X, the flush
    conversation. A word may be an id, a ruling, a numbered step, a procedure, or a tag or id of a scenario. Raises `UsageError`
    for a word or step that names nothing.
    """
    written = (scenario for scenario in scenarios if scenario.placement is None)
    judging = grouped(written, lambda scenario: requirement_of(scenario, catalogue))
    known_steps = {*STEPS, *PROCEDURES}
    for step in steps:
        if step not in known_steps:
            hint = apart_hint(step, known_steps.__contains__, "--step") or f"A, B, {', '.join(STEPS)}"
            raise UsageError(f"there is no numbered step {step}", "--step", hint)
    everything = list(catalogue.requirements.values())

    def known(word: str) -> bool:
        return any(_named(word, item, judging.get(item.id, []), catalogue) for item in everything)

    for word in words:
        if not known(word):
            hint = apart_hint(word, known) or "an id, ruling, numbered step, procedure or tag"
            raise UsageError(f"{word} matches no requirement", "", hint)
    return [
        _requirement(item, judging.get(item.id, []))
        for item in everything
        if (not words or any(_named(word, item, judging.get(item.id, []), catalogue) for word in words))
        and (not steps or any(on_step(step, item) for step in steps))
        and (not strengths or str(item.strength) in {strength.upper() for strength in strengths})
        and (not roles or item.role in roles)
        and (not evidence or str(item.evidence) in evidence)
        and (profile == "full" or item.profile == profile)
        and (not unjudged or item.unjudged)
    ]


def _named(word: str, item: Requirement, judging: list[ScenarioText], catalogue: Catalogue) -> bool:
    plain = word.removeprefix("@")
    return (
        plain == item.id
        or plain in item.rulings
        or on_step(plain, item)
        or any(matches(word, scenario, catalogue) for scenario in judging)
    )


def _requirement(item: Requirement, judging: list[ScenarioText]) -> RequirementRow:
    same = {field.name: getattr(item, field.name) for field in fields(RequirementRow) if hasattr(item, field.name)}
    address = specification().address(item.source, item.place)
    return RequirementRow(**same, address=address, scenarios=[scenario.id for scenario in judging])


def requirements_text(rows: Sequence[RequirementRow]) -> "Iterator[RenderableType]":
    """The requirements under their numbered steps; the last line counts them."""
    widths = (max((len(row.id) for row in rows), default=0), len("SHOULD"))
    for step, own in grouped(rows, lambda row: row.step).items():
        yield f"{step}  {STEPS[step]}" if STEPS[step] and len(step) > 1 else STEPS[step]
        cells = [cell for row in own for cell in ((row.id, row.strength, row.statement), ("", "", _about(row)))]
        yield printing.columns(*cells, indent=2, widths=widths)
        yield ""
    judged = sum(not row.unjudged for row in rows)
    yield f"{plural(len(rows), 'requirement')}: {judged} judged, {len(rows) - judged} not"


def _about(row: RequirementRow) -> "Text":
    """What judges the requirement and what it rests on. In a terminal the place on its page is a link."""
    from rich.text import Text

    about = [f"not judged: {row.unjudged}" if row.unjudged else plural(len(row.scenarios), "scenario")]
    about += [] if row.unjudged else [f"role {row.role}"]
    about += [f"evidence: {row.evidence}", *(["profile full"] if row.profile == "full" else [])]
    about += [", ".join(row.rulings)] if row.rulings else []
    about += [f"only if {row.applies_if}"] if row.applies_if else []
    place = f"{row.source}, {row.place}" if row.place else row.source
    return Text.assemble("; ".join(about), "; ", (place, f"link {row.address}" if row.address else ""))


def scenarios(
    texts: Iterable[ScenarioText], catalogue: Catalogue, words: Sequence[str] = (), role: Role | None = None
) -> list[ScenarioRow]:
    """The scenarios that one of the words names, in the order of the files; without words all of them.

    The words are those of `--only`. With a role only the scenarios that judge it are listed, a hosted one once for every
    placement. Without a role all are listed as they are written. Raises `UsageError` for a word that names no scenario.
    """
    everything = list(texts)
    listed = [scenario for scenario in everything if _listed(scenario, role, catalogue)]
    for word in words:
        named = [scenario for scenario in everything if matches(word, scenario, catalogue)]
        if named and not any(scenario in listed for scenario in named):
            other = next(other for other in Role if any(_listed(scenario, other, catalogue) for scenario in named))
            raise UsageError(f"{word} is about role {other} only", hint=f"--role {other}")
    from mapi_tck.settings.selection import review_only

    review_only(words, listed, catalogue, option="")
    # All placements of one scenario are listed together.
    written = {id: number for number, id in enumerate(dict.fromkeys(scenario.plain_id for scenario in everything))}
    return [
        _scenario(scenario, catalogue)
        for scenario in sorted(listed, key=lambda scenario: written[scenario.plain_id])
        if not words or any(matches(word, scenario, catalogue) for word in words)
    ]


def _listed(scenario: ScenarioText, role: Role | None, catalogue: Catalogue) -> bool:
    if role is None:
        return scenario.placement is None
    requirement = catalogue.requirements[requirement_of(scenario, catalogue)]
    from mapi_tck.settings.run import RunSettings

    return RunSettings("", role).role_judges(scenario, requirement)


def _scenario(scenario: ScenarioText, catalogue: Catalogue) -> ScenarioRow:
    requirement = catalogue.requirements[requirement_of(scenario, catalogue)]
    own = ("id", "file", "line", "rule", "name", "tags", "walkthrough", "placement")
    judged = ("step", "strength", "evidence", "profile")
    return ScenarioRow(
        **{name: getattr(scenario, name) for name in own},
        **{name: getattr(requirement, name) for name in judged},
        requirement=requirement.id,
        example=dict(zip(scenario.examples, scenario.values, strict=True)),
    )


def scenarios_text(rows: Sequence[ScenarioRow]) -> "Iterator[RenderableType]":
    """The scenarios under their files and rules. An outline and its placements are one row. The last line counts them all."""
    widths = (max((len(row.requirement) for row in rows), default=0),)
    written = 0
    for file, in_file in grouped(rows, lambda row: row.file).items():
        yield file
        for rule, in_rule in grouped(in_file, lambda row: row.rule).items():
            yield from [f"  {rule}"] if rule else []
            lines = grouped(in_rule, lambda row: row.line)
            written += len(lines)
            yield printing.columns(
                *(_line(line, variants) for line, variants in lines.items()), indent=4, widths=widths
            )
        yield ""
    yield _counted(rows, written)


def _line(line: int, variants: Sequence[ScenarioRow]) -> tuple[str, str]:
    first = variants[0]
    walk = " (walkthrough)" if first.walkthrough else ""
    return first.requirement, f"{first.name}{walk}{_variants(variants)}, line {line}"


def _variants(rows: Sequence[ScenarioRow]) -> str:
    """The number of examples, and the placements of the provider."""
    examples = {tuple(row.example.values()) for row in rows if row.example}
    placements = dict.fromkeys(row.placement for row in rows if row.placement)
    parts = [plural(len(examples), "example")] if examples else []
    parts += [f"provider {', '.join(placements)}"] if placements else []
    return f" ({'; '.join(parts)})" if parts else ""


def _counted(rows: Sequence[ScenarioRow], written: int) -> str:
    examples = len({(row.file, row.line, *row.example.values()) for row in rows})
    more = f", {examples} with all their examples" if examples > written else ""
    return f"{plural(written, 'scenario')}{more}" + (
        f", {len(rows)} with all placements" if len(rows) > examples else ""
    )
