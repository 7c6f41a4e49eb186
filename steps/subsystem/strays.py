"""Judges what a client flushes: the queues of its task, and no others, also in trouble."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from mapi_tck.mapi import FlushFlag, PropertyTag, PropertyValue, ResourceMethod, flags_text, prop_id
from mapi_tck.ports import Procedure
from mapi_tck.scenario import Scenario, need, then

from ..client.client import Client
from .directions import DIRECTIONS, flags_for
from .history import Call, Flushing, History, answered, asks_for, entry_ids
from .judging import Item, judge
from .stage import SPOOLER
from .walk import Walk


@then("it flushes what it is to flush, and nothing else")
def flushes_nothing_else(tck: Scenario, walk: Walk, client: Client) -> None:
    """It flushes each queue of its task once, and no other queue.

    It calls only objects that can flush. In step A6 it passes FLUSH_NO_UI if no one is at the screen. After a refusal it may
    leave queues out, may turn to the other procedure, and may flush a queue again (ruling D-72).
    """
    names = [transport.name for transport in need(client.profile, "no profile was set up").transports]

    def items(run: History) -> Iterator[Item]:
        seen = _Seen(run, [name for name in names if run.task.transport in ("", name)])
        for number, one in enumerate(run.flushings, 1):
            target = "no target" if one.target is None else f"target {one.target_name or one.target.hex()}"
            wrong = seen.wrong_with(one)
            words = f": {_WORDS[wrong]}" if wrong else ""
            observed = f"of {one.of or 'another object'}, {target}, {flags_text(FlushFlag, one.flags)}{words}"
            yield Item(f"FlushQueues {number}", observed, one.call.outcome, wrong)
        for name in seen.left_out:
            cause = "direction-left-out" if seen.done.get(name) else "transport-not-flushed"
            yield Item(name, seen.done_in_words(name), run.whole(), cause)
        if not run.flushings and not seen.left_out:
            yield Item("the walk", "no call of FlushQueues", run.whole())

    expected = "FlushQueues for the queues of the task, and for no others"
    judge(tck, "strays", walk.examined(items), expected=expected, nothing="the client was not started")


#: What is wrong with a call of FlushQueues, by its cause.
_WORDS: Final = {
    "wrong-direction": "not the directions of the task",
    "fallback-without-target": "without target the spooler flushes all transports",
    "flushes-something-else": "not a flush of the task",
    "target-for-transport": "a target is for the spooler only",
    "unsupported-called": "PR_RESOURCE_METHODS has shown no STATUS_FLUSH_QUEUES",
    "methods-not-read": "PR_RESOURCE_METHODS was not read before",
    "needless-fallback": "PR_RESOURCE_METHODS has shown STATUS_FLUSH_QUEUES",
    "no-ui-missing": "without FLUSH_NO_UI, and no user is at the screen",
    "flushes-twice": "flushed before",
}


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
        if self._excused(one, name):
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
        asked = flags_for(self.run.task.directions)
        return [name for name in self.wanted if self.done.get(name, 0) & asked != asked]

    def done_in_words(self, name: str) -> str:
        """The directions in which the transport was flushed."""
        done = self.done.get(name, 0)
        return f"flushed with {FlushFlag(done).name} only" if done else "no call of FlushQueues"

    def _in_trouble(self, one: Flushing | None = None) -> bool:
        """Whether a call was refused, before this one or at all, or the walk lacks rows or identifiers that a client needs."""
        refused = any(one is None or call.number < one.call.number for call in self._refusals[:1])
        return refused or bool(self.run.made_up and self.run.made_up.hides)

    def _excused(self, one: Flushing, name: str) -> bool:
        """Whether trouble lets the client flush this transport in another way.

        In procedure B it is trouble of the transport itself: what another one refuses says nothing about it (ruling D-104).
        """
        if self.run.task.procedure is Procedure.A:
            return self._in_trouble(one)
        opened = {opening.call.number: opening.name for opening in self.run.openings}
        whose = [(opened.get(call.number) or self._opened.get(call.handle), call) for call in self._refusals]
        return any(of == name and call.number < one.call.number for of, call in whose)

    def _can_flush(self, one: Flushing, name: str) -> bool | None:
        """What PR_RESOURCE_METHODS has told the client of the transport last; `None` if it has told nothing."""
        told = [flushes for number, flushes in self._told.get(name, ()) if number < one.call.number]
        return told[-1] if told else None

    @cached_property
    def _refusals(self) -> Sequence[Call]:
        return [call for call in self.run.calls if call.refused]

    @cached_property
    def _opened(self) -> Mapping[str, str]:
        """Status object → the transport whose it is."""
        return {opening.handle: opening.name for opening in self.run.openings if opening.handle}

    @cached_property
    def _told(self) -> Mapping[str, Sequence[tuple[int, bool]]]:
        """Transport → what PR_RESOURCE_METHODS has told of it, in order, and the numbers of the calls."""
        told: dict[str, list[tuple[int, bool]]] = {}
        place = prop_id(PropertyTag.PR_RESOURCE_METHODS)
        for read in self.run.reads:
            columns = [prop_id(tag) for tag in read.columns or ()]
            for row in read.rows if place in columns else ():
                for entry_id in entry_ids([row]):
                    flushes = _flushes(row[columns.index(place)])
                    told.setdefault(self.run.names.get(entry_id, ""), []).append((read.call.number, flushes))
        for call in self.run.named("status_object.get_props"):
            if call.handle in self._opened and not call.refused and asks_for(call, PropertyTag.PR_RESOURCE_METHODS):
                flushes = _flushes(answered(call, PropertyTag.PR_RESOURCE_METHODS))
                told.setdefault(self._opened[call.handle], []).append((call.number, flushes))
        return {name: sorted(each) for name, each in told.items()}


def _flushes(methods: PropertyValue | None) -> bool:
    return (
        methods is not None
        and not methods.is_error
        and isinstance(methods.value, int)
        and bool(methods.value & ResourceMethod.STATUS_FLUSH_QUEUES)
    )
