"""Lines about entry identifiers: opening and comparing them, and opening bytes that are no entry identifier."""

from collections.abc import Sequence
from itertools import combinations
from typing import Literal

from mapi_tck.errors import NothingToJudge
from mapi_tck.mapi import IID_IMAPIStatus, IID_IMAPITable, OpenFlag, ResourceType, Row
from mapi_tck.scenario import Outcome, Scenario, need, then, when

from .client import Client
from .rows import entry_id_of, rows_of, spooler_row
from .status_bits import has_failed
from .visits import Comparison, Opened, Visit, in_the_end, is_open, object_of


def cut_short(entry_id: bytes) -> bytes:
    """An entry identifier without its last quarter, but usually with the four flag bytes at its beginning."""
    return entry_id[: max(min(4, len(entry_id) - 1), len(entry_id) * 3 // 4)]


def random_entry_id(tck: Scenario, length: int = 32) -> bytes:
    """Bytes with the form of an entry identifier; the same in every run with the same seed."""
    return (bytes(4) + tck.random.randbytes(max(0, length - 4)))[:length]


def stands_for_nothing(client: Client, entry_id: bytes) -> bool:
    """Whether OpenEntry refuses the bytes. Those that open stand for an object, whether a row has shown them or not."""
    opened = client.tck.call(client.session.open_entry, entry_id, None, 0)
    refused = in_the_end(client.tck, opened).refused
    if is_open(opened):
        object_of(opened, "the bytes").release()
    return refused


def need_other(client: Client, opened: Opened, part: bytes, whole: bytes) -> None:
    """Raise `NothingToJudge` if a part of an entry identifier opens, and is equal to the whole: it stands for the same object."""
    if not opened.refused and stands_for_whole(client, part, whole):
        raise NothingToJudge("the part of the entry identifier is equal to the whole: it stands for the same object")


def stands_for_whole(client: Client, part: bytes, whole: bytes) -> bool:
    """Whether CompareEntryIDs finds them equal. An object can have more than one entry identifier."""
    compared = client.tck.call(client.session.compare_entry_ids, part, whole, 0)
    return not compared.refused and compared.value


def _open(client: Client, entry_id: bytes, interface: str | None = None, flags: int = 0) -> None:
    client.take(client.session.open_entry, entry_id, interface, flags)


# -- opening ----------------------------------------------------------------------------------------------------------


@when("it calls OpenEntry with the spooler's entry identifier and IID_IMAPITable", interface=IID_IMAPITable)
@when("it calls OpenEntry with the spooler's entry identifier and {flag}")
def opens_spoolers(client: Client, interface: str | None = None, flag: OpenFlag | None = None) -> None:
    """OpenEntry for the spooler's row, with an interface or a flag that step A5 does not pass."""
    _open(client, client.spooler_id, interface, flag or 0)


@when(
    "it calls OpenEntry with the entry identifier of each row that opens and IID_IMAPIStatus", interface=IID_IMAPIStatus
)
@when("it calls OpenEntry with the entry identifier of each row that opens and {flag}")
def opens_all_with(client: Client, interface: str | None = None, flag: OpenFlag | None = None) -> None:
    """OpenEntry for the rows of every type, with an interface or a flag that steps A5 and B5.1 do not pass.

    A row that does not open without them is left out: other requirements judge that.
    """
    client.visits = [Visit(number, row) for number, row in enumerate(client.rows, 1)]
    for visit in client.visits:
        plain = client.tck.call(client.session.open_entry, visit.entry_id, None, 0)
        if is_open(plain):
            visit.opened = client.tck.call(client.session.open_entry, visit.entry_id, interface, flag or 0)


@when("it calls OpenEntry with the spooler's entry identifier once more, and releases that object")
@when("it calls OpenEntry with the spooler's entry identifier and {flag} once more, and releases that object")
def opens_once_more(client: Client, flag: OpenFlag | None = None) -> None:
    """The spooler's status object is opened a second time, perhaps with a flag, and the second one released."""
    second = client.tck.call(client.session.open_entry, client.spooler_id, None, flag or 0)
    if flag and second.refused:
        raise NothingToJudge(f"the spooler's row does not open with {flag.name}")
    client.take(object_of(second, "the spooler's row").release)


@when("it calls OpenEntry with each transport's entry identifier once more, and releases that object")
@when("it calls OpenEntry with the entry identifier of each of MAPI's own rows once more, and releases that object")
def opens_each_once_more(client: Client) -> None:
    """Each of these status objects that is open is opened a second time, and the second one released."""
    for visit in client.visits:
        second = client.tck.call(client.session.open_entry, visit.entry_id, None, 0)
        client.take(object_of(second, visit.name).release)


@when("it calls OpenEntry with the spooler's entry identifier cut short")
def opens_cut_short(client: Client) -> None:
    """OpenEntry with three quarters of an entry identifier."""
    part = cut_short(client.spooler_id)
    need_other(client, client.take(client.session.open_entry, part, None, 0), part, client.spooler_id)


@when("it calls OpenEntry with each transport's entry identifier cut short")
def opens_each_cut_short(client: Client) -> None:
    """OpenEntry with three quarters of the entry identifier of each transport's row."""
    known = [visit.entry_id for visit in client.visit_rows()]
    for visit in client.visits:
        # Short identifiers of one table may begin alike: what is another row's is no wrong one.
        if (part := cut_short(visit.entry_id)) not in known:
            opened = client.tck.call(client.session.open_entry, part, None, 0)
            need_other(client, opened, part, visit.entry_id)
            visit.opened = opened


@when("it calls OpenEntry, which refuses an entry identifier that has been cut short", wrong="cut short")
@when("it calls OpenEntry, which refuses a made-up entry identifier", wrong="unmade")
@when("it calls OpenEntry, which refuses IID_IMAPITable as the interface of the spooler's object", wrong="interface")
@when("it calls OpenEntry, which refuses IID_IMAPITable as the interface of each transport's object", wrong="transport")
def refuses_to_open(client: Client, wrong: Literal["cut short", "unmade", "interface", "transport"]) -> None:
    """OpenEntry with something that it has to refuse. If it does not, there is nothing to look at."""
    calls: list[tuple[bytes, str | None]]
    match wrong:
        case "cut short":
            calls = [(cut_short(client.spooler_id), None)]
        case "unmade":
            calls = [(random_entry_id(client.tck), None)]
        case "interface":
            calls = [(client.spooler_id, IID_IMAPITable)]
        case "transport":
            calls = [(visit.entry_id, IID_IMAPITable) for visit in client.visit_rows()]
    for entry_id, interface in need(calls, "there is no row of MAPI_TRANSPORT_PROVIDER"):
        opened = client.tck.call(client.session.open_entry, entry_id, interface, 0)
        if not opened.refused:
            raise NothingToJudge("OpenEntry has not refused: other requirements judge that")


@when("it calls OpenEntry with a made-up entry identifier")
def opens_unmade(client: Client) -> None:
    """OpenEntry with random bytes in the form of an entry identifier."""
    _open(client, random_entry_id(client.tck))


@when("it opens each transport's row from first to last")
@when("it opens each transport's row from last to first", backwards=True)
def opens_rows(client: Client, backwards: bool = False) -> None:
    """Step B5.1, in the order of the rows or backwards."""
    visits = client.visit_rows()
    for visit in reversed(visits) if backwards else visits:
        visit.opened = client.tck.call(client.session.open_entry, visit.entry_id, None, 0)


@when("it opens each transport's row and releases its object before the next")
def opens_and_releases_rows(client: Client) -> None:
    """Step B5.1, with each object released before the next row is opened."""
    released = False
    for visit in client.visit_rows():
        visit.opened = client.tck.call(client.session.open_entry, visit.entry_id, None, 0)
        if not released:
            # If a row does not open before anything was released, no release is the reason.
            _ = visit.object
        if is_open(visit.opened):
            visit.object.release()
            released = True


# -- comparing --------------------------------------------------------------------------------------------------------


def compare(client: Client, name: str, first: bytes, second: bytes, *, may_refuse: bool = False) -> None:
    """CompareEntryIDs with these two; a refusal is right if it `may_refuse`."""
    outcome = client.tck.call(client.session.compare_entry_ids, first, second, 0)
    client.compared.append(Comparison(name, outcome, may_refuse))


@when("it compares the spooler's entry identifier with itself")
def compares_with_itself(client: Client) -> None:
    """CompareEntryIDs with the same bytes twice."""
    own = client.spooler_id
    compare(client, "the spooler's with itself", own, own)


def _of_another_table(client: Client) -> bytes:
    """The spooler's entry identifier in another status table."""
    return entry_id_of(spooler_row(client.read_aside().value.rows))


@when("it compares the spooler's entry identifier with that of another status table")
def compares_tables(client: Client) -> None:
    """CompareEntryIDs for the spooler's rows of two status tables."""
    own = client.spooler_id
    compare(client, "the spooler's with its own of another table", own, _of_another_table(client))


def _equal_to(client: Client, entry_id: bytes, row: Row) -> Outcome[bool]:
    return client.tck.call(client.session.compare_entry_ids, entry_id, entry_id_of(row), 0)


def _found_equal(client: Client, visit: Visit, rows: Sequence[Row]) -> Outcome[bool]:
    """The first comparison that finds one of these rows equal; without one a comparison that was refused, or else any.

    Where some are refused and others find a difference, those with the rows of the same transport count: the answer may depend on
    the provider (imapisession-compareentryids.md).
    """
    tried: list[Outcome[bool]] = []
    for row in rows:
        tried.append(_equal_to(client, visit.entry_id, row))
        if not tried[-1].refused and tried[-1].value:
            return tried[-1]
    refused = [outcome for outcome in tried if outcome.refused]
    if 0 < len(refused) < len(tried) and client.tck.can("transport_of"):
        name = client.transport_of(visit)
        own = [client.transport_of(Visit(number, row)) == name for number, row in enumerate(rows, 1)]
        tried = [outcome for outcome, is_own in zip(tried, own, strict=True) if is_own] or tried
        refused = [outcome for outcome in tried if outcome.refused]
    return (refused or tried)[-1]


@when("it compares each transport's entry identifier with that of another status table")
def compares_transports(client: Client) -> None:
    """CompareEntryIDs for each transport's row and the rows of another status table, until one is equal."""
    visits = client.visit_rows()
    others = rows_of(client.read_aside().value.rows, ResourceType.MAPI_TRANSPORT_PROVIDER)
    for visit in visits:
        # Its own row usually has the same place there, so the search begins with it.
        nearest = (*others[visit.number - 1 :], *others[: visit.number - 1])
        if not nearest and has_failed(client, visit):
            continue
        need(nearest, "the other table has no transport")
        outcome = _found_equal(client, visit, nearest)
        if (outcome.refused or not outcome.value) and has_failed(client, visit):
            continue
        client.compared.append(Comparison(f"{visit.name}'s with its own of another table", outcome))


@when("it compares the spooler's entry identifier with a made-up one and with itself cut short")
def compares_with_unmade(client: Client) -> None:
    """CompareEntryIDs with random bytes, and with its own first bytes, in either place.

    A refusal is right too (imapisession-compareentryids.md). First bytes that still open stand for the same object.
    """
    own = client.spooler_id
    others = {"a made-up one": random_entry_id(client.tck)}
    if stands_for_nothing(client, cut_short(own)):
        others["itself cut short"] = cut_short(own)
    for name, other in others.items():
        compare(client, f"the spooler's with {name}", own, other, may_refuse=True)
        compare(client, f"the spooler's with {name}, the other way round", other, own, may_refuse=True)


@when("it compares the spooler's entry identifier with each transport's")
def compares_with_transports(client: Client) -> None:
    """CompareEntryIDs for the spooler's row and each transport's row, read from two status tables."""
    visits = client.visit_rows()
    own = _of_another_table(client)
    for visit in visits:
        compare(client, f"the spooler's with {visit.name}'s", own, visit.entry_id, may_refuse=True)


@when("it compares the entry identifiers of the rows with each other")
def compares_rows(client: Client) -> None:
    """CompareEntryIDs for each pair of rows of different transports."""
    # Several rows may stand for one transport (ruling D-17): those need not differ. Where there are no more rows than
    # transports, all have to differ.
    one_each = client.profile is not None and len(client.visit_rows()) <= len(client.profile.transports)
    for first, second in combinations(client.visit_rows(), 2):
        if one_each or client.transport_of(first) != client.transport_of(second):
            name = f"{first.name}'s with {second.name}'s"
            # The two may belong to different providers, and the page is about identifiers of one.
            compare(client, name, first.entry_id, second.entry_id, may_refuse=True)


@then("all of them are equal", equal=True)
@then("no two of them are equal", equal=False)
def are_equal(tck: Scenario, client: Client, equal: bool) -> None:
    """Every comparison answered TRUE (`all`), or every one FALSE (`no two`).

    A refusal with any code is not judged: the objects may not be open (imapisession-compareentryids.md).
    """

    def item(compared: Comparison) -> tuple[str, bool, object, Outcome[bool]]:
        outcome = compared.outcome
        if compared.may_refuse and outcome.refused:
            return compared.name, True, outcome.text, outcome
        return compared.name, outcome.value is equal, outcome.value, outcome

    answered = [compared for compared in client.compared if compared.may_refuse or not compared.outcome.refused]
    if client.compared and not answered:
        raise NothingToJudge("CompareEntryIDs refuses to compare, perhaps because the objects are not open")
    tck.check_each(
        "entry-ids-compare",
        list(map(item, answered)),
        expected=equal,
        nothing="there were no two entry identifiers to compare",
    )


@then("all of them are equal if they were before")
def are_still_equal(tck: Scenario, client: Client) -> None:
    """The last of the comparisons with the same name found the two equal, if the first one did."""
    first = {compared.name: compared.outcome for compared in reversed(client.compared)}
    last = {compared.name: compared.outcome for compared in client.compared}
    if first and all(outcome.refused for outcome in first.values()):
        raise NothingToJudge("CompareEntryIDs refuses to compare, perhaps because the objects are not open")
    items: list[tuple[str, bool, object, Outcome[bool]]] = [
        (name, not outcome.refused and outcome.value, outcome.text if outcome.refused else outcome.value, outcome)
        for name, outcome in last.items()
        if outcome is not first[name] and not first[name].refused and first[name].value
    ]
    nothing = "no two entry identifiers were equal before"
    tck.check_each("entry-ids-compare", items, expected=True, nothing=nothing)
