"""The audit of a page and its changes, as text, Markdown and page: mangled names and no sentence of the page."""

import re
from pathlib import Path

import pytest
from kit import mapi_tck
from made_pages import Page, unseen
from topic_page import topic_page

from mapi_tck.assessment.printing import rendered
from mapi_tck.reports.specification import audit as audit_report
from mapi_tck.reports.specification import drift as drift_report
from mapi_tck.suite.published.audit import audit
from mapi_tck.suite.published.drift import drift
from mapi_tck.suite.published.reading import page_of

FORMS = ("text", "markdown", "html")

#: Names that try to become markup or commands.
HOSTILE = ("<b>x</b>", "`|`", "\x1b[31m", "::error::x", "\u202eabc", "[a](javascript:x)")


def mangled(*tokens: str) -> str:
    """A page in which emphasis stands on these words, and a name is split."""
    page = topic_page().replace("PR_ENTRYID", "PR_ENTRY ID")
    for token in tokens:
        marked = re.sub(r"([^\w\s])", r"\\\1", token)
        page = page.replace("Here the text", f"Here **{marked}** the text", 1)
    return page


def shown(form: str, *pages: str) -> str:
    """The audit of the pages."""
    made = audit_report.render([audit(page) for text in pages for page in page_of(text, "page.md")], form)
    return made if isinstance(made, str) else rendered(made)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_shows_the_mangled_name_and_no_sentence(form: str) -> None:
    """What stands in the place of a name is shown as it is; the words around it are not."""
    text = shown(form, mangled())

    assert "PR_ENTRY ID" in text
    assert "Here the text" not in text
    assert "38 of 42 identifiers survive" in text


@pytest.mark.parametrize("form", FORMS)
def test_several_pages_stand_side_by_side(form: str) -> None:
    """A table has a row for each identifier, with the number that survives in each page."""
    text = re.sub(r"<[^>]*>|[|`]", " ", shown(form, topic_page(), mangled()))

    assert re.search(r"PR_ENTRYID\s+4\s+4\s+0\s", text)
    assert "1 of 2 texts differ" in text


def test_hostile_words_of_a_page_stay_words() -> None:
    """Nothing of a page becomes an element, a control code or a command."""
    harmless, hostile = shown("html", mangled(*"abcdef")), shown("html", mangled(*HOSTILE))

    assert Page(hostile).shape == Page(harmless).shape
    assert unseen(hostile) <= {"\n"}
    assert unseen(shown("text", mangled(*HOSTILE))) <= {"\n"}
    assert not re.search(r"(?m)^\s*::error", shown("text", mangled(*HOSTILE)))


@pytest.mark.parametrize("form", FORMS)
def test_changes_name_requirements_and_scenarios(tmp_path: Path, form: str) -> None:
    """Each with its words; no sentence of the page is shown."""
    (tmp_path / "old.md").write_text(topic_page())
    changed = drift(page_of(topic_page().replace("1. Here the", "1. There the", 1), "new.md"), str(tmp_path / "old.md"))
    made = drift_report.render(changed, form)
    text = re.sub(r"\\|\s+", " ", made if isinstance(made, str) else rendered(made)).replace(" _", "_")

    assert "1 place of the page changed" in text
    assert "A session that has logged on gives its status table" in text
    assert "procedure_a.feature:83" in text
    assert "here the text" not in text


def test_the_command_exits_with_one_if_a_page_differs(tmp_path: Path) -> None:
    """And with none if it does not; the ending of the file chooses the form."""
    (tmp_path / "good.md").write_text(topic_page())
    (tmp_path / "bad.md").write_text(mangled())
    good = mapi_tck("page-audit", "good.md", cwd=tmp_path)
    bad = mapi_tck("page-audit", "good.md", "bad.md", "-o", "audit.md", cwd=tmp_path)
    since = mapi_tck("page-audit", "bad.md", "--since", "good.md", "-o", "since.html", cwd=tmp_path)

    assert (good.code, bad.code, since.code) == (0, 1, 1)
    assert "The audit finds nothing that differs from the English page" in good.stdout
    assert (bad.stdout, since.stdout) == ("audit.md\n", "since.html\n")
    assert (tmp_path / "audit.md").read_text("utf-8").startswith("# Audit of the published page\n")
    assert Page((tmp_path / "since.html").read_text("utf-8")).all("src") == []
