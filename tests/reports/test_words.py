"""Reasons and causes of a record as sentences."""

import pytest

from mapi_tck.reports.words.reasons import in_words, named


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            "blocked by the status table has no row of Travel at line 213",
            "Could not continue at line 213: the status table has no row for Travel",
        ),
        (
            "blocked by session-1.open_entry → MAPI_E_NO_ACCESS (0x80070005) at line 8",
            "Could not continue at line 8: session-1.open_entry → MAPI_E_NO_ACCESS (0x80070005)",
        ),
        (
            "blocked by the flush, which moved nothing at line 5",
            "Could not continue at line 5: the flush moved nothing",
        ),
        (
            "blocked by Office, to which no message was offered at line 7",
            "Could not continue at line 7: no message was offered to Office",
        ),
        (
            "blocked by Branch, which the client could not flush at line 9",
            "Could not continue at line 9: the client could not flush Branch",
        ),
        ("nothing-lost does not hold", "Messages are lost"),
        ("of-an-older-kit does not hold", "Of an older kit"),
        (
            "in 37 of 41 cases nothing could be judged, as a rule because blocked by no row was read at line 8",
            "No result in 37 of 41 cases. The usual reason: Could not continue at line 8 of the case: no row was read",
        ),
        (
            "unstable: 2 of 3 passed; otherwise 1 fail: nothing-lost does not hold",
            "Unstable: 2 of 3 passed; otherwise 1 fail: Messages are lost",
        ),
        ("Could not continue at line 4: no row was read", "Could not continue at line 4: no row was read"),
        ("the run stopped before 3 of its scenarios had ended", "The run stopped before 3 of its scenarios had ended"),
        ("session-1.logoff: died: exit status 139", "session-1.logoff: died: exit status 139"),
        ("", ""),
    ],
)
def test_a_reason_is_a_sentence(reason: str, words: str) -> None:
    """The short forms of records become sentences; a reason of any other form, say of a later kit, keeps its words."""
    assert in_words(reason) == words


def test_a_cause_stands_behind_its_title() -> None:
    """A reader sees what is wrong, and the id that a baseline or a program needs."""
    assert named("nothing-lost") == "Messages are lost [nothing-lost]"
    assert named("") == ""
