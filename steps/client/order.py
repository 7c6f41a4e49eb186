"""Lines about the order in which messages went."""

from collections.abc import Callable, Collection, Sequence
from itertools import groupby
from typing import Final

from mapi_tck.errors import NothingToJudge, OtherReading
from mapi_tck.mapi import ResultCode
from mapi_tck.ports import Direction, Transfer
from mapi_tck.scenario import Outcome, Scenario, need, then

from ..words import LETTER, Messages
from .mail import EVERY, Mail, Queued, look_until
from .status_bits import out_of_service

#: The fewest messages that are not always two parts which each have the right order.
_THREE: Final = 3
_OWN_ORDER: Final = "a transport may send in an order of its own, or later (rulings D-52 and D-61)"
_FAILED: Final = "a transport had trouble, and has failed for good as its row shows (ruling D-64)"
_SENT_LATER: Final = "a mail system had taken the outgoing messages over, and sent them later (ruling D-61)"


def _moved(journal: Outcome[Sequence[Transfer]], transport: str) -> list[Transfer]:
    return [t for t in journal.value if t.transport == transport and not t.returned]


def _handed_on(
    mail: Mail, outgoing: Queued
) -> tuple[set[str], Outcome[Sequence[Transfer]], list[Outcome[Sequence[str]]]]:
    """The messages that are with a mail system, and the calls that show it: they have left their queues, and are not yet in the
    journal (ruling D-61). Queues are read first, so that what moves meanwhile is in the journal.
    """
    queues = [mail.queue(*key) for key in outgoing]
    journal = mail.transfers()
    seen = {t.token for t in journal.value}.union(*(queue.value for queue in queues))
    return {token for tokens in outgoing.values() for token in tokens} - seen, journal, queues


def _wait(
    tck: Scenario, mail: Mail, whose: str, enough: Callable[[Outcome[Sequence[Transfer]]], bool]
) -> tuple[Outcome[Sequence[Transfer]], list[Outcome[Sequence[str]]], set[str]]:
    """Wait until the journal shows enough. Answers it, the queues, and all messages that were with a mail system meanwhile."""
    handed_on = set[str]()

    def look() -> tuple[Outcome[Sequence[Transfer]], list[Outcome[Sequence[str]]]]:
        with_mail_system, journal, queues = _handed_on(mail, mail.of(whose, Messages.OUTGOING))
        handed_on.update(with_mail_system)
        return journal, queues

    journal, queues = look_until(tck, look, lambda seen: enough(seen[0]))
    return journal, queues, handed_on


def _need_answer(mail: Mail, moved: Collection[object]) -> None:
    """Go on unless a request with FLUSH_ASYNC_OK was put off, and nothing has moved."""
    if not moved and all(flush.outcome.code == ResultCode.MAPI_E_BUSY for flush in mail.client.flushes):
        raise NothingToJudge("each answer was MAPI_E_BUSY, and nothing was transferred (ruling D-11)")


def keeps_own_order(tck: Scenario) -> bool:
    """Whether the transports are not the test bed's own, which send at once and over one connection (ruling D-52)."""
    return tck.hosted or tck.given is not None


def _check(tck: Scenario, check: str, expected: list[str], observed: list[str], on: Sequence[Outcome[object]]) -> None:
    """Judge an order at the far end. Another one may be that of a transport, if it is not the test bed's own."""
    if observed != expected and keeps_own_order(tck):
        raise NothingToJudge(_OWN_ORDER)
    tck.check(check, observed == expected, expected=expected, observed=observed, on=on)


@then("the outgoing messages of {whose} went in the order in which they were submitted", last=False)
@then("the outgoing messages that came last for {whose} went in the order in which they were submitted", last=True)
def went_in_order(tck: Scenario, mail: Mail, whose: str, last: bool) -> None:
    """At least two messages were sent, and in this order; those that `came last` are judged alone."""
    order, journal = _sent(tck, mail, whose, last=last)
    expected = [token for token in mail.put_in[whose, Direction.OUTGOING] if token in order]
    _check(tck, "order-kept", expected, order, mail.shown_by(journal))


