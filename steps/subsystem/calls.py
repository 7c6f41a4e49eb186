"""Lines that judge the calls of a client in steps 1 to 6 of procedure A, and in the same steps of procedure B."""

from collections.abc import Collection, Iterator
from typing import Final

from mapi_tck.mapi import (
    AndRestriction,
    ExistRestriction,
    FlushFlag,
    OpenFlag,
    PropertyRestriction,
    PropertyTag,
    Relop,
    ResourceType,
    Restriction,
    ResultCode,
    flags_text,
    prop_type,
    tag_name,
)
from mapi_tck.ports import Misuse, Procedure
from mapi_tck.scenario import Scenario, then

from ..client.client import Client
from .directions import DIRECTIONS, flags_for
from .history import Flushing, History, Read, lists
from .judging import Item, judge, of_runs
from .stage import SPOOLER
from .walk import Walk

#: The columns of steps A2 and B2.
_BOTH: Final = (PropertyTag.PR_ENTRYID, PropertyTag.PR_RESOURCE_TYPE)
#: The columns that every row has (the two tables of status-tables.md): RES_EXIST of one of them excludes none.
_IN_EACH_ROW: Final = (
    *_BOTH,
    PropertyTag.PR_DISPLAY_NAME_A,
    PropertyTag.PR_DISPLAY_NAME_W,
    PropertyTag.PR_STATUS_CODE,
    PropertyTag.PR_RESOURCE_METHODS,
    PropertyTag.PR_PROVIDER_DLL_NAME_A,
    PropertyTag.PR_PROVIDER_DLL_NAME_W,
    PropertyTag.PR_RESOURCE_FLAGS,
    PropertyTag.PR_INSTANCE_KEY,
    PropertyTag.PR_OBJECT_TYPE,
    PropertyTag.PR_ROWID,
)


def nowhere(run: History, *names: str) -> Iterator[Item]:
    """The calls of these methods that had a null pointer in place of the one for the answer. Only a native client makes them."""
    for call in run.misuses(Misuse.NULL_ANSWER):
        if call.argument("call") in names:
            yield Item(
                call.argument("call"),
                "no place for the answer: the pointer is null",
                call.outcome,
                "no-place-for-answer",
            )


# -- how a walk ends ---------------------------------------------------------------------------------------------------


@then("the client ends by itself")
def ends(tck: Scenario, walk: Walk) -> None:
    """It answers: it raises nothing but a refusal, its process goes on, and it does not try for ever."""
    items = walk.examined(
        lambda run: [Item("the walk", run.ending, run.whole(), "client-crashes" if run.crashed else "")]
    )
    judge(tck, "ending", items, expected="the client answers", nothing="the client was not started")


@then("it says that all is done only if all is done")
def honest(tck: Scenario, walk: Walk, client: Client) -> None:
    """Behind a success is an accepted FlushQueues for each queue that it was told to flush."""

    def items(run: History) -> Iterator[Item]:
        lacking = _not_done(run, client)
        wrong = bool(lacking) and run.failed is None and not run.crashed
        observed = f"{run.ending}; not flushed: {', '.join(lacking) or 'nothing'}"
        yield Item("the walk", observed, run.whole(), "failure-not-reported" if wrong else "")

    expected = "the client says that all is done only after an accepted FlushQueues for each queue"
    judge(tck, "honesty", walk.examined(items), expected=expected, nothing="the client was not started")


@then("it says that all is done")
def says_done(tck: Scenario, walk: Walk) -> None:
    """It ends without a failing code."""
    run = walk.run
    wrong = "" if run.failed is None and not run.crashed else "success-not-reported"
    item = Item("the walk", run.ending, run.whole(), wrong)
    judge(tck, "done", [item], expected="the client says that all is done", nothing="the client was not started")


