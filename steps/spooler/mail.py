"""Lines about all the mail of a transport: whether it has arrived, in which order, and that none is lost or doubled."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from mapi_tck.errors import NothingToJudge
from mapi_tck.mapi import FlushFlag
from mapi_tck.ports import Direction, FarEnd
from mapi_tck.scenario import Outcome, Scenario, need, then
from mapi_tck.wire.codecs import Json

from ..client.mail import Mail
from ..words import Messages
from .conversation import TransportConversation
from .outgoing import Outgoing, calls_for
from .spooler import PlayedSpooler
from .stages import Stage


def _wanted(conversation: TransportConversation, direction: Direction) -> list[str]:
    return conversation.queued if direction is Direction.OUTGOING else conversation.arrived


class Sight:
    """A look at a transport's mail: what is sent, what came back to its sender, and what waits at the far end."""

    def __init__(self, conversation: TransportConversation) -> None:
        self.conversation = conversation
        self.outgoing = Outgoing(conversation) if conversation.queued else None
        self.waiting = conversation.waiting() if conversation.arrived else None

    @property
    def looks(self) -> list[Outcome[object]]:
        """The calls that show it."""
        seen = [] if self.outgoing is None else self.outgoing.looks
        at_far_end = [] if self.waiting is None else [self.waiting]
        return [*seen, *at_far_end, *(offer.started for offer in self.conversation.offers if offer.saved)]

    def calls_for(self, tokens: Iterable[str]) -> list[Outcome[object]]:
        """The calls that the provider answered about these messages; of incoming ones no call is known to be about them."""
        wanted = set(tokens)
        offered: list[Outcome[object]] = [offer.started for offer in self.conversation.offers]
        return [*calls_for(self.conversation, wanted), *(offered if wanted & set(self.conversation.arrived) else ())]

    def there(self, direction: Direction) -> list[str]:
        """The messages that have reached their end: the far end, or the spooler.

        The report about a message that came back is none of them.
        """
        if direction is Direction.OUTGOING:
            return [] if self.outgoing is None else list(self.outgoing.sent.value)
        reports = [] if self.outgoing is None else self.outgoing.returned
        return [token for token in self.conversation.saved if token not in reports]

    def places(self, direction: Direction) -> list[str]:
        """The messages that are anywhere: they have reached their end, wait, or have come back to their sender."""
        if direction is Direction.INCOMING:
            return [*self.there(direction), *([] if self.waiting is None else self.waiting.value)]
        returned = [] if self.outgoing is None else self.outgoing.returned
        return [*self.there(direction), *self.conversation.left, *returned]

    def missing(self, directions: tuple[Direction, ...]) -> list[str]:
        """The messages that have not reached their end, and need to: one that came back in trouble does not."""
        excused = [] if self.outgoing is None else self.outgoing.returned_in_trouble
        return [token for token in self._not_in(self.there, directions) if token not in excused]

    def lost(self) -> list[str]:
        """The messages that are nowhere."""
        return self._not_in(self.places, tuple(Direction))

    def doubled(self) -> dict[str, int]:
        """The messages that have arrived twice, and how often.

        A message in doubt may, as the same message. An outgoing one that was at hand when a flush was shut down may: it may have
        reached the far end, or a queue of the transport (ruling D-61), also if the transport had asked the spooler to wait. The
        spooler does not know that, and submits it again.
        """
        received = Counter(self.there(Direction.INCOMING))
        doubt = self.conversation.in_doubt
        found = {token: number for token, number in received.items() if number > 1 + doubt[token]}
        if self.outgoing is not None:
            allowed = dict.fromkeys(self.outgoing.times, 1)
            if self.conversation.cut_off is not None:
                allowed[self.conversation.cut_off] = 2
            found |= self.outgoing.too_often(allowed)
        return found

    def _not_in(self, places: Callable[[Direction], list[str]], directions: tuple[Direction, ...]) -> list[str]:
        wanted = ((direction, token) for direction in directions for token in _wanted(self.conversation, direction))
        withdrawn = self.conversation.withdrawn
        return [token for direction, token in wanted if token not in withdrawn and token not in places(direction)]


def _look_until_there(conversation: TransportConversation, directions: tuple[Direction, ...]) -> Sight:
    if Direction.OUTGOING not in directions:
        return Sight(conversation)
    return conversation.look_until(lambda: Sight(conversation), lambda sight: not sight.missing(directions))


@then("in the end every {what} of {transport} arrives")
def arrives(tck: Scenario, spooler: PlayedSpooler, what: Messages, transport: str) -> None:
    """Outgoing messages are at the far end, incoming ones with the spooler, and no other along with them.

    Of each transport, those that may need their user are left out (ruling D-63), if there is another.
    """
    excuses: list[NothingToJudge] = []
    those = spooler.those(transport)
    for conversation in those:
        conversation.proceed()
        try:
            _judge_arrival(tck, spooler, conversation, what)
        except NothingToJudge as excuse:
            excuses.append(excuse)
    if len(excuses) == len(those):
        raise excuses[0]


