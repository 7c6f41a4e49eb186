"""A run record that was read, and how several attempts of one scenario become one result."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import Final, Generic, TypeVar

from mapi_tck.record.lines import (
    Footer,
    Header,
    RecordedIdentity,
    RecordedTrait,
    RunResumed,
    ScenarioEnded,
    ScenarioOutcome,
)
from mapi_tck.record.origin import made_here
from mapi_tck.record.words import VerdictWord
from mapi_tck.verdicts import WORST_FIRST, Holds, Verdict

#: The cause of a scenario whose attempts ended differently.
UNSTABLE: Final = "unstable"

_UNKNOWN: Final[RecordedIdentity] = {"implementation": "", "version": "", "vendor": "", "digest": None, "observes": []}

#: Most scenarios have no traits. They share this list, which saves memory.
_NO_TRAITS: Final[list[RecordedTrait]] = []

#: What is in memory of a scenario that ended: its outcome only, or all of its line.
R = TypeVar("R", bound=ScenarioOutcome)


@dataclass(slots=True)
class Recorded(ABC, Generic[R]):
    """A record that was read. The outcome of each scenario is in memory; readers ask for its evidence."""

    header: Header
    started: list[str] = field(default_factory=list)
    #: Scenario → how it ended.
    ended: dict[str, R] = field(default_factory=dict)
    footer: Footer | None = None
    #: Each time that the run was stopped and went on.
    resumed: list[RunResumed] = field(default_factory=list)
    #: Scenario → how each attempt ended, of each scenario that runs several times.
    attempts: dict[str, list[R]] = field(default_factory=dict)
    #: Digest of the file that was read, as `sha256:…`; "" for a record that was not read from a file.
    digest: str = field(default="", compare=False)
    #: The file that was read, with the folder that it lies in; "" for a record that was not read from a file.
    name: str = field(default="", compare=False)

    @property
    def own(self) -> bool:
        """Whether the record was made here, by this user."""
        return made_here(self.header)

    @property
    def hidden(self) -> str:
        """What its file holds and it does not show, in words; "" if it shows everything."""
        return ""

    @abstractmethod
    def evidence(self, id: str) -> ScenarioEnded:
        """All that the record holds of a scenario that ended."""

    @abstractmethod
    def times(self, id: str) -> Iterator[ScenarioEnded]:
        """All that the record holds of each attempt of the scenario."""

    @abstractmethod
    def violates(self, id: str) -> bool:
        """Whether a check of the scenario does not hold."""

    @abstractmethod
    def searches(self, id: str) -> bool:
        """Whether the scenario holds the result of a search."""

    @property
    def identity(self) -> RecordedIdentity:
        """The implementation under test; its name is "" if the record names none."""
        return self.header["implementation"] or _UNKNOWN

    @property
    def repeat(self) -> int:
        """How often each scenario was to be run."""
        return self.header["options"].get("repeat", 1)

    @property
    def planned(self) -> list[str]:
        """The ids of the scenarios that were selected."""
        return self.header["plan"]

    @property
    def unfinished(self) -> list[str]:
        """The scenarios that started and did not end: those that were running when the run was killed."""
        return [id for id in dict.fromkeys(self.started) if id not in self.ended]

    @property
    def outcomes(self) -> Iterator[R]:
        """How each scenario ended, in the order of the plan; the run may have had another order."""
        order = {id: number for number, id in enumerate(self.planned)}
        return iter(sorted(self.ended.values(), key=lambda one: order.get(one["scenario"], len(order))))

    @property
    def results(self) -> Iterator[ScenarioEnded]:
        """All that the record holds of each scenario that ended, in the order of the plan."""
        return (self.evidence(one["scenario"]) for one in self.outcomes)


def violated(result: ScenarioEnded) -> bool:
    """Whether a check of the result does not hold."""
    return any(check["holds"] == Holds.NO for check in result["checks"])


def settled(attempts: Sequence[ScenarioEnded]) -> ScenarioEnded:
    """The one result of all attempts of a scenario, with the evidence of the worst attempt."""
    number, outcome = settlement(attempts)
    return {**attempts[number], **outcome}


def settlement(attempts: Sequence[ScenarioOutcome]) -> tuple[int, ScenarioOutcome]:
    """Which attempt of a scenario is shown, and the one outcome of all attempts: undecided if their verdicts differ."""
    verdicts = Counter(attempt["verdict"] for attempt in attempts)
    # The worst attempt has the most to show.
    number = min(range(len(attempts)), key=lambda n: WORST_FIRST.index(Verdict(attempts[n]["verdict"])))
    shown = outcome_of(attempts[number])
    shown["seconds"] = sum(attempt["seconds"] for attempt in attempts)
    if len(verdicts) == 1:
        # Several causes become one: a baseline that knows only one of them must not excuse the others.
        shown["cause"] = " or ".join(sorted({attempt["cause"] for attempt in attempts}))
        return number, shown
    passed = verdicts.pop(Verdict.PASS, 0)
    others = ", ".join(f"{times} {verdict}" for verdict, times in sorted(verdicts.items()))
    shown["reason"] = f"unstable: {passed} of {len(attempts)} passed; otherwise {others}: {shown['reason']}"
    shown["verdict"] = str(Verdict.INCONCLUSIVE)
    shown["cause"] = UNSTABLE
    shown["blame"] = None
    return number, shown


def outcome_of(result: ScenarioOutcome) -> ScenarioOutcome:
    """How a scenario ended, without the evidence."""
    outcome: ScenarioOutcome = {
        "scenario": intern(result["scenario"]),
        "requirement": intern(result["requirement"]),
        "verdict": intern(result["verdict"]),
        "cause": intern(result["cause"]),
        "reason": intern(result["reason"]),
        "blame": result["blame"],
        "traits": result["traits"] or _NO_TRAITS,
        "seconds": result["seconds"],
    }
    if "binding" in result:
        outcome["binding"] = result["binding"]
    if "claimed" in result:
        outcome["claimed"] = intern(result["claimed"])
    return outcome


def settled_verdict(verdicts: Iterable[VerdictWord]) -> Verdict:
    """The one verdict of all attempts of a scenario: the verdict that they share, or undecided if they differ."""
    found = set(verdicts)
    return Verdict(found.pop()) if len(found) == 1 else Verdict.INCONCLUSIVE
