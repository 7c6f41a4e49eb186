"""The verdict of each requirement over many runs of one role, and since when it is so."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from mapi_tck.assessment import Assessment
from mapi_tck.errors import UsageError
from mapi_tck.record.lines import RecordedIdentity
from mapi_tck.record.run_record import UNSTABLE, Record
from mapi_tck.verdicts import ExitCode, Verdict

#: A better verdict has a higher number. A verdict that is not here does not judge the implementation.
_RANK: Final = {
    Verdict.FAIL: 0,
    Verdict.ERROR: 0,
    Verdict.INCONCLUSIVE: 0,
    Verdict.WARNING: 1,
    Verdict.PASS: 2,
}

NEWLY_FAILING: Final = "newly failing"
NOT_PASSING: Final = "not passing"
UNSTABLE_NOW: Final = "unstable"
FIXED: Final = "fixed"


@dataclass(frozen=True, slots=True)
class Past:
    """One run. Its record is not in memory."""

    path: Path
    identity: RecordedIdentity
    suite: str
    started: str
    verdict: str
    exit_code: ExitCode
    #: Requirement → its verdict, and whether the run itself found it unstable.
    verdicts: dict[str, tuple[Verdict, bool]]

    @property
    def same_as(self) -> tuple[str, str | None, str]:
        """What two runs share if only chance can make them differ."""
        return self.identity["version"], self.identity["digest"], self.suite


def past(path: Path, record: Record) -> Past:
    """What the history needs of a record."""
    run = Assessment(record)
    return Past(
        path,
        record.identity,
        record.header["kit"]["suite_digest"],
        record.header["started"],
        run.verdict,
        run.exit_code,
        {
            item.id: (item.verdict, any(result["cause"] == UNSTABLE for result in item.results))
            for item in run.requirements
        },
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement over all runs."""

    id: str
    statement: str
    strength: str
    #: Its verdict in each run, the oldest first; `None` where the suite of the run does not have it.
    verdicts: tuple[Verdict | None, ...]
    #: What a reader must know about it: newly failing, not passing, unstable or fixed; "" for nothing.
    state: str
    #: The number of the run since which it is so.
    since: int


class History:
    """Many runs of one role, the oldest first."""

    def __init__(self, runs: Sequence[tuple[Path, Record]]) -> None:
        """Raises `UsageError` for runs of different roles, and for a what-if."""
        roles = {record.header["options"]["role"] for _, record in runs}
        if len(roles) > 1:
            raise UsageError("these runs do not belong together: they are about different roles")
        for path, record in runs:
            if record.header["options"].get("ruling"):
                raise UsageError("this is a what-if, judged under another reading", str(path))
        (self.role,) = roles
        self.runs = tuple(sorted((past(path, record) for path, record in runs), key=lambda one: one.started))
        self._texts = {
            item["id"]: item
            for _, record in sorted(runs, key=lambda one: one[1].header["started"])
            for item in record.header["requirements"]
        }

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every requirement of any run: those that a reader must know about first, then in the order of the catalogue."""
        order = (NEWLY_FAILING, UNSTABLE_NOW, NOT_PASSING, FIXED, "")
        found = [self._line(id) for id in self._texts]
        return tuple(sorted(found, key=lambda line: order.index(line.state)))

    @property
    def exit_code(self) -> ExitCode:
        """1 if a requirement is newly failing in the last run, 3 if one is unstable, else 0."""
        states = {line.state for line in self.lines}
        if NEWLY_FAILING in states:
            return ExitCode.FAILED
        return ExitCode.UNDECIDED if UNSTABLE_NOW in states else ExitCode.CONFORMS

    def _line(self, id: str) -> Line:
        verdicts = tuple(run.verdicts[id][0] if id in run.verdicts else None for run in self.runs)
        state, since = self._state(id, verdicts)
        text = self._texts[id]
        return Line(id, text["statement"], text["strength"], verdicts, state, since)

    def _state(self, id: str, verdicts: Sequence[Verdict | None]) -> tuple[str, int]:
        judged = [
            (number, verdict) for number, verdict in enumerate(verdicts) if verdict is not None and verdict in _RANK
        ]
        if not judged:
            return "", 0
        if (unstable := self._unstable(id, judged)) is not None:
            return UNSTABLE_NOW, unstable
        last, now = judged[-1]
        streak = [number for number, _ in _same_at_the_end(judged)]
        since, before = streak[0], [verdict for number, verdict in judged if number < streak[0]]
        if now is Verdict.PASS:
            return (FIXED, since) if before and since == last else ("", 0)
        return (NEWLY_FAILING, since) if before and since == last == len(verdicts) - 1 else (NOT_PASSING, since)

    def _unstable(self, id: str, judged: Sequence[tuple[int, Verdict]]) -> int | None:
        """The number of the first run that gave another verdict than one of the same implementation; `None` for none.

        Only runs of what was tested last count: what an earlier version did is over.
        """
        latest = self.runs[judged[-1][0]]
        own = [(number, verdict) for number, verdict in judged if self.runs[number].same_as == latest.same_as]
        if any(self.runs[number].verdicts[id][1] for number, _ in own):
            return own[0][0]
        return next((number for number, verdict in own if verdict is not own[0][1]), None)


def _same_at_the_end(judged: Sequence[tuple[int, Verdict]]) -> list[tuple[int, Verdict]]:
    """The last entries whose verdicts are equally good."""
    rank = _RANK[judged[-1][1]]
    found = []
    for number, verdict in reversed(judged):
        if _RANK[verdict] != rank:
            break
        found.append((number, verdict))
    return found[::-1]


def records_in(folder: Path, name: str) -> list[Path]:
    """The records of a folder: its own, or those of the folders in it. `name` is the file of a record."""
    if (folder / name).is_file():
        return [folder / name]
    return sorted(path for path in folder.glob(f"*/{name}") if path.is_file())