@then("the outgoing messages of {whose} went in the order of submission, or in two parts that each have it")
def went_in_runs(tck: Scenario, mail: Mail, whose: str) -> None:
    """No three of them went in the opposite order.

    What was submitted in trouble is submitted again later, and others may pass it (ruling D-108). The kit does not see which
    messages these are.
    """
    order, journal = _sent(tck, mail, whose, least=0)
    if len(order) < _THREE:
        raise NothingToJudge("fewer than three messages were sent: the spooler may delay the others (ruling D-108)")
    places = [mail.put_in[whose, Direction.OUTGOING].index(token) for token in order]
    turned = [
        token
        for number, token in enumerate(order)
        if any(place > places[number] for place in places[:number])
        and any(place < places[number] for place in places[number + 1 :])
    ]
    if turned and keeps_own_order(tck):
        raise NothingToJudge(_OWN_ORDER)
    expected = "the order in which they were submitted, or two parts that each have it"
    tck.check("order-kept-but-for-delays", not turned, expected=expected, observed=order, on=mail.shown_by(journal))


def _sent(
    tck: Scenario, mail: Mail, whose: str, *, last: bool = False, least: int = 2
) -> tuple[list[str], Outcome[Sequence[Transfer]]]:
    """The outgoing messages of the transport in the order in which they were sent, or those of them that came last."""
    mail.need_accepted_flush(whose)
    key = (whose, Direction.OUTGOING)
    meant = mail.latest.get(key, []) if last else mail.put_in[key]
    # A mail system that has taken messages over sends them in the end (ruling D-61).
    journal = mail.wait_for({key: meant})
    order = [
        token
        for token in dict.fromkeys(t.token for t in _moved(journal, whose) if t.direction is Direction.OUTGOING)
        if token in meant
    ]
    if len(order) < least and out_of_service(tck, mail.client.session, mail.client.once_troubled):
        raise NothingToJudge(_FAILED)
    too_few = f"the flush transferred {len(order)} messages: too few to have an order"
    if len(order) < least and tck.reading == LETTER:
        raise OtherReading(too_few)  # what was flushed under this reading is the other queue
    mail.need_mail(len(order) >= least, too_few)
    return order, journal


@then("the outgoing messages of {whose} went before its incoming ones")
def went_first(tck: Scenario, mail: Mail, whose: str) -> None:
    """Messages were transferred in both directions, all outgoing ones first, except what a mail system had taken over."""
    mail.need_accepted_flush(whose)
    wanted = mail.of(whose, Messages.ALL)
    journal, queues, handed_on = _wait(tck, mail, whose, lambda seen: not mail.outstanding(wanted, seen.value))
    moved = _moved(journal, whose)
    _need_answer(mail, moved)
    mail.need_mail(len({t.direction for t in moved}) > 1, "the flush did not transfer messages in both directions")
    directions = [str(t.direction) for t in moved if t.token not in handed_on]
    if len(set(directions)) == 1:
        raise NothingToJudge(_SENT_LATER)
    phases = [direction for direction, _ in groupby(directions)]
    _check(tck, "outgoing-first", ["outgoing", "incoming"], phases, mail.shown_by(*queues, journal))


@then("the transports went one after another, in transport order")
def went_in_transport_order(tck: Scenario, mail: Mail) -> None:
    """At least two transports were flushed, each wholly before the next one of the profile."""
    mail.need_accepted_flush(EVERY)
    # An asynchronous flush goes on, and after a failure the next flush may be carried out when a delay is over.
    wanted = mail.of(EVERY, Messages.ALL)
    journal, _, handed_on = _wait(tck, mail, EVERY, lambda seen: not mail.outstanding(wanted, seen.value))
    sent = [t for t in journal.value if not t.returned and t.token not in handed_on]
    turns = [transport for transport, _ in groupby(t.transport for t in sent)]
    if len(set(turns)) < 2 and handed_on:
        raise NothingToJudge(_SENT_LATER)
    _need_answer(mail, turns)
    if len(set(turns)) < 2 and out_of_service(tck, mail.client.session, mail.client.once_troubled):
        raise NothingToJudge(_FAILED)
    need(len(set(turns)) > 1, "the flush reached fewer than two transports")
    profile = mail.client.profile
    named = [transport.name for transport in profile.transports] if profile else []
    expected = [name for name in named if name in turns]
    _check(tck, "transport-order", expected, turns, mail.shown_by(journal))
