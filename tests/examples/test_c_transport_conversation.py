"""The transport provider in C, spoken to line by line."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kit import EXAMPLES

pytestmark = pytest.mark.compiler

S_OK = 0
MAPI_E_CALL_FAILED = 0x80004005
MAPI_E_NO_ACCESS = 0x80070005
TRANSPORT = {"name": "A", "kind": "LAN", "supports_flush": True, "asynchronous": False}

Json = Any
#: Answers a call of the program's by its `result` or `error`.
CallBack = Callable[[Json], dict[str, Json]]


class Conversation:
    """The program, spoken to by hand. `calls` are the requests that it made itself."""

    def __init__(self, program: Path, call_back: CallBack) -> None:
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.calls: list[Json] = []
        self._call_back = call_back

    def ask(self, method: str, **params: Json) -> Json:
        """Make a request, answer what the program asks in between, and return its answer."""
        self._say({"id": 1, "method": method, "params": params})
        while "method" in (line := self._hear()):
            self.calls.append(line)
            self._say({"id": line["id"], **self._call_back(line)})
        return line

    def log_on(self) -> Json:
        """Log the provider on as transport A."""
        return self.ask("provider.transport_logon", support={"support": "support-1"}, transport=TRANSPORT, flags=1)

    def _say(self, message: Json) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self.process.stdin.flush()

    def _hear(self) -> Json:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise EOFError
        return json.loads(line)


@pytest.fixture
def talk(c_transport: Path) -> Iterator[Callable[[CallBack], Conversation]]:
    """Begin conversations with the program, given how its own calls are answered."""
    begun: list[Conversation] = []

    def begin(call_back: CallBack) -> Conversation:
        begun.append(Conversation(c_transport, call_back))
        return begun[-1]

    yield begin
    for conversation in begun:
        conversation.process.kill()
        conversation.process.communicate()


Talk = Callable[[CallBack], Conversation]


def done(call: Json) -> dict[str, Json]:
    """The answer of a spooler that is content."""
    return {"result": {"code": None, "value": None}}


def test_it_says_which_role_it_has(talk: Talk) -> None:
    """Asked to be a subsystem, or by a kit that knows no other role, it declines the handshake with -32001."""
    conversation = talk(done)

    for params in ({"role": "subsystem"}, {}):
        answer = conversation.ask("hello", protocol=1, kit="by hand", **params)
        assert answer["error"] == {"code": -32001, "message": "this program is tested in the role transport"}
    assert "result" in conversation.ask("hello", protocol=1, kit="by hand", role="transport")


def test_it_makes_its_row_before_it_has_logged_on(talk: Talk) -> None:
    """TransportLogon calls ModifyStatusRow once, for a whole row, on the support object that it was handed."""
    conversation = talk(done)
    answer = conversation.log_on()

    assert answer["result"]["value"]["xp_logon"] == "x1"
    assert [call["method"] for call in conversation.calls] == ["support.modify_status_row"]
    assert conversation.calls[0]["params"]["object"] == "support-1"
    assert conversation.calls[0]["params"]["flags"] == 0


def test_a_refusal_of_the_spooler_is_passed_on(talk: Talk) -> None:
    """A call back that is refused becomes the answer to the request; one in which the kit failed, MAPI_E_CALL_FAILED."""
    refused = talk(lambda call: {"result": {"code": MAPI_E_NO_ACCESS, "value": None}})
    failed = talk(lambda call: {"error": {"code": -32603, "message": "out of order"}})

    assert refused.log_on()["result"] == {"code": MAPI_E_NO_ACCESS, "value": None}
    assert failed.log_on()["result"] == {"code": MAPI_E_CALL_FAILED, "value": None}


def test_mail_that_the_spooler_does_not_take_stays(talk: Talk) -> None:
    """A received message whose SaveChanges is refused waits at the far end as before."""
    refusing = "incoming_message.save_changes"
    conversation = talk(
        lambda call: {"result": {"code": MAPI_E_NO_ACCESS if call["method"] == refusing else S_OK, "value": None}}
    )
    logon = conversation.log_on()["result"]["value"]["xp_logon"]
    bed = conversation.ask("provider.test_bed")["result"]["value"]["transport_bed"]
    conversation.ask("transport_bed.arrive", object=bed, transport="A", tokens=["m1", "m2"])
    started = conversation.ask(
        "xp_logon.start_message", object=logon, flags=0, message={"incoming_message": "incoming_message-1"}
    )

    assert started["result"] == {"code": MAPI_E_NO_ACCESS, "value": None}
    waiting = conversation.ask("transport_bed.waiting", object=bed, transport="A")
    assert waiting["result"]["value"] == ["m1", "m2"]


def test_the_conversation_in_the_readme_is_real(c_transport: Path) -> None:
    """What README.md shows is what is said."""
    lines = re.findall(r"^([→←]) (.*)$", (EXAMPLES / "c_transport" / "README.md").read_text("utf-8"), re.MULTILINE)
    typed = "".join(f"{line}\n" for arrow, line in lines if arrow == "→")
    written = subprocess.run([c_transport], input=typed, capture_output=True, text=True, check=True).stdout

    assert written.splitlines() == [line for arrow, line in lines if arrow == "←"] != []


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ({"error": {"code": -32602, "message": "there is no support support-1"}}, "there is no support support-1"),
        ({"id": "c7", "result": {"code": None, "value": None}}, "what came back is not its answer"),
    ],
)
def test_it_ends_when_it_is_not_understood(talk: Talk, answer: dict[str, Json], complaint: str) -> None:
    """After an error of the protocol there is nothing to go on with: it says why, and ends with 1."""
    conversation = talk(lambda call: answer)

    with pytest.raises(EOFError):
        conversation.log_on()
    _, told = conversation.process.communicate()
    assert told == f"c_transport: support.modify_status_row: {complaint}\n"
    assert conversation.process.returncode == 1
