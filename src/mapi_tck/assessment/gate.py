"""A run compared with a baseline: which failures are known deviations, and which entries no longer hold.

The entries come from the record's header. An entry is expired if it was so on the day on which the run began. So a record says
the same on every day.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from mapi_tck.assessment.grouping import grouped
from mapi_tck.claims.baseline import Baseline, Deviation
from mapi_tck.record.lines import ScenarioOutcome
from mapi_tck.record.run_record import Record
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.features import packaged_scenarios, requirement_of
from mapi_tck.suite.renamed import new_id
from mapi_tck.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Trouble:
    """An entry of the baseline that no longer holds, and why."""

    deviation: Deviation
    what: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.deviation.requirement} {self.deviation.cause}: {self.what}"


class Gate:
    """A run record and a baseline, compared."""

    def __init__(self, record: Record, baseline: Baseline, day: date | None = None) -> None:
        self.record = record
        self.baseline = baseline
        self.day = day or date.fromisoformat(record.header["started"][:10])
        strict = bool(record.header["options"]["strict"])
        #: Verdicts that make a run fail, and that an entry can therefore excuse.
        self._failing = (Verdict.FAIL, Verdict.WARNING) if strict else (Verdict.FAIL,)

    @cached_property
    def seen(self) -> dict[tuple[str, str], list[ScenarioOutcome]]:
        """Requirement and cause → the results that failed so, in the order of the plan."""
        failing = (result for result in self.record.outcomes if result["verdict"] in self._failing)
        return grouped(failing, lambda result: (result["requirement"], result["cause"]))

    @cached_property
    def known(self) -> tuple[Deviation, ...]:
        """The entries that hold and excuse a failure of this run."""
        return tuple(item for item in self.baseline.deviations if item.key in self.seen and item.excuses(self.day))

    @cached_property
    def new(self) -> tuple[tuple[str, str], ...]:
        """Requirement and cause of every failure that no entry excuses."""
        excused = {item.key for item in self.known}
        return tuple(key for key in self.seen if key not in excused)

    @property
    def beyond(self) -> tuple[tuple[str, str], ...]:
        """Requirement and cause of every failure that the baseline does not name."""
        named = {item.key for item in self.baseline.deviations}
        return tuple(key for key in self.seen if key not in named)

    def excuse(self, result: ScenarioOutcome) -> Deviation | None:
        """The entry that excuses the result, if it is a known deviation."""
        if result["verdict"] not in self._failing:
            return None
        return next((item for item in self.known if item.key == (result["requirement"], result["cause"])), None)

    @cached_property
    def trouble(self) -> tuple[Trouble, ...]:
        """The entries that no longer hold: stale, expired, or without reason or owner. Each makes the gate fail."""
        return tuple(Trouble(item, what) for item in self.baseline.deviations if (what := self._trouble(item)))

    def _trouble(self, item: Deviation) -> str:
        if all(one["id"] != item.requirement for one in self.record.header["requirements"]):
            # A baseline may have entries of another role too.
            return unknown(item)
        if self.gone(item):
            return "the deviation is gone: remove the entry, or run mapi-tck baseline update"
        return item.trouble(self.day)

    def gone(self, item: Deviation) -> bool:
        """Whether the run shows that the deviation is gone: all scenarios of the requirement ended without it.

        A scenario that was not run, or ended undecided or in an error, shows nothing.
        """
        if item.key in self._wrong:
            return False
        asked = self._asked.get(item.requirement, [])
        open_ends = (Verdict.INCONCLUSIVE, Verdict.ERROR, Verdict.NOT_TESTED)
        ended = [id for id in asked if id in self.record.ended and self.record.ended[id]["verdict"] not in open_ends]
        return bool(asked) and len(ended) == len(asked)

    @cached_property
    def _wrong(self) -> set[tuple[str, str]]:
        """Requirement and cause of each deviation. A warning counts as one, with --strict and without it."""
        wrong = (Verdict.FAIL, Verdict.WARNING)
        return {(one["requirement"], one["cause"]) for one in self.record.ended.values() if one["verdict"] in wrong}

    @cached_property
    def _asked(self) -> dict[str, list[str]]:
        """Requirement → its scenarios that profile and level ask for."""
        about = {text["id"]: text["requirement"] for text in self.record.header["scenarios"]}
        return grouped(dict.fromkeys(self.record.header["asked"]), about.__getitem__)

    @cached_property
    def unseen(self) -> tuple[Deviation, ...]:
        """The entries that this run did not test: not all scenarios of their requirement ended with a verdict."""
        troubled = {item.deviation.key for item in self.trouble}
        return tuple(
            item for item in self.baseline.deviations if item.key not in self.seen and item.key not in troubled
        )

    def unexcused(self, results: Iterable[ScenarioOutcome]) -> list[Verdict]:
        """The verdicts of these results, without known deviations."""
        return [Verdict(result["verdict"]) for result in results if self.excuse(result) is None]


def unknown(item: Deviation) -> str:
    """What is wrong with the entry's requirement; "" where a role has it."""
    ids = load_catalogue().requirements
    if item.requirement in ids:
        return ""
    if new := new_id(item.requirement):
        judged = packaged_scenarios().get(new)
        return f"its new id is {new}" + (f", which judges {requirement_of(judged, load_catalogue())}" if judged else "")
    close = difflib.get_close_matches(item.requirement, ids, 1)
    return f"there is no such requirement; {f'did you mean {close[0]}?' if close else 'remove the entry'}"
