"""`stdio:` and `isolated:` in the role transport: real programs that call back, properly and otherwise."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from mapi_tck.adapters.process import program as program_module
from mapi_tck.adapters.process.isolated import isolated
from mapi_tck.adapters.process.stdio import StdioProvider, stdio
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import AdapterBroke, Breakage, HandshakeError, UsageError
from mapi_tck.mapi import MapiError, PropertyTag, PropertyValue, ResultCode
from mapi_tck.ports import Description, Evidence, OutgoingMessage, Submitted, Transport, XPLogon
from mapi_tck.ports.roles import Role
from mapi_tck.wire import stdio_messages as protocol
from mapi_tck.wire.codecs import Json

MINIATURES = Path(__file__).parents[1] / "miniatures"
#: Enough for a program to start on a busy machine, and little enough to wait for one that hangs.
PATIENCE = 2.0
FLUSHING_IN = 0x0004_0000

Start = Callable[..., StdioProvider]


class Listener:
    """The kit's side: notes what is called back, and refuses what it is told to."""

    def __init__(self, refusing: int = 0) -> None:
        self.heard: list[Any] = []
        self.refusing = refusing

    def modify_status_row(self, values: Sequence[PropertyValue], flags: int) -> None:
        """Note the row."""
        self._note(("row", {value.tag: value.value for value in values}, flags))

    def spooler_notify(self, flags: int, data: bytes | None) -> None:
        """Note what the spooler is told."""
        self._note(("notify", flags, data))

    def spooler_yield(self, flags: int) -> int:
        """Answer with a success code of its own."""
        self._note(("yield", flags))
        return int(ResultCode.MAPI_W_CANCEL_MESSAGE)

    def set_token(self, token: str) -> None:
        """Note the token."""
        self._note(("token", token))

    def save_changes(self, flags: int) -> None:
        """Note that the message is saved."""
        self._note(("saved", flags))

    def _note(self, what: Any) -> None:
        self.heard.append(what)
        if self.refusing:
            raise MapiError(self.refusing)


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start a miniature with its arguments, or an adapter in Python; all are closed afterwards."""
    monkeypatch.syspath_prepend(str(MINIATURES))
    made: list[StdioProvider] = []

    def begin(name: str, *arguments: str, call_limit: float = 30.0) -> StdioProvider:
        parameters = Parameters(call_limit=call_limit)
        if ":" in name:
            adapter = isolated(name, parameters, Role.TRANSPORT)
        else:
            words = " ".join(f"'{word}'" for word in arguments)
            adapter = stdio(f"{sys.executable} {MINIATURES / name}.py {words}", parameters, Role.TRANSPORT)
        assert isinstance(adapter, StdioProvider)
        made.append(adapter)
        return adapter

    yield begin
    for adapter in made:
        adapter.close()
        # An exit code is there only once the process has been reaped.
        assert adapter._child is None or adapter.exit_code is not None


def logged_on(adapter: StdioProvider, support: Listener, name: str = "A") -> XPLogon:
    """Log a transport on, for which a message waits where there is a test bed."""
    adapter.describe()
    bed = adapter.test_bed()
    if bed is not None:
        bed.arrive(name, ["m1"])
    logon, _ = adapter.transport_logon(support, Transport(name), 0)
    return logon


def broken_offer(adapter: StdioProvider, support: Listener) -> AdapterBroke:
    """The breakage that the offer of an empty message ends in."""
    logon = logged_on(adapter, support)
    with pytest.raises(AdapterBroke) as caught:
        logon.start_message(0, Listener())
    return caught.value


def test_a_program_is_a_transport_provider(start: Start) -> None:
    """Without any library, a program makes its row, takes a message, fills one, and shows what reached its far end."""
    adapter = start("well_behaved_transport")
    support, message = Listener(), Listener()
    logon = logged_on(adapter, support)
    logon.flush_queues(0, None, 6)
    logon.submit_message(0, OutgoingMessage("out"))
    logon.start_message(0, message)
    opened, object_type = logon.open_status_entry(None, 0)
    with pytest.raises(MapiError) as busy:
        opened.flush_queues(0, None, 6)
    bed = adapter.test_bed()
    assert bed is not None

    assert adapter.describe().implementation == "miniature transport"
    assert adapter.describe().observes == {Evidence.CALLS, Evidence.QUEUES}
    assert [(kind, flags) for kind, _, flags in support.heard] == [("row", 0), ("row", 0x1000_0000)]
    assert support.heard[0][1][PropertyTag.PR_DISPLAY_NAME_A] == "A"
    assert message.heard == [("token", "m1"), ("saved", 0)]
    assert (bed.sent("A"), bed.waiting("A")) == (("out",), ())
    assert object_type == 10
    assert busy.value.code == ResultCode.MAPI_E_BUSY
    assert not hasattr(logon, "poll")
    assert not hasattr(opened, "settings_dialog")
    assert not hasattr(bed, "set_user")


def test_what_an_object_offers_is_told_when_it_is_handed_out(start: Start) -> None:
    """An adapter in Python offers what its objects have: the logon object's poll, no idle, no test bed."""
    adapter = start("python_provider:Puppet")
    description = adapter.describe()
    logon, flags = adapter.transport_logon(Listener(), Transport("[]"), 0)
    polled: Any = logon

    assert (description.implementation, flags) == ("puppet", 1)
    assert description.digest is not None and description.digest.startswith("sha256:")
    assert polled.poll() is True
    assert not hasattr(logon, "idle")
    assert adapter.test_bed() is None


