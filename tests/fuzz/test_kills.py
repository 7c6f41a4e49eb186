"""A fixed sample of kills: `make kills` kills more, at other moments."""

import signal
from pathlib import Path

import pytest

from fuzz import kills
from fuzz.kills import Kill, Trial, Wrong

#: One kill of the kit and one of the program under test, in the middle of a run.
SAMPLE = [Kill(signal.SIGKILL, 1, "kit", 0.6), Kill(signal.SIGTERM, 1, "program", 0.6)]


def test_a_sample_of_kills_leaves_nothing_wrong(tmp_path: Path) -> None:
    """The record is readable, the run can be finished, nothing counts as passed, and no process is left."""
    trial = Trial(tmp_path)

    assert [trial.kill(number, kill).wrong for number, kill in enumerate(SAMPLE)] == ["", ""]


def test_kills_are_of_every_sort_and_reproducible() -> None:
    """Each signal, number of workers and target comes in turn."""
    found = list(kills.kills(24, 1))

    assert found == list(kills.kills(24, 1)) != list(kills.kills(24, 2))
    assert len({kill[:3] for kill in found}) == 12


def test_a_record_that_cannot_be_read_is_noticed(tmp_path: Path) -> None:
    """A kill that leaves half a header is wrong."""
    (tmp_path / "run.ndjson").write_text('{"type":"hea')

    with pytest.raises(Wrong, match="the record cannot be read"):
        kills._review(tmp_path, SAMPLE[0], {})
