"""The verdict of a run in words, and the rule that decided it."""

from dataclasses import dataclass

from mapi_tck.ports.roles import Role
from mapi_tck.verdicts import ExitCode


@dataclass(frozen=True, slots=True)
class Standing:
    """The facts of a run from which its verdict follows."""

    exit_code: ExitCode
    role: Role
    profile: str
    level: str
    #: MUSTs that are violated, and those of them that the baseline does not excuse.
    violated: int
    unexcused: int
    #: Known deviations that were seen, and entries of the baseline that no longer hold.
    known: int
    trouble: int
    errors: int
    #: MUSTs that stayed undecided, and how many of them because they do not always end the same.
    open: int
    unstable: int
    #: Scenarios that ended, that were planned, and that profile and level ask for.
    ended: int
    planned: int
    asked: int
    complete: bool
    selection: bool
    #: MUSTs about effects, which a run at level calls leaves out.
    effects: int
    #: The other reading of a ruling under which a record was judged again, in words; "" for the kit's own.
    reading: str

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        if self.reading:
            return f"{self.reading}: {self._what_if}"
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
        if not self.complete:
            return f"Not finished: {self.ended} of {self.planned} scenarios ended{known}"
        if self.open:
            unstable = f", {self.unstable} of them unstable" if self.unstable else ""
            return f"Undecided: {musts(self.open)} left open{unstable}{known}"
        return ""

    @property
    def _holds(self) -> str:
        known = f" except for {plural(self.known, 'known deviation')}" if self.known else ""
        if self.selection:
            return f"The selection holds{known}: {self.planned} of {self.asked} scenarios"
        conforms = "Conforms" if self.role is Role.SUBSYSTEM else "Conforms as a transport provider"
        if self.profile == "topic":
            conforms += " to profile topic"
        if self.level == "calls":
            return f"{conforms} at level calls{known}; {musts(self.effects)} about effects not tested"
        return conforms + known

    @property
    def _what_if(self) -> str:
        if self.violated:
            return f"would not conform, {musts(self.violated)} violated"
        if self._undecided:
            return f"no verdict. {self._undecided}"
        if self.selection:
            return f"the selection would hold, {self.planned} of {self.asked} scenarios"
        level = f" at level calls, with {musts(self.effects)} about effects not tested" if self.level == "calls" else ""
        return f"would conform{level}"

    @property
    def rule(self) -> str:
        """The rule that decided the verdict."""
        if self.exit_code is ExitCode.FAILED and not self.unexcused:
            if self.trouble:
                return "an entry of the baseline is stale, expired or incomplete, which makes the gate fail"
            return "a SHOULD is violated: with --strict the result fails, the verdict does not"
        if self.exit_code is ExitCode.UNDECIDED and self.reading and not self._undecided:
            return "another reading of a ruling decides nothing, so the exit code is never 0"
        no_must = "no MUST is violated" + (" except for known deviations" if self.known else "")
        unfinished = not self.complete and not self.open
        return {
            ExitCode.FAILED: "one violated MUST is enough to fail",
            ExitCode.BROKE: f"{no_must}, but an error of kit or adapter leaves the run without a verdict",
            ExitCode.UNDECIDED: f"{no_must} and nothing broke, "
            + ("but the run did not finish" if unfinished else "but not every MUST was decided"),
            ExitCode.KNOWN: "every violation is a known deviation of the baseline, which does not make it conform",
            ExitCode.CONFORMS: "all tested MUSTs pass"
            + ("; a selection says no more than that" if self.selection else ""),
        }[self.exit_code]


def musts(number: int) -> str:
    """The number of MUSTs in words."""
    return plural(number, "MUST")


def plural(number: int, word: str) -> str:
    """The number with its noun."""
    return f"{number} {word}{'' if number == 1 else 's'}"
