"""Lines that ask status objects for their properties."""

from mapi_tck.gherkin import when

from .client import Client
from .words import columns


@when("it gets {words} of {whose} status object")
def gets_properties(client: Client, words: str, whose: str) -> None:
    """GetProps with these properties, in this order (`no property`: with an empty array)."""
    client.asked = () if words == "no property" else columns(words)
    if whose == "the spooler's":
        client.take(client.spooler.get_props, client.asked, 0)
        return
    if whose != "each transport's":
        raise ValueError(f"nobody asks {whose} status object")
    for visit in client.visits:
        visit.answered = client.tck.call(visit.object.get_props, client.asked, 0)
