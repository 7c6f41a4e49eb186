"""The stdio protocol itself: its schema, its checks, its codecs as laws, and the loop that serves an adapter in Python."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from mapi_tck import mapi
from mapi_tck.ports import Description, Direction
from mapi_tck.ports.roles import Role
from mapi_tck.wire import stdio_messages as protocol
from mapi_tck.wire.codecs import Json
from mapi_tck.wire.stdio_server import serve

ROOT = Path(__file__).parents[2]
SCHEMA = protocol.schema()


def test_a_whole_number_written_with_a_point_is_told() -> None:
    """JSON Schema takes 1.0 for an integer, the kit does not, and says where it is."""
    result = {"code": None, "value": 1.0}

    assert protocol.result_complaint("table.seek_row", result) == "value: a whole number is written without a point"


def test_what_the_kit_counts_with_fits() -> None:
    """Members of the kit's enumerations are numbers and words on the wire."""
    params = {"object": "bed", "transport": "A", "direction": Direction.INCOMING}

    assert protocol.params_complaint("test_bed.queue", params) is None
    assert protocol.params_complaint("table.seek_row", {"object": "t", "bookmark": True, "row_count": 0}) is not None


def test_the_published_schema_is_the_generated_one() -> None:
    """`python -m mapi_tck.wire.stdio_server > src/mapi_tck/schemas/stdio.schema.json` makes it so."""
    Draft202012Validator.check_schema(SCHEMA)

    assert (ROOT / "src/mapi_tck/schemas/stdio.schema.json").read_text("utf-8") == protocol.schema_text()


def test_the_document_names_every_method() -> None:
    """The document docs/stdio.md names every method and every callback."""
    text = (ROOT / "docs/stdio.md").read_text("utf-8")

    callbacks = [name for methods in protocol.CALLBACKS.values() for name in methods]
    assert [name for name in (protocol.HELLO, *protocol.METHODS, *callbacks) if f"`{name}`" not in text] == []


def test_the_conversation_in_the_document_fits_the_schema() -> None:
    """Every line of the document's example is a line of the protocol."""
    text = (ROOT / "docs/stdio.md").read_text("utf-8")
    lines = [line[2:] for line in text.splitlines() if line.startswith(("→ {", "← {"))]
    validator = Draft202012Validator(SCHEMA)

    assert len(lines) > 10
    assert [line for line in lines if not validator.is_valid(json.loads(line))] == []


@pytest.mark.parametrize(
    ("role", "program", "end"),
    [
        ("transport", "well_behaved_transport.py", "## When"),
        ("client", "well_behaved_client.py", "## The role transport"),
    ],
)
def test_the_conversation_of_a_role_is_real(role: str, program: str, end: str) -> None:
    """Told what the kit writes in the document's example for a role, the program that it names writes what stands there."""
    text = (ROOT / "docs/stdio.md").read_text("utf-8").partition(f"## The role {role}")[2].partition(end)[0]
    lines = [line for line in text.splitlines() if line.startswith(("→ {", "← {"))]
    said = "".join(f"{line[2:]}\n" for line in lines if line.startswith("→"))
    path = ROOT / "tests" / "miniatures" / program
    done = subprocess.run([sys.executable, path], input=said, capture_output=True, text=True, check=True)

    assert str(path.relative_to(ROOT)) in text
    assert done.stdout.splitlines() == [line[2:] for line in lines if line.startswith("←")]
    assert any(name in said for name in protocol.METHODS)
    assert any(name in done.stdout for name in protocol.CALLBACKS[Role(role)])