def _not_done(run: History, client: Client) -> list[str]:
    """What the client has not flushed, of what it was told to. Either procedure counts, and a mixture of both (ruling D-72)."""
    asked = flags_for(run.task.directions)
    accepted = [one for one in run.flushings if _is_accepted(one)]
    of_all = [one for one in accepted if one.of == SPOOLER and one.target is None]

    def flushed(own: Collection[Flushing]) -> bool:
        seen = 0
        for one in [*of_all, *own]:
            seen |= one.flags
        return seen & asked == asked

    names = [item.name for item in client.profile.transports] if client.profile else []
    if run.task.procedure is Procedure.A and not names:
        return [] if flushed(()) else ["the queues of the profile"]
    wanted = [name for name in names if run.task.transport in ("", name)]
    return [name for name in wanted if not flushed([one for one in run.flushes_of(name) if one in accepted])]


def _is_accepted(flushing: Flushing) -> bool:
    """Whether the flush is done or under way. To a request that may be asynchronous, MAPI_E_BUSY may say so (ruling D-11)."""
    later = flushing.of == SPOOLER and flushing.flags & FlushFlag.FLUSH_ASYNC_OK
    return not flushing.call.refused or bool(later and flushing.call.code == ResultCode.MAPI_E_BUSY)


# -- steps 1 to 4 ------------------------------------------------------------------------------------------------------


@then("it gets the status table from a session that has logged on")
def gets_table(tck: Scenario, walk: Walk) -> None:
    """Steps A1 and B1."""

    def items(run: History) -> Iterator[Item]:
        over: dict[str, int] = {}
        for call in run.named("session.logoff", "session.release"):
            over.setdefault(call.handle, call.number)
        for call in run.named("session.get_status_table"):
            late = call.number > over.get(call.handle, call.number)
            observed = "after the end of the session" if late else "in the session"
            yield Item(str(call.entry.request), observed, call.outcome, "table-after-logoff" if late else "")
        yield from nowhere(run, "mapi.logon", "session.get_status_table")
        if not run.named("session.get_status_table"):
            yield Item("the walk", "no call of GetStatusTable", run.whole(), "no-status-table")

    expected = "GetStatusTable of a session that has logged on"
    judge(tck, "table", of_runs(walk.runs, items), expected=expected, nothing="no table")


@then("its columns contain PR_ENTRYID and PR_RESOURCE_TYPE when it reads rows")
def columns_contain(tck: Scenario, walk: Walk) -> None:
    """Steps A2 and B2: by SetColumns or HrQueryAllRows (ruling D-53), in any order; more are allowed (D-55)."""

    def items(run: History) -> Iterator[Item]:
        for read in run.useful_reads():
            set_by_client = read.columns or ()
            lacking = [tag_name(tag) for tag in _BOTH if not lists(set_by_client, tag)]
            observed = ", ".join(map(tag_name, set_by_client)) or "no columns were set"
            yield Item(
                f"{read.call.handle}, rows read", observed, read.call.outcome, "columns-lacking" if lacking else ""
            )
        if not run.reads:
            yield Item("the walk", "no rows were read", run.whole(), "no-rows-read")

    expected = "columns that the client has set, with PR_ENTRYID and PR_RESOURCE_TYPE"
    judge(tck, "columns", of_runs(walk.runs, items), expected=expected, nothing="no rows were read")


@then("it sets at least one column")
def some_column(tck: Scenario, walk: Walk) -> None:
    """The array of tags that SetColumns gets is never empty."""

    def items(run: History) -> Iterator[Item]:
        for call in run.named("table.set_columns", "table.hr_query_all_rows"):
            tags = call.argument("tags")
            if tags is not None:
                wrong = "" if tags else "empty-columns"
                yield Item(f"{call.handle}, columns set", len(tags), call.outcome, wrong)

    nothing = "the client has set no columns"
    judge(
        tck,
        "tags",
        of_runs(walk.runs, items),
        expected="at least one column",
        nothing=nothing,
        needless=True,
    )


