"""The protocol "mapi-tck stdio 1": an adapter in another process, in whatever language (`docs/stdio.md` tells it to a stranger).

JSON-RPC 2.0, one message a line, UTF-8. The kit asks, the program answers. Everything here is made from `calls.INTERFACES`: what
may be called, the published schema, the checks of both directions. `serve` is the other end of it, for adapters in Python.
"""

import contextlib
import json
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import BinaryIO, Final

from mapi_tck import port_values
from mapi_tck.calls import INTERFACES, Answer, Method, Request, Servant
from mapi_tck.codecs import Json, Schema
from mapi_tck.errors import AdapterBroke, UsageError
from mapi_tck.ports import Adapter
from mapi_tck.roles import Role
from mapi_tck.schema_checks import Check, compile_check, complaint

PROTOCOL: Final = 1
HELLO: Final = "hello"
#: The handle of the one object that is there from the beginning; its calls carry no "object".
ADAPTER: Final = "adapter"
#: Where `isolated:` hands the parameters of the test to the process that hosts the adapter.
PARAMETERS_VARIABLE: Final = "MAPI_TCK_PARAMETERS"

INVALID_REQUEST: Final = -32600
METHOD_NOT_FOUND: Final = -32601
INVALID_PARAMS: Final = -32602
INTERNAL_ERROR: Final = -32603
PARSE_ERROR: Final = -32700
#: From the range that JSON-RPC leaves to applications: the adapter broke in this call.
ADAPTER_BROKE: Final = -32000

#: `hello` carries the description, and the clock is the kit's own.
METHODS: Final[Mapping[str, Method]] = {
    f"{interface}.{name}": method
    for interface, methods in INTERFACES.items()
    for name, method in methods.items()
    if interface != "clock" and (interface, name) != (ADAPTER, "describe")
}
OPTIONAL: Final = tuple(name for name, method in METHODS.items() if method.optional)
_OPTIONAL_OF: Final = {
    interface: tuple(name for name in OPTIONAL if name.startswith(f"{interface}.")) for interface in INTERFACES
}


def given_by(method: Method) -> str | None:
    """The interface with optional methods of which this method hands out an object, if it does."""
    for schema in (method.answer.schema, *method.answer.schema.get("anyOf", ())):
        for interface in schema.get("required", ()):
            if _OPTIONAL_OF.get(interface):
                return str(interface)
    return None


_GIVEN: Final = {name: interface for name, method in METHODS.items() if (interface := given_by(method))}

_SUCCESS: Final[Schema] = {"anyOf": [{"type": "null"}, {"type": "integer", "minimum": 0, "maximum": 0x7FFFFFFF}]}
_REFUSAL: Final[Schema] = {"type": "integer", "minimum": 0x80000000, "maximum": 0xFFFFFFFF}
_ERROR: Final[Schema] = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {"code": {"type": "integer"}, "message": {"type": "string"}, "data": {}},
}
_ID: Final[Schema] = {"type": ["integer", "string"]}


def _closed(**properties: Schema) -> Schema:
    return {"type": "object", "required": [*properties], "additionalProperties": False, "properties": properties}


def _offers(names: tuple[str, ...]) -> Schema:
    return {"type": "array", "items": {"enum": [*names]}}


def _params(name: str, method: Method) -> Schema:
    arguments = {parameter: codec.schema for parameter, codec in method.parameters.items()}
    return _closed(**arguments) if name.startswith("adapter.") else _closed(object={"type": "string"}, **arguments)


def _result(name: str, method: Method) -> Schema:
    answered = _closed(code=_SUCCESS, value=method.answer.schema)
    if name in _GIVEN:
        answered["properties"]["offers"] = _offers(_OPTIONAL_OF[_GIVEN[name]])
    return {"anyOf": [answered, _closed(code=_REFUSAL, value={"type": "null"})]}


def _definitions() -> dict[str, Schema]:
    shapes = {
        "restriction": port_values.RESTRICTION.schema,
        "hello.params": _closed(protocol={"const": PROTOCOL}, kit={"type": "string"}),
        "hello.result": _closed(
            protocol={"const": PROTOCOL}, description=port_values.DESCRIPTION.schema, offers=_offers(OPTIONAL)
        ),
    }
    for name, method in METHODS.items():
        shapes[f"{name}.params"] = _params(name, method)
        shapes[f"{name}.result"] = _result(name, method)
    return shapes


