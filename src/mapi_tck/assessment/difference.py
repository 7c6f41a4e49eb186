"""What changed from one run to another: the verdicts, and the possible reasons."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from mapi_tck.assessment import Assessment
from mapi_tck.assessment.grouping import grouped
from mapi_tck.assessment.words import listed
from mapi_tck.errors import UsageError
from mapi_tck.record.lines import RecordedOptions, RecordedRequirement, RecordedScenario
from mapi_tck.record.run_record import Record
from mapi_tck.suite.renamed import new_id
from mapi_tck.verdicts import ExitCode, Verdict


class Kind(StrEnum):
    """How the verdict of a scenario changed."""

    REGRESSION = "regression"
    FIX = "fix"
    NEWLY_TESTED = "newly tested"
    NO_LONGER_TESTED = "no longer tested"
    OTHERWISE = "changed otherwise"


#: A better verdict has a higher number. A verdict that is not here does not judge the implementation.
_RANK: Final = {
    Verdict.FAIL: 0,
    Verdict.ERROR: 0,
    Verdict.INCONCLUSIVE: 0,
    Verdict.WARNING: 1,
    Verdict.PASS: 2,
}


@dataclass(frozen=True, slots=True)
class State:
    """The verdict of a scenario in a run; "not run" where it has none."""

    verdict: str
    cause: str
    reason: str

    @property
    def judged(self) -> bool:
        """Whether the verdict judges the implementation."""
        return self.verdict in _RANK


@dataclass(frozen=True, slots=True)
class Change:
    """A scenario that ended differently than before, or that only one of the runs has judged."""

    kind: Kind
    requirement: RecordedRequirement
    scenario: RecordedScenario
    old: State
    new: State

    @property
    def cause(self) -> str:
        """The cause of the verdict that is not a pass; both causes where the cause is what changed."""
        if self.kind is Kind.OTHERWISE and self.old.cause and self.new.cause and self.old.cause != self.new.cause:
            return f"{self.old.cause} → {self.new.cause}"
        return self.new.cause or self.old.cause

    @property
    def why_not(self) -> str:
        """Why one of the runs has not judged the scenario; "" where both have."""
        if self.kind is Kind.NO_LONGER_TESTED:
            return self.new.reason
        return self.old.reason if self.kind is Kind.NEWLY_TESTED else ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that differs between the two records, and that may explain why verdicts changed."""

    what: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one requirement, with the same verdicts and the same cause."""

    kind: Kind
    requirement: RecordedRequirement
    old: str
    new: str
    cause: str
    changes: tuple[Change, ...]


#: What a reason can be about, in the order in which a reader asks.
WHATS: Final = ("implementation", "adapter", "suite", "declaration", "baseline", "options", "environment")


class Difference:
    """Two runs of the same role, side by side."""

    def __init__(self, old: Record, new: Record) -> None:
        belong_together(old.header["options"], new.header["options"])
        self.old, self.new = Assessment(old), Assessment(new)
        self._asked = {side: frozenset(side.header["asked"]) for side in (self.old, self.new)}
        self._planned = {side: frozenset(side.record.planned) for side in (self.old, self.new)}
        self._requirements = {
            side: {item["id"]: item for item in side.header["requirements"]} for side in (self.old, self.new)
        }

    @cached_property
    def _former(self) -> dict[str, str]:
        """Id in the newer run → the id that the scenario has in the older one, where it has changed."""
        gone = (id for id in self.old.texts if id not in self.new.texts)
        return {new: id for id in gone if (new := new_id(id)) in self.new.texts and new not in self.old.texts}

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every scenario whose verdict or cause changed, in the order of the newer run's catalogue."""
        order = {id: number for number, id in enumerate([*self.new.texts, *self.old.texts])}
        every = dict.fromkeys([*self.new.texts, *self.old.texts])
        former = set(self._former.values())
        found = [change for id in every if id not in former and (change := self._change(id)) is not None]
        places = {item["id"]: number for number, item in enumerate(self.new.header["requirements"])}
        return tuple(
            sorted(found, key=lambda c: (places.get(c.requirement["id"], len(places)), order[c.scenario["id"]]))
        )

    def _change(self, id: str) -> Change | None:
        old, new = self._state(self.old, id), self._state(self.new, id)
        if not old.judged and not new.judged:
            return None
        newest = self.new if id in self.new.texts else self.old
        text = newest.texts[id]
        requirement = self._requirements[newest][text["requirement"]]
        kind = _kind(old, new)
        return None if kind is None else Change(kind, requirement, text, old, new)

    def _state(self, side: Assessment, id: str) -> State:
        if side is self.old:
            id = self._former.get(id, id)
        outcome = side.record.ended.get(id)
        if outcome is not None:
            return State(outcome["verdict"], outcome["cause"], outcome["reason"])
        if id not in side.texts:
            return State("not run", "", "the suite does not have this scenario")
        if id not in self._planned[side]:
            asked = id in self._asked[side]
            return State("not run", "", "the selection leaves it out" if asked else "profile or level leave it out")
        return State("not run", "", "the run stopped before the scenario ended")

    def groups(self, kind: Kind) -> tuple[Group, ...]:
        """The changes of that kind by requirement, verdicts and cause."""
        found = grouped(
            (change for change in self.changes if change.kind is kind),
            lambda change: (change.requirement["id"], change.old.verdict, change.new.verdict, change.cause),
        )
        return tuple(
            Group(kind, changes[0].requirement, old, new, cause, tuple(changes))
            for (_, old, new, cause), changes in found.items()
        )

    @cached_property
    def regressed(self) -> bool:
        """Whether something is worse than it was."""
        return any(change.kind is Kind.REGRESSION for change in self.changes)

    @cached_property
    def open(self) -> int:
        """How many scenarios the old run judged and the new one planned, but stopped before they ended."""
        ended = self.new.record.ended
        return sum(
            id not in ended and self._state(self.old, id).judged for id in dict.fromkeys(self.new.record.planned)
        )

    @property
    def exit_code(self) -> ExitCode:
        """The exit code: one regression is enough to fail; without one, a scenario that did not end leaves it undecided."""
        if self.regressed:
            return ExitCode.FAILED
        return ExitCode.UNDECIDED if self.open else ExitCode.CONFORMS

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """What differs between the records: implementation, adapter, suite, declaration, baseline, options, environment."""
        sides = [_said(self.old.record), _said(self.new.record)]
        return tuple(
            Reason(what, field, sides[0][what].get(field, "not given"), sides[1][what].get(field, "not given"))
            for what in WHATS
            for field in {**sides[0][what], **sides[1][what]}
            if sides[0][what].get(field) != sides[1][what].get(field)
        )

    @property
    def same(self) -> tuple[str, ...]:
        """What is the same in both records."""
        return tuple(what for what in WHATS if what not in {reason.what for reason in self.reasons})

    def whole(self, requirement: str) -> tuple[str, str]:
        """The verdict of the whole requirement in the old run and in the new one; "" where a run does not have it."""
        return self._wholes[0].get(requirement, ""), self._wholes[1].get(requirement, "")

    @cached_property
    def _wholes(self) -> tuple[dict[str, str], dict[str, str]]:
        old, new = ({item.id: str(item.verdict) for item in side.requirements} for side in (self.old, self.new))
        return old, new

    @property
    def unexplained(self) -> str:
        """What to say of changes without a recorded reason; "" where there is one."""
        if any(reason.what not in ("environment", "baseline") for reason in self.reasons):
            return ""
        if not any(change.old.judged and change.new.judged for change in self.changes):
            return self._stopped
        if not self.new.record.identity["digest"]:
            return "nothing recorded has changed, but the implementation has no digest: it may have changed"
        return "nothing recorded has changed: the implementation itself differs from run to run (see --repeat)"

    @property
    def _stopped(self) -> str:
        stopped = [name for name, side in (("old", self.old), ("new", self.new)) if not side.complete]
        if not self.changes or not stopped:
            return ""
        runs = f"the {stopped[0]} run was" if len(stopped) == 1 else "both runs were"
        return f"nothing recorded has changed, but {runs} not finished"

    @property
    def why(self) -> str:
        """The possible reasons in one sentence."""
        # A baseline never changes how a scenario ends.
        changed = [what for what in WHATS if what not in self.same and what != "baseline"]
        if not changed and "baseline" not in self.same and not self.changes:
            return "only the baseline has changed: which deviations are known, not which are found"
        if not changed:
            return self.unexplained or "nothing recorded has changed"
        verb = "has" if len(changed) == 1 and changed != ["options"] else "have"
        return f"{listed(changed)} {verb} changed" + (f"; {self.unexplained}" if self.unexplained else "")


