"""Clients that do anything in any order: several at once, each with status tables, status objects and row sets of its own.

A line about something that is not there does nothing, so that every part of such a scenario is a scenario too.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from typing import Any, Final

import pytest

from mapi_tck.errors import Blocked
from mapi_tck.mapi import FlushFlag, PropertyTag, ResourceType, Row, RowSet
from mapi_tck.ports import Condition, Direction, FarEnd, StatusObject, TestBed, Transfer
from mapi_tck.scenario import Outcome, Scenario, need

from ..client.client import Client, Thing
from ..client.entry_ids import random_entry_id
from ..client.excuses import attend
from ..client.mail import Mail
from ..client.procedures import A, B, carry_out
from ..client.rows import COLUMNS, entry_id_of, resource_type_of
from ..client.status_bits import out_of_service
from ..client.visits import object_of
from .expectations import Asked, Expectations, directions_of
from .members import Held, Member
from .noted import Claim, Return, busy, warned

SPOOLER = "the spooler"

#: All that a flush can be asked for.
_EVERYTHING: Final = int(FlushFlag.FLUSH_UPLOAD | FlushFlag.FLUSH_DOWNLOAD | FlushFlag.FLUSH_FORCE)


class Clients:
    """All clients of a scenario, the messages, and what is expected of them."""

    def __init__(self, tck: Scenario, client: Client, mail: Mail) -> None:
        self.tck = tck
        #: Holds the profile, and how many objects were alive in the beginning.
        self.first = client
        self.mail = mail
        #: The clients that have logged on, by number.
        self.members: dict[str, Member] = {}
        self.claims: list[Claim] = []
        #: Refusals that nothing explains.
        self.refusals: list[Outcome[object]] = []
        #: What was seen when synchronous flushes returned, in a case that is about that.
        self.returns: list[Return] = []
        #: Messages that procedure B must have transferred although it did not visit their transports.
        self.passed_by: set[str] = set()
        #: Whether a flush was asked for. A flush for an unknown target counts too.
        self.flushed = False
        #: Whether a flush was asked of a transport's own object: the spooler does not learn with which flags.
        self.own_asked = False
        self._model: Expectations | None = None
        #: How often a client has released something or logged off.
        self.endings = 0
        #: What was held before the first ending after it was got: whether a call on it succeeded then.
        self._worked: dict[tuple[str, str, int], bool] = {}

    @property
    def model(self) -> Expectations:
        """What is expected. It begins with the profile and the messages that were arranged."""
        if self._model is None:
            transports = self.first.profile.transports if self.first.profile else ()
            named = {transport.name: transport for transport in transports}
            self._model = Expectations(named, self.mail.put_in, self.mail.far_ends)
            for name in self.mail.far_ends:
                self._model.far_end(name)
        return self._model

    def held(self) -> Iterator[Held]:
        """A call on each object that clients hold, and on each session."""
        for who, member in self.members.items():
            for number, view in member.views.items():
                yield Held(who, f"status table {number}", view.table, partial(view.table.query_rows, 1, 0))
            for whom, thing in member.objects.items():
                call = partial(thing.get_props, (PropertyTag.PR_RESOURCE_METHODS,), 0)
                yield Held(who, f"the status object of {whom}", thing, call)
            session = member.client.session
            yield Held(who, "the session", session, partial(session.get_status_table, 0))

    def before_ending(self) -> None:
        """A client is about to release something or to log off. In a case about what goes on working, try what is held."""
        self.endings += 1
        if any(line.text.endswith("goes on working") for line in self.tck.lines):
            for held in self.held():
                if held.key not in self._worked:
                    outcome = self.tck.call(held.call)
                    self._worked[held.key] = not outcome.refused
                    if not outcome.refused:
                        _give_back(outcome.value)

    def worked_before(self, held: Held) -> bool:
        """Whether a call on the thing succeeded before something else was released or a session ended."""
        return self._worked.get(held.key, False)

    def log_off(self, who: str) -> None:
        """Log off. The client can still release what it holds."""
        if who in self.members:
            self.before_ending()
        member = self.members.pop(who, None)
        if member is not None:
            self.mail.break_off(name for name, _ in self.model.open)
            self.model.session_ends()
            member.client.logoff()

    @contextmanager
    def unless_failed(self, name: str) -> Iterator[None]:
        """Do this, or as much of it as a transport that has failed for good allows (ruling D-64)."""
        try:
            yield
        except Blocked:
            if not self._failed({name}):
                raise

    def open_object(self, member: Member, whom: str) -> StatusObject:
        """The status object of the spooler or a transport; opened, unless the client has it already."""
        if whom not in member.objects:
            with self._entry_id(member, whom) as entry_id:
                self._hold(member, whom, entry_id)
                self.before_ending()  # the table with the entry identifier is released next
        return member.objects[whom]

    def open_and_release(self, member: Member, whom: str) -> None:
        """Open another status object beside the one that the client holds, or opens now, and release the other one."""
        with self._entry_id(member, whom) as entry_id:
            if whom not in member.objects:
                self._hold(member, whom, entry_id)
            another = self._opened(member, whom, entry_id)
            self.before_ending()
            another.release()

    def _hold(self, member: Member, whom: str, entry_id: bytes) -> None:
        member.objects[whom] = self._opened(member, whom, entry_id)
        member.hold(member.objects[whom], member.objects, whom)

    def _opened(self, member: Member, whom: str, entry_id: bytes) -> StatusObject:
        opened = self.tck.call(member.client.session.open_entry, entry_id, None, 0)
        return object_of(opened, f"the row of {whom}")

    @contextmanager
    def _entry_id(self, member: Member, whom: str) -> Iterator[bytes]:
        """Steps 1 to 4 for all rows: the owner's entry identifier. It may end with the table."""
        table = member.client.session.get_status_table(0)
        table.set_columns(COLUMNS, 0)
        found: bytes | None = None
        while found is None:
            part = table.query_rows(100, 0)
            found = next((entry_id_of(row) for row in part.rows if self._owns(whom, row)), None)
            if part.free is not None:
                part.free()
            if not len(part):
                break
        yield need(found, f"the status table has no row for {whom}")
        table.release()

    def _owns(self, whom: str, row: Row) -> bool:
        """Whether the row is the spooler's, or that of the transport with this name."""
        kind = resource_type_of(row)
        if whom == SPOOLER:
            return kind == ResourceType.MAPI_SPOOLER
        return kind == ResourceType.MAPI_TRANSPORT_PROVIDER and self.tck.bed.transport_of(entry_id_of(row)) == whom

    def wait_for(self, tokens: set[str], limit: float | None = None) -> None:
        """Look until these messages have been transferred, or the limit (by default the settle limit) has passed."""

        def done() -> bool:
            return tokens <= {transfer.token for transfer in bed.transfers()}

        bed: TestBed = self.tck.bed
        self.tck.wait_until(done, limit)

    def settle_late(self) -> None:
        """Wait until the late effects of flushes that were answered would show."""
        if self.model.open:
            self.tck.let_settle()

    def flush(self, member: Member, whom: str, target: str | None, flags: int) -> None:
        """FlushQueues once: of the spooler, of the spooler with a target (`nobody`: random bytes), or of a transport's object."""
        names = tuple(self.model.transports)
        if whom not in (SPOOLER, *names) or target not in (None, "nobody", *names):
            return
        if not member.absent(names).isdisjoint((whom, target)):
            return
        with self.unless_failed(target or whom):
            self._flush(member, whom, target, flags)

    def _flush(self, member: Member, whom: str, target: str | None, flags: int) -> None:
        names = tuple(self.model.transports)
        status_object = self.open_object(member, whom)
        own = whom != SPOOLER
        if target == "nobody":
            unknown = self.tck.call(status_object.flush_queues, 0, random_entry_id(self.tck), flags)
            self.flushed = True
            # No page says that nothing moves then (ruling D-40); what a refusal moves has no excuse.
            if not unknown.refused:
                self.model.flush(Asked(names, directions_of(flags) or tuple(Direction), undefined=True), refused=False)
            return
        reached = (whom,) if own else (target,) if target else names
        flags |= self._force(reached)
        asked = self._meant(member, flags, reached, own=own)
        promised = self.model.promised(asked)
        with self._entry_id(member, target) if target else nullcontext() as entry_id:

            def ask() -> Outcome[object]:
                return self.tck.call(status_object.flush_queues, 0, entry_id, flags)

            outcome = self._answered(ask, asked, promised, later=bool(flags & FlushFlag.FLUSH_ASYNC_OK))
            if outcome.refused and self._could_ask(asked) and attend(self.tck, self.first):
                # With its user the transport can ask: then there is no excuse (ruling D-63).
                flags = flags & ~int(FlushFlag.FLUSH_NO_UI) | int(FlushFlag.FLUSH_FORCE)
                asked, outcome = replace(asked, force=True, silent=False, unanswered=False), ask()
        self.note(outcome, asked, promised, flags, own=own)

    def _answered(
        self, ask: Callable[[], Outcome[object]], asked: Asked, promised: set[str], later: bool
    ) -> Outcome[object]:
        """The answer to a flush. If something explains a refusal at first, ask again until it is accepted, or for a while.

        MAPI_E_BUSY to FLUSH_ASYNC_OK may also say that the flush is under way (ruling D-11).
        """
        outcome = ask()
        explained = self.model.explains_refusal(asked)
        if self.model.may_refuse(asked) or not outcome.refused or not (explained or busy(outcome)):
            return outcome
        if explained and self.model.due:
            self.wait_for(self.model.due)

        def over() -> bool:
            nonlocal outcome
            if later and busy(outcome) and promised <= self._moved(self.mail.transfers()):
                return True
            outcome = ask()
            return not outcome.refused

        # What is under way takes what has come to wait, too.
        waiting = sum(len(tokens) for queue, tokens in self.model.put_in.items() if queue in self.model.open)
        self.tck.wait_until(over, self.tck.parameters.settle_limit + self.tck.parameters.slow_seconds * waiting)
        return outcome

    def _could_ask(self, asked: Asked) -> bool:
        """Whether a refusal would be judged but for a transport that may need its user; no user interface is judged then."""
        judged = any(line.text.endswith("and nothing else") for line in self.tck.lines)
        return judged and self.model.may_need_user(asked) and not self.model.may_refuse(asked)

    def not_excused(self, missing: Sequence[str]) -> list[str]:
        """Those among the messages whose transport had to be flushed (rulings D-63 and D-64)."""
        owners = {token: name for (name, _), tokens in self.model.put_in.items() for token in tokens}
        silent = {token for token in missing if self.model.may_lack_user(token, owners[token])}
        if silent and self.members and attend(self.tck, self.first):
            # What moves now that the transport can ask its user did not move because it could not (ruling D-63).
            member = next(iter(self.members.values()))
            for name in sorted({owners[token] for token in silent}):
                self.mail.set_far_end(name, FarEnd())
                with self._entry_id(member, name) as entry_id:
                    self.tck.call(self.open_object(member, SPOOLER).flush_queues, 0, entry_id, _EVERYTHING)
            self.wait_for(silent)
            silent &= self._moved(self.mail.transfers())
        failed = self._failed({owners[token] for token in missing})
        return [token for token in missing if token not in silent and owners[token] not in failed]

    def _failed(self, names: Collection[str]) -> set[str]:
        """Those among the transports that have failed for good, as far as a client can read it in the status table."""
        member = next(iter(self.members.values()), None)
        return (
            out_of_service(self.tck, member.client.session, self.model.troubled.intersection(names))
            if member
            else set()
        )

    @staticmethod
    def _moved(journal: Outcome[Sequence[Transfer]]) -> set[str]:
        return {transfer.token for transfer in journal.value}

    def _force(self, names: Sequence[str]) -> int:
        """FLUSH_FORCE, if without it one of these transports might leave some time since a flush or a trouble (ruling D-110)."""
        return int(FlushFlag.FLUSH_FORCE) if any(map(self.model.may_hold_back, names)) else 0

    def _meant(self, member: Member, flags: int, reached: Sequence[str], *, own: bool) -> Asked:
        """The client's flush with these flags for these transports."""
        directions = directions_of(flags)
        supported = not own or all(self.model.transports[name].supports_flush for name in reached)
        return Asked(
            tuple(reached),
            directions or tuple(Direction),
            outlasts=own or bool(flags & FlushFlag.FLUSH_ASYNC_OK),
            force=bool(flags & FlushFlag.FLUSH_FORCE),
            undefined=not directions or not supported,
            silent=bool(flags & FlushFlag.FLUSH_NO_UI) or not self.first.attended,
            unanswered=not flags & FlushFlag.FLUSH_NO_UI and not self.first.attended,
            absent=member.absent(reached),
        )

    def note(self, outcome: Outcome[object], asked: Asked, promised: set[str], flags: int, *, own: bool) -> None:
        """Note a flush, what it promises, and the answer."""
        self.flushed = True
        self.own_asked = self.own_asked or own
        later = bool(flags & FlushFlag.FLUSH_ASYNC_OK)
        if own and later and outcome.refused:
            asked = replace(asked, undefined=True)  # no page says what an object of a transport does with this flag
        self.model.note_user(asked, promised)
        refused = outcome.refused and not (later and busy(outcome))
        excused = self.model.may_refuse(asked) or self.model.may_need_user(asked)
        if refused and not excused and not self._failed(asked.transports):
            self.refusals.append(outcome)
        others = bool(self.model.under_way)
        tried = not outcome.refused or self.model.tries_others(asked, busy(outcome))
        self.model.flush(asked, refused, tried=tried)
        if outcome.refused or asked.outlasts or asked.undefined or warned(outcome):
            return
        if promised and self._about_returns and self.model.troubled.isdisjoint(asked.transports):
            self.returns.append(self._returned(outcome, promised))
        if not others:
            flushed = set(asked.transports) - self._failed(asked.transports) - asked.absent
            claimed = [
                token
                for (name, direction), tokens in self.model.put_in.items()
                if name in flushed and direction in asked.directions
                # What waits at a far end in trouble, no one on this side knows.
                if direction is Direction.OUTGOING or name not in self.model.troubled
                if asked.force or not self.model.transports[name].asynchronous
                for token in tokens
                if token not in self.model.refused
            ]
            self.claims.append(Claim(outcome, tuple(claimed)))

    def _returned(self, answer: Outcome[object], promised: set[str]) -> Return:
        """What has become of the messages that a flush promised, now that it has returned."""
        journal = self.mail.transfers()
        missing = promised - self._moved(journal)
        queues = self.mail.look()[1] if missing else []
        left = missing.intersection(token for queue in queues for token in queue.value)
        return Return(answer, tuple(sorted(left)), frozenset(missing - left), (journal, *queues))

    @property
    def _about_returns(self) -> bool:
        """Whether the case is about what was done when flushes returned: otherwise to look would cost a call for each flush."""
        return any(line.text.endswith("when it returns") for line in self.tck.lines)

    def asked(self, member: Member, outcome: Outcome[object], flags: int, reached: Sequence[str], *, own: bool) -> None:
        """Note a flush of a procedure: the transports that it was for, and the answer."""
        asked = self._meant(member, flags, reached, own=own)
        if outcome.refused and self.model.explains_refusal(asked):
            self.flushed = True
            self.model.flush(asked, refused=True)
        else:
            self.note(outcome, asked, self.model.promised(asked), flags, own=own)

    def procedure_a(self, member: Member, flags: int) -> None:
        """Procedure A, from its first step to its last."""
        client = member.client
        flags |= client.always | self._force(tuple(self.model.transports))
        carry_out(client, A, "5")
        outcome = client.flush(client.spooler, None, flags)
        self.asked(member, outcome, flags, tuple(self.model.transports), own=False)
        client.release(Thing.STATUS_OBJECT, Thing.STATUS_TABLE, Thing.ROW_SET)
        client.need_success()

    def procedure_b(self, member: Member, flags: int, *, backwards: bool) -> None:
        """Procedure B over the rows in one of two orders, from its first step to its last."""
        client = member.client
        flags |= client.always
        carry_out(client, B, "5.2")
        for visit in reversed(client.visits) if backwards else client.visits:
            name = client.transport_of(visit)
            passed = flags | self._force((name,))
            client.flush_visit(visit, passed, name)
            assert visit.flushed is not None
            if name in self.model.transports:
                self.asked(member, visit.flushed, passed, (name,), own=visit.supports_flush)
        client.release(Thing.EVERY_STATUS_OBJECT)
        visited = {client.transport_of(visit) for visit in client.visits}
        absent = member.absent(self.model.transports)
        for name, transport in self.model.transports.items():
            well = self.model.far_ends.get(name) in (None, Condition.UP, Condition.SLOW)
            if name not in visited | absent and well and not transport.asynchronous:
                for direction in directions_of(flags):
                    self.passed_by |= set(self.model.put_in.get((name, direction), ())) - self.model.refused
        client.release(Thing.STATUS_TABLE, Thing.ROW_SET)
        client.need_success()


def _give_back(thing: Any) -> None:
    """Release what a call gave: a try must not keep alive what depends on it."""
    if isinstance(thing, RowSet):
        if thing.free is not None:
            thing.free()
    elif hasattr(thing, "release"):
        thing.release()


@pytest.fixture
def clients(tck: Scenario, client: Client, mail: Mail) -> Clients:
    """The clients of a scenario in which several do anything."""
    return Clients(tck, client, mail)
