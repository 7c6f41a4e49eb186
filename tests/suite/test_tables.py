"""A mistake in a feature file of a user is the file's, and never the implementation's."""

from pathlib import Path

import pytest
from kit import mapi_tck

FEATURE = """Feature: One that a user wrote

  @A6a
  Scenario: The outgoing queue is flushed
    Given a profile with the transports
      | transport | kind | FlushQueues |
      | Office    | LAN  | supported   |
    And messages that wait
      | transport | outgoing | incoming |
      | Office    | 3        | 2        |
    And a client that has logged on
    When it flushes the outgoing queues through the spooler
    Then the call succeeds
"""


def replayed(folder: Path, old: str, new: str) -> tuple[int, str]:
    """Change the feature, and run it; answer the exit code and what was said."""
    assert old in FEATURE
    (folder / "own.feature").write_text(FEATURE.replace(old, new))
    done = mapi_tck("replay", "own.feature", "reference", cwd=folder)
    return done.code, done.stdout + done.stderr


def test_the_feature_without_a_mistake_passes(tmp_path: Path) -> None:
    """It can be run as it is."""
    assert replayed(tmp_path, "Office", "Office")[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (
            "| FlushQueues |",
            "| Flush |",
            "the table lacks the column FlushQueues (its columns are transport, kind, Flush)",
        ),
        ("| LAN  |", "| LNA |", "the column kind cannot hold 'LNA' (did you mean LAN?)"),
        (
            "| supported   |",
            "| yes |",
            "the column FlushQueues cannot hold 'yes' (known words: supported, not supported)",
        ),
        ("| 3        |", "| x |", "the column outgoing cannot hold 'x' (a number from 0 to 999999)"),
        ("| outgoing |", "| out |", "the table lacks the column outgoing (its columns are transport, out, incoming)"),
    ],
)
def test_a_wrong_table_is_named_before_anything_runs(old: str, new: str, what: str, tmp_path: Path) -> None:
    """One line with file, line and what the table may hold; exit code 2."""
    assert replayed(tmp_path, old, new) == (2, f"mapi-tck: own.feature:4: {what}\n")


def test_a_line_without_its_table_is_named(tmp_path: Path) -> None:
    """The line needs one."""
    table = "\n      | transport | outgoing | incoming |\n      | Office    | 3        | 2        |"
    code, said = replayed(tmp_path, table, "")

    assert (code, said) == (2, "mapi-tck: own.feature:4: the line lacks its table, with the column transport\n")


def test_a_transport_that_the_profile_lacks_is_no_fault_of_the_adapter(tmp_path: Path) -> None:
    """The line is an error of the scenario. The test bed is never asked."""
    code, said = replayed(tmp_path, "| Office    | 3 ", "| Ofice | 3 ")

    assert code == 4
    assert "the profile has no transport Ofice (did you mean Office?)" in said
    assert "raised" not in said
