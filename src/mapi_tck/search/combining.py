"""Makes the case of a row of the dimensions: a profile, mail, what came before, a flush, and what follows."""

from collections.abc import Iterator, Mapping
from typing import Final

from mapi_tck.search.dimensions import Row
from mapi_tck.search.examples import Example, ExampleLine, given, when
from mapi_tck.search.plan import NAMES, names

#: The transport that a case is about, and its first neighbour.
OFFICE: Final = NAMES[0]
BRANCH: Final = NAMES[1]

#: What waits in a queue of Office for a flush that comes before the one that the case is about: enough that a line can break in
#: the middle.
_EARLIER: Final = 2
#: What waits at the neighbours, in either queue.
_BESIDE: Final = 1
#: So many of the neighbours have mail, half of them at each end of the profile. A choice: to look at the queues of sixty
#: transports costs more than everything else in a case.
_WITH_MAIL: Final = 6

_BEHAVES: Final = {
    "well": "is up again",
    "slow": "is slow",
    "refusing": "refuses every message",
    "down": "is down",
    "down after 1 message": "is down after 1 message",
}
_WAYS: Final = {
    "for all": "through the spooler",
    "for Office": f"through the spooler for {OFFICE}",
    "for Branch": f"through the spooler for {BRANCH}",
    "for nobody": "through the spooler for nobody",
    "own object": f"through the object of {OFFICE}",
}
_QUEUES: Final = {
    "both": "the outgoing and incoming",
    "outgoing": "the outgoing",
    "incoming": "the incoming",
    "none": "no",
}
#: FlushQueues supported, and asynchronous.
_NEIGHBOURS: Final = {
    "plain": ("supported", "no"),
    "asynchronous": ("supported", "yes"),
    "without FlushQueues": ("not supported", "no"),
}
#: The flags that a flush may pass besides FLUSH_NO_UI.
_MORE: Final = ("FLUSH_FORCE", "FLUSH_ASYNC_OK")
_LATER: Final = "for all with FLUSH_ASYNC_OK"
#: The ways of the flush that came before.
_WAYS_BEFORE: Final = {
    "for all": _WAYS["for all"],
    _LATER: _WAYS["for all"],
    "for Office": _WAYS["for Office"],
    "own object": _WAYS["own object"],
}
#: How the far end of Office behaves while the flush that came before is asked for, unless it is well.
_TROUBLE_BEFORE: Final = {
    "a failed flush": "down",
    "a broken line": "down after 1 message",
    "a refusal": "refusing",
    "a flush under way": "slow",
}
#: The number of the client whose flush came before, if it is another one.
_OTHER: Final = 2

#: What each dimension may be, as far as this module has lines for it.
MEANT: Final[Mapping[str, tuple[str, ...] | None]] = {
    "transports": None,
    "place": ("last", "first"),
    "kind": ("LAN", "modem", "RAS"),
    "support": ("supported", "not supported"),
    "asynchronous": ("no", "yes"),
    "neighbours": tuple(_NEIGHBOURS),
    "messages": None,
    "queues": ("both", "outgoing", "incoming"),
    "before": ("nothing", "a flush", *_TROUBLE_BEFORE),
    "way before": tuple(_WAYS_BEFORE),
    "pause": ("none", "an hour"),
    "far end": tuple(_BEHAVES),
    "client": ("the same", "beside another", "after another"),
    "object": ("kept", "released at once", "one of two"),
    "screen": ("nobody", "someone"),
    "way": tuple(_WAYS),
    "direction": tuple(_QUEUES),
    "FLUSH_FORCE": ("no", "yes"),
    "FLUSH_NO_UI": ("yes", "no"),
    "FLUSH_ASYNC_OK": ("no", "yes"),
    "afterwards": ("nothing", "again", "again when the far end is well"),
}


def case(row: Row, last: ExampleLine) -> Example:
    """The lines of the row's case. `last` judges it."""
    return (*_arranged(row), *_taken(row), last)


def _arranged(row: Row) -> Iterator[ExampleLine]:
    beside = names(int(row["transports"]))[1:]
    office = (OFFICE, row["kind"], row["support"], row["asynchronous"])
    others = [(name, "LAN", *_NEIGHBOURS[row["neighbours"]]) for name in beside]
    transports = [office, *others] if row["place"] == "first" else [*others, office]
    width = 4 if any(transport[3] == "yes" for transport in transports) else 3
    header = ("transport", "kind", "FlushQueues", "asynchronous")[:width]
    yield given("a profile with the transports", [header, *(transport[:width] for transport in transports)])

    first = _mail(row) if row["before"] == "nothing" else _in_queues(row, _EARLIER)
    waiting = [(OFFICE, *first), *((name, _BESIDE, _BESIDE) for name in with_mail(beside))]
    rows = [(name, str(outgoing), str(incoming)) for name, outgoing, incoming in waiting if outgoing or incoming]
    if rows:
        yield given("messages that wait", [("transport", "outgoing", "incoming"), *rows])
    if row["screen"] == "someone":
        yield given("someone is at the screen")


