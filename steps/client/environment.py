"""Lines that arrange what surrounds the implementation: profiles, waiting messages, far ends, someone at the screen, sessions."""

import re
from collections.abc import Sequence
from typing import Annotated, Final

import pytest

from mapi_tck.mapi import LogonFlag
from mapi_tck.ports import Condition, FarEnd, Profile, Transport
from mapi_tck.scenario import Scenario, given
from mapi_tck.search.plan import names
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


@given("a profile with {number} transports")
def profile_of(tck: Scenario, client: Client, number: int) -> None:
    """Set up a profile with so many usual transports: Office, Branch, Travel, Remote, Site5 and so on."""
    client.install(Profile(f"mapi-tck {tck.tag}", tuple(map(Transport, names(number)))))


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


_CONDITIONS: Final = {
    "is up again": Condition.UP,
    "is slow": Condition.SLOW,
    "is down": Condition.DOWN,
    "refuses every message": Condition.REFUSING,
}


def _far_end(words: str) -> FarEnd:
    """`is slow`, `is down`, `is down after 2 messages`, `refuses every message`, or `is up again`."""
    if after := re.fullmatch(r"is down after (\d+) messages?", words):
        return FarEnd(Condition.DOWN, after=int(after[1]))
    return FarEnd(_CONDITIONS[words])


#: How a far end can behave.
Behaviour = Annotated[FarEnd, _far_end]


@given("the far end of {transport} {behaves}")
def far_end(mail: Mail, transport: str, behaves: Behaviour) -> None:
    """Change how the transport's far end behaves."""
    mail.set_far_end(transport, behaves)


@given("someone is at the screen")
def someone_at_the_screen(tck: Scenario) -> None:
    """Let a user be there, so that prompts appear if the implementation raises them."""
    tck.bed.set_user(True)


@given("a client that has logged on")
def logged_on(client: Client) -> None:
    """Log on with the arranged profile, or with any."""
    client.logon()


@given("a client that has logged on without mail")
def logged_on_without_mail(client: Client) -> None:
    """Log on with MAPI_NO_MAIL."""
    client.logon(LogonFlag.MAPI_NO_MAIL)


@given("a second profile with the transport {transport}, in use by a second client")
def second_profile(tck: Scenario, transport: str) -> None:
    """Set up another profile, and log on with it."""
    second = Client(tck)
    second.install(Profile(f"mapi-tck {tck.tag} 2", (Transport(transport),)))
    second.logon()
