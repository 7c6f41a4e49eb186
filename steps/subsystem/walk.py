"""Lines that arrange the subsystem that a client finds, and have the client walk a procedure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Annotated, Final, Literal

import pytest

from mapi_tck.errors import AdapterBroke, Breakage, NotObservable
from mapi_tck.mapi import MapiError, PropertyType, ResourceMethod, ResultCode
from mapi_tck.ports import Direction, Misuse, Procedure, Task
from mapi_tck.scenario import Scenario, given, need, when
from mapi_tck.scenario.recorder import IMPLEMENTATION
from mapi_tck.wire.channel import MOST_CALLBACKS

from ..client.client import Client
from .history import Call, History
from .judging import Item, of_runs
from .made_up import QUEUES, MadeUp, portions
from .stage import SPOOLER, Refusal, Stage
from .staged import StagedMapi

#: What ends a client, and not the scenario: the client raised something that is no refusal, ended its process, or did not answer.
_OF_CLIENT: Final = (Breakage.RAISED, Breakage.DIED, Breakage.HUNG)


@dataclass
class Walk:
    """The client under test, what it is to do, and what it did."""

    tck: Scenario
    stage: Stage
    task: Task = Task(Procedure.A, frozenset(Direction))  # noqa: RUF009 (it is frozen)
    #: One history for each time that the client was started.
    runs: list[History] = field(default_factory=list)
    #: How often the client was started.
    starts: int = 0

    @property
    def run(self) -> History:
        """The last walk."""
        return self.runs[-1]

    def start(self, trip: tuple[int, ResultCode] | None = None) -> History:
        """Start the client once, and keep its calls."""
        self.stage.begin(trip)
        entries = self.tck.recorder.entries
        first, crashed, failed = len(entries), "", None
        try:
            self.tck.client.walk(StagedMapi(self.stage), self.task)
        except MapiError as error:
            failed = error.code
        except AdapterBroke as broke:
            if broke.breakage not in _OF_CLIENT or not self.stage.disturbs:
                raise
            crashed = f"{broke.breakage}: {broke.detail}"
        calls = tuple(Call(entry) for entry in entries[first + 1 :] if entry.caller == IMPLEMENTATION)
        if failed == ResultCode.MAPI_E_NO_SUPPORT and not calls:
            raise NotObservable("not observable: the client says that it cannot do such a task (MAPI_E_NO_SUPPORT)")
        self._need_served(calls, failed)
        where = f"after {self.stage.tripped} was refused" if self.stage.tripped else ""
        run = History(entries[first], calls, dict(self.stage.names), self.task, crashed, failed, where, self.starts)
        self.starts += 1
        self.runs.append(run)
        return run

    def _need_served(self, calls: Sequence[Call], failed: int | None) -> None:
        """Go on only if a client that has failed had no call refused because the kit does not serve it."""
        unserved = sorted({str(call.argument("call")) for call in calls if call.misuse is Misuse.NOT_SERVED})
        if unserved and failed is not None:
            raise NotObservable(
                f"not observable: the client has failed, and the kit does not serve {', '.join(unserved)}"
            )

    def start_in(self, made_up: MadeUp) -> History:
        """Start the client once for a walk that is made up."""
        self.stage, self.task = made_up.stage(self.stage.subsystem), made_up.task
        run = self.start()
        run.made_up = made_up
        self.settle()
        return run

    @property
    def lost(self) -> bool:
        """Whether the client cannot be started again in this scenario: it has hung, or its process has ended."""
        return self.tck.recorder.broken is not None

    def settle(self) -> None:
        """Let a flush of the walk end before the next walk begins."""
        if not self.lost:
            self.tck.leap(1.0)

    def examined(self, items: Callable[[History], Iterable[Item]]) -> list[Item]:
        """The items of all walks; if a made-up walk breaks the client, those of the simplest one that does so."""
        broken = next((run for run in self.runs if run.made_up and _cause(items(run))), None)
        return of_runs(self.runs if broken is None else [self._simplest(broken, items)], items)

    def _simplest(self, broken: History, items: Callable[[History], Iterable[Item]]) -> History:
        """The walk in the simplest subsystem that breaks the client in the same way: nothing can be left out of it."""
        cause = _cause(items(broken))
        assert broken.made_up is not None
        for simpler in broken.made_up.simpler() if not self.lost else ():
            run = self.start_in(simpler)
            if _cause(items(run)) == cause:
                return self._simplest(run, items)
        return broken


def _cause(items: Iterable[Item]) -> str:
    """What is wrong first; "" if nothing is."""
    return next((item.cause for item in items if item.cause), "")


@pytest.fixture
def walk(tck: Scenario) -> Walk:
    """The client under test."""
    subsystem = tck.recorder.subsystem
    if subsystem is None:
        raise AssertionError("only in role client the kit plays the subsystem")
    return Walk(tck, Stage(subsystem))


# -- what the client finds ---------------------------------------------------------------------------------------------

#: The calls that can be refused, by MAPI's names.
Refusable = Literal["GetStatusTable", "SetColumns", "HrQueryAllRows", "OpenEntry", "GetProps", "FlushQueues"]


@given("the subsystem refuses {call} with {code}")
@given("the subsystem refuses {call} of {name} with {code}")
def refuses(walk: Walk, call: Refusable, code: ResultCode, name: str = "") -> None:
    """Have each such call refused, or only those on one status object: of `the spooler`, or of a transport."""
    walk.stage.refusals.append(Refusal(call, code, name))


@given("the subsystem refuses call {number} with {code}")
def refuses_one_call(walk: Walk, number: int, code: ResultCode) -> None:
    """Have one call of a walk refused; the calls that can be refused are counted from 1."""
    walk.stage.refused_call = (number, code)


@given("the subsystem gives its rows from {way}")
def turned(walk: Walk, way: Annotated[bool, {"first to last": False, "last to first": True}]) -> None:
    """Leave the rows of the status table as they are, or turn them round: no page promises an order."""
    walk.stage.backwards = way


@given("the subsystem gives its rows in another order each time they are read")
def reordered(walk: Walk) -> None:
    """Begin each reading of a table with another row: no page promises that an order stays. One reading has one order."""
    walk.stage.reorders = True


@given("the subsystem gives {rows} a call")
def few_rows(walk: Walk, rows: Annotated[tuple[int, ...], portions]) -> None:
    """Have QueryRows give no more than so many rows, if it is asked for more (imapitable-queryrows.md)."""
    walk.stage.portions = rows


@given("the subsystem gives entry identifiers of {number} bytes")
def identifiers_of(walk: Walk, number: int) -> None:
    """Show the client identifiers of this length, the last byte of which is zero. Only their bytes tell them apart."""
    walk.stage.identifier_length = number


@given("the subsystem gives the property identifier 0 to what is missing")
def anonymous(walk: Walk) -> None:
    """Have what stands in the place of a missing property name no property (imapiprop-getprops.md, hrqueryallrows.md)."""
    walk.stage.anonymous = True


@given("the subsystem has no row of {whom}")
def no_rows(walk: Walk, whom: Literal["the spooler", "transports"]) -> None:
    """Leave out the spooler's row, or the rows of all transports."""
    if whom == SPOOLER:
        walk.stage.without_spooler = True
    else:
        walk.stage.without_transports = True


