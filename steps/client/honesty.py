"""Lines about whether the answer to a flush agrees with what happened to the messages."""

from typing import Annotated

from mapi_tck.errors import NothingToJudge, OtherReading
from mapi_tck.mapi import FlushFlag, ResultCode, result_text
from mapi_tck.ports import Direction
from mapi_tck.scenario import Outcome, Scenario, then

from ..words import Messages
from .client import Client
from .excuses import excuse, excuse_of_refusal
from .mail import EVERY, Mail
from .messages import as_read

Left = Annotated[
    Messages,
    {f"{'a' if what is Messages.ALL else 'an'} {what}": what for what in Messages},
]


@then("the call answers with a warning only if {left} has not been transferred")
def honest_warning(tck: Scenario, mail: Mail, client: Client, left: Left) -> None:
    """A success with a warning, as MAPI_W_PARTIAL_COMPLETION, means that a message was not transferred.

    Of a given profile, the message may be one that was there before, at a transport that needs its user (ruling D-63).
    """
    flush = client.flushes[-1].outcome
    _ = flush.value
    journal = mail.transfers()
    missing = mail.outstanding(mail.of(EVERY, as_read(tck, mail, left)), journal.value)
    if not missing and _warned(flush) and (reason := excuse_of_refusal(tck, client, client.flushes[-1], warned=True)):
        raise NothingToJudge(reason)
    tck.check(
        "no-needless-warning",
        bool(missing) or not _warned(flush),
        expected="a warning or none" if missing else "S_OK, because every message was transferred",
        observed={"answer": _answer(flush), "not transferred": missing},
        on=[flush, journal],
    )


def _warned(flush: Outcome[int | None]) -> bool:
    # A binding may hide the code of a success.
    return not flush.refused and flush.value not in (None, ResultCode.S_OK)


def _answer(flush: Outcome[int | None]) -> str:
    return result_text(flush.value) if _warned(flush) and flush.value else flush.text


@then("each of the flushes is accepted")
def flushes_accepted(tck: Scenario, client: Client) -> None:
    """No flush of the *When* lines was refused, unless a far end was in trouble, or a transport did not have to be flushed.

    MAPI_E_BUSY to FLUSH_ASYNC_OK is no refusal (ruling D-11).
    """
    items: list[tuple[str, bool, object, Outcome[object]]] = []
    for number, flush in enumerate(client.flushes[client.arranged :], 1):
        later = flush.flags & FlushFlag.FLUSH_ASYNC_OK and flush.outcome.code == ResultCode.MAPI_E_BUSY
        accepted = bool(not flush.outcome.refused or later or flush.troubled)
        accepted = accepted or bool(excuse_of_refusal(tck, client, flush))
        items.append((f"flush {number}", accepted, flush.outcome.text, flush.outcome))
    tck.check_each("flush-accepted", items, expected="success", nothing="no flush was asked for")


@then("success is answered only if every message has been transferred")
def honest_success(tck: Scenario, mail: Mail, client: Client) -> None:
    """A flush that left messages behind was refused, or answered with a warning, as MAPI_W_PARTIAL_COMPLETION."""
    flush = client.flushes[-1].outcome
    journal, queues = mail.look()
    waiting = {token for queue in queues for token in queue.value}
    # What waits at a far end in trouble, no one on this side knows.
    known = {
        key: ids
        for key, ids in mail.put_in.items()
        if key[1] is Direction.OUTGOING or key[0] not in client.once_troubled
    }
    # What has left its queue is with a mail system, and the flush is done without it (ruling D-61).
    missing = [token for token in mail.outstanding(known, journal.value) if token in waiting]
    late = {transport for (transport, _), tokens in mail.put_in.items() if not set(missing).isdisjoint(tokens)}
    if not (flush.refused or _warned(flush)) and late and (reason := excuse(tck, client, mail, late)):
        raise NothingToJudge(reason)
    tck.check(
        "honest-success",
        flush.refused or _warned(flush) or not missing,
        expected="a failing code or a warning, because messages were not transferred" if missing else "any code",
        observed={"answer": _answer(flush), "not transferred": missing},
        on=[flush, journal, *queues],
    )


@then("success is answered only if in the end every {what} of {whose} is transferred")
def done_or_refused(tck: Scenario, mail: Mail, client: Client, what: Messages, whose: str) -> None:
    """A flush that succeeded has transferred the messages when the settle limit has passed.

    A transport that needs its user, or has failed for good, may leave them (rulings D-63 and D-64).
    """
    flush = client.flushes[-1].outcome
    # A record is judged under another reading by the calls that it holds: those look where the kit's own reading looks.
    looked_at, wanted = mail.of(whose, what), mail.of(whose, as_read(tck, mail, what))
    mail.need_mail(any(looked_at.values()), f"there was no {what} of {whose} to transfer")
    journal = mail.transfers()
    if not flush.refused:
        journal = mail.wait_for(looked_at)
    missing = mail.outstanding(wanted, journal.value)
    over = missing and not mail.outstanding(looked_at, journal.value)
    if wanted != looked_at and not flush.refused and (over or not any(wanted.values())):
        raise OtherReading("the record looks no longer than until the messages of the other direction are transferred")
    late = {transport for (transport, _), tokens in wanted.items() if not set(missing).isdisjoint(tokens)}
    if not flush.refused and late and (reason := excuse(tck, client, mail, late)):
        raise NothingToJudge(reason)
    tck.check(
        "done-or-refused",
        flush.refused or not missing,
        expected="a failing code, because messages were not transferred" if missing else "any code",
        observed={"answer": _answer(flush), "not transferred": missing},
        on=[flush, journal],
    )
