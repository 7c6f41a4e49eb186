"""What changed on the published page: exactly the requirements that rest on a changed sentence, and none for a new layout."""

import re
from pathlib import Path

import pytest
from topic_page import LANGUAGES, published, topic_page

from mapi_tck.errors import UsageError
from mapi_tck.suite.catalogue import load_catalogue, specification
from mapi_tck.suite.published.binding import bind, english
from mapi_tck.suite.published.drift import KEPT, Drift, drift
from mapi_tck.suite.published.page import Page, Part, Run
from mapi_tck.suite.published.reading import page_of, read_page


def of_topic(step: str) -> set[str]:
    """The requirements of a numbered step that the topic itself asks for."""
    requirements = load_catalogue().requirements.values()
    return {item.id for item in requirements if item.step == step and item.profile == "topic"}


def changed(old: str, new: str, folder: Path) -> Drift:
    """What changed between two pages."""
    path = folder / "old.md"
    path.write_text(old)
    return drift(page_of(new, "new.md"), str(path))


def with_other_words(page: Page, place: str, number: int) -> Page:
    """The page with one word of one sentence changed."""
    parts = []
    for part in page.parts:
        sentences = part.sentences
        if part.place == place:
            sentences[number] = re.sub(r"\b[a-z]+\b", "another", sentences[number], count=1)
            assert sentences != part.sentences
        parts.append(Part(part.place, part.number, tuple((Run(sentence),) for sentence in sentences)))
    return Page(page.file, page.language, tuple(parts))


def test_the_published_page_has_not_changed() -> None:
    """Its sentences are those of the revision that the catalogue was written from, whatever names the revision."""
    pages = read_page(published("zh-CN"))

    for since in (KEPT, specification().revision, specification().revision[:7]):
        assert drift(pages, since).changed == ()


def test_one_word_of_one_sentence_names_its_requirements() -> None:
    """For each sentence of the page: its own requirements, and those of no other."""
    page = english(read_page(published("zh-CN")))
    told = [told for told in bind(page).told if told.place != "title"]

    for one in told:
        found = drift([with_other_words(page, one.place, one.number - 1)], KEPT)

        assert one.known
        assert [(item.place, item.changed, item.requirements) for item in found.changed] == [
            (one.place, 1, one.known.requirements)
        ]
        if len([other for other in told if other.place == one.place]) == 1 and one.place not in ("A", "B"):
            assert set(found.requirements) == of_topic(one.place)


@pytest.mark.parametrize("place", ["A4", "B5.2"])
def test_an_older_page_is_compared_by_its_words(tmp_path: Path, place: str) -> None:
    """One word of a step changes: only the requirements of the step are named."""
    lines = topic_page().splitlines()
    number = [part.place for part in page_of(topic_page(), "page.md")[0].parts].index(place)
    at = [at for at, line in enumerate(lines) if re.match(r"#|\s*\d|Here", line)][number]
    lines[at] = lines[at].replace("Here the text", "There the text")

    found = changed(topic_page(), "\n".join(lines), tmp_path)

    assert [one.place for one in found.changed] == [place]
    assert set(found.requirements) == of_topic(place)


def test_another_layout_is_no_change(tmp_path: Path) -> None:
    """Line ends, blanks, marks, numbers of a list, quotation marks, and addresses of links are layout."""
    page = topic_page()
    other = page.replace("**", "__").replace(".md)", ")").replace(" names ", "\n    names ")
    other = re.sub(r"(?m)^( *)\d+\. ", r"\g<1>1. ", other)

    assert changed(page, other, tmp_path).changed == ()


def test_a_sentence_that_is_new_or_gone_is_a_change(tmp_path: Path) -> None:
    """A new demand concerns the whole step; so does one that is gone."""
    longer = topic_page().replace("7. Here", "7. Wait. Here", 1)

    for old, new, before, added in ((topic_page(), longer, 1, 1), (longer, topic_page(), 2, 0)):
        (one,) = changed(old, new, tmp_path).changed

        assert (one.place, one.before, one.new, one.changed) == ("A7", before, added, before - 1)
        assert set(one.requirements) == of_topic("A7")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_in_any_language_can_be_compared_with_an_older_one(language: str) -> None:
    """It has not changed since itself."""
    path = published(language)

    assert drift(read_page(path), str(path)).changed == ()


def test_what_cannot_be_compared_is_a_mistake_of_the_user(tmp_path: Path) -> None:
    """An unknown revision, two languages, and a translation beside the English digests."""
    path = tmp_path / "old.es-ES.md"
    path.write_text(topic_page())

    with pytest.raises(UsageError, match="no such revision is kept"):
        drift(page_of(topic_page(), "page.md"), "abcdef0")
    with pytest.raises(UsageError, match="the pages are in es-ES and in en"):
        drift(page_of(topic_page(), "page.md"), str(path))
    with pytest.raises(UsageError, match="the page has no English text, but es-ES"):
        drift(read_page(path), KEPT)