@pytest.mark.parametrize("refusing", [0, ResultCode.MAPI_E_NO_SUPPORT])
def test_what_the_kit_answers_reaches_the_provider(start: Start, refusing: int) -> None:
    """A callback's success code and its refusal are results, and arrive as such where the provider called."""
    row = [{"tag": 0x3E040003, "value": FLUSHING_IN}, {"tag": 0x3E010102, "value": "00ff"}]
    told = [
        ["modify_status_row", {"values": row, "flags": 1}],
        ["spooler_notify", {"flags": 2, "data": "0a"}],
        ["spooler_yield", {"flags": 0}],
    ]
    adapter, support = start("python_provider:Puppet"), Listener(refusing)
    logon, _ = adapter.transport_logon(support, Transport(json.dumps(told)), 0)
    came_of_it = logon.address_types(0)

    assert support.heard == [
        ("row", {0x3E040003: FLUSHING_IN, 0x3E010102: b"\0\xff"}, 1),
        ("notify", 2, b"\n"),
        ("yield", 0),
    ]
    assert came_of_it == (("refused: 80040102",) * 3 if refusing else ("None", "None", "263552"))


def test_a_message_is_filled_by_callbacks(start: Start) -> None:
    """The message that the kit hands over is another object than the support object."""
    told = [["set_token", {"token": "für dich"}], ["save_changes", {"flags": 0}]]
    adapter, support, message = start("python_provider:Puppet"), Listener(), Listener()
    logon, _ = adapter.transport_logon(support, Transport(json.dumps(told)), 0)
    started = logon.start_message(0, message)

    assert (started.reference, started.wait_seconds) == (7, 0.5)
    assert (support.heard, message.heard) == ([], [("token", "für dich"), ("saved", 0)])


@pytest.mark.parametrize(
    ("way", "breakage", "message"),
    [
        ("dies_in_the_call", Breakage.DIED, "exit code 3; stderr: no dial tone"),
        ("dies_in_a_callback", Breakage.DIED, "exit code 3; stderr: no dial tone"),
        ("hangs_in_the_call", Breakage.HUNG, "no answer within 2 s"),
        ("hangs_in_a_callback", Breakage.HUNG, "no answer within 2 s"),
        ("garbage", Breakage.MALFORMED, "no JSON in UTF-8: setting the token"),
        ("another_id", Breakage.MALFORMED, 'id 5 expected: {"jsonrpc": "2.0", "id": 4711'),
        ("unknown_handle", Breakage.MALFORMED, "there is no incoming_message incoming_message-4711"),
        ("handle_of_another_kind", Breakage.MALFORMED, "there is no support incoming_message-1"),
        ("unknown_method", Breakage.MALFORMED, "there is no method incoming_message.delete to call back"),
        ("method_of_the_kit", Breakage.MALFORMED, "there is no method xp_logon.poll to call back"),
        ("wrong_params", Breakage.MALFORMED, "incoming_message.set_token: token: 1 is not of type 'string'"),
        ("wrong_property", Breakage.MALFORMED, "PR_STATUS_CODE takes a signed 32-bit number"),
        ("notification", Breakage.MALFORMED, "a request has an id"),
    ],
)
def test_a_breakage_is_told_apart_and_ends_the_program(
    start: Start, way: str, breakage: Breakage, message: str
) -> None:
    """How a program broke is named along with the call under way; its process is gone, and later calls are not made."""
    adapter = start("breaking_transport", way, call_limit=PATIENCE if breakage is Breakage.HUNG else 30.0)
    broke = broken_offer(adapter, Listener())

    assert broke.breakage is breakage
    assert message in broke.detail
    assert broke.call == "xp_logon.start_message"
    assert adapter.exit_code is not None
    with pytest.raises(AdapterBroke, match=f"{breakage}: not called"):
        adapter.test_bed()


