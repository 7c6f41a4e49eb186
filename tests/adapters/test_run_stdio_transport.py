"""A transport provider in a process of its own, certified end to end: the same as in process, but for what breaks."""

import sys
from pathlib import Path
from typing import Any

import pytest
from kit import REFERENCE, Run, comparable, run, verdicts

MINIATURES = Path(__file__).parents[1] / "miniatures"
TRANSPORT = ("--role", "transport")
#: One requirement that is judged by a message sent, and one by a message received.
SENDING, RECEIVING = "A6a", "A6b"
SERVED = f"stdio:{sys.executable} -m mapi_tck serve --role transport reference"


def alike(run: Run) -> set[str]:
    """The scenarios that are the same in any time. The others look further where time is simulated and costs nothing."""
    ended = run.record.ended
    return {id for id in ended if not any(entry["method"] == "leap" for entry in ended[id]["trace"])}


def of_written_scenarios(run: Run) -> dict[str, Any]:
    """What records have in common; a search, too, tries other cases where time is simulated."""
    record = comparable(run.record, "adapter")
    ended = {id: result for id, result in record["ended"].items() if "search" not in result and id in alike(run)}
    return {"header": record["header"], "started": record["started"], "ended": ended}


@pytest.mark.parametrize(("form", "part"), [("isolated:reference", "X"), (SERVED, "alone")], ids=["isolated", "served"])
def test_it_is_the_same_in_a_process_of_its_own(tmp_path: Path, form: str, part: str) -> None:
    """Verdicts, checks, calls and callbacks with their order and nesting are those of the provider in process.

    Both forms speak the same protocol: one shows the provider itself, the other a provider that is hosted.
    """
    words = (*TRANSPORT, *REFERENCE, "--only", part)
    in_process = run("reference", *words, out=tmp_path / "inside")
    outside = run(form, *words, out=tmp_path / "run")

    assert outside.code == in_process.code == 0, outside.stdout + outside.stderr
    same = alike(outside)
    assert same == alike(in_process) and len(same) > 0.9 * len(in_process.record.planned)
    assert {id: verdicts(outside.record)[id] for id in same} == {id: verdicts(in_process.record)[id] for id in same}
    assert of_written_scenarios(outside) == of_written_scenarios(in_process)
    assert any(entry["caller"] == "implementation" for one in outside.record.results for entry in one["trace"])


def test_a_program_without_any_library_is_certified(tmp_path: Path) -> None:
    """What a program of 200 lines shows of itself holds; what its test bed does not show stays undecided."""
    program = f"stdio:{sys.executable} {MINIATURES / 'well_behaved_transport.py'}"
    certified = run(program, *TRANSPORT, out=tmp_path / "run")

    assert certified.code == 3, certified.stdout + certified.stderr
    assert not certified.having("fail", "error", "warning")
    assert {SENDING, RECEIVING, "B5.3a"} <= certified.having("pass")
    for result in certified.record.results:
        assert result["verdict"] != "inconclusive" or "not observable: " in result["reason"], result


@pytest.mark.parametrize(
    ("way", "cause", "blame", "reason"),
    [
        ("dies_in_the_call", "died", "adapter or implementation", "exit code 3; stderr: no dial tone"),
        ("dies_in_a_callback", "died", "adapter or implementation", "exit code 3; stderr: no dial tone"),
        ("hangs_in_the_call", "hung", "adapter or implementation", "no answer within 2 s"),
        ("hangs_in_a_callback", "hung", "adapter or implementation", "no answer within 2 s"),
        ("hangs_between", "hung", "adapter or implementation", "no answer within 2 s"),
        (
            "calls_back_for_ever",
            "hung",
            "adapter or implementation",
            "answer",
        ),  # too many or too long, as fast as it is
        ("garbage", "malformed-answer", "adapter", "no JSON in UTF-8: setting the token"),
        ("another_id", "malformed-answer", "adapter", "expected: {"),
        ("unknown_handle", "malformed-answer", "adapter", "there is no incoming_message incoming_message-4711"),
        ("late_garbage", "malformed-answer", "adapter", "it wrote a line that answers no request"),
    ],
)
def test_a_breakage_costs_its_scenarios_only(tmp_path: Path, way: str, cause: str, blame: str, reason: str) -> None:
    """Each scenario in which the program breaks is an error that names the call; a fresh process serves the next one."""
    declaration = tmp_path / "declaration.toml"
    declaration.write_text("[parameters]\ncall_limit = 2\nsettle_limit = 0.5\nslow_seconds = 0.01\n")
    program = f"stdio:{sys.executable} {MINIATURES / 'breaking_transport.py'} {way}"
    choice = ("--only", SENDING, "--only", RECEIVING, "--declaration", str(declaration))
    broken = run(program, *TRANSPORT, *choice, out=tmp_path / "run")
    guilty = broken.results(RECEIVING)

    assert broken.code == 4, broken.stdout + broken.stderr
    assert broken.record.footer is not None
    assert broken.having("error") == {RECEIVING}
    assert broken.having("pass") == {SENDING}
    assert len(guilty) > 1
    for result in guilty:
        assert (result["verdict"], result["cause"], result["blame"]) == ("error", cause, blame)
        # It hangs or writes too much after the answer: then the call that follows is the one without a proper answer.
        expected = "start_message" if way not in ("hangs_between", "late_garbage") else ""
        assert result["reason"].startswith(f"xp_logon-1.{expected}")
        assert reason in result["reason"]
