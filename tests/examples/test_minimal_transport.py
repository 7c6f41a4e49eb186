"""The minimal transport: what the documentation shows is small, complete, and certified."""

import json
from pathlib import Path

import pytest
from kit import EXAMPLES, Run, run, verdicts
from once import once

DECLARATION = ("--role", "transport", "--declaration", str(EXAMPLES / "minimal_transport.toml"))
FORM = "minimal_transport:MinimalAdapter"

#: What it leaves to its reader: recommendations, no obligations.
WARNED = {"XP6", "XP9", "XP13"}


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The whole certification."""
    return once(
        tmp_path_factory, "minimal-transport", lambda folder: run(FORM, *DECLARATION, out=folder / "run", cwd=EXAMPLES)
    )


def test_it_conforms(certified: Run) -> None:
    """No MUST is violated or stays open, and exactly the three SHOULDs that its page names give a warning."""
    assert certified.code == 0, certified.stdout
    assert certified.verdict.startswith("Conforms as a transport provider, with 3 warnings; ")
    assert not certified.assessment.open_musts
    assert not certified.having("inconclusive", "error", "fail")
    assert certified.having("warning") == WARNED


def test_its_page_names_what_it_leaves_out() -> None:
    """The page names the three warnings."""
    page = (EXAMPLES.parent / "docs" / "certify-a-transport.md").read_text("utf-8")

    assert all(requirement in page for requirement in WARNED)


def test_its_effects_were_seen(certified: Run) -> None:
    """It is judged at full level: mail, user interface and resources, not only calls."""
    passed = {item.evidence for item in certified.assessment.requirements if item.verdict == "pass"}

    assert passed == {"calls", "queues", "ui", "objects"}


def test_its_record_can_be_replayed(certified: Run, tmp_path: Path) -> None:
    """Its record, replayed without it, gives the same verdicts; no call is missing in it."""
    replayed = run(f"replay:{certified.out / 'run.ndjson'}", "--role", "transport", out=tmp_path / "run")

    assert replayed.code == 0, replayed.stdout + replayed.stderr
    assert "not in the record" not in json.dumps(replayed.record.ended)
    assert verdicts(replayed.record) == verdicts(certified.record)


def test_in_a_process_of_its_own_it_is_the_same(certified: Run, tmp_path: Path) -> None:
    """Hosted behind the pipe of `isolated:`, it gets the verdicts that it gets in the kit's process."""
    chosen = ("--only", "XP56", "--only", "XP38", "--only", "I3a")
    hosted = run(f"isolated:{FORM}", *DECLARATION, *chosen, out=tmp_path / "run", cwd=EXAMPLES)
    alone = verdicts(certified.record)

    assert hosted.code == 0, hosted.stdout + hosted.stderr
    assert hosted.record.planned
    assert verdicts(hosted.record) == {id: alone[id] for id in hosted.record.planned}


def test_it_is_small() -> None:
    """It has fewer than 67 lines of code, of which none is longer than 110 characters."""
    lines = (EXAMPLES / "minimal_transport.py").read_text("utf-8").splitlines()

    assert sum(bool(line.strip()) for line in lines) < 67
    assert max(map(len, lines)) <= 110
