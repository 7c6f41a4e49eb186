"""Lines about messages: which wait, were transferred, are lost or doubled, and in which order they went."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final, Literal, TypeVar, cast

from mapi_tck.errors import Blocked, NothingToJudge, OtherReading
from mapi_tck.mapi import FlushFlag, ResultCode
from mapi_tck.ports import Condition, Direction, FarEnd, MakesTrouble, Transfer, Trouble
from mapi_tck.scenario import Outcome, Scenario, need, then, when

from ..words import BOTH, LETTER, Messages, other_way
from .client import Client
from .visits import LACK_OF_SUPPORT, FlushCall

EVERY: Final = "every transport"

Fate = Literal["lost", "doubled"]

#: Messages by their queue.
Queued = dict[tuple[str, Direction], list[str]]


T = TypeVar("T")


def look_until(tck: Scenario, look: Callable[[], T], enough: Callable[[T], bool]) -> T:
    """Look, and look again until what is seen is enough or the settle limit has passed; return what was seen last."""
    seen = look()

    def enough_now() -> bool:
        nonlocal seen
        seen = look()
        return enough(seen)

    if not enough(seen):
        tck.wait_until(enough_now)
    return seen


class Mail:
    """The messages that a scenario has put into queues, and where they are."""

    def __init__(self, tck: Scenario, client: Client) -> None:
        self.tck = tck
        self.client = client
        self.put_in: Queued = {}
        #: The messages of the latest `messages that wait`.
        self.latest: Queued = {}
        #: How far ends behave, where a line said so.
        self.far_ends: dict[str, Condition] = {}

    def put(self, transport: str, outgoing: int, incoming: int) -> Queued:
        """Put so many more messages into each of the two queues, and return these.

        A queue of a given profile that the test bed cannot fill and see gets none: no judging line is about it.
        """
        new: Queued = {}
        binding = self.tck.binding
        for direction, number in ((Direction.OUTGOING, outgoing), (Direction.INCOMING, incoming)):
            before = self.put_in.setdefault((transport, direction), [])
            wanted = number if binding is None or direction in binding.usable(transport) else 0
            counts = range(len(before) + 1, len(before) + wanted + 1)
            tokens = [f"{self.tck.tag}-{transport}-{direction[:3]}-{count}" for count in counts]
            before += tokens
            new[transport, direction] = tokens
            if tokens:
                put = self.tck.bed.submit if direction is Direction.OUTGOING else self.tck.bed.arrive
                put(transport, tokens)
        return new

    def set_far_end(self, transport: str, far_end: FarEnd) -> None:
        """Change the far end, and remember whether flushes are expected to succeed. The declaration says how slow `slow` is."""
        if far_end.condition is Condition.SLOW:
            far_end = replace(far_end, seconds=self.tck.parameters.slow_seconds)
        self.tck.bed.set_far_end(transport, far_end)
        self.far_ends[transport] = far_end.condition
        if far_end.condition in (Condition.DOWN, Condition.REFUSING):
            self.client.troubled.add(transport)
        else:
            self.client.troubled.discard(transport)
        self.client.silent.discard(transport)

    def set_trouble(self, transport: str, trouble: Trouble) -> None:
        """Let this go wrong at the far end. Raises `NothingToJudge` where the test bed cannot make it."""
        cannot = f"the test bed cannot make a far end with {trouble}"
        if not self.tck.can("set_trouble"):
            raise NothingToJudge(cannot)
        made = self.tck.call(cast(MakesTrouble, self.tck.bed).set_trouble, transport, trouble)
        if made.code == ResultCode.MAPI_E_NO_SUPPORT:
            raise NothingToJudge(cannot)
        _ = made.value
        self.client.troubled.add(transport)
        if trouble is Trouble.SILENT_AFTER_TAKING:
            self.client.silent.add(transport)

    def slow(self, whose: str) -> bool:
        """Whether one of these transports has a slow far end."""
        return any(condition is Condition.SLOW and whose in (EVERY, name) for name, condition in self.far_ends.items())

    def transfers(self) -> Outcome[Sequence[Transfer]]:
        """The journal of transfers."""
        return self.tck.call(self.tck.bed.transfers)

    def queue(self, transport: str, direction: Direction) -> Outcome[Sequence[str]]:
        """What still waits."""
        return self.tck.call(self.tck.bed.queue, transport, direction)

    def of(self, whose: str, what: Messages) -> Queued:
        """The messages that a line speaks of, by queue."""
        return {
            (transport, direction): tokens
            for (transport, direction), tokens in self.put_in.items()
            if whose in (EVERY, transport) and direction in what.directions
        }

    def need_accepted_flush(self, whose: str, *, for_effect: bool = True) -> None:
        """Go on only if no flush was refused: a refused flush has no effect. A far end in trouble explains a refusal.

        Where a line is not about an effect, another flush under way explains a refusal too, and so does the lack of FLUSH_FORCE
        where the transport is asynchronous.
        """
        reached = {flush.transport for flush in self.client.flushes}
        if whose != EVERY and self.tck.can("transport_of"):
            need(reached & {None, whose}, f"the client could not flush {whose}")
        for flush in self.client.flushes:
            concerned = flush.transport is None or whose in (EVERY, flush.transport)
            troubled = flush.troubled if flush.transport is None else flush.troubled & {flush.transport}
            excused = troubled and flush.outcome.code not in LACK_OF_SUPPORT
            # An asynchronous request may be answered with MAPI_E_BUSY (ruling D-11).
            later = flush.flags & FlushFlag.FLUSH_ASYNC_OK and flush.outcome.code == ResultCode.MAPI_E_BUSY
            explained = _in_the_way(flush, whose if for_effect else None) or (
                not for_effect and self._wants_force(flush)
            )
            if concerned and flush.outcome.refused and not excused and not later and not explained:
                _ = flush.outcome.value

    def need_flush_once_well(self) -> None:
        """Go on only if a flush that was refused beside a far end in trouble is accepted when all far ends are well again.

        A spooler that refuses each flush says nothing about the trouble: nothing was flushed.
        """
        flush = self.client.flushes[-1]
        if not flush.refused_for_good or not flush.troubled or flush.again is None:
            return
        for transport in sorted(self.client.troubled):
            self.set_far_end(transport, FarEnd())
        again = flush.again()
        if again.code == flush.outcome.code:
            _ = again.value

    def _wants_force(self, flush: FlushCall) -> bool:
        """Whether it is for asynchronous transports alone, and without FLUSH_FORCE: then it may be refused (ruling D-09)."""
        profile = self.client.profile.transports if self.client.profile else ()
        meant = [transport for transport in profile if flush.transport in (None, transport.name)]
        force = flush.flags & FlushFlag.FLUSH_FORCE
        return not force and bool(meant) and all(transport.asynchronous for transport in meant)

    def wait_until_under_way(self, whose: str, flush: FlushCall | None = None) -> None:
        """Wait until this flush, or the latest, has moved a message. Others usually still wait then: the far end is slow.

        It is right, too, if the flush is over by then, or if it is refused: then the next one is made without another under way.
        """
        moving = self.of(whose, Messages.ALL)
        number = sum(map(len, moving.values()))

        def moved() -> bool:
            if len(self.outstanding(moving, self.transfers().value)) < number:
                return True
            (flush or self.client.flushes[-1]).ask_again_if_busy()
            return False

        self.tck.wait_until(moved)

    def guilty(self, keys: Iterable[tuple[str, Direction]]) -> list[FlushCall]:
        """The flushes of which one has moved the first message of these queues: usually the one made just before that was seen.

        Where several were under way together, all of these.
        """
        flushes, queues = self.client.flushes, set(keys)
        last = next(
            (
                number
                for number, flush in enumerate(flushes)
                if flush.before and any((t.transport, t.direction) in queues for t in flush.before.value)
            ),
            len(flushes),
        )
        return [*flushes[last - 1].during, flushes[last - 1]] if flushes else []

    def shown_by(self, *outcomes: Outcome[object]) -> list[Outcome[object]]:
        """What a check on the effect of the latest flush rests on: these observations, and the flush."""
        return [*outcomes, *(flush.outcome for flush in self.client.flushes[-1:])]

    def need_meant_flush(self) -> None:
        """Go on only if no flush was refused that asks for something defined: the absence of its effect would prove nothing."""
        for flush in self.client.flushes:
            # A flush whose target is no transport ("") may be refused, as may one without direction (ruling D-40).
            defined = flush.flags & (FlushFlag.FLUSH_UPLOAD | FlushFlag.FLUSH_DOWNLOAD) and flush.transport != ""
            if (
                defined
                and flush.outcome.refused
                and not flush.troubled
                and flush.outcome.code != ResultCode.MAPI_E_BUSY
                and not _in_the_way(flush, None)
                and not self._wants_force(flush)
            ):
                _ = flush.outcome.value

    def let_settle(self) -> None:
        """Wait until what a transport's own object does later would show, before something is found not to have happened."""
        if any(flush.transport for flush in self.client.flushes):
            self.tck.let_settle()

    def outstanding(self, wanted: Queued, journal: Iterable[Transfer]) -> list[str]:
        """The messages among the wanted ones that have not been transferred."""
        # Where the far end was in trouble, a message that came back to its sender need not be transferred (ruling D-05).
        troubled = {transport for flush in self.client.flushes for transport in flush.troubled}
        done = {(t.transport, t.direction, t.token) for t in journal if not t.returned or t.transport in troubled}
        return [
            token
            for (transport, direction), tokens in wanted.items()
            for token in tokens
            if (transport, direction, token) not in done
        ]

    def wait_for(self, wanted: Queued) -> Outcome[Sequence[Transfer]]:
        """Look until these messages have been transferred or the settle limit has passed; the journal as it was seen last."""
        seen: list[Outcome[Sequence[Transfer]]] = []

        def done() -> bool:
            seen.append(self.transfers())
            if not self.outstanding(wanted, seen[-1].value):
                return True
            self.client.flushes[-1].ask_again_if_busy()
            return False

        self.tck.wait_until(done)
        return seen[-1]

    def look(self) -> tuple[Outcome[Sequence[Transfer]], list[Outcome[Sequence[str]]]]:
        """The journal, and every queue into which messages were put."""
        return self.transfers(), [self.queue(*key) for key, tokens in self.put_in.items() if tokens]

    def found(self, fate: Fate) -> tuple[list[str], list[Outcome[object]]]:
        """The messages that are lost, or doubled, and the calls that show it: neither in the journal nor in a queue, or twice."""
        journal, queues = self.look()
        seen = Counter(t.token for t in journal.value)
        seen.update(token for queue in queues for token in queue.value)
        lost = [token for tokens in self.put_in.values() for token in tokens if not seen[token]]
        doubled = sorted(token for token, number in seen.items() if number > 1)
        return lost if fate == "lost" else doubled, [journal, *queues]

    def wrong_direction(self, whose: str, what: Messages, journal: Sequence[Transfer]) -> bool:
        """Whether the flush did for the other direction exactly what it was asked to do for this one."""
        there = self.of(whose, what.opposite)
        return what is not Messages.ALL and any(there.values()) and not self.outstanding(there, journal)