def belong_together(old: RecordedOptions, new: RecordedOptions) -> None:
    """Raise `UsageError` for two runs whose verdicts cannot be compared. Each is given by its options."""
    if old["role"] != new["role"]:
        raise UsageError(
            f"these runs do not belong together: the old one is about role {old['role']}, "
            f"the new one about role {new['role']}"
        )
    if old.get("ruling") != new.get("ruling"):
        raise UsageError(
            f"these runs do not belong together: the old one is judged by {_reading(old)}, "
            f"the new one by {_reading(new)}"
        )


def _reading(options: RecordedOptions) -> str:
    ruling = options.get("ruling")
    return f"the reading {ruling}" if ruling else "the kit's own rulings"


def _kind(old: State, new: State) -> Kind | None:
    if not old.judged:
        return Kind.NEWLY_TESTED
    if not new.judged:
        return Kind.NO_LONGER_TESTED
    was, now = Verdict(old.verdict), Verdict(new.verdict)
    # A violation is a regression, even if the old run was undecided.
    if _RANK[now] < _RANK[was] or (now is Verdict.FAIL and was is not Verdict.FAIL):
        return Kind.REGRESSION
    if _RANK[now] > _RANK[was]:
        return Kind.FIX
    return Kind.OTHERWISE if (old.verdict, old.cause) != (new.verdict, new.cause) else None


