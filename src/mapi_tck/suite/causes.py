"""The title of every cause: what is wrong, in one sentence (`features/causes.toml`)."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache

from mapi_tck.suite.catalogue import features_root


@cache
def titles() -> Mapping[str, str]:
    """Cause → its title, for every cause that the kit can give."""
    return tomllib.loads((features_root() / "causes.toml").read_text("utf-8"))


def title_of(cause: str) -> str:
    """What is wrong, in one sentence.

    Several causes ("a or b", "a → b") give several titles. A cause of another kit, or of a project's own steps, has no title:
    its id is written out in words.
    """
    return "".join(
        part if part in (" or ", " → ") else titles().get(part, f"{part[:1].upper()}{part[1:].replace('-', ' ')}")
        for part in re.split("( or | → )", cause)
    )
