"""The client: the program that walks the procedures, as the kit plays it.

Every call that it makes is recorded. A call on the way is needed to succeed; the latest call of a *When* line is kept as
`outcome`, for *Then* lines to judge.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from mapi_tck.errors import Blocked, KitSupplied, NotOffered
from mapi_tck.mapi import (
    Bookmark,
    FlushFlag,
    LogonFlag,
    PropertyTag,
    PropertyValue,
    ResourceType,
    Restriction,
    ResultCode,
    Row,
    RowSet,
)
from mapi_tck.ports import Evidence, Profile, Session, StatusObject, Table, Transfer
from mapi_tck.scenario import Outcome, Scenario
from mapi_tck.suite.placements import ANY_PROFILE

from .rows import COLUMNS, entry_id_of, resource_type_is, resource_type_of
from .visits import Comparison, Flush, Seen, Visit

P = ParamSpec("P")
T = TypeVar("T")

#: Rows asked for in one call of QueryRows; a table may give fewer. A choice: the reference has 8 rows at most.
_MANY_ROWS = 100
#: No status table has so many rows: a table that goes on giving rows does not advance. The unusual one with the most has 300 more
#: than the reference.
_TOO_MANY_ROWS = 2_000


@dataclass(slots=True)
class Client:
    """A client and what it holds."""

    tck: Scenario
    profile: Profile | None = None
    _session: Session | None = None
    _table: Table | None = None
    restriction: Restriction | None = None
    read: Outcome[RowSet] | None = None
    _spooler: Outcome[tuple[StatusObject, int | None]] | None = None
    visits: list[Visit] = field(default_factory=list)
    flushes: list[Flush] = field(default_factory=list)
    #: The transports whose far end takes nothing at present.
    troubled: set[str] = field(default_factory=set)
    #: What CompareEntryIDs answered.
    compared: list[Comparison] = field(default_factory=list)
    #: A transport's PR_STATUS_CODE as it was looked at.
    seen: Seen | None = None
    #: What was read, counted or asked for earlier, to be compared with what comes later.
    before: Outcome[RowSet] | None = None
    asked_columns: Outcome[Sequence[int]] | None = None
    asked: tuple[int, ...] = ()
    #: What the spooler's status object gave when it was asked for properties.
    given: Outcome[tuple[int, Sequence[PropertyValue]]] | None = None
    alive: Outcome[Mapping[str, int]] | None = None
    held: Outcome[Mapping[str, int]] | None = None
    #: Why a walk that the scenario is about came to no end.
    stopped: str = ""
    _last: Outcome[object] | None = None
    _needed: bool = True

    # -- calls and what they came to --------------------------------------------------------------------------------

    def take(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Outcome[T]:
        """Make the call that a *When* line is about; the one before it was only on the way, and must have succeeded."""
        self.need_success()
        outcome = self.tck.call(method, *args, **kwargs)
        self._last, self._needed = outcome, True
        return outcome

    def need_success(self) -> None:
        """What was taken so far was only on the way."""
        if self._last is not None and self._needed:
            _ = self._last.value

    @property
    def outcome(self) -> Outcome[object]:
        """What the latest call of the *When* lines came to."""
        if self._last is None:
            raise Blocked("no call was made")
        return self._last

    @property
    def session(self) -> Session:
        """The session, which has to be logged on."""
        if self._session is None:
            raise Blocked("the client has not logged on")
        return self._session

    @property
    def table(self) -> Table:
        """The status table, which has to be there."""
        if self._table is None:
            raise Blocked("the client has no status table")
        return self._table

    @property
    def spooler(self) -> StatusObject:
        """The spooler's status object, which has to be open."""
        if self._spooler is None:
            raise Blocked("the spooler's status object was not opened")
        return self._spooler.value[0]

    @property
    def opened(self) -> Outcome[tuple[StatusObject, int | None]]:
        """How the spooler's status object was opened."""
        if self._spooler is None:
            raise Blocked("the spooler's status object was not opened")
        return self._spooler

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows that were read last."""
        if self.read is None:
            raise Blocked("no row was read")
        return self.read.value.rows

    # -- steps 1 to 4 -------------------------------------------------------------------------------------------------

    def logon(self, flags: int = 0) -> None:
        """Log on: with the arranged profile, or any; without a test bed with the one that the declaration names."""
        if self.profile is None and self.tck.can("install_profile") and self.tck.can("reset"):
            self.install(Profile(f"mapi-tck {self.tck.tag}", ANY_PROFILE))
        name = self.tck.parameters.profile if self.profile is None else self.profile.name
        self._session = self.tck.adapter.logon(name, flags)

    def install(self, profile: Profile) -> None:
        """Have the profile set up; it may have got another name."""
        if not self.tck.can("reset"):
            # Profiles of one scenario would stay for the next, with transports of the same names.
            raise NotOffered("reset")
        name = self.tck.bed.install_profile(profile)
        self.profile = Profile(name, profile.transports)

    def logon_without_mail(self) -> None:
        """Log on with MAPI_NO_MAIL."""
        self.logon(LogonFlag.MAPI_NO_MAIL)

    def logoff(self) -> None:
        """Log off and let go of the session."""
        self.session.logoff(0, 0, 0)
        self.session.release()
        self._session = None

    def get_status_table(self, flags: int = 0) -> None:
        """Steps A1 and B1."""
        outcome = self.take(self.session.get_status_table, flags)
        self._table = None if outcome.refused else outcome.value

    def set_columns(self, tags: Sequence[int], flags: int = 0) -> None:
        """Steps A2 and B2."""
        self.take(self.table.set_columns, tuple(tags), flags)

    def retrieve_rows(self) -> None:
        """Steps A4 and B4: HrQueryAllRows with the restriction."""
        self.read = self.take(self.hr_query_all_rows, None, self.restriction, 0)

    def read_all(self) -> None:
        """Read the table from its position to its end."""
        self.read = self.take(self._query_to_the_end, _MANY_ROWS)

    def read_piecewise(self, count: int) -> None:
        """Read so many rows at a time, to the end."""
        self.read = self.take(self._query_to_the_end, count)

    def read_once(self, count: int, flags: int = 0) -> None:
        """One call of QueryRows."""
        self.read = self.take(self.table.query_rows, count, flags)

    def hr_query_all_rows(self, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
        """HrQueryAllRows: the implementation's own, or built from the table's other calls."""
        if hasattr(self.table, "hr_query_all_rows"):
            return self.own_hr_query_all_rows(tags, restriction, max_rows)
        arguments = {"tags": tags, "restriction": restriction, "sort_order": None, "max_rows": max_rows}
        self.tck.recorder.composite("table", "table", "hr_query_all_rows", arguments)
        self.table.seek_row(Bookmark.BOOKMARK_BEGINNING, 0)
        if tags is not None:
            self.table.set_columns(tags, 0)
        if restriction is not None:
            self.table.restrict(restriction, 0)
        return self._query_to_the_end(_MANY_ROWS)

    def own_hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int
    ) -> RowSet:
        """The implementation's own HrQueryAllRows."""
        function = getattr(self.table, "hr_query_all_rows", None)
        if function is None:
            raise KitSupplied(
                "the implementation has no HrQueryAllRows of its own: the kit builds it from the table's calls"
            )
        rows: RowSet = function(tags, restriction, None, max_rows)
        return rows

    def _query_to_the_end(self, count: int) -> RowSet:
        parts: list[RowSet] = []
        total = 0
        while True:
            part = self.table.query_rows(count, 0)
            parts.append(part)
            total += len(part)
            if not len(part):
                break
            if total > _TOO_MANY_ROWS:
                raise Blocked(f"QueryRows has given {total} rows and does not come to an end")

        def free() -> None:
            for part in parts:
                if part.free is not None:
                    part.free()

        return RowSet(tuple(row for part in parts for row in part.rows), free)

    def read_from(self, table: Table) -> None:
        """Read another table to its end."""
        own, self._table = self._table, table
        try:
            self.read = self.tck.call(self._query_to_the_end, _MANY_ROWS)
        finally:
            self._table = own

    def read_aside(self) -> tuple[Row, ...]:
        """All rows, through another table. It stays open, because entry identifiers may end with the table that showed them."""
        table = self.session.get_status_table(0)
        table.set_columns(COLUMNS, 0)
        own, self.read = self.read, None
        try:
            self.read_from(table)
            return self.rows
        finally:
            self.read = own

    def rows_of(self, kind: int) -> tuple[Row, ...]:
        """The rows of that resource type among those that were read last."""
        return tuple(row for row in self.rows if resource_type_of(row) == kind)

    # -- steps A5 and B5.1 to B5.3 ------------------------------------------------------------------------------------

    def spooler_row(self) -> Row:
        """The spooler's row among those that were read last."""
        rows = self.rows_of(ResourceType.MAPI_SPOOLER)
        if not rows:
            raise Blocked("there is no row of MAPI_SPOOLER")
        return rows[0]

    def open_spooler(self) -> None:
        """Step A5."""
        entry_id = entry_id_of(self.spooler_row())
        self._spooler = self.take(self.session.open_entry, entry_id, None, 0)

    def reach_spooler(self) -> None:
        """Steps A1 to A5 on the side, as step B5.3 asks for them; what was only needed for that is released."""
        table = self.session.get_status_table(0)
        table.set_columns(COLUMNS, 0)
        kept_table, kept_read, kept_last = self._table, self.read, self._last
        self._table, self._last = table, None
        try:
            rows = self.hr_query_all_rows(None, resource_type_is(ResourceType.MAPI_SPOOLER), 0)
            self.read = Outcome("HrQueryAllRows", (), None, rows)
            entry_id = entry_id_of(self.spooler_row())
            self._spooler = self.tck.call(self.session.open_entry, entry_id, None, 0)
            _ = self._spooler.value
            if rows.free is not None:
                rows.free()
            table.release()
        finally:
            self._table, self.read, self._last = kept_table, kept_read, kept_last

    def visit_rows(self) -> list[Visit]:
        """The rows of transports, each to be visited."""
        self.visits = [
            Visit(number, row) for number, row in enumerate(self.rows_of(ResourceType.MAPI_TRANSPORT_PROVIDER), 1)
        ]
        return self.visits

    def open_visits(self) -> None:
        """Step B5.1, for every row."""
        for visit in self.visit_rows():
            visit.opened = self.take(self.session.open_entry, visit.entry_id, None, 0)

    def read_methods(self) -> None:
        """Step B5.2, for every row."""
        for visit in self.visits:
            visit.methods = self.take(visit.object.get_props, (PropertyTag.PR_RESOURCE_METHODS,), 0)

    def transport_of(self, visit: Visit) -> str:
        """The transport that the visit's row stands for, where the test bed knows it."""
        known = self.tck.bed.transport_of(visit.entry_id) if self.tck.can("transport_of") else None
        return known or visit.name

    def visit_of(self, transport: str) -> Visit:
        """The visit of that transport's row."""
        for visit in self.visits:
            if self.tck.bed.transport_of(visit.entry_id) == transport:
                return visit
        raise Blocked(f"the status table has no row of {transport}")

    def flush_visit(self, visit: Visit, flags: int, transport: str | None = None) -> None:
        """Step B5.3: through the transport's own object if that supports it, else through the spooler with it as target."""
        if visit.supports_flush:
            visit.flushed = self.flush(visit.object, None, flags, transport or visit.name)
        else:
            if self._spooler is None:
                self.reach_spooler()
            visit.flushed = self.flush(self.spooler, visit.entry_id, flags, transport or visit.name)

    def flush(
        self,
        status_object: StatusObject,
        target: bytes | None,
        flags: int,
        transport: str | None = None,
        unattended: int = FlushFlag.FLUSH_NO_UI,
    ) -> Outcome[int | None]:
        """Call FlushQueues, as a rule with FLUSH_NO_UI; while another flush is under way, ask again, with pauses."""
        # Where queues are looked at anyway: what had moved before the call that was accepted is not that call's doing.
        looks = self.tck.requirement.evidence is Evidence.QUEUES and self.tck.can("transfers")
        moved: Outcome[Sequence[Transfer]] | None = None

        def ask() -> Outcome[int | None]:
            return self.tck.call(status_object.flush_queues, 0, target, flags | unattended)

        outcome = ask()
        answers = [outcome]
        if outcome.code == ResultCode.MAPI_E_BUSY and not flags & FlushFlag.FLUSH_ASYNC_OK:

            def accepted() -> bool:
                nonlocal moved
                moved = self.tck.call(self.tck.bed.transfers) if looks else None
                answers.append(ask())
                return answers[-1].code != ResultCode.MAPI_E_BUSY

            self.tck.wait_until(accepted)
            outcome = answers[-1]
        during = tuple(flush for flush in self.flushes if flush.outlasts)
        own = target is None and transport is not None
        made = Flush(outcome, flags, transport, frozenset(self.troubled), len(answers), moved, own, during, ask)
        self.flushes.append(made)
        # A refused flush does not end the walk: what follows from it is for *Then* lines to say.
        self._last, self._needed = outcome, False
        return outcome

    # -- steps A7 and B5.4 --------------------------------------------------------------------------------------------

    def release(self, what: str) -> None:
        """Release one of the things that the procedures name; whoever counts objects counts what is held until then."""
        if self.alive is not None and self.held is None:
            self.held = self.tck.call(self.tck.bed.live_objects)
        match what:
            case "the status object":
                self.take(self.spooler.release)
                self._spooler = None
            case "every status object":
                for visit in self.visits:
                    if visit.opened is not None and not visit.opened.refused:
                        self.take(visit.object.release)
                if self._spooler is not None:
                    self.take(self.spooler.release)
                    self._spooler = None
            case "the status table":
                self.take(self.table.release)
                self._table = None
            case "the row set":
                if self.read is not None and self.read.value.free is not None:
                    self.take(self.read.value.free)
            case _:
                raise ValueError(f"there is no {what} to release")
