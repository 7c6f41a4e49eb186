"""The inputs that are kept: each has found a fault once, or shows a case that a reader of the kit must get right."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fuzz.answers import Answers
from fuzz.claims import BaselineFiles, DeclarationFiles
from fuzz.command_lines import CommandLines
from fuzz.features import Features
from fuzz.finding import Kind
from fuzz.records import Records

#: Name → kind.
KINDS: Final[dict[str, type[Kind]]] = {
    kind.name: kind for kind in (Answers, Records, DeclarationFiles, BaselineFiles, Features, CommandLines)
}
FOLDER: Final = Path(__file__).resolve().with_name("kept")


@dataclass(frozen=True)
class Kept:
    """One kept input."""

    #: What it shows, as a sentence.
    why: str
    input: Any


def load(kind: str) -> list[Kept]:
    """The kept inputs of this kind."""
    path = FOLDER / f"{kind.replace(' ', '_')}.json"
    return [Kept(one["why"], one["input"]) for one in json.loads(path.read_text("utf-8"))]