def schema() -> Schema:
    """The published schema: `$defs` hold what each method takes and answers, the whole accepts any line of a conversation."""
    definitions = _definitions()
    names = (HELLO, *METHODS)
    version: Schema = {"const": "2.0"}
    requests = [
        _closed(jsonrpc=version, id=_ID, method={"const": name}, params={"$ref": f"#/$defs/{name}.params"})
        for name in names
    ]
    results = [{"$ref": f"#/$defs/{name}.result"} for name in names]
    envelopes = {
        "request": {"anyOf": requests},
        "answer": _closed(jsonrpc=version, id=_ID, result={"anyOf": results}),
        "error": _closed(jsonrpc=version, id={"type": ["integer", "string", "null"]}, error=_ERROR),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:mapi-tck:stdio:1",
        "title": "mapi-tck stdio 1",
        "description": "One line of a conversation between the kit and an adapter in another process; see docs/stdio.md.",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in envelopes],
        "$defs": {**envelopes, **definitions},
    }


def schema_text() -> str:
    """The published schema, as the file holds it."""
    return json.dumps(schema(), indent=2) + "\n"


def write_schema(path: Path) -> None:
    """Write the published schema."""
    path.write_text(schema_text(), "utf-8")


@cache
def _check(part: str) -> Check:
    definitions = _definitions()
    return compile_check(definitions[part], definitions)


def params_complaint(method: str, params: Json) -> str | None:
    """What is wrong with the parameters of a request, or `None`."""
    part = f"{method}.params"
    return None if _check(part)(params) else complaint(params, _definitions(), part)


def result_complaint(method: str, result: Json) -> str | None:
    """What is wrong with a result, or `None`."""
    part = f"{method}.result"
    return None if _check(part)(result) else complaint(result, _definitions(), part)


_ENCODER: Final = json.JSONEncoder(separators=(",", ":"), allow_nan=False)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse)


def encode_line(message: Json) -> bytes:
    """One message as its line."""
    return _ENCODER.encode(message).encode("ascii") + b"\n"


