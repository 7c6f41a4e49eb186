"""JSON Schema checks that are fast enough for every call; decision 0020 has the figures.

A schema becomes closures once. `jsonschema`, which is twelve times slower, is asked only to say in words what is wrong. Only the
keywords of the kit's own schemas are known; any other is an error, so that none goes unchecked. One thing is stricter than the
standard: 1.0 is not an integer, because no codec accepts it as one.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from mapi_tck.wire.codecs import Json, Schema

#: Whether a value fits a schema.
Fits = Callable[[Json], bool]


def _is_integer(value: Json) -> bool:
    # The kit sends members of its enumerations too; `json` writes them as numbers and words.
    return type(value) is int or (isinstance(value, int) and not isinstance(value, bool))


_TYPES: Final[Mapping[str, Fits]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: value is True or value is False,
    "integer": _is_integer,
    "number": lambda value: type(value) is float or _is_integer(value),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: type(value) is list,
    "object": lambda value: type(value) is dict,
}
#: What is wrong with a value that is nested more deeply than Python can follow.
TOO_DEEP: Final = "nested too deeply"
#: What is wrong with 1.0 where a whole number is expected: JSON Schema takes it, the kit does not.
_POINTED: Final = "a whole number is written without a point"
_ANNOTATIONS: Final = {"title", "description", "contentEncoding", "x-volatile"}


def _all(checks: list[Fits]) -> Fits:
    match checks:
        case []:
            return lambda _: True
        case [only]:
            return only
        case [first, second]:
            return lambda value: first(value) and second(value)
        case _:
            return lambda value: all(check(value) for check in checks)


def _any(checks: list[Fits]) -> Fits:
    match checks:
        case [first, second]:
            return lambda value: first(value) or second(value)
        case _:
            return lambda value: any(check(value) for check in checks)


def compile_check(schema: Schema, definitions: Mapping[str, Schema]) -> Fits:
    """The check of a schema. Its references are `#/$defs/NAME` of the definitions."""
    return _Compiler(definitions).compile(schema)


class _Compiler:
    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        self._definitions = definitions
        self._made: dict[str, Fits] = {}

    def compile(self, schema: Schema) -> Fits:
        checks: list[Fits] = []
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

    def _keyword(self, key: str, value: Any) -> Fits:
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

    def _reference(self, name: str) -> Fits:
        # Looked up when called, so that a definition may refer to itself.
        made = self._made

        def check(value: Json) -> bool:
            if name not in made:
                made[name] = self.compile(self._definitions[name])
            return made[name](value)

        return check

    def _object(self, properties: Mapping[str, Schema], required: list[str], additional: Schema | bool) -> Fits:
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
    """Say in one line what is wrong with a value that does not fit this definition, and where in it.

    If the definition has several forms that are described, the line names the field that is wrong in the form that fits best, and
    then all forms.
    """
    # Imported here: it takes longer than starting the kit, and a correct adapter never needs it.
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
    from jsonschema.exceptions import relevance  # type: ignore[import-untyped]
    from jsonschema.validators import extend  # type: ignore[import-untyped]

    schema = {"$ref": f"#/$defs/{part}", "$defs": dict(definitions)}
    without_point = Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, found: _is_integer(found))
    strict = extend(Draft202012Validator, type_checker=without_point)
    try:
        error = max(Draft202012Validator(schema).iter_errors(value), key=relevance, default=None)
        pointed = error is None
        error = error or max(strict(schema).iter_errors(value), key=relevance, default=None)
    except RecursionError:
        return TOO_DEEP
    except (ArithmeticError, ValueError):  # Python does not write out a number of more than 4300 digits
        return "a number is too large"
    if error is None:
        return _POINTED
    forms = "" if pointed else _forms(error)
    while error.context:
        error = _best_form(error)
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path).lstrip(".")
    words = _POINTED if pointed else " ".join(error.message.split())
    words = words if len(words) <= 200 else f"{words[:120]} … {words[-70:]}"
    return f"{place}: {words}{forms}" if place else f"{words}{forms}"


def _forms(error: Any) -> str:
    """The forms that the value might have had, as the end of a sentence; "" if they are not described."""
    described = [form.get("description", "") for form in error.schema.get("anyOf", ())] if error.context else []
    return f" (expected is {', or '.join(described)})" if described and all(described) else ""


def _best_form(error: Any) -> Any:
    """The error of the form that the value fits best: the fewest of its own fields are wrong, the error is the deepest.

    If forms are alike in that, it is the form of the value's own type.
    """
    depth = len(error.absolute_path)
    forms: dict[int, list[Any]] = {}
    for inner in error.context:
        forms.setdefault(inner.relative_schema_path[0], []).append(inner)

    def misfit(errors: list[Any]) -> tuple[int, int, bool]:
        own = {str([*inner.absolute_path][depth : depth + 1]) for inner in errors}
        other = any(inner.validator == "type" for inner in errors)
        return len(own), -max(len(inner.absolute_path) for inner in errors), other

    best = min(forms.values(), key=misfit)
    return max(best, key=lambda inner: len(inner.absolute_path))