def _taken(row: Row) -> Iterator[ExampleLine]:
    several = int(row["transports"]) > 1
    yield when("client 1 logs on")
    yield from _before(row, several)
    if row["far end"] != "well" or row["before"] in _TROUBLE_BEFORE:
        yield _far_end(row["far end"])
    if several and row["far end"] == "down":
        yield _far_end("down", BRANCH)
    elif several and row["before"] == "a failed flush":
        yield _far_end("well", BRANCH)
    if row["object"] == "one of two":
        yield when(f"client 1 holds the status object of {_asked(row)}, and opens and releases another one")
    if row["pause"] == "an hour":
        yield when("everything that was under way is over")
        yield when("an hour passes")
    if row["before"] != "nothing":
        outgoing, incoming = _mail(row)
        if outgoing or incoming:
            yield when(f"more messages of {OFFICE} wait: {outgoing} outgoing, {incoming} incoming")
        if several:
            yield when(f"more messages of {BRANCH} wait: {_BESIDE} outgoing, {_BESIDE} incoming")
    yield from _flush(row)
    if row["afterwards"] == "again":
        yield from _flush(row)
    elif row["afterwards"] != "nothing":
        yield when("a moment passes")
        if row["far end"] != "well":
            yield _far_end("well")
        if several and row["far end"] == "down":
            yield _far_end("well", BRANCH)
        yield when(f"more messages of {OFFICE} wait: 1 outgoing, 1 incoming")
        yield from _flush(row)


def _flush(row: Row) -> Iterator[ExampleLine]:
    """The flush that the case is about."""
    yield when(f"client 1 flushes {_QUEUES[row['direction']]} queues {_WAYS[row['way']]}{_flags(row)}")
    if row["object"] == "released at once":
        yield when(f"client 1 releases the status object of {_asked(row)}")


def _asked(row: Row) -> str:
    """Whose status object is asked."""
    return OFFICE if row["way"] == "own object" else "the spooler"


def _before(row: Row, several: bool) -> Iterator[ExampleLine]:
    """The lines of what came before. In a profile of `several` transports two far ends are down at once."""
    who = 1 if row["client"] == "the same" else _OTHER
    if who == _OTHER:
        yield when(f"client {who} logs on")
    what = row["before"]
    if what in _TROUBLE_BEFORE:
        yield _far_end(_TROUBLE_BEFORE[what])
    if what == "a failed flush" and several:
        yield _far_end("down", BRANCH)
    if what != "nothing":
        later = what == "a flush under way" or row["way before"] == _LATER
        # An asynchronous transport takes part only if it is forced to.
        flags = _passed(
            *(flag for flag, passed in zip(_MORE, (row["asynchronous"] == "yes", later), strict=True) if passed)
        )
        yield when(f"client {who} flushes {_QUEUES['both']} queues {_WAYS_BEFORE[row['way before']]}{flags}")
    if what == "a flush under way":
        yield when("a moment passes")
    if row["client"] == "after another":
        yield when(f"client {who} logs off")


def _far_end(how: str, whose: str = OFFICE) -> ExampleLine:
    return when(f"the far end of {whose} now {_BEHAVES[how]}")


def _mail(row: Row) -> tuple[int, int]:
    """How many messages wait for the flush, outgoing and incoming."""
    return _in_queues(row, int(row["messages"]))


def _in_queues(row: Row, number: int) -> tuple[int, int]:
    """So many messages in each of the queues that the row is about."""
    return (number if row["queues"] != "incoming" else 0), (number if row["queues"] != "outgoing" else 0)


def _flags(row: Row) -> str:
    passed = _passed(*(flag for flag in _MORE if row[flag] == "yes"))
    without = row["FLUSH_NO_UI"] == "no"
    if not passed:
        return " without FLUSH_NO_UI" if without else ""
    return f"{passed}{', without FLUSH_NO_UI' if without else ''}"


def _passed(*flags: str) -> str:
    return f" with {' and '.join(flags)}" if flags else ""


def with_mail(beside: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the neighbours at which messages wait."""
    half = _WITH_MAIL // 2
    return beside if len(beside) <= _WITH_MAIL else (*beside[:half], *beside[-half:])
