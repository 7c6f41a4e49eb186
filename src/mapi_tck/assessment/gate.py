"""What a baseline makes of a run: which failures are known deviations, and which of its entries no longer hold.

The entries are those that the record's header holds, and the day is the one on which the run began, so that a record says the
same whenever it is read.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from mapi_tck.claims.baseline import Baseline, Deviation
from mapi_tck.record.run_record import RunRecord
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.verdicts import Verdict
from mapi_tck.wire.codecs import Json


@dataclass(frozen=True, slots=True)
class Trouble:
    """An entry of the baseline that no longer holds, with what is wrong with it."""

    deviation: Deviation
    what: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.deviation.requirement} {self.deviation.cause}: {self.what}"


class Gate:
    """A run record beside a baseline."""

    def __init__(self, record: RunRecord, baseline: Baseline, day: date | None = None) -> None:
        self.record = record
        self.baseline = baseline
        self.day = day or date.fromisoformat(record.header["started"][:10])
        strict = bool(record.header["options"]["strict"])
        #: Verdicts that make a run fail, and that an entry can therefore excuse.
        self._failing = (Verdict.FAIL, Verdict.WARNING) if strict else (Verdict.FAIL,)

    @cached_property
    def seen(self) -> dict[tuple[str, str], tuple[Json, ...]]:
        """Requirement and cause → the results that failed so, in the order of the plan."""
        found: dict[tuple[str, str], list[Json]] = {}
        for result in self.record.results:
            if result["verdict"] in self._failing:
                found.setdefault((result["requirement"], result["cause"]), []).append(result)
        return {key: tuple(results) for key, results in found.items()}

    @cached_property
    def known(self) -> tuple[Deviation, ...]:
        """The entries that hold, and excuse a failure that this run has seen."""
        return tuple(item for item in self.baseline.deviations if item.key in self.seen and item.excuses(self.day))

    @cached_property
    def new(self) -> tuple[tuple[str, str], ...]:
        """Requirement and cause of every failure that no entry excuses."""
        excused = {item.key for item in self.known}
        return tuple(key for key in self.seen if key not in excused)

    @property
    def beyond(self) -> tuple[tuple[str, str], ...]:
        """Requirement and cause of every failure that the baseline does not even name."""
        named = {item.key for item in self.baseline.deviations}
        return tuple(key for key in self.new if key not in named)

    def excuse(self, result: Json) -> Deviation | None:
        """The known deviation that the result is, if it is one."""
        if result["verdict"] not in self._failing:
            return None
        return next((item for item in self.known if item.key == (result["requirement"], result["cause"])), None)

    @cached_property
    def trouble(self) -> tuple[Trouble, ...]:
        """The entries that no longer hold: stale, expired, or without reason or owner. Each makes the gate fail."""
        return tuple(Trouble(item, what) for item in self.baseline.deviations if (what := self._trouble(item)))

    def _trouble(self, item: Deviation) -> str:
        if not self._concerned(item):
            return unknown(item)
        if self.gone(item):
            return "the deviation is gone; remove the entry (mapi-tck baseline update does)"
        return item.trouble(self.day)

    def _concerned(self, item: Deviation) -> bool:
        """Whether the run is about a role that has the requirement: another role's entries are none of its business."""
        return any(one["id"] == item.requirement for one in self.record.header["requirements"])

    def gone(self, item: Deviation) -> bool:
        """Whether the run shows that the deviation is no longer there: all that judges the requirement ended without it.

        What was not run, or ended undecided or in an error, shows nothing.
        """
        # A warning that nobody is strict about is the deviation all the same.
        wrong = (Verdict.FAIL, Verdict.WARNING)
        found = {(one["requirement"], one["cause"]) for one in self.record.results if one["verdict"] in wrong}
        if item.key in found:
            return False
        own = [text["id"] for text in self.record.header["scenarios"] if text["requirement"] == item.requirement]
        asked = set(own) & set(self.record.header["asked"])
        open_ends = (Verdict.INCONCLUSIVE, Verdict.ERROR, Verdict.NOT_TESTED)
        ended = [id for id in asked if id in self.record.ended and self.record.ended[id]["verdict"] not in open_ends]
        return bool(asked) and len(ended) == len(asked)

    @cached_property
    def unseen(self) -> tuple[Deviation, ...]:
        """The entries of which this run says nothing: their requirement was not judged, or not by all of its scenarios."""
        troubled = {item.deviation.key for item in self.trouble}
        return tuple(
            item for item in self.baseline.deviations if item.key not in self.seen and item.key not in troubled
        )

    def unexcused(self, results: Iterable[Json]) -> list[Verdict]:
        """The verdicts of these results but for what is a known deviation."""
        return [Verdict(result["verdict"]) for result in results if self.excuse(result) is None]


def unknown(item: Deviation) -> str:
    """What is wrong with the entry's requirement: "" if there is such a one, in whatever role."""
    ids = load_catalogue().requirements
    if item.requirement in ids:
        return ""
    close = difflib.get_close_matches(item.requirement, ids, 1)
    return f"there is no such requirement; {f'did you mean {close[0]}?' if close else 'remove the entry'}"


def gate_of(record: RunRecord) -> Gate | None:
    """The gate that the run was held to, if it was given a baseline."""
    written = record.header.get("baseline")
    return None if written is None else Gate(record, Baseline.from_json(written))