@given("the subsystem has no Unicode status table")
def no_unicode(walk: Walk) -> None:
    """Refuse MAPI_UNICODE with MAPI_E_BAD_CHARWIDTH."""
    walk.stage.without_unicode = True


@given("the row of {name} has {type} in place of its entry identifier")
def lacks_entry_id(walk: Walk, name: str, type: Literal["PT_ERROR", "PT_NULL"]) -> None:
    """Put an error or an empty slot in the place of the value (ruling D-15)."""
    walk.stage.lacking_ids[name] = PropertyType[type]


def _methods(words: str) -> int | None:
    """`nothing`, `every method`, `every method but …`, or the methods themselves, separated by commas."""
    if words == "nothing":
        return None
    every, but = sum(ResourceMethod), words.removeprefix("every method but ")
    if words == "every method":
        return every
    return every & ~ResourceMethod[but] if but != words else sum(ResourceMethod[word] for word in words.split(", "))


@given("PR_RESOURCE_METHODS of {transport} lists {methods}")
def methods_of(walk: Walk, transport: str, methods: Annotated[int | None, _methods]) -> None:
    """Let the transport publish these methods, in its row and in its status object; `nothing` is a missing property."""
    walk.stage.methods[transport] = methods


# -- what the client is told -------------------------------------------------------------------------------------------

Queues = Annotated[frozenset[Direction], QUEUES]
#: How many calls a walk may make for each transport of a long profile. A choice: it may compare each with all others.
_CALLS: Final = 400


