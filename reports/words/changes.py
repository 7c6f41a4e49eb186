"""What changed between two runs, in the words that several reports share."""

from functools import cached_property
from typing import Final

from mapi_tck.assessment import Assessment, JudgedRequirement
from mapi_tck.assessment.difference import Difference, Group, Kind
from mapi_tck.assessment.grouping import grouped
from mapi_tck.record.run_record import Record
from mapi_tck.verdicts import ExitCode, Verdict
from mapi_tck.wire.codecs import Json

from .groups import SETTLED
from .wording import MARKS, plural

#: Kind of change → its heading, the most important kind first.
TITLES: Final = {
    Kind.REGRESSION: "Regressions",
    Kind.FIX: "Fixes",
    Kind.NEWLY_TESTED: "Newly tested",
    Kind.NO_LONGER_TESTED: "No longer tested",
    Kind.OTHERWISE: "Other changes",
}

_WORDS: Final = {Kind.REGRESSION: "regressed", Kind.FIX: "fixed", Kind.OTHERWISE: "changed in another way"}

#: Characters of a digest that are enough to tell runs apart.
_DIGEST: Final = 19


def word(kind: Kind) -> str:
    """What happened to a scenario, as the end of a sentence."""
    return _WORDS.get(kind, str(kind))


def verdict(difference: Difference) -> str:
    """The outcome in one sentence."""
    parts = [f"{amount(difference, kind)} {word(kind)}" for kind, _, _ in kinds(difference)]
    if not parts:
        return "No scenario's verdict changed"
    failing = sum(
        change.kind is Kind.NEWLY_TESTED and change.new.verdict == Verdict.FAIL for change in difference.changes
    )
    new = f"; {plural(failing, 'newly tested scenario')} {'fails' if failing == 1 else 'fail'}" if failing else ""
    return f"{_head(difference)}: {', '.join(parts)}{new}"


def _head(difference: Difference) -> str:
    if difference.regressed:
        return "Worse than before"
    if difference.open:
        return f"Not finished: the new run stopped before {plural(difference.open, 'scenario')} had ended"
    return "Nothing is worse"


def amount(difference: Difference, kind: Kind) -> str:
    """How many scenarios of how many requirements changed in this way; a requirement may be counted for several ways."""
    groups = difference.groups(kind)
    requirements = {group.requirement["id"] for group in groups}
    scenarios = sum(len(group.changes) for group in groups)
    return f"{plural(scenarios, 'scenario')} of {plural(len(requirements), 'requirement')}"


def as_a_whole(difference: Difference, group: Group) -> str:
    """The verdicts of the whole requirement in words; "" if they are those of the scenarios that changed."""
    whole = difference.whole(group.requirement["id"])
    if whole == (group.old, group.new) or not all(whole):
        return ""
    return f"all its scenarios together: {' → '.join(map(marked, whole))}"


def standing(difference: Difference) -> Verdict:
    """The verdict whose mark and colour the outcome gets."""
    tones = {ExitCode.FAILED: Verdict.FAIL, ExitCode.UNDECIDED: Verdict.INCONCLUSIVE}
    return tones.get(difference.exit_code, Verdict.PASS)


def marked(word: str) -> str:
    """A verdict with its mark; any other word as it is."""
    return f"{MARKS[Verdict(word)]} {word}" if word in tuple(Verdict) else word


def kinds(difference: Difference) -> list[tuple[Kind, str, tuple[Group, ...]]]:
    """Each kind of change that occurred, with its heading and the changes by requirement."""
    return [(kind, title, groups) for kind, title in TITLES.items() if (groups := difference.groups(kind))]


def who(assessment: Assessment) -> str:
    """The implementation of a run, and when the run started."""
    identity = assessment.header["implementation"]
    words = [assessment.header["adapter"], ""]
    if identity is not None:
        words = [identity["implementation"] or words[0], identity["version"] or ""]
    return f"{' '.join(filter(None, words))}, {assessment.header['started']}"


def which(since: Difference) -> str:
    """Which run the earlier one is: version, digest and time, and the implementation where it is another one."""
    old, new = since.old.record, since.new.record
    same = new.identity["implementation"] == old.identity["implementation"]
    name = [] if same else [old.identity["implementation"] or old.header["adapter"]]
    version = [f"version {old.identity['version']}"] if old.identity["version"] else []
    digest = [f"digest {old.identity['digest'][:_DIGEST]}…"] if old.identity["digest"] else []
    return ", ".join([" ".join(name + version), *digest, old.header["started"]]).removeprefix(", ")


def compared(since: Difference) -> str:
    """With which run the later one is compared, and the outcome."""
    return f"Compared with {since.old.record.name or 'an earlier run'} ({which(since)}): {verdict(since)}"


class Since(Difference):
    """What changed since an earlier run, for the report of the later one."""

    @cached_property
    def still(self) -> tuple[JudgedRequirement, ...]:
        """The requirements with a scenario that did not pass and has not changed."""
        changed = {change.scenario["id"] for change in self.changes}
        return tuple(
            item
            for item in self.new.requirements
            if any(result["verdict"] not in SETTLED and result["scenario"] not in changed for result in item.results)
        )

    @cached_property
    def _of(self) -> dict[str, list[Kind]]:
        found = grouped(self.changes, lambda change: change.requirement["id"])
        return {id: list(dict.fromkeys(change.kind for change in changes)) for id, changes in found.items()}

    def of(self, requirement: str) -> list[Kind]:
        """The kinds of change of the requirement's scenarios, each once."""
        return self._of.get(requirement, [])

    def seconds(self, scenario: str) -> float | None:
        """How long the scenario took in the earlier run; `None` if it did not end there."""
        result = self.old.record.ended.get(scenario)
        return None if result is None else float(result["seconds"])

    def to_json(self) -> Json:
        """What changed, for programs."""
        return {
            "name": self.old.record.name,
            "digest": self.old.record.digest,
            "version": self.old.record.identity["version"] or "",
            "started": self.old.header["started"],
            "verdict": self.old.verdict,
            "why": self.why,
            "changes": [
                {
                    "kind": str(change.kind),
                    "requirement": change.requirement["id"],
                    "scenario": change.scenario["id"],
                    "old": change.old.verdict,
                    "new": change.new.verdict,
                    "cause": change.cause,
                }
                for change in self.changes
            ],
        }


def since(previous: Record | None, assessment: Assessment) -> Since | None:
    """What changed since the earlier run, if there is one. Raises `UsageError` where the two cannot be compared."""
    return None if previous is None else Since(previous, assessment.record)
