"""Lets Hypothesis propose cases for a law."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException
from hypothesis.internal.conjecture import providers
from hypothesis.stateful import run_state_machine_as_test

from mapi_tck.search import strategies
from mapi_tck.search.examples import Example
from mapi_tck.search.laws import Law
from mapi_tck.search.plan import Surroundings
from mapi_tck.search.strategies import ClientMachine
from mapi_tck.search.templates import Choice, Columns, Lines, Number, Place, Template

__all__ = ["HypothesisException", "cases", "machine", "propose"]

#: Checks of Hypothesis that are off: a slow implementation, or a rule that often does not apply, is no mistake of the strategy.
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
    """Let Hypothesis propose `number` cases of at most `steps` steps, with the seed `start`. Each goes to `examine`.

    An exception that `examine` raises ends this.
    """
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
    if law.cases is not None:
        seed(start)(chosen(given(cases(law.cases))(lambda example: examine(example))))()
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


def cases(template: Template) -> st.SearchStrategy[Example]:
    """The cases of the template."""
    return st.fixed_dictionaries({name: _words(place) for name, place in template.places.items()}).map(template.fill)


def _words(place: Place) -> st.SearchStrategy[str]:
    match place:
        case Columns(always, others, most):
            columns = st.lists(
                st.sampled_from([column for column in others if column != always]), max_size=most, unique=True
            )
            return st.tuples(columns, st.sampled_from(range(most + 1))).map(partial(_with, always))
        case Choice(options):
            return st.sampled_from(options)
        case Number(first, last):
            return st.sampled_from(range(first, last + 1)).map(str)
        case Lines(choice, most):
            return st.lists(_words(choice), max_size=most).map("\n".join)
        case _:
            raise TypeError(f"no words for {place!r}")


def _with(column: str, drawn: tuple[list[str], int]) -> str:
    columns, place = drawn
    return ", ".join([*columns[:place], column, *columns[place:]])
