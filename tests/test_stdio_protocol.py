"""The stdio protocol itself: its schema, its checks, its codecs as laws, and the loop that serves an adapter in Python."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from mapi_tck import stdio_protocol as protocol
from mapi_tck.codecs import Json
from mapi_tck.ports import (
    Description,
    Direction,
)

ROOT = Path(__file__).parent.parent
SCHEMA = protocol.schema()


def test_a_whole_number_written_with_a_point_is_told() -> None:
    """JSON Schema takes 1.0 for an integer, the kit does not, and says so."""
    result = {"code": None, "value": 1.0}

    assert protocol.result_complaint("table.seek_row", result) == "a whole number is written without a point"


def test_what_the_kit_counts_with_fits() -> None:
    """Members of the kit's enumerations are numbers and words on the wire."""
    params = {"object": "bed", "transport": "A", "direction": Direction.INCOMING}

    assert protocol.params_complaint("test_bed.queue", params) is None
    assert protocol.params_complaint("table.seek_row", {"object": "t", "bookmark": True, "row_count": 0}) is not None


def test_the_published_schema_is_the_generated_one() -> None:
    """`python -m mapi_tck.stdio_protocol > src/mapi_tck/schemas/stdio.schema.json` makes it so."""
    Draft202012Validator.check_schema(SCHEMA)

    assert (ROOT / "src/mapi_tck/schemas/stdio.schema.json").read_text("utf-8") == protocol.schema_text()


def test_the_document_names_every_method() -> None:
    """What can be called is in docs/stdio.md, and nothing else that looks so."""
    text = (ROOT / "docs/stdio.md").read_text("utf-8")

    assert [name for name in (protocol.HELLO, *protocol.METHODS) if f"`{name}`" not in text] == []


def test_the_conversation_in_the_document_fits_the_schema() -> None:
    """Every line of the document's example is a line of the protocol."""
    text = (ROOT / "docs/stdio.md").read_text("utf-8")
    lines = [line[2:] for line in text.splitlines() if line.startswith(("→ {", "← {"))]
    validator = Draft202012Validator(SCHEMA)

    assert len(lines) > 10
    assert [line for line in lines if not validator.is_valid(json.loads(line))] == []


class Bed:
    """A test bed that can do one thing."""

    def set_user(self, present: bool) -> None:
        """Break."""
        raise LookupError("nobody there")


class Small:
    """An adapter for one conversation in memory."""

    def __init__(self) -> None:
        self.closed = 0

    def describe(self) -> Description:
        """Print, then answer."""
        print("not part of the protocol")
        return Description("small", "2")

    def logon(self, profile: str, flags: int) -> Any:
        """Answer what has no method at all."""
        return object()

    def test_bed(self) -> Any:
        """Answer a test bed."""
        return Bed()

    def close(self) -> None:
        """Count."""
        self.closed += 1


def converse(adapter: Any, *requests: Json) -> list[Json]:
    """Serve the adapter these requests; numbers are those of the lines."""
    lines = [
        request if isinstance(request, bytes) else protocol.encode_line({"jsonrpc": "2.0", "id": number, **request})
        for number, request in enumerate(requests)
    ]
    out = io.BytesIO()
    protocol.serve(adapter, io.BytesIO(b"".join(lines)), out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def call(method: str, **params: Json) -> Json:
    """A request without its frame."""
    return {"method": method, "params": params}


def test_serve_answers_until_the_adapter_is_closed(capsys: pytest.CaptureFixture[str]) -> None:
    """A conversation begins with hello and ends with close, whatever else is asked; the adapter's prints are not in it."""
    adapter = Small()
    answers = converse(
        adapter,
        call("hello", protocol=1, kit="test"),
        call("adapter.test_bed"),
        call("adapter.close"),
        call("adapter.test_bed"),
    )
    printed = capsys.readouterr()

    assert [answer["result"] for answer in answers] == [
        {
            "protocol": 1,
            "description": {
                "implementation": "small",
                "version": "2",
                "vendor": "",
                "digest": None,
                "observes": ["calls"],
                "exclusive": False,
            },
            "offers": [],
        },
        {"code": None, "value": {"test_bed": "test_bed-1"}, "offers": ["test_bed.set_user"]},
        {"code": None, "value": None},
    ]
    assert [answer["id"] for answer in answers] == [0, 1, 2]
    assert adapter.closed == 1
    assert (printed.out, printed.err) == ("", "not part of the protocol\n")


def test_serve_closes_the_adapter_when_the_kit_goes_away() -> None:
    """The end of the input is as good as close."""
    adapter = Small()
    converse(adapter)

    assert adapter.closed == 1


@pytest.mark.parametrize(
    ("request_", "code", "message"),
    [
        (b"{nothing\n", protocol.PARSE_ERROR, "Expecting property name"),
        (b'{"id": 1, "x": NaN}\n', protocol.PARSE_ERROR, "NaN is not JSON"),
        (b"[" * 100_000 + b"\n", protocol.PARSE_ERROR, "nested too deeply"),
        (b"[]\n", protocol.INVALID_REQUEST, "a request has jsonrpc, id, method and params"),
        (call("adapter.describe"), protocol.METHOD_NOT_FOUND, "there is no method adapter.describe"),
        (call("clock.pause"), protocol.METHOD_NOT_FOUND, "there is no method clock.pause"),
        (call("test_bed.reset", object="test_bed-1"), protocol.METHOD_NOT_FOUND, "test_bed-1 has no reset"),
        (call("hello", protocol=2, kit="x"), protocol.INVALID_PARAMS, "hello: protocol: 1 was expected"),
        (call("session.release", object="session-9"), protocol.INVALID_PARAMS, "there is no session session-9"),
        (call("session.release"), protocol.INVALID_PARAMS, "'object' is a required property"),
        (call("test_bed.set_user", object="test_bed-1", present=True), protocol.ADAPTER_BROKE, "LookupError: nobody"),
    ],
)
def test_serve_tells_what_is_wrong_and_goes_on(request_: Json, code: int, message: str) -> None:
    """A request that cannot be answered gets an error of JSON-RPC, and the next one its answer."""
    _, error, after = converse(Small(), call("adapter.test_bed"), request_, call("adapter.test_bed"))

    assert error["error"]["code"] == code
    assert message in error["error"]["message"]
    assert "result" in after
    assert Draft202012Validator(SCHEMA).is_valid(error)


def test_serve_tells_a_breakage_by_its_kind() -> None:
    """An adapter that answers what no codec takes is told apart from one that raises."""

    class Wrong(Small):
        def logon(self, profile: str, flags: int) -> Any:
            raise SystemExit("no")

        def describe(self) -> Any:
            return "small"

    hello, logon = converse(Wrong(), call("hello", protocol=1, kit="x"), call("adapter.logon", profile="", flags=0))

    assert hello["error"]["data"] == {"breakage": "malformed answer"}
    assert logon["error"] == {"code": -32000, "message": "SystemExit: no", "data": {"breakage": "raised"}}


def test_the_module_prints_the_schema() -> None:
    """The way to make the published file is the one that its test names."""
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "mapi_tck.stdio_protocol"], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert done.stdout == protocol.schema_text()
