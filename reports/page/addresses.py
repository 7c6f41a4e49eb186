"""Addresses within the page, made of ids that a record may hold in any form."""

import hashlib
import re
from typing import Final

#: What is an address already, and what cannot be part of one.
_ADDRESS: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_OTHER: Final = re.compile(r"[^A-Za-z0-9]+")

#: Characters of an id that its address shows, a choice; the digest tells it from others.
_READ: Final = 32


def anchor(id: str, prefix: str = "") -> str:
    """The id as an address within the page: itself if it is one, else its readable part and a digest."""
    if _ADDRESS.fullmatch(id):
        return prefix + id
    words = _OTHER.sub("-", id[:_READ]).strip("-")
    digest = hashlib.sha256(id.encode("utf-8", "backslashreplace")).hexdigest()[:8]
    return f"{prefix}{words}-{digest}"


def scenario_anchor(id: str) -> str:
    """The address of a scenario."""
    return anchor(id, "scenario-")
