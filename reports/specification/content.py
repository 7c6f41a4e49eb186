"""What the annotated specification says at each place: page, our words, requirements, scenarios, rulings, proofs, verdicts."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby, takewhile
from typing import Any, Final

from mapi_tck.assessment import Assessment
from mapi_tck.ports.roles import Role
from mapi_tck.suite.catalogue import (
    OPTIONS,
    PROCEDURES,
    STEPS,
    Requirement,
    Ruling,
    load_catalogue,
    natural,
    specification,
)
from mapi_tck.suite.features import packaged_document, packaged_scenarios, packaged_suite
from mapi_tck.suite.proof import proofs
from mapi_tck.suite.published.alignment import where_steps_are
from mapi_tck.suite.published.binding import Binding, Told
from mapi_tck.suite.published.links import addresses
from mapi_tck.suite.published.page import Page
from mapi_tck.verdicts import Verdict, worst

from ..words.evidence import where
from ..words.gherkin import Table, parts

#: The rules of the closing remarks have numbers of their own: C1, C2, C3.
CLOSING: Final = "C"


#: What a reader of the scenarios has to know beforehand.
_READING: Final = """\
Each scenario tests one requirement. Its Given lines arrange the surroundings, its When lines take the step, and its Then
lines judge. Where a Given or When line cannot be carried out, the scenario is undecided. In an outline, each row of the
examples is a scenario of its own.

If the requirement is for the client, the kit plays the subsystem, and starts the client with a task. If it is for the
transport, the kit plays the spooler. Otherwise the kit plays the client, and takes the steps of the procedures.

In each flush of the kit, outgoing means FLUSH_UPLOAD and incoming FLUSH_DOWNLOAD (ruling D-01). FLUSH_NO_UI is passed, except
in a line that says “without FLUSH_NO_UI”. “Through the spooler” means FlushQueues of the spooler's status object: without
target, or with “for Branch” as target PR_ENTRYID of that transport's row. “Through the object of Office” means FlushQueues of
the status object of this transport, without target.

A scenario that names no transports has a profile with two: Direct supports FlushQueues, and Relayed does not support it. A
profile with, say, 65 transports has Office, Branch, Travel, Remote, Site5, Site6 and so on, and every second one does not
support FlushQueues.

“Every message has been transferred” is judged when the call has returned; what has left its queue by then may arrive in the
end (D-61). “No message has been transferred” and “no message is lost” are judged when messages have had the time to settle,
which the declaration gives: such a Then line waits by itself. “Has been tried” is said of a flush that may have failed.
“Where that can be arranged” and “where time is simulated” mean that the scenario goes on without it elsewhere. “Cases are
tried” means that the kit makes many scenarios up.

“Subsystem”, “transport” and “client” after “for” say who must keep a requirement. A violated MUST fails a run, and a violated
SHOULD gives a warning. For a MAY the report only says what it found. “Only if” names what an implementation must have for the
requirement to apply."""
READING: Final = tuple(" ".join(part.split()) for part in _READING.split("\n\n"))


#: What the rulings are.
RULINGS: Final = (
    "A ruling decides where the specification contradicts itself or is silent. "
    "A number that is missing belongs to a contradiction on which no requirement rests."
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the page, as it stands beside our words."""

    text: str
    #: Where it is published.
    address: str
    #: Its place in the binding of an English page.
    told: Told | None = None

    @property
    def requirements(self) -> tuple[str, ...]:
        """The requirements that say what it demands."""
        return self.told.known.requirements if self.told and self.told.known else ()

    @property
    def reason(self) -> str:
        """Why there are no such requirements."""
        return self.told.known.reason if self.told and self.told.known else ""

    @property
    def unbound(self) -> bool:
        """Whether the kit should know it, and does not."""
        return self.told is not None and self.told.known is None


@dataclass(frozen=True, slots=True)
class Said:
    """Our words about a step: the description of a rule."""

    #: The name of the rule.
    name: str
    text: str
    #: Whose part of the step it is about.
    role: str

    @property
    def whose(self) -> str:
        """The same in words."""
        return {Role.SUBSYSTEM: "The implementation", Role.TRANSPORT: "The transport"}.get(
            Role(self.role), "The client"
        )


@dataclass(frozen=True, slots=True)
class Written:
    """A scenario as it is written, an outline with its examples."""

    name: str
    file: str
    line: int
    gherkin: str
    #: Whether the feature arranges something before each of its scenarios.
    background: bool
    #: The worst verdict of its examples and placements in the run.
    verdict: Verdict | None

    @property
    def parts(self) -> Iterator[tuple[tuple[str, ...], Table]]:
        """The scenario in parts: lines of text, and the table below them."""
        return parts(self.gherkin.splitlines())


