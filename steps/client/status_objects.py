"""Lines that ask status objects for their properties."""

from mapi_tck.scenario import when

from ..words import Columns
from .client import Client


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
@when("it gets no property of each transport's status object", properties=())
def gets_transports(client: Client, properties: Columns) -> None:
    """GetProps of each transport's status object, with these properties in this order (`no property`: with an empty array)."""
    client.asked = properties
    for visit in client.visits:
        visit.answered = client.tck.call(visit.object.get_props, properties, 0)
