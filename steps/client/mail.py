"""The messages of a scenario, where they are, and the flushes that were for them. The lines are in the other modules."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeVar, cast

from mapi_tck.errors import NothingToJudge, UsageError, did_you_mean
from mapi_tck.mapi import FlushFlag, ResultCode
from mapi_tck.ports import Condition, Direction, Evidence, FarEnd, MakesTrouble, Transfer, Trouble
from mapi_tck.ports.roles import Role
from mapi_tck.scenario import Outcome, Scenario, need

from ..words import Messages
from .client import Client
from .visits import LACK_OF_SUPPORT, FlushCall

EVERY: Final = "every transport"
_ANY_BUT: Final = "any transport but "

Fate = Literal["lost", "doubled"]

#: Messages by their queue.
Queued = dict[tuple[str, Direction], list[str]]


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BreakOff:
    """A transfer of this queue was broken off, so that one of its messages may not have been confirmed (ruling D-41).

    Not one that had been done by then, nor one of the `whole` messages of the transport that got through afterwards.
    """

    queue: tuple[str, Direction]
    done: Collection[str]
    whole: int

    def confirmed(self, journal: Iterable[Transfer]) -> set[str]:
        """The messages that cannot be the one in doubt."""
        later = [t.token for t in journal if t.transport == self.queue[0] and t.token not in self.done]
        return {*self.done, *later[: self.whole]}


def _means(whose: str, transport: str) -> bool:
    """Whether a line about `whose` messages is about those of this transport."""
    if whose.startswith(_ANY_BUT):
        return whose != _ANY_BUT + transport
    return whose in (EVERY, transport)


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
        #: The transports of other profiles that the scenario has set up.
        self.elsewhere: list[str] = []
        #: The hosted transports that only send (ruling D-75).
        self.sends_only: set[str] = set()
        #: Those that only receive (ruling D-82).
        self.receives_only: set[str] = set()
        #: How far ends behave, where a line said so.
        self.far_ends: dict[str, Condition] = {}
        #: The transfers that were broken off.
        self.broken_off: list[BreakOff] = []

    def _need_known(self, transport: str) -> None:
        """Raise `UsageError` if the scenario itself has set up no such transport: the implementation is not to blame for that."""
        if self.client.profile is None and self.tck.requirement.role == Role.TRANSPORT:
            return  # the kit plays the spooler, and there is no client's profile
        profile = need(self.client.profile, "no profile was set up")
        names = [*(known.name for known in profile.transports), *self.elsewhere]
        if transport not in names:
            raise UsageError(f"the profile has no transport {transport}", hint=did_you_mean(transport, names))

    def put(self, transport: str, outgoing: int, incoming: int) -> Queued:
        """Put so many more messages into each of the two queues, and return these.

        A queue of a given profile that the test bed cannot fill and see gets none: no judging line is about it.
        """
        self._need_known(transport)
        new: Queued = {}
        binding = self.tck.binding
        for direction, number in ((Direction.OUTGOING, outgoing), (Direction.INCOMING, incoming)):
            before = self.put_in.setdefault((transport, direction), [])
            wanted = number if binding is None or direction in binding.usable(transport) else 0
            counts = range(len(before) + 1, len(before) + wanted + 1)
            tokens = [f"{self.tck.tag}-{transport}-{direction[:3]}-{count}" for count in counts]
            if direction is Direction.OUTGOING and tokens:
                tokens = tokens if self._submits(transport, tokens) else []
            elif tokens and not self._arrives(transport, tokens):
                tokens = []
            before += tokens
            new[transport, direction] = tokens
        return new

    def _submits(self, transport: str, tokens: list[str]) -> bool:
        """Let these messages wait to be sent; return whether they do. None comes to a hosted transport that only receives."""
        if not self.tck.hosted:
            self.tck.bed.submit(transport, tokens)
            return True
        made = self.tck.call(self.tck.bed.submit, transport, tokens)
        if made.code == ResultCode.MAPI_E_NO_SUPPORT:
            self.receives_only.add(transport)
            return False
        _ = made.value
        return True

    def _arrives(self, transport: str, tokens: list[str]) -> bool:
        """Let these messages wait at the far end; return whether they do. Those of a hosted transport that only sends do not."""
        made = self.tck.call(self.tck.bed.arrive, transport, tokens)
        if self.tck.hosted and made.code == ResultCode.MAPI_E_NO_SUPPORT:
            self.sends_only.add(transport)
            return False
        _ = made.value
        return True

    def need_mail(self, holds: bool, lacking: str) -> None:
        """Go on if this holds. Where a hosted transport only sends or receives, there may be no mail that could be judged."""
        if not holds and self.sends_only:
            raise NothingToJudge(f"{', '.join(sorted(self.sends_only))} only sends (ruling D-75)")
        if not holds and self.receives_only:
            raise NothingToJudge(f"{', '.join(sorted(self.receives_only))} only receives (ruling D-82)")
        need(holds, lacking)

    def set_far_end(self, transport: str, far_end: FarEnd) -> None:
        """Change the far end, and remember whether flushes are expected to succeed.

        The declaration says how slow `slow` is. Raises `NothingToJudge` for a slower far end where time is real.
        """
        self._need_known(transport)
        if far_end.condition is Condition.SLOW and far_end.seconds:
            if not self.tck.leap():
                raise NothingToJudge("time is real: no far end is slower than the declaration says")
        elif far_end.condition is Condition.SLOW:
            far_end = replace(far_end, seconds=self.tck.parameters.slow_seconds)
        self.tck.bed.set_far_end(transport, far_end)
        self.far_ends[transport] = far_end.condition
        if far_end.condition in (Condition.DOWN, Condition.REFUSING):
            self.client.troubled.add(transport)
            self.client.once_troubled.add(transport)
        else:
            self.client.troubled.discard(transport)
        self.client.well.pop(transport, None)
        self.client.silent.discard(transport)
        if far_end.condition is Condition.DOWN and far_end.after:
            self.client.broken.add(transport)
            self.break_off([transport], far_end.after)
        else:
            self.client.broken.discard(transport)

    def set_trouble(self, transport: str, trouble: Trouble) -> None:
        """Let this go wrong at the far end. Raises `NothingToJudge` where the test bed cannot make it."""
        self._need_known(transport)
        cannot = f"the test bed cannot make a far end with {trouble}"
        if not self.tck.can("set_trouble"):
            raise NothingToJudge(cannot)
        made = self.tck.call(cast(MakesTrouble, self.tck.bed).set_trouble, transport, trouble)
        if made.code == ResultCode.MAPI_E_NO_SUPPORT:
            raise NothingToJudge(cannot)
        _ = made.value
        self.client.troubled.add(transport)
        self.client.well[transport] = trouble.well
        self.client.silent.discard(transport)
        self.client.broken.discard(transport)
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
        self._need_known(transport)
        return self.tck.call(self.tck.bed.queue, transport, direction)

    def of(self, whose: str, what: Messages) -> Queued:
        """The messages that a line speaks of, by queue."""
        return {
            (transport, direction): tokens
            for (transport, direction), tokens in self.put_in.items()
            if _means(whose, transport) and direction in what.directions
        }

    def asked_of(self, flush: FlushCall, transport: str) -> Queued:
        """The messages of the transport that a flush is for (ruling D-01)."""
        bits = {Direction.OUTGOING: FlushFlag.FLUSH_UPLOAD, Direction.INCOMING: FlushFlag.FLUSH_DOWNLOAD}
        return {key: tokens for key, tokens in self.of(transport, Messages.ALL).items() if flush.flags & bits[key[1]]}

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
            (flush or self.client.flushes[-1]).ask_again_if_put_off()
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
            self.client.flushes[-1].ask_again_if_put_off()
            return False

        self.tck.wait_until(done)
        return seen[-1]

    def look(self) -> tuple[Outcome[Sequence[Transfer]], list[Outcome[Sequence[str]]]]:
        """The journal, and every queue into which messages were put. A message that moves between two of these calls is in
        neither of them: then they are made again.
        """
        seen = self._look()
        here = {t.token for t in seen[0].value}.union(*(queue.value for queue in seen[1]))
        return seen if here.issuperset(token for tokens in self.put_in.values() for token in tokens) else self._look()

    def _look(self) -> tuple[Outcome[Sequence[Transfer]], list[Outcome[Sequence[str]]]]:
        return self.transfers(), [self.queue(*key) for key, tokens in self.put_in.items() if tokens]

    def found(self, fate: Fate) -> tuple[list[str], list[Outcome[object]]]:
        """The messages that are lost, or doubled, and the calls that show it: neither in the journal nor in a queue, or twice."""
        journal, queues = self.look()
        seen = Counter(t.token for t in journal.value)
        seen.update(token for queue in queues for token in queue.value)
        lost = [token for tokens in self.put_in.values() for token in tokens if not seen[token]]
        return lost if fate == "lost" else self.doubled(seen, journal.value), [journal, *queues]

    def doubled(self, seen: Mapping[str, int], journal: Sequence[Transfer]) -> list[str]:
        """The messages that are there more than once, by how often each was seen.

        Each time that a transfer was broken off, one message that was not confirmed may be there once more (ruling D-41).
        """
        doubled = {token for token, number in seen.items() if number > 1}
        for queue, tokens in self.put_in.items():
            again = doubled.intersection(tokens)
            breaks = [broken.confirmed(journal) for broken in self.broken_off if queue == broken.queue] if again else []
            known = all(any(token not in confirmed for confirmed in breaks) for token in again)
            if known and sum(seen[token] - 1 for token in again) <= len(breaks):
                doubled -= again
        return sorted(doubled)

    def break_off(self, transports: Iterable[str], whole: int = 0) -> None:
        """A transfer of each of these is broken off: now, or when so many more messages have got through as a whole."""
        if self.tck.requirement.evidence is not Evidence.QUEUES or not self.tck.can("transfers"):
            return
        moved = {transfer.token for transfer in self.transfers().value}
        # A transport under test tells of each outgoing message whether it was sent.
        directions = [Direction.INCOMING] if whole and self.tck.hosted else list(Direction)
        for queue in [(transport, direction) for transport in sorted(set(transports)) for direction in directions]:
            waiting = self.queue(*queue).value if self.put_in.get(queue) and not whole else ()
            # A far end that gave a message may not learn that it was delivered, also if it is the last whole one.
            self.broken_off.append(
                BreakOff(queue, moved.difference(waiting), whole if queue[1] is Direction.OUTGOING else 0)
            )

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
