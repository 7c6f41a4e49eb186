"""The table at the head of a procedure: it can be written again, and then says what the feature holds."""

from pathlib import Path
from types import ModuleType

from mapi_tck.lint import lint
from mapi_tck.lint.step_tables import feature_with_table, features_with_tables
from mapi_tck.lint.subject import Subject, read_subject

FEATURE = """\
@A4a
Feature: Rows
  It is about rows.{table}

  Rule: A4 Retrieve the spooler's row
    It calls HrQueryAllRows.

    Scenario: One
      When it retrieves the rows
      Then the rows hold PR_ENTRYID

    Scenario: Another
      When it retrieves the rows
      Then the rows hold PR_ENTRYID
"""

TABLE = """

  | step | rule                          | requirements | scenarios |
  | 4    | A4 Retrieve the spooler's row | A4a          | 2         |"""


def test_the_kits_own_tables_are_current() -> None:
    """`make docs` would change none of them."""
    assert [path.name for path, text in features_with_tables().items() if path.read_text("utf-8") != text] == []


def test_a_table_is_written_again_in_its_place(suite: Path, case_steps: ModuleType) -> None:
    """With and without a table before, the feature has the same text afterwards, and the lint is content with it."""
    path = suite / "rows.feature"
    for table in ("", TABLE, TABLE.replace("2 ", "7 ")):
        path.write_text(FEATURE.format(table=table), "utf-8")
        subject = Subject(root=suite, own=False, has_catalogue=True, judges_steps=False, definitions=())
        read_subject(subject, suite)
        feature = next(one for one in subject.features if one.file.endswith("rows.feature"))

        path.write_text(feature_with_table(feature, subject.catalogue), "utf-8")

        assert path.read_text("utf-8") == FEATURE.format(table=TABLE)
        assert list(map(str, lint(suite, [case_steps]))) == []
