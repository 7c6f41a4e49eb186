"""The verdict of a run in words, and the rule that decided it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mapi_tck.ports.roles import Role
from mapi_tck.record.run_record import UNSTABLE
from mapi_tck.verdicts import ExitCode, Strength, Verdict

if TYPE_CHECKING:
    from mapi_tck.assessment.assessment import Assessment


class Standing:
    """The facts of an assessed run from which its verdict follows."""

    def __init__(self, run: "Assessment") -> None:
        self.run = run
        #: MUSTs that are violated, and those of them that the baseline does not excuse.
        self.violated = run.count(Verdict.FAIL, Strength.MUST)
        self.unexcused = run.beside(Verdict.FAIL, Strength.MUST)
        #: Known deviations that were seen, and entries of the baseline that no longer hold.
        self.known = len(run.gate.known) if run.gate else 0
        self.trouble = len(run.gate.trouble) if run.gate else 0
        self.errors = run.beside(Verdict.ERROR)
        #: MUSTs that stayed undecided.
        self.open = run.beside(Verdict.INCONCLUSIVE, Strength.MUST)
        #: What a run at level calls leaves out; "" for another level.
        unjudged = musts(run.effects_not_judged)
        self.effects = f"{unjudged} about effects not tested" if run.options["level"] == "calls" else ""

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        if self.run.reading:
            return f"{self.run.reading}: {self._what_if}"
        if self.unexcused:
            beyond = f", {self.unexcused} of them beyond the baseline" if self.known else ""
            return f"Does not conform: {musts(self.violated)} violated{beyond}"
        if self.trouble:
            entries = "1 entry" if self.trouble == 1 else f"{self.trouble} entries"
            return f"The baseline is out of date: {entries} must be removed or renewed"
        return self._undecided or self._holds

    @property
    def _undecided(self) -> str:
        known = f", with {plural(self.known, 'known deviation')}" if self.known else ""
        if self.errors:
            return f"Not valid: {plural(self.errors, 'requirement')} met an error of kit or adapter{known}"
        if not self.run.complete:
            record = self.run.record
            return f"Not finished: {len(record.ended)} of {len(record.planned)} scenarios ended{known}"
        if self.open:
            number = sum(any(one["cause"] == UNSTABLE for one in item.results) for item in self.run.open_musts)
            unstable = f", {number} of them unstable" if number else ""
            return f"Undecided: {musts(self.open)} left open{unstable}{known}"
        return ""

    @property
    def _holds(self) -> str:
        known = f" except for {plural(self.known, 'known deviation')}" if self.known else ""
        if self.run.selection:
            return f"The selection holds{known}: {self._selected}"
        conforms = "Conforms" if self.run.role is Role.SUBSYSTEM else "Conforms as a transport provider"
        if self.run.options["profile"] == "topic":
            conforms += " to profile topic"
        if self.effects:
            return f"{conforms} at level calls{known}; {self.effects}"
        return conforms + known

    @property
    def _what_if(self) -> str:
        if self.violated:
            return f"would not conform, {musts(self.violated)} violated"
        if self._undecided:
            return f"no verdict. {self._undecided}"
        if self.run.selection:
            return f"the selection would hold, {self._selected}"
        return f"would conform at level calls, with {self.effects}" if self.effects else "would conform"

    @property
    def _selected(self) -> str:
        return f"{len(self.run.record.planned)} of {len(self.run.header['asked'])} scenarios"

    @property
    def rule(self) -> str:
        """The rule that decided the verdict."""
        if self.run.exit_code is ExitCode.FAILED and not self.unexcused:
            if self.trouble:
                return "an entry of the baseline is stale, expired or incomplete, which makes the gate fail"
            return "a SHOULD is violated: with --strict the result fails, the verdict does not"
        if self.run.exit_code is ExitCode.UNDECIDED and self.run.reading and not self._undecided:
            return "another reading of a ruling decides nothing, so the exit code is never 0"
        no_must = "no MUST is violated" + (" except for known deviations" if self.known else "")
        unfinished = not self.run.complete and not self.open
        return {
            ExitCode.FAILED: "one violated MUST is enough to fail",
            ExitCode.BROKE: f"{no_must}, but an error of kit or adapter leaves the run without a verdict",
            ExitCode.UNDECIDED: f"{no_must} and nothing broke, "
            + ("but the run did not finish" if unfinished else "but not every MUST was decided"),
            ExitCode.KNOWN: "every violation is a known deviation of the baseline, which does not make it conform",
            ExitCode.CONFORMS: "all tested MUSTs pass"
            + ("; a selection says no more than that" if self.run.selection else ""),
        }[self.run.exit_code]


def musts(number: int) -> str:
    """The number of MUSTs in words."""
    return plural(number, "MUST")


def plural(number: int, word: str) -> str:
    """The number with its noun."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def listed(items: Sequence[object]) -> str:
    """The items as words: with commas, and "and" before the last."""
    *others, last = map(str, items)
    return f"{', '.join(others)} and {last}" if others else last
