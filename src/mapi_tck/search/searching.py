"""The search: tries to break a law in hundreds of cases, and shrinks what breaks it.

Hypothesis proposes each case as an example, a scenario in the kit's own vocabulary (`spaces`). It is run in a world of its own,
judged by its own last line, and remembered by what it says, so that nothing is run twice. Not a clock but a number of runs bounds
how long a failure is shrunk, so that the same seed ends with the same example on any machine.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from hypothesis.errors import HypothesisException

from mapi_tck.errors import Undecided
from mapi_tck.mapi import MapiError
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.search import examples
from mapi_tck.search.examples import Example
from mapi_tck.search.law_scenario import LawScenario
from mapi_tck.search.laws import LAWS, Law
from mapi_tck.search.performing import Performer
from mapi_tck.search.plan import Surroundings
from mapi_tck.search.results import Tried, adopted, called, digest, packed, packed_together, sequences
from mapi_tck.verdicts import Verdict
from mapi_tck.wire.codecs import Json

#: What a wait in vain counts as, in runs. A choice: in real time it takes as long as hundreds of runs, in a simulated time as
#: one.
_VAIN: Final = 20
#: How many times as many cases are tried where none of the first held anything to judge. A choice: if one case in fifty can be
#: judged, 200 cases miss it with a chance of one in fifty.
_MORE: Final = 4
_EVERY: Final = "in every case "

_WRONG: Final = (Verdict.FAIL, Verdict.WARNING)


class _Falsified(Exception):
    """Tells Hypothesis that a case breaks the law."""


@dataclass(slots=True)
class _Spent:
    """How many runs shrinking has taken, of how many."""

    limit: int
    runs: int = 0

    @property
    def all(self) -> bool:
        """Whether no further run is allowed."""
        return self.runs >= self.limit


class Search:
    """One search, as the lines of its scenario see it."""

    def __init__(self, tck: LawScenario) -> None:
        self.tck = tck
        self._tried: list[Tried] = []
        self._known: dict[Example, Tried] = {}
        self._law: Law | None = None
        self._cause = ""
        self._failing: Tried | None = None
        self._broken: Tried | None = None
        self._minimal: Tried | None = None
        self._spent = _Spent(0)
        self._unstable = ""

    @property
    def start(self) -> int:
        """Where Hypothesis starts: each law elsewhere, and always at the same place with the same seed."""
        plan = self.tck.plan
        return int.from_bytes(hashlib.sha256(f"{plan.seed} {self.tck.id}".encode()).digest()[:8], "big")

    @property
    def surroundings(self) -> Surroundings:
        """What the profiles of cases may consist of: as much as the plan allows and the test bed can set up."""
        bed_arranges = self.tck.can("install_profile") and self.tck.can("reset")
        return replace(self.tck.plan.surroundings, set_up=bed_arranges)

    # -- When: try -----------------------------------------------------------------------------------------------------

    def run(self, space: str) -> None:
        """Try the cases of the space for the law that the scenario's next line names."""
        law = self._law = self._named(space)
        plan = self.tck.plan
        self._depth = plan.depth if self.tck.recorder.simulated else plan.depth.slowly
        self._spent = _Spent(self._depth.tries)
        if plan.recorded is not None:
            self._run_recorded(plan.recorded)
            return
        for example in plan.known.get(law.text, ()):
            if not self._over:
                self._examine(example)
        if not self._over:
            self._propose(law)
        if not self._over and all(tried.verdict is Verdict.INCONCLUSIVE for tried in self._tried):
            # So few cases may by chance hold nothing to judge.
            self._depth = replace(self._depth, examples=_MORE * self._depth.examples)
            self._propose(law)
        if self._failing is not None and self._broken is None:
            if law.machine is not None:  # lines of clients do without each other; those of other cases do not
                self._polish()
            self._confirm()

    @property
    def _over(self) -> bool:
        return self._failing is not None or self._broken is not None

    def _named(self, space: str) -> Law:
        text = next(line.text for line in self.tck.lines if line.number > self.tck.recorder.line)
        law = LAWS[text.removeprefix(_EVERY)]
        if law.space != space:
            raise ValueError(f"{law.text!r} is about cases in which {law.space}")
        return law

    def _propose(self, law: Law) -> None:
        def examine(example: Example) -> None:
            if self._examine(example).breaks(self._cause):
                raise _Falsified

        kept = random.getstate()
        try:
            law.propose(examine, self.surroundings, self._depth.examples, self._depth.steps, self.start)
        except _Falsified:
            pass
        except (HypothesisException, BaseExceptionGroup) as error:
            if self._failing is None:
                raise
            self._unstable = f"Hypothesis: {error}"
        finally:
            random.setstate(kept)

    def _examine(self, example: Example) -> Tried:
        """Run the case, unless that has been done, or nothing is to be run any more."""
        if example in self._known:
            return self._known[example]
        if self._broken is not None or (self._failing is not None and self._spent.all):
            return Tried(example, Verdict.INCONCLUSIVE, "", "not run")
        tried = self._known[example] = self._try(example, len(self._tried) + 1)
        if self._failing is None:
            self._tried.append(tried)
        else:
            self._spent.runs += 1 + _VAIN * tried.vain
        if tried.verdict is Verdict.ERROR:
            # A smaller case may make no sense; one that was proposed does.
            assert tried.scenario is not None
            if self._failing is None or tried.scenario.recorder.broken is not None:
                self._broken = tried
        elif tried.verdict in _WRONG:
            self._cause = self._cause or tried.cause
            if tried.cause == self._cause and (self._failing is None or _size(example) < _size(self._failing.example)):
                self._failing = tried
        return tried

    def _try(self, example: Example, number: int) -> Tried:
        tck = self.tck.plan.make(example, number)
        self.tck.within = tck
        perform(tck, example)
        self.tck.within = None
        verdict, cause, reason = tck.ending
        return Tried(
            example,
            verdict,
            cause,
            reason,
            digest(tck.recorder.entries),
            packed(tck.recorder.entries),
            called(tck.recorder.entries),
            _vain_waits(tck),
            tck if verdict in (*_WRONG, Verdict.ERROR) else None,
        )

    # -- what fails is made smaller ------------------------------------------------------------------------------------

    def _polish(self) -> None:
        """Leave out what Hypothesis has left, as long as it fails without: lines, transports, the second client's name."""
        self._spent.limit += self._depth.omissions
        while any(self._examine(smaller).breaks(self._cause) for smaller in _smaller(self._smallest)):
            pass

    @property
    def _smallest(self) -> Example:
        assert self._failing is not None
        return self._failing.example

    def _confirm(self) -> None:
        """What fails must fail again, or nothing can be said of it."""
        assert self._failing is not None
        again = self._try(self._failing.example, len(self._tried) + 1)
        self._tried.append(again)
        if again.breaks(self._cause) or again.verdict is Verdict.ERROR:
            self._minimal = again
        else:
            self._unstable = f"a case failed ({self._failing.reason}), and when it was run again it did not"

    def _run_recorded(self, recorded: Json) -> None:
        """Run the recorded cases, and no others: the search is not made again."""
        for number, written in enumerate(recorded["examples"], 1):
            tried = self._try(examples.read(written["lines"]), number)
            self._tried.append(tried)
            if tried.verdict is Verdict.ERROR:
                self._broken = self._broken or tried
        last = self._tried[-1] if self._tried else None
        if recorded["unstable"]:
            self._unstable = recorded["unstable"]
        elif last is not None and last.verdict in _WRONG:
            self._minimal = self._failing = last
        elif wrong := next((tried for tried in self._tried if tried.verdict in _WRONG), None):
            self._minimal = self._failing = wrong
        self._spent = _Spent(**recorded["shrinking"])

    # -- Then: judge ---------------------------------------------------------------------------------------------------

    def judge(self) -> None:
        """Say what came of it: what broke the law first, otherwise in how many cases it held."""
        tck, law = self.tck, self._law
        assert law is not None
        shown = self._broken or self._minimal
        counterexample = None
        if shown is not None and shown.scenario is not None:
            counterexample = adopted(shown, tck)
        tck.search = self._result(law, counterexample)
        if self._unstable:
            tck.settle(Verdict.INCONCLUSIVE, "unstable", self._unstable)
        elif shown is None:
            self._judge_cases(law)

    def _judge_cases(self, law: Law) -> None:
        judged = [tried for tried in self._tried if tried.verdict is Verdict.PASS]
        others = Counter((tried.verdict, tried.cause, tried.reason) for tried in self._tried if tried not in judged)
        closed = sum(number for (_, cause, reason), number in others.items() if not _empty(cause, reason))
        if not judged or closed > len(judged):
            verdict, cause, reason = max(others, key=lambda other: (not _empty(*other[1:]), others[other]))
            number = f"in {len(self._tried) - len(judged)} of {len(self._tried)} cases"
            if verdict is Verdict.NOT_TESTED:
                self.tck.settle(verdict, cause, reason)
            raise Undecided(f"{number} nothing could be judged, as a rule because {reason}")
        self.tck.check_cases(law.text, len(judged), len(self._tried))

    def _result(self, law: Law, counterexample: Json) -> Json:
        return {
            "law": law.text,
            "cases": law.space,
            "examples": [tried.to_json() for tried in self._tried],
            "counterexample": counterexample,
            "unstable": self._unstable,
            "shrinking": {"runs": self._spent.runs, "limit": self._spent.limit},
            "sequences": sequences(tried.calls for tried in self._tried),
            "packed": packed_together(self._tried),
        }


