"""Addresses within the page, made of ids that others may have written."""

import hashlib
import re


def anchor(id: str, prefix: str = "") -> str:
    """The id as an address within the page: itself where that is one, else made readable and told apart by a digest."""
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", id):
        return prefix + id
    words = re.sub(r"[^A-Za-z0-9]+", "-", id).strip("-")[:32]
    digest = hashlib.sha256(id.encode("utf-8", "backslashreplace")).hexdigest()[:8]
    return f"{prefix}{words}-{digest}"


def scenario_anchor(id: str) -> str:
    """The address of a scenario."""
    return anchor(id, "scenario-")