def decode_line(line: bytes) -> Json:
    """The message in a line. Raises `ValueError` when there is none."""
    try:
        return _DECODER.decode(line.decode("utf-8"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def kit_name() -> str:
    """The kit as it introduces itself."""
    try:
        return f"mapi-tck {metadata.version('mapi-tck')}"
    except metadata.PackageNotFoundError:
        return "mapi-tck"


@dataclass
class _Wrong(Exception):
    """A request that gets a JSON-RPC error."""

    code: int
    message: str
    data: Json = None


class Conversation:
    """The program's end of one conversation: takes a line, answers a line."""

    def __init__(self, adapter: Adapter, digest: str | None = None) -> None:
        self._servant = Servant(adapter=adapter)
        self._digest = digest
        self.closed = False

    def reply(self, line: bytes) -> bytes:
        """Answer one request, whatever it is."""
        number: Json = None
        try:
            try:
                request = decode_line(line)
            except ValueError as error:
                raise _Wrong(PARSE_ERROR, str(error)) from error
            if not isinstance(request, dict) or not isinstance(request.get("method"), str) or "id" not in request:
                raise _Wrong(INVALID_REQUEST, "a request has jsonrpc, id, method and params")
            number = request["id"]
            result = self._result(request["method"], request.get("params"))
            return encode_line({"jsonrpc": "2.0", "id": number, "result": result})
        except _Wrong as wrong:
            told = {"code": wrong.code, "message": wrong.message}
            if wrong.data is not None:
                told["data"] = wrong.data
            return encode_line({"jsonrpc": "2.0", "id": number, "error": told})

    def _result(self, name: str, params: Json) -> Json:
        if name != HELLO and name not in METHODS:
            raise _Wrong(METHOD_NOT_FOUND, f"there is no method {name}")
        if wrong := params_complaint(name, params):
            raise _Wrong(INVALID_PARAMS, f"{name}: {wrong}")
        if name == HELLO:
            return self._hello()
        interface, method = name.split(".")
        arguments = dict(params)
        handle = arguments.pop("object", ADAPTER)
        answer = self._call(Request(interface, handle, method, arguments))
        if name == "adapter.close":
            self.closed = True
        result = {"code": answer.code, "value": answer.value}
        if (given := _GIVEN.get(name)) and answer.value is not None:
            # What an object can do shows only when there is one: `hello` cannot say it for an adapter in Python.
            made = answer.value[given]
            result["offers"] = [item for item in _OPTIONAL_OF[given] if self._servant.has(made, item.split(".")[1])]
        return result

    def _hello(self) -> Json:
        answer = self._call(Request(ADAPTER, ADAPTER, "describe", {}))
        if answer.code is not None:
            raise _Wrong(ADAPTER_BROKE, f"describe was refused with code 0x{answer.code:08X}")
        description = dict(answer.value)
        if description["digest"] is None:
            description["digest"] = self._digest
        return {"protocol": PROTOCOL, "description": description, "offers": []}

    def _call(self, request: Request) -> Answer:
        method = INTERFACES[request.interface][request.method]
        if method.optional and not self._servant.has(request.handle, request.method):
            raise _Wrong(METHOD_NOT_FOUND, f"{request.handle} has no {request.method}")
        try:
            return self._servant.exchange(request)
        except AdapterBroke as broke:
            # The kit knows and names the call; a message that repeats it would read doubly.
            raise _Wrong(ADAPTER_BROKE, broke.detail, {"breakage": str(broke.breakage)}) from broke
        except (ValueError, KeyError, TypeError) as error:
            raise _Wrong(INVALID_PARAMS, str(error)) from error
        except Exception as error:
            raise _Wrong(INTERNAL_ERROR, f"{type(error).__name__}: {error}") from error


@contextlib.contextmanager
def _own_streams() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """Take the process's input and output for the protocol alone.

    Whatever else in the process prints, C code included, goes to its error output; whatever else reads finds the end.
    """
    sys.stdout.flush()
    kept_in, kept_out = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    with os.fdopen(kept_in, "rb") as source, os.fdopen(kept_out, "wb") as sink:
        yield source, sink


def serve(
    adapter: Adapter, stdin: BinaryIO | None = None, stdout: BinaryIO | None = None, digest: str | None = None
) -> None:
    """Serve the adapter until the kit closes it or goes away. Without streams, those of the process.

    `digest` stands in where the adapter's own description has none.
    """
    with contextlib.ExitStack() as stack:
        if stdin is None or stdout is None:
            own_in, own_out = stack.enter_context(_own_streams())
            stdin, stdout = stdin or own_in, stdout or own_out
        stack.enter_context(contextlib.redirect_stdout(sys.stderr))
        conversation = Conversation(adapter, digest)
        try:
            # Not `for line in stdin`: only readline hands over a line as soon as it is there.
            while not conversation.closed and (line := stdin.readline()):
                stdout.write(conversation.reply(line))
                stdout.flush()
        except BrokenPipeError:
            pass  # the kit went away in the middle of a call
        finally:
            if not conversation.closed:
                adapter.close()


def _end_with(parent: int) -> None:
    """End this process soon after its parent, even in the middle of a call that never returns."""

    def watch() -> None:
        while os.getppid() == parent:
            pause.wait(1.0)
        os._exit(1)

    pause = threading.Event()
    threading.Thread(target=watch, name="mapi-tck parent watch", daemon=True).start()


def serve_named(form: str, role: Role = Role.SUBSYSTEM) -> None:
    """Serve the adapter that the form names, as `mapi-tck serve FORM` and `isolated:FORM` do; a wrong form exits with 2."""
    # Only here: a program that imports `serve` needs nothing of the kit's adapters.
    from mapi_tck.adapter_forms import digest_of, resolve
    from mapi_tck.declaration import Parameters

    given = os.environ.pop(PARAMETERS_VARIABLE, None)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            adapter = resolve(form, Parameters(**json.loads(given or "{}")), role).create()
    except UsageError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from error
    if given is not None:
        _end_with(os.getppid())
    serve(adapter, digest=digest_of(adapter))


if __name__ == "__main__":
    print(schema_text(), end="")
