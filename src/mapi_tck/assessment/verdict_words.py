"""The verdict of a run in words, and the rule that decided it."""

from dataclasses import dataclass

from mapi_tck.ports.roles import Role
from mapi_tck.verdicts import ExitCode


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything about a run that its verdict speaks of, as numbers."""

    exit_code: ExitCode
    role: Role
    profile: str
    level: str
    #: MUSTs that are violated, and those of them that no known deviation excuses.
    violated: int
    unexcused: int
    #: Known deviations that were seen, and entries of the baseline that no longer hold.
    known: int
    trouble: int
    errors: int
    #: MUSTs that were to be judged and stayed open, and how many of them because their verdicts differ from one time to the next.
    open: int
    unstable: int
    #: Scenarios that ended, were planned, and would have been asked for.
    ended: int
    planned: int
    asked: int
    complete: bool
    selection: bool
    #: MUSTs on effects that a run at level calls leaves out.
    effects: int
    #: The other reading that was tried, in words; "" for the kit's own.
    reading: str

    @property
    def verdict(self) -> str:
        """The verdict: what decided it first."""
        if self.reading:
            return f"{self.reading}: {self._what_if}"
        if self.unexcused:
            beyond = f", {self.unexcused} of them beyond the baseline" if self.known else ""
            return f"Does not conform: {musts(self.violated)} violated{beyond}"
        if self.trouble:
            return f"The baseline does not hold: {entries(self.trouble)} to be removed or renewed"
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
        known = f" but for {plural(self.known, 'known deviation')}" if self.known else ""
        if self.selection:
            return f"The selection holds{known}: {self.planned} of {self.asked} scenarios"
        conforms = "Conforms" if self.role is Role.SUBSYSTEM else "Conforms as a transport provider"
        if self.profile == "topic":
            conforms += " to profile topic"
        if self.level == "calls":
            return f"{conforms} at level calls{known}; {musts(self.effects)} on effects not judged"
        return conforms + known

    @property
    def _what_if(self) -> str:
        if self.violated:
            return f"would not conform, {musts(self.violated)} violated"
        if self._undecided:
            return f"could not be said. {self._undecided}"
        if self.selection:
            return f"the selection would hold, {self.planned} of {self.asked} scenarios"
        level = f" at level calls, with {musts(self.effects)} on effects not judged" if self.level == "calls" else ""
        return f"would conform{level}"

    @property
    def _left_open(self) -> str:
        return "the run did not come to its end" if not self.complete and not self.open else "not every MUST was judged"

    @property
    def rule(self) -> str:
        """The rule that decided the verdict."""
        if self.exit_code is ExitCode.FAILED and not self.unexcused:
            if self.trouble:
                return "an entry of the baseline that is stale, expired or incomplete makes the gate fail"
            return "a SHOULD is violated, which with --strict makes the result fail but not the verdict"
        if self.exit_code is ExitCode.UNDECIDED and self.reading and not self._undecided:
            return "a reading that is not the kit's ruling decides nothing, so that the exit code is never 0"
        unviolated = "no MUST is violated" + (" but for known deviations" if self.known else "")
        return {
            ExitCode.FAILED: "a violated MUST outweighs everything else",
            ExitCode.BROKE: f"{unviolated}; an error of kit or adapter leaves the run without a verdict",
            ExitCode.UNDECIDED: f"{unviolated} and nothing broke; {self._left_open}",
            ExitCode.KNOWN: "whatever is violated is a known deviation of the baseline, which does not make it conform",
            ExitCode.CONFORMS: "every MUST that was to be judged was judged, and holds"
            + ("; a selection says no more than that" if self.selection else ""),
        }[self.exit_code]


def musts(number: int) -> str:
    """So many MUSTs."""
    return plural(number, "MUST")


def entries(number: int) -> str:
    """So many entries, with the verb that fits."""
    return "1 entry is" if number == 1 else f"{number} entries are"


def plural(number: int, word: str) -> str:
    """The number with its noun."""
    return f"{number} {word}{'' if number == 1 else 's'}"
