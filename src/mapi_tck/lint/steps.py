"""Rules on lines and the phrases that they are, and on the order of a scenario's lines."""

import difflib
import inspect
from collections.abc import Iterator
from typing import Final

from mapi_tck.errors import unseen_hint
from mapi_tck.lint.step_index import Side, StepDefinition, by_side, definitions_for
from mapi_tck.lint.subject import Found, ScenarioNode, Subject, Wrong, repeated, rule, scenario_rule, shown
from mapi_tck.ports import Role
from mapi_tck.scenario.vocabulary import PLACE
from mapi_tck.suite.catalogue import PROCEDURES
from mapi_tck.suite.features import StepLine

#: How many families of phrases a reader can keep in mind: for each side (decision 0014).
MOST_FAMILIES: Final = 60


def _place(definition: StepDefinition) -> str:
    return f"{shown(definition.path)}:{definition.line}"


def _lines(scenario: ScenarioNode) -> Iterator[StepLine]:
    """Every line as it runs, once."""
    seen: set[tuple[int, str]] = set()
    for expanded in scenario.expanded:
        for line in expanded.lines:
            if (line.number, line.text) not in seen:
                seen.add((line.number, line.text))
                yield line


def _undefined(subject: Subject) -> Iterator[tuple[str, StepLine, StepDefinition | None]]:
    """Every line that no definition fits, with the phrase that it would be if all of its words were known."""
    for feature, scenario in subject.scenarios:
        for line in _lines(scenario):
            if not definitions_for(subject.definitions, line.type, line.text):
                near = [item for item in subject.definitions if item.kind == line.type and item.complaint(line.text)]
                yield feature.file, line, max(near, key=lambda item: len(PLACE.sub("", item.text)), default=None)


@rule
def undefined_step(subject: Subject) -> Iterator[Found]:
    """A line without definition only shows when its scenario runs."""
    for file, line, near in _undefined(subject):
        if near is None:
            yield file, line.number, f"no step is defined for: {line.keyword} {line.text}", _nearest(subject, line)


@rule
def unknown_words(subject: Subject) -> Iterator[Found]:
    """A phrase whose place holds other words than it knows is another line, which no step is defined for."""
    for file, line, near in _undefined(subject):
        if near is not None:
            message = f"{near.complaint(line.text)}; in: {line.keyword} {line.text}"
            yield file, line.number, message, unseen_hint(line.text) or f"{_place(near)} knows the words"


def _nearest(subject: Subject, line: StepLine) -> str:
    if hint := unseen_hint(line.text):
        return hint
    for definition in subject.definitions:
        if definition.matches(line.text):
            kinds = f"for {definition.kind.capitalize()}, and this is {line.type.capitalize()}"
            return f"{_place(definition)} defines it {kinds}"
    texts = [definition.text for definition in subject.definitions if definition.kind in ("", line.type)]
    close = difflib.get_close_matches(line.text, texts, 1)
    return f"did you mean: {close[0]}" if close else "see docs/steps.md"


@rule
def ambiguous_step(subject: Subject) -> Iterator[Found]:
    """Of two phrases that a line may be, pytest-bdd runs one without a warning."""
    for feature, scenario in subject.scenarios:
        for line in _lines(scenario):
            fitting = definitions_for(subject.definitions, line.type, line.text)
            if len(fitting) > 1:
                places = " and ".join(_place(definition) for definition in fitting)
                message = f"{places} all define: {line.keyword} {line.text}"
                yield feature.file, line.number, message, "make one text say more"


@rule
def unused_step(subject: Subject) -> Iterator[Found]:
    """A closed vocabulary holds what the features say, nothing else."""
    used = {
        definition
        for _, scenario in subject.scenarios
        for line in _lines(scenario)
        for definition in definitions_for(subject.definitions, line.type, line.text)
    }
    for definition in () if subject.unreadable else _judged(subject):
        # No file holds the scenarios that a search makes up; a test compares its phrases with what it proposes.
        if definition not in used and not definition.of_search:
            yield _found(definition, "no line uses the step")


def _found(definition: StepDefinition, message: str, hint: str = "") -> Found:
    return shown(definition.path), definition.line, f"{message}: {definition.text}", hint


@rule
def coroutine_step(subject: Subject) -> Iterator[Found]:
    """pytest-bdd does not await a coroutine step: its body never runs, and the line passes."""
    for definition in _judged(subject):
        if inspect.iscoroutinefunction(definition.function) or inspect.isasyncgenfunction(definition.function):
            yield _found(definition, "the step is a coroutine function", "use def")


@rule
def generator_step(subject: Subject) -> Iterator[Found]:
    """The kit's *Then* never starts a generator: the line passes. Elsewhere what follows `yield` runs after the verdict."""
    for definition in _judged(subject):
        if inspect.isgeneratorfunction(definition.function):
            yield _found(definition, "the step is a generator function", "put what ends it into a fixture")


@rule
def bare_step(subject: Subject) -> Iterator[Found]:
    """A *Then* declared by pytest-bdd's own decorator ends the scenario at a refusal, where the kit's is undecided.

    A step without kind fits lines that arrange and lines that judge.
    """
    hint = "from mapi_tck.scenario.vocabulary import given, when, then"
    for definition in _judged(subject):
        if definition.kind == "" or (definition.kind == "then" and not definition.judges):
            yield _found(definition, "the step is not declared by mapi_tck.scenario.vocabulary", hint)


@rule
def step_without_docstring(subject: Subject) -> Iterator[Found]:
    """The page of the vocabulary explains each phrase by its function's docstring."""
    for definition in _judged(subject):
        if not definition.doc:
            yield _found(definition, "the step has no docstring")


