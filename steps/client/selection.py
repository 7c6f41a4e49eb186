"""Lines about which rows a restriction has selected."""

import operator
from collections.abc import Callable

from mapi_tck.mapi import ResourceType, Row
from mapi_tck.scenario import Scenario, then

from ..words import Column, names
from .client import Client
from .rows import rest_of
from .status_rows import kind_text, last_read, types_of
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
