"""Ids that have changed (`features/renamed.toml`): users still have the old ones in commands, baselines and records."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from mapi_tck.suite.catalogue import features_root
from mapi_tck.suite.review import TomlFile

NAME: Final = "renamed.toml"

#: The tables of the file.
_TABLES: Final = ("scenario", "requirement")

#: The placement in the id of a hosted scenario. The file has ids without it.
_PLACED: Final = re.compile(r"(.+?)(@\w+)(::.+)")


@cache
def load_renamed() -> Mapping[str, str]:
    """Old id → new id, of scenarios without placement and of requirements. Raises `UsageError` for a mistake in the file."""
    file = TomlFile(features_root() / NAME, "list of changed ids")
    content = file.table(known=_TABLES)
    return {old: str(new) for table in _TABLES for old, new in content.get(table, {}).items()}


def new_id(old: str) -> str:
    """The id that the scenario or requirement has now; "" if the id has not changed, or is unknown."""
    known = load_renamed()
    if old in known:
        return known[old]
    placed = _PLACED.fullmatch(old)
    new = known.get(placed[1] + placed[3], "") if placed else ""
    return new.replace("::", f"{placed[2]}::", 1) if placed and new else ""
