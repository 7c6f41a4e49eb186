"""The lint knows the headings of the pages: a requirement without a place, or with one that its page lacks, is found."""

from pathlib import Path
from types import ModuleType

import pytest
from lint_suite import changed, only

from mapi_tck.lint import lint

PAGES = """
["status-tables.md"]
"Status Tables" = []
"Remarks" = ["step 1", "step 2", "FLUSH_NO_UI"]
"""

SOURCE = 'source = "status-tables.md"'


@pytest.fixture
def placed(suite: Path) -> Path:
    """The clean suite with the headings of its page, and each requirement at one of them."""
    (suite / "places.toml").write_text(PAGES, "utf-8")
    changed(suite, SOURCE, f'{SOURCE}\nplace = "Remarks"')
    return suite


def test_a_suite_with_places_is_clean(placed: Path, case_steps: ModuleType) -> None:
    """A heading of the page is a place."""
    assert lint(placed, [case_steps]) == []


@pytest.mark.parametrize("place", ["Status Tables", "Remarks, step 2", "Remarks, FLUSH_NO_UI"])
def test_a_step_or_name_below_a_heading_is_a_place(placed: Path, case_steps: ModuleType, place: str) -> None:
    """A place may be more exact than its heading."""
    changed(placed, 'place = "Remarks"', f'place = "{place}"')

    assert lint(placed, [case_steps]) == []


def test_a_requirement_without_a_place_is_told_how_to_get_one(placed: Path, case_steps: ModuleType) -> None:
    """The hint has the line to write, and the headings to choose from."""
    path = placed / "catalogue" / "suite.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace('place = "Remarks"\n', "", 1), "utf-8")

    problem = only(lint(placed, [case_steps]))

    line = text.splitlines().index(SOURCE) + 1
    assert (problem.rule, problem.line) == ("requirement-without-place", line)
    assert problem.message == "A4a does not say at which place of status-tables.md it is said"
    assert problem.hint == (
        'write place = "HEADING", or "HEADING, step 7", below source; the page has Status Tables; Remarks'
    )


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        (
            'place = "Remarks"',
            'place = "Remark"',
            "status-tables.md has no heading Remark",
            "did you mean Remarks?",
        ),
        (
            'place = "Remarks"',
            'place = "Remarks, step 7"',
            "status-tables.md has no step 7 below Remarks",
            "did you mean step 2?",
        ),
        (
            'place = "Remarks"',
            'place = "Remarks, below"',
            "status-tables.md has no below below Remarks",
            "one of step 1, step 2, FLUSH_NO_UI",
        ),
        (
            SOURCE,
            'source = "status-table.md"',
            "places.toml does not list the headings of status-table.md",
            "python -m docs.places FOLDER, with the folder of the published pages, adds the page to places.toml",
        ),
    ],
)
def test_a_place_that_its_page_lacks_is_found(
    placed: Path, case_steps: ModuleType, old: str, new: str, message: str, hint: str
) -> None:
    """It is found for each requirement, at the line that is wrong."""
    changed(placed, old, new)

    problems = lint(placed, [case_steps])

    assert [problem.message for problem in problems] == [f"{id}: {message}" for id in ("A4a", "A4b", "A4c")]
    assert {(problem.rule, problem.hint) for problem in problems} == {("unknown-place", hint)}
    lines = (placed / "catalogue" / "suite.toml").read_text("utf-8").splitlines()
    assert all(lines[problem.line - 1] == new for problem in problems)


def test_a_suite_that_lists_no_headings_needs_no_places(suite: Path, case_steps: ModuleType) -> None:
    """The rules are for a suite that knows its pages."""
    changed(suite, SOURCE, f'{SOURCE}\nplace = "Nowhere"')

    assert lint(suite, [case_steps]) == []
