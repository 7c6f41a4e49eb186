"""The goals: everything that is measured, and the value that each should reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Goal:
    """What a row shows, and the most or the least that it should be. A row with neither is for information."""

    name: str
    most: float | None = None
    least: float | None = None
    #: `×` for a ratio of the kit to its peer; otherwise the unit of what is measured.
    unit: str = "×"

    @property
    def text(self) -> str:
        """The goal in words."""
        unit = self.unit if self.unit == "×" else f" {self.unit}"
        if self.most is not None:
            return f"at most {self.most:g}{unit}"
        return "for information" if self.least is None else f"at least {self.least:g}{unit}"

    @property
    def judged(self) -> bool:
        """Whether a value can miss the goal."""
        return self.most is not None or self.least is not None

    def met_by(self, value: float) -> bool:
        """Whether the value meets the goal."""
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)


#: The rows of `make bench`. Those in seconds are commands that only print something.
USUAL: Final[Mapping[str, Goal]] = {
    "run": Goal("a default run with reports, against all its calls in a pytest test", most=3),
    "run written": Goal("a default run with reports, against only the calls of its written scenarios"),
    "run one": Goal("a run of one scenario, against its calls in a pytest test", most=1.5),
    "failing": Goal("a run that fails, against a run that passes", most=1.5),
    "workers": Goal("a default run with -n 2, against the same in one process", most=1.1),
    "behave": Goal("a written scenario with full evidence, against behave", most=1),
    "pytest-bdd": Goal("a written scenario with full evidence, against pytest-bdd"),
    "search": Goal("cases of a corpus a second, against the same cases from Hypothesis", least=6),
    "search bare": Goal("a search with Hypothesis, against a bare state machine", most=1.2),
    "search loop": Goal("cases of the corpus, against a bare loop of the same calls"),
    "stdio": Goal("a call over stdio, against a raw echo", most=1.5),
    "step texts": Goal("all step texts, against the few that the scenarios need", most=1.15),
    "scenarios": Goal("a run of 5 000 scenarios, against a run of 1 000", most=5.3),
    "transports": Goal("1 000 transports in a profile, against ten times 100", most=1.2),
    "messages": Goal("100 000 messages in a flush, against ten times 10 000", most=1.2),
    "report made": Goal("making the report of 10 000 scenarios, against pytest-html", most=0.2),
    "report size": Goal("the size of that report", most=5, unit="MB"),
    "report opened": Goal("opening that report in Chromium, against pytest-html's", most=0.1),
    "help": Goal("mapi-tck --help", most=0.15, unit="s"),
    "adapters": Goal("mapi-tck adapters", most=0.15, unit="s"),
    "requirements": Goal("mapi-tck requirements", most=0.15, unit="s"),
}

#: The rows of `make bench-long`.
LONG: Final[Mapping[str, Goal]] = {
    "self-test": Goal("the self-test, both roles", most=75, unit="s"),
    "quick": Goal("make quick", most=90, unit="s"),
    "suite": Goal("make test", most=600, unit="s"),
    "record report": Goal("report of a record of 100 000 scenarios", unit="s"),
    "record report memory": Goal("peak memory of that report", most=300, unit="MB"),
    "record diff": Goal("diff of two such records", unit="s"),
    "record diff memory": Goal("peak memory of that diff", most=300, unit="MB"),
    "record merge": Goal("merge of ten tenths of such a record", unit="s"),
    "record merge memory": Goal("peak memory of that merge", most=300, unit="MB"),
    "record growth": Goal("report of 100 000 scenarios, against ten times 10 000", most=1.2),
    "workers long": Goal(
        "a run of a minute or more with -n 2, against the same in one process", most=round(1 / 1.6, 3)
    ),
    "memory": Goal("peak memory of a default run", most=110, unit="MB"),
    "memory growth": Goal("peak memory with 4 times as many scenarios, against the default run", most=1.05),
}

GOALS: Final = {**USUAL, **LONG}
