"""The lint knows the sentences of the published page by their digests: one that no requirement answers is found."""

from pathlib import Path
from types import ModuleType

import pytest
from lint_suite import only
from topic_page import published

from mapi_tck.errors import UsageError
from mapi_tck.lint import lint
from mapi_tck.suite.catalogue import features_root
from mapi_tck.suite.published.page import digest, sentences

PAGE = """\
# A page

### One

1. Take [HrQueryAllRows](hrqueryallrows.md). Then go on.

### Two

1. Go home.
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page with six sentences."""
    path = tmp_path / "page.md"
    path.write_text(PAGE)
    return path


def listed(suite: Path, **changed: str) -> None:
    """List the sentences of the page; `changed` has other entries for some of them."""
    texts = {"title": "A page", "A": "One", "A1": "Take HrQueryAllRows. Then go on.", "B": "Two", "B1": "Go home."}
    entries = []
    for place, text in texts.items():
        for number, sentence in enumerate(sentences(text), 1):
            usual = 'requirements = ["A4a", "A4b", "A4c"]' if place == "A1" else 'reason = "it demands nothing"'
            bound = changed.get(f"{place}_{number}", usual)
            entries.append(f'["{place}/{number}"]\n{bound}\ndigests = {{ abc = "{digest(sentence)}" }}\n')
    (suite / "topic").mkdir(exist_ok=True)
    (suite / "topic" / "sentences.toml").write_text("\n".join(entries))


def test_a_suite_whose_sentences_are_bound_is_clean(suite: Path, case_steps: ModuleType, page: Path) -> None:
    """With the page and without it."""
    listed(suite)

    assert lint(suite, [case_steps]) == []
    assert lint(suite, [case_steps], page=page) == []


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("", "sentence B1/1 needs requirements or a reason, one of them"),
        ('requirements = ["A4a"]\nreason = "none"', "sentence B1/1 needs requirements or a reason, one of them"),
        ('requirements = ["A4x"]', "sentence B1/1: the catalogue has no requirement A4x"),
    ],
)
def test_a_sentence_without_requirements_needs_a_reason(
    suite: Path, case_steps: ModuleType, entry: str, message: str
) -> None:
    """One of the two, and requirements that exist."""
    listed(suite, B1_1=entry)

    problem = only(lint(suite, [case_steps]))

    assert (problem.rule, problem.message) == ("unbound-sentence", message)
    assert (suite / "topic" / "sentences.toml").read_text().splitlines()[problem.line - 1] == '["B1/1"]'


def test_a_requirement_of_the_topic_needs_a_sentence(suite: Path, case_steps: ModuleType) -> None:
    """Otherwise it does not follow from the page."""
    listed(suite, A1_1='requirements = ["A4a", "A4b"]', A1_2='requirements = ["A4a"]')

    problem = only(lint(suite, [case_steps]))

    assert (problem.rule, problem.message) == (
        "requirement-without-sentence",
        "no sentence of the page is bound to A4c",
    )


def test_another_word_on_the_page_is_found_and_another_layout_is_not(
    suite: Path, case_steps: ModuleType, page: Path
) -> None:
    """The sentence that is new and the one that is gone are both named; line ends and marks are layout."""
    listed(suite)
    page.write_text(PAGE.replace("Then go on", "**Then**   go\n   on"))
    assert lint(suite, [case_steps], page=page) == []

    page.write_text(PAGE.replace("Then go on", "Then go away"))
    found = {(problem.rule, problem.message.partition(":")[0]) for problem in lint(suite, [case_steps], page=page)}
    assert found == {
        ("sentences-of-the-page", "sentence A1/2 of the page is not bound"),
        ("sentences-of-the-page", f"the page {page} does not have sentence A1/2"),
    }


def test_each_english_sentence_of_the_published_page_is_bound() -> None:
    """Both procedures, introduction and closing remarks: the kit's own list has exactly the sentences of the page."""
    assert list(map(str, lint(page=published("zh-CN")))) == []


def test_a_page_in_another_language_has_no_sentences_to_compare() -> None:
    """That is a mistake of the user."""
    with pytest.raises(UsageError, match="the page has no English text, but fr-FR"):
        lint(page=published("fr-FR"))


def test_of_the_page_only_digests_are_kept() -> None:
    """The list has no text of the page: ids, requirements, digests, and reasons in the kit's own words."""
    text = (features_root() / "topic" / "sentences.toml").read_text()

    assert all(
        line.startswith(("#", "[", "requirements = ", "reason = ", "digests = ")) for line in text.split("\n") if line
    )
