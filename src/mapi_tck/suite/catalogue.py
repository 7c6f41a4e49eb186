"""The catalogue: all requirements, and all rulings on contradictions of the source."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from mapi_tck import verdicts
from mapi_tck.errors import did_you_mean
from mapi_tck.ports import Evidence, Role
from mapi_tck.record.lines import RecordedRequirement, RecordedRuling
from mapi_tck.suite import review
from mapi_tck.suite.kept_forms import kept_form
from mapi_tck.suite.places import place_of
from mapi_tck.suite.review import TomlFile, read_text
from mapi_tck.verdicts import Strength

T = TypeVar("T")

#: Option → what a claim of it means. A requirement's `applies_if` names one of these.
OPTIONS: Final[Mapping[str, str]] = {
    "flush-async-ok": "the spooler honours FLUSH_ASYNC_OK and returns before the flush is done",
    "unicode-status-table": "the status table can be had with Unicode strings",
    "restriction-on-non-column": "the status table can be restricted on a property outside its column set",
    "lan-transport": "there are LAN transports",
    "modem-transport": "there are transports that drive a modem",
    "ras-transport": "there are transports that use RAS",
    "asynchronous-transport": "there are transports that only FLUSH_FORCE reaches",
    "synchronous-transports": "there are transports that each flush reaches, also one without FLUSH_FORCE",
    "transport-with-flush": "there are transports whose status object has STATUS_FLUSH_QUEUES",
    "transport-without-flush": "there are transports whose status object lacks STATUS_FLUSH_QUEUES",
    "several-transports": "a profile can have several transports of the provider",
    "procedure-a": "the client walks procedure A",
    "procedure-b": "the client walks procedure B",
    "one-transport": "the client can flush one transport alone",
    "deferral": "the transport defers messages: END_DONT_RESEND now, NOTIFY_SENTDEFERRED later",
}

#: The numbered steps in the order of the source, with what each asks for.
STEPS: Final[Mapping[str, str]] = {
    "I": "Introduction",
    "A1": "Get the status table",
    "A2": "Limit its columns",
    "A3": "Build the restriction on the spooler",
    "A4": "Retrieve the spooler's row",
    "A5": "Open the spooler's status object",
    "A6": "Call FlushQueues",
    "A7": "Release everything",
    "B1": "Get the status table",
    "B2": "Limit its columns",
    "B3": "Build the restriction on transport providers",
    "B4": "Retrieve the transports' rows",
    "B5": "For each row",
    "B5.1": "Open the transport's status object",
    "B5.2": "Find out whether it supports FlushQueues",
    "B5.3": "Call its FlushQueues, or the spooler's",
    "B5.4": "Release everything",
    "C": "Closing remarks",
    "X": "Outside of a flush: status row and status object",
    "X1": "The spooler announces the flush",
    "X2": "The transport gets ready and shows its first phase",
    "X3": "The spooler submits a message",
    "X4": "The transport takes it, or says why not",
    "X5": "The spooler asks what became of it",
    "X6": "The transport says whether it is sent",
    "X7": "Until the queue is empty",
    "X8": "The spooler ends the outbound phase",
    "X9": "The transport goes over to receiving",
    "X10": "The spooler offers an empty message",
    "X11": "The transport fills and saves it, or leaves it",
    "X12": "The spooler ends the inbound phase",
    "X13": "The transport lets go",
    "X14": "The next transport's turn",
}

#: How the numbers of the steps begin in which spooler and transport talk to each other; role `transport` only.
CONVERSATION: Final = "X"

#: Procedure → its numbered steps.
PROCEDURES: Final[Mapping[str, tuple[str, ...]]] = {
    name: tuple(step for step in STEPS if step.startswith(name)) for name in ("A", "B", CONVERSATION)
}

#: The ruling on a quiet background: it names the requirements that are judged only where nothing moves by itself.
QUIET: Final = "D-47"

REQUIREMENT_ID: Final = re.compile(r"^(?:[AB]\d(?:\.\d)?[a-z]|[IC]\d[a-z]?|[A-Z]{2}\d+)$")

#: Key of a requirement → the words that it may have.
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "step": tuple(STEPS),
    "role": (*map(str, Role), "informative"),
    "profile": ("topic", "full"),
    "applies_if": tuple(OPTIONS),
}

#: The modules that make the kept form of the catalogue.
_READING_CODE: Final = (Path(__file__), Path(review.__file__), Path(verdicts.__file__))

#: Key of a ruling → the words that it may have.
FOLLOWS: Final[Mapping[str, tuple[str, ...]]] = {"follows": ("letter", "other", "both", "neither")}

#: The texts of a ruling.
_TEXTS: Final = ("title", "letter", "other", "decision", "reason", "changed_by")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One testable statement."""

    id: str
    #: The numbered step that it belongs to, or that depends on it; "I" and "C" are introduction and closing remarks.
    step: str
    statement: str
    role: str
    strength: Strength
    source: str
    evidence: Evidence = Evidence.CALLS
    rulings: tuple[str, ...] = ()
    applies_if: str | None = None
    #: `topic` if the topic itself asks for it; `full` if only a page does that the topic links to.
    profile: str = "topic"
    #: The reason why no scenario judges it; empty if one does.
    unjudged: str = ""
    #: The optional method that it is about, for example `table.hr_query_all_rows`.
    needs: str | None = None
    note: str = ""
    #: Where the source says it: a heading of the page, and perhaps a step or name below it. "" if the catalogue does not tell.
    place: str = ""

    @property
    def procedure(self) -> str:
        """`A`, `B` or `X`; "" for introduction and closing remarks."""
        return self.step[0] if self.step[0] in PROCEDURES else ""

    @property
    def needs_quiet(self) -> bool:
        """Whether it can be judged only if no message moves by itself."""
        return QUIET in self.rulings

    def to_json(self) -> RecordedRequirement:
        """The requirement as the run record holds it."""
        return cast(RecordedRequirement, {**asdict(self), "rulings": list(self.rulings)})


