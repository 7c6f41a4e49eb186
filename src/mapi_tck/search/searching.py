"""The search: tries to break a law in hundreds of cases, and makes a case that breaks it smaller.

The cases come from the example store, from the corpus or from Hypothesis. Each is an example: a scenario in the kit's own
vocabulary. It is run in a scenario of its own and judged by its last line. The same case is not run twice. A failing case is made
smaller in a limited number of runs, not in a limited time. So the same seed ends with the same example on any machine.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from mapi_tck.errors import AdapterBroke, Breakage, Undecided, UsageError
from mapi_tck.mapi import MapiError
from mapi_tck.record.search_lines import RecordedSearch, RecordedShrinking, ReplayableSearch
from mapi_tck.scenario.scenario import COULD_NOT_CONTINUE, Scenario
from mapi_tck.search import examples
from mapi_tck.search.corpus import corpus_cases, fits_in, row_cases
from mapi_tck.search.dimensions import Row, load_dimensions
from mapi_tck.search.examples import Example
from mapi_tck.search.law_scenario import LawScenario
from mapi_tck.search.laws import LAWS, Law
from mapi_tck.search.performing import Performer, review
from mapi_tck.search.plan import QUICK, Surroundings
from mapi_tck.search.results import Tried, adopted, called, packed, packed_together, sequences, values_met
from mapi_tck.search.shrinking import Shrinker
from mapi_tck.verdicts import Verdict
from mapi_tck.wire.sizes import MEGABYTE, size_of

#: A wait that reaches its limit counts as so many runs, because it takes as long.
_VAIN: Final = 20
#: A row of the dimensions may have sixty transports and hundreds of messages. So twice as many runs may be used to make it
#: smaller, and a wait in vain in simulated time counts as what it costs: about two runs.
_LARGE: Final = 2
_VAIN_AND_SIMULATED: Final = 2
#: How many times as many cases are tried if the first ones held nothing to judge.
_MORE: Final = 4
#: If fewer cases of the corpus fit than this, Hypothesis proposes more. Where no profile can be set up, few cases fit: then
#: Hypothesis proposes more unless half of the wanted number fit.
_FEWEST: Final = 5
_EVERY: Final = "in every case "

_WRONG: Final = (Verdict.FAIL, Verdict.WARNING)


class _Falsified(Exception):
    """Tells Hypothesis that a case breaks the law."""


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
        #: How many runs have been used to make a case smaller, and the limit.
        self._spent: RecordedShrinking = {"runs": 0, "limit": 0}
        self._unstable = ""
        #: Whether the test bed sets up profiles, as far as is known.
        self._sets_up = True
        self._vain = _VAIN
        #: How many cases are planned, and the rows of the dimensions that are among them.
        self._planned = 0
        self._rows: Mapping[Example, Row] = {}
        #: What the calls of all cases take, in bytes.
        self._taken = 0

    @property
    def start(self) -> int:
        """The seed for Hypothesis: another one for each law, and always the same with the same seed of the run."""
        plan = self.tck.plan
        return int.from_bytes(hashlib.sha256(f"{plan.seed} {self.tck.id}".encode()).digest()[:8], "big")

    @property
    def surroundings(self) -> Surroundings:
        """What the profile of a case may hold: what the plan allows and the test bed can set up."""
        if self.tck.given is not None:
            owners_told = self.tck.can("transport_of")
            return replace(self.tck.plan.surroundings, owners_told=owners_told, given=self.tck.given.transports)
        bed_arranges = self._sets_up and self.tck.can("install_profile") and self.tck.can("reset")
        return replace(
            self.tck.plan.surroundings, set_up=bed_arranges, owners_told=bed_arranges or self.tck.can("transport_of")
        )

    # -- When: try -----------------------------------------------------------------------------------------------------

    def run(self, laws: Sequence[Law]) -> None:
        """Try cases for the law that the scenario's next line names. The law must be one of `laws`."""
        law = self._law = self._named(laws)
        plan = self.tck.plan
        self._depth = plan.depth if self.tck.recorder.simulated else plan.depth.slowly
        large = self._has_rows(law) and self.tck.recorder.simulated
        self._spent["limit"] = self._depth.tries * (_LARGE if large else 1)
        self._vain = _VAIN_AND_SIMULATED if large else _VAIN
        self._planned = self._depth.examples
        if plan.recorded is not None:
            self._run_recorded(plan.recorded)
            return
        for example in plan.known.get(law.text, ()):
            if not self._over:
                self._examine(example)
        self._try_cases(law)
        if self._sets_up and not self._over and self._profiles_refused:
            # A law that needs no profile of its own is judged with the profile that there is, as without such a test bed.
            self._sets_up = False
            self._tried.clear()
            self._known.clear()
            self._try_cases(law)
        if self._failing is not None and self._broken is None:
            fits = partial(fits_in, surroundings=self.surroundings)
            Shrinker(law, self._breaks, fits).shrink(self._failing.example)
            self._confirm()

    def _try_cases(self, law: Law) -> None:
        # In real time only a few cases are tried. Then Hypothesis proposes them, because its first cases are short and simple.
        from_corpus = self.tck.plan.corpus and self.tck.recorder.simulated
        if self._has_rows(law):
            self._take_rows(law)
        elif from_corpus:
            self._take_from_corpus(law)
        elif not self._over:
            self._propose(law, self._depth.examples)
        nothing_judged = all(tried.verdict is Verdict.INCONCLUSIVE for tried in self._tried)
        if not (self._over or self._has_rows(law) or from_corpus) and nothing_judged:
            # By chance, none of these few cases held something to judge. The cases of the corpus are chosen for what they judge.
            self._depth = replace(self._depth, examples=_MORE * self._depth.examples)
            self._planned = self._depth.examples
            self._propose(law, self._depth.examples)

    def _has_rows(self, law: Law) -> bool:
        """Whether the law's cases are rows of the dimensions. A given profile has its own values, and so the law other cases."""
        return law.rows and self.surroundings.given is None

    @property
    def _profiles_refused(self) -> bool:
        """Whether no case could be judged because the test bed refused to set up its profile."""
        return bool(self._tried) and all(
            "test_bed" in one.reason and ".install_profile → " in one.reason for one in self._tried
        )

    @property
    def _over(self) -> bool:
        return self._failing is not None or self._broken is not None

    def _named(self, laws: Sequence[Law]) -> Law:
        text = next(line.text for line in self.tck.lines if line.number > self.tck.recorder.line)
        law = LAWS[text.removeprefix(_EVERY)]
        if law not in laws:
            raise ValueError(f"{law.text!r} is about cases in which {law.space}")
        return law

    def _take_from_corpus(self, law: Law) -> None:
        """Try the cases that were chosen beforehand. Hypothesis proposes others if few of these fit, or more are asked for."""
        cases = corpus_cases(law, self.surroundings)[: self._depth.examples]
        for example in cases:
            if self._over:
                return
            self._examine(example)
        more = self._depth.examples - len(cases)
        few = len(cases) < (_FEWEST if self.surroundings.set_up or not law.machine else self._depth.examples / 2)
        if more > 0 and not self._over and (few or self._depth.examples > QUICK.examples):
            self._propose(law, more)

    def _take_rows(self, law: Law) -> None:
        """Try the rows of the dimensions: all of them, but only the first ones in real time.

        Hypothesis proposes other cases if more are asked for than a usual run tries, or others with another seed.
        """
        simulated = self.tck.recorder.simulated
        rows = self._rows = row_cases(law, self.surroundings)
        cases = list(rows)
        if not simulated:
            cases = [case for case in cases if not load_dimensions().is_long(rows[case])][: self._depth.examples]
        self._planned = len(cases)
        for example in cases:
            if self._over:
                return
            self._examine(example)
        if simulated and (self._depth.examples > QUICK.examples or not self.tck.plan.corpus):
            self._planned += self._depth.examples
            self._propose(law, self._depth.examples)

    def _propose(self, law: Law, number: int) -> None:
        from mapi_tck.search.proposing import HypothesisException, propose  # loads Hypothesis, which few runs need

        def examine(example: Example) -> None:
            if self._examine(example).breaks(self._cause):
                raise _Falsified

        kept = random.getstate()
        try:
            propose(law, examine, self.surroundings, number, self._depth.steps, self.start)
        except _Falsified:
            pass
        except (HypothesisException, BaseExceptionGroup) as error:
            if self._failing is None:
                raise
            self._unstable = f"Hypothesis: {error}"
        finally:
            random.setstate(kept)

    def _examine(self, example: Example) -> Tried:
        """Run the case, unless it has been run before or no further run is allowed."""
        if example in self._known:
            return self._known[example]
        if self._broken is not None or (self._failing is not None and self._spent["runs"] >= self._spent["limit"]):
            return Tried(example, Verdict.INCONCLUSIVE, "", "not run")
        tried = self._known[example] = self._try(example, len(self._tried) + 1)
        if self._failing is None:
            self._tried.append(tried)
        else:
            self._spent["runs"] += 1 + self._vain * tried.vain
        if tried.verdict is Verdict.ERROR:
            # A case that was made smaller may be an error because it makes no sense.
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
        self.tck.within, self.tck.case = tck, (number, self._planned, self._spent["runs"])
        perform(tck, example)
        self.tck.within = None
        trace = packed(tck.recorder.entries)
        self._taken += len(trace)
        if self._taken > self.tck.parameters.scenario_limit * MEGABYTE and tck.recorder.broken is None:
            tck.broke(self._too_much(tck, number))
        verdict, cause, reason = tck.ending
        return Tried(
            example,
            verdict,
            cause,
            reason,
            trace,
            called(tck.recorder.entries),
            _vain_waits(tck),
            tck if verdict in (*_WRONG, Verdict.ERROR) else None,
        )

    def _too_much(self, tck: Scenario, number: int) -> AdapterBroke:
        """The error that the calls of all cases take too much. It names the longest answer of the latest case."""
        longest = max(
            tck.recorder.entries, key=lambda entry: size_of(entry.answer and entry.answer.value), default=None
        )
        limit = f"{tck.parameters.scenario_limit:g} MB (scenario_limit)"
        detail = f"with case {number} the search takes more than {limit}; this answer is the longest of the case"
        broke = AdapterBroke(Breakage.OVER_BUDGET, detail, str(longest.request) if longest else "the search")
        tck.recorder.broken = broke
        return broke

    # -- making a failing case smaller ---------------------------------------------------------------------------------

    def _breaks(self, example: Example) -> bool:
        """Whether a smaller case breaks the law for the same cause. A case with a line that the vocabulary lacks does not."""
        try:
            review(example)
        except UsageError:
            return False
        return self._examine(example).breaks(self._cause)

    def _confirm(self) -> None:
        """Run the failing case again: if it does not fail again, the law stays undecided."""
        assert self._failing is not None
        again = self._try(self._failing.example, len(self._tried) + 1)
        self._tried.append(again)
        if again.breaks(self._cause) or again.verdict is Verdict.ERROR:
            self._minimal = again
        else:
            self._unstable = f"a case failed ({self._failing.reason}), and when it was run again it did not"

    def _run_recorded(self, recorded: ReplayableSearch) -> None:
        """Run the recorded cases again, and no others."""
        if self._law is not None and self._has_rows(self._law):
            self._rows = row_cases(self._law, self.surroundings)
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
        self._spent = recorded["shrinking"]

    # -- Then: judge ---------------------------------------------------------------------------------------------------

    def judge(self, law: Law) -> None:
        """Judge the law by the number of cases in which it held. If a case broke the law, its own checks judge."""
        assert law is self._law
        if self._unstable:
            self.tck.settle(Verdict.INCONCLUSIVE, "unstable", self._unstable)
            return
        if self._shown is not None:
            return
        judged = [tried for tried in self._tried if tried.verdict is Verdict.PASS]
        if refused := next((tried for tried in self._tried if self._is_refused(tried)), None):
            times = sum(map(self._is_refused, self._tried))
            raise Undecided(f"in {times} of {len(self._tried)} cases a call was refused: {refused.reason}")
        others = Counter((tried.verdict, tried.cause, tried.reason) for tried in self._tried if tried not in judged)
        closed = sum(number for (_, cause, reason), number in others.items() if not _empty(cause, reason))
        if not judged or closed > len(judged):
            verdict, cause, reason = max(others, key=lambda other: (not _empty(*other[1:]), others[other]))
            number = f"in {len(self._tried) - len(judged)} of {len(self._tried)} cases"
            if verdict is Verdict.NOT_TESTED:
                self.tck.settle(verdict, cause, reason)
            raise Undecided(f"{number} nothing could be judged, as a rule because {reason}")
        self.tck.check_cases(law.text, len(judged), len(self._tried))

    def _is_refused(self, tried: Tried) -> bool:
        """Whether the implementation refused a call without which the case could not be judged, and had no reason to.

        In a case that is made up, a call may be refused for many reasons. In a row of the dimensions none of the calls before
        the flush may.
        """
        if tried.verdict is not Verdict.INCONCLUSIVE or not tried.reason.startswith(COULD_NOT_CONTINUE):
            return False
        return ".flush_queues → " in tried.reason or (tried.example in self._rows and "test_bed" not in tried.reason)

    @property
    def _shown(self) -> Tried | None:
        return self._broken or self._minimal

    def result(self) -> RecordedSearch:
        """What the record holds of the search. The case that broke the law becomes part of the scenario."""
        law, shown = self._law, self._shown
        assert law is not None
        result: RecordedSearch = {
            "law": law.text,
            "cases": law.space,
            "examples": [tried.to_json() for tried in self._tried],
            "counterexample": adopted(shown, self.tck) if shown is not None and shown.scenario is not None else None,
            "unstable": self._unstable,
            "shrinking": self._spent,
            "sequences": sequences(tried.calls for tried in self._tried),
            "packed": packed_together(self._tried),
        }
        if self._has_rows(law) and not law.only:
            rows = [(tried, self._rows[tried.example]) for tried in self._tried if tried.example in self._rows]
            result["values"] = values_met(rows, self.surroundings)
        return result


def perform(tck: Scenario, example: Example) -> None:
    """Run the example's lines in the scenario, to its verdict, and release everything."""
    tck.plan_lines([(number, line.keyword, line.text) for number, line in enumerate(example, 1)])
    try:
        tck.begin()
        performer = Performer(tck)
        for number, line in enumerate(example, 1):
            tck.begin_line(number)
            performer.perform(line.kind, line.text, line.table)
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
    """Whether a case was undecided only because it held nothing to judge. That says nothing about the implementation."""
    return cause == "blocked" and not reason.startswith(COULD_NOT_CONTINUE)


def _vain_waits(tck: Scenario) -> int:
    """How many waits reached their limit."""
    pauses = (entry for entry in tck.recorder.entries if entry.request.name == "clock.pause")
    return sum(pause.answer is not None and not pause.answer.value for pause in pauses)


def _size(example: Example) -> tuple[int, int, list[str]]:
    """The length of an example: lines and rows, then characters; the text itself decides between equal ones."""
    lines = examples.written(example)
    return len(lines), sum(map(len, lines)), lines
