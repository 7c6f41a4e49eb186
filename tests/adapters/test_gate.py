"""A gate before a real SMTP server: what the client sees, and what the server has."""

import smtplib
import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from mapi_tck.adapters.testing import At, Behaviour, Gate, Stage
from mapi_tck.adapters.testing.conversations import smtp

#: How long the client waits for an answer, in seconds. A choice: the server answers in milliseconds.
PATIENCE = 0.3


class Server:
    """aiosmtpd's handler that keeps what the server takes."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the message."""
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        return "250 taken"


@pytest.fixture
def server() -> Server:
    """What the server has taken."""
    return Server()


@pytest.fixture
def gate(server: Server) -> Iterator[Gate]:
    """A gate before it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    made = Gate(("127.0.0.1", port), smtp)
    yield made
    made.close()
    controller.stop()


def connect(gate: Gate) -> smtplib.SMTP:
    """A client of the gate."""
    return smtplib.SMTP("127.0.0.1", gate.port, local_hostname="here.test", timeout=PATIENCE)


def send(client: smtplib.SMTP, text: str = "hello") -> str:
    """Send a message: what became of it, in one word or number."""
    try:
        client.sendmail("a@here.test", ["b@there.test"], f"Subject: {text}\n\n{text}\n.\n")
    except smtplib.SMTPRecipientsRefused as error:
        return str(next(iter(error.recipients.values()))[0])
    except smtplib.SMTPResponseException as error:
        return str(error.smtp_code)
    except TimeoutError:
        return "silence"
    except smtplib.SMTPServerDisconnected as error:
        return "silence" if "timed out" in str(error) else "cut"
    except OSError:
        return "cut"
    return "taken"


def test_without_a_behaviour_it_changes_nothing(gate: Gate, server: Server) -> None:
    """A message arrives as it is, also its line with a dot, and the connection is seen until the client closes it."""
    assert gate.open_lines() == 0
    with connect(gate) as client:
        assert [send(client), send(client)] == ["taken", "taken"]
        assert gate.open_lines() == 1

    assert gate.open_lines() == 0
    assert server.taken == [b"Subject: hello\r\n\r\nhello\r\n.\r\n"] * 2


@pytest.mark.parametrize(
    ("behaviour", "answer", "stored"),
    [
        (Behaviour(refuses=frozenset({Stage.LOGIN_TO_SEND})), "450", 0),
        (Behaviour(refuses=frozenset({Stage.LOGIN_TO_SEND}), permanent=True), "530", 0),
        (Behaviour(refuses=frozenset({Stage.RECIPIENT})), "450", 0),
        (Behaviour(refuses=frozenset({Stage.RECIPIENT}), permanent=True), "550", 0),
        (Behaviour(refuses=frozenset({Stage.DATA})), "451", 0),
        (Behaviour(refuses=frozenset({Stage.DATA}), permanent=True), "554", 0),
        (Behaviour(refuses=frozenset({Stage.FETCH, Stage.LOGIN_TO_FETCH})), "taken", 1),
        (Behaviour(silent=At.BEFORE_STORING), "silence", 0),
        (Behaviour(silent=At.AFTER_STORING), "silence", 1),
        (Behaviour(cut=At.BEFORE_STORING), "cut", 0),
        (Behaviour(cut=At.AFTER_STORING), "cut", 1),
        (Behaviour(lives=0), "cut", 0),
    ],
)
def test_each_trouble_is_what_it_says(
    gate: Gate, server: Server, behaviour: Behaviour, answer: str, stored: int
) -> None:
    """The client gets that answer, and the server has the message or not; afterwards both go on as usual."""
    client = connect(gate)
    gate.script.behave(behaviour)

    assert send(client) == answer
    assert len(server.taken) == stored
    with suppress(smtplib.SMTPException, OSError):
        client.quit()
    gate.script.behave(Behaviour())
    with connect(gate) as another:
        assert send(another, "more") == "taken"


def test_after_a_silence_the_server_is_dead(gate: Gate) -> None:
    """Who connects again is cut off at once."""
    gate.script.behave(Behaviour(silent=At.AFTER_STORING))
    client = connect(gate)
    assert send(client) == "silence"
    client.close()

    with pytest.raises((OSError, smtplib.SMTPException)):
        connect(gate)


def test_a_server_that_dies_takes_its_last_message(gate: Gate, server: Server) -> None:
    """The answer to the last message arrives; then the connection ends."""
    client = connect(gate)
    gate.script.behave(Behaviour(lives=2))

    assert [send(client, one) for one in ("1", "2", "3")] == ["taken", "taken", "cut"]
    assert len(server.taken) == 2
    client.close()


def test_a_slow_server_takes_its_time(gate: Gate) -> None:
    """Each message takes that long, and not much longer."""
    gate.script.behave(Behaviour(seconds=0.1))
    with connect(gate) as client:
        begun = time.monotonic()
        assert send(client) == "taken"
    assert time.monotonic() - begun >= 0.1


def test_a_connection_can_be_cut_from_outside(gate: Gate) -> None:
    """Also one that is being made to wait."""
    client = connect(gate)
    gate.cut()

    assert send(client) == "cut"
    client.close()
