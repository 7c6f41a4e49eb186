"""Kills in the middle of a run: what is left is noticed."""

import sys

import pytest
from kit import TESTS

from lab import kills
from lab.entries import Entry
from lab.kills import NotKilled, Target, left_after


def test_a_program_that_outlives_the_kit_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """It ignores the end of its input. Afterwards it is ended."""
    monkeypatch.setattr(kills, "_END", 0.2)
    program = TESTS / "miniatures" / "never_ends.py"

    assert left_after(Entry("stays", f"stdio:{sys.executable} {program}"), Target.KIT) == [
        f"the process {sys.executable} {program}"
    ]


def test_a_run_that_does_not_begin_is_not_killed() -> None:
    """The kit says why."""
    with pytest.raises(NotKilled, match="there is no module nowhere"):
        left_after(Entry("absent", "nowhere:Adapter"), Target.KIT)
