"""JSON Schema checks that are cheap enough for every call.

`jsonschema` walks a schema anew for each value: 1.5 ms for a row set of twenty rows, where the round trip to the other process
takes a twentieth of that. Here a schema becomes closures once; `jsonschema` is asked only to word what is wrong. Only the
keywords that the kit's codecs use are known, and any other is an error, so none can go unchecked. One thing is stricter than
the standard: 1.0 is no integer, because no codec takes it for one.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from mapi_tck.wire.codecs import Json, Schema

#: Says whether a value fits.
Check = Callable[[Json], bool]


def _is_integer(value: Json) -> bool:
    # What the kit sends may hold members of its enumerations; `json` writes those as the numbers and words that they are.
    return type(value) is int or (isinstance(value, int) and not isinstance(value, bool))


_TYPES: Final[Mapping[str, Check]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: value is True or value is False,
    "integer": _is_integer,
    "number": lambda value: type(value) is float or _is_integer(value),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: type(value) is list,
    "object": lambda value: type(value) is dict,
}
_ANNOTATIONS: Final = {"title", "description", "contentEncoding", "x-volatile"}


def _all(checks: list[Check]) -> Check:
    match checks:
        case []:
            return lambda _: True
        case [only]:
            return only
        case [first, second]:
            return lambda value: first(value) and second(value)
        case _:
            return lambda value: all(check(value) for check in checks)


def _any(checks: list[Check]) -> Check:
    match checks:
        case [first, second]:
            return lambda value: first(value) or second(value)
        case _:
            return lambda value: any(check(value) for check in checks)


def compile_check(schema: Schema, definitions: Mapping[str, Schema]) -> Check:
    """Make the check of a schema whose references are `#/$defs/NAME` of the definitions."""
    return _Compiler(definitions).compile(schema)


class _Compiler:
    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        self._definitions = definitions
        self._made: dict[str, Check] = {}

    def compile(self, schema: Schema) -> Check:
        checks: list[Check] = []
        rest = {key: value for key, value in schema.items() if key not in _ANNOTATIONS}
        if "type" in rest:
            kinds = rest.pop("type")
            checks.append(_any([_TYPES[kind] for kind in kinds]) if isinstance(kinds, list) else _TYPES[kinds])
        if {"properties", "required", "additionalProperties"} & rest.keys():
            checks.append(
                self._object(rest.pop("properties", {}), rest.pop("required", []), rest.pop("additionalProperties", {}))
            )
        checks += [self._keyword(key, value) for key, value in rest.items()]
        return _all(checks)

    def _keyword(self, key: str, value: Any) -> Check:
        is_number = _TYPES["number"]
        match key:
            case "$ref":
                return self._reference(value.removeprefix("#/$defs/"))
            case "anyOf":
                return _any([self.compile(part) for part in value])
            case "enum" if all(word is None or isinstance(word, str) for word in value):
                words = frozenset(value)
                return lambda found: (found is None or isinstance(found, str)) and found in words
            case "const":
                # Type and value: to Python True equals 1, to JSON it does not.
                return lambda found: type(found) is type(value) and bool(found == value)
            case "minimum":
                return lambda found: not is_number(found) or found >= value
            case "maximum":
                return lambda found: not is_number(found) or found <= value
            case "pattern":
                search = re.compile(value).search
                return lambda found: not isinstance(found, str) or search(found) is not None
            case "minItems":
                return lambda found: type(found) is not list or len(found) >= value
            case "maxItems":
                return lambda found: type(found) is not list or len(found) <= value
            case "propertyNames":
                name = self.compile(value)
                return lambda found: type(found) is not dict or all(map(name, found))
            case "items":
                item = self.compile(value)
                return lambda found: type(found) is not list or all(map(item, found))
            case _:
                raise NotImplementedError(f"no check for {key}: {value!r}")

    def _reference(self, name: str) -> Check:
        # Looked up when called, so that a definition may refer to itself.
        made = self._made

        def check(value: Json) -> bool:
            if name not in made:
                made[name] = self.compile(self._definitions[name])
            return made[name](value)

        return check

    def _object(self, properties: Mapping[str, Schema], required: list[str], additional: Schema | bool) -> Check:
        checks = {key: self.compile(schema) for key, schema in properties.items()}
        needed = frozenset(required)
        other = None if additional is False else self.compile({} if additional is True else additional)

        def check(value: Json) -> bool:
            if type(value) is not dict:
                return True
            if not needed <= value.keys():
                return False
            for key, item in value.items():
                of_key = checks.get(key, other)
                if of_key is None or not of_key(item):
                    return False
            return True

        return check


def complaint(value: Json, definitions: Mapping[str, Schema], part: str) -> str:
    """Say in one line what is wrong with a value that does not fit this definition."""
    # Only here: importing jsonschema takes longer than starting the kit, and a well-behaved adapter never needs it.
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
    from jsonschema.exceptions import best_match  # type: ignore[import-untyped]

    validator = Draft202012Validator({"$ref": f"#/$defs/{part}", "$defs": dict(definitions)})
    error = best_match(validator.iter_errors(value))
    if error is None:
        return "a whole number is written without a point"
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path).lstrip(".")
    words = " ".join(error.message.split())
    words = words if len(words) <= 200 else f"{words[:120]} … {words[-70:]}"
    return f"{place}: {words}" if place else words
