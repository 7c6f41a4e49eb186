"""Lines about entry identifiers: opening them, comparing them, and presenting ones that are none."""

import re
from collections.abc import Callable
from itertools import combinations

from mapi_tck.mapi import IID_IMAPIStatus, IID_IMAPITable, OpenFlag
from mapi_tck.scenario import OneOf, Outcome, Scenario, then, when

from .client import Client
from .rows import COLUMNS, entry_id_of
from .visits import Comparison


def cut_short(entry_id: bytes) -> bytes:
    """An entry identifier without its last quarter, but as a rule with the four flag bytes that every one begins with."""
    return entry_id[: max(min(4, len(entry_id) - 1), len(entry_id) * 3 // 4)]


def made_by_nobody(tck: Scenario, length: int = 32) -> bytes:
    """Bytes with the form of an entry identifier; the same in every run with the same seed."""
    return (bytes(4) + tck.random.randbytes(max(0, length - 4)))[:length]


def _open(client: Client, entry_id: bytes, interface: str | None = None, flags: int = 0) -> None:
    client.take(client.session.open_entry, entry_id, interface, flags)


def _spoolers(client: Client) -> bytes:
    return entry_id_of(client.spooler_row())


def _open_once_more(client: Client) -> None:
    second, _ = client.session.open_entry(_spoolers(client), None, 0)
    client.take(second.release)


#: What OpenEntry is called with → the call.
_OPENINGS: dict[str, Callable[[Client], None]] = {
    "the spooler's entry identifier cut short": lambda client: _open(client, cut_short(_spoolers(client))),
    "an entry identifier that nobody has made": lambda client: _open(client, made_by_nobody(client.tck)),
    "the spooler's entry identifier and IID_IMAPIStatus": lambda client: _open(
        client, _spoolers(client), IID_IMAPIStatus
    ),
    "the spooler's entry identifier and MAPI_BEST_ACCESS": lambda client: _open(
        client, _spoolers(client), None, OpenFlag.MAPI_BEST_ACCESS
    ),
    "the spooler's entry identifier and MAPI_MODIFY": lambda client: _open(
        client, _spoolers(client), None, OpenFlag.MAPI_MODIFY
    ),
    "the spooler's entry identifier and MAPI_DEFERRED_ERRORS": lambda client: _open(
        client, _spoolers(client), None, OpenFlag.MAPI_DEFERRED_ERRORS
    ),
    "the spooler's entry identifier and IID_IMAPITable": lambda client: _open(
        client, _spoolers(client), IID_IMAPITable
    ),
    "the spooler's entry identifier once more, and releases that object": _open_once_more,
}


_CUT = "the spooler's entry identifier cut to {number} percent"
_BYTES = "{number} bytes that nobody has made"


@when("it calls OpenEntry with {what}", what=OneOf(*_OPENINGS, _CUT, _BYTES))
def calls_open_entry(client: Client, what: str) -> None:
    """Whatever can be presented to OpenEntry, for an entry identifier that is known to open."""
    if found := re.fullmatch(r"the spooler's entry identifier cut to (\d+) percent", what):
        entry_id = _spoolers(client)
        _open(client, entry_id[: min(max(1, len(entry_id) * int(found[1]) // 100), len(entry_id) - 1)])
    elif found := re.fullmatch(r"(\d+) bytes that nobody has made", what):
        _open(client, made_by_nobody(client.tck, int(found[1])))
    else:
        _OPENINGS[what](client)


@when(
    "it opens each transport's row {how}",
    how=OneOf("from first to last", "from last to first", "and releases its object before the next"),
)
def opens_rows(client: Client, how: str) -> None:
    """Step B5.1: `from first to last`, `from last to first`, or `and releases its object before the next`."""
    visits = client.visit_rows()
    releasing, released = how == "and releases its object before the next", False
    for visit in reversed(visits) if how == "from last to first" else visits:
        visit.opened = client.tck.call(client.session.open_entry, visit.entry_id, None, 0)
        if releasing and not released:
            # What does not open before anything was released, the release has not closed.
            _ = visit.opened.value
        if releasing and not visit.opened.refused:
            visit.object.release()
            released = True


def _compared(client: Client, name: str, first: bytes, second: bytes, *, may_refuse: bool = False) -> Comparison:
    return Comparison(name, client.tck.call(client.session.compare_entry_ids, first, second, 0), may_refuse)


def _compare_with_itself(client: Client) -> list[Comparison]:
    own = _spoolers(client)
    return [_compared(client, "the spooler's with itself", own, own)]


def _read_another_table(client: Client) -> bytes:
    """The spooler's entry identifier in another status table, whose rows are then those that were read last."""
    table = client.session.get_status_table(0)
    table.set_columns(COLUMNS, 0)
    client.read_from(table)
    return _spoolers(client)


def _compare_tables(client: Client) -> list[Comparison]:
    own = _spoolers(client)
    return [_compared(client, "the spooler's with its own of another table", own, _read_another_table(client))]


def _compare_with_nobodys(client: Client) -> list[Comparison]:
    # What is no entry identifier may be refused as well (imapisession-compareentryids.md).
    own, nobodys = _spoolers(client), made_by_nobody(client.tck)
    name = "the spooler's with one that nobody has made"
    return [
        _compared(client, name, own, nobodys, may_refuse=True),
        _compared(client, f"{name}, the other way round", nobodys, own, may_refuse=True),
    ]


def _compare_with_transports(client: Client) -> list[Comparison]:
    visits = client.visit_rows()
    own = _read_another_table(client)
    return [_compared(client, f"the spooler's with {visit.name}'s", own, visit.entry_id) for visit in visits]


def _compare_rows(client: Client) -> list[Comparison]:
    # Several rows may stand for one transport (ruling D-17): only those of different transports have to differ. Where
    # there are no more rows than transports, that is all of them, whatever the identifiers seem to stand for.
    one_each = client.profile is not None and len(client.visit_rows()) <= len(client.profile.transports)
    return [
        _compared(client, f"{first.name}'s with {second.name}'s", first.entry_id, second.entry_id)
        for first, second in combinations(client.visit_rows(), 2)
        if one_each or client.transport_of(first) != client.transport_of(second)
    ]


#: What CompareEntryIDs is asked about → the calls.
_COMPARISONS: dict[str, Callable[[Client], list[Comparison]]] = {
    "the spooler's entry identifier with itself": _compare_with_itself,
    "the spooler's entry identifier with that of another status table": _compare_tables,
    "the spooler's entry identifier with one that nobody has made": _compare_with_nobodys,
    "the spooler's entry identifier with each transport's": _compare_with_transports,
    "the entry identifiers of the rows with each other": _compare_rows,
}


@when("it compares {what}", what=OneOf(*_COMPARISONS))
def compares(client: Client, what: str) -> None:
    """CompareEntryIDs."""
    client.compared = _COMPARISONS[what](client)


@then("{how_many} of them are equal", how_many=OneOf("all", "no two"))
def are_equal(tck: Scenario, client: Client, how_many: str) -> None:
    """Every comparison answered TRUE (`all`), or every one FALSE (`no two`)."""
    equal = {"all": True, "no two": False}[how_many]

    def item(compared: Comparison) -> tuple[str, bool, object, Outcome[bool]]:
        outcome = compared.outcome
        if compared.may_refuse and outcome.refused:
            return compared.name, True, outcome.text, outcome
        return compared.name, outcome.value is equal, outcome.value, outcome

    tck.check_each(
        "entry-ids-compare",
        list(map(item, client.compared)),
        expected=equal,
        nothing="there were no two entry identifiers to compare",
    )
