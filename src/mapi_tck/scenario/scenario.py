"""One running scenario: its calls, checks, traits and lines, and the verdict that follows from them."""

import hashlib
import random
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, ParamSpec, TypeVar, cast

from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import (
    AdapterBroke,
    Blame,
    Blocked,
    KitSupplied,
    NothingToJudge,
    NotObservable,
    NotOffered,
    OtherReading,
    ProfileLacks,
    Undecided,
)
from mapi_tck.mapi import MapiError
from mapi_tck.ports import (
    Adapter,
    ClientAdapter,
    Evidence,
    GivenProfile,
    Profile,
    TestBed,
    Transport,
    TransportAdapter,
    TransportTestBed,
)
from mapi_tck.ports.clock import wait_until
from mapi_tck.ports.roles import Role
from mapi_tck.record.lines import RecordedTrait, ScenarioEnded
from mapi_tck.record.words import LineOutcome
from mapi_tck.scenario.binding import Binding, bind, whole
from mapi_tck.scenario.bound_test_bed import BoundTestBed
from mapi_tck.scenario.checks import Check, Line, Outcome
from mapi_tck.scenario.recorder import Host, Recorder, TraceEntry
from mapi_tck.suite.catalogue import Requirement
from mapi_tck.suite.needs import Needs
from mapi_tck.verdicts import Holds, Verdict, judge
from mapi_tck.wire.codecs import Json

P = ParamSpec("P")
T = TypeVar("T")

#: How many of the items that are wrong a check shows; a reader who sees more has to search for what was called. A choice.
_SHOWN: Final = 2
#: How many settle limits what did not come in time may take to count as late. A choice: ten minutes, if nothing is declared.
_LATE: Final = 60
#: How a line tells the procedure that a client is to walk, and the option that says that it can.
_WALKS: Final = {"by procedure A": "procedure-a", "by procedure B": "procedure-b"}
#: How the reason of a blocked scenario begins; the number of the line follows.
COULD_NOT_CONTINUE: Final = "Could not continue at line"


@dataclass(slots=True)
class _Ending:
    """A verdict that does not come from checks."""

    verdict: Verdict
    cause: str
    reason: str
    blame: Blame | None = None


