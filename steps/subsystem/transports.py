"""Lines that judge what a client does with the rows of transports: steps B4 and B5."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Literal

from mapi_tck.mapi import FlushFlag, PropertyTag, flags_text
from mapi_tck.ports import Transport
from mapi_tck.scenario import Scenario, need, then

from ..client.client import Client
from .calls import nowhere
from .directions import DIRECTIONS
from .history import Flushing, History, Opening, asks_for, find_row, methods_slot
from .judging import Item, judge, of_runs
from .stage import SPOOLER
from .walk import Walk

Way = Literal["its own status object", "the spooler"]


def _transports(client: Client, but: str = "") -> list[Transport]:
    profile = need(client.profile, "no profile was set up")
    return [item for item in profile.transports if item.name != but]


@then("it visits the row of each transport")
def visits_each(tck: Scenario, walk: Walk, client: Client) -> None:
    """Steps B5 and B5.1: the client opens the row's status object, or flushes the transport as a target of the spooler's."""

    def items(run: History) -> Iterator[Item]:
        for transport in _transports(client):
            calls = [one.call for one in run.openings if one.name == transport.name]
            # Where a column tells that it cannot flush, there is nothing to ask of the object (rulings D-03 and D-72).
            calls += [one.call for one in run.flushings if one.target_name == transport.name]
            observed = calls[0].entry.request.method if calls else "neither opened nor a target"
            shown = calls[0].outcome if calls else run.whole()
            yield Item(transport.name, observed, shown, "" if calls else "row-not-visited")

    expected = "OpenEntry with the entry identifier of each transport's row, or FlushQueues with it as target"
    judge(tck, "visits", of_runs(walk.runs, items), expected=expected, nothing="there is no transport")


@then("it opens no transport's status object")
def opens_none(tck: Scenario, walk: Walk) -> None:
    """Without rows there is nothing to visit."""

    def items(run: History) -> Iterator[Item]:
        found = [one for one in run.openings if one.name != SPOOLER]
        for one in found:
            yield Item("OpenEntry", one.entry_id.hex(), one.call.outcome, "opens-without-identifier")
        if not found:
            yield Item("the walk", "no call of OpenEntry for a transport", run.whole())

    judge(tck, "opening", of_runs(walk.runs, items), expected="no OpenEntry", nothing="no walk")


@then("it flushes every transport")
@then("it flushes every transport but {but}")
@then("it flushes every transport, unless a call was refused", unless_refused=True)
def flushes_each(tck: Scenario, walk: Walk, client: Client, but: str = "", unless_refused: bool = False) -> None:
    """Step B5.3 for each row: a failure at one does not stop the client at the others.

    A client may set a limit to the rows that HrQueryAllRows gives. If that refuses the call, it has met a failure (ruling D-72).
    """

    def items(run: History) -> Iterator[Item]:
        refused = next((call for call in run.calls if call.refused), None) if unless_refused else None
        if refused is not None:
            yield Item("the walk", f"{refused.name} was refused", refused.outcome)
            return
        for transport in _transports(client, but):
            flushed = run.flushes_of(transport.name)
            shown = flushed[0].call.outcome if flushed else run.whole()
            observed = "FlushQueues" if flushed else "no call of FlushQueues"
            yield Item(transport.name, observed, shown, "" if flushed else "transport-not-flushed")

    expected = "FlushQueues for each of these transports"
    judge(tck, "flushes", of_runs(walk.runs, items), expected=expected, nothing="there is no transport")


@then("it looks at PR_RESOURCE_METHODS of each transport before it flushes")
def looks_first(tck: Scenario, walk: Walk, client: Client) -> None:
    """Step B5.2: by GetProps of the status object, or as a column of the row (ruling D-03)."""

    def items(run: History) -> Iterator[Item]:
        for transport in _transports(client):
            flushed = run.flushes_of(transport.name)
            if flushed:
                looked = _looked(run, transport.name, flushed[0])
                observed = "looked at before" if looked else "flushed without a look"
                yield Item(transport.name, observed, flushed[0].call.outcome, "" if looked else "methods-not-read")
        yield from nowhere(run, "status_object.get_props")

    expected = "PR_RESOURCE_METHODS is read before FlushQueues is called"
    judge(tck, "look", of_runs(walk.runs, items), expected=expected, nothing="the client has flushed nothing")


def _looked(run: History, transport: str, flushed: Flushing) -> bool:
    wanted = PropertyTag.PR_RESOURCE_METHODS
    for opening in run.openings:
        if opening.name != transport or opening.call.number > flushed.call.number:
            continue
        asked = [call for call in run.named("status_object.get_props") if call.handle == opening.handle]
        if any(asks_for(call, wanted) and call.number < flushed.call.number for call in asked):
            return True
        row = None if opening.source is None else find_row(opening.source.rows, opening.entry_id)
        if row is not None and methods_slot(row) is not None:
            return True
    # A client that knows from the row that the object cannot flush need not open it.
    reads = [read for read in run.reads if read.call.number < flushed.call.number]
    rows = [find_row(read.rows, flushed.target) for read in reads if flushed.target is not None]
    return any(row is not None and methods_slot(row) is not None for row in rows)


@then("it flushes {transport} through {way} only")
def flushes_by(tck: Scenario, walk: Walk, transport: str, way: Way) -> None:
    """Step B5.3: its own status object without target, or the spooler's with the entry identifier of its row as target."""

    def items(run: History) -> Iterator[Item]:
        calls = run.flushes_of(transport)
        for number, one in enumerate(calls, 1):
            own = one.of == transport
            wrong = (
                ""
                if own == (way == "its own status object")
                else ("unsupported-called" if own else "needless-fallback")
            )
            observed = "its own status object" if own else "the spooler, with it as target"
            yield Item(f"FlushQueues {number} for {transport}", observed, one.call.outcome, wrong)
        if not calls:
            instead = [one for one in run.flushings if one.of == SPOOLER and not one.target_name]
            shown = instead[0].call.outcome if instead else run.whole()
            wrong = "fallback-without-target" if instead else "transport-not-flushed"
            yield Item(transport, _in_words(instead), shown, wrong)

    judge(tck, "way", of_runs(walk.runs, items), expected=f"through {way}", nothing="no walk")


