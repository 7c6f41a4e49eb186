"""The catalogue: every testable statement with its id, and every ruling on a contradiction of the source."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast

from mapi_tck.ports import Evidence
from mapi_tck.ports.roles import Role
from mapi_tck.record.lines import RecordedRequirement, RecordedRuling, RecordedSpecification
from mapi_tck.verdicts import Strength

#: Option → what claiming it says. A requirement's `applies_if` names one of these.
OPTIONS: Final[Mapping[str, str]] = {
    "flush-async-ok": "the spooler honours FLUSH_ASYNC_OK and returns before the flush is done",
    "unicode-status-table": "the status table can be had with Unicode strings",
    "restriction-on-non-column": "the status table can be restricted on a property outside its column set",
    "lan-transport": "there are LAN transports",
    "modem-transport": "there are transports that drive a modem",
    "ras-transport": "there are transports that use RAS",
    "asynchronous-transport": "there are transports that only FLUSH_FORCE reaches",
    "transport-with-flush": "there are transports whose status object has STATUS_FLUSH_QUEUES",
    "transport-without-flush": "there are transports whose status object lacks STATUS_FLUSH_QUEUES",
    "deferral": "the transport defers messages: END_DONT_RESEND now, NOTIFY_SENTDEFERRED later",
}

#: The numbered steps, in the order in which a reader meets them, with what each asks for.
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

#: What the numbers of the conversation's steps begin with: spooler and transport, in the role `transport` only.
CONVERSATION: Final = "X"

#: Procedure → its numbered steps.
PROCEDURES: Final[Mapping[str, tuple[str, ...]]] = {
    "A": tuple(step for step in STEPS if step.startswith("A")),
    "B": tuple(step for step in STEPS if step.startswith("B")),
    "X": tuple(step for step in STEPS if step.startswith("X")),
}

REQUIREMENT_ID: Final = re.compile(r"^(?:[AB]\d(?:\.\d)?[a-z]|[IC]\d[a-z]?|[A-Z]{2}\d+)$")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One testable statement."""

    id: str
    #: The numbered step that it belongs to or that rests on it; "I" and "C" for what stands around the procedures.
    step: str
    statement: str
    role: str
    strength: Strength
    source: str
    evidence: Evidence
    rulings: tuple[str, ...] = ()
    applies_if: str | None = None
    #: Whether the topic itself asks for it (profile `topic`), or a page that it links to (profile `full` only).
    profile: str = "topic"
    #: Why no scenario judges it.
    unjudged: str = ""
    #: The optional method without which there is nothing to judge, say `table.hr_query_all_rows`.
    needs: str | None = None
    note: str = ""

    @property
    def procedure(self) -> str:
        """`A`, `B`, or "" for what belongs to both or stands around them."""
        return self.step[0] if self.step[0] in PROCEDURES else ""

    def to_json(self) -> RecordedRequirement:
        """The requirement as the run record holds it."""
        return {
            "id": self.id,
            "step": self.step,
            "statement": self.statement,
            "role": self.role,
            "strength": str(self.strength),
            "source": self.source,
            "evidence": str(self.evidence),
            "rulings": list(self.rulings),
            "applies_if": self.applies_if,
            "profile": self.profile,
            "unjudged": self.unjudged,
            "needs": self.needs,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Ruling:
    """How a contradiction of the source is decided."""

    id: str
    title: str
    letter: str
    other: str
    decision: str
    reason: str

    def to_json(self) -> RecordedRuling:
        """The ruling as the run record holds it."""
        return cast(RecordedRuling, asdict(self))


@dataclass(frozen=True, slots=True)
class Specification:
    """The text that the catalogue was written from."""

    #: The topic's title, and the file of its page.
    title: str
    topic: str
    #: Where its pages are published; the name of a page follows, without its `.md`.
    pages: str
    #: Where their source is kept, in which folder, and which commit of which day was read.
    repository: str
    folder: str
    revision: str
    dated: str

    def to_json(self) -> RecordedSpecification:
        """The specification as the run record holds it."""
        return cast(RecordedSpecification, asdict(self))


@cache
def specification() -> Specification:
    """The specification that the kit encodes."""
    return Specification(**tomllib.loads((features_root() / "specification.toml").read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All requirements and rulings, in the order of the source."""

    requirements: Mapping[str, Requirement]
    rulings: Mapping[str, Ruling]

    def judged(self) -> list[Requirement]:
        """The requirements that scenarios judge."""
        return [requirement for requirement in self.requirements.values() if not requirement.unjudged]


class CatalogueError(ValueError):
    """The catalogue itself is wrong; the lint says where."""


def features_root() -> Path:
    """The folder that holds the feature files and the catalogue."""
    root: Path = import_module("mapi_tck.features").ROOT
    return root


def _requirement(id: str, table: dict[str, Any]) -> Requirement:
    try:
        return Requirement(
            id=id,
            **{
                **table,
                "strength": Strength(table["strength"]),
                "evidence": Evidence(table.get("evidence", "calls")),
                "rulings": tuple(table.get("rulings", ())),
                "statement": " ".join(table["statement"].split()),
                "unjudged": " ".join(table.get("unjudged", "").split()),
                "note": " ".join(table.get("note", "").split()),
            },
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(f"{id}: {error}") from error


def load_catalogue(root: Path | None = None) -> Catalogue:
    """The catalogue and rulings of that folder; the kit's own are read once. Raises `CatalogueError` for what is inconsistent."""
    return _read(root) if root is not None else _packaged()


@cache
def _packaged() -> Catalogue:
    return _read(features_root())


def _read(folder: Path) -> Catalogue:
    requirements: dict[str, Requirement] = {}
    for path in sorted((folder / "catalogue").glob("*.toml")):
        for id, table in tomllib.loads(path.read_text("utf-8")).items():
            if id in requirements:
                raise CatalogueError(f"{id} is in the catalogue twice ({path.name})")
            requirements[id] = _requirement(id, table)
    rulings = {
        id: Ruling(id, **{key: " ".join(text.split()) for key, text in table.items()})
        for id, table in tomllib.loads((folder / "rulings.toml").read_text("utf-8")).items()
    }
    for requirement in requirements.values():
        _consistent(requirement, rulings)
    order = {step: number for number, step in enumerate(STEPS)}
    ordered = sorted(requirements.values(), key=lambda r: (order[r.step], bool(r.profile == "full"), _natural(r.id)))
    return Catalogue({requirement.id: requirement for requirement in ordered}, rulings)


def _natural(id: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.findall(r"\d+|\D+", id)]


def _consistent(requirement: Requirement, rulings: Mapping[str, Ruling]) -> None:
    if not REQUIREMENT_ID.match(requirement.id):
        raise CatalogueError(f"{requirement.id}: not a requirement id")
    if requirement.step not in STEPS:
        raise CatalogueError(f"{requirement.id}: there is no numbered step {requirement.step}")
    if requirement.profile not in ("topic", "full"):
        raise CatalogueError(f"{requirement.id}: there is no profile {requirement.profile}")
    if requirement.role not in (*Role, "client", "informative"):
        raise CatalogueError(f"{requirement.id}: there is no role {requirement.role}")
    if requirement.role not in tuple(Role) and not requirement.unjudged:
        raise CatalogueError(f"{requirement.id}: role {requirement.role} needs the reason why no scenario judges it")
    if requirement.applies_if is not None and requirement.applies_if not in OPTIONS:
        raise CatalogueError(f"{requirement.id}: {requirement.applies_if} is none of the options")
    for ruling in requirement.rulings:
        if ruling not in rulings:
            raise CatalogueError(f"{requirement.id}: there is no ruling {ruling}")