class Scenario:
    """One running scenario, as its steps see it."""

    def __init__(
        self,
        id: str,
        requirement: Requirement,
        adapter: Adapter | TransportAdapter | ClientAdapter,
        parameters: Parameters,
        seed: int = 0,
        host: Host | None = None,
        transports: Sequence[Transport] = (),
        subsystem: Adapter | None = None,
    ) -> None:
        self.id = id
        self.requirement = requirement
        self.parameters = parameters
        self.recorder = Recorder(adapter, host, parameters, subsystem)
        self.adapter = self.recorder.adapter
        #: The provider under test, where the kit plays the spooler itself.
        self.provider = self.recorder.provider
        #: The client under test, where the kit plays the subsystem.
        self.client = self.recorder.client
        #: What the adapter can observe, by its description.
        self.observes: frozenset[Evidence] = frozenset({Evidence.CALLS})
        #: Whether a provider is hosted. A message that it reports as sent may need a moment to reach its far end.
        self.hosted = host is not None
        #: The transports that a provider under test can be; the first is that of a scenario that is about any transport.
        self.possible_transports = tuple(transports) or (Transport(""),)
        self.usual_transport = self.possible_transports[0]
        #: Whether a profile has one transport of the provider under test, by its declaration.
        self.stands_once = False
        #: Whether each flush passes FLUSH_FORCE, because no other reaches the transports of the provider under test.
        self.forces = False
        # Made-up values follow from the scenario's id, so that a replay makes up the same ones.
        self.random = random.Random(f"{seed} {id}")
        self.tag = hashlib.sha256(f"{seed} {id}".encode()).hexdigest()[:6]
        #: How much is to be searched, in proportion to the usual.
        self.effort = 1.0
        #: The other reading of a ruling under which a record is judged again; "" for the kit's own reading.
        self.reading = ""
        self.checks: list[Check] = []
        self.traits: list[RecordedTrait] = []
        self.lines: list[Line] = []
        self.started = self.ended = time.perf_counter()
        self._bed: TestBed | TransportTestBed | None = None
        #: What the scenario needs of the transports that it names, if the profile is given.
        self.needs = Needs()
        #: The profile that exists, where the test bed cannot set one up.
        self.given: GivenProfile | None = None
        self.binding: Binding | None = None
        self._open: Line | None = None
        self._ending: _Ending | None = None
        self._undecided: list[tuple[str, str]] = []

    # -- what steps use ---------------------------------------------------------------------------------------------

    @property
    def bed(self) -> TestBed:
        """The test bed, recorded. A method that it lacks raises `NotOffered`."""
        return cast(TestBed, self._any_bed())

    @property
    def transport_bed(self) -> TransportTestBed:
        """The test bed of a provider's adapter, recorded."""
        return cast(TransportTestBed, self._any_bed())

    def _any_bed(self) -> TestBed | TransportTestBed:
        if self._bed is None:
            raise NotObservable("not observable: the adapter has no test bed")
        return self._bed

    def bind(self, transports: Sequence[Transport] | None = None) -> Profile:
        """Bind these transports to those of the given profile; for `None` each keeps its own name.

        Returns the profile as the scenario sees it from now on. Raises `ProfileLacks` if they do not fit, or if the scenario has
        a profile already: there is only one.
        """
        assert self.given is not None
        if self.binding is not None:
            raise ProfileLacks("there is one given profile, and the scenario needs a second one")
        self.binding = whole(self.given) if transports is None else bind(transports, self.given, self.needs)
        self._bed = cast(TestBed, BoundTestBed(self._bed, self.binding))
        return self.binding.profile

    def can(self, method: str) -> bool:
        """Whether there is a test bed that has the method."""
        return self._bed is not None and hasattr(self._bed, method)

    def call(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Outcome[T]:
        """Make a call and return its outcome, which may be a refusal."""
        first = len(self.recorder.entries)
        value: T | None = None
        code: int | None = None
        try:
            value = method(*args, **kwargs)
        except MapiError as error:
            code = error.code
        made = self.recorder.entries[first:]
        last = next((entry.request for entry in reversed(made) if entry.within is None), None)
        name = f"{last.handle}.{last.method}" if last else getattr(method, "__name__", "call")
        return Outcome(name, tuple(entry.number for entry in made), code, value)

    def check(
        self,
        id: str,
        holds: bool,
        *,
        expected: Json,
        observed: Json,
        on: Iterable[Outcome[object]],
        cause: str = "",
    ) -> None:
        """Compare an expected with an observed value. The calls `on` are the evidence.

        Raises `AssertionError` where no answer of the implementation or its test bed is among them: that is a fault of the kit.
        """
        entries = tuple(sorted({number for outcome in on for number in outcome.entries}))
        if not any(self.recorder.entries[number - 1].evidence for number in entries):
            raise AssertionError(f"the check {id!r} has no answer of the implementation as evidence")
        found = Holds.YES if holds else Holds.NO
        self.checks.append(Check(id, found, expected, observed, entries, self.recorder.line, cause or id))

    def check_each(
        self, id: str, items: Sequence[tuple[str, bool, Json, Outcome[object]]], *, expected: Json, nothing: str
    ) -> None:
        """Judge every item: name, whether it holds, observed value, the call that showed it.

        Raises `Undecided` with the reason `nothing` where there is no item.
        """
        if not items:
            raise Undecided(nothing)
        wrong = [item for item in items if not item[1]]
        shown = wrong[:_SHOWN] or items
        observed = {name: value for name, _, value, _ in shown}
        if len(wrong) > _SHOWN:
            observed["wrong, too"] = f"{len(wrong) - _SHOWN} more"
        self.check(id, not wrong, expected=expected, observed=observed, on=[item[3] for item in (wrong or items)])

    def judge_only_if(self, something: object, otherwise: str) -> None:
        """Leave the line undecided for the reason `otherwise` if `something` is `None`, empty or false."""
        if not something:
            raise Undecided(otherwise)

    def trait(self, id: str, text: str, on: Iterable[Outcome[object]]) -> None:
        """Note permitted behaviour that is worth knowing."""
        entries = sorted({number for outcome in on for number in outcome.entries})
        self.traits.append({"id": id, "text": text, "entries": entries})

    def wait_until(self, condition: Callable[[], bool], limit: float | None = None) -> bool:
        """Poll, with recorded pauses, until the condition is true or the limit (by default the settle limit) is over."""
        return wait_until(self.recorder.clock, condition, self.parameters.settle_limit if limit is None else limit)

    def leap(self, seconds: float = 0.0) -> bool:
        """Let so many seconds pass where time is simulated, and none elsewhere. Answers whether it is."""
        return self.recorder.clock.leap(seconds)

    def comes_late(self, condition: Callable[[], bool]) -> str:
        """If the condition becomes true long after the settle limit: a sentence that says so, and what to set. Otherwise "".

        Only where time is simulated: elsewhere nobody waits so long for what has failed already. Nor under another reading: the
        record has no such call.
        """
        limit = self.parameters.settle_limit
        if self.reading or not self.leap(limit * _LATE) or not condition():
            return ""
        return (
            f"it came within {limit * _LATE:g} seconds after settle_limit ({limit:g} seconds) had passed: if a flush may take so"
            " long, set settle_limit in the declaration"
        )

    def let_settle(self) -> None:
        """Wait until a late effect would show. Needed before a check that something did not happen."""
        self.wait_until(lambda: False, self.parameters.slow_seconds * 2)

    # -- what runs the lines ----------------------------------------------------------------------------------------

    def plan_lines(self, lines: Iterable[tuple[int, str, str]]) -> None:
        """Note all lines (number, keyword, text): the record shows also those that were not run."""
        self.lines = [Line(*line) for line in lines]

    @property
    def options(self) -> list[str]:
        """The options of a declaration on which the scenario depends: that of its requirement, and a client's procedure."""
        named = [self.requirement.applies_if] if self.requirement.applies_if else []
        if self.requirement.role != Role.CLIENT:
            return named
        walks = (option for words, option in _WALKS.items() if any(words in line.text for line in self.lines))
        return [*named, *walks]

    def begin(self) -> None:
        """Begin with a clean test bed."""
        plays_spooler = self.requirement.role == Role.TRANSPORT
        bed = self._bed = cast(Any, self.provider if plays_spooler else self.adapter).test_bed()
        if bed is not None and hasattr(bed, "reset"):
            bed.reset()
        elif bed is not None and plays_spooler and self.requirement.evidence is not Evidence.CALLS:
            # Without a reset, mail and far ends of an earlier scenario would disturb this one.
            raise NotOffered("reset")
        if bed is not None and not plays_spooler and not self.hosted and hasattr(bed, "given_profile"):
            self.given = bed.given_profile()

    def begin_line(self, number: int) -> None:
        """Begin a line."""
        self.recorder.line = number
        self._open = next((line for line in self.lines if line.number == number), None)
        if self._open:
            self._open.started = time.perf_counter()

    def end_line(self, outcome: LineOutcome = "passed", reason: str = "") -> None:
        """End the line that is running, if there is one."""
        line, self._open = self._open, None
        if line is not None:
            line.outcome, line.reason = outcome, reason
            line.seconds = time.perf_counter() - line.started

    @property
    def pending(self) -> TraceEntry | None:
        """The call that is running."""
        return self.recorder.pending

    def settle(self, verdict: Verdict, cause: str, reason: str) -> None:
        """Set the verdict, before or in place of what the lines find."""
        self._ending = _Ending(verdict, cause, reason)

    def close(self) -> None:
        """Release what the scenario still holds. A breakage here is the scenario's error, unless it has one already."""
        self.recorder.line = 0
        try:
            self.recorder.close()
        except AdapterBroke as error:
            if self._ending is None:
                self.broke(error)
        self.ended = time.perf_counter()

    def charge(self, broke: AdapterBroke) -> None:
        """Charge a breakage that showed only after the last call to that call. It is the scenario's error, unless it has one."""
        self.recorder.charge(broke)
        if self._ending is None:
            self.broke(broke)

    def judge_line(self, first_check: int) -> None:
        """End a judging line by what its own checks found."""
        own = {check.holds for check in self.checks[first_check:]}
        self.end_line("failed" if Holds.NO in own else "passed")

    def undecided(self, error: Undecided | MapiError) -> None:
        """Note that the running line could not decide. Other judging lines still run."""
        if isinstance(error, KitSupplied | OtherReading | NothingToJudge):
            self.settle(Verdict.NOT_TESTED, error.cause, error.reason)
        cause = error.cause if isinstance(error, Undecided) else Blocked.cause
        reason = error.reason if isinstance(error, Undecided) else f"{self._last_call()} → {error}"
        if isinstance(error, Blocked | MapiError):
            reason = f"{COULD_NOT_CONTINUE} {self.recorder.line}: {reason}"
        self._undecided.append((cause, reason))
        self.end_line("inconclusive", reason)

    def broke(self, error: BaseException) -> None:
        """End the scenario without a verdict: the adapter broke, or the kit itself."""
        if isinstance(error, AdapterBroke):
            cause = str(error.breakage).replace(" ", "-")
            self._ending = _Ending(Verdict.ERROR, cause, str(error), error.breakage.blame)
        else:
            reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            self._ending = _Ending(Verdict.ERROR, "kit", reason, Blame.KIT)
        self.end_line("error", self._ending.reason)

    def _last_call(self) -> str:
        last: TraceEntry | None = next((e for e in reversed(self.recorder.entries) if e.within is None), None)
        return f"{last.request.handle}.{last.request.method}" if last else "a call"

    def _verdict(self) -> _Ending:
        if self._ending is not None:
            return self._ending
        found = [check.holds for check in self.checks] + [Holds.UNDECIDED] * len(self._undecided)
        verdict = judge(self.requirement.strength, found)
        wrong = [check for check in self.checks if check.holds is Holds.NO]
        if verdict in (Verdict.FAIL, Verdict.WARNING):
            return _Ending(verdict, wrong[0].cause, f"{wrong[0].id} does not hold")
        if verdict is Verdict.INCONCLUSIVE and self._undecided:
            return _Ending(verdict, *self._undecided[0])
        if not self.checks:
            return _Ending(Verdict.ERROR, "kit", "the scenario judged nothing", Blame.KIT)
        if any(line.outcome == "not run" for line in self.lines):
            return _Ending(Verdict.ERROR, "kit", "not every line of the scenario was run", Blame.KIT)
        return _Ending(verdict, "", "")

    @property
    def ending(self) -> tuple[Verdict, str, str]:
        """The verdict so far, its cause and its reason."""
        end = self._verdict()
        return end.verdict, end.cause, end.reason

    def result(self, traced: Collection[Verdict] = tuple(Verdict)) -> ScenarioEnded:
        """What the run record says of the scenario when it has ended. It holds the calls if the verdict is in `traced`."""
        end = self._verdict()
        result: ScenarioEnded = {
            "type": "scenario ended",
            "scenario": self.id,
            "requirement": self.requirement.id,
            "verdict": str(end.verdict),
            "cause": end.cause,
            "reason": end.reason,
            "blame": None if end.blame is None else str(end.blame),
            "lines": [line.to_json() for line in self.lines],
            "checks": [check.to_json() for check in self.checks],
            "traits": self.traits,
            "seconds": round(self.ended - self.started, 6),
            "trace": [entry.to_json() for entry in self.recorder.entries] if end.verdict in traced else [],
        }
        if self.binding is not None:
            result["binding"] = self.binding.to_json()
        return result
