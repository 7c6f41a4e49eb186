"""Lines about messages: which wait, were transferred, are lost or doubled, and in which order they went."""

from collections.abc import Callable, Sequence

from mapi_tck.errors import Blocked, NothingToJudge, OtherReading
from mapi_tck.ports import Direction, Transfer
from mapi_tck.scenario import Outcome, Scenario, need, then, when
from mapi_tck.wire.codecs import Json

from ..words import BOTH, LETTER, Messages, other_way
from .excuses import excuse, set_right
from .mail import Fate, Mail, Queued, look_until


def as_read(tck: Scenario, mail: Mail, what: Messages) -> Messages:
    """The messages that a flush of one direction is about: under the other reading of D-01 those of the other direction."""
    if tck.reading != LETTER or what is Messages.ALL:
        return what
    if _flushed_one_direction(mail, what):
        return what.opposite
    if mail.client.flushes[-1].flags & BOTH != BOTH:
        raise OtherReading(
            "the record holds a flush of both directions, and then one of another direction than was meant"
        )
    return what


@then("every {what} of {whose} has been transferred", in_the_end=False)
@then("in the end every {what} of {whose} is transferred", in_the_end=True)
def all_transferred(tck: Scenario, mail: Mail, what: Messages, whose: str, in_the_end: bool) -> None:
    """Everything has arrived, and nothing waits any more: now, or `in the end` when the settle limit has passed.

    At a hosted provider it may always take until then, unless its far end is slow: EndMessage has to wait for that.
    """
    mail.need_accepted_flush(whose)
    # A record is judged under another reading by the calls that it holds: those look where the kit's own reading looks.
    looked_at, what = mail.of(whose, what), as_read(tck, mail, what)
    wanted = mail.of(whose, what)
    mail.need_mail(any(wanted.values()), f"there was no {what} of {whose} to transfer")
    letter = _flushed_one_direction(mail, what)
    _judge_transferred(
        tck,
        mail,
        looked_at,
        wanted,
        in_the_end or (tck.hosted and not mail.slow(whose)),
        lambda journal: letter and mail.wrong_direction(whose, what, journal),
    )


@then("in the end every message that came last is transferred")
def latest_transferred(tck: Scenario, mail: Mail) -> None:
    """What the latest `messages that wait` has put into queues has arrived; what came before is not judged."""
    wanted = {queue: tokens for queue, tokens in mail.latest.items() if tokens}
    refused = [flush for flush in mail.client.flushes if flush.refused_for_good and not flush.troubled]
    if refused and (reason := excuse(tck, mail.client, mail, {transport for transport, _ in wanted})):
        raise NothingToJudge(reason)
    for transport, _ in wanted:
        mail.need_accepted_flush(transport)
    mail.need_mail(bool(wanted), "no message came last")
    _judge_transferred(tck, mail, wanted, wanted, True, lambda _: False)


def _judge_transferred(
    tck: Scenario,
    mail: Mail,
    looked_at: Queued,
    wanted: Queued,
    patient: bool,
    other_direction: Callable[[Sequence[Transfer]], bool],
) -> None:
    journal = mail.wait_for(looked_at) if patient else mail.transfers()
    missing = mail.outstanding(wanted, journal.value)
    if missing:
        mail.need_flush_once_well()
    # What is in the journal has arrived; it has also left its queue if it is no longer there.
    waiting = [mail.queue(transport, direction) for (transport, direction), tokens in looked_at.items() if tokens]
    every = [token for tokens in wanted.values() for token in tokens]
    known = set(every)
    left = [token for queue in waiting for token in queue.value if token in known]
    # What went the other way instead is no matter of time. Under the other reading it is right, and a replay makes no call more.
    swapped = bool(missing) and other_direction(journal.value)
    if missing and not left and not patient and not swapped:
        # A mail system has taken these over: their flush is done, and they arrive in the end (ruling D-61).
        journal = mail.wait_for(looked_at)
        missing = mail.outstanding(wanted, journal.value)
    late = {transport for (transport, _), tokens in wanted.items() if not set(missing).isdisjoint(tokens)}
    if late and (reason := excuse(tck, mail.client, mail, late)):
        raise NothingToJudge(reason)
    observed: dict[str, Json] = {
        "transferred": [t.token for t in journal.value if not t.returned],
        "waiting": left,
    }
    if patient and missing and not swapped:
        later = tck.comes_late(lambda: not mail.outstanding(wanted, mail.transfers().value))
        observed |= {"later": later} if later else {}
    tck.check(
        "messages-transferred",
        not missing and not left,
        expected={"transferred": every, "waiting": []},
        observed=observed,
        on=mail.shown_by(journal, *waiting),
        cause=other_way(tck.reading) if swapped else "",
    )


def _flushed_one_direction(mail: Mail, what: Messages) -> bool:
    return what is not Messages.ALL and all(flush.flags & BOTH != BOTH for flush in mail.client.flushes)