@then("it selects the rows that it uses by PR_RESOURCE_TYPE = {kind}")
@then("it selects the rows that it uses by PR_RESOURCE_TYPE = {kind} or {other}")
def selects(tck: Scenario, walk: Walk, kind: ResourceType, other: ResourceType | None = None) -> None:
    """Steps A3 and B3: an equality, whose two tags have the same type. RES_EXIST may stand beside it, for what every row has.

    A client that reads all rows may pick them itself instead (ruling D-80). The other type is that of the fallback in step B5.3.
    """
    allowed = (kind,) if other is None else (kind, other)

    def items(run: History) -> Iterator[Item]:
        for read in run.useful_reads():
            if read.restriction is not None:
                wrong = "" if _equality(read.restriction) in allowed else "restriction-wrong"
                yield Item(f"{read.call.handle}, restriction", str(read.restriction), read.call.outcome, wrong)
        built = [
            (call, call.argument("restriction")) for call in run.named("table.restrict", "table.hr_query_all_rows")
        ]
        picks = [read for read in run.useful_reads() if run.picks(read, allowed)]
        for read in picks:
            yield Item(f"{read.call.handle}, rows read", "rows of all types, of which it picks", read.call.outcome)
        if not picks and not any(each is not None and _equality(each) == kind for _, each in built):
            found = [(call, str(restriction)) for call, restriction in built if restriction is not None]
            shown, observed = (found[0][0].outcome, found[0][1]) if found else (run.whole(), "no restriction")
            yield Item("the walk", observed, shown, "restriction-missing")

    expected = f"PR_RESOURCE_TYPE = {' or '.join(one.name for one in allowed)}, with two tags of one type"
    judge(tck, "restriction", of_runs(walk.runs, items), expected=expected, nothing="no restriction")


def _equality(restriction: Restriction) -> int | None:
    """The resource type that the restriction matches exactly; `None` if it is another restriction."""
    tag = PropertyTag.PR_RESOURCE_TYPE
    match restriction:
        case PropertyRestriction(relop=Relop.RELOP_EQ, tag=left, value=constant):
            same = left == tag and prop_type(constant.tag) == prop_type(left)
            return constant.value if same and isinstance(constant.value, int) else None
        case AndRestriction(parts=parts):
            rest = [part for part in parts if not (isinstance(part, ExistRestriction) and part.tag in _IN_EACH_ROW)]
            return _equality(rest[0]) if len(rest) == 1 and len(rest) < len(parts) else None
    return None


@then("the restriction is in effect when it reads rows")
def restriction_in_effect(tck: Scenario, walk: Walk) -> None:
    """Steps A4 and B4: as an argument of HrQueryAllRows, or by Restrict before. Or the client picks among all rows (D-80)."""
    transports = [ResourceType.MAPI_TRANSPORT_PROVIDER] if walk.task.procedure is Procedure.B else []

    def items(run: History) -> Iterator[Item]:
        for read in run.useful_reads():
            yield _restricted(read, run.picks(read, [ResourceType.MAPI_SPOOLER, *transports]))
        yield from nowhere(run, "table.query_rows", "table.hr_query_all_rows")
        if not run.reads:
            yield Item("the walk", "no rows were read", run.whole(), "no-rows-read")

    expected = "rows that a restriction has selected, or that the client picks by PR_RESOURCE_TYPE"
    judge(tck, "selection", of_runs(walk.runs, items), expected=expected, nothing="no rows were read")


def _restricted(read: Read, picks: bool) -> Item:
    wrong = "" if read.restriction is not None or picks else "rows-unrestricted"
    observed = "no restriction" if read.restriction is None else str(read.restriction)
    return Item(f"{read.call.handle}, rows read", observed, read.call.outcome, wrong)


# -- steps 5 and 6 -----------------------------------------------------------------------------------------------------


