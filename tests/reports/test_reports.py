"""Reports of run records made by hand: one of everything that a report has to show, and hostile text in every field."""

import json
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st
from made_pages import Page, hostile, said, unseen, with_examples
from made_records import a_record, record_lines

from mapi_tck.foreign import shortened, visible
from mapi_tck.record.run_record import read_record
from mapi_tck.reports import html, junit


@cache
def harmless() -> Page:
    """The page of a record in which no text is hostile."""
    return Page(html.render(a_record()))


def test_a_made_record_survives_writing_and_reading(tmp_path: Path) -> None:
    """What the builder makes is what the kit reads back, finished or not."""
    for finished in (True, False):
        made = a_record(finished=finished)
        path = tmp_path / "run.ndjson"
        path.write_text("".join(json.dumps(line) + "\n" for line in record_lines(made)), "utf-8")

        assert read_record(path) == made


@with_examples
def test_hostile_text_never_adds_an_element(text: str) -> None:
    """With any text, the page has the elements and attributes that it has with harmless text."""
    page = html.render(a_record(lambda word: word + text))

    assert harmless().shape == Page(page).shape
    assert unseen(page) <= {"\n"}
    page.encode("utf-8")


@with_examples
def test_hostile_features_add_rows_at_most(text: str) -> None:
    """The text of a feature file cannot bring an element into the page that is not there anyway."""
    features = [{"file": f"procedure_{letter}.feature", "name": text, "text": f"{text}\n" * 12} for letter in "ab"]
    page = Page(html.render(a_record(features=features)))

    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in harmless().elements}


@with_examples
def test_junit_stays_well_formed(text: str) -> None:
    """With any text, the XML can be parsed and has one case per planned scenario."""
    record = a_record(lambda word: word + text)

    assert len(record.planned) == len(ET.fromstring(junit.render(record)).findall("testsuite/testcase"))


@with_examples
def test_the_terminal_gets_no_control_character(text: str) -> None:
    """Nothing that others wrote can steer the terminal."""
    assert unseen(said(a_record(lambda word: word + text))) == {"\n"}


@given(hostile)
@example("\U000e0080")
@example("\u180d\u2065")
def test_visible_text_stays_apart_and_is_shown_once(text: str) -> None:
    """What was made visible is visible, keeps every harmless character, and is not changed again."""
    assert not unseen(visible(text))
    assert visible(text) == visible(visible(text))
    assert (
        visible(text) == text
        or unseen(text)
        or any(ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF for c in text)
    )


@given(st.text(), st.integers(5, 40))
def test_shortened_text_keeps_both_ends(text: str, limit: int) -> None:
    """A long text loses its middle, never more."""
    short = shortened(text, limit)

    assert short == text if len(text) <= limit else len(short) == limit and text.startswith(short.split(" … ")[0])
