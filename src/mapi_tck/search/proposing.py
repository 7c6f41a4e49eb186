"""Has Hypothesis propose cases for a law."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException
from hypothesis.internal.conjecture import providers
from hypothesis.stateful import run_state_machine_as_test

from mapi_tck.search import strategies
from mapi_tck.search.examples import Example, read
from mapi_tck.search.laws import Law
from mapi_tck.search.plan import Surroundings
from mapi_tck.search.strategies import COLUMNS, ClientMachine

__all__ = ["CASES", "HypothesisException", "machine", "propose"]

#: A slow implementation, or a rule that often does not apply, is no mistake of the strategy.
_UNCHECKED: Final = (
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.filter_too_much,
    HealthCheck.large_base_example,
)


def machine(law: Law) -> type[ClientMachine]:
    """The state machine that makes up the law's cases."""
    made: type[ClientMachine] = getattr(strategies, law.machine)
    return made


def propose(
    law: Law,
    examine: Callable[[Example], None],
    surroundings: Surroundings,
    number: int,
    steps: int,
    start: int,
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
    if law.cases:
        seed(start)(chosen(given(CASES[law.cases])(lambda example: examine(example))))()
        return
    attributes = {
        "surroundings": surroundings,
        "opening": law.opening,
        "closing": law.closing,
        "most_clients": law.most_clients,
        "fewest_clients": law.fewest_clients,
        "examine": staticmethod(lambda example: examine((*example, law.last))),
    }
    clients = type(law.machine, (machine(law),), attributes)
    run_state_machine_as_test(seed(start)(clients), settings=chosen)


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


#: The cases of the laws that need no state, by the names that `mapi_tck.search.laws` gives them.
CASES: Final[Mapping[str, st.SearchStrategy[Example]]] = {
    "the spooler's row": _rows_of("MAPI_SPOOLER"),
    "transport rows": _rows_of("MAPI_TRANSPORT_PROVIDER"),
    "QueryColumns": _columns(always="PR_ENTRYID", others=COLUMNS, most=6).map(_told),
    "restrictions": st.tuples(st.lists(st.sampled_from(_CONDITIONS), max_size=3), st.sampled_from(_TYPES)).map(
        _selection
    ),
    "all but one type": st.sampled_from((*_TYPES, "MAPI_STORE_PROVIDER", "MAPI_HOOK_PROVIDER")).map(_all_but),
    "rows at a time": st.tuples(_KEYED, st.sampled_from(range(1, 13)).map("{} rows at a time".format)).map(_read_again),
    "all rows again": st.tuples(_KEYED, st.just("all rows")).map(_read_again),
    "properties": _columns(always="PR_RESOURCE_METHODS", others=COLUMNS[:-1], most=6).map(_answered),
    "invented entry identifiers": st.sampled_from(range(1, 129))
    .map("{} bytes that nobody has made".format)
    .map(_refused),
    "cut entry identifiers": st.sampled_from(range(1, 76))
    .map("the spooler's entry identifier cut to {} percent".format)
    .map(_refused),
}
