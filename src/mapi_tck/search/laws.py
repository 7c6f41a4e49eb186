"""The laws that a search tries to break: for each the cases that there are, and the line that judges one of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers
from hypothesis.stateful import run_state_machine_as_test

from mapi_tck.search.examples import Example, ExampleLine, read, then
from mapi_tck.search.examples import given as arranged
from mapi_tck.search.plan import Surroundings
from mapi_tck.search.strategies import COLUMNS, Anything, ClientMachine, Flushing, HoldingObjects, Reading, Walking

#: A slow implementation, or a rule that often does not apply, is no mistake of the strategy.
_UNCHECKED: Final = (
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.filter_too_much,
    HealthCheck.large_base_example,
)


@dataclass(frozen=True, slots=True)
class Law:
    """A law: something that holds in every case, and the cases."""

    text: str
    space: str
    #: Either a machine whose clients do anything, with what it needs, ...
    machine: type[ClientMachine] | None = None
    opening: tuple[ExampleLine, ...] = ()
    closing: tuple[str, ...] = ()
    most_clients: int = 2
    fewest_clients: int = 1
    #: ... or cases that need no state, complete with their last line.
    cases: st.SearchStrategy[Example] | None = None

    @property
    def last(self) -> ExampleLine:
        """The line that judges one case."""
        return then(f"in this case {self.text}")

    def propose(
        self, examine: Callable[[Example], None], surroundings: Surroundings, number: int, steps: int, start: int
    ) -> None:
        """Have Hypothesis propose so many cases, until `examine` raises an exception."""
        chosen = settings(
            max_examples=number,
            stateful_step_count=steps,
            database=None,
            deadline=None,
            derandomize=False,
            report_multiple_bugs=False,
            print_blob=False,
            suppress_health_check=_UNCHECKED,
            phases=(Phase.generate,),
            verbosity=Verbosity.quiet,
        )
        _forget_local_constants()
        if self.machine is not None:
            attributes = {
                "surroundings": surroundings,
                "opening": self.opening,
                "closing": self.closing,
                "most_clients": self.most_clients,
                "fewest_clients": self.fewest_clients,
                "examine": staticmethod(lambda example: examine((*example, self.last))),
            }
            machine = type(self.machine.__name__, (self.machine,), attributes)
            run_state_machine_as_test(seed(start)(machine), settings=chosen)
        else:
            assert self.cases is not None
            seed(start)(chosen(given(self.cases)(lambda example: examine(example))))()


def _forget_local_constants() -> None:
    """Hypothesis also tries constants of the modules that are loaded; without them the same seed proposes the same cases."""
    made: Any = providers
    if hasattr(made, "_get_local_constants"):
        none = made.Constants()
        made._get_local_constants = lambda: none


# -- cases without state ----------------------------------------------------------------------------------------------


def _columns(*, always: str, others: Sequence[str], most: int) -> st.SearchStrategy[str]:
    """Columns in any order, one of them always there."""

    def placed(drawn: tuple[list[str], int]) -> str:
        columns, place = drawn
        return ", ".join([*columns[:place], always, *columns[place:]])

    others = [column for column in others if column != always]
    columns = st.lists(st.sampled_from(others), max_size=most, unique=True)
    return st.tuples(columns, st.sampled_from(range(most + 1))).map(placed)


def _after(step: str, *lines: str, procedure: str = "A") -> Example:
    """A case: the procedure up to this step, and then these lines."""
    carried_out = f"Given procedure {procedure} has been carried out up to step {step}"
    return read(["Given a client that has logged on", carried_out, *lines])


def _rows_of(kind: str) -> st.SearchStrategy[Example]:
    words = _columns(always="PR_RESOURCE_TYPE", others=COLUMNS, most=6)
    return words.map(
        lambda columns: _after(
            "1",
            f"When it limits the columns to {columns}",
            "When it reads all rows",
            f"Then each row of {kind} has exactly the columns {columns}",
        )
    )


_TYPES: Final = ("MAPI_SPOOLER", "MAPI_TRANSPORT_PROVIDER", "MAPI_SUBSYSTEM", "MAPI_AB")
_CONDITIONS: Final = (
    "every row",
    *(
        f"PR_RESOURCE_TYPE {sign} {kind}"
        for sign in "=≠"
        for kind in (*_TYPES, "MAPI_STORE_PROVIDER", "an undefined type")
    ),
)


def _selection(drawn: tuple[list[str], str]) -> Example:
    before, kind = drawn
    return _after(
        "2",
        *(f"Given the table has been restricted to {condition}" for condition in before),
        f"When it restricts the table to PR_RESOURCE_TYPE = {kind}",
        "When it reads all rows",
        f"Then exactly the rows of {kind} are there",
    )


def _all_but(kind: str) -> Example:
    restricts = f"When it restricts the table to PR_RESOURCE_TYPE ≠ {kind}"
    return _after("2", restricts, "When it reads all rows", f"Then all rows but those of {kind} are there")


_STEADY: Final = ("PR_RESOURCE_TYPE", "PR_DISPLAY_NAME_A", "PR_STATUS_CODE", "PR_RESOURCE_METHODS", "PR_OBJECT_TYPE")


def _read_again(drawn: tuple[str, str]) -> Example:
    columns, how = drawn
    return _after(
        "1",
        f"Given the columns are {columns}",
        "Given the rows have been read to the end",
        "When it starts over",
        f"When it reads {how}",
        "Then it reads the same rows again",
    )


_KEYED: Final = _columns(always="PR_INSTANCE_KEY", others=_STEADY, most=4)


def _told(columns: str) -> Example:
    return _after(
        "1", f"Given the columns are {columns}", "When it asks for the columns", f"Then the call answers {columns}"
    )


def _answered(properties: str) -> Example:
    gets = f"When it gets {properties} of each transport's status object"
    return _after("5.1", gets, f"Then each of them answers {properties} in that order", procedure="B")


def _refused(what: str) -> Example:
    return _after("5", f"When it calls OpenEntry with {what}", "Then the call is refused")


# -- the laws ---------------------------------------------------------------------------------------------------------

_ANYTHING: Final = "clients do anything, in any order"
_HEALTHY: Final = "clients flush in any way while all far ends are well"
_HELD: Final = "a client gets and releases anything, in any order"
_SESSIONS: Final = "two clients get anything, and one of them logs off"
_WATCHED: Final = (arranged("someone is at the screen"),)
_COLUMNS: Final = "a client limits the columns to any, in any order"


def _well(text: str, **more: Any) -> Law:
    return Law(text, _HEALTHY, Flushing, **more)


def _any(text: str, **more: Any) -> Law:
    return Law(text, _ANYTHING, Anything, **more)


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
        Walking,
        most_clients=1,
    ),
    Law(
        "nothing stays alive",
        "clients get and release anything, in any order",
        HoldingObjects,
        opening=(arranged("the objects that are alive have been counted"),),
        closing=("every client releases what it holds, first things first, and logs off",),
    ),
    Law("what is still held goes on working", _HELD, HoldingObjects, most_clients=1),
    Law("what the other holds goes on working", _SESSIONS, Reading, closing=("client 2 logs off",), fewest_clients=2),
    Law(
        "each status table reads as if it were alone",
        "a client uses several status tables, in any order",
        Reading,
        most_clients=1,
    ),
    Law(
        "each client's status table reads as if it were alone",
        "two clients use status tables, in any order",
        Reading,
        fewest_clients=2,
    ),
    Law("the spooler's row holds exactly these columns", _COLUMNS, cases=_rows_of("MAPI_SPOOLER")),
    Law("each transport's row holds exactly these columns", _COLUMNS, cases=_rows_of("MAPI_TRANSPORT_PROVIDER")),
    Law(
        "QueryColumns tells these columns",
        _COLUMNS,
        cases=_columns(always="PR_ENTRYID", others=COLUMNS, most=6).map(_told),
    ),
    Law(
        "the latest restriction selects exactly its rows",
        "a client restricts a status table again and again",
        cases=st.tuples(st.lists(st.sampled_from(_CONDITIONS), max_size=3), st.sampled_from(_TYPES)).map(_selection),
    ),
    Law(
        "the restriction selects exactly the other rows",
        "a client restricts a status table to what is not of a type",
        cases=st.sampled_from((*_TYPES, "MAPI_STORE_PROVIDER", "MAPI_HOOK_PROVIDER")).map(_all_but),
    ),
    Law(
        "it reads the same rows as in one call",
        "a client reads any number of rows at a time",
        cases=st.tuples(_KEYED, st.sampled_from(range(1, 13)).map("{} rows at a time".format)).map(_read_again),
    ),
    Law(
        "it reads the same rows again",
        "a client reads any columns twice",
        cases=st.tuples(_KEYED, st.just("all rows")).map(_read_again),
    ),
    Law(
        "each value is in its place",
        "a client asks status objects for any properties",
        cases=_columns(always="PR_RESOURCE_METHODS", others=COLUMNS[:-1], most=6).map(_answered),
    ),
    Law(
        "they are refused",
        "a client presents bytes that are no entry identifier",
        cases=st.sampled_from(range(1, 129)).map("{} bytes that nobody has made".format).map(_refused),
    ),
    Law(
        "it is refused",
        "a client presents a part of an entry identifier",
        cases=st.sampled_from(range(1, 76))
        .map("the spooler's entry identifier cut to {} percent".format)
        .map(_refused),
    ),
)

#: The laws, by the words of the line that names them.
LAWS: Final[Mapping[str, Law]] = {law.text: law for law in _ALL}
#: The laws about the same cases, by the words for these.
SPACES: Final[Mapping[str, tuple[Law, ...]]] = {
    space: tuple(law for law in _ALL if law.space == space) for space in dict.fromkeys(law.space for law in _ALL)
}