def _judge_arrival(tck: Scenario, spooler: PlayedSpooler, conversation: TransportConversation, what: Messages) -> None:
    if Direction.OUTGOING in what.directions:
        conversation.sends_nothing()
    wanted = [token for direction in what.directions for token in _wanted(conversation, direction)]
    if not wanted:
        conversation.need_mail()
        conversation.need_outgoing()
    need(wanted, f"there was no {what} of {conversation.name}")
    if conversation.stopped:
        conversation.flush(conversation.stopped)
    sight = _look_until_there(conversation, what.directions)
    there = [token for direction in what.directions for token in sight.there(direction)]
    foreign = [token for token in there if token not in wanted]
    missing = sight.missing(what.directions)
    holds = not missing and not foreign
    conversation.need_line(holds)
    if not holds:
        conversation.support.need_service()
        if conversation.in_trouble:
            need(wanted[0] in there, f"{conversation.name} did not transfer them while its far end was well, either")
        if conversation.in_trouble and conversation.has_failed_since_trouble:
            raise NothingToJudge(f"the row of {conversation.name} shows STATUS_FAILURE since the trouble (ruling D-64)")
    wrong = {"missing": missing, "not of this transport": foreign}
    tck.check(
        _arrival(spooler, conversation),
        holds,
        expected={"missing": [], "not of this transport": []},
        observed={**wrong, "arrived": there} if holds else wrong,
        on=[*sight.looks, *sight.calls_for(missing)],
    )


def _arrival(spooler: PlayedSpooler, conversation: TransportConversation) -> str:
    """What is violated when mail does not arrive, by what the scenario has done."""
    if spooler.walked:
        return "everything-transferred"
    if conversation.in_trouble:
        return "other-direction-transferred"
    if conversation.stage is Stage.REQUESTED:
        return "request-done"
    if len(spooler.conversations) > 1:
        return "own-mail-transferred"
    return "shutdown-rest-transferred" if conversation.was_shut_down else "rest-transferred"


def transfer_what_is_left(mail: Mail, conversation: TransportConversation, flags: int) -> None:
    """Flush once more when the far end is well, with room for all.

    A transport may hold what it has fetched (ruling D-66), and what it has to send (ruling D-61).
    """
    mail.set_far_end(conversation.name, FarEnd())
    conversation.room = None
    conversation.flush(flags)


def note_rest(spooler: PlayedSpooler, transport: str, after: str) -> None:
    """Look what has come by now and has not arrived, after a flush that was for it."""
    sight = _look_until_there(spooler.proceed_with(transport), tuple(Direction))
    missing = sight.missing(tuple(Direction))
    spooler.to(transport).need_line(not missing)
    spooler.rests.append((after, missing, [*sight.looks, *sight.calls_for(missing)]))


@then("each of these flushes has transferred what had come by then")
def each_transferred(tck: Scenario, spooler: PlayedSpooler) -> None:
    """After each flush all messages that had come before it had arrived."""
    late = [rest for rest in spooler.rests if rest[1]]
    shown = late[:1] or spooler.rests
    tck.check(
        "rest-transferred",
        not late,
        expected={"flushes after which something was missing": []},
        observed={"flushes after which something was missing": {after: missing for after, missing, _ in late}},
        on=[look for _, _, looks in shown for look in looks],
    )


@then("no message of {transport} is lost")
def none_lost(tck: Scenario, spooler: PlayedSpooler, mail: Mail, transport: str) -> None:
    """Each message has arrived, still waits on its side, or came back to its sender; or the next flush transfers it."""
    conversation = spooler.proceed_with(transport)
    if not conversation.queued and not conversation.arrived:
        conversation.need_outgoing()
    sight = conversation.look_until(lambda: Sight(conversation), lambda sight: not sight.lost())
    flags = FlushFlag.FLUSH_DOWNLOAD if set(sight.lost()) & set(conversation.arrived) else 0
    if conversation.in_trouble and set(sight.lost()) & set(conversation.queued):
        flags |= FlushFlag.FLUSH_UPLOAD
    if flags:
        transfer_what_is_left(mail, conversation, int(flags))
        sight = conversation.look_until(lambda: Sight(conversation), lambda sight: not sight.lost())
    lost = sight.lost()
    tck.check(
        "nothing-lost",
        not lost,
        expected={"lost": []},
        observed={"lost": lost},
        on=[*sight.looks, *sight.calls_for(lost)],
    )


