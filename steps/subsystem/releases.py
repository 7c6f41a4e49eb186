"""Lines that judge what a client releases: steps A7 and B5.4."""

from collections.abc import Iterator
from typing import Annotated, Final

from mapi_tck.errors import NothingToJudge
from mapi_tck.ports import Evidence, Misuse
from mapi_tck.scenario import Scenario, then

from .history import HELD, Call, History, Thing
from .judging import Item, judge, of_runs
from .stage import SPOOLER
from .walk import Walk

_KINDS: Final = {
    "each status object, status table and row set": tuple(HELD),
    "each row set": ("row_set",),
}


@then("it releases {things} exactly once, and uses nothing afterwards")
def releases_once(tck: Scenario, walk: Walk, things: Annotated[tuple[str, ...], _KINDS]) -> None:
    """In any order, on every path. A row set of QueryRows that is empty need not be released (ruling D-101)."""

    def items(run: History) -> Iterator[Item]:
        empty = {read.row_set for read in run.reads if read.call.name == "table.query_rows" and not read.rows}
        of_kind = [thing for thing in run.things if thing.kind in things]
        yield from (_judged(thing) for thing in of_kind if thing.released or thing.handle not in empty)

    expected = "released exactly once, and not used afterwards"
    judge(tck, "releases", walk.examined(items), expected=expected, nothing="the client has got nothing")


def _judged(thing: Thing) -> Item:
    if not thing.released:
        return Item(thing.words, "never released", thing.got.outcome, "not-released")
    if len(thing.released) > 1:
        return Item(thing.words, f"released {len(thing.released)} times", thing.released[1].outcome, "released-twice")
    if thing.used_after:
        used = thing.used_after[0]
        return Item(thing.words, f"used after its release: {used.words}", used.outcome, "used-after-release")
    return Item(thing.words, "released once", thing.released[0].outcome)


@then("it releases each status object and status table before Logoff")
def releases_in_session(tck: Scenario, walk: Walk) -> None:
    """What was released, was released in its session. The memory of a row set is the client's own."""

    def items(run: History) -> Iterator[Item]:
        over = {call.handle: call.number for call in run.named("session.logoff") if not call.refused}
        for thing in run.things:
            if thing.kind == "row_set" or not thing.released or thing.got.handle not in over:
                continue
            release = thing.released[0]
            late = release.number > over[thing.got.handle]
            observed, wrong = ("released after Logoff", "released-after-logoff") if late else ("released before", "")
            yield Item(thing.words, observed, release.outcome, wrong)

    nothing = "the client does not log off, or releases nothing"
    judge(tck, "session", of_runs(walk.runs, items), expected="before Logoff", nothing=nothing, needless=True)


#: Why a line that rests on the memory or the threads of a client has nothing to judge for most clients.
_HIDDEN: Final = "not observable: only the kit's MAPI DLL, which a native client calls, sees this"


@then("it reads no row that it has freed")
def reads_no_freed_row(tck: Scenario, walk: Walk) -> None:
    """A native client can read memory that it has given back. Any other has copies of the bytes."""

    def items(run: History) -> Iterator[Item]:
        read = {call.of: call for call in run.misuses(Misuse.READ_AFTER_FREE)}
        for thing in run.things:
            if thing.kind == "row_set" and thing.handle in read:
                yield Item(thing.words, "read after it was freed", read[thing.handle].outcome, "used-after-release")
            elif thing.kind == "row_set":
                yield Item(thing.words, "not read after it was freed", thing.got.outcome)

    if Evidence.OBJECTS not in tck.observes:
        raise NothingToJudge(_HIDDEN)
    judge(tck, "memory", of_runs(walk.runs, items), expected="no read after FreeProws", nothing="no rows were read")


@then("it calls each transport's status object on the thread that has opened it")
def one_thread(tck: Scenario, walk: Walk) -> None:
    """A status object of a transport is not safe for threads."""

    def items(run: History) -> Iterator[Item]:
        elsewhere = {call.of: call for call in run.misuses(Misuse.OTHER_THREAD)}
        for one in run.openings:
            if one.name in ("", SPOOLER) or one.handle is None:
                continue
            call = elsewhere.get(one.handle)
            observed = call.words if call else "called from its own thread only"
            shown = call or one.call
            yield Item(
                f"status object {one.handle} of {one.name}", observed, shown.outcome, "other-thread" if call else ""
            )

    if Evidence.OBJECTS not in tck.observes:
        raise NothingToJudge(_HIDDEN)
    judge(tck, "thread", of_runs(walk.runs, items), expected="the thread of OpenEntry", nothing="nothing was opened")


@then("it releases its session once, and calls nothing else of it after Logoff")
def only_release(tck: Scenario, walk: Walk) -> None:
    """Logoff ends the session, and Release gives it back. A session that is released without Logoff has ended, too."""

    def items(run: History) -> Iterator[Item]:
        for logon in run.named("mapi.logon"):
            if not logon.refused and not run.crashed:
                yield from _ended(run, logon)

    nothing = "the client does not log off"
    expected = "Release once, and no other call after Logoff"
    judge(tck, "logoff", of_runs(walk.runs, items), expected=expected, nothing=nothing, needless=True)


def _ended(run: History, logon: Call) -> Iterator[Item]:
    """How the session of this logon ended. Nothing if its Logoff was refused, or if it was released without one."""
    session = logon.value["session"]
    logoffs = [call for call in run.named("session.logoff") if call.handle == session]
    releases = [call for call in run.named("session.release") if call.handle == session]
    accepted = next((call for call in logoffs if not call.refused), None)
    own = [call for call in run.calls if call.handle == session and call not in releases]
    later = [call for call in own if accepted and call.number > accepted.number]
    for call in later:
        yield Item(call.name, "called after Logoff", call.outcome, "session-used-after-logoff")
    if len(releases) > 1:
        yield Item(session, f"released {len(releases)} times", releases[1].outcome, "released-twice")
    elif not releases and (accepted or not logoffs):
        yield Item(session, "never released", (accepted or logon).outcome, "not-released")
    elif accepted and not later:
        yield Item(session, "only Release was called after Logoff", accepted.outcome)