@when("it waits until every {what} of {whose} is transferred")
def waits_until_transferred(tck: Scenario, mail: Mail, what: Messages, whose: str) -> None:
    """Wait until these messages have arrived; if they do not, the scenario cannot continue."""
    mail.need_accepted_flush(whose)
    # A record is judged under another reading by the calls that it holds: those look where the kit's own reading looks.
    looked_at, wanted = mail.of(whose, what), mail.of(whose, as_read(tck, mail, what))
    journal = mail.wait_for(looked_at).value
    missing = set(mail.outstanding(wanted, journal))
    if wanted != looked_at and (missing or mail.outstanding(looked_at, journal)):
        raise OtherReading("the record does not show what follows a flush that moved the other direction")
    late = {transport for (transport, _), tokens in wanted.items() if not missing.isdisjoint(tokens)}
    if late and (reason := excuse(tck, mail.client, mail, late)):
        raise NothingToJudge(reason)
    need(not missing, f"the flush had not transferred every {what} of {whose} when the settle limit had passed")


@then("no {what} of {whose} has been transferred")
def none_transferred(tck: Scenario, mail: Mail, what: Messages, whose: str) -> None:
    """No message has left these queues. One of another queue that goes the same way is none of theirs (ruling D-97)."""
    looked_at, what = mail.of(whose, what), as_read(tck, mail, what)
    untouched = mail.of(whose, what)
    mail.need_mail(any(untouched.values()), f"there was no {what} of {whose} to leave alone")
    mail.need_meant_flush()
    mail.let_settle()
    journal = mail.transfers()
    queues = {key: mail.queue(*key) for key in looked_at}
    theirs = {token for tokens in untouched.values() for token in tokens}
    moved = [t.token for t in journal.value if t.token in theirs]
    guilty = mail.guilty(untouched) if moved else mail.client.flushes[-1:]
    if guilty and all(flush in mail.client.flushes[: mail.client.arranged] for flush in guilty):
        moved_before = "messages of that queue had moved in a flush before the one that the scenario is about"
        raise OtherReading(moved_before) if tck.reading == LETTER else Blocked(moved_before)
    same = all(list(queues[key].value) == tokens for key, tokens in untouched.items() if key in queues)
    waiting = [token for key, queue in queues.items() if key in untouched for token in queue.value]
    letter = (
        bool(moved)
        and _flushed_one_direction(mail, what)
        and bool(mail.outstanding(mail.of(whose, what.opposite), journal.value))
    )
    tck.check(
        "queue-untouched",
        not moved and same,
        expected={"transferred": [], "waiting": [token for key in queues for token in untouched.get(key, ())]},
        observed={"transferred": moved, "waiting": waiting},
        on=[journal, *queues.values(), *(flush.outcome for flush in guilty)],
        cause=other_way(tck.reading) if letter else "",
    )


@then("no message is {fate}")
def no_message_is(tck: Scenario, mail: Mail, fate: Fate) -> None:
    """Each message is transferred, returned, or still waits (it is not `lost`), and only once (it is not `doubled`)."""
    mail.need_meant_flush()
    mail.let_settle()
    # A message that a mail system has taken over arrives in the end (ruling D-61).
    found, looks = look_until(tck, lambda: mail.found(fate), lambda seen: fate == "doubled" or not seen[0])
    if found and fate == "lost" and set_right(mail.client, mail):
        found, looks = look_until(tck, lambda: mail.found(fate), lambda seen: not seen[0])
    on = [*looks, *(flush.outcome for flush in mail.client.flushes)]
    tck.check(f"nothing-{fate}", not found, expected={fate: []}, observed={fate: found}, on=on)


@then("messages of {whose} are still waiting")
def still_waiting(tck: Scenario, mail: Mail, whose: str) -> None:
    """The flush has returned before it had transferred everything."""
    mail.need_accepted_flush(whose)
    queues = [mail.queue(*key) for key in mail.of(whose, Messages.ALL)]
    waiting = [token for queue in queues for token in queue.value]
    tck.check(
        "returned-early",
        bool(waiting),
        expected="at least one message still waits",
        observed={"waiting": waiting},
        on=mail.shown_by(*queues),
    )


@then("every outgoing message of {whose} waits or has been returned")
def waits_or_returned(tck: Scenario, mail: Mail, whose: str) -> None:
    """Each message that the far end refused still waits, came back to its sender, or is sent when the far end is well again."""
    wanted = mail.put_in[whose, Direction.OUTGOING]

    def look() -> tuple[Outcome[Sequence[str]], Outcome[Sequence[Transfer]], list[str]]:
        queue, journal = mail.queue(whose, Direction.OUTGOING), mail.transfers()
        return queue, journal, [t.token for t in journal.value if t.returned and t.transport == whose]

    # One that a mail system has taken over is returned in the end (ruling D-61).
    queue, journal, returned = look_until(tck, look, lambda seen: set(wanted) <= {*seen[0].value, *seen[2]})
    missing = set(wanted) - {*queue.value, *returned} - {t.token for t in journal.value}
    sent: list[str] = []
    if missing and set_right(mail.client, mail):

        def look_again() -> tuple[Outcome[Sequence[Transfer]], list[str]]:
            journal = mail.transfers()
            return journal, [t.token for t in journal.value if not t.returned and t.token in missing]

        journal, sent = look_until(tck, look_again, lambda seen: missing <= {*seen[1]})
    observed: dict[str, Json] = {"waiting": list(queue.value), "returned": returned}
    tck.check(
        "refused-accounted-for",
        set(wanted) <= {*queue.value, *returned, *sent},
        expected={"waiting, returned, or sent later": wanted},
        observed=observed | ({"sent later": sent} if sent else {}),
        on=mail.shown_by(queue, journal),
    )