@then("no message of {transport} is doubled")
def none_doubled(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """No message has arrived twice; but one that the far end took without an answer may come again as the same message."""
    conversation = spooler.proceed_with(transport)
    if not conversation.queued and not conversation.arrived:
        conversation.need_outgoing()
    Sight(conversation)  # recorded, so that the trace shows the mail before the wait too
    conversation.tck.let_settle()
    sight = Sight(conversation)
    doubled = sight.doubled()
    check = "shutdown-nothing-doubled" if conversation.was_shut_down else "nothing-doubled"
    observed: dict[str, Json] = {"doubled": sorted(doubled)}
    if sight.outgoing is not None and sight.outgoing.in_doubt in doubled:
        # It was to come again as the same message, if at all.
        observed["identities"] = list(sight.outgoing.identities_of(sight.outgoing.in_doubt))
    shown = [*sight.looks, *sight.calls_for(doubled)]
    tck.check(check, not doubled, expected={"doubled": []}, observed=observed, on=shown)


@then("no message of {transport} has moved")
def none_moved(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """Nothing was sent, nothing was received, and what waited at the far end still waits there."""
    before = need(spooler.mail_before, "the mail was not looked at before")
    for call in spooler.judged_calls:
        if call.refused:
            call.need_acceptance()
            _ = call.outcome.value
    conversation = spooler.to(transport)
    conversation.tck.let_settle()
    sent, waiting = conversation.sent(), conversation.waiting()
    now = (list(sent.value), list(waiting.value))
    tck.check(
        "nothing-moved-early",
        now == before,
        expected={"sent": before[0], "waiting": before[1]},
        observed={"sent": now[0], "waiting": now[1]},
        on=[sent, waiting, *(call.outcome for call in spooler.judged_calls)],
    )


@then("the {direction} mail of {transport} arrives in the order in which it waited")
def in_order(tck: Scenario, spooler: PlayedSpooler, direction: Direction, transport: str) -> None:
    """The order of arrival is that of submission, or that in which the messages came to the far end.

    An outgoing message that was submitted while the far end was in trouble is left out (ruling D-52).
    """
    conversation = spooler.proceed_with(transport)
    wanted = _wanted(conversation, direction)
    sight = _look_until_there(conversation, (direction,))
    there = list(dict.fromkeys(sight.there(direction)))
    if direction is Direction.INCOMING:
        check = "arrival-order-kept"
        conversation.need_mail()
        need(conversation.offers, f"{transport} showed no STATUS_INBOUND_FLUSH, so no message was offered")
    else:
        check = "order-kept"
        conversation.need_outgoing()
        troubled = {item.message.token for item in conversation.submissions if item.in_trouble}
        if troubled.issuperset(wanted):
            raise NothingToJudge(f"{transport} has tried every message while its far end was in trouble")
        there = [token for token in there if token not in troubled]
        need(len(there) > 1, f"{transport} has sent {len(there)} messages: too few to have an order")
        wanted = [token for token in wanted if token in there]
    tck.check(check, there == wanted, expected=wanted, observed=there, on=sight.looks)


@then("{transport} announces its deferred messages with NOTIFY_SENTDEFERRED, and takes them")
def announces_deferred(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """SpoolerNotify came before the flush was over, and each deferred message was taken when it was submitted again."""
    conversation = spooler.proceed_with(transport)
    shown = conversation.row_shown
    count = conversation.support.announcements
    expected = {"NOTIFY_SENTDEFERRED": "at least once"}
    tck.check("deferred-announced", count > 0, expected=expected, observed={"NOTIFY_SENTDEFERRED": count}, on=shown)
    sight = _look_until_there(conversation, (Direction.OUTGOING,))
    again = [submission for submission in conversation.submissions if submission.deferred]
    missing = [token for token in conversation.once_deferred if token not in sight.there(Direction.OUTGOING)]
    tck.check(
        "deferred-taken",
        not missing,
        expected={"not sent": []},
        observed={"submitted again": [submission.message.token for submission in again], "not sent": missing},
        on=[*sight.looks, *(call for submission in again for call in submission.calls)],
    )


@then("the provider holds no more than before")
def holds_no_more(tck: Scenario, spooler: PlayedSpooler) -> None:
    """Of each kind, no more lines and the like than before a flush, or before a call that needs none."""
    before = need(spooler.held_before, "what the provider holds was not counted")
    for conversation in spooler.conversations.values():
        conversation.proceed()
        conversation.support.need_service()
        if conversation.stage is Stage.LOGGED_OFF:
            _ = spooler.judged_calls[-1].outcome.value
        conversation.serve_own_flush()
    looks = [*spooler.held_between, tck.call(tck.transport_bed.live_objects)]

    def more(look: Outcome[Mapping[str, int]]) -> bool:
        return any(number > before.value.get(kind, 0) for kind, number in look.value.items())

    flushed = [item.stage for item in spooler.conversations.values() if item.stage is not Stage.AT_REST]
    if flushed and not any(map(more, (*spooler.held_most, *looks))):
        raise NothingToJudge("the transport held no line or the like during the flush")
    kept = next(filter(more, looks), looks[-1])
    check = {
        Stage.AT_REST: "no-line-taken",
        Stage.SENT: "line-released-after-sending",
        Stage.SHUT_DOWN: "shutdown-releases-line",
        Stage.LOGGED_OFF: "logoff-releases-line",
    }.get(next(iter(flushed), Stage.AT_REST), "line-released-in-the-end")
    tck.check(
        check,
        not more(kept),
        expected=dict(before.value),
        observed=dict(kept.value),
        on=[before, *spooler.held_most, kept],
    )
