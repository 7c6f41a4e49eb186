"""Transport providers that break: an error names the guilty call, in the scenarios that come by it, and the others go on."""

from pathlib import Path

import pytest
from kit import ADAPTERS, Run, run

#: XP14 asks for the address types, XP19 announces a flush, XP37 sends, XP45 receives; A6a and A6b send and receive hosted.
ASKED = ("XP14", "XP21", "XP37", "XP45", "A6a", "A6b")
SENDING = {"XP37", "A6a"}
RECEIVING = {"XP45", "A6b"}
FLUSHING = SENDING | RECEIVING | {"XP21"}

#: Adapter → the requirements that cannot be judged, the cause, the guilty call, and what the reason says of it.
BROKEN = {
    "hanging": (SENDING, "hung", "xp_logon-1.submit_message(flags=0, ", "hung: no answer within 3 s"),
    "dying": (RECEIVING, "died", "xp_logon-1.start_message(flags=0, ", "died: exit code 7"),
    "raising": (SENDING, "raised", "xp_logon-1.end_message(", "RuntimeError: the message is gone, and it is late"),
    "malformed": ({"XP14"}, "malformed-answer", "xp_logon-1.address_types(", "a list expected, not 'SMTP'"),
    "threaded": (FLUSHING, "malformed-answer", "xp_logon-1.flush_queues(", "called back from another thread: support-"),
    "garbled": (FLUSHING, "raised", "xp_logon-1.flush_queues(", "a PropertyValue expected, not 'PR_STATUS_CODE'"),
    "unsigned": (SENDING, "raised", "xp_logon-1.end_message(", "an unsigned 32-bit number expected, not -1"),
}

DECLARATION = """
[parameters]
call_limit = 3
settle_limit = 0.4
slow_seconds = 0.01
"""


def certified(form: str, folder: Path) -> Run:
    """A run of what is asked."""
    (folder / "declaration.toml").write_text(DECLARATION, "utf-8")
    only = [word for id in ASKED for word in ("--only", id)]
    options = ("--role", "transport", "--declaration", str(folder / "declaration.toml"), *only)
    return run(form, *options, out=folder / "run", cwd=ADAPTERS)


def judge(broken: Run, name: str) -> None:
    """The run is complete; what is guilty is an error that says so, and everything else passes."""
    guilty, cause, call, told = BROKEN[name]
    errors = [result for result in broken.record.results if result["verdict"] == "error"]

    assert broken.code == 4, broken.stdout + broken.stderr
    assert broken.record.footer is not None
    assert broken.having("error") == guilty
    assert broken.having("pass") == set(ASKED) - guilty
    assert errors
    assert {result["cause"] for result in errors} == {cause}
    assert {result["blame"] for result in errors} == {
        "adapter or implementation" if cause in ("hung", "died") else "adapter"
    }
    assert [result["reason"] for result in errors if not result["reason"].startswith(call)] == []
    assert [result["reason"] for result in errors if told not in result["reason"]] == []


@pytest.mark.parametrize("name", BROKEN)
def test_isolated_it_costs_what_comes_by_it(tmp_path: Path, name: str) -> None:
    """In a process of its own a breaking call affects only the scenarios that make it; a new process serves the next scenario."""
    judge(certified(f"isolated:breaking_transports:{name}", tmp_path), name)


@pytest.mark.parametrize("name", ["raising", "malformed", "threaded", "garbled"])
def test_in_this_process_it_costs_the_same(tmp_path: Path, name: str) -> None:
    """A failure that is neither a hang nor a death is reported just as well without isolation."""
    judge(certified(f"breaking_transports:{name}", tmp_path), name)


def test_a_hang_in_this_process_is_named(tmp_path: Path) -> None:
    """In process a hanging call cannot be ended: the watchdog names the provider's call, not the client's call that led to it."""
    hung = certified("breaking_transports:hanging", tmp_path)

    assert hung.code == 4, hung.stdout + hung.stderr
    assert hung.record.footer is None
    assert [result["cause"] for result in hung.record.results] == ["hung"]
    assert "xp_logon-1.submit_message(" in hung.stderr
    assert "has not answered within 3 s" in hung.stderr
    assert "status_object-1" not in hung.stderr
