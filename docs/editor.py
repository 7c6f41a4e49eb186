"""Writes the step texts as glue that Cucumber's language server understands: `.vscode/step_texts.ts`.

The server reads step definitions out of source code, in several languages. It cannot read the kit's: a step function there has
several phrases, and the annotation of a parameter says which words may stand in a place of a phrase. So the phrases are written
once more, as Cucumber Expressions, with a parameter type for each sort of place.
"""

import json
import re
from pathlib import Path
from typing import Final

from mapi_tck.lint.step_index import StepDefinition, vocabulary
from mapi_tck.scenario.vocabulary import PLACE, Place

FILE: Final = Path(__file__).resolve().parent.parent / ".vscode" / "step_texts.ts"

_HEAD: Final = """\
// The step texts of the feature files, for editors. Written by `make docs`; the step functions are in the folder steps/.
// docs/editors.md says how an editor finds this file.
import { defineParameterType, Given, Then, When } from '@cucumber/cucumber'
"""

#: What has a meaning of its own in a Cucumber Expression.
_SPECIAL: Final = re.compile(r"[(){}/\\]")


def step_texts() -> str:
    """The text of the file."""
    known: dict[tuple[str, str], str] = {}
    lines = [_definition(definition, known) for definition in vocabulary()]
    types = [
        f"defineParameterType({{ name: {json.dumps(name)}, regexp: /{pattern}/ }})"
        for (_, pattern), name in known.items()
    ]
    return "\n".join([_HEAD, *types, "", *lines]) + "\n"


def _definition(definition: StepDefinition, known: dict[tuple[str, str], str]) -> str:
    """One phrase. It enters the parameter types of its places into the known ones."""
    parts = PLACE.split(definition.text)
    texts = [_SPECIAL.sub(r"\\\g<0>", part) for part in parts[::2]]
    for number, name in enumerate(parts[1::2], 1):
        texts[number] = f"{{{_type(name, definition.places[name], known)}}}{texts[number]}"
    module = "/".join(definition.module.split(".")[1:])
    where = f"{module}.py, {definition.function.__name__}"
    return f"{definition.kind.capitalize()}({json.dumps(''.join(texts))}, () => {{}}) // {where}"


def _type(name: str, place: Place, known: dict[tuple[str, str], str]) -> str:
    """The name of the parameter type of a place. Places with one name and other words get a number behind it."""
    words = "|".join(re.escape(word).replace(r"\ ", " ").replace("/", r"\/") for word in place.words)
    key = (name, words or place.pattern.removesuffix("?"))
    alike = sum(other == name for other, _ in known)
    return known.setdefault(key, f"{name}{alike + 1 if alike else ''}")