def _tell(walk: Walk, client: Client, procedure: Procedure, queues: frozenset[Direction], transport: str = "") -> None:
    profile = "" if client.profile is None else client.profile.name
    transports = client.profile.transports if client.profile else ()
    walk.tck.recorder.most_callbacks = max(MOST_CALLBACKS, _CALLS * len(transports))
    walk.task = Task(procedure, queues, profile, walk.task.attended, transport)


@given("the client has flushed {queues} queues by procedure {procedure} before")
def has_flushed(walk: Walk, client: Client, queues: Queues, procedure: Procedure) -> None:
    """Start the client once for a walk that is not judged. It may keep what it finds: a later walk must not rest on that."""
    _tell(walk, client, procedure, queues)
    walk.start()
    walk.runs.clear()
    walk.settle()


@when("the client is to flush {queues} queues by procedure {procedure}")
def is_to_flush(walk: Walk, client: Client, queues: Queues, procedure: Procedure) -> None:
    """Start the client with this task, and wait until it ends. No one is at the screen."""
    _tell(walk, client, procedure, queues)
    walk.start()


@when("the client is to flush {queues} queues by procedure {procedure}, and someone is at the screen")
def is_to_flush_attended(walk: Walk, client: Client, queues: Queues, procedure: Procedure) -> None:
    """The same, for a user who sees what happens."""
    walk.task = replace(walk.task, attended=True)
    is_to_flush(walk, client, queues, procedure)


@when("the client is to flush {queues} queues of {transport} alone by procedure B")
def is_to_flush_one(walk: Walk, client: Client, queues: Queues, transport: str) -> None:
    """The same for one transport, which the client finds by its PR_DISPLAY_NAME."""
    _tell(walk, client, Procedure.B, queues, transport)
    walk.start()


@when("the client is to flush {queues} queues of {transport} alone by procedure B, and someone is at the screen")
def is_to_flush_one_attended(walk: Walk, client: Client, queues: Queues, transport: str) -> None:
    """The same, for a user who sees what happens."""
    walk.task = replace(walk.task, attended=True)
    is_to_flush_one(walk, client, queues, transport)


#: More calls than a walk needs. A client that makes more of them in a simple profile would never end.
_MOST: Final = 200


@when(
    "the client is to flush {queues} queues by procedure {procedure}, and each of its calls is refused in turn with {code}"
)
def each_refused(walk: Walk, client: Client, queues: Queues, procedure: Procedure, code: ResultCode) -> None:
    """Start the client again and again: the first time its first call is refused, then its second, until no call is left."""
    _tell(walk, client, procedure, queues)
    for number in range(1, _MOST):
        walk.start((number, code))
        if not walk.stage.tripped:
            walk.runs.pop()  # nothing was refused in this one
            break
        walk.settle()
        if walk.lost:
            break
    tried: Sequence[History] = walk.runs
    how_many = f"{len(tried)}, until the client was lost;" if walk.lost else f"{len(tried)} of {len(tried)}"
    words = f"refusals tried: {how_many} calls of procedure {procedure}, with {code.name}"
    walk.tck.trait(f"refusals-tried-{procedure}", words, [run.whole() for run in tried])


@when("the client is to flush by procedure {procedure}, in {number} walks that are made up")
def in_any_walk(walk: Walk, client: Client, procedure: Procedure, number: int) -> None:
    """Start the client so many times. Each time it has a task of its own, in a subsystem that does a few things."""
    _make_up(walk, client, procedure, number, alone=False)


@when("the client is to flush one transport alone by procedure B, in {number} walks that are made up")
def alone_in_any_walk(walk: Walk, client: Client, number: int) -> None:
    """The same; each time it is told the PR_DISPLAY_NAME of one transport."""
    _make_up(walk, client, Procedure.B, number, alone=True)


def _make_up(walk: Walk, client: Client, procedure: Procedure, number: int, *, alone: bool) -> None:
    profile = need(client.profile, "no profile was set up")
    walks = MadeUp.dealt(procedure, profile, alone=alone, chance=walk.tck.random)
    declined: NotObservable | None = None
    for made_up in islice(walks, max(1, round(number * walk.tck.effort))):
        try:
            walk.start_in(made_up)
        except NotObservable as no:  # it can do other tasks
            declined = no
        if walk.lost:
            break
    if declined is not None and not walk.runs:
        raise declined
    words = f"walks made up for procedure {procedure}: {len(walk.runs)}"
    walk.tck.trait(f"walks-tried-{procedure}", words, [run.whole() for run in walk.runs])
