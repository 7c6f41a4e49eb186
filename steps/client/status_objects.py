"""Lines that ask status objects for their properties."""

from mapi_tck.mapi import UnicodeFlag
from mapi_tck.scenario import when

from ..words import Columns
from .client import Client


@when("it gets {properties} of the spooler's status object")
def gets_spoolers(client: Client, properties: Columns) -> None:
    """GetProps of the spooler's status object, with these properties in this order."""
    client.asked = properties
    client.given = client.take(client.spooler.get_props, properties, 0)


@when("it gets {properties} of each transport's status object")
@when("it gets {properties} of each transport's status object with {flag}")
@when("it gets no property of each transport's status object", properties=())
def gets_transports(client: Client, properties: Columns, flag: UnicodeFlag | None = None) -> None:
    """GetProps of each transport's status object, with these properties in this order (`no property`: with an empty array)."""
    client.asked, client.asked_with = properties, int(flag or 0)
    for visit in client.visits:
        visit.answered = client.tck.call(visit.object.get_props, properties, client.asked_with)