def _in_words(instead: Sequence[Flushing]) -> str:
    """What the spooler was asked to flush in place of the transport."""
    if not instead:
        return "no call of FlushQueues"
    target = instead[0].target
    return "the spooler without target" if target is None else f"the spooler with target {target.hex()}"


@then("it calls FlushQueues once for each transport")
def once_each(tck: Scenario, walk: Walk, client: Client) -> None:
    """A call that was refused may be repeated, and the two directions may come in two calls. Nothing else is flushed."""

    def items(run: History) -> Iterator[Item]:
        known = set[int]()
        for transport in _transports(client):
            calls = run.flushes_of(transport.name)
            known |= {one.call.number for one in calls}
            seen, again = 0, 0
            for one in calls:
                again |= 0 if one.call.refused else seen & one.flags & DIRECTIONS
                seen |= 0 if one.call.refused else one.flags & DIRECTIONS
            observed = f"{len(calls)} calls"
            shown = calls[-1].call.outcome if calls else run.whole()
            wrong = "transport-not-flushed" if not calls else ("flushes-twice" if again else "")
            yield Item(transport.name, observed, shown, wrong)
        for one in run.flushings:
            if one.call.number not in known:
                yield Item(
                    "another flush", f"of {one.of or 'another object'}", one.call.outcome, "flushes-something-else"
                )

    judge(tck, "once", of_runs(walk.runs, items), expected="1 call", nothing="there is no transport")


@then("it flushes {transport}, and no other transport")
def flushes_one(tck: Scenario, walk: Walk, transport: str) -> None:
    """Told to flush one transport, it calls its status object, or the spooler's with it as target, and nothing else."""

    def items(run: History) -> Iterator[Item]:
        mine = run.flushes_of(transport)
        if not mine:
            yield Item(transport, "no call of FlushQueues", run.whole(), "transport-not-flushed")
        for number, one in enumerate(run.flushings, 1):
            target = "no target" if one.target is None else f"target {one.target_name or one.target.hex()}"
            wrong = "" if one in mine else "flushes-something-else"
            yield Item(f"FlushQueues {number}", f"of {one.of or 'another object'}, {target}", one.call.outcome, wrong)

    expected = f"FlushQueues for {transport} only"
    judge(tck, "others", of_runs(walk.runs, items), expected=expected, nothing="no walk")