def _in_the_way(flush: FlushCall, whose: str | None) -> bool:
    """Whether another flush under way explains the refusal with any code.

    For an effect on the queues of `whose` that flush has to have the effect; for `None` it only has to be there.
    """
    other = bool(flush.during) if whose is None else flush.covered(whose)
    return other and flush.outcome.code not in LACK_OF_SUPPORT


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
    need(any(wanted.values()), f"there was no {what} of {whose} to transfer")
    letter = _flushed_one_direction(mail, what)
    _judge_transferred(
        tck,
        mail,
        looked_at,
        wanted,
        in_the_end,
        lambda journal: letter and mail.wrong_direction(whose, what, journal),
    )


@then("every message that came last has been transferred", in_the_end=False)
@then("in the end every message that came last is transferred", in_the_end=True)
def latest_transferred(tck: Scenario, mail: Mail, in_the_end: bool) -> None:
    """What the latest `messages that wait` has put into queues has arrived; what came before is not judged."""
    wanted = {queue: tokens for queue, tokens in mail.latest.items() if tokens}
    for transport, _ in wanted:
        mail.need_accepted_flush(transport)
    need(wanted, "no message came last")
    _judge_transferred(tck, mail, wanted, wanted, in_the_end, lambda _: False)


def _judge_transferred(
    tck: Scenario,
    mail: Mail,
    looked_at: Queued,
    wanted: Queued,
    in_the_end: bool,
    other_direction: Callable[[Sequence[Transfer]], bool],
) -> None:
    journal = mail.transfers()
    if in_the_end or (tck.hosted and not mail.slow(whose)):
        journal = mail.wait_for(looked_at)
    missing = mail.outstanding(wanted, journal.value)
    if missing:
        mail.need_flush_once_well()
    # What is in the journal has arrived; it has also left its queue if it is no longer there.
    waiting = [mail.queue(transport, direction) for (transport, direction), tokens in looked_at.items() if tokens]
    every = [token for tokens in wanted.values() for token in tokens]
    known = set(every)
    left = [token for queue in waiting for token in queue.value if token in known]
    tck.check(
        "messages-transferred",
        not missing and not left,
        expected={"transferred": every, "waiting": []},
        observed={"transferred": [t.token for t in journal.value if not t.returned], "waiting": left},
        on=mail.shown_by(journal, *waiting),
        cause=other_way(tck.reading) if missing and other_direction(journal.value) else "",
    )