@dataclass(frozen=True, slots=True)
class Ruling:
    """How a contradiction of the source is decided."""

    id: str
    title: str
    letter: str
    other: str
    decision: str
    reason: str
    #: Which reading the decision follows: `letter`, `other`, `both` (each in part) or `neither`. A run record does not hold it.
    follows: str = ""
    #: What would change the decision. A run record does not hold it, either.
    changed_by: str = ""

    def to_json(self) -> RecordedRuling:
        """The ruling as the run record holds it."""
        return cast(
            RecordedRuling, {name: text for name, text in asdict(self).items() if name not in ("follows", "changed_by")}
        )


@dataclass(frozen=True, slots=True)
class Specification:
    """The text that the catalogue was written from."""

    #: The topic's title, and the file of its page.
    title: str
    topic: str
    #: The address where its pages are published; the name of a page without its `.md` follows.
    pages: str
    #: The repository and folder of their source, and the commit that was read, with its day.
    repository: str
    folder: str
    revision: str
    dated: str

    def address(self, source: str, place: str = "") -> str:
        """Where a page is published, at its place; "" where its name is not that of a page."""
        if not re.fullmatch(r"[a-z0-9-]+\.md", source):
            return ""
        anchor = place_of(place).anchor
        return f"{self.pages}{source.removesuffix('.md')}{anchor and f'#{anchor}'}"


@cache
def specification() -> Specification:
    """The specification of the kit."""
    return TomlFile(features_root() / "specification.toml", "specification").made(Specification)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All requirements and rulings, in the order of the source."""

    requirements: Mapping[str, Requirement]
    rulings: Mapping[str, Ruling]

    def judged(self) -> list[Requirement]:
        """The requirements that scenarios judge."""
        return [requirement for requirement in self.requirements.values() if not requirement.unjudged]


def features_root() -> Path:
    """The folder that holds the feature files and the catalogue."""
    root: Path = import_module("mapi_tck.features").ROOT
    return root


@cache
def load_catalogue() -> Catalogue:
    """The kit's own catalogue and rulings, read once. Raises `UsageError` for a mistake."""
    root = features_root()

    def make() -> Any:
        read = read_catalogue(root)
        rows = [
            {**asdict(item), "strength": str(item.strength), "evidence": str(item.evidence)}
            for item in read.requirements.values()
        ]
        return rows, [asdict(ruling) for ruling in read.rulings.values()]

    files = [root / "rulings.toml", *sorted((root / "catalogue").glob("*.toml"))]
    content = [word for path in files for word in (path.name, read_text(path, "catalogue"))]
    requirements, rulings = kept_form(root / "catalogue", "read", content, _READING_CODE, make)
    made = (
        Requirement(**{**row, "strength": Strength(row["strength"]), "evidence": Evidence(row["evidence"])})
        for row in requirements
    )
    return Catalogue({item.id: item for item in made}, {row["id"]: Ruling(**row) for row in rulings})


def read_catalogue(folder: Path) -> Catalogue:
    """The catalogue and rulings of the folder. Raises `UsageError` for a mistake."""
    file = TomlFile(folder / "rulings.toml", "list of rulings")
    ids = sorted(file.content, key=natural)
    rulings = {id: _in_one_line(file.made(Ruling, id, kinds=FOLLOWS, id=id), _TEXTS) for id in ids}
    requirements: dict[str, Requirement] = {}
    for path in sorted((folder / "catalogue").glob("*.toml")):
        file = TomlFile(path, "catalogue")
        for id in file.content:
            if id in requirements:
                raise file.wrong((id,), "this id is in the catalogue twice")
            requirements[id] = _requirement(file, id, rulings)
    order = {step: number for number, step in enumerate(STEPS)}
    ordered = sorted(requirements.values(), key=lambda r: (order[r.step], bool(r.profile == "full"), natural(r.id)))
    return Catalogue({requirement.id: requirement for requirement in ordered}, rulings)


def _requirement(file: TomlFile, id: str, rulings: Mapping[str, Ruling]) -> Requirement:
    made = file.made(Requirement, id, kinds=WORDS, id=id)
    if not REQUIREMENT_ID.match(id):
        raise file.wrong((id,), "this is no requirement id", "for example A4a, B5.3a, I1, C2a or FQ1")
    if made.role not in tuple(Role) and not made.unjudged:
        what = f"role {made.role} needs the reason why no scenario judges it"
        raise file.wrong((id, "role"), what, 'unjudged = "…"')
    lost = next((ruling for ruling in made.rulings if ruling not in rulings), None)
    if lost is not None:
        raise file.wrong((id, "rulings"), f"there is no ruling {lost}", did_you_mean(lost, rulings))
    in_order = replace(made, rulings=tuple(sorted(made.rulings, key=natural)))
    return _in_one_line(in_order, ("statement", "unjudged", "note"))


def _in_one_line(item: T, texts: Iterable[str]) -> T:
    """The item with the lines of these texts joined."""
    return replace(item, **{name: " ".join(getattr(item, name).split()) for name in texts})  # type: ignore[type-var]


def natural(id: str) -> list[tuple[int, str]]:
    """The key by which ids are sorted as people sort them: B5.3 before B5.10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.findall(r"\d+|\D+", id)]
