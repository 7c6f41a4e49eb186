"""Lines about what a transport answers outside of a flush: address types, Poll, Idle."""

from typing import Any

from mapi_tck.errors import NothingToJudge
from mapi_tck.mapi import TransportLogonFlag
from mapi_tck.ports import TransportKind
from mapi_tck.scenario import Scenario, need, then, when

from ..client.mail import look_until
from .conversation import TransportConversation
from .spooler import PlayedSpooler


@when("the spooler calls AddressTypes of {transport}")
def asks_address_types(spooler: PlayedSpooler, transport: str) -> None:
    """AddressTypes of the logon object."""
    conversation = spooler.to(transport)
    spooler.address_types = conversation.call(conversation.serving.address_types, 0)


@when("the spooler calls Poll of {transport}")
def polls(spooler: PlayedSpooler, transport: str) -> None:
    """Poll of the logon object, if the transport has asked for it with LOGON_SP_POLL. The latest answer counts.

    A call may fail, and is made again: Poll is called until it succeeds or the settle limit has passed (ruling D-119).
    """
    conversation = spooler.to(transport)
    _need_wish(conversation, "Poll", TransportLogonFlag.LOGON_SP_POLL)
    look_until(conversation.tck, lambda: _poll(spooler, conversation), lambda waits: waits is not None)


@when("the spooler calls Idle of {transport}")
def idles(spooler: PlayedSpooler, transport: str) -> None:
    """Idle of the logon object, if the transport has asked for it with LOGON_SP_IDLE. The latest answer counts.

    What it tries then may fail, and is tried again the next time: Idle is called until it succeeds or the settle limit has
    passed (ruling D-119).
    """
    conversation = spooler.to(transport)
    _need_wish(conversation, "Idle", TransportLogonFlag.LOGON_SP_IDLE)
    answer = look_until(conversation.tck, conversation.idle, lambda answer: not answer.refused)
    spooler.judged("idle-succeeds", "Idle", answer)


@when("the spooler calls Poll and Idle of {transport}, where it wants them")
def asks_what_it_wants(spooler: PlayedSpooler, transport: str) -> None:
    """Poll and Idle, each if the transport has asked for it at TransportLogon; the answers do not matter."""
    give_time(spooler, spooler.to(transport))


def give_time(spooler: PlayedSpooler, conversation: TransportConversation) -> None:
    """Call Poll and Idle, each if the transport has asked for it: it may work in these calls."""
    if conversation.wishes("Poll", TransportLogonFlag.LOGON_SP_POLL):
        _poll(spooler, conversation)
    if conversation.wishes("Idle", TransportLogonFlag.LOGON_SP_IDLE):
        conversation.idle()


def _need_wish(conversation: TransportConversation, method: str, wish: TransportLogonFlag) -> None:
    if not conversation.wishes(method, wish):
        raise NothingToJudge(f"the transport does not want {method}: TransportLogon did not ask for {wish.name}")


def _poll(spooler: PlayedSpooler, conversation: TransportConversation) -> bool | None:
    """What Poll answers; `None` if it is refused."""
    poll: Any = getattr(conversation.serving, "poll")  # noqa: B009 - optional, so the port's protocol does not have it
    spooler.polled = conversation.call(poll)
    return None if spooler.polled.refused else spooler.polled.value


def _poll_when_idle(spooler: PlayedSpooler) -> bool | None:
    if spooler.only.wishes("Idle", TransportLogonFlag.LOGON_SP_IDLE):
        spooler.only.idle()
    return _poll(spooler, spooler.only)


@then("the answer is address types, none, or an empty one alone")
def address_types_named(tck: Scenario, spooler: PlayedSpooler) -> None:
    """AddressTypes gave address types, or said that messages do not come to the transport by their type."""
    types = spooler.address_types
    assert types is not None
    observed = types.text if types.refused else list(types.value)
    holds = not types.refused and (list(types.value) == [""] or all(word.strip() for word in types.value))
    expected = "address types, none, or an empty one alone"
    tck.check("address-types-named", holds, expected=expected, observed=observed, on=[types])


def _has_looked(conversation: TransportConversation) -> bool:
    """Whether a flush has shown the transport mail at its far end: it received a message, or none could be saved."""
    return any(offer.message.token for offer in conversation.offers)


@then("the answer is that mail waits", waits=True)
@then("the answer is that no mail waits", waits=False)
def poll_answers(tck: Scenario, spooler: PlayedSpooler, waits: bool) -> None:
    """What Poll answered. Poll, and Idle where it is wanted, are called until it says so or the settle limit has passed.

    A transport that has to connect first may learn of mail only in a flush. One that looks at its server from time to time may do
    so less often than the kit waits in real time; what it has tried to deliver in a flush it has seen
    (ruling D-111).
    """
    if not waits:
        need(not spooler.only.waiting().value, "mail still waits at the far end")
    if spooler.polled is not None and not spooler.polled.refused and spooler.polled.value != waits:
        tck.wait_until(lambda: _poll_when_idle(spooler) == waits)
    polled = spooler.polled
    assert polled is not None
    holds = not polled.refused and polled.value == waits
    kind = spooler.only.transport.kind
    if waits and kind is not TransportKind.LAN and not polled.refused and not holds:
        raise NothingToJudge(f"a transport of kind {kind} may learn of mail only when it connects, in a flush")
    if waits and not polled.refused and not holds and not _has_looked(spooler.only) and not tck.leap():
        raise NothingToJudge("the transport may look at its server less often than the kit waits in real time")
    observed = polled.text if polled.refused else polled.value
    tck.check("poll-answer", holds, expected=waits, observed=observed, on=[polled])