def _flushed_one_direction(mail: Mail, what: Messages) -> bool:
    return what is not Messages.ALL and all(flush.flags & BOTH != BOTH for flush in mail.client.flushes)


@when("it waits until every message of {whose} is transferred")
def waits_until_transferred(mail: Mail, whose: str) -> None:
    """Wait until everything has arrived; if it does not, the scenario cannot continue."""
    mail.need_accepted_flush(whose)
    wanted = mail.of(whose, Messages.ALL)
    done = not mail.outstanding(wanted, mail.wait_for(wanted).value)
    need(done, f"the flush had not transferred every message of {whose} when the settle limit had passed")


@then("no {what} of {whose} has been transferred")
def none_transferred(tck: Scenario, mail: Mail, what: Messages, whose: str) -> None:
    """No message has left these queues."""
    looked_at, what = mail.of(whose, what), as_read(tck, mail, what)
    untouched = mail.of(whose, what)
    need(any(untouched.values()), f"there was no {what} of {whose} to leave alone")
    mail.need_meant_flush()
    mail.let_settle()
    journal = mail.transfers()
    queues = {key: mail.queue(*key) for key in looked_at}
    moved = [t.token for t in journal.value if (t.transport, t.direction) in untouched]
    guilty = mail.guilty(untouched) if moved else mail.client.flushes[-1:]
    if guilty and all(flush in mail.client.flushes[: mail.client.arranged] for flush in guilty):
        raise Blocked("messages of that queue had moved in a flush before the one that the scenario is about")
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
    late = tck.hosted and fate == "lost"
    found, looks = look_until(tck, lambda: mail.found(fate), lambda seen: not (late and seen[0]))
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
    """Each message that the far end refused still waits, or came back to its sender."""
    queue = mail.queue(whose, Direction.OUTGOING)
    journal = mail.transfers()
    returned = [t.token for t in journal.value if t.returned and t.transport == whose]
    wanted = mail.put_in[whose, Direction.OUTGOING]
    accounted = set(queue.value) | set(returned)
    tck.check(
        "refused-accounted-for",
        set(wanted) <= accounted,
        expected={"waiting or returned": wanted},
        observed={"waiting": list(queue.value), "returned": returned},
        on=mail.shown_by(queue, journal),
    )
