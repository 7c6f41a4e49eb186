"""The laws that a search tries to break. Each has its words, what clients do in its cases, and the line that judges a case.

Nothing here loads Hypothesis: `mapi_tck.search.proposing` does, and only a search that makes up cases needs it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from mapi_tck.search.examples import ExampleLine, then
from mapi_tck.search.examples import given as arranged
from mapi_tck.search.templates import COLUMNS, Choice, Columns, Lines, Number, Place, Template


@dataclass(frozen=True, slots=True)
class Law:
    """A law: something that is true in every case, and the cases.

    Either a state machine makes up the cases, or a template does (`cases`). The fields between are for the state machine.
    """

    #: What is true in every case.
    text: str
    #: What clients do in the cases.
    space: str
    #: The name of the state machine in `mapi_tck.search.strategies`; "" if there is a template.
    machine: str = ""
    opening: tuple[ExampleLine, ...] = ()
    closing: tuple[str, ...] = ()
    most_clients: int = 2
    fewest_clients: int = 1
    #: Whether the rows of the dimensions are cases of the law: they are tried first.
    rows: bool = False
    #: The values that a row must have to be a case of the law; others say nothing about it.
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: For a dimension the values that a case of the law has in place of others, with which it would say nothing about the law.
    instead: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: The template, for cases that need no state. It has the line that judges, too.
    cases: Template | None = None

    @property
    def last(self) -> ExampleLine:
        """The line that judges one case."""
        return then(f"in this case {self.text}")


_TYPES: Final = ("MAPI_AB", "MAPI_SPOOLER", "MAPI_SUBSYSTEM", "MAPI_TRANSPORT_PROVIDER")
_CONDITION: Final = Choice(
    (
        "every row",
        *(
            f"PR_RESOURCE_TYPE {sign} {kind}"
            for sign in "=≠"
            for kind in (*_TYPES, "MAPI_STORE_PROVIDER", "an undefined type")
        ),
    )
)
#: Columns that stay as they are while a table is open. A provider may change all others at any time (status-tables.md).
_STEADY: Final = ("PR_RESOURCE_TYPE", "PR_OBJECT_TYPE")


def _after(step: str, *lines: str, **places: Place) -> Template:
    """Cases in which a client has carried out a procedure up to `step` (written `A: 1`), and then does what `lines` say."""
    procedure, number = step.split(": ")
    carried_out = f"Given procedure {procedure} has been carried out up to step {number}"
    return Template(("Given a client that has logged on", carried_out, *lines), **places)


def _row_of(kind: str) -> Template:
    return _after(
        "A: 1",
        "When it limits the columns to {columns}",
        "When it reads all rows",
        f"Then each row of {kind} has exactly the columns {{columns}}",
        columns=Columns("PR_RESOURCE_TYPE", COLUMNS, 6),
    )


def _read_again(how: str, order: str = "", **places: Place) -> Template:
    return _after(
        "A: 1",
        "Given the columns are {columns}",
        "Given the table has been read to the end",
        "When it starts over",
        f"When it reads {how}",
        f"Then it reads the same rows again{order}",
        columns=Columns("PR_INSTANCE_KEY", _STEADY, 3),
        **places,
    )


def _refused(what: str, number: Number) -> Template:
    return _after("A: 5", f"When it calls OpenEntry with {what}", "Then the call is refused", number=number)


_ANYTHING: Final = "clients do anything, in any order"
_HEALTHY: Final = "clients flush in any way while all far ends are well"
_HELD: Final = "a client gets and releases anything, in any order"
_SESSIONS: Final = "two clients get anything, and one of them logs off"
_WATCHED: Final = (arranged("someone is at the screen"),)
_COMBINED: Final = "each three values of the dimensions come together"
_RETURNED: Final = "the spooler flushes slow far ends, synchronously and in any way"
#: What shows whether a flush returns too early. After trouble a message may be delayed.
_SYNCHRONOUS: Final = {"far end": ("slow",), "FLUSH_ASYNC_OK": ("no",)}
_RETURNING: Final = {
    "way": {"for Branch": "for all", "for nobody": "for Office", "own object": "for Office"},
    "direction": {"none": "both"},
    "before": dict.fromkeys(("a failed flush", "a broken line", "a refusal"), "a flush"),
}
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
    Law("every flush transfers what it is for, once and in order, and nothing else", _COMBINED, "Anything", rows=True),
    Law(
        "every synchronous flush has transferred what it is for when it returns",
        _RETURNED,
        "Flushing",
        rows=True,
        only=_SYNCHRONOUS,
        instead=_RETURNING,
    ),
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
    Law("the spooler's row holds exactly these columns", _COLUMNS, cases=_row_of("MAPI_SPOOLER")),
    Law("each transport's row holds exactly these columns", _COLUMNS, cases=_row_of("MAPI_TRANSPORT_PROVIDER")),
    Law(
        "QueryColumns tells these columns",
        _COLUMNS,
        cases=_after(
            "A: 1",
            "Given the columns are {columns}",
            "When it asks for the columns",
            "Then the call answers {columns}",
            columns=Columns("PR_ENTRYID", COLUMNS, 6),
        ),
    ),
    Law(
        "the latest restriction selects exactly its rows",
        "a client restricts a status table again and again",
        cases=_after(
            "A: 2",
            "Given the table has been restricted to {before}",
            "When it restricts the table to PR_RESOURCE_TYPE = {kind}",
            "When it reads all rows",
            "Then exactly the rows of {kind} are there",
            before=Lines(_CONDITION, 3),
            kind=Choice(_TYPES),
        ),
    ),
    Law(
        "the restriction selects exactly the other rows",
        "a client restricts a status table to what is not of a type",
        cases=_after(
            "A: 2",
            "When it restricts the table to PR_RESOURCE_TYPE ≠ {kind}",
            "When it reads all rows",
            "Then all rows but those of {kind} are there",
            kind=Choice((*_TYPES, "MAPI_STORE_PROVIDER", "MAPI_HOOK_PROVIDER")),
        ),
    ),
    Law(
        "it reads the same rows as in one call",
        "a client reads any number of rows at a time",
        cases=_read_again("{number} rows at a time", number=Number(1, 12)),
    ),
    Law(
        "it reads the same rows again, in any order",
        "a client reads any steady columns twice",
        cases=_read_again("all rows", ", in any order"),
    ),
    Law(
        "each value is in its place",
        "a client asks status objects for any properties",
        cases=_after(
            "B: 5.1",
            "When it gets {properties} of each transport's status object",
            "Then each of them answers {properties} in that order",
            properties=Columns("PR_RESOURCE_METHODS", COLUMNS[:-1], 6),
        ),
    ),
    Law(
        "they are refused",
        "a client presents bytes that are no entry identifier",
        cases=_refused("{number} made-up bytes", Number(1, 128)),
    ),
    Law(
        "it is refused",
        "a client presents a part of an entry identifier",
        cases=_refused("the spooler's entry identifier cut to {number} percent", Number(1, 75)),
    ),
)

#: The laws, by the words of the line that names them.
LAWS: Final[Mapping[str, Law]] = {law.text: law for law in _ALL}
#: The laws about the same cases, by the words for these.
SPACES: Final[Mapping[str, tuple[Law, ...]]] = {
    space: tuple(law for law in _ALL if law.space == space) for space in dict.fromkeys(law.space for law in _ALL)
}
