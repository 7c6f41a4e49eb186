"""Tries the settings for editors with Cucumber's language server: `python -m docs.language_server PROGRAM`, or `make editor`.

It starts the server as an editor does, with the settings of `.vscode/settings.json`, and opens each feature file. The server
must have no complaint about any, must complete a line that has been begun, and must find where a line is defined. Otherwise the
exit code is 1.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent

#: What an editor can do, as far as the server asks.
_CAPABILITIES: Final = {
    "workspace": {"configuration": True},
    "textDocument": {"completion": {"completionItem": {"snippetSupport": True}}, "definition": {}},
}

#: The type of a message that the server logs as an error.
_ERROR: Final = 1

#: A line that has been begun, and how the server must complete it.
_BEGUN: Final = "    When it flushes the outgoing queues through"
_COMPLETED: Final = (
    "it flushes the outgoing queues through the spooler",
    "it flushes {queues} queues through the spooler",
)

_FEATURE: Final = f"Feature: Begun\n\n  Scenario: One\n{_BEGUN}\n"
#: A line that no step function has: the server must say so, or else its silence about the others means nothing.
_UNKNOWN: Final = "Feature: Unknown\n\n  Scenario: One\n    When it flushes the loo\n"


class Server:
    """The language server, spoken to over its standard input and output."""

    def __init__(self, program: list[str], settings: dict[str, Any]) -> None:
        self._process = subprocess.Popen([*program, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
        self._settings = settings
        self._number = 0
        root = ROOT.as_uri()
        self.ask("initialize", {"processId": None, "rootUri": root, "capabilities": _CAPABILITIES})
        self.tell("initialized", {})
        #: What it says about the files that it has read, and what it could not read.
        self.log: list[str] = []
        self.errors: list[str] = []
        for method, params in self.told():
            if method == "window/logMessage":
                (self.errors if params["type"] == _ERROR else self.log).append(params["message"])
                if "suggestions for auto complete" in params["message"]:
                    break

    def tell(self, method: str, params: object) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: object) -> Any:
        """Send a request, and wait for its result."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == self._number and "method" not in message:
                return message["result"]
            self._answer(message)

    def told(self) -> Iterator[tuple[str, Any]]:
        """The notifications that come, without end; requests are answered."""
        while True:
            message = self._receive()
            if not self._answer(message):
                yield message["method"], message.get("params")

    def open(self, uri: str, text: str) -> list[Any]:
        """Open a document, and return what the server complains of in it."""
        item = {"uri": uri, "languageId": "gherkin", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})
        return next(
            params["diagnostics"]
            for method, params in self.told()
            if method == "textDocument/publishDiagnostics" and params["uri"] == uri
        )

    def close(self) -> None:
        """End the server."""
        self._process.kill()
        self._process.communicate()

    def _answer(self, message: dict[str, Any]) -> bool:
        """Answer a request of the server; whether it was one."""
        if "id" not in message or "method" not in message:
            return False
        asked = message["method"] == "workspace/configuration"
        self._send({"id": message["id"], "result": [self._settings] if asked else None})
        return True

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        stream = self._process.stdout
        assert stream is not None
        size = 0
        while line := stream.readline().strip():
            name, _, value = line.partition(b":")
            size = int(value) if name.lower() == b"content-length" else size
        if not size:
            raise SystemExit("the language server has ended")
        message: dict[str, Any] = json.loads(stream.read(size))
        return message


def problems(server: Server) -> Iterator[str]:
    """What is wrong, one line each."""
    yield from (f"the server says: {text}" for text in server.errors)
    for path in sorted((ROOT / "features").glob("**/*.feature")):
        for found in server.open(path.as_uri(), path.read_text("utf-8")):
            line = found["range"]["start"]["line"] + 1
            yield f"{path.relative_to(ROOT)}:{line}: {found['message']}"
    if not server.open("file:///unknown.feature", _UNKNOWN):
        yield "the server has no complaint about a line that no step function has"
    begun = "file:///begun.feature"
    server.open(begun, _FEATURE)
    place = {"line": 3, "character": len(_BEGUN)}
    items = server.ask("textDocument/completion", {"textDocument": {"uri": begun}, "position": place})
    labels = [item["label"] for item in items]
    if not any(wanted in labels for wanted in _COMPLETED):
        yield f"{_BEGUN.strip()!r} is not completed: {labels[:5]}"
    path = ROOT / "features" / "procedure_a.feature"
    line = next(number for number, text in enumerate(path.read_text("utf-8").split("\n")) if "it retrieves" in text)
    asked = {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": 12}}
    if not server.ask("textDocument/definition", asked):
        yield f"features/procedure_a.feature:{line + 1}: the server does not find where the line is defined"


def main(program: list[str]) -> int:
    """Try the server, and print what is wrong."""
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))
    server = Server(program, {name.removeprefix("cucumber."): value for name, value in settings.items()})
    try:
        found = list(problems(server))
    finally:
        server.close()
    told = [text for text in server.log if text.startswith(("* Found", "* Built"))]
    sys.stdout.write("".join(f"{line}\n" for line in [*told, *found]))
    sys.stdout.write(f"problems: {len(found)}\n" if found else "no problems\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