@then("it opens no status object but those of transports, by their rows")
def opens_only_transports(tck: Scenario, walk: Walk) -> None:
    """Without the spooler's row, or without an entry identifier in it, there is nothing to open but what other rows show.

    A client may turn to the transports then (ruling D-72).
    """

    def items(run: History) -> Iterator[Item]:
        for opening in run.openings:
            wrong = "" if opening.name and opening.source is not None else "opens-without-identifier"
            yield Item("OpenEntry", opening.name or opening.entry_id.hex(), opening.call.outcome, wrong)
        if not run.openings:
            yield Item("the walk", "no call of OpenEntry", run.whole())

    expected = "no call of OpenEntry but for a transport whose row the client has read"
    judge(tck, "opening", of_runs(walk.runs, items), expected=expected, nothing="no walk")


@then("it opens entry identifiers that a row has shown, byte for byte")
def opens_identifiers(tck: Scenario, walk: Walk) -> None:
    """Steps A5 and B5.1."""

    def items(run: History) -> Iterator[Item]:
        for opening in run.openings:
            wrong = "" if opening.source is not None else "identifier-changed"
            observed = opening.name or f"of no row: {opening.entry_id.hex()}"
            yield Item(f"OpenEntry, call {opening.call.number}", observed, opening.call.outcome, wrong)
        yield from nowhere(run, "session.open_entry")
        if not run.openings:
            yield Item("the walk", "no call of OpenEntry", run.whole(), "nothing-opened")

    expected = "OpenEntry with the bytes of PR_ENTRYID of a row"
    judge(tck, "identifier", of_runs(walk.runs, items), expected=expected, nothing="nothing was opened")


@then("it asks for no more than read access")
def reads_only(tck: Scenario, walk: Walk) -> None:
    """It does not pass MAPI_MODIFY; MAPI_BEST_ACCESS leaves the choice to the implementation (ruling D-19)."""

    def items(run: History) -> Iterator[Item]:
        for opening in run.openings:
            wrong = "asks-to-modify" if opening.flags & OpenFlag.MAPI_MODIFY else ""
            observed = flags_text(OpenFlag, opening.flags)
            yield Item(f"OpenEntry, call {opening.call.number}", observed, opening.call.outcome, wrong)

    judge(tck, "access", of_runs(walk.runs, items), expected="no MAPI_MODIFY", nothing="nothing was opened")


@then("it calls FlushQueues of the spooler once, without target")
def flushes_spooler(tck: Scenario, walk: Walk) -> None:
    """Step A6. A call that was refused may be repeated, and each direction may have a call of its own."""

    def items(run: History) -> Iterator[Item]:
        flushed = 0
        for number, one in enumerate(run.flushings, 1):
            where = one.of or "another object"
            wrong = "" if one.of == SPOOLER and one.target is None else "flushes-something-else"
            if not one.call.refused:
                wrong = wrong or ("flushes-twice" if flushed & one.flags & DIRECTIONS else "")
                flushed |= one.flags & DIRECTIONS
            target = "no target" if one.target is None else f"target {one.target_name or one.target.hex()}"
            yield Item(f"FlushQueues {number}", f"of {where}, {target}", one.call.outcome, wrong)
        if not run.flushings:
            yield Item("the walk", "no call of FlushQueues", run.whole(), "no-flush")

    expected = "one FlushQueues of the spooler's status object, without target"
    judge(tck, "flush", of_runs(walk.runs, items), expected=expected, nothing="no flush")


@then("it passes FLUSH_NO_UI")
def no_ui(tck: Scenario, walk: Walk) -> None:
    """No one is at the screen."""

    def items(run: History) -> Iterator[Item]:
        for number, one in enumerate(run.flushings, 1):
            wrong = "" if one.flags & FlushFlag.FLUSH_NO_UI else "no-ui-missing"
            observed = "with FLUSH_NO_UI" if not wrong else "without FLUSH_NO_UI"
            yield Item(f"FlushQueues {number}", observed, one.call.outcome, wrong)

    judge(
        tck,
        "silence",
        of_runs(walk.runs, items),
        expected="FLUSH_NO_UI, because no user is at the screen",
        nothing="the client has flushed nothing",
    )
