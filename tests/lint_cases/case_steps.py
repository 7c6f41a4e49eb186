"""A vocabulary of the smallest sort, for suites that are wrong in one way each."""

from mapi_tck.scenario.scenario import Scenario
from mapi_tck.scenario.vocabulary import given, then, when


@given("a client")
def client() -> None:
    """There is a client."""


@when("the client gets the status table")
def gets() -> None:
    """Step A1."""


@when("it limits the columns to {words}")
def limits(words: str) -> None:
    """Step A2."""


@when("it builds the restriction")
def builds() -> None:
    """Step A3."""


@when("it retrieves the rows")
def retrieves() -> None:
    """Steps A4 and B4."""


@when("the spooler announces a flush")
def announces() -> None:
    """Step X1."""


@when("the transport shows its first phase")
def shows_phase() -> None:
    """Step X2."""


@when("nothing is sent")
def nothing_sent() -> None:
    """Steps X3 to X8 are left out."""


@when("the transport goes over to receiving")
def goes_over() -> None:
    """Step X9."""


@then("the rows hold {words}")
def hold(tck: Scenario, words: str) -> None:
    """Every row."""


@then("the table stands still", number=0)
@then("the table has {number} rows")
def table_has(tck: Scenario, number: int) -> None:
    """How many rows the table has."""
