"""Makes the case of a row of the dimensions: a profile, mail, what came before, a flush, and what follows."""

from collections.abc import Iterator, Mapping
from typing import Final

from mapi_tck.search.dimensions import Row
from mapi_tck.search.examples import Example, ExampleLine, given, when
from mapi_tck.search.plan import NAMES, names

#: The transport that a case is about, and its first neighbour.
OFFICE: Final = NAMES[0]
BRANCH: Final = NAMES[1]

#: What waits at Office for a flush that comes before the one that the case is about: enough that a line can break in the middle.
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
_EVERYTHING: Final = "flushes the outgoing and incoming queues through the spooler"

#: What leaves the far end in another state than well.
_IN_TROUBLE: Final = ("a failed flush", "a refusal", "a flush under way")

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
    "before": ("nothing", "a failed flush", "a refusal", "a recovery", "an earlier session", "a flush under way"),
    "far end": tuple(_BEHAVES),
    "client": ("alone", "one of two"),
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

    first = _mail(row) if row["before"] == "nothing" else (_EARLIER, _EARLIER)
    waiting = [(OFFICE, *first), *((name, _BESIDE, _BESIDE) for name in with_mail(beside))]
    rows = [(name, str(outgoing), str(incoming)) for name, outgoing, incoming in waiting if outgoing or incoming]
    if rows:
        yield given("messages that wait", [("transport", "outgoing", "incoming"), *rows])
    if row["screen"] == "someone":
        yield given("someone is at the screen")


def _taken(row: Row) -> Iterator[ExampleLine]:
    yield when("client 1 logs on")
    who = 1
    if row["client"] == "one of two":
        yield when("client 2 logs on")
        who = 2
    several = int(row["transports"]) > 1
    yield from _before(row["before"], who, several)
    if row["far end"] != "well" or row["before"] in _IN_TROUBLE:
        yield _far_end(row["far end"])
    if several and row["far end"] == "down":
        yield _far_end("down", BRANCH)
    elif several and row["before"] == "a failed flush":
        yield _far_end("well", BRANCH)
    if row["before"] != "nothing":
        outgoing, incoming = _mail(row)
        if outgoing or incoming:
            yield when(f"more messages of {OFFICE} wait: {outgoing} outgoing, {incoming} incoming")
        if several:
            yield when(f"more messages of {BRANCH} wait: {_BESIDE} outgoing, {_BESIDE} incoming")
    flush = when(f"client {who} flushes {_QUEUES[row['direction']]} queues {_WAYS[row['way']]}{_flags(row)}")
    yield flush
    if row["afterwards"] == "again":
        yield flush
    elif row["afterwards"] != "nothing":
        yield when("a moment passes")
        if row["far end"] != "well":
            yield _far_end("well")
        if several and row["far end"] == "down":
            yield _far_end("well", BRANCH)
        yield when(f"more messages of {OFFICE} wait: 1 outgoing, 1 incoming")
        yield flush


def _before(what: str, who: int, several: bool) -> Iterator[ExampleLine]:
    """The lines of what came before. In a profile of `several` transports two far ends are down at once."""
    flush = when(f"client {who} {_EVERYTHING}")
    match what:
        case "a failed flush":
            yield _far_end("down")
            if several:
                yield _far_end("down", BRANCH)
            yield flush
        case "a refusal":
            yield from (_far_end("refusing"), flush)
        case "a recovery":
            yield from (_far_end("down after 1 message"), flush, _far_end("well"), flush)
        case "an earlier session":
            yield when("client 3 logs on")
            yield when(f"client 3 {_EVERYTHING}")
            yield when("client 3 logs off")
        case "a flush under way":
            yield _far_end("slow")
            yield when(f"client {who} {_EVERYTHING} with FLUSH_ASYNC_OK")
            yield when("a moment passes")


def _far_end(how: str, whose: str = OFFICE) -> ExampleLine:
    return when(f"the far end of {whose} now {_BEHAVES[how]}")


def _mail(row: Row) -> tuple[int, int]:
    """How many messages wait for the flush, outgoing and incoming."""
    number = int(row["messages"])
    return (number if row["queues"] != "incoming" else 0), (number if row["queues"] != "outgoing" else 0)


def _flags(row: Row) -> str:
    passed = " and ".join(flag for flag in ("FLUSH_FORCE", "FLUSH_ASYNC_OK") if row[flag] == "yes")
    without = row["FLUSH_NO_UI"] == "no"
    if not passed:
        return " without FLUSH_NO_UI" if without else ""
    return f" with {passed}{', without FLUSH_NO_UI' if without else ''}"


def with_mail(beside: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the neighbours at which messages wait."""
    half = _WITH_MAIL // 2
    return beside if len(beside) <= _WITH_MAIL else (*beside[:half], *beside[-half:])
