"""Lines about each message that was submitted or offered: what the transport said of it, compared with its far end."""

from collections.abc import Callable, Iterable, Sequence

from mapi_tck.errors import Blocked, NothingToJudge
from mapi_tck.mapi import EndMessageFlag, FlushFlag, ResultCode, StatusCode, flags_text
from mapi_tck.scenario import Outcome, Scenario, need, then

from ..client.mail import Mail
from .attempts import Submission
from .conversation import TransportConversation
from .mail import transfer_what_is_left
from .outgoing import Outgoing, calls_for, tokens_of
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


# -- messages that were submitted -------------------------------------------------------------------------------------


@then("each message of {transport} that was submitted is taken")
def submitted_taken(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """SubmitMessage succeeded, perhaps after the transport had asked the spooler to wait."""
    spooler.to(transport).need_outgoing()
    submissions = spooler.proceed_with(transport).submissions
    items = [(s.message.token, s.taken, _answer(s), s.submitted) for s in submissions]
    spooler.to(transport).need_line(all(taken for _, taken, *_ in items))
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
    conversation.need_outgoing()
    nothing = f"{transport} showed no STATUS_OUTBOUND_FLUSH, so no message was submitted"
    _reaches(tck, conversation, "slow-message-taken", need(tokens_of(conversation.submissions), nothing))


@then("each message of {transport} that EndMessage called sent has reached the far end")
def finished_sent(tck: Scenario, spooler: PlayedSpooler, mail: Mail, transport: str) -> None:
    """The far end has taken each message of which EndMessage said that it is sent; or it came back, because of a trouble.

    One that waits in a queue of the transport gets there in the next flush. What was cancelled is left out, for other lines.
    """
    conversation = spooler.proceed_with(transport)
    finished = tokens_of(s for s in conversation.submissions if s.finished and not s.cancelled)

    def untrue(outgoing: Outgoing) -> list[str]:
        return [t for t in finished if not outgoing.times[t] and t not in outgoing.returned_in_trouble]

    outgoing = conversation.look_until(lambda: Outgoing(conversation), lambda seen: not untrue(seen))
    if untrue(outgoing) and conversation.in_trouble:
        transfer_what_is_left(mail, conversation, int(FlushFlag.FLUSH_UPLOAD))
        outgoing = conversation.look_until(lambda: Outgoing(conversation), lambda seen: not untrue(seen))
    wrong = untrue(outgoing)
    tck.check(
        "finished-means-sent",
        not wrong,
        expected={"said to be sent, and not sent": []},
        observed={"said to be sent, and not sent": wrong, "still with the spooler": conversation.left},
        on=[*outgoing.looks, *calls_for(conversation, wrong or tokens_of(conversation.submissions))],
    )


@then("EndMessage has told the truth about each message of {transport}")
def ended_true(tck: Scenario, spooler: PlayedSpooler, mail: Mail, transport: str) -> None:
    """The far end gets each message that EndMessage called sent, and has taken none that is to be submitted again."""
    conversation = spooler.proceed_with(transport)
    ended = [s for s in conversation.submissions if s.taken and s.ended is not None and not s.ended.refused]
    if not ended:
        conversation.need_outgoing()
        none = f"{transport} took no message, so EndMessage was not called"
        raise NothingToJudge(none) if conversation.in_trouble else Blocked(none)
    conversation.sent_in_the_end(tokens_of(s for s in ended if s.finished))
    conversation.tck.let_settle()
    outgoing = Outgoing(conversation)
    kept = outgoing.too_often(_allowed(ended))
    looks = outgoing.looks

    def untrue(seen: Outgoing) -> list[str]:
        finished = tokens_of(s for s in ended if s.finished)
        return [token for token in finished if not seen.times[token] and token not in seen.returned_in_trouble]

    if untrue(outgoing) and conversation.in_trouble:
        transfer_what_is_left(mail, conversation, int(FlushFlag.FLUSH_UPLOAD))
        outgoing = conversation.look_until(lambda: Outgoing(conversation), lambda seen: not untrue(seen))
        looks += outgoing.looks
    lost = untrue(outgoing)
    tck.check(
        "end-message-truthful",
        not kept and not lost,
        expected={"called sent, and not sent": [], "kept, and sent": []},
        observed={"called sent, and not sent": lost, "kept, and sent": list(kept)},
        on=[*looks, *calls_for(conversation, [*kept, *lost] or tokens_of(ended))],
    )


def _allowed(submissions: Sequence[Submission]) -> dict[str, int]:
    """How often each message that EndMessage has kept may be at the far end.

    Once, if it was called sent later, or if the transport may send it by itself (ruling D-65).
    """
    once = {item.message.token for item in submissions if item.finished or item.stays_with_transport}
    return {item.message.token: int(item.message.token in once) for item in submissions if item.taken and item.kept}


def _not_given_up(conversation: TransportConversation, tokens: list[str]) -> list[str]:
    """Those that the transport has not returned to their sender when they were submitted again in the trouble."""
    ended = {s.message.token for s in conversation.submissions if s.in_trouble and s.finished}
    if not ended & set(tokens):
        return tokens
    returned = Outgoing(conversation).returned_in_trouble
    if returned and set(tokens) <= set(returned):
        raise NothingToJudge(f"{conversation.name} has returned each message that stayed to its sender")
    return [token for token in tokens if token not in returned]


def _reaches(
    tck: Scenario, conversation: TransportConversation, check: str, tokens: list[str], *, once: bool = False
) -> None:
    conversation.sent_in_the_end(tokens)
    if once:
        conversation.tck.let_settle()
    outgoing = Outgoing(conversation)
    times = outgoing.times
    wrong = {token: times[token] for token in tokens if not times[token]}
    if once:
        wrong |= outgoing.too_often(dict.fromkeys(tokens, 1))
    conversation.need_line(not wrong)
    tck.check(
        check,
        not wrong,
        expected="each is sent" + (" once" if once else ""),
        observed={"times sent": dict(wrong) or {token: times[token] for token in tokens}},
        on=[*outgoing.looks, *calls_for(conversation, wrong or tokens)],
    )


# -- messages that stayed with the spooler while the far end was in trouble -------------------------------------------


def _declined(conversation: TransportConversation) -> list[str]:
    """The messages that stayed with the spooler because SubmitMessage declined them, and did nothing else with them."""
    taken = {s.message.token for s in conversation.submissions if s.in_trouble and s.taken}
    tried = tokens_of(s for s in conversation.submissions if s.in_trouble and not s.taken and not s.called_off)
    left = [token for token in tried if token in conversation.left_behind and token not in taken]
    if not left:
        raise NothingToJudge(f"{conversation.name} declines no message here: EndMessage keeps it, or the phase ends")
    return left


def _kept(conversation: TransportConversation) -> list[str]:
    """The messages that EndMessage kept while the far end was slow or in trouble."""
    kept = [token for token in _allowed(conversation.submissions) if token not in conversation.withdrawn]
    if not kept:
        raise NothingToJudge(
            f"EndMessage keeps no message here: {conversation.name} handles the trouble in another way"
        )
    return kept


@then("each message of {transport} that was declined stays unsent")
def declined_unsent(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """The far end has not taken the messages that SubmitMessage declined."""
    conversation = spooler.proceed_with(transport)
    _stays_unsent(tck, conversation, "declined-not-sent", dict.fromkeys(_declined(conversation), 0))


@then("each message of {transport} that EndMessage kept stays unsent")
def kept_unsent(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """The far end has not taken the messages that EndMessage kept, unless they were submitted again and called sent.

    One that stays with the transport may be there, once.
    """
    conversation = spooler.proceed_with(transport)
    _kept(conversation)
    _stays_unsent(tck, conversation, "kept-not-sent", _allowed(conversation.submissions))


def _stays_unsent(tck: Scenario, conversation: TransportConversation, check: str, allowed: dict[str, int]) -> None:
    conversation.tck.let_settle()
    outgoing = Outgoing(conversation)
    wrong = outgoing.too_often(allowed)
    tck.check(
        check,
        not wrong,
        expected={"sent": []},
        observed={"sent": list(wrong), "stayed": [token for token in allowed if token not in wrong]},
        on=[*outgoing.looks, *calls_for(conversation, wrong or allowed)],
    )


@then("each message of {transport} that was declined has been sent in the end", stayed=_declined)
@then("each message of {transport} that EndMessage kept has been sent once in the end", stayed=_kept)
def stayed_sent(
    tck: Scenario, spooler: PlayedSpooler, transport: str, stayed: Callable[[TransportConversation], list[str]]
) -> None:
    """The far end has taken the messages that stayed in this way, kept ones once."""
    conversation = spooler.proceed_with(transport)
    tokens = _not_given_up(conversation, stayed(conversation))
    again = any(s.message.token in tokens and not s.in_trouble for s in conversation.submissions)
    need(again, f"no message that stayed could be submitted to {conversation.name} again")
    check = "kept-sent-once" if stayed is _kept else "declined-sent-later"
    _reaches(tck, conversation, check, tokens, once=stayed is _kept)


# -- messages that were offered ---------------------------------------------------------------------------------------


@then("each message of {transport} that StartMessage left unsaved is delivered by the next flush")
def unsaved_delivered(tck: Scenario, spooler: PlayedSpooler, mail: Mail, transport: str) -> None:
    """Each message that had arrived at the far end was saved, or is saved in a flush with a far end that is well.

    One that was not waits there at least: it is late, and not lost.
    """
    # A provider whose incoming mail no trouble reaches saves all of it, and one that refuses the announcement is offered none.
    conversation = spooler.proceed_with(transport)
    conversation.need_mail()
    if not set(conversation.arrived) <= set(conversation.saved):
        transfer_what_is_left(mail, conversation, int(FlushFlag.FLUSH_DOWNLOAD))
    waiting = conversation.waiting()
    unsaved = [token for token in conversation.arrived if token not in conversation.saved]
    gone = [token for token in unsaved if token not in waiting.value]
    conversation.need_line(not unsaved or bool(gone))
    looks = [waiting, *(offer.started for offer in conversation.offers)]
    tck.check(
        "unsaved-still-waits",
        not gone,
        expected={"neither saved nor waiting": []},
        observed={"neither saved nor waiting": gone, "waiting": list(waiting.value)},
        on=looks,
    )
    late = [token for token in unsaved if token not in gone]
    name = "not delivered by the next flush"
    tck.check("unsaved-delivered", not late, expected={name: []}, observed={name: late}, on=looks)


@then("{transport} does not answer as if no mail waited")
def not_as_if_empty(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """A call of the flush failed, the transport ended the phase itself or asked for patience, or its row shows a failure."""
    conversation = spooler.proceed_with(transport)
    conversation.need_mail()
    need(conversation.saved, f"{transport} received nothing while its far end was well")
    waiting = conversation.waiting()
    if not waiting.value:
        raise NothingToJudge("no mail waits any more: the trouble has not kept the transport from receiving it")
    answers = conversation.flush_answers
    told = [outcome for outcome in answers if outcome.refused]
    patience = any(
        offer.started.value.wait_seconds > 0 for offer in conversation.offers[-1:] if not offer.started.refused
    )
    shows = conversation.support.shows(int(StatusCode.STATUS_FAILURE | StatusCode.STATUS_OFFLINE))
    tck.check(
        "unreachable-not-empty",
        bool(told) or patience or shows or conversation.gave_up_receiving,
        expected="a call that fails, or a phase that the transport ends itself, while mail waits",
        observed={
            "waiting": list(waiting.value),
            "answers": [f"{outcome.call.partition('.')[2]} {outcome.text}" for outcome in answers],
        },
        on=[waiting, *answers],
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
    spooler.to(transport).need_outgoing()
    nothing = f"{transport} took no message, so EndMessage was not called"
    tck.check_each("end-flags-known", items, expected="no flag, or one that is defined", nothing=nothing)


@then("the answers of {transport} to EndMessage are true")
def answers_true(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """EndMessage set no flag for a message if the far end has taken it, and a flag if not; its latest answer counts.

    A message that stays with the transport may be at the far end, and need not.
    """
    conversation = spooler.proceed_with(transport)
    latest = {s.message.token: s for s in conversation.submissions if s.ended is not None and not s.ended.refused}
    if not latest and any(submission.cancelled for submission in conversation.submissions):
        raise NothingToJudge(
            f"{transport} has forgotten the message that was cancelled, and refuses EndMessage (ruling D-86)"
        )
    need(latest, f"{transport} took no message")
    finished = [token for token, submission in latest.items() if submission.finished]
    sent = conversation.sent_in_the_end(finished)
    if conversation.flushing and not set(finished) <= set(sent.value):
        conversation.go_on()  # a transport may send what waits in a queue of its own when the phase ends (ruling D-61)
        sent = conversation.sent_in_the_end(finished)
    if len(finished) < len(latest):
        conversation.tck.let_settle()
        sent = conversation.sent()
    wrong = [
        token
        for token, submission in latest.items()
        if submission.finished != (token in sent.value) and not submission.stays_with_transport
    ]
    shown = [latest[token] for token in wrong or latest]
    tck.check(
        "cancel-truthful",
        not wrong,
        expected="no flag for a message that is sent, a flag for one that is not",
        observed=[
            {"EndMessage": flags_text(EndMessageFlag, item.kept), "sent": item.message.token in sent.value}
            for item in shown
        ],
        on=_shown_by(sent, submissions=shown),
    )
