"""The lines of a run record as types say the same as the published schema: same keys, same obligation, same types."""

import json
import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from kit import RUN_SCHEMA as SCHEMA

from mapi_tck.record import lines

KINDS = {
    "header": lines.Header,
    "run-resumed": lines.RunResumed,
    "scenario-started": lines.ScenarioStarted,
    "scenario-ended": lines.ScenarioEnded,
    "footer": lines.Footer,
}

#: What a type cannot say: the meaning of a property, and how large or how long a value is.
BEYOND_TYPES = {"description", "x-volatile", "pattern", "contentEncoding", "minimum", "maximum", "minItems", "maxItems"}

#: A type as this test compares it: a word for a simple type, a dictionary for everything else.
Form = Any

NAMES = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


def form_of_schema(schema: dict[str, Any]) -> Form:
    """The form that a part of the schema describes."""
    if "$ref" in schema:
        return form_of_schema(SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")])
    rest = {key: value for key, value in schema.items() if key not in BEYOND_TYPES}
    match rest:
        case {"anyOf": parts, **others} if not others:
            return one_of(*map(form_of_schema, parts))
        case {"type": [*kinds], **others}:
            return one_of(*(form_of_schema({"type": kind, **(others if kind == "array" else {})}) for kind in kinds))
        case {"const": value, **others} if not others:
            return {"words": [value]}
        case {"enum": words, **others} if not others:
            absent = ["null"] if None in words else []
            return one_of({"words": sorted(word for word in words if word is not None)}, *absent)
        case {"type": "array", "items": items, **others} if not others:
            return {"list of": form_of_schema(items)}
        case {"type": "object", "properties": named, "additionalProperties": False, "required": required, **others}:
            assert not others
            return {
                "keys": {name: form_of_schema(item) for name, item in named.items()},
                "required": sorted(required),
            }
        case {"type": "object", **others}:
            # Some keys are named, others are not: a type in Python can only say what form the values have.
            values = [*others.pop("properties", {}).values(), others.pop("additionalProperties", {})]
            names = form_of_schema(others.pop("propertyNames", {"type": "string"}))
            assert not others
            return {"names": names, "values": one_of(*map(form_of_schema, values))}
        case {"type": str() as kind, **others} if not others:
            return kind
        case _ if not rest:
            return "anything"
    raise AssertionError(f"this test does not know the keywords {sorted(rest)}")


def form_of_type(hint: Any) -> Form:
    """The form that a type of `mapi_tck.record.lines` describes."""
    if hint is Any:
        return "anything"
    if hint in NAMES:
        return NAMES[hint]
    if is_typeddict(hint):
        hints = get_type_hints(hint, include_extras=True)
        return {
            "keys": {name: form_of_type(required(item)) for name, item in hints.items()},
            "required": sorted(hint.__required_keys__),
        }
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        words = arguments[1]
        return {"words": sorted(map(str, words))}
    if origin is Literal:
        return {"words": sorted(arguments)}
    if origin in (Union, types.UnionType):
        return one_of(*map(form_of_type, arguments))
    if origin is list:
        return {"list of": form_of_type(arguments[0])}
    if origin is dict:
        return {"names": form_of_type(arguments[0]), "values": form_of_type(arguments[1])}
    raise AssertionError(f"this test does not know the type {hint}")


def required(hint: Any) -> Any:
    """The type without the mark that a key may be missing."""
    return get_args(hint)[0] if get_origin(hint) is NotRequired else hint


def one_of(*forms: Form) -> Form:
    """The form of a value that has one of these forms."""
    different = {json.dumps(form, sort_keys=True): form for form in forms}
    if len(different) == 1:
        return forms[0]
    return {"one of": [different[key] for key in sorted(different)]}


def differences(of_type: Form, of_schema: Form, place: str) -> Iterator[str]:
    """Where two forms differ, each in one line."""
    if isinstance(of_type, dict) and isinstance(of_schema, dict) and of_type.keys() == of_schema.keys():
        for key in of_type:
            yield from differences(of_type[key], of_schema[key], f"{place}.{key}" if key != "keys" else place)
        return
    if of_type != of_schema:
        yield f"{place}: the type says {of_type}, the schema {of_schema}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_as_a_type_is_the_line_of_the_schema(kind: str) -> None:
    """Changing the schema alone, or the types alone, fails here."""
    assert list(differences(form_of_type(KINDS[kind]), form_of_schema(SCHEMA["$defs"][kind]), kind)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_change_of_the_schema_shows(kind: str) -> None:
    """The comparison sees each property: one that is missing, one more, one that may be missing, one of another type."""
    whole = SCHEMA["$defs"][kind]
    form = form_of_type(KINDS[kind])
    unseen = []
    for name, item in whole["properties"].items():
        others = {other: whole["properties"][other] for other in whole["properties"] if other != name}
        changed: list[dict[str, Any]] = [
            {"properties": others},
            {"properties": {**others, name: item, f"{name}s": item}},
            {"properties": {**others, name: {"type": "array", "items": item}}},
            {"required": [*{*whole["required"]} ^ {name}]},
        ]
        unseen += [
            (name, change) for change in changed if not [*differences(form, form_of_schema({**whole, **change}), kind)]
        ]

    assert unseen == []
