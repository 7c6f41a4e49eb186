"""Judges what a client flushes: the queues of its task, and no others, also in trouble."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from mapi_tck.mapi import FlushFlag, PropertyTag, PropertyValue, ResourceMethod, prop_id
from mapi_tck.ports import Procedure
from mapi_tck.scenario import Scenario, need, then
from mapi_tck.wire.channel import Servant
from mapi_tck.wire.interfaces import INTERFACES

from ..client.client import Client
from .calls import DIRECTIONS, flags_for
from .history import Flushing, History, find_row
from .judging import Item, judge
from .stage import SPOOLER
from .walk import Walk


@then("it flushes what it is to flush, and nothing else")
def flushes_nothing_else(tck: Scenario, walk: Walk, client: Client) -> None:
    """It flushes each queue of its task once, and no other queue.

    It calls only objects that can flush. In step A6 it passes FLUSH_NO_UI if nobody is at the screen. After a refusal it may
    leave queues out, may turn to the other procedure, and may flush a queue again (ruling D-72).
    """
    names = [transport.name for transport in need(client.profile, "no profile was set up").transports]

    def items(run: History) -> Iterator[Item]:
        seen = _Seen(run, [name for name in names if run.task.transport in ("", name)])
        for number, one in enumerate(run.flushings, 1):
            target = "no target" if one.target is None else f"target {one.target_name or one.target.hex()}"
            observed = f"of {one.of or 'another object'}, {target}, {FlushFlag(one.flags)!s}"
            yield Item(f"FlushQueues {number}", observed, one.call.outcome, seen.wrong_with(one))
        for name in seen.left_out:
            yield Item(name, "no call of FlushQueues", run.whole(), "transport-not-flushed")
        if not run.flushings and not seen.left_out:
            yield Item("the walk", "no call of FlushQueues", run.whole())

    expected = "FlushQueues for the queues of the task, and for no others"
    judge(tck, "strays", walk.examined(items), expected=expected, nothing="the client was not started")


@dataclass
class _Seen:
    """What a client has flushed so far, and what it is to flush."""

    run: History
    wanted: Collection[str]
    #: Transport → the directions that an accepted flush was for.
    done: dict[str, int] = field(default_factory=dict)

    def wrong_with(self, one: Flushing) -> str:
        """The cause, "" if nothing is wrong. Counts the flush."""
        wrong = self._wrong_direction(one) or self._wrong_object(one) or self._wrong_flags(one)
        about = self._about(one)
        if (
            not wrong
            and not self._in_trouble(one)
            and any(self.done.get(name, 0) & one.flags & DIRECTIONS for name in about)
        ):
            wrong = "flushes-twice"
        if not one.call.refused:
            self.done.update((name, self.done.get(name, 0) | one.flags & DIRECTIONS) for name in about)
        return wrong

    def _about(self, one: Flushing) -> Collection[str]:
        if one.of == SPOOLER:
            return self.wanted if one.target is None else [one.target_name]
        return [one.of]

    def _wrong_direction(self, one: Flushing) -> str:
        passed, wanted = one.flags & DIRECTIONS, flags_for(self.run.task.directions)
        return "" if passed and passed & ~wanted == 0 else "wrong-direction"

    def _wrong_object(self, one: Flushing) -> str:
        by_a = self.run.task.procedure is Procedure.A
        if one.of == SPOOLER and one.target is None:
            # In trouble a client may turn to the spooler for all, unless it is to flush one transport alone.
            every = by_a or (not self.run.task.transport and self._in_trouble(one))
            return "" if every else "fallback-without-target"
        name = one.target_name if one.of == SPOOLER else one.of
        if name not in self.wanted or (by_a and not self._in_trouble(one)):
            return "flushes-something-else"
        return self._wrong_way(one, name)

    def _wrong_way(self, one: Flushing, name: str) -> str:
        own, told = one.of != SPOOLER, self._can_flush(one, name)
        if own and one.target is not None:
            return "target-for-transport"
        if own and told is False:
            return "unsupported-called"
        if self._in_trouble(one):
            return ""
        if told is None:
            return "methods-not-read"
        return "needless-fallback" if told and not own else ""

    def _wrong_flags(self, one: Flushing) -> str:
        """Step A6 passes FLUSH_NO_UI; in procedure B, to which trouble may lead, it is a SHOULD (rulings D-56 and D-72)."""
        step_a6 = self.run.task.procedure is Procedure.A and one.of == SPOOLER and one.target is None
        free = self.run.task.attended or not step_a6
        return "" if free or one.flags & FlushFlag.FLUSH_NO_UI else "no-ui-missing"

    @property
    def left_out(self) -> list[str]:
        """The transports that are to be flushed, and are not, although nothing was refused."""
        if self._in_trouble() or self.run.crashed:
            return []
        return [name for name in self.wanted if name not in self.done]

    def _in_trouble(self, one: Flushing | None = None) -> bool:
        """Whether a call was refused, before this one or at all, or the walk lacks rows or identifiers that a client needs."""
        refused = any(call.refused for call in self.run.calls if one is None or call.number < one.call.number)
        return refused or bool(self.run.made_up and self.run.made_up.hides)

    def _can_flush(self, one: Flushing, name: str) -> bool | None:
        """What PR_RESOURCE_METHODS has told the client of the transport last; `None` if it has told nothing."""
        told: bool | None = None
        place = prop_id(PropertyTag.PR_RESOURCE_METHODS)
        for read in self.run.reads:
            columns = [prop_id(tag) for tag in read.columns or ()]
            row = next(
                (row for id, of in self.run.names.items() if of == name and (row := find_row(read.rows, id))), None
            )
            if row is not None and place in columns and read.call.number < one.call.number:
                told = _flushes(row[columns.index(place)])
        opened = {opening.handle for opening in self.run.openings if opening.name == name and opening.handle}
        for call in self.run.named("status_object.get_props"):
            wanted = [prop_id(tag) for tag in call.argument("tags")]
            if call.handle in opened and place in wanted and not call.refused and call.number < one.call.number:
                slots = INTERFACES["status_object"]["get_props"].answer.decode(call.value, Servant())
                told = _flushes(slots[wanted.index(place)])
        return told


def _flushes(methods: PropertyValue) -> bool:
    return (
        not methods.is_error
        and isinstance(methods.value, int)
        and bool(methods.value & ResourceMethod.STATUS_FLUSH_QUEUES)
    )
