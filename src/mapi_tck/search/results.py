"""What the record holds of a search: every case with its verdict, and which calls followed each other.

The record holds the lines and the verdict of each case. The traces of all cases are packed together, so that a replay can judge
each case again. The calls and checks of a case that fails become part of the scenario.
"""

import base64
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, cast

from mapi_tck.errors import UsageError
from mapi_tck.record import lines, search_lines
from mapi_tck.record.limits import LIMIT_HINT, read_limit
from mapi_tck.scenario.recorder import KIT, TraceEntry
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.search import examples
from mapi_tck.search.corpus import corpus_rows
from mapi_tck.search.dimensions import Row, load_dimensions, number_of
from mapi_tck.search.examples import Example
from mapi_tck.search.law_scenario import LawScenario
from mapi_tck.search.plan import Surroundings
from mapi_tck.verdicts import Verdict
from mapi_tck.wire.sizes import MEGABYTE

#: The interfaces that a client calls: a search varies the order of these calls.
_CALLED: Final = frozenset({"adapter", "session", "table", "row_set", "status_object"})

#: What a packed trace holds of an entry, in this order; the rest follows from it.
_PACKED: Final = [
    "interface",
    "object",
    "method",
    "arguments",
    "supplier",
    "within",
    "caller",
    "code",
    "value",
    "broke",
    "answer",
]


#: The recorded search of a record that holds none.
NOTHING_SEARCHED: Final[search_lines.ReplayableSearch] = {
    "examples": [],
    "unstable": "",
    "shrinking": {"runs": 0, "limit": 0},
}


@dataclass(frozen=True, slots=True)
class Tried:
    """One case that was run."""

    example: Example
    verdict: Verdict
    cause: str
    reason: str
    trace: str = "[]"
    calls: tuple[str, ...] = ()
    #: How many waits reached their limit.
    vain: int = 0
    #: The scenario, if the case failed or broke.
    scenario: Scenario | None = None

    @property
    def judged(self) -> bool:
        """Whether the case was judged."""
        return self.verdict in (Verdict.PASS, Verdict.FAIL, Verdict.WARNING)

    def breaks(self, cause: str) -> bool:
        """Whether the case breaks the law, for this cause or, where the cause is empty, for any."""
        return self.verdict in (Verdict.FAIL, Verdict.WARNING) and cause in ("", self.cause)

    def to_json(self) -> search_lines.RecordedCase:
        """The case as the run record holds it."""
        return {
            "lines": examples.written(self.example),
            "verdict": str(self.verdict),
            "cause": self.cause,
            "reason": self.reason,
        }


def adopted(tried: Tried, tck: LawScenario) -> search_lines.RecordedCounterexample:
    """Add the calls and checks of a case to the search's scenario. Returns its lines, each with its number of calls."""
    inner = tried.scenario
    assert inner is not None
    before = len(tck.recorder.entries)
    of_line = Counter(entry.line for entry in inner.recorder.entries)
    tck.adopt(inner)
    told: list[search_lines.RecordedCaseLine] = [
        {
            "keyword": line.keyword,
            "text": line.text,
            "table": [list(row) for row in example_line.table],
            "outcome": line.outcome,
            "reason": line.reason,
            "calls": of_line[line.number],
        }
        for line, example_line in zip(inner.lines, tried.example, strict=True)
    ]
    return {"lines": told, "first_call": before + 1}


def _shown(entry: TraceEntry) -> list[Any]:
    request, answer, broke = entry.request, entry.answer, entry.broke
    return [
        request.interface,
        request.handle,
        request.method,
        request.arguments,
        entry.supplier,
        entry.within,
        entry.caller,
        None if answer is None else answer.code,
        None if answer is None else answer.value,
        None if broke is None else str(broke.breakage),
        "" if broke is None else entry.text,
    ]


def packed(entries: Sequence[TraceEntry]) -> str:
    """The trace, as a replay needs it."""
    return json.dumps([_shown(entry) for entry in entries], separators=(",", ":"))


def packed_together(tried: Iterable[Tried]) -> str:
    """The traces of all cases, compressed: they are much alike."""
    text = f"[{','.join(case.trace for case in tried)}]"
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def unpacked(text: str) -> list[list[lines.ReplayableCall]]:
    """The traces of all cases, each a list of entries as a run record holds them.

    Raises `UsageError` if they are longer than a reader takes.
    """
    limit = read_limit()
    unpacker = zlib.decompressobj()
    whole = unpacker.decompress(base64.b64decode(text), limit)
    if unpacker.unconsumed_tail:
        raise UsageError(f"the packed calls of a search are longer than {limit / MEGABYTE:g} MB", hint=LIMIT_HINT)
    cases = json.loads(whole)
    return [[_entry(number, fields) for number, fields in enumerate(case, 1)] for case in cases]


def _entry(number: int, fields: Sequence[Any]) -> lines.ReplayableCall:
    entry = {"number": number, "line": 0, "seconds": 0.0, **dict(zip(_PACKED, fields, strict=True))}
    return cast(lines.ReplayableCall, entry)


def called(entries: Sequence[TraceEntry]) -> tuple[str, ...]:
    """The client's calls, in order."""
    return tuple(
        f"{entry.request.interface}.{entry.request.method}"
        for entry in entries
        if entry.within is None and entry.supplier != KIT and entry.request.interface in _CALLED
        if entry.request.method not in ("describe", "test_bed", "close")
    )


def sequences(cases: Iterable[Sequence[str]]) -> search_lines.RecordedSequences:
    """How often two calls, and three calls, came one after the other. This shows how much was searched."""
    pairs: Counter[tuple[str, ...]] = Counter()
    triples: Counter[tuple[str, ...]] = Counter()
    for calls in cases:
        pairs.update(pairwise(calls))
        triples.update(zip(calls, calls[1:], calls[2:], strict=False))
    names = sorted({name for pair in pairs for name in pair})
    place = {name: number for number, name in enumerate(names)}
    return {
        "calls": names,
        "pairs": [[*(place[name] for name in pair), number] for pair, number in sorted(pairs.items())],
        "triples": [[*(place[name] for name in triple), number] for triple, number in sorted(triples.items())],
    }


def values_met(rows: Sequence[tuple[Tried, Row]], surroundings: Surroundings) -> search_lines.RecordedValues:
    """How many triples of values the judged cases bring together, of those that the surroundings allow.

    And how many more came together only in cases that could not be judged, with the usual reason.
    """
    dimensions = load_dimensions()
    others = [tried.reason for tried, _ in rows if not tried.judged]
    met = number_of(dimensions.triples(row for tried, row in rows if tried.judged))
    possible = number_of(dimensions.possible(corpus_rows(), surroundings))
    values: search_lines.RecordedValues = {"met": met, "possible": possible}
    if unjudged := number_of(dimensions.triples(row for _, row in rows)) - met:
        values["unjudged"] = unjudged
        values["because"] = Counter(others).most_common(1)[0][0]
    return values
