"""Lines that ask status objects for their properties, and lines about the access that they tell of."""

from typing import Final

from mapi_tck.mapi import UnicodeFlag
from mapi_tck.scenario import Scenario, then, when

from ..words import Columns
from .answers import NO_TRANSPORT, Properties
from .client import Client

#: What PR_ACCESS_LEVEL of a status object may say that was opened without MAPI_MODIFY.
_READ_ONLY: Final = "PR_ACCESS_LEVEL 0 (read-only), or an error"


@when("it gets {properties} of the spooler's status object")
@when("it gets {properties} of the spooler's status object {number} times")
def gets_spoolers(client: Client, properties: Columns, number: int = 1) -> None:
    """GetProps of the spooler's status object, with these properties in this order; so often, or until it is refused."""
    client.asked = properties
    for _ in range(number):
        client.given = client.take(client.spooler.get_props, properties, 0)
        if client.given.refused:
            return


@when("it gets {properties} of each transport's status object")
@when("it gets {properties} of each transport's status object with {flag}")
@when("it gets no property of each transport's status object", properties=())
def gets_transports(client: Client, properties: Columns, flag: UnicodeFlag | None = None) -> None:
    """GetProps of each transport's status object, with these properties in this order (`no property`: with an empty array)."""
    client.asked, client.asked_with = properties, int(flag or 0)
    for visit in client.visits:
        visit.answered = client.tck.call(visit.object.get_props, properties, client.asked_with)


def _level_text(answer: Properties) -> str:
    return ", ".join(map(str, answer.value[1])) or "nothing"


def _is_read_only(answer: Properties) -> bool:
    return all(value.is_error or value.value == 0 for value in answer.value[1])


@then("the call does not give more than read-only access")
def call_gives_read_only(tck: Scenario, client: Client) -> None:
    """The spooler's status object says that it is read-only, or has no PR_ACCESS_LEVEL."""
    given = client.given
    tck.check("read-only-told", _is_read_only(given), expected=_READ_ONLY, observed=_level_text(given), on=[given])


@then("each of them does not give more than read-only access")
def each_gives_read_only(tck: Scenario, client: Client) -> None:
    """Each transport's status object says that it is read-only, or has no PR_ACCESS_LEVEL."""
    answered = [(visit.name, visit.answered) for visit in client.visits if visit.answered is not None]
    items = [(name, _is_read_only(answer), _level_text(answer), answer) for name, answer in answered]
    tck.check_each("read-only-told", items, expected=_READ_ONLY, nothing=NO_TRANSPORT)
