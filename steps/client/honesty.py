"""Lines about whether what a flush answered agrees with what became of the messages."""

import re

from mapi_tck.errors import Blocked, OtherReading
from mapi_tck.mapi import ResultCode, result_text
from mapi_tck.scenario import OneOf, Outcome, Scenario, then

from .client import Client
from .messages import EVERY, WHAT, Mail, as_read

#: Why a warning may be answered → of which messages.
LEFT = {
    "a message has not been transferred": "message",
    "an outgoing message has not been transferred": "outgoing message",
    "an incoming message has not been transferred": "incoming message",
}


@then(
    "success is answered only if {fact}",
    fact=OneOf("every message has been transferred", "in the end every {message} of {transport} is transferred"),
)
def honest_success(tck: Scenario, mail: Mail, client: Client, fact: str) -> None:
    """The answer and the effect agree. A success with a remark, as MAPI_W_PARTIAL_COMPLETION, claims no more than a refusal."""
    flush = client.flushes[-1].outcome
    if found := re.fullmatch(r"in the end every (.*message) of (.+) is transferred", fact):
        _done_or_refused(tck, mail, flush, WHAT(found[1]), found[2])
    else:
        _done_or_said(tck, mail, flush)


def judge_warning(tck: Scenario, mail: Mail, client: Client, why: str) -> None:
    """A remark as MAPI_W_PARTIAL_COMPLETION has something to remark."""
    flush, what = client.flushes[-1].outcome, LEFT[why]
    _ = flush.value
    journal = mail.transfers()
    missing = mail.outstanding(mail.of(EVERY, as_read(tck, mail, what)), journal.value)
    tck.check(
        "no-needless-warning",
        bool(missing) or not _remark(flush),
        expected="a warning or none" if missing else "S_OK, because every message was transferred",
        observed={"answer": _answer(flush), "not transferred": missing},
        on=[flush, journal],
    )


def _remark(flush: Outcome[int | None]) -> bool:
    # A binding may hide the code of a success.
    return not flush.refused and flush.value not in (None, ResultCode.S_OK)


def _answer(flush: Outcome[int | None]) -> str:
    return result_text(flush.value) if _remark(flush) and flush.value else flush.text


def _done_or_said(tck: Scenario, mail: Mail, flush: Outcome[int | None]) -> None:
    journal = mail.transfers()
    missing = mail.outstanding(mail.put_in, journal.value)
    tck.check(
        "honest-success",
        flush.refused or _remark(flush) or not missing,
        expected="a failing code or a warning, because messages were not transferred" if missing else "any code",
        observed={"answer": _answer(flush), "not transferred": missing},
        on=[flush, journal],
    )


def _done_or_refused(tck: Scenario, mail: Mail, flush: Outcome[int | None], what: str, whose: str) -> None:
    # A record is judged under another reading by the calls that it holds: those look where the kit's own reading looks.
    looked_at, wanted = mail.of(whose, what), mail.of(whose, as_read(tck, mail, what))
    if not any(looked_at.values()):
        raise Blocked(f"there was no {what} of {whose} to transfer")
    journal = mail.transfers()

    def done() -> bool:
        nonlocal journal
        journal = mail.transfers()
        return not mail.outstanding(looked_at, journal.value)

    if not flush.refused:
        tck.wait_until(done)
    missing = mail.outstanding(wanted, journal.value)
    over = missing and not mail.outstanding(looked_at, journal.value)
    if wanted != looked_at and not flush.refused and (over or not any(wanted.values())):
        raise OtherReading("the record looks no longer than until the messages of the other direction are transferred")
    tck.check(
        "done-or-refused",
        flush.refused or not missing,
        expected="a failing code, because messages were not transferred" if missing else "any code",
        observed={"answer": _answer(flush), "not transferred": missing},
        on=[flush, journal],
    )