def perform(tck: Scenario, example: Example) -> None:
    """Run the example's lines in the scenario, to its verdict, and give everything back."""
    tck.plan_lines([(number, line.keyword, line.text) for number, line in enumerate(example, 1)])
    try:
        tck.begin()
        performer = Performer(tck)
        for number, line in enumerate(example, 1):
            tck.begin_line(number)
            performer.perform(line)
            tck.end_line()
    except (Undecided, MapiError) as error:
        tck.undecided(error)
    except KeyboardInterrupt:
        raise
    except Exception as error:
        tck.broke(error)
    finally:
        tck.close()


def _empty(cause: str, reason: str) -> bool:
    """Whether a case just held nothing to judge; that says nothing about who is under test."""
    return cause == "blocked" and not reason.startswith("blocked by")


def _vain_waits(tck: Scenario) -> int:
    """How many waits reached their limit."""
    pauses = (entry for entry in tck.recorder.entries if entry.request.name == "clock.pause")
    return sum(pause.answer is not None and not pause.answer.value for pause in pauses)


def _smaller(example: Example) -> Iterator[Example]:
    """The example with a little less in it; it still begins with its first line."""
    for place in reversed(range(1, len(example) - 1)):
        yield (*example[:place], *example[place + 1 :])
    for name in [row[0] for row in example[0].table[1:]]:
        without = (replace(line, table=tuple(row for row in line.table if row[0] != name)) for line in example)
        yield tuple(line for line in without if len(line.table) != 1)  # a table of nothing but its header
    alone = tuple(replace(line, text=line.text.replace("client 2", "client 1")) for line in example)
    if alone != example:
        yield alone


def _size(example: Example) -> tuple[int, int, list[str]]:
    """How much there is to read: lines and rows, then words; of two alike the one that comes first."""
    lines = examples.written(example)
    return len(lines), sum(map(len, lines)), lines
