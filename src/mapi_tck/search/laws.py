"""The laws that a search tries to break: for each what it says, what clients do in its cases, and the line that judges one.

Nothing here loads Hypothesis: `mapi_tck.search.proposing` does, and only a search that makes up cases needs it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from mapi_tck.search.examples import ExampleLine, then
from mapi_tck.search.examples import given as arranged


@dataclass(frozen=True, slots=True)
class Law:
    """A law: something that holds in every case, and the cases."""

    text: str
    space: str
    #: Either clients do anything: the name of a state machine in `mapi_tck.search.strategies`, and what it needs, ...
    machine: str = ""
    opening: tuple[ExampleLine, ...] = ()
    closing: tuple[str, ...] = ()
    most_clients: int = 2
    fewest_clients: int = 1
    #: ... or the cases need no state, and come complete with their last line: a name in `mapi_tck.search.proposing`.
    cases: str = ""

    @property
    def last(self) -> ExampleLine:
        """The line that judges one case."""
        return then(f"in this case {self.text}")


_ANYTHING: Final = "clients do anything, in any order"
_HEALTHY: Final = "clients flush in any way while all far ends are well"
_HELD: Final = "a client gets and releases anything, in any order"
_SESSIONS: Final = "two clients get anything, and one of them logs off"
_WATCHED: Final = (arranged("someone is at the screen"),)
_COLUMNS: Final = "a client limits the columns to any, in any order"


def _well(text: str, **more: Any) -> Law:
    return Law(text, _HEALTHY, "Flushing", **more)


def _any(text: str, **more: Any) -> Law:
    return Law(text, _ANYTHING, "Anything", **more)


_ALL: Final = (
    _any("no message is lost"),
    _any("no message is doubled"),
    _well("messages leave in the order in which they were submitted"),
    _any("no flush moves messages of a transport that it is not for"),
    _any("no flush moves messages of a direction that it is not for"),
    _well("every message is transferred that a flush was for"),
    _any("success is answered only if every message was transferred"),
    _any("the spooler shows no user interface", opening=_WATCHED),
    _well("no LAN transport shows a user interface", opening=_WATCHED),
    Law(
        "every message is transferred that a procedure was for",
        "procedures A and B are carried out, in any order",
        "Walking",
        most_clients=1,
    ),
    Law(
        "nothing stays alive",
        "clients get and release anything, in any order",
        "HoldingObjects",
        opening=(arranged("the objects that are alive have been counted"),),
        closing=("every client releases what it holds, first things first, and logs off",),
    ),
    Law("what is still held goes on working", _HELD, "HoldingObjects", most_clients=1),
    Law("what the other holds goes on working", _SESSIONS, "Reading", closing=("client 2 logs off",), fewest_clients=2),
    Law(
        "each status table reads as if it were alone",
        "a client uses several status tables, in any order",
        "Reading",
        most_clients=1,
    ),
    Law(
        "each client's status table reads as if it were alone",
        "two clients use status tables, in any order",
        "Reading",
        fewest_clients=2,
    ),
    Law("the spooler's row holds exactly these columns", _COLUMNS, cases="the spooler's row"),
    Law("each transport's row holds exactly these columns", _COLUMNS, cases="transport rows"),
    Law(
        "QueryColumns tells these columns",
        _COLUMNS,
        cases="QueryColumns",
    ),
    Law(
        "the latest restriction selects exactly its rows",
        "a client restricts a status table again and again",
        cases="restrictions",
    ),
    Law(
        "the restriction selects exactly the other rows",
        "a client restricts a status table to what is not of a type",
        cases="all but one type",
    ),
    Law(
        "it reads the same rows as in one call",
        "a client reads any number of rows at a time",
        cases="rows at a time",
    ),
    Law(
        "it reads the same rows again",
        "a client reads any columns twice",
        cases="all rows again",
    ),
    Law(
        "each value is in its place",
        "a client asks status objects for any properties",
        cases="properties",
    ),
    Law(
        "they are refused",
        "a client presents bytes that are no entry identifier",
        cases="invented entry identifiers",
    ),
    Law(
        "it is refused",
        "a client presents a part of an entry identifier",
        cases="cut entry identifiers",
    ),
)

#: The laws, by the words of the line that names them.
LAWS: Final[Mapping[str, Law]] = {law.text: law for law in _ALL}
#: The laws about the same cases, by the words for these.
SPACES: Final[Mapping[str, tuple[Law, ...]]] = {
    space: tuple(law for law in _ALL if law.space == space) for space in dict.fromkeys(law.space for law in _ALL)
}
