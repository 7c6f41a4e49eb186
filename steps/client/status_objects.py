"""Lines that ask status objects for their properties."""

from mapi_tck.scenario import OneOf, when

from ..words import columns
from .client import Client


def _properties(words: str) -> tuple[int, ...]:
    return () if words == "no property" else columns(words)


@when("it gets {words} of {whose} status object", words=_properties, whose=OneOf("the spooler's", "each transport's"))
def gets_properties(client: Client, words: tuple[int, ...], whose: str) -> None:
    """GetProps with these properties, in this order (`no property`: with an empty array)."""
    client.asked = words
    if whose == "the spooler's":
        client.given = client.take(client.spooler.get_props, client.asked, 0)
        return
    for visit in client.visits:
        visit.answered = client.tck.call(visit.object.get_props, client.asked, 0)
