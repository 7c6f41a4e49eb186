"""What a run record holds of a search, as types; see `lines` for the rest."""

from typing import Annotated, NotRequired, TypedDict

from mapi_tck.record.words import LineOutcome, VerdictWord


class RecordedCase(TypedDict):
    """One case that a search tried."""

    lines: list[str]
    verdict: VerdictWord
    cause: str
    reason: str
    #: Only records of older versions have it.
    digest: NotRequired[str]


class RecordedCaseLine(TypedDict):
    """One line of a counter-example."""

    keyword: Annotated[str, ("Given", "When", "Then")]
    text: str
    table: list[list[str]]
    outcome: LineOutcome
    reason: str
    calls: int


class RecordedCounterexample(TypedDict):
    """The smallest case that breaks the law."""

    first_call: int
    lines: list[RecordedCaseLine]


class RecordedShrinking(TypedDict):
    """How many runs were spent on making a failing case small."""

    runs: int
    limit: int


class RecordedSequences(TypedDict):
    """Which of the clients' calls followed each other, and how often."""

    calls: list[str]
    pairs: list[list[int]]
    triples: list[list[int]]


class RecordedValues(TypedDict):
    """How many triples of values of the dimensions the judged cases bring together, and how many there can be."""

    met: int
    possible: int
    #: How many more came together only in cases that could not be judged, and the usual reason. Absent if none did.
    unjudged: NotRequired[int]
    because: NotRequired[str]


class ReplayableSearch(TypedDict):
    """What a replay needs of a search."""

    examples: list[RecordedCase]
    unstable: str
    shrinking: RecordedShrinking


class RecordedSearch(ReplayableSearch):
    """The result of the search, in a scenario that is a law."""

    law: str
    cases: str
    counterexample: RecordedCounterexample | None
    sequences: RecordedSequences
    #: Only a law whose cases are the rows of the dimensions has it.
    values: NotRequired[RecordedValues]
    packed: str
