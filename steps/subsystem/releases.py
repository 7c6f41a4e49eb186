"""Lines that judge what a client releases: steps A7 and B5.4."""

from collections.abc import Iterator
from typing import Annotated, Final

from mapi_tck.scenario import Scenario, then

from .history import HELD, History, Thing
from .judging import Item, judge, of_runs
from .walk import Walk

_KINDS: Final = {
    "each status object, status table and row set": tuple(HELD),
    "each row set": ("row_set",),
}


@then("it releases {things} exactly once, and uses nothing afterwards")
def releases_once(tck: Scenario, walk: Walk, things: Annotated[tuple[str, ...], _KINDS]) -> None:
    """In any order, on every path."""

    def items(run: History) -> Iterator[Item]:
        for thing in run.things:
            if thing.kind in things:
                yield _judged(thing)

    expected = "released exactly once, and not used afterwards"
    judge(tck, "releases", of_runs(walk.runs, items), expected=expected, nothing="the client has got nothing")


def _judged(thing: Thing) -> Item:
    if not thing.released:
        return Item(thing.words, "never released", thing.got.outcome, "not-released")
    if len(thing.released) > 1:
        return Item(thing.words, f"released {len(thing.released)} times", thing.released[1].outcome, "released-twice")
    if thing.used_after:
        used = thing.used_after[0]
        return Item(thing.words, f"used after its release: {used.name}", used.outcome, "used-after-release")
    return Item(thing.words, "released once", thing.released[0].outcome)


@then("after Logoff it calls nothing of the session but Release")
def only_release(tck: Scenario, walk: Walk) -> None:
    """The session has ended."""

    def items(run: History) -> Iterator[Item]:
        for logoff in run.named("session.logoff"):
            later = [
                call
                for call in run.calls
                if call.handle == logoff.handle and call.number > logoff.number and call.name != "session.release"
            ]
            if logoff.refused:
                continue
            for call in later:
                yield Item(call.name, "called after Logoff", call.outcome, "session-used-after-logoff")
            if not later:
                yield Item(logoff.handle, "only Release was called after Logoff", logoff.outcome)

    nothing = "the client does not log off"
    judge(tck, "logoff", of_runs(walk.runs, items), expected="only Release", nothing=nothing, needless=True)
