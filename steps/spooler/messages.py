"""Lines about what became of messages: of each that was submitted or offered, and of all that waited."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from mapi_tck.errors import Blocked, NothingToJudge
from mapi_tck.mapi import EndMessageFlag, ResultCode, flags_text
from mapi_tck.scenario import OneOf, Outcome, Scenario, then

from .conversation import Conversation, Submission
from .spooler import Spooler

#: What SubmitMessage declines a message with (ixplogon-submitmessage.md).
_DECLINES = (
    ResultCode.MAPI_E_BUSY,
    ResultCode.MAPI_E_CANCEL,
    ResultCode.MAPI_E_NETWORK_ERROR,
    ResultCode.MAPI_E_NOT_ME,
    ResultCode.MAPI_E_WAIT,
)
_END_FLAGS = tuple(int(flag) for flag in EndMessageFlag)


def _shown_by(*outcomes: Outcome[object], submissions: Iterable[Submission] = ()) -> list[Outcome[object]]:
    return [*outcomes, *(call for submission in submissions for call in submission.calls)]


def _tokens(submissions: Iterable[Submission]) -> list[str]:
    return list(dict.fromkeys(submission.message.token for submission in submissions))


# -- each message that … ----------------------------------------------------------------------------------------------


def _each_taken(tck: Scenario, conversation: Conversation) -> None:
    items = [(s.message.token, s.taken, _answer(s), s.submitted) for s in conversation.submissions]
    nothing = f"{conversation.name} showed no STATUS_OUTBOUND_FLUSH, so no message was submitted"
    tck.check_each("message-taken", items, expected="taken, in the end", nothing=nothing)


def _answer(submission: Submission) -> str:
    if submission.taken or submission.submitted.refused:
        return submission.submitted.text
    return "asks for more patience than there is"


def _stayed(conversation: Conversation, first: Callable[[Submission], bool]) -> list[str]:
    """The messages that stayed with the spooler in trouble: those that stayed in this way, if there are any.

    A transport may decline a message, keep it, or end the phase before it is submitted: whichever it does is looked at.
    """
    left = set(conversation.left_behind)
    in_this_way = [s.message.token for s in conversation.submissions if s.in_trouble and first(s)]
    stayed = [token for token in dict.fromkeys(in_this_way) if token in left] or conversation.left_behind
    if not stayed:
        raise Blocked(
            f"{conversation.name}, which said of every message that it is sent, although its far end took none"
        )
    return stayed


def _declined(submission: Submission) -> bool:
    return not submission.taken


def _kept(submission: Submission) -> bool:
    return submission.taken and not submission.finished


def _unsent(tck: Scenario, conversation: Conversation, check: str, stayed: list[str]) -> None:
    conversation.let_settle()
    sent = conversation.sent()
    wrong = [token for token in stayed if token in sent.value]
    tck.check(
        check,
        not wrong,
        expected={"sent": []},
        observed={"stayed": stayed, "sent": wrong},
        on=_shown_by(sent, submissions=conversation.submissions),
    )


def _declined_unsent(tck: Scenario, conversation: Conversation) -> None:
    _unsent(tck, conversation, "declined-not-sent", _stayed(conversation, _declined))


def _kept_unsent(tck: Scenario, conversation: Conversation) -> None:
    _unsent(tck, conversation, "kept-not-sent", _stayed(conversation, _kept))


def _sent_in_the_end(conversation: Conversation, tokens: Iterable[str]) -> Outcome[Sequence[str]]:
    """What the far end has taken, looked at until it holds all these or the settle limit has passed."""
    wanted = set(tokens)
    sent = conversation.sent()

    def complete() -> bool:
        nonlocal sent
        sent = conversation.sent()
        return wanted <= set(sent.value)

    if not wanted <= set(sent.value):
        conversation.tck.wait_until(complete)
    return sent


def _reaches(tck: Scenario, conversation: Conversation, check: str, tokens: list[str], *, once: bool = False) -> None:
    sent = _sent_in_the_end(conversation, tokens)
    if once:
        conversation.let_settle()
        sent = conversation.sent()
    times = Counter(sent.value)
    wrong = {token: times[token] for token in tokens if (times[token] != 1 if once else not times[token])}
    tck.check(
        check,
        not wrong,
        expected="each is sent" + (" once" if once else ""),
        observed={"times sent": wrong or {token: times[token] for token in tokens}},
        on=_shown_by(sent, submissions=conversation.submissions),
    )


def _given_again(conversation: Conversation, stayed: list[str]) -> list[str]:
    """What stayed, if any of it could be submitted again when the trouble was over."""
    if not any(s.message.token in stayed and not s.in_trouble for s in conversation.submissions):
        raise Blocked(f"{conversation.name}, to which none of the messages that stayed could be submitted again")
    return stayed


def _declined_sent(tck: Scenario, conversation: Conversation) -> None:
    stayed = _given_again(conversation, _stayed(conversation, _declined))
    _reaches(tck, conversation, "declined-sent-later", stayed)


def _kept_sent_once(tck: Scenario, conversation: Conversation) -> None:
    stayed = _given_again(conversation, _stayed(conversation, _kept))
    _reaches(tck, conversation, "kept-sent-once", stayed, once=True)


def _submitted_sent(tck: Scenario, conversation: Conversation) -> None:
    submitted = _tokens(conversation.submissions)
    if not submitted:
        raise Blocked(f"{conversation.name}, which showed no STATUS_OUTBOUND_FLUSH, so that no message was submitted")
    _reaches(tck, conversation, "slow-message-taken", submitted)


def _finished_sent(tck: Scenario, conversation: Conversation) -> None:
    finished = _tokens(s for s in conversation.submissions if s.finished)
    sent = _sent_in_the_end(conversation, finished)
    untrue = [token for token in finished if token not in sent.value]
    tck.check(
        "finished-means-sent",
        not untrue,
        expected={"said to be sent, and not sent": []},
        observed={"said to be sent, and not sent": untrue, "still with the spooler": conversation.left},
        on=_shown_by(sent, submissions=conversation.submissions),
    )


def _unsaved_waits(tck: Scenario, conversation: Conversation) -> None:
    # A provider whose incoming mail no trouble reaches saves all of it, and one that refuses the announcement is offered none.
    waiting = conversation.waiting()
    gone = [token for token in conversation.arrived if token not in (*conversation.saved, *waiting.value)]
    tck.check(
        "unsaved-still-waits",
        not gone,
        expected={"neither saved nor waiting": []},
        observed={"neither saved nor waiting": gone, "waiting": list(waiting.value)},
        on=[waiting, *(offer.started for offer in conversation.offers)],
    )


_EACH: dict[str, Callable[[Scenario, Conversation], None]] = {
    "that was submitted is taken": _each_taken,
    "that was submitted reaches the far end": _submitted_sent,
    "that was declined stays unsent": _declined_unsent,
    "that was declined has been sent in the end": _declined_sent,
    "that EndMessage called sent has reached the far end": _finished_sent,
    "that EndMessage kept stays unsent": _kept_unsent,
    "that EndMessage kept has been sent once in the end": _kept_sent_once,
    "that StartMessage left unsaved still waits at the far end": _unsaved_waits,
}


@then("each message of {transport} {that}", that=OneOf(*_EACH))
def each_message(tck: Scenario, spooler: Spooler, transport: str, that: str) -> None:
    """What the transport said of a message, against what its far end shows.

    Where it has handled trouble in another of the permitted ways, the messages that stayed in that way are looked at.
    """
    conversation = spooler.to(transport)
    conversation.proceed()
    _EACH[that](tck, conversation)


# -- answers ----------------------------------------------------------------------------------------------------------


@then(
    "the answers of {transport} {how}",
    how=OneOf(
        "to SubmitMessage are among those that its page names",
        "to EndMessage have one flag at most",
        "to EndMessage are true",
    ),
)
def answers(tck: Scenario, spooler: Spooler, transport: str, how: str) -> None:
    """The form of all answers, or whether the latest one tells what has become of its message."""
    conversation = spooler.to(transport)
    conversation.proceed()
    _ANSWERS[how](tck, conversation)


def _named_result(tck: Scenario, conversation: Conversation) -> None:
    declined = [outcome for s in conversation.submissions for outcome in s.asked if outcome.refused]
    if not declined:
        raise NothingToJudge("the transport declines no message that its far end does not take: EndMessage keeps it")
    items = [(outcome.call, outcome.code in _DECLINES, outcome.text, outcome) for outcome in declined]
    expected = [code.name for code in _DECLINES]
    tck.check_each("decline-code-named", items, expected=expected, nothing="no message was declined")


def _one_flag(tck: Scenario, conversation: Conversation) -> None:
    ended = [s.ended for s in conversation.submissions if s.ended is not None and not s.ended.refused]
    items = [(o.call, o.value in (0, *_END_FLAGS), flags_text(EndMessageFlag, o.value), o) for o in ended]
    nothing = f"{conversation.name} took no message, so that EndMessage was not called"
    tck.check_each("end-flags-known", items, expected="no flag, or one that is defined", nothing=nothing)


def _truly(tck: Scenario, conversation: Conversation) -> None:
    submission = conversation.submissions[-1] if conversation.submissions else None
    if submission is None or submission.ended is None:
        raise Blocked(f"{conversation.name}, which took no message")
    token = submission.message.token
    sent = _sent_in_the_end(conversation, [token] if submission.finished else [])
    if not submission.finished:
        conversation.let_settle()
        sent = conversation.sent()
    there = token in sent.value
    tck.check(
        "cancel-truthful",
        there == submission.finished,
        expected="no flag for a message that is sent, a flag for one that is not",
        observed={"EndMessage": flags_text(EndMessageFlag, submission.kept), "sent": there},
        on=_shown_by(sent, submissions=[submission]),
    )


_ANSWERS: dict[str, Callable[[Scenario, Conversation], None]] = {
    "to SubmitMessage are among those that its page names": _named_result,
    "to EndMessage have one flag at most": _one_flag,
    "to EndMessage are true": _truly,
}


@then("{transport} succeeds and leaves the message unsaved")
def left_unsaved(tck: Scenario, spooler: Spooler, transport: str) -> None:
    """StartMessage has succeeded, and the message that was offered was not saved."""
    conversation = spooler.to(transport)
    if spooler.offer is None:
        raise Blocked(f"{conversation.name}, to which no message was offered")
    started, delivered = spooler.offer.started, spooler.offer.message.delivered
    tck.check(
        "empty-left-unsaved",
        not started.refused and delivered is None,
        expected="success, and nothing saved",
        observed={"StartMessage": started.text, "saved": delivered},
        on=[started],
    )