def test_the_numbers_in_the_document_are_right() -> None:
    """Each name of MAPI's that the document gives with a number has that number."""
    part = (ROOT / "docs/stdio.md").read_text("utf-8").partition("### What a transport says by a number")[2]
    tags = {tag.name.removesuffix("_A"): int(tag) for tag in mapi.PropertyTag}
    families = (
        mapi.EndMessageFlag,
        mapi.FlushFlag,
        mapi.ObjectType,
        mapi.OpenFlag,
        mapi.ResourceMethod,
        mapi.ResourceType,
        mapi.ResultCode,
        mapi.SettingsDialogFlag,
        mapi.SpoolerNotifyFlag,
        mapi.StatusCode,
        mapi.StatusRowFlag,
        mapi.SubmitMessageFlag,
        mapi.TransportLogonFlag,
        mapi.TransportNotifyFlag,
        mapi.UnicodeFlag,
        mapi.ValidateStateFlag,
    )
    numbers = tags | {item.name: int(item) for family in families for item in family}
    said = re.findall(r"([A-Z_]{5,}) (\d+)", part.partition("## When")[0])

    assert len(said) > 40
    assert [(name, number) for name, number in said if numbers.get(name) != int(number)] == []


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


def converse(adapter: Any, *requests: Json, role: str = "subsystem") -> list[Json]:
    """Serve the adapter these requests; numbers are those of the lines."""
    lines = [
        request if isinstance(request, bytes) else protocol.encode_line({"jsonrpc": "2.0", "id": number, **request})
        for number, request in enumerate(requests)
    ]
    out = io.BytesIO()
    serve(adapter, io.BytesIO(b"".join(lines)), out, role=role)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def call(method: str, **params: Json) -> Json:
    """A request without its frame."""
    return {"method": method, "params": params}


