"""The places of the published page in words."""

from mapi_tck.suite.catalogue import STEPS
from mapi_tck.suite.published.page import TITLE

_OTHERS = {TITLE: "Title", "A": "Heading of procedure A", "B": "Heading of procedure B"}


def place(name: str) -> str:
    """A place: the number of a step, or what else it is."""
    return _OTHERS.get(name) or (name if name[1:] else STEPS[name])
