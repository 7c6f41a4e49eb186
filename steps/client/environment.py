"""Lines that arrange what surrounds the implementation: profiles, waiting messages, far ends, someone at the screen, sessions."""

import re
from collections.abc import Sequence

import pytest

from mapi_tck.ports import Condition, FarEnd, Profile, Transport
from mapi_tck.scenario import OneOf, Scenario, given
from mapi_tck.suite.placements import transports_of

from .client import Client
from .messages import Mail


@pytest.fixture
def client(tck: Scenario) -> Client:
    """The client that walks the procedures."""
    return Client(tck)


@pytest.fixture
def mail(tck: Scenario, client: Client) -> Mail:
    """The messages of the scenario."""
    return Mail(tck, client)


@given("a profile with the transports")
def profile_with(tck: Scenario, client: Client, datatable: Sequence[Sequence[str]]) -> None:
    """Set up a profile with these transports, in this order."""
    client.install(Profile(f"mapi-tck {tck.tag}", transports_of(datatable)))


@given("a profile without transports")
def profile_without(tck: Scenario, client: Client) -> None:
    """Set up a profile that holds no transport."""
    client.install(Profile(f"mapi-tck {tck.tag}"))


@given("messages that wait")
def messages_wait(mail: Mail, datatable: Sequence[Sequence[str]]) -> None:
    """Put so many messages into each transport's queues."""
    header, *rows = datatable
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        mail.put(cells["transport"], int(cells["outgoing"]), int(cells["incoming"]))


_TROUBLE = {
    "is up again": Condition.UP,
    "is slow": Condition.SLOW,
    "is down": Condition.DOWN,
    "refuses every message": Condition.REFUSING,
}


#: How a far end can behave.
BEHAVIOURS = OneOf(
    "is slow",
    "is down",
    "is down after {number} message",
    "is down after {number} messages",
    "refuses every message",
    "is up again",
)


def far_end_of(tck: Scenario, words: str) -> FarEnd:
    """The far end that behaves so."""
    after = re.fullmatch(r"is down after (\d+) messages?", words)
    if after:
        return FarEnd(Condition.DOWN, after=int(after[1]))
    condition = _TROUBLE[words]
    return FarEnd(condition, seconds=tck.parameters.slow_seconds if condition is Condition.SLOW else 0.0)


@given("the far end of {transport} {behaves}", behaves=BEHAVIOURS)
def far_end(tck: Scenario, mail: Mail, transport: str, behaves: str) -> None:
    """Change how the transport's far end behaves."""
    mail.set_far_end(transport, far_end_of(tck, behaves))


@given("someone is at the screen")
def someone_at_the_screen(tck: Scenario) -> None:
    """Let a user be there, so that prompts appear if anyone raises them."""
    tck.bed.set_user(True)


@given("a client that has logged on")
def logged_on(client: Client) -> None:
    """Log on, with the arranged profile or with any."""
    client.logon()


@given("a client that has logged on without mail")
def logged_on_without_mail(client: Client) -> None:
    """Log on with MAPI_NO_MAIL."""
    client.logon_without_mail()


@given("a second profile with the transport {transport}, in use by a second client")
def second_profile(tck: Scenario, transport: str) -> None:
    """Set up another profile, and log on with it."""
    second = Client(tck)
    second.install(Profile(f"mapi-tck {tck.tag} 2", (Transport(transport),)))
    second.logon()