@dataclass(frozen=True, slots=True)
class Demand:
    """A requirement with all that belongs to it."""

    requirement: Requirement
    scenarios: tuple[Written, ...]
    #: The faulty implementations that its scenarios detect.
    proofs: tuple[str, ...]
    verdict: Verdict | None
    #: Why it has this verdict, where that is not pass, fail or warning.
    reason: str

    @property
    def obliged(self) -> str:
        """Who must keep it; an informative statement obliges no part."""
        return {"informative": "for information only"}.get(self.requirement.role, f"for the {self.requirement.role}")

    @property
    def only_if(self) -> str:
        """What an implementation must have for the requirement to apply; "" if it applies to all."""
        return OPTIONS[self.requirement.applies_if] if self.requirement.applies_if else ""

    @property
    def source(self) -> str:
        """Page and place. The closing remarks have no heading of their own, so that their place is that of procedure B."""
        item = self.requirement
        place = STEPS[CLOSING].lower() if (item.step, item.source) == (CLOSING, specification().topic) else item.place
        return where(item.source, place)


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the specification: a numbered step, introduction or closing remarks."""

    step: str
    title: str
    #: Our words about it.
    says: tuple[Said, ...]
    sentences: tuple[Sentence, ...]
    #: What the topic itself demands there, and what the pages demand that it links to.
    own: tuple[Demand, ...]
    linked: tuple[Demand, ...]
    verdict: Verdict | None

    @property
    def demands(self) -> tuple[Demand, ...]:
        """All requirements."""
        return (*self.own, *self.linked)

    @property
    def rulings(self) -> list[str]:
        """The rulings that the topic's own requirements rest on, by number."""
        return sorted({id for demand in self.own for id in demand.requirement.rulings}, key=natural)

    @property
    def scenarios(self) -> int:
        """How many scenarios judge its requirements."""
        return sum(len(demand.scenarios) for demand in self.demands)


class Annotated:
    """The specification with all that the kit knows about it, with a published page beside it, and with a run."""

    def __init__(
        self, page: Page | None = None, binding: Binding | None = None, assessment: Assessment | None = None
    ) -> None:
        self.page = page
        self.binding = binding
        self.assessment = assessment
        self._parts = where_steps_are(page) if page else {}
        self._addresses = addresses(page) if page else {}
        self._verdicts = _verdicts(assessment) if assessment else {}
        self._judged = {item.id: item for item in assessment.requirements} if assessment else {}
        self._proofs = {role: proofs(role) for role in Role}

    @property
    def tried(self) -> str | None:
        """When the last self-test has run the faulty implementations; `None` if none has."""
        return self._proofs[Role.SUBSYSTEM]["tried"]

    @property
    def rulings(self) -> Mapping[str, Ruling]:
        """All rulings."""
        return load_catalogue().rulings

    @cached_property
    def backgrounds(self) -> list[tuple[str, str]]:
        """The features that arrange something before each of their scenarios, with what they arrange."""
        return [(feature.file, text) for feature in packaged_suite() if (text := _background(feature.file))]

    @cached_property
    def unjudged(self) -> list[Demand]:
        """The requirements that no scenario judges, in order."""
        return [demand for entry in self.entries for demand in entry.demands if demand.requirement.unjudged]

    @cached_property
    def index(self) -> list[list[str]]:
        """The ids of all requirements, in lists of ids that begin alike."""
        ids = sorted(load_catalogue().requirements, key=natural)
        return [list(found) for _, found in groupby(ids, _series)]

    @cached_property
    def entries(self) -> list[Entry]:
        """Every place, in the order of the source."""
        return [self._entry(step, title) for step, title in STEPS.items()]

    @cached_property
    def sections(self) -> list[tuple[str, list[Entry]]]:
        """The entries in sections, each with its procedure, or "" outside of procedures."""
        found: list[tuple[str, list[Entry]]] = []
        for entry in self.entries:
            procedure = next((name for name, steps in PROCEDURES.items() if entry.step in steps), "")
            if not found or found[-1][0] != procedure or not procedure:
                found.append((procedure, []))
            found[-1][1].append(entry)
        return found

    def sentences(self, place: str) -> tuple[Sentence, ...]:
        """The sentences of the page at a place."""
        part = self._parts.get(place)
        if self.page is None or part is None:
            return ()
        known = {told.number: told for told in self.binding.at.get(part.place, ())} if self.binding else {}
        return tuple(
            Sentence(text, self._addresses[part.place, number], known.get(number))
            for number, text in enumerate(part.sentences, 1)
        )

    def _entry(self, step: str, title: str) -> Entry:
        demands = [self._demand(item) for item in load_catalogue().requirements.values() if item.step == step]
        own = tuple(demand for demand in demands if demand.requirement.profile == "topic")
        verdicts = [demand.verdict for demand in demands if demand.verdict is not None]
        return Entry(
            step,
            title,
            _rules().get(step, ()),
            self.sentences(step),
            own,
            tuple(demand for demand in demands if demand not in own),
            worst(verdicts) if verdicts else None,
        )

    def _demand(self, item: Requirement) -> Demand:
        judged = self._judged.get(item.id)
        role = next((role for role in Role if role == item.role), None)
        return Demand(
            item,
            tuple(self._written(item.id)),
            tuple(self._proofs[role]["proven"].get(item.id, ())) if role else (),
            judged.verdict if judged else None,
            judged.reason if judged else "",
        )

    def _written(self, requirement: str) -> Iterator[Written]:
        seen: set[tuple[str, int]] = set()
        for scenario in packaged_scenarios().values():
            if (
                scenario.placement is None
                and requirement in scenario.tags
                and (scenario.file, scenario.line) not in seen
            ):
                seen.add((scenario.file, scenario.line))
                yield Written(
                    scenario.name,
                    scenario.file,
                    scenario.line,
                    _gherkin(scenario.file)[scenario.line],
                    bool(_background(scenario.file)),
                    self._verdicts.get((scenario.file, scenario.line)),
                )


