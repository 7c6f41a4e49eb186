"""The words of the kit, and those of MAPI that its texts use (`features/glossary.toml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from mapi_tck.suite.catalogue import features_root
from mapi_tck.suite.review import TomlFile

NAME: Final = "glossary.toml"


@dataclass(frozen=True, slots=True)
class Glossary:
    """Words with what they mean. A meaning is Markdown: code stands between backquotes."""

    kit: Mapping[str, str]
    mapi: Mapping[str, str]
    #: The words of the kit that the annotated specification explains.
    annotated: Mapping[str, str]


@cache
def load_glossary() -> Glossary:
    """The packaged glossary. Raises `UsageError` for a mistake in the file."""
    file = TomlFile(features_root() / NAME, "glossary")
    content = file.table(known=("annotated", "kit", "mapi"))
    kit, mapi = content["kit"], content["mapi"]
    for word in content["annotated"]:
        if word not in kit:
            raise file.wrong(("annotated",), f"the glossary does not say what {word} means")
    return Glossary(kit, mapi, {word: kit[word] for word in content["annotated"]})