def _said(record: Record) -> dict[str, dict[str, str]]:
    """What may be a reason → name → what the record says of it."""
    header, identity = record.header, record.identity
    declaration = header["declaration"]
    claims: dict[str, Any] = {**declaration["claims"]}
    declared = {
        **{name: value for name, value in declaration["implementation"].items() if value},
        **{f"claim {name}": value for name, value in claims.items() if name != "transports"},
        **{f"transport {name}": value for name, value in claims.get("transports", {}).items()},
        **{f"parameter {name}": value for name, value in declaration["parameters"].items()},
    }
    named = {
        "name": identity["implementation"],
        "version": identity["version"],
        "vendor": identity["vendor"],
        "digest": identity["digest"],
    }
    options = {name: value for name, value in header["options"].items() if name != "role" and value is not None}
    baseline = header.get("baseline")
    known = baseline["deviations"] if baseline else []
    return {
        "implementation": {name: word or "not given" for name, word in named.items()},
        "adapter": {"form": header["adapter"], "observes": ", ".join(identity["observes"]) or "none"},
        "suite": {
            "kit": header["kit"]["version"],
            "digest": header["kit"]["suite_digest"],
            "specification": header["specification"]["revision"] if "specification" in header else "not given",
        },
        "declaration": {name: _text(value) for name, value in declared.items()},
        "baseline": {f"{item['requirement']} {item['cause']}": f"until {item['expires']}" for item in known},
        "options": {name: _text(value) for name, value in {"repeat": 1, **options}.items()},
        "environment": header["environment"],
    }


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return ", ".join(f"{key} {item}" for key, item in value.items()) if isinstance(value, dict) else str(value)
