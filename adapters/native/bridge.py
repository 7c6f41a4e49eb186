"""The program between the kit and a native client: it starts the client for each walk, and passes on what its DLL writes.

The kit speaks to it as `docs/stdio.md` says. The DLL of the kit (`dll/`) connects to a port on this machine, writes the token
that the client has in its environment, and then one request a line. The bridge writes each request to the kit, and the kit's
answer back. The walk is over when the client has ended.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

from mapi_tck.mapi import ResultCode
from mapi_tck.wire import stdio_messages as m
from mapi_tck.wire.codecs import Json

from ..process.wine import found_wine, wine_environment

#: The exit code of a client that cannot do the task. A choice: other test tools take 77 for "skipped".
CANNOT: Final = 77
#: The last line of a client that has not crashed.
_GOODBYE: Final = b"goodbye\n"
#: What the registry says about the DLL of the kit.
_KEY: Final = r"HKLM\Software\Clients\Mail"
_DLL: Final = "mapi_tck.dll"
_TO_PREPARE: Final = "see docs/certify-a-client.md, A native program"
#: How often the bridge looks whether the client has ended without a word. A choice: as the kit does with its programs.
_LOOK_SECONDS: Final = 0.05


class Unusable(Exception):
    """The client cannot be certified here."""


class Conversation:
    """The lines to and from the kit."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self._source = source
        self._sink = sink

    def read(self) -> bytes:
        """The next line of the kit. Raises `EOFError` if the kit is gone."""
        if not (line := self._source.readline()):
            raise EOFError
        return line

    def write(self, line: bytes) -> None:
        """Write one line at once."""
        self._sink.write(line)
        self._sink.flush()


def wine_for(program: str) -> list[str]:
    """What starts a program for Windows here: nothing on Windows, or if it is a program of this system. Raises `Unusable`."""
    with Path(program).open("rb") as file:
        if file.read(2) != b"MZ" or sys.platform == "win32":
            return []
    found = found_wine()
    if found is None:
        raise Unusable(f"{program} is a program for Windows, and there is no wine64")
    return [found]


def check_registry(wine: Sequence[str]) -> None:
    """Make sure that a client finds the DLL of the kit. Raises `Unusable`."""
    told = subprocess.run(
        [*wine, "reg", "query", _KEY, "/s"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=wine_environment(),
        check=False,
    )
    if _DLL.encode() not in told.stdout:
        where = f"the Wine prefix {os.environ.get('WINEPREFIX', '~/.wine')}" if wine else "this Windows"
        raise Unusable(f"{where} has no {_DLL} as its mail program: {_TO_PREPARE}")


class Walk:
    """One start of the client."""

    def __init__(self, conversation: Conversation, words: Sequence[str], params: Mapping[str, Any]) -> None:
        self._conversation = conversation
        self._said_goodbye = False
        self._connected = False
        task = params["task"]
        told = {
            "procedure": task["procedure"],
            "directions": ",".join(task["directions"]),
            "profile": task["profile"],
            "attended": "yes" if task["attended"] else "no",
            "transport": task["transport"],
        }
        self._words = [_filled(word, told) for word in words]
        self._token = secrets.token_hex(16)
        self._variables = {f"MAPI_TCK_{name.upper()}": value for name, value in told.items()}
        self._variables |= {"MAPI_TCK_HANDLE": params["mapi"]["mapi"], "MAPI_TCK_TOKEN": self._token}

    def run(self) -> int | None:
        """Start the client, and wait until it ends. Answers its result code. Raises `Unusable` if it has crashed."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(_LOOK_SECONDS)
            self._variables["MAPI_TCK_PORT"] = str(listener.getsockname()[1])
            client = subprocess.Popen(
                self._words,
                stdin=subprocess.PIPE,  # a Python on Wine cannot use /dev/null
                stdout=sys.stderr,
                stderr=sys.stderr,
                env=wine_environment() | self._variables,
            )
            assert client.stdin is not None
            client.stdin.close()
            try:
                while client.poll() is None:
                    self._serve_next(listener)
                self._serve_next(listener)  # it connected, and ended at once
            finally:
                client.kill()
                client.wait()
        return self._result(client.returncode)

    def _serve_next(self, listener: socket.socket) -> None:
        """Serve one connection of the DLL, if it connects soon."""
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            return
        with connection, connection.makefile("rb") as source:
            connection.settimeout(None)
            if source.readline().decode("ascii", "replace").strip() == self._token:
                self._connected = True
                self._pass_on(connection, source)

    def _pass_on(self, connection: socket.socket, source: BinaryIO) -> None:
        try:
            while line := source.readline():
                self._said_goodbye = line == _GOODBYE
                if not self._said_goodbye:
                    self._conversation.write(line)
                    connection.sendall(self._conversation.read())
        except ConnectionError:
            return  # the client has crashed between two lines

    def _result(self, exit_code: int) -> int | None:
        if exit_code == CANNOT:
            return int(ResultCode.MAPI_E_NO_SUPPORT)
        if not self._connected:
            raise Unusable(f"the client ended with exit code {exit_code} and has not called MAPI")
        if not self._said_goodbye:
            raise Unusable(f"the client has crashed: exit code {exit_code}")
        if exit_code == 0:
            return None
        # Only Windows tells all 32 bits of an exit code; Wine tells the last 8 of them.
        return exit_code if 0x8000_0000 <= exit_code <= 0xFFFF_FFFF else int(ResultCode.MAPI_E_CALL_FAILED)


def _filled(word: str, told: Mapping[str, str]) -> str:
    """The word with what the task says in place of its placeholders."""
    for name, value in told.items():
        word = word.replace(f"{{{name}}}", value)
    return word


def _hello(words: Sequence[str]) -> Json:
    wine = wine_for(words[0])
    if wine or sys.platform == "win32":
        check_registry(wine)
    described = {"implementation": Path(words[0]).name, "version": "", "observes": ["calls", "objects"]}
    return {"protocol": m.PROTOCOL, "description": described, "offers": []}


def answer(conversation: Conversation, words: Sequence[str], request: Mapping[str, Any]) -> bytes:
    """The line that answers a request of the kit."""
    number, method = request["id"], request["method"]
    try:
        if method == m.HELLO:
            return m.result_line(number, _hello(words))
        code = None
        if method == "client.walk":
            code = Walk(conversation, [*wine_for(words[0]), *words], request["params"]).run()
        return m.result_line(number, {"code": code, "value": None})
    except Unusable as unusable:
        return m.error_line(number, m.ADAPTER_BROKE, str(unusable))


def set_variables(words: Sequence[str]) -> Sequence[str]:
    """Set the variables of the environment that stand before the program. Answers the program and its arguments."""
    for place, word in enumerate(words):
        if Path(word).is_absolute():
            return words[place:]
        name, _, value = word.partition("=")
        # Wine takes only the absolute path of a prefix.
        os.environ[name] = str(Path(value).resolve()) if name == "WINEPREFIX" else value
    return ()


def main(words: Sequence[str]) -> None:
    """Serve the kit until it closes the client or goes away."""
    words = set_variables(words)
    conversation = Conversation(sys.stdin.buffer, sys.stdout.buffer)
    try:
        while True:
            request = json.loads(conversation.read())
            conversation.write(answer(conversation, words, request))
            if request["method"] == "client.close":
                return
    except (EOFError, BrokenPipeError):
        return


if __name__ == "__main__":
    main(sys.argv[1:])
