"""Lines that arrange what surrounds the implementation: profiles, waiting messages, far ends, someone at the screen, sessions."""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Final

import pytest

from mapi_tck.errors import NotObservable, NotOffered
from mapi_tck.mapi import LogonFlag, MapiError
from mapi_tck.ports import Condition, Evidence, FarEnd, Profile, Transport, Trouble
from mapi_tck.scenario import Scenario, given, need, when
from mapi_tck.search.plan import names
from mapi_tck.suite.placements import transports_of
from mapi_tck.suite.tables import number_in, rows_of

from ..words import Name
from .client import Client
from .mail import Mail


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
    """Set up a profile with so many transports: Office, Branch, Travel, Remote, Site5 and so on.

    Every second one does not support FlushQueues.
    """
    transports = tuple(Transport(name, supports_flush=not place % 2) for place, name in enumerate(names(number)))
    client.install(Profile(f"mapi-tck {tck.tag}", transports))


@given("a profile with {number} transports, or the given profile")
def profile_of_up_to(tck: Scenario, client: Client, number: int) -> None:
    """The same. But a given profile has the transports that it has; and where calls alone are judged, any profile will do."""
    if tck.given is not None:
        client.profile = tck.bind()
        return
    excused = (NotOffered, MapiError) if tck.requirement.evidence is Evidence.CALLS else ()
    with suppress(*excused):
        profile_of(tck, client, number)


@given("a profile without transports")
def profile_without(tck: Scenario, client: Client) -> None:
    """Set up a profile that holds no transport."""
    client.install(Profile(f"mapi-tck {tck.tag}"))


@given("messages that wait")
def messages_wait(mail: Mail, datatable: Sequence[Sequence[str]]) -> None:
    """Put so many messages into each transport's queues."""
    mail.latest = {}
    for row in rows_of(datatable, "transport", "outgoing", "incoming"):
        mail.latest |= mail.put(row["transport"], number_in(row, "outgoing"), number_in(row, "incoming"))


@given("messages that wait at every transport")
def messages_wait_everywhere(client: Client, mail: Mail, datatable: Sequence[Sequence[str]]) -> None:
    """Put so many messages into the queues of each transport that does not move them on its own schedule."""
    profile = need(client.profile, "no profile was set up")
    for row in rows_of(datatable, "outgoing", "incoming"):
        for transport in profile.transports:
            if not transport.asynchronous:
                mail.put(transport.name, number_in(row, "outgoing"), number_in(row, "incoming"))


_CONDITIONS: Final = {
    "is up again": Condition.UP,
    "is slow": Condition.SLOW,
    "is down": Condition.DOWN,
    "refuses every message": Condition.REFUSING,
}
_TROUBLES: Final = {
    "refuses every login": Trouble.LOGIN,
    "refuses every login to send": Trouble.LOGIN_TO_SEND,
    "refuses every login to fetch": Trouble.LOGIN_TO_FETCH,
    "refuses every outgoing message": Trouble.DATA,
    "refuses every incoming message": Trouble.FETCH,
    "takes a message and falls silent": Trouble.SILENT_AFTER_TAKING,
    "falls silent before it takes a message": Trouble.SILENT_BEFORE_TAKING,
}


#: How long a message takes at a far end that is very slow, where time is simulated. A choice: longer than a hasty time limit.
_VERY_SLOW: Final = 2.0


def _far_end(words: str) -> FarEnd:
    """`is slow`, `is very slow`, `is down`, `is down after 2 messages`, `refuses every message`, or `is up again`."""
    if after := re.fullmatch(r"is down after (\d+) messages?", words):
        return FarEnd(Condition.DOWN, after=int(after[1]))
    if words == "is very slow":
        return FarEnd(Condition.SLOW, seconds=_VERY_SLOW)
    return FarEnd(_CONDITIONS[words])


def _far_end_or_trouble(words: str) -> FarEnd | Trouble:
    """Also `refuses every login`, `takes a message and falls silent`, and more, where only a transport provider is under test."""
    return _TROUBLES.get(words) or _far_end(words)


#: How a far end can behave.
Behaviour = Annotated[FarEnd, _far_end]

#: The same, with what not every test bed can make.
AnyBehaviour = Annotated[FarEnd | Trouble, _far_end_or_trouble]


@given("the far end of {transport} {behaves}")
def far_end(mail: Mail, transport: Name, behaves: AnyBehaviour) -> None:
    """Change how the transport's far end behaves. Some trouble not every test bed of a provider can make."""
    if isinstance(behaves, Trouble):
        mail.set_trouble(transport, behaves)
    else:
        mail.set_far_end(transport, behaves)


@given("the far end of {transport} {behaves}, where that can be arranged")
def far_end_if_possible(mail: Mail, transport: str, behaves: Behaviour) -> None:
    """Change how the transport's far end behaves. The scenario goes on with one that is well if the test bed cannot do that."""
    with suppress(NotObservable):
        mail.set_far_end(transport, behaves)


#: In seconds, for one message. A choice: less than the second that the reference grants a message at most. Seven messages take
#: more than six seconds.
_NEARLY_A_SECOND: Final = 0.9
#: In seconds. A choice: longer than anything in an implementation is likely to be kept for so long.
HOUR: Final = 3600.0


@given("the far end of {transport} is slow, and very slow where time is simulated")
def very_slow_far_end(tck: Scenario, mail: Mail, transport: str) -> None:
    """Make the transport's far end slow. Simulated time costs nothing, so there a message takes 0.9 seconds."""
    mail.set_far_end(transport, FarEnd(Condition.SLOW, seconds=_NEARLY_A_SECOND if tck.leap() else 0.0))


@given("an hour has passed, where time is simulated")
@when("it waits an hour, where time is simulated")
def hour_passes(tck: Scenario) -> None:
    """Let an hour pass. Where time is real, nothing happens: an adapter in real time could not wait so long."""
    tck.leap(HOUR)


@given("someone is at the screen")
def someone_at_the_screen(tck: Scenario, client: Client) -> None:
    """Let a user be there, so that prompts appear if the implementation raises them."""
    tck.bed.set_user(True)
    client.attended = True


@given("a client that has logged on")
def logged_on(client: Client) -> None:
    """Log on with the arranged profile, or with any."""
    client.logon()


@given("a client that has logged on without mail")
def logged_on_without_mail(client: Client) -> None:
    """Log on with MAPI_NO_MAIL."""
    client.logon(LogonFlag.MAPI_NO_MAIL)


@given("a second client that has logged on", flags=0)
@given("a second client that has logged on without mail", flags=LogonFlag.MAPI_NO_MAIL)
def second_logged_on(client: Client, flags: int) -> None:
    """Another client logs on with the same profile, and does nothing."""
    second = client.another()
    second.logon(flags)
    client.profile = second.profile


@given("a second profile with the transport {transport}, in use by a second client")
def second_profile(tck: Scenario, mail: Mail, transport: str) -> None:
    """Set up another profile, and log on with it."""
    mail.elsewhere.append(transport)
    second = Client(tck)
    second.install(Profile(f"mapi-tck {tck.tag} 2", (Transport(transport),)))
    second.logon()


@given("a second profile with the transport {transport} is in use by a second client, where there can be one")
def second_profile_if_possible(tck: Scenario, mail: Mail, transport: str) -> None:
    """The same. A given profile is the only one, and a test bed may know no more than one at a time."""
    if tck.given is None:
        with suppress(NotOffered, MapiError):
            second_profile(tck, mail, transport)
