"""An implementation whose background is not quiet: what needs quiet is undecided, and everything else is judged."""

from pathlib import Path

import pytest
from kit import run

from mapi_tck.assessment import Assessment
from mapi_tck.record.run_record import read_record
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.verdicts import Verdict

ONLY = ("--only", "A6d", "--only", "B5.3g", "--only", "A6a", "--only", "I3b")


@pytest.mark.parametrize("form", ["unusual", "isolated:unusual"])
def test_what_needs_quiet_is_undecided(tmp_path: Path, form: str) -> None:
    """The description's word decides, in this process and over stdio; a replay of the record decides the same."""
    first = run(f"{form}:busy-background", *ONLY, out=tmp_path / "run")
    again = run(f"replay:{first.out / 'run.ndjson'}", *ONLY, out=tmp_path / "again")

    for done in (first, again):
        found = {item.id: item for item in Assessment(read_record(done.out / "run.ndjson")).requirements}
        assert {id: found[id].verdict for id in ("A6d", "B5.3g", "A6a", "I3b")} == {
            "A6d": Verdict.INCONCLUSIVE,
            "B5.3g": Verdict.INCONCLUSIVE,
            "A6a": Verdict.PASS,
            "I3b": Verdict.PASS,
        }
        assert "mail also moves by itself" in found["A6d"].reason


def test_a_quiet_background_is_judged(tmp_path: Path) -> None:
    """The reference says nothing about its background, so its flushes are judged by what they leave alone."""
    done = run("reference", *ONLY, out=tmp_path / "run")
    record = read_record(done.out / "run.ndjson")

    identity = record.header["implementation"]
    assert identity is not None
    assert "quiet" not in identity
    assert {ended["verdict"] for ended in record.ended.values()} == {"pass"}


def test_the_ruling_names_what_needs_quiet() -> None:
    """Each requirement that a flush leaves a queue alone needs quiet, and none that only waits for a transfer does."""
    needing = {item.id for item in load_catalogue().requirements.values() if item.needs_quiet}

    assert {"A6d", "I6a", "B5.3g", "B5.3i", "SS3", "FQ8", "FQ19", "FQ24", "FQ26"} <= needing
    assert needing.isdisjoint({"A6a", "A6b", "A6c", "I5a", "I3a", "I3b"})