@rule
def equal_step_texts(subject: Subject) -> Iterator[Found]:
    """Of two definitions with one text and kind one is needless, even if no line uses them."""
    for definition, other in repeated(_judged(subject), lambda item: (item.kind, item.text)):
        yield _found(definition, f"{_place(other)} has the same text")


@rule
def too_many_families(subject: Subject) -> Iterator[Found]:
    """A reviewer reads one side's specification without reading code, so its phrases may begin in few ways only."""
    if not subject.judges_steps:
        return
    known = subject.catalogue
    roles = {tag: entry.table.get("role") for tag, entry in known.items()}
    lines = (
        (Side.judging(next((roles[tag] for _, tag in scenario.tags if tag in roles), "")), line)
        for _, scenario in subject.scenarios
        for line in _lines(scenario)
    )
    for side, definitions in by_side(subject.definitions, lines).items():
        first = {definition.family: definition for definition in reversed(definitions)}
        if len(first) > MOST_FAMILIES:
            last = list(first.values())[-1 - MOST_FAMILIES]
            message = f"the {side}'s vocabulary has {len(first)} families of phrases, more than {MOST_FAMILIES}"
            yield shown(last.path), last.line, message, "say it with the phrases there are: docs/steps.md"


def _judged(subject: Subject) -> tuple[StepDefinition, ...]:
    return subject.definitions if subject.judges_steps else ()


@scenario_rule
def no_then(scenario: ScenarioNode) -> Iterator[Wrong]:
    """Only *Then* lines judge."""
    if scenario.steps and "then" not in {line.type for line in _lines(scenario)}:
        yield scenario.line, "the scenario has no Then, so nothing is judged", ""


@scenario_rule
def no_when(scenario: ScenarioNode) -> Iterator[Wrong]:
    """A scenario is about a step that the client takes."""
    if scenario.steps and "when" not in {line.type for line in _lines(scenario)}:
        yield scenario.line, "the scenario has no When, so no step is taken", ""


@scenario_rule
def second_when(scenario: ScenarioNode) -> Iterator[Wrong]:
    """One *When* per scenario: with two it is open which of them a failing *Then* is about."""
    whens = [line for expanded in scenario.expanded[:1] for line in expanded.lines if line.type == "when"]
    blocks = [line for line in whens if line.keyword not in ("And", "But", "*")]
    for line in blocks[1:]:
        message = f"the scenario has a second When; the first is at line {blocks[0].number}"
        yield line.number, message, "use And"


@scenario_rule
def lines_out_of_order(scenario: ScenarioNode) -> Iterator[Wrong]:
    """Given, When, Then: readers rely on this order. Walkthroughs may judge on the way."""
    order = ("given", "when", "then")
    highest = 0
    for line in (line for expanded in scenario.expanded[:1] for line in expanded.lines):
        rank = order.index(line.type)
        if rank < highest and not scenario.walkthrough:
            message = f"{line.type.capitalize()} after {order[highest].capitalize()}"
            yield line.number, message, "Given, When, Then"
            break
        highest = max(highest, rank)


@rule
def walkthrough_order(subject: Subject) -> Iterator[Found]:
    """A reviewer reads walkthroughs first: each takes a procedure's numbered steps in order.

    It begins with the first and leaves none out, unless a line says so. The docstring of the step function says which step
    a line takes. If a client is under test, no line takes a step: the client takes them all.
    """
    of_clients = {id for id, entry in subject.catalogue.items() if entry.table.get("role") == Role.CLIENT}
    for feature, scenario in subject.scenarios:
        if scenario.walkthrough and not any(tag in of_clients for _, tag in scenario.tags):
            for expanded in scenario.expanded[:1]:
                whens = [line for line in expanded.lines if line.type == "when"]
                yield from ((feature.file, *found) for found in _misstep(subject, whens))


def _misstep(subject: Subject, whens: list[StepLine]) -> Iterator[tuple[int, str, str]]:
    definitions = [definitions_for(subject.definitions, "when", line.text) for line in whens]
    taken = [{step for definition in each for step in definition.numbered_steps} for each in definitions]
    left_out = [next((found.left_out for found in each if found.left_out), ()) for each in definitions]
    named = [steps | set(more) for steps, more in zip(taken, left_out, strict=True)]
    procedures = {name: _due(name, steps) for name, steps in PROCEDURES.items()}
    walked = [name for name, steps in procedures.items() if all(each & set(steps) for each in named)]
    if not walked:
        strange = next((line for line, steps in zip(whens, named, strict=True) if not steps), None)
        if strange is not None:
            yield strange.number, f"the line takes no numbered step: {strange.text}", "its docstring says so: Step A1."
        elif whens:
            yield whens[0].number, "the lines take steps of different procedures", ""
        return
    due = procedures[walked[0]]
    for line, each, more in zip(whens, taken, left_out, strict=True):
        if not due:
            yield line.number, f"the walkthrough goes on after step {procedures[walked[0]][-1]}", ""
            return
        if more and due[: len(more)] == list(more):
            due = due[len(more) :]
        elif due[0] in each:
            while due and due[0] in each:
                due = due[1:]
        else:
            wrong = f"leaves out {more[0]} to {more[-1]}" if more else f"takes {' or '.join(sorted(each))}"
            yield line.number, f"the walkthrough {wrong} where {due[0]} is due", ""
            return


def _due(name: str, steps: tuple[str, ...]) -> list[str]:
    """The procedure's steps that have lines of their own: a heading (B5, or X) has no line."""
    return [step for step in steps if step != name and not any(other.startswith(f"{step}.") for other in steps)]
