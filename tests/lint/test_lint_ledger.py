"""The ledger of ids: an id keeps its step and its statement, and is never given again."""

import shutil
from pathlib import Path
from types import ModuleType

import pytest
from lint_suite import CASES, changed, only

from mapi_tck.errors import UsageError
from mapi_tck.lint import add_new_ids, lint
from mapi_tck.lint.ids import read_ledger


def test_rewording_is_no_renumbering(suite: Path, case_steps: ModuleType) -> None:
    """A statement may change its words as long as it reads like itself."""
    changed(suite, "exactly one row of the spooler", "one row of the spooler, not more")

    assert lint(suite, [case_steps]) == []


def test_exchanged_statements_are_seen(suite: Path, case_steps: ModuleType) -> None:
    """Two ids that have changed places are both reported."""
    one, other = "The status table has exactly one row of the spooler.", "Clients count."
    changed(suite, one, "???")
    changed(suite, other, one)
    changed(suite, "???", other)

    messages = [problem.message for problem in lint(suite, [case_steps])]

    assert messages == [
        "A4a now says what A4c said when it was given",
        "A4c now says what A4a said when it was given",
    ]


def test_another_statement_under_an_old_id_is_seen(suite: Path, case_steps: ModuleType) -> None:
    """An id that says something new was used again."""
    changed(suite, "Clients count.", "Nobody knows why it rains here.")

    problem = only(lint(suite, [case_steps]))

    assert problem.message == "A4c does not say any more what it said when it was given"


def test_an_id_on_another_step_is_seen(suite: Path, case_steps: ModuleType) -> None:
    """The numbered step belongs to the id."""
    path = suite / "ids.txt"
    path.write_text(path.read_text("utf-8").replace("A4c\tA4", "A4c\tA5"), "utf-8")

    assert only(lint(suite, [case_steps])).message == "A4c was given for step A5, not A4"


def test_a_withdrawn_id_stays_withdrawn(suite: Path, case_steps: ModuleType) -> None:
    """An id that was given up is not given again."""
    path = suite / "ids.txt"
    path.write_text(
        path.read_text("utf-8").replace("Clients count.", "Clients count.\twithdrawn: they do not"), "utf-8"
    )

    assert only(lint(suite, [case_steps])).message == "A4c was withdrawn: they do not"


def test_new_ids_are_entered_and_old_lines_kept(suite: Path, case_steps: ModuleType) -> None:
    """Entering new ids adds lines, sorted, and changes none."""
    path = suite / "ids.txt"
    before = read_ledger(path)[0]
    shutil.copyfile(CASES / "equal-requirement-ids.catalogue.toml", suite / "catalogue" / "more.toml")
    more = suite / "catalogue" / "more.toml"
    more.write_text(more.read_text("utf-8").replace("A4c", "A4e"), "utf-8")

    assert add_new_ids(suite) == ["A4e"]
    lines, wrong = read_ledger(path)
    assert [(line.id, line.statement, line.withdrawn) for line in lines if line.id != "A4e"] == [
        (line.id, line.statement, line.withdrawn) for line in before
    ]
    assert (wrong, lint(suite, [case_steps]), add_new_ids(suite)) == ([], [], [])


def test_a_malformed_ledger_is_left_alone(suite: Path) -> None:
    """Nothing is written over what could not be read."""
    path = suite / "ids.txt"
    path.write_text("A4a A4 with blanks\n", "utf-8")

    with pytest.raises(UsageError, match="separated by tabs"):
        add_new_ids(suite)
    assert path.read_text("utf-8") == "A4a A4 with blanks\n"


def test_the_committed_ledger_holds_every_id() -> None:
    """The kit's own ledger has nothing to add."""
    assert add_new_ids() == []
