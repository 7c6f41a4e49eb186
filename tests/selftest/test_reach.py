"""Scenarios that cannot end otherwise than with the reference are not run again, and nothing else changes."""

from typing import Any

import pytest

from mapi_tck.adapters.reference.status_table import StatusTable
from mapi_tck.adapters.reference.variants import replaced
from mapi_tck.certification.pool.processes import Prepared
from mapi_tck.mapi import Row
from mapi_tck.ports import Role
from mapi_tck.wire.codecs import Json

#: A fault that few scenarios reach, one that most reach, and a right one with another declaration.
TRIED = ("wrong:query-columns-tells-the-default", "wrong:delivers-twice", "unusual:objects-have-no-unicode")


def answers(program: str) -> list[Json]:
    """What the program answers for each."""
    process = Prepared(f"mapi_tck.selftest.{program}", str(Role.SUBSYSTEM))
    try:
        return [process.ask({"adapter": adapter, "laws": "none"}) for adapter in ("reference", *TRIED)]
    finally:
        process.end()


def test_the_answers_are_the_same() -> None:
    """Verdicts, causes, traits and the first failure are those of a run of all scenarios."""
    assert answers("reach") == answers("endings")


class Narrow(StatusTable):
    """Differs in one method, with a helper of its own."""

    def shown(self, row: Any) -> Row:
        """One column."""
        return self._narrow(row)

    def _narrow(self, row: Any) -> Row:
        return StatusTable.shown(self, row)[:1]


class Forgetful(StatusTable):
    """Differs in what is no function."""

    release = None  # type: ignore[assignment]


class Talkative(StatusTable):
    """Has a method that the kit would call if an object has it."""

    def flush_queues(self) -> None:
        """Nothing."""


def test_a_class_says_which_functions_it_replaces() -> None:
    """Its own helpers do not count: only what it replaces uses them."""
    assert replaced([(StatusTable, Narrow)]) == frozenset({StatusTable.shown.__code__})
    assert replaced([(StatusTable, StatusTable)]) == frozenset()


@pytest.mark.parametrize("part", [Forgetful, Talkative])
def test_what_is_not_a_replaced_function_is_not_known(part: type) -> None:
    """Then every scenario runs."""
    assert replaced([(StatusTable, part)]) is None
