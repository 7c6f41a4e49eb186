"""Lines about which rows were read: those that a restriction has selected, or the same rows again."""

import operator
from collections.abc import Callable, Sequence
from typing import Final

from mapi_tck.errors import NothingToJudge
from mapi_tck.mapi import Bookmark, ResourceType, Row, RowSet
from mapi_tck.scenario import Scenario, then
from mapi_tck.wire.codecs import Json

from ..words import Column, names
from .client import Client
from .rows import rest_of
from .status_rows import kind_text, last_read, row_text, types_of
from .status_table import Constant


@then("exactly the rows of {kind} are there", words="exactly the rows of", compare=operator.eq)
@then("all rows but those of {kind} are there", words="all rows but those of", compare=operator.ne)
@then("exactly the rows of types below {kind} are there", words="exactly the rows of types below", compare=operator.lt)
@then("exactly the rows of types up to {kind} are there", words="exactly the rows of types up to", compare=operator.le)
@then("exactly the rows of types above {kind} are there", words="exactly the rows of types above", compare=operator.gt)
@then("exactly the rows of types from {kind} are there", words="exactly the rows of types from", compare=operator.ge)
def rows_selected(
    tck: Scenario, client: Client, kind: Constant, words: str, compare: Callable[[int, int], bool]
) -> None:
    """The restriction has selected the rows whose type compares so with this one, and no others."""
    read = last_read(client)
    everything = client.read_aside()
    # A row without the property meets no comparison, not even RELOP_NE.
    there = [found for found in types_of(everything.value.rows) if found is not None and compare(found, kind)]
    tck.judge_only_if(there, "the unrestricted table shows no such row that could have been selected")
    selected = types_of(client.rows)
    tck.check(
        "selection-exact",
        sorted(map(str, selected)) == sorted(map(str, there)),
        expected={f"{words} {kind_text(kind)}": list(map(kind_text, there))},
        observed=list(map(kind_text, selected)),
        on=[read, everything],
    )


@then("exactly the rows that have {column} are there")
def rows_that_have(tck: Scenario, client: Client, column: Column) -> None:
    """The restriction has selected as many rows as show a value of this column, and each of them shows one."""
    read = last_read(client)
    everything = tck.call(rest_of, client.another_table(column))
    wanted = sum(_shows(row, column) for row in everything.value.rows)
    showing = sum(_shows(row, column) for row in client.rows)
    tck.check(
        "selection-exact",
        len(client.rows) == showing == wanted,
        expected=f"{wanted} rows, each with a value of {names((column,))[0]}",
        observed=f"{len(client.rows)} rows, {showing} of them with a value",
        on=[read, everything],
    )


def _shows(row: Row, tag: int) -> bool:
    return any(slot.tag == tag and not slot.is_absent for slot in row)


@then("rows of {kind} and of other types are there")
def rows_of_many_types(tck: Scenario, client: Client, kind: ResourceType) -> None:
    """No restriction is left: rows of this type and of others were read."""
    read = last_read(client)
    types = types_of(client.rows)
    there = kind in types or kind in types_of(client.read_aside().value.rows)
    tck.judge_only_if(there, f"the unrestricted table shows no row of {kind.name} either")
    tck.check(
        "restriction-cleared",
        kind in types and len(set(types)) > 1,
        expected=f"rows of {kind.name} and of other types",
        observed=list(map(kind_text, types)),
        on=[read],
    )


@then("as many rows as there are of {kind} are there")
def as_many_rows(tck: Scenario, client: Client, kind: ResourceType) -> None:
    """As many rows were read as a table without restriction has of this type."""
    read = last_read(client)
    everything = client.read_aside()
    wanted = types_of(everything.value.rows).count(kind)
    tck.judge_only_if(wanted, f"there is no row of {kind.name}")
    number = len(client.rows)
    expected = f"{wanted} rows: as many rows as there are of {kind.name}"
    tck.check("selection-exact", number == wanted, expected=expected, observed=f"{number} rows", on=[read, everything])


# -- the same rows again ----------------------------------------------------------------------------------------------


#: So many rows are shown in full where they differ; of more only how many they are, and the first that differs.
_ALL_SHOWN: Final = 7


@then("it reads the same rows again", in_order=True)
@then("it reads the same rows again, in any order", in_order=False)
def same_rows(tck: Scenario, client: Client, in_order: bool) -> None:
    """The same rows with the same values, in the same order or `in any order`.

    In a flush a provider may add rows of its own, and rows that it changes may take another place in the table.
    """
    before = client.before
    assert before is not None
    tck.judge_only_if(before.value.rows, "the status table had no row")
    now, then_ = _not_added(client, client.rows), list(map(repr, before.value.rows))
    holds = now == then_ if in_order else sorted(now) == sorted(then_)
    on = [before, last_read(client)]
    if in_order and client.flushes and not holds:
        again = tck.call(_read_again, client)
        order = then_ if again.refused else _not_added(client, again.value.rows)
        if list(dict.fromkeys(then_)) != order and sorted(set(then_)) == sorted(order):
            # One that moves past the position may come twice, or not at all.
            raise NothingToJudge("the flush has moved rows of the table that was being read")
        on.append(again)
    expected, observed = list(map(row_text, before.value.rows)), list(map(row_text, client.rows))
    if max(len(expected), len(observed)) <= _ALL_SHOWN:
        tck.check("same-rows", holds, expected=expected, observed=observed, on=on)
        return
    place = next((place for place, rows in enumerate(zip(expected, observed, strict=False)) if len(set(rows)) > 1), 0)
    tck.check("same-rows", holds, expected=_one_of(expected, place), observed=_one_of(observed, place), on=on)


def _not_added(client: Client, rows: Sequence[Row]) -> list[str]:
    """These rows as texts, without those that a flush has added."""
    assert client.before is not None
    known, texts = set(map(repr, client.before.value.rows)), list(map(repr, rows))
    added = [text for text in texts if text not in known] if client.flushes else []
    return texts if len(set(added)) < len(added) else [text for text in texts if text not in added]


def _read_again(client: Client) -> RowSet:
    """All rows of the table, from its beginning."""
    client.table.seek_row(Bookmark.BOOKMARK_BEGINNING, 0)
    return rest_of(client.table)


def _one_of(rows: Sequence[str], place: int) -> Json:
    """How many rows there are, and the one in this place, if there is one."""
    return {"rows": len(rows), f"row {place + 1}": "".join(rows[place : place + 1])}
