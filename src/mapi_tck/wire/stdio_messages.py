"""The messages of the protocol "mapi-tck stdio 1", which `docs/stdio.md` describes: methods, lines, schema, checks.

JSON-RPC 2.0, one message a line, UTF-8. The kit asks, the program answers. While it is asked, a transport provider or a client
may call back on the objects that it was handed. Everything here is made from the table of `interfaces`. `stdio_server` has the
program's end.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Final

from mapi_tck.ports import Role
from mapi_tck.wire import values as port_values
from mapi_tck.wire.codecs import Json, Schema, object_schema
from mapi_tck.wire.interfaces import FOR_CLIENT, FOR_PROVIDER, HANDED_OUT, INTERFACES, Method
from mapi_tck.wire.schema_checks import TOO_DEEP, Fits, compile_check, complaint

PROTOCOL: Final = 1
HELLO: Final = "hello"
#: Role → the object that exists from the beginning. Its name is its handle, and its calls carry no "object".
ROOTS: Final[Mapping[Role, str]] = {Role.SUBSYSTEM: "adapter", Role.TRANSPORT: "provider", Role.CLIENT: "client"}

INVALID_REQUEST: Final = -32600
METHOD_NOT_FOUND: Final = -32601
INVALID_PARAMS: Final = -32602
INTERNAL_ERROR: Final = -32603
PARSE_ERROR: Final = -32700
#: The adapter broke in this call; from the range that JSON-RPC leaves to applications.
ADAPTER_BROKE: Final = -32000
#: The program has no adapter for the role that `hello` names; from the same range.
OTHER_ROLE: Final = -32001

_ALL: Final[Mapping[str, Method]] = {
    f"{interface}.{name}": method for interface, methods in INTERFACES.items() for name, method in methods.items()
}
#: Role → the methods that a program may call while the kit waits for an answer.
CALLBACKS: Final[Mapping[Role, Mapping[str, Method]]] = {
    role: {name: method for name, method in _ALL.items() if name.partition(".")[0] in interfaces}
    for role, interfaces in {Role.SUBSYSTEM: (), Role.TRANSPORT: FOR_PROVIDER, Role.CLIENT: FOR_CLIENT}.items()
}
_CALLBACKS: Final = tuple(dict.fromkeys(name for methods in CALLBACKS.values() for name in methods))
#: The methods that the kit calls. `hello` carries the description, and the clock is the kit's own.
METHODS: Final[Mapping[str, Method]] = {
    name: method
    for name, method in _ALL.items()
    if name.partition(".")[0] not in HANDED_OUT
    and not name.startswith("clock.")
    and name not in [f"{root}.describe" for root in ROOTS.values()]
}
OPTIONAL: Final = tuple(name for name, method in METHODS.items() if method.optional)
#: Interface → its optional methods.
OPTIONAL_OF: Final = {
    interface: tuple(name for name in OPTIONAL if name.startswith(f"{interface}.")) for interface in INTERFACES
}


def given_by(method: Method) -> str | None:
    """The interface of the object that this method hands out, if such objects have optional methods."""
    for schema in (method.answer.schema, *method.answer.schema.get("anyOf", ())):
        for interface in schema.get("required", ()):
            if OPTIONAL_OF.get(interface):
                return str(interface)
    return None


#: Method → the interface of the object that it hands out, where such an object has optional methods.
GIVEN: Final = {name: interface for name, method in METHODS.items() if (interface := given_by(method))}

_SUCCESS: Final[Schema] = {"anyOf": [{"type": "null"}, {"type": "integer", "minimum": 0, "maximum": 0x7FFFFFFF}]}
_REFUSAL: Final[Schema] = {"type": "integer", "minimum": 0x80000000, "maximum": 0xFFFFFFFF}
#: The two forms of a result, as the end of a sentence.
_ANSWERED: Final = "a success: a code below 0x80000000, or null, and the value of the method"
_REFUSED: Final = "a refusal: a code from 0x80000000, and null as the value"
_ERROR: Final[Schema] = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {"code": {"type": "integer"}, "message": {"type": "string"}, "data": {}},
}
_ID: Final[Schema] = {"type": ["integer", "string"]}


def _offers(names: tuple[str, ...]) -> Schema:
    return {"type": "array", "items": {"enum": [*names]}}


def _params(name: str, method: Method) -> Schema:
    arguments = {parameter: codec.schema for parameter, codec in method.parameters.items()}
    if name.partition(".")[0] in ROOTS.values():
        return object_schema(**arguments)
    return object_schema(object={"type": "string"}, **arguments)


def _result(name: str, method: Method) -> Schema:
    answered = {"description": _ANSWERED, **object_schema(code=_SUCCESS, value=method.answer.schema)}
    if name in GIVEN:
        answered["properties"]["offers"] = _offers(OPTIONAL_OF[GIVEN[name]])
    refused = {"description": _REFUSED, **object_schema(code=_REFUSAL, value={"type": "null"})}
    return {"anyOf": [answered, refused]}


def _definitions() -> dict[str, Schema]:
    shapes = {
        "restriction": port_values.RESTRICTION.schema,
        "hello.params": object_schema(
            protocol={"const": PROTOCOL}, kit={"type": "string"}, role={"enum": [str(role) for role in Role]}
        ),
        "hello.result": object_schema(
            protocol={"const": PROTOCOL}, description=port_values.DESCRIPTION.schema, offers=_offers(OPTIONAL)
        ),
    }
    for name, method in {**METHODS, **{name: _ALL[name] for name in _CALLBACKS}}.items():
        shapes[f"{name}.params"] = _params(name, method)
        shapes[f"{name}.result"] = _result(name, method)
    return shapes


def _requests(names: tuple[str, ...]) -> Schema:
    parts = [
        object_schema(
            jsonrpc={"const": "2.0"}, id=_ID, method={"const": name}, params={"$ref": f"#/$defs/{name}.params"}
        )
        for name in names
    ]
    return {"anyOf": parts}


def _answers(names: tuple[str, ...]) -> Schema:
    results = [{"$ref": f"#/$defs/{name}.result"} for name in names]
    return object_schema(jsonrpc={"const": "2.0"}, id=_ID, result={"anyOf": results})


def schema() -> Schema:
    """The published schema, which accepts any line of a conversation; `$defs` has what each method takes and answers."""
    envelopes = {
        "request": _requests((HELLO, *METHODS)),
        "answer": _answers((HELLO, *METHODS)),
        "callback": _requests(_CALLBACKS),
        "callback_answer": _answers(_CALLBACKS),
        "error": object_schema(jsonrpc={"const": "2.0"}, id={"type": ["integer", "string", "null"]}, error=_ERROR),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:mapi-tck:stdio:1",
        "title": "mapi-tck stdio 1",
        "description": (
            "One line of a conversation between the kit and an adapter in another process; see docs/stdio.md. The kit "
            "writes request and callback_answer, the program answer and callback, both may write error."
        ),
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in envelopes],
        "$defs": {**envelopes, **_definitions()},
    }


def schema_text() -> str:
    """The published schema, as the file holds it."""
    return json.dumps(schema(), indent=2) + "\n"


@cache
def _check(part: str) -> Fits:
    definitions = _definitions()
    return compile_check(definitions[part], definitions)


def params_complaint(method: str, params: Json) -> str | None:
    """What is wrong with the parameters of a request; `None` where nothing is."""
    return _complaint(f"{method}.params", params)


def result_complaint(method: str, result: Json) -> str | None:
    """What is wrong with a result; `None` where nothing is."""
    return _complaint(f"{method}.result", result)


def _complaint(part: str, value: Json) -> str | None:
    try:
        return None if _check(part)(value) else complaint(value, _definitions(), part)
    except RecursionError:
        return TOO_DEEP


_ENCODER: Final = json.JSONEncoder(separators=(",", ":"), allow_nan=False)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse)


def encode_line(message: Json) -> bytes:
    """One message as its line."""
    return _ENCODER.encode(message).encode("ascii") + b"\n"


def decode_line(line: bytes) -> Json:
    """The message in a line. Raises `ValueError` where the line is not one."""
    try:
        return _DECODER.decode(line.decode("utf-8"))
    except RecursionError as error:
        raise ValueError(TOO_DEEP) from error


def request_line(number: int, method: str, params: Json) -> bytes:
    """The line of a request."""
    return encode_line({"jsonrpc": "2.0", "id": number, "method": method, "params": params})


def result_line(number: Json, result: Json) -> bytes:
    """The line that answers a request."""
    return encode_line({"jsonrpc": "2.0", "id": number, "result": result})


def error_line(number: Json, code: int, message: str, data: Json = None) -> bytes:
    """The line that refuses a request; `number` is `None` where it could not be read."""
    told = {"code": code, "message": message} if data is None else {"code": code, "message": message, "data": data}
    return encode_line({"jsonrpc": "2.0", "id": number, "error": told})


def is_id(number: Json) -> bool:
    """Whether a request can have this id."""
    return isinstance(number, int | str) and not isinstance(number, bool)
