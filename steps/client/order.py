"""Lines about the order in which messages went."""

from collections.abc import Sequence
from itertools import groupby

from mapi_tck.errors import NothingToJudge
from mapi_tck.ports import Direction, Transfer
from mapi_tck.scenario import Outcome, Scenario, need, then

from .mail import EVERY, Mail, look_until
from .status_bits import out_of_service


def _moved(journal: Outcome[Sequence[Transfer]], transport: str) -> list[Transfer]:
    return [t for t in journal.value if t.transport == transport and not t.returned]


@then("the outgoing messages of {whose} went in the order in which they were submitted")
def went_in_order(tck: Scenario, mail: Mail, whose: str) -> None:
    """At least two messages were sent, and in this order."""
    mail.need_accepted_flush(whose)
    journal = mail.transfers()
    went = [t.token for t in _moved(journal, whose) if t.direction is Direction.OUTGOING]
    order = list(dict.fromkeys(went))
    mail.need_mail(len(order) > 1, f"the flush transferred {len(order)} messages: too few to have an order")
    expected = [token for token in mail.put_in[whose, Direction.OUTGOING] if token in order]
    if order != expected and tck.hosted:
        raise NothingToJudge("the transport does not keep the order in which the kit's spooler submits (ruling D-52)")
    tck.check("order-kept", order == expected, expected=expected, observed=order, on=mail.shown_by(journal))


@then("the outgoing messages of {whose} went before its incoming ones")
def went_first(tck: Scenario, mail: Mail, whose: str) -> None:
    """Messages were transferred in both directions, all outgoing ones first."""
    mail.need_accepted_flush(whose)
    journal = look_until(tck, mail.transfers, lambda seen: len({t.direction for t in _moved(seen, whose)}) > 1)
    phases = [str(direction) for direction, _ in groupby(_moved(journal, whose), key=lambda t: t.direction)]
    mail.need_mail(len(set(phases)) > 1, "the flush did not transfer messages in both directions")
    expected = ["outgoing", "incoming"]
    tck.check("outgoing-first", phases == expected, expected=expected, observed=phases, on=mail.shown_by(journal))


@then("the transports went one after another, in transport order")
def went_in_transport_order(tck: Scenario, mail: Mail) -> None:
    """At least two transports were flushed, each wholly before the next one of the profile."""
    mail.need_accepted_flush(EVERY)
    # After a failure the next flush may be carried out when a delay is over.
    journal = look_until(tck, mail.transfers, lambda seen: len({t.transport for t in seen.value if not t.returned}) > 1)
    turns = [transport for transport, _ in groupby(t.transport for t in journal.value if not t.returned)]
    if len(set(turns)) < 2 and out_of_service(tck, mail.client.session, mail.client.once_troubled):
        raise NothingToJudge("a transport had trouble, and has failed for good as its row shows (ruling D-64)")
    need(len(set(turns)) > 1, "the flush reached fewer than two transports")
    profile = mail.client.profile
    named = [transport.name for transport in profile.transports] if profile else []
    expected = [name for name in named if name in turns]
    tck.check("transport-order", turns == expected, expected=expected, observed=turns, on=mail.shown_by(journal))