def test_calling_back_for_ever_ends(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that calls back and never answers has hung, though it is never silent: it is told by the number."""
    monkeypatch.setattr(program_module, "MOST_CALLBACKS", 100)
    broke = broken_offer(start("breaking_transport", "calls_back_for_ever"), Listener())

    assert (broke.breakage, broke.detail) == (
        Breakage.HUNG,
        "it called back more than 100 times without an answer",
    )


def test_callbacks_do_not_renew_the_time_limit(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request has the time limit of one call with all its callbacks, so that these cannot go on for ever either."""
    monkeypatch.setattr(program_module, "MOST_CALLBACKS", 10**9)
    broke = broken_offer(start("breaking_transport", "calls_back_for_ever", call_limit=PATIENCE), Listener())

    assert broke.breakage is Breakage.HUNG
    assert broke.detail.startswith("no answer within 2 s")


def test_hanging_between_calls_is_found_by_the_next(start: Start) -> None:
    """A program that answers and then hangs owes the answer to the next request."""
    adapter = start("breaking_transport", "hangs_between", call_limit=PATIENCE)
    logon = logged_on(adapter, Listener())
    logon.start_message(0, Listener())

    with pytest.raises(AdapterBroke, match="hung") as caught:
        logon.end_message(1)
    assert caught.value.call == "xp_logon.end_message"


def test_a_late_callback_is_served_with_the_next_request(start: Start) -> None:
    """A callback outside a request waits for the next request, is answered, and does not disturb that request."""
    adapter, support = start("breaking_transport", "late_callback"), Listener()
    logon = logged_on(adapter, support)
    logon.start_message(0, Listener())
    before = len(support.heard)
    submitted = logon.submit_message(0, OutgoingMessage("m2"))
    adapter.close()

    assert before == 1
    assert support.heard[1:] == [("notify", 1, None)]
    assert submitted == Submitted(1, 0)
    assert "answered: {'jsonrpc': '2.0', 'id': 7, 'result': {'code': None, 'value': None}}" in adapter.stderr_tail


def test_anything_else_unasked_is_malformed(start: Start) -> None:
    """A line that is neither an answer nor a callback is found at the next call."""
    logon = logged_on(start("breaking_transport", "late_garbage"), Listener())
    logon.start_message(0, Listener())

    with pytest.raises(AdapterBroke, match="it wrote a line that answers no request"):
        logon.end_message(1)


@pytest.mark.parametrize(
    ("request_", "id", "code"),
    [
        ({"id": "x", "method": "support.fly", "params": {}}, "x", protocol.METHOD_NOT_FOUND),
        ({"id": 3, "method": "support.spooler_yield", "params": {"flags": 0}}, 3, protocol.INVALID_PARAMS),
        ({"id": 3, "method": "support.spooler_yield"}, 3, protocol.INVALID_PARAMS),
        (
            {"id": 0, "method": "support.spooler_yield", "params": {"object": "support-2", "flags": 0}},
            0,
            protocol.INVALID_PARAMS,
        ),
        ({"id": None, "method": "support.spooler_yield", "params": {}}, None, protocol.INVALID_REQUEST),
        ({"id": 1.5, "method": "support.spooler_yield", "params": {}}, None, protocol.INVALID_REQUEST),
        ({"id": True, "method": "support.spooler_yield", "params": {}}, None, protocol.INVALID_REQUEST),
        ({"id": 9, "method": ["support.spooler_yield"]}, 9, protocol.INVALID_REQUEST),
    ],
)
def test_a_callback_that_cannot_be_is_answered_before_the_end(
    start: Start, tmp_path: Path, request_: Json, id: Json, code: int
) -> None:
    """The program is told what is wrong with its request, in a line of the protocol, before it is ended."""
    line, told = json.dumps({"jsonrpc": "2.0", **request_}), tmp_path / "told"
    broken_offer(start("breaking_transport", "heard", line, str(told)), Listener())
    deadline = time.monotonic() + 20
    while not told.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    answer = json.loads(told.read_text())

    assert (answer["id"], answer["error"]["code"]) == (id, code)
    assert Draft202012Validator(protocol.schema()).is_valid(answer)


def test_what_the_kit_cannot_answer_is_its_own_affair(start: Start) -> None:
    """A failure of the kit's own during a callback is raised once the program has answered, which goes on to serve."""

    class Failing(Listener):
        def spooler_yield(self, flags: int) -> int:
            raise LookupError("a bug of the kit")

    adapter = start("python_provider:Puppet")
    told = [["spooler_yield", {"flags": 0}], ["spooler_notify", {"flags": 0, "data": None}]]
    failing, fine = Failing(), Listener()
    logon, _ = adapter.transport_logon(failing, Transport(json.dumps(told)), 0)
    deaf, _ = adapter.transport_logon(failing, Transport("[]"), 0)
    other, _ = adapter.transport_logon(fine, Transport(json.dumps(told)), 0)

    for call in (lambda: logon.address_types(0), lambda: deaf.end_message(1)):
        with pytest.raises(AdapterBroke, match="LookupError: a bug of the kit") as caught:
            call()
        assert caught.value.breakage is Breakage.RAISED
    assert failing.heard == []
    assert other.address_types(0) == ("263552", "None")


def test_the_kit_asks_nothing_before_it_is_answered(start: Start) -> None:
    """A kit that asked the program something during a callback would wait for ever: it is told so instead."""
    adapter = start("python_provider:Puppet")

    class Asking(Listener):
        def spooler_yield(self, flags: int) -> int:
            adapter.test_bed()
            return 0

    logon, _ = adapter.transport_logon(Asking(), Transport('[["spooler_yield", {"flags": 0}]]'), 0)
    with pytest.raises(AdapterBroke, match=r"asked provider\.test_bed before xp_logon\.address_types was answered"):
        logon.address_types(0)
    assert adapter.test_bed() is None


def test_calling_back_from_another_thread_is_told(start: Start) -> None:
    """A provider in Python that calls back from a thread of its own breaks, as it does without isolation."""
    logon, _ = start("python_provider:Puppet").transport_logon(Listener(), Transport("[]"), 0)

    with pytest.raises(AdapterBroke, match="called back from another thread: support-1.spooler_yield") as caught:
        logon.submit_message(0, OutgoingMessage("m"))
    assert caught.value.breakage is Breakage.MALFORMED


def test_handles_end_with_their_scenario(start: Start) -> None:
    """Objects of one scenario refuse calls in the next one and do not disturb it; their handles are not used again."""
    adapter = start("python_provider:Puppet")
    told = '[["spooler_yield", {"flags": 0}]]'
    old, _ = adapter.transport_logon(Listener(), Transport(told), 0)
    adapter.begin_scenario("the next")
    support = Listener()
    new, _ = adapter.transport_logon(support, Transport(told), 0)

    assert new.address_types(0) == ("263552",)
    assert support.heard == [("yield", 0)]
    assert old.address_types(0) == (f"refused: {ResultCode.MAPI_E_INVALID_OBJECT:x}",)
    assert new.address_types(0) == ("263552",)


def test_a_program_for_the_other_role_says_so() -> None:
    """A transport provider is no subsystem, and the other way round: one line that says what it is instead."""
    words = f"{sys.executable} {MINIATURES / 'well_behaved_transport.py'}"
    with pytest.raises(HandshakeError) as declined:
        stdio(words, Parameters(), Role.SUBSYSTEM).describe()
    served = f"{sys.executable} -m mapi_tck serve reference"
    with pytest.raises(HandshakeError) as served_declined:
        stdio(served, Parameters(), Role.TRANSPORT).describe()

    assert (
        str(declined.value)
        == f"stdio:{words}: it declines role subsystem: this is a transport provider; try --role transport"
    )
    assert str(served_declined.value) == (
        f"stdio:{served}: it declines role transport: it is an adapter for role subsystem; try --role subsystem"
    )


def test_an_adapter_for_the_other_role_is_a_usage_error(start: Start) -> None:
    """Isolated or not, a subsystem's adapter cannot be certified as a transport provider."""
    with pytest.raises(UsageError, match="Talkative is an adapter for role subsystem, not for role transport"):
        start("python_adapter:Talkative").describe()


def test_serve_is_all_that_a_program_of_ones_own_needs(start: Start) -> None:
    """A Python program that ends in `serve(…, role="transport")` is one that `stdio:` can talk to."""
    adapter, support, message = start("served_transport"), Listener(), Listener()
    logon = logged_on(adapter, support)
    logon.start_message(0, message)

    assert isinstance(adapter.describe(), Description)
    assert support.heard[0][1][PropertyTag.PR_DISPLAY_NAME_A] == "A"
    assert message.heard == [("token", "m1"), ("saved", 0)]