@then("it passes no target to a transport's own status object")
def no_target(tck: Scenario, walk: Walk) -> None:
    """The parameter lpTargetTransport is NULL, and cbTargetTransport 0."""

    def items(run: History) -> Iterator[Item]:
        for number, one in enumerate(run.flushings, 1):
            if one.of not in ("", SPOOLER):
                wrong = "" if one.target is None else "target-for-transport"
                observed = "no target" if one.target is None else f"target {one.target.hex()}"
                yield Item(f"FlushQueues {number} of {one.of}", observed, one.call.outcome, wrong)

    nothing = "the client has called FlushQueues of no transport's own status object"
    judge(tck, "target", of_runs(walk.runs, items), expected="no target", nothing=nothing, needless=True)


@then("it passes no FLUSH_ASYNC_OK to a transport's own status object")
def waits_for_transports(tck: Scenario, walk: Walk) -> None:
    """The flag is for the spooler's status object only."""

    def items(run: History) -> Iterator[Item]:
        for number, one in enumerate(run.flushings, 1):
            if one.of not in ("", SPOOLER):
                wrong = "async-for-transport" if one.flags & FlushFlag.FLUSH_ASYNC_OK else ""
                yield Item(
                    f"FlushQueues {number} of {one.of}", flags_text(FlushFlag, one.flags), one.call.outcome, wrong
                )

    nothing = "the client has called FlushQueues of no transport's own status object"
    judge(tck, "waits", of_runs(walk.runs, items), expected="no FLUSH_ASYNC_OK", nothing=nothing, needless=True)


# -- step B5.4 ---------------------------------------------------------------------------------------------------------


@then("it releases each transport's status object in its turn")
def releases_in_turn(tck: Scenario, walk: Walk) -> None:
    """Step B5.4: before the client opens the next one, unless it visits rows side by side (ruling D-04).

    The spooler's object may stay open for all fallbacks (ruling D-54).
    """

    def items(run: History) -> Iterator[Item]:
        opened = [one for one in run.openings if one.name not in ("", SPOOLER) and one.handle]
        turns = list(zip_longest(opened, opened[1:]))
        side_by_side = any(following and _last_use(run, one) > following.call.number for one, following in turns)
        for one, following in turns:
            yield _in_turn(run, one, None if side_by_side else following)

    expected = "released before the next transport's status object is opened"
    judge(tck, "turns", of_runs(walk.runs, items), expected=expected, nothing="nothing was opened")


def _last_use(run: History, opening: Opening) -> int:
    """The last call that is about the opened object or its row, but for Release."""
    own = [call.number for call in run.calls if call.handle == opening.handle and call.name != "status_object.release"]
    fallbacks = [one.call.number for one in run.flushings if one.target == opening.entry_id]
    return max(opening.call.number, *own, *fallbacks, 0)


def _in_turn(run: History, one: Opening, following: Opening | None) -> Item:
    thing = run.thing(one.handle)
    released = thing.released[0].number if thing and thing.released else None
    name = f"status object {one.handle} of {one.name}"
    if released is None:
        return Item(name, "never released", one.call.outcome, "not-released")
    late = following is not None and released > following.call.number
    observed = "released too late" if late else "released in its turn"
    return Item(name, observed, one.call.outcome, "released-late" if late else "")


@then("it releases the status table and the rows outside of its loop")
def releases_outside_loop(tck: Scenario, walk: Walk) -> None:
    """Step B5.4 by rulings D-04 and D-57: before the first row is opened, or after the last row is opened."""

    def items(run: History) -> Iterator[Item]:
        for handle, (first, last) in _openings(run).items():
            thing = need(run.thing(handle), f"nothing is known of {handle}")
            released = [call.number for call in thing.released]
            wrong, observed = "", "outside of the loop"
            if not released:
                wrong, observed = "not-released", "never released"
            elif first < released[0] < last:
                wrong, observed = "released-in-loop", "before the last transport was opened"
            yield Item(thing.words, observed, (thing.released or [thing.got])[0].outcome, wrong)

    expected = "released before the first row is opened, or after the last row is opened"
    judge(tck, "loop", of_runs(walk.runs, items), expected=expected, nothing="no row was visited")


def _openings(run: History) -> dict[str, tuple[int, int]]:
    """Table or row set → the first and the last call that open a transport's row which it has shown."""
    found: dict[str, tuple[int, int]] = {}
    for opening in run.openings:
        if opening.name in ("", SPOOLER) or opening.source is None:
            continue
        for handle in (opening.source.call.handle, opening.source.row_set):
            if handle is not None:
                first, last = found.get(handle, (opening.call.number, 0))
                found[handle] = (first, max(last, opening.call.number))
    return found
