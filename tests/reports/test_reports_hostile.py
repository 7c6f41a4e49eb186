"""An implementation whose every text is hostile changes no page's structure and no terminal's state."""

import os

import pytest
from hostile_records import a_small_record, marks, texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_pages import Page, said, unseen

from mapi_tck.reports import html

#: Records in all, in parts that processes can share. Each shows about fifty texts: together ten thousand, the same each time.
#: `make laws` makes others, and more than thirty thousand.
PARTS = 4
RECORDS = (640 if os.environ.get("MAPI_TCK_RANDOM_LAWS") else 200) // PARTS

SHAPE = Page(html.render(a_small_record())).shape


@pytest.mark.parametrize("part", range(PARTS))
def test_no_text_changes_a_page_or_a_terminal(part: int) -> None:
    """Of every record the page has the elements that it has with harmless texts, and the terminal gets text and line ends."""

    @settings(
        max_examples=RECORDS,
        deadline=None,
        database=None,
        suppress_health_check=(
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.filter_too_much,
            HealthCheck.large_base_example,
        ),
    )
    @given(texts)
    def law(texts: list[str]) -> None:
        record = a_small_record(marks(texts))
        page = html.render(record)

        assert Page(page).shape == SHAPE
        assert unseen(page) <= {"\n"}
        assert unseen(said(record)) == {"\n"}

    law()


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=(
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
        HealthCheck.large_base_example,
    ),
)
@given(texts, st.sampled_from(["x", "é", "\u202e", "<b>", "\ud800", "a b "]))
def test_a_name_of_a_megabyte_is_cut(texts: list[str], unit: str) -> None:
    """Names without end change neither: the page stays small, and so does what the terminal shows."""
    long = unit * (1_000_000 // len(unit))
    record = a_small_record(marks([*texts, long]))
    page, text = html.render(record), said(record)

    assert Page(page).shape == SHAPE
    assert unseen(page) <= {"\n"} and unseen(text) == {"\n"}
    assert len(page) < 10_000_000
    assert len(text) < 1_000_000
