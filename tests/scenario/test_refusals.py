"""An implementation that always refuses one call: what the call is only on the way to is blocked, and not failed."""

from pathlib import Path

import pytest
from kit import ADAPTERS, run

from mapi_tck.verdicts import Verdict


def judged(adapter: str, out: Path, *requirements: str) -> dict[str, str]:
    """Requirement → verdict, of a run of these requirements alone."""
    words = [word for id in requirements for word in ("--only", id)]
    done = run(adapter, *words, out=out, cwd=ADAPTERS)
    return {item.id: item.verdict for item in done.assessment.requirements if item.results}


def test_no_status_table(tmp_path: Path) -> None:
    """Without a status table nothing was released, and no second session was seen: only the first steps fail, laws included."""
    done = run("wrong:no-status-table", out=tmp_path / "run")

    assert done.code == 1
    assert done.having(Verdict.FAIL) == {"A1a", "B1a"}
    assert {"A7a", "A7b", "SS2"} <= done.having(Verdict.INCONCLUSIVE)
    assert {result["cause"] for id in ("A7b", "SS2") for result in done.results(id)} == {"blocked"}


@pytest.mark.parametrize(
    ("adapter", "fails", "blocked"),
    [
        ("SpoolerRefusesProperties", {"SO4"}, {"A7b", "OE6"}),
        ("SpoolerRefusesFlushes", {"FQ9"}, {"I5a"}),
        ("TableRefusesRows", {"TB6"}, {"A7b", "SS2"}),
    ],
)
def test_a_call_that_is_always_refused(adapter: str, fails: set[str], blocked: set[str], tmp_path: Path) -> None:
    """The requirement on the call fails; that something goes on working, or reaches others, is not judged by it."""
    found = judged(f"refusing:{adapter}", tmp_path / "run", *fails, *blocked)

    assert {id for id, verdict in found.items() if verdict == Verdict.FAIL} == fails
    assert {id for id, verdict in found.items() if verdict == Verdict.INCONCLUSIVE} == blocked


def test_what_breaks_by_a_release_still_fails(tmp_path: Path) -> None:
    """The law A7b is not only blocked: an object that ends with its table breaks it."""
    done = run("wrong:table-takes-status-object-along", "--only", "A7b", out=tmp_path / "run")

    searched = [result for result in done.results("A7b") if "search" in result]
    assert [result["verdict"] for result in searched] == [Verdict.FAIL]