def test_serve_answers_until_the_adapter_is_closed(capsys: pytest.CaptureFixture[str]) -> None:
    """Every conversation begins with hello and ends with close; the adapter's prints are not in it."""
    adapter = Small()
    answers = converse(
        adapter,
        call("hello", protocol=1, kit="test", role="subsystem"),
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
                "quiet": True,
                "under_test": [],
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
        (
            call("hello", protocol=2, kit="x", role="subsystem"),
            protocol.INVALID_PARAMS,
            "hello: protocol: 1 was expected",
        ),
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

    hello, logon = converse(
        Wrong(), call("hello", protocol=1, kit="x", role="subsystem"), call("adapter.logon", profile="", flags=0)
    )

    assert hello["error"]["data"] == {"breakage": "malformed answer"}
    assert logon["error"] == {"code": -32000, "message": "SystemExit: no", "data": {"breakage": "raised"}}


class Line:
    """A logon object of a provider: calls back when told to, and swallows what comes of it."""

    def __init__(self, support: Any) -> None:
        self.support = support

    def end_message(self, reference: int) -> int:
        """Call back as often."""
        for _ in range(reference):
            try:
                self.support.spooler_yield(0)
            except Exception as error:
                print(f"{type(error).__name__}: {error}")
        return 0


class Provider(Small):
    """A transport provider for one conversation in memory."""

    def transport_logon(self, support: Any, transport: Any, flags: int) -> Any:
        """Answer a logon object."""
        return Line(support), 0

    def test_bed(self) -> Any:
        """There is none."""
        return None


LOGON = call(
    "provider.transport_logon",
    support={"support": "the support"},
    transport={"name": "A", "kind": "LAN", "supports_flush": True, "asynchronous": False},
    flags=0,
)


def call_back(times: int) -> Json:
    """A request that makes the provider call back so often."""
    return call("xp_logon.end_message", object="xp_logon-1", reference=times)


def test_serve_calls_back_between_request_and_answer() -> None:
    """Each callback is a request with a number of its own, and the line that follows it is taken for its answer."""
    done = [protocol.result_line(number, {"code": code, "value": None}) for number, code in [(1, 0), (2, 0x80040102)]]
    logon, *callbacks, answer = converse(Provider(), LOGON, call_back(2), *done, role="transport")
    validator = Draft202012Validator(SCHEMA)

    assert logon["result"] == {"code": None, "value": {"xp_logon": "xp_logon-1", "flags": 0}, "offers": []}
    assert [(line["id"], line["method"]) for line in callbacks] == [
        (1, "support.spooler_yield"),
        (2, "support.spooler_yield"),
    ]
    assert all(line["params"] == {"object": "the support", "flags": 0} for line in callbacks)
    assert answer == {"jsonrpc": "2.0", "id": 1, "result": {"code": None, "value": 0}}
    assert all(validator.is_valid(line) for line in (logon, *callbacks, answer))


def test_serve_goes_on_after_an_error_of_the_kit(capsys: pytest.CaptureFixture[str]) -> None:
    """A callback that the kit could not answer is an exception for the provider; what it makes of it is its own affair."""
    failed = protocol.error_line(1, protocol.INTERNAL_ERROR, "a bug")
    done = protocol.result_line(2, {"code": 0, "value": None})
    _, _, _, answer = converse(Provider(), LOGON, call_back(2), failed, done, role="transport")

    assert answer["result"] == {"code": None, "value": 0}
    assert (
        "AdapterBroke: the adapter: protocol error: the support.spooler_yield(flags=0): a bug"
        in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("answer", "breakage", "message"),
    [
        (
            protocol.result_line(9, {"code": 0, "value": None}),
            "malformed answer",
            "the kit's answer is not to",
        ),
        (protocol.request_line(1, "provider.test_bed", {}), "malformed answer", "the kit's answer is not to"),
        (b"", "died", "the kit went away during the support.spooler_yield(flags=0)"),
    ],
)
def test_serve_tells_when_the_way_back_is_closed(answer: bytes, breakage: str, message: str) -> None:
    """Without a proper answer to a callback the current request gets none either, even if the provider returns a value."""
    provider = Provider()
    *_, told = converse(provider, LOGON, call_back(2), answer, role="transport")

    assert told["error"]["code"] == protocol.ADAPTER_BROKE
    assert told["error"]["data"] == {"breakage": breakage}
    assert message in told["error"]["message"]
    assert provider.closed == 1


@pytest.mark.parametrize(("served", "asked"), [("transport", "subsystem"), ("subsystem", "transport")])
def test_serve_declines_the_other_role(served: str, asked: str) -> None:
    """An adapter that serves one role declines the other role, and does not know its methods."""
    hello = call("hello", protocol=1, kit="x", role=asked)
    root = protocol.ROOTS[Role(asked)]
    declined, unknown = converse(Provider(), hello, call(f"{root}.test_bed"), role=served)

    assert declined["error"] == {"code": protocol.OTHER_ROLE, "message": f"it is an adapter for role {served}"}
    assert unknown["error"] == {"code": protocol.METHOD_NOT_FOUND, "message": f"there is no method {root}.test_bed"}


def test_the_module_prints_the_schema() -> None:
    """The way to make the published file is the one that its test names."""
    done = subprocess.run(
        [sys.executable, "-m", "mapi_tck.wire.stdio_server"], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert done.stdout == protocol.schema_text()


@pytest.mark.parametrize(
    ("result", "field"),
    [
        (
            {"code": None, "value": {"rows": [[{"tag": "x", "value": 1}]], "row_set": "row_set-1"}},
            "value.rows[0][0].tag: ",
        ),
        ({"code": None, "value": {"rows": [], "row_set": 5}}, "value.row_set: "),
        ({"code": None, "value": 7}, "value: 7 is not of type 'object'"),
        ({"code": 0x80040115, "value": 3}, "value: 3 is not of type 'null'"),
        ({"code": -1, "value": None}, "code: -1 "),
        ({"code": None}, "'value' is a required property"),
    ],
)
def test_a_complaint_names_the_field_that_is_wrong(result: Json, field: str) -> None:
    """Not the code null, which is allowed, but the value beside it; and both forms of a result in words."""
    said = protocol.result_complaint("table.query_rows", result)

    assert said is not None
    assert said.startswith(field)
    assert said.endswith(
        "(expected is a success: a code below 0x80000000, or null, and the value of the method, or a refusal: a code from "
        "0x80000000, and null as the value)"
    )