def _series(requirement: str) -> str:
    """The capital letters with which an id begins."""
    return "".join(takewhile(str.isupper, requirement))


def _verdicts(assessment: Assessment) -> dict[tuple[str, int], Verdict]:
    """File and line of a scenario of this suite → its worst verdict in the run, which another version of it may have made."""
    known = packaged_scenarios()
    found: dict[tuple[str, int], list[Verdict]] = {}
    for item in assessment.requirements:
        for result in item.results:
            if scenario := known.get(result["scenario"]):
                found.setdefault((scenario.file, scenario.line), []).append(Verdict(result["verdict"]))
    return {key: worst(verdicts) for key, verdicts in found.items()}


@cache
def _rules() -> Mapping[str, tuple[Said, ...]]:
    """Numbered step → what the rules about it say."""
    found: dict[str, tuple[Said, ...]] = {}
    for feature in packaged_suite():
        for child in packaged_document(feature.path)["feature"]["children"]:
            if "rule" in child:
                name, told = child["rule"]["name"], " ".join(child["rule"]["description"].split())
                first = name.partition(" ")[0]
                step = CLOSING if first[:1] == CLOSING and first[1:].isdigit() else first
                if step in STEPS:
                    found[step] = (*found.get(step, ()), Said(name, told, _role(child["rule"]["children"])))
    return {step: tuple(sorted(rules, key=lambda rule: rule.name.split()[0])) for step, rules in found.items()}


def _role(children: Sequence[Any]) -> str:
    """The role of the requirements that these scenarios judge."""
    tags = [tag["name"].lstrip("@") for child in children for tag in child.get("scenario", {}).get("tags", ())]
    return next(item.role for tag in tags if (item := load_catalogue().requirements.get(tag)))


@cache
def _background(file: str) -> str:
    """The background of a feature as it is written."""
    feature = next(feature for feature in packaged_suite() if feature.file == file)
    lines = feature.text.splitlines()
    nodes = packaged_document(feature.path)["feature"]["children"]
    starts = [start for start, _ in sorted(_nodes(nodes))]
    for node in (child["background"] for child in nodes if "background" in child):
        at = node["location"]["line"]
        end = next((start for start in starts if start > at), len(lines) + 1)
        return textwrap.dedent("\n".join(lines[at - 1 : end - 1])).rstrip()
    return ""


@cache
def _gherkin(file: str) -> Mapping[int, str]:
    """Line of a scenario → the scenario as it is written, without its tags."""
    feature = next(feature for feature in packaged_suite() if feature.file == file)
    lines = feature.text.splitlines()
    nodes = sorted(_nodes(packaged_document(feature.path)["feature"]["children"]))
    ends = [start for start, _ in nodes[1:]] + [len(lines) + 1]
    return {
        at: textwrap.dedent("\n".join(lines[at - 1 : end - 1])).rstrip()
        for (_, at), end in zip(nodes, ends, strict=True)
    }


def _nodes(children: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """The first line of each rule and scenario, with its tags, and the line of its name."""
    for child in children:
        for node in child.values():
            at = node["location"]["line"]
            yield min([at, *(tag["location"]["line"] for tag in node.get("tags", ()))]), at
            yield from _nodes(node.get("children", ()))
