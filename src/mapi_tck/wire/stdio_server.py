"""The program's end of the protocol "mapi-tck stdio 1": `serve`, for adapters in Python (`docs/stdio.md`).

`stdio_messages` has the messages; the kit's end is the adapter `stdio:`.
"""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, Final, NoReturn

from mapi_tck.errors import AdapterBroke, Breakage
from mapi_tck.ports import Adapter, Role, TransportAdapter
from mapi_tck.wire import stdio_messages as m
from mapi_tck.wire.channel import Answer, Channel, Request, Servant
from mapi_tck.wire.codecs import Json
from mapi_tck.wire.interfaces import INTERFACES
from mapi_tck.wire.under_test import resolved
from mapi_tck.wire.values import DESCRIPTION

#: The environment variable in which `isolated:` hands the parameters of the test to the process that hosts the adapter.
PARAMETERS_VARIABLE: Final = "MAPI_TCK_PARAMETERS"


@dataclass
class _Wrong(Exception):
    """The request gets a JSON-RPC error."""

    code: int
    message: str
    data: Json = None


class CallbackChannel(Channel):
    """Carries an adapter's calls on the objects that it was handed, over the same streams, between a request and its answer."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        super().__init__()
        self._source = source
        self._sink = sink
        self._number = 0
        self._thread = threading.get_ident()
        #: A breakage that the running answer must report: the adapter may have swallowed the exception.
        self.broken: AdapterBroke | None = None

    def exchange(self, request: Request) -> Answer:
        """Write the call and read its answer; the kit writes nothing else in between."""
        if self.broken is not None:
            raise self.broken
        if threading.get_ident() != self._thread:
            self._break(Breakage.MALFORMED, f"called back from another thread: {request}")
        self._number += 1
        line = m.request_line(self._number, request.name, {"object": request.handle, **request.arguments})
        try:
            self._sink.write(line)
            self._sink.flush()
        except BrokenPipeError:
            self._break(Breakage.DIED, f"the kit went away before {request}")
        if not (line := self._source.readline()):
            self._break(Breakage.DIED, f"the kit went away during {request}")
        told = m.decode_line(line)
        if told.get("id") != self._number or "method" in told:
            self._break(Breakage.MALFORMED, f"the kit's answer is not to {request}")
        if "error" in told:
            # The connection can still be used: if the kit does not want to go on, it ends this process.
            raise AdapterBroke(Breakage.REFUSED, f"{request}: {told['error']['message']}")
        return Answer(told["result"]["code"], told["result"]["value"])

    def _break(self, breakage: Breakage, detail: str) -> NoReturn:
        self.broken = AdapterBroke(breakage, detail)
        raise self.broken


class StdioServer:
    """Answers the requests of one conversation, line by line."""

    def __init__(
        self,
        adapter: Adapter | TransportAdapter,
        digest: str | None = None,
        role: Role = Role.SUBSYSTEM,
        back: CallbackChannel | None = None,
    ) -> None:
        self._role = role
        self._root = m.ROOTS[role]
        self._back = back
        self._servant = Servant(back)
        self._servant.add(self._root, adapter)
        self._digest = digest
        self.closed = False

    def reply(self, line: bytes) -> bytes:
        """The line that answers a line of the kit."""
        number: Json = None
        try:
            try:
                request = m.decode_line(line)
            except ValueError as error:
                raise _Wrong(m.PARSE_ERROR, str(error)) from error
            if not isinstance(request, dict) or not isinstance(request.get("method"), str) or "id" not in request:
                raise _Wrong(m.INVALID_REQUEST, "a request has jsonrpc, id, method and params")
            number = request["id"]
            return m.result_line(number, self._result(request["method"], request.get("params")))
        except _Wrong as wrong:
            return m.error_line(number, wrong.code, wrong.message, wrong.data)

    def _result(self, name: str, params: Json) -> Json:
        interface, _, method = name.partition(".")
        if name != m.HELLO and (name not in m.METHODS or (interface in m.ROOTS.values() and interface != self._root)):
            raise _Wrong(m.METHOD_NOT_FOUND, f"there is no method {name}")
        if wrong := m.params_complaint(name, params):
            raise _Wrong(m.INVALID_PARAMS, f"{name}: {wrong}")
        if name == m.HELLO:
            return self._hello(params["role"])
        arguments = dict(params)
        handle = arguments.pop("object", self._root)
        answer = self._call(Request(interface, handle, method, arguments))
        if name == f"{self._root}.close":
            self.closed = True
        result = {"code": answer.code, "value": answer.value}
        if (given := m.GIVEN.get(name)) and answer.value is not None:
            # Only an object shows its optional methods: `hello` comes too early for an adapter in Python.
            made = answer.value[given]
            result["offers"] = [item for item in m.OPTIONAL_OF[given] if self._servant.has(made, item.split(".")[1])]
        return result

    def _hello(self, role: str) -> Json:
        if role != self._role:
            raise _Wrong(m.OTHER_ROLE, f"it is an adapter for role {self._role}")
        answer = self._call(Request(self._root, self._root, "describe", {}))
        if answer.code is not None:
            raise _Wrong(m.ADAPTER_BROKE, f"describe was refused with code 0x{answer.code:08X}")
        description = dict(answer.value)
        if description["digest"] is None:
            description["digest"] = self._digest
        # Here and not in the kit: only this process knows its modules, and perhaps the files.
        try:
            named = resolved(DESCRIPTION.decode(description, Servant()).under_test)
        except ValueError as error:
            raise _Wrong(m.ADAPTER_BROKE, str(error)) from error
        description = DESCRIPTION.encode(
            replace(DESCRIPTION.decode(description, Servant()), under_test=named), Servant()
        )
        return {"protocol": m.PROTOCOL, "description": description, "offers": []}

    def _call(self, request: Request) -> Answer:
        method = INTERFACES[request.interface][request.method]
        if method.optional and not self._servant.has(request.handle, request.method):
            raise _Wrong(m.METHOD_NOT_FOUND, f"{request.handle} has no {request.method}")
        try:
            answer = self._servant.exchange(request)
            if self._back is not None and self._back.broken is not None:
                raise self._back.broken
            return answer
        except AdapterBroke as broke:
            # The kit names the call itself; here it would stand twice.
            raise _Wrong(m.ADAPTER_BROKE, broke.detail, {"breakage": str(broke.breakage)}) from broke
        except (ValueError, KeyError, TypeError) as error:
            raise _Wrong(m.INVALID_PARAMS, str(error)) from error
        except Exception as error:
            raise _Wrong(m.INTERNAL_ERROR, f"{type(error).__name__}: {error}") from error


@contextlib.contextmanager
def _own_streams() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """Reserve the process's input and output for the protocol.

    All other output of the process, also of C code, goes to its error output. All other reading finds the end of the file.
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
    adapter: Adapter | TransportAdapter,
    stdin: BinaryIO | None = None,
    stdout: BinaryIO | None = None,
    digest: str | None = None,
    role: str = Role.SUBSYSTEM,
) -> None:
    """Serve the adapter until the kit closes it or goes away. Without streams it uses those of the process.

    `digest` is used where the adapter's own description has none. A `TransportAdapter` needs the role `transport`.
    """
    with contextlib.ExitStack() as stack:
        if stdin is None or stdout is None:
            own_in, own_out = stack.enter_context(_own_streams())
            stdin, stdout = stdin or own_in, stdout or own_out
        stack.enter_context(contextlib.redirect_stdout(sys.stderr))
        server = StdioServer(adapter, digest, Role(role), CallbackChannel(stdin, stdout))
        try:
            # Not `for line in stdin`: only readline answers a line as soon as it is there.
            while not server.closed and (line := stdin.readline()):
                stdout.write(server.reply(line))
                stdout.flush()
        except BrokenPipeError:
            pass  # the kit went away in the middle of a call
        finally:
            if not server.closed:
                adapter.close()


if __name__ == "__main__":
    print(m.schema_text(), end="")
