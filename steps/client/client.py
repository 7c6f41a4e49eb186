"""The client: the program that walks the procedures, as the kit plays it.

Every call that it makes is recorded. A call on the way has to succeed; the latest call of a *When* line is kept as `outcome`, for
*Then* lines to judge.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import ParamSpec, TypeVar

from mapi_tck.errors import KitSupplied, NothingToJudge, NotOffered
from mapi_tck.mapi import (
    Bookmark,
    FlushFlag,
    MapiError,
    PropertyValue,
    ResourceType,
    Restriction,
    Row,
    RowSet,
)
from mapi_tck.ports import Direction, Evidence, Profile, Session, StatusObject, Table, Transfer
from mapi_tck.scenario import Outcome, Scenario, need
from mapi_tck.suite.placements import ANY_PROFILE

from .needed import Needed
from .rows import COLUMNS, entry_id_of, resource_type_is, rest_of, rows_of, spooler_row
from .visits import Comparison, FlushCall, Opened, Seen, SeenBeside, Visit, is_open, object_of, put_off

P = ParamSpec("P")
T = TypeVar("T")


class Thing(StrEnum):
    """What a client releases in steps A7 and B5.4."""

    STATUS_OBJECT = "the status object"
    EVERY_STATUS_OBJECT = "every status object"
    STATUS_TABLE = "the status table"
    ROW_SET = "the row set"


@dataclass
class Client:
    """A client and what it holds."""

    session = Needed[Session]("the client has not logged on")
    table = Needed[Table]("the client has no status table")
    #: What QueryColumns answered.
    columns_told = Needed[Outcome[Sequence[int]]]("the columns were not asked for")
    #: What the spooler's status object gave when it was asked for properties.
    given = Needed[Outcome[tuple[int, Sequence[PropertyValue]]]]("no property was asked for")
    #: A transport's PR_STATUS_CODE as it was looked at.
    seen = Needed[Seen]("no status code was looked at")
    #: The same in a table that was open, and in new ones.
    beside_open = Needed[SeenBeside]("no status code was looked at in a table that was open")
    #: A transport's PR_STATUS_CODE before.
    code_before = Needed[Outcome[int]]("no status code was read before")
    #: The PR_STATUS_CODE of every transport, by the transports' names.
    neighbours = Needed[Outcome[Mapping[str, int]]]("the status codes of all transports were not looked at")

    tck: Scenario
    profile: Profile | None = None
    restriction: Restriction | None = None
    read: Outcome[RowSet] | None = None
    _spooler: Opened | None = None
    visits: list[Visit] = field(default_factory=list)
    flushes: list[FlushCall] = field(default_factory=list)
    #: How many of them *Given* lines have made: they came before what the scenario is about.
    arranged: int = 0
    #: How many prompts had been shown when such a line had made a flush that may show something.
    shown: int = 0
    #: The transports whose far end takes no message at present.
    troubled: set[str] = field(default_factory=set)
    #: The direction of those among them whose far end is in trouble with one direction alone: the other one is well.
    well: dict[str, Direction | None] = field(default_factory=dict)
    #: Those whose far end was in trouble at any time.
    once_troubled: set[str] = field(default_factory=set)
    #: Those among them whose rows did not open any more, because they have failed for good.
    out_of_service: set[str] = field(default_factory=set)
    #: Whether someone is at the screen.
    attended: bool = False
    #: Those among them whose far end takes one more message, and does not answer.
    silent: set[str] = field(default_factory=set)
    #: Those whose line breaks in the middle of a flush.
    broken: set[str] = field(default_factory=set)
    #: What CompareEntryIDs answered.
    compared: list[Comparison] = field(default_factory=list)
    #: The rows that were read earlier, for comparison.
    before: Outcome[RowSet] | None = None
    #: The columns that were set last.
    columns_set: tuple[int, ...] = ()
    #: The properties that were asked for last.
    asked: tuple[int, ...] = ()
    #: The flags with which they were asked for.
    asked_with: int = 0
    #: Another client of the profile was logged on, or was flushing, when it logged on.
    beside: bool = False
    #: The client of a second profile, if there is one.
    elsewhere: "Client | None" = None
    alive: Outcome[Mapping[str, int]] | None = None
    held: Outcome[Mapping[str, int]] | None = None
    #: The rows whose release the binding does not show, if they were released.
    unseen: Outcome[RowSet] | None = None
    #: Why a walk that the scenario is about stopped early.
    stopped: str = ""
    _last: Outcome[object] | None = None
    _needed: bool = True

    # -- calls and their outcomes -----------------------------------------------------------------------------------

    def take(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Outcome[T]:
        """Make the call that a *When* line is about; the call before it was only on the way, and must have succeeded."""
        self.need_success()
        outcome = self.tck.call(method, *args, **kwargs)
        self._last, self._needed = outcome, True
        return outcome

    def may_be_refused(self) -> None:
        """The latest call need not have succeeded: something explains its refusal."""
        self._needed = False

    def another(self) -> "Client":
        """Another client on the same profile. It has not logged on yet."""
        return Client(self.tck, profile=self.profile, troubled=self.troubled, once_troubled=self.once_troubled)

    def need_success(self) -> None:
        """Go on only if the latest call succeeded: it was only on the way."""
        if self._last is not None and self._needed:
            _ = self._last.value

    @property
    def outcome(self) -> Outcome[object]:
        """The outcome of the latest call of the *When* lines."""
        return need(self._last, "no call was made")

    @property
    def spooler(self) -> StatusObject:
        """The spooler's status object, which has to be open."""
        return object_of(self.opened, "the spooler's row")

    @property
    def has_spooler(self) -> bool:
        """Whether the spooler's status object is open."""
        return self._spooler is not None

    @property
    def opened(self) -> Opened:
        """How the spooler's status object was opened."""
        return need(self._spooler, "the spooler's status object was not opened")

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows that were read last."""
        return need(self.read, "no row was read").value.rows

    # -- steps 1 to 4 -------------------------------------------------------------------------------------------------

    def logon(self, flags: int = 0) -> None:
        """Log on: with the arranged profile, the given one, or any.

        If the test bed sets none up, not even any, it is the profile that the declaration names, as without a test bed.
        """
        if self.profile is None and self.tck.given is not None:
            self.profile = self.tck.bind()
        elif self.profile is None and self.tck.can("install_profile") and self.tck.can("reset"):
            with suppress(MapiError):
                self.install(Profile(f"mapi-tck {self.tck.tag}", ANY_PROFILE))
        name = self.tck.parameters.profile if self.profile is None else self.profile.name
        self.session = self.tck.adapter.logon(name, flags)

    def install(self, profile: Profile) -> None:
        """Have the test bed set the profile up; it may choose another name. A given profile is bound instead."""
        if self.tck.forces and not self.tck.hosted:
            profile = replace(profile, transports=tuple(replace(one, asynchronous=True) for one in profile.transports))
        if self.tck.given is not None:
            self.profile = self.tck.bind(profile.transports)
            return
        if not self.tck.can("reset"):
            # Profiles of one scenario would stay for the next, with transports of the same names.
            raise NotOffered("reset")
        name = self.tck.bed.install_profile(profile)
        self.profile = Profile(name, profile.transports)

    def logoff(self, flags: int = 0) -> None:
        """Log off and release the session."""
        self.session.logoff(0, flags, 0)
        self.session.release()
        del self.session

    def another_table(self, *more_columns: int) -> Table:
        """A status table of its own, with the columns of steps A2 and B2 and these."""
        table = self.session.get_status_table(0)
        table.set_columns((*COLUMNS, *more_columns), 0)
        return table

    def read_aside(self) -> Outcome[RowSet]:
        """All rows, through another table. It stays open, because entry identifiers may end with the table that showed them."""
        return self.tck.call(rest_of, self.another_table())

    def hr_query_all_rows(self, table: Table, restriction: Restriction | None) -> RowSet:
        """HrQueryAllRows for the table's own columns: the implementation's own, or built from the table's other calls."""
        if hasattr(table, "hr_query_all_rows"):
            return self.own_hr_query_all_rows(table, None, restriction, 0)
        arguments = {"tags": None, "restriction": restriction, "sort_order": None, "max_rows": 0}
        self.tck.recorder.composite("table", "table", "hr_query_all_rows", arguments)
        table.seek_row(Bookmark.BOOKMARK_BEGINNING, 0)
        if restriction is not None:
            table.restrict(restriction, 0)
        return rest_of(table)

    def own_hr_query_all_rows(
        self, table: Table, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int
    ) -> RowSet:
        """The implementation's own HrQueryAllRows."""
        function = getattr(table, "hr_query_all_rows", None)
        if function is None:
            raise KitSupplied(
                "the implementation has no HrQueryAllRows of its own: the kit builds it from the table's calls"
            )
        rows: RowSet = function(tags, restriction, None, max_rows)
        return rows

    # -- steps A5 and B5.1 to B5.3 ------------------------------------------------------------------------------------

    @property
    def spooler_id(self) -> bytes:
        """The entry identifier of the spooler's row among those that were read last."""
        return entry_id_of(spooler_row(self.rows))

    def open_spooler(self) -> None:
        """Step A5."""
        self._spooler = self.take(self.session.open_entry, self.spooler_id, None, 0)

    def reach_spooler(self) -> None:
        """Steps A1 to A5 beside the walk, as step B5.3 asks for them; the table and the rows are released."""
        table = self.another_table()
        rows = self.hr_query_all_rows(table, resource_type_is(ResourceType.MAPI_SPOOLER))
        entry_id = entry_id_of(spooler_row(rows.rows))
        self._spooler = self.tck.call(self.session.open_entry, entry_id, None, 0)
        _ = self.spooler
        if rows.free is not None:
            rows.free()
        table.release()

    def visit_rows(self) -> list[Visit]:
        """Begin a visit of each transport's row."""
        rows = rows_of(self.rows, ResourceType.MAPI_TRANSPORT_PROVIDER)
        self.visits = [Visit(number, row) for number, row in enumerate(rows, 1)]
        return self.visits

    def transport_of(self, visit: Visit) -> str:
        """The transport that the visit's row stands for, where the test bed knows it."""
        known = self._known(visit) if self.tck.can("transport_of") else None
        return known or visit.name

    def _known(self, visit: Visit) -> str | None:
        """The name that the test bed gives the transport.

        The identifiers of two sessions may be the same bytes (short-term-entry-identifiers.md). So of a profile that the test
        bed has installed, each other name than those in it is of another session.
        """
        known = self.tck.bed.transport_of(visit.entry_id)
        own = [transport.name for transport in self.profile.transports] if self.profile else [known]
        return known if known in own else visit.name

    def visit_of(self, transport: str) -> Visit:
        """The visit of that transport's row."""
        if transport in self.out_of_service:
            raise NothingToJudge(f"{transport} had trouble, and has failed for good as its row shows (ruling D-64)")
        found = next((visit for visit in self.visits if self._known(visit) == transport), None)
        if found is None and self.beside:
            raise NothingToJudge(f"{transport} has no row in this session, and may serve another alone")
        return need(found, f"the status table has no row for {transport}")

    def flush_one(self, transport: str, flags: int, own: bool) -> Outcome[int | None]:
        """Step B5.3 for the row of one transport, where its object says that this is the way to flush it."""
        visit = self.visit_of(transport)
        says = "supports FlushQueues" if visit.supports_flush else "does not support FlushQueues"
        need(visit.supports_flush == own, f"the status object of {transport} says that it {says}")
        return self.flush_visit(visit, flags, transport)

    def flush_visit(
        self, visit: Visit, flags: int, transport: str | None = None, unattended: int = FlushFlag.FLUSH_NO_UI
    ) -> Outcome[int | None]:
        """Step B5.3: through the transport's own object if that supports it, else through the spooler with it as target."""
        if not visit.supports_flush and self._spooler is None:
            self.reach_spooler()
        status_object, target = (visit.object, None) if visit.supports_flush else (self.spooler, visit.entry_id)
        visit.flushed = self.flush(status_object, target, flags, transport or visit.name, unattended)
        return visit.flushed

    @property
    def always(self) -> int:
        """FLUSH_FORCE, if no other flush reaches the transports of the provider under test."""
        return int(FlushFlag.FLUSH_FORCE) if self.tck.forces else 0

    def flush(
        self,
        status_object: StatusObject,
        target: bytes | None,
        flags: int,
        transport: str | None = None,
        unattended: int = FlushFlag.FLUSH_NO_UI,
    ) -> Outcome[int | None]:
        """Call FlushQueues, usually with FLUSH_NO_UI; call again, with pauses, while something explains that it is put off."""
        flags |= self.always
        # Where queues are looked at anyway: the accepted call has not moved what had moved before it.
        looks = self.tck.requirement.evidence is Evidence.QUEUES and self.tck.can("transfers")
        moved: Outcome[Sequence[Transfer]] | None = None

        def ask(more: int = unattended) -> Outcome[int | None]:
            return self.tck.call(status_object.flush_queues, 0, target, flags | more)

        before = self.tck.call(self.tck.bed.transfers) if looks and self.flushes else None
        outcome = ask()
        answers = [outcome]
        meant = self.once_troubled if transport is None else self.once_troubled & {transport}
        recovered = bool(meant - self.troubled)
        pauses = recovered and not meant & self.troubled and not self._carried_out(outcome, before)
        if put_off(outcome, flags, after_trouble=pauses):

            def accepted() -> bool:
                nonlocal moved
                moved = self.tck.call(self.tck.bed.transfers) if looks else None
                answers.append(ask())
                return not put_off(answers[-1], flags, after_trouble=pauses)

            self.tck.wait_until(accepted)
            outcome = answers[-1]
        during = tuple(flush for flush in self.flushes if flush.outlasts)
        made = FlushCall(outcome, flags, transport, frozenset(self.troubled), len(answers), moved, before)
        made.own = target is None and transport is not None
        made.during, made.recovered = during, recovered
        made.silent = bool(unattended) or not self.attended
        made.unanswered = not unattended and not self.attended
        made.again, made.again_with_user = ask, lambda: ask(int(FlushFlag.FLUSH_FORCE))
        self.flushes.append(made)
        # A refused flush does not end the walk: *Then* lines judge what follows from it.
        self._last, self._needed = outcome, False
        return outcome

    def _carried_out(self, flush: Outcome[int | None], before: Outcome[Sequence[Transfer]] | None) -> bool:
        """Whether the flush was refused, and has transferred messages all the same: then it was not put off."""
        if before is None or not flush.refused:
            return False
        return len(self.tck.call(self.tck.bed.transfers).value) > len(before.value)

    # -- steps A7 and B5.4 --------------------------------------------------------------------------------------------

    def release(self, *things: Thing) -> None:
        """Release these things, in this order. A scenario that counts objects counts them before the first release."""
        for thing in things:
            self.count_held()
            match thing:
                case Thing.STATUS_OBJECT:
                    self._release_spooler()
                case Thing.EVERY_STATUS_OBJECT:
                    for visit in self.visits:
                        if visit.opened is not None and is_open(visit.opened):
                            self._let_go(visit.object.release)
                    if self._spooler is not None:
                        self._release_spooler()
                case Thing.STATUS_TABLE:
                    self._let_go(self.table.release)
                    del self.table
                case Thing.ROW_SET:
                    if self.read is not None and self.read.value.free is not None:
                        self._let_go(self.read.value.free)
                    else:
                        self.unseen = self.read

    def release_visited(self, visit: Visit) -> None:
        """Release what step B5.4 releases of one row: the transport's status object, and the spooler's if it is open."""
        self._let_go(visit.object.release)
        visit.opened = None
        if self._spooler is not None:
            self._release_spooler()

    def count_held(self) -> None:
        """Count what is held, once, in a scenario that counts objects."""
        if self.alive is not None and self.held is None:
            self.held = self.tck.call(self.tck.bed.live_objects)

    def _release_spooler(self) -> None:
        self._let_go(self.spooler.release)
        self._spooler = None

    def _let_go(self, release: Callable[[], None]) -> None:
        """Release one thing. Where objects are counted, the count judges a release that is refused."""
        self.need_success()
        outcome = self.tck.call(release)
        if self.alive is None:
            self._last, self._needed = outcome, True
