"""Lines about each message that was submitted or offered: what the transport said of it, compared with its far end."""

from collections import Counter
from collections.abc import Callable, Iterable

from mapi_tck.errors import NothingToJudge
from mapi_tck.mapi import EndMessageFlag, ResultCode, flags_text
from mapi_tck.scenario import Outcome, Scenario, need, then

from .conversation import Submission, TransportConversation
from .spooler import PlayedSpooler

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


# -- messages that were submitted -------------------------------------------------------------------------------------


@then("each message of {transport} that was submitted is taken")
def submitted_taken(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """SubmitMessage succeeded, perhaps after the transport had asked the spooler to wait."""
    submissions = spooler.proceed_with(transport).submissions
    items = [(s.message.token, s.taken, _answer(s), s.submitted) for s in submissions]
    nothing = f"{transport} showed no STATUS_OUTBOUND_FLUSH, so no message was submitted"
    tck.check_each("message-taken", items, expected="taken, in the end", nothing=nothing)


def _answer(submission: Submission) -> str:
    if submission.taken or submission.submitted.refused:
        return submission.submitted.text
    return "asks for more patience than there is"


@then("each message of {transport} that was submitted reaches the far end")
def submitted_sent(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """The far end has taken each message when the settle limit has passed."""
    conversation = spooler.proceed_with(transport)
    nothing = f"{transport} showed no STATUS_OUTBOUND_FLUSH, so no message was submitted"
    _reaches(tck, conversation, "slow-message-taken", need(_tokens(conversation.submissions), nothing))


@then("each message of {transport} that EndMessage called sent has reached the far end")
def finished_sent(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """The far end has taken each message of which EndMessage said that it is sent."""
    conversation = spooler.proceed_with(transport)
    finished = _tokens(s for s in conversation.submissions if s.finished)
    sent = conversation.sent_in_the_end(finished)
    untrue = [token for token in finished if token not in sent.value]
    tck.check(
        "finished-means-sent",
        not untrue,
        expected={"said to be sent, and not sent": []},
        observed={"said to be sent, and not sent": untrue, "still with the spooler": conversation.left},
        on=_shown_by(sent, submissions=conversation.submissions),
    )


def _reaches(
    tck: Scenario, conversation: TransportConversation, check: str, tokens: list[str], *, once: bool = False
) -> None:
    sent = conversation.sent_in_the_end(tokens)
    if once:
        conversation.tck.let_settle()
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


# -- messages that stayed with the spooler while the far end was in trouble -------------------------------------------


def _declined(submission: Submission) -> bool:
    return not submission.taken


def _kept(submission: Submission) -> bool:
    return submission.taken and not submission.finished


def _stayed(conversation: TransportConversation, first: Callable[[Submission], bool]) -> list[str]:
    """The messages that stayed with the spooler in trouble: those that stayed in this way, if there are any.

    A transport may decline a message, keep it, or end the phase before it is submitted: each of these is right.
    """
    left = set(conversation.left_behind)
    in_this_way = [s.message.token for s in conversation.submissions if s.in_trouble and first(s)]
    stayed = [token for token in dict.fromkeys(in_this_way) if token in left] or conversation.left_behind
    return need(stayed, f"{conversation.name} said of every message that it is sent, although its far end took none")


@then("each message of {transport} that was declined stays unsent", check="declined-not-sent", way=_declined)
@then("each message of {transport} that EndMessage kept stays unsent", check="kept-not-sent", way=_kept)
def stayed_unsent(
    tck: Scenario, spooler: PlayedSpooler, transport: str, check: str, way: Callable[[Submission], bool]
) -> None:
    """The far end has not taken these messages; if the transport handled trouble in another permitted way, those that stayed."""
    conversation = spooler.proceed_with(transport)
    stayed = _stayed(conversation, way)
    conversation.tck.let_settle()
    sent = conversation.sent()
    wrong = [token for token in stayed if token in sent.value]
    tck.check(
        check,
        not wrong,
        expected={"sent": []},
        observed={"stayed": stayed, "sent": wrong},
        on=_shown_by(sent, submissions=conversation.submissions),
    )


@then("each message of {transport} that was declined has been sent in the end", way=_declined)
@then("each message of {transport} that EndMessage kept has been sent once in the end", way=_kept)
def stayed_sent(tck: Scenario, spooler: PlayedSpooler, transport: str, way: Callable[[Submission], bool]) -> None:
    """The far end has taken these messages, kept ones once; if trouble was handled in another right way, those that stayed."""
    conversation = spooler.proceed_with(transport)
    stayed = _stayed(conversation, way)
    again = any(s.message.token in stayed and not s.in_trouble for s in conversation.submissions)
    need(again, f"no message that stayed could be submitted to {conversation.name} again")
    check = "kept-sent-once" if way is _kept else "declined-sent-later"
    _reaches(tck, conversation, check, stayed, once=way is _kept)


# -- messages that were offered ---------------------------------------------------------------------------------------


@then("each message of {transport} that StartMessage left unsaved still waits at the far end")
def unsaved_waits(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """Each message that had arrived at the far end was saved, or still waits there."""
    # A provider whose incoming mail no trouble reaches saves all of it, and one that refuses the announcement is offered none.
    conversation = spooler.proceed_with(transport)
    waiting = conversation.waiting()
    gone = [token for token in conversation.arrived if token not in (*conversation.saved, *waiting.value)]
    tck.check(
        "unsaved-still-waits",
        not gone,
        expected={"neither saved nor waiting": []},
        observed={"neither saved nor waiting": gone, "waiting": list(waiting.value)},
        on=[waiting, *(offer.started for offer in conversation.offers)],
    )


@then("{transport} succeeds and leaves the message unsaved")
def left_unsaved(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """StartMessage has succeeded, and the message that was offered was not saved."""
    conversation = spooler.to(transport)
    offer = need(spooler.offer, f"no message was offered to {conversation.name}")
    started, delivered = offer.started, offer.message.delivered
    tck.check(
        "empty-left-unsaved",
        not started.refused and delivered is None,
        expected="success, and nothing saved",
        observed={"StartMessage": started.text, "saved": delivered},
        on=[started],
    )


# -- answers ----------------------------------------------------------------------------------------------------------


@then("the answers of {transport} to SubmitMessage are among those that its page names")
def declines_named(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """SubmitMessage declined messages only with codes that its page lists."""
    submissions = spooler.proceed_with(transport).submissions
    declined = [outcome for s in submissions for outcome in s.asked if outcome.refused]
    if not declined:
        raise NothingToJudge("the transport declines no message that its far end does not take: EndMessage keeps it")
    items = [(outcome.call, outcome.code in _DECLINES, outcome.text, outcome) for outcome in declined]
    expected = [code.name for code in _DECLINES]
    tck.check_each("decline-code-named", items, expected=expected, nothing="no message was declined")


@then("the answers of {transport} to EndMessage have one flag at most")
def one_flag(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """EndMessage set no flag, or one of those that its page defines."""
    submissions = spooler.proceed_with(transport).submissions
    ended = [s.ended for s in submissions if s.ended is not None and not s.ended.refused]
    items = [(o.call, o.value in (0, *_END_FLAGS), flags_text(EndMessageFlag, o.value), o) for o in ended]
    nothing = f"{transport} took no message, so EndMessage was not called"
    tck.check_each("end-flags-known", items, expected="no flag, or one that is defined", nothing=nothing)


@then("the answers of {transport} to EndMessage are true")
def answers_true(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """EndMessage for the latest message set no flag if the far end has taken it, and a flag if not."""
    conversation = spooler.proceed_with(transport)
    need(conversation.submissions and conversation.submissions[-1].ended, f"{transport} took no message")
    submission = conversation.submissions[-1]
    token = submission.message.token
    sent = conversation.sent_in_the_end([token] if submission.finished else [])
    if not submission.finished:
        conversation.tck.let_settle()
        sent = conversation.sent()
    there = token in sent.value
    tck.check(
        "cancel-truthful",
        there == submission.finished,
        expected="no flag for a message that is sent, a flag for one that is not",
        observed={"EndMessage": flags_text(EndMessageFlag, submission.kept), "sent": there},
        on=_shown_by(sent, submissions=[submission]),
    )
