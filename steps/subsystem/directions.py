"""Which queues the flags of FlushQueues stand for, and the line that judges whether a client flushes those of its task."""

from collections.abc import Collection, Iterator
from typing import Annotated, Final

from mapi_tck.mapi import FlushFlag
from mapi_tck.ports import Direction
from mapi_tck.scenario import Scenario, then

from .history import Flushing, History
from .judging import Item, judge, of_runs
from .made_up import QUEUES
from .stage import SPOOLER
from .walk import Walk

#: What a direction means to FlushQueues (ruling D-01), and both.
_FLAGS: Final = {Direction.OUTGOING: FlushFlag.FLUSH_UPLOAD, Direction.INCOMING: FlushFlag.FLUSH_DOWNLOAD}
DIRECTIONS: Final = FlushFlag.FLUSH_UPLOAD | FlushFlag.FLUSH_DOWNLOAD


def flags_for(directions: Collection[Direction]) -> int:
    """The flags of FlushQueues that flush these queues."""
    return int(sum(_FLAGS[direction] for direction in directions))


@then("it flushes {queues} queues, and no others")
def flushes_queues(tck: Scenario, walk: Walk, queues: Annotated[frozenset[Direction], QUEUES]) -> None:
    """FLUSH_UPLOAD is for outgoing queues, FLUSH_DOWNLOAD for incoming ones (ruling D-01).

    Both may come in two calls (D-02). What is flushed at all, is flushed in each direction of the task.
    """
    wanted = flags_for(queues)

    def items(run: History) -> Iterator[Item]:
        flushed: dict[str, int] = {}
        for number, one in enumerate(run.flushings, 1):
            passed = int(one.flags & DIRECTIONS)
            wrong = "" if passed and passed & ~wanted == 0 else "wrong-direction"
            if wrong and passed and passed == DIRECTIONS ^ wanted:
                wrong = "topic-letter-direction"
            flushed[_whose(one)] = flushed.get(_whose(one), 0) | passed
            yield Item(f"FlushQueues {number}", _named(passed), one.call.outcome, wrong)
        for whose, passed in flushed.items():
            shown = next(one for one in reversed(run.flushings) if _whose(one) == whose)
            left_out = "direction-left-out" if passed and wanted & ~passed and passed & ~wanted == 0 else ""
            yield Item(f"the queues of {whose}", _named(passed), shown.call.outcome, left_out)

    expected = str(FlushFlag(wanted).name)
    judge(tck, "directions", of_runs(walk.runs, items), expected=expected, nothing="the client has flushed nothing")


def _whose(one: Flushing) -> str:
    """Whose queues a call of FlushQueues is for."""
    if one.of == SPOOLER:
        return "all transports" if one.target is None else one.target_name or "another target"
    return one.of or "another object"


def _named(directions: int) -> str:
    return str(FlushFlag(directions).name) if directions else "no direction"
