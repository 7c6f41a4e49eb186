"""Adapters that break: an error names the call and the one to blame, and the other scenarios go on where that is possible."""

import json
from pathlib import Path

import pytest
from kit import ADAPTERS, mapi_tck, run

from mapi_tck.record.run_record import read_record

HASTY = "[parameters]\ncall_limit = 2\nsettle_limit = 0.5\nslow_seconds = 0.01\n"


@pytest.fixture
def hasty(tmp_path: Path) -> tuple[str, str]:
    """A declaration with short waits."""
    (tmp_path / "declaration.toml").write_text(HASTY)
    return "--declaration", str(tmp_path / "declaration.toml")


@pytest.mark.parametrize("host", ["", "isolated:"])
def test_a_call_that_raises(tmp_path: Path, host: str) -> None:
    """An exception is an error of the adapter in the scenarios that make the call; the others go on."""
    choice = ("--only", "A1", "--only", "A2")
    broken = run(f"{host}breaking:raising", *choice, out=tmp_path / "run", cwd=ADAPTERS)
    errors = [result for result in broken.record.ended.values() if result["verdict"] == "error"]

    assert broken.code == 4, broken.stdout + broken.stderr
    assert broken.record.footer is not None
    assert "TB14" in broken.having("error")
    assert len(broken.having("pass")) > len(broken.having("error"))
    assert not broken.having("inconclusive", "fail")
    for result in errors:
        assert (result["cause"], result["blame"]) == ("raised", "adapter")
        assert ".query_columns(" in result["reason"]
        assert "the table is gone" in result["reason"]


def test_a_call_that_answers_nonsense(tmp_path: Path) -> None:
    """An answer of the wrong type is an error of the adapter too, and is named."""
    broken = run("breaking:malformed", "--only", "A1a", "--only", "TB14", out=tmp_path / "run", cwd=ADAPTERS)

    assert broken.code == 4
    assert broken.results("TB14")
    for result in broken.results("TB14"):
        assert (result["verdict"], result["cause"], result["blame"]) == ("error", "malformed-answer", "adapter")
        assert "PR_ENTRYID" in result["reason"]
    assert broken.having("pass") == {"A1a"}


def test_an_adapter_that_cannot_be_made_again(tmp_path: Path) -> None:
    """The scenario that broke it is judged, the others say why there is no adapter, and the run ends in order."""
    choice = [word for id in ("A1a", "TB14", "EI1") for word in ("--only", id)]
    broken = run("breaking:OnlyOnce", *choice, out=tmp_path / "run", cwd=ADAPTERS)
    others = broken.results("EI1")

    assert broken.code == 4, broken.stdout + broken.stderr
    assert broken.record.footer is not None
    assert broken.having("pass") == {"A1a"}
    assert broken.results("TB14")[0]["cause"] == "malformed-answer"
    assert {(one["verdict"], one["cause"]) for one in others} == {("error", "no-adapter")}
    assert all("the implementation is still in use" in one["reason"] for one in others)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_call_that_hangs_in_this_process(tmp_path: Path, hasty: tuple[str, str], workers: str) -> None:
    """In process a hanging call cannot be ended: a watchdog names it, and the record has no footer."""
    choice = ("--only", "A1", "--only", "A6f", "-n", workers)
    hung = run("breaking:hanging", *hasty, *choice, out=tmp_path / "run", cwd=ADAPTERS)

    assert hung.code == 4, hung.stdout + hung.stderr
    assert "status_object-1.flush_queues(" in hung.stderr + json.dumps(hung.record.ended)
    assert "has not answered within 2 s" in hung.stderr
    assert "isolated:" in hung.stderr
    assert "A6f" not in hung.having("pass")


def test_a_hanging_run_shows_its_culprit(tmp_path: Path, hasty: tuple[str, str]) -> None:
    """Record and reports of a run that the watchdog ended name the scenario that hung, and the call; the adapter was closed."""
    done = run("breaking:HangsAndCloses", *hasty, "--only", "A6f", "--only", "A1a", out=tmp_path / "run", cwd=ADAPTERS)
    record = read_record(tmp_path / "run" / "run.ndjson")
    (hung,) = [result for result in record.results if result["verdict"] == "error"]
    shown = mapi_tck("report", "run", cwd=tmp_path)

    assert done.code == shown.code == 4
    assert record.footer is None
    assert (hung["requirement"], hung["cause"], hung["blame"]) == ("A6f", "hung", "adapter or implementation")
    assert "flush_queues(" in hung["reason"]
    assert hung["scenario"] in (tmp_path / "run" / "report.html").read_text("utf-8")
    assert "the adapter was closed" in done.stderr


@pytest.mark.parametrize(("name", "cause"), [("hanging", "hung"), ("dying", "died")])
def test_isolated_it_costs_one_scenario(tmp_path: Path, hasty: tuple[str, str], name: str, cause: str) -> None:
    """In a process of its own a hang or a death costs its scenarios only; a fresh process serves the next."""
    choice = [word for id in ("A6f", "TB14", "A1a", "EI1") for word in ("--only", id)]
    broken = run(f"isolated:breaking:{name}", *hasty, *choice, out=tmp_path / "run", cwd=ADAPTERS)
    guilty = {"hanging": "A6f", "dying": "TB14"}[name]

    assert broken.code == 4, broken.stdout + broken.stderr
    assert broken.record.footer is not None
    assert broken.results(guilty)
    for result in broken.results(guilty):
        assert (result["verdict"], result["cause"]) == ("error", cause)
        assert result["blame"] == "adapter or implementation"
    assert broken.having("error") == {guilty}
    assert broken.having("pass") == {"A6f", "TB14", "A1a", "EI1"} - {guilty}


def test_a_death_in_a_worker(tmp_path: Path) -> None:
    """A worker that dies with its adapter is an error for that scenario; another worker takes over."""
    choice = [word for id in ("TB14", "A1a", "EI1") for word in ("--only", id)]
    broken = run("breaking:dying", *choice, "--", "-n", "2", out=tmp_path / "run", cwd=ADAPTERS)

    assert broken.code == 4, broken.stdout + broken.stderr
    assert broken.results("TB14")
    for result in broken.results("TB14"):
        assert (result["verdict"], result["cause"], result["blame"]) == ("error", "died", "adapter or implementation")
    assert broken.having("pass") == {"A1a", "EI1"}
