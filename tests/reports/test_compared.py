"""Two values that are compared, in texts with a limit."""

import pytest

from mapi_tck.reports.words.compared import compared
from mapi_tck.reports.words.contrast import brief, contrast, marked
from mapi_tck.wire.codecs import Json

TOKENS = [f"5c8433-Office-out-{number}" for number in range(1, 101)]


def test_short_values_are_shown_as_they_are() -> None:
    """Values within the limit stay whole."""
    assert compared({"lost": []}, {"lost": ["m-1"]}, 200) == ('{"lost": []}', '{"lost": ["m-1"]}')


@pytest.mark.parametrize("place", [0, 1, 11, 50, 98, 99])
def test_an_element_that_is_missing_can_be_seen(place: int) -> None:
    """Wherever two long lists differ, the element that one of them lacks is in its text, and equal ones are counted."""
    less = TOKENS[:place] + TOKENS[place + 1 :]
    expected, observed = compared({"arrived": TOKENS}, {"arrived": less}, 200)
    assert f'"{TOKENS[place]}"' in expected
    assert f'"{TOKENS[place]}"' not in observed
    assert " alike" in expected
    assert len(expected) < 400


def test_every_element_that_differs_is_shown() -> None:
    """Many differences in one list are all there, and what stands beside them alone is shortened."""
    missing = TOKENS[::2]
    expected, observed = compared({"missing": []}, {"missing": missing, "arrived": TOKENS[1::2]}, 200)
    assert expected == '{"missing": []}'
    assert all(f'"{token}"' in observed for token in missing)
    assert "… 44 more" in observed


def test_two_orders_of_a_list_show_what_moved() -> None:
    """Of a list in another order, what is not in its place is shown."""
    swapped = [*TOKENS[:40], TOKENS[41], TOKENS[40], *TOKENS[42:]]
    for text in compared(TOKENS, swapped, 200):
        assert TOKENS[40] in text
        assert TOKENS[41] in text
        assert TOKENS[20] not in text


def test_long_texts_show_where_they_differ() -> None:
    """A long common beginning is left out."""
    expected, observed = compared("x" * 900 + " good", "x" * 900 + " bad", 200)
    assert expected.endswith(' good"')
    assert observed.endswith(' bad"')
    assert len(expected) < 200


@pytest.mark.parametrize(
    ("expected", "observed"),
    [
        ("success", {"calls": list(range(500))}),
        (None, TOKENS),
        ({"a": {"b": {"c": {"d": TOKENS}}}}, {"a": {"b": {"c": {"d": TOKENS[1:]}}}}),
        (TOKENS * 40, [*TOKENS[1:], *TOKENS * 39]),
    ],
)
def test_any_two_values_have_short_texts(expected: Json, observed: Json) -> None:
    """Values of different form, deep ones and very long ones never exceed twenty times the limit."""
    assert all(len(text) <= 4000 for text in compared(expected, observed, 200))


@pytest.mark.parametrize("place", [3, 59, 75, 99])
def test_the_page_shows_where_long_lists_differ(place: int) -> None:
    """The field of a report page marks the missing element also beyond the elements that a page shows, and at first sight."""
    fields = contrast({"arrived": TOKENS}, {"arrived": TOKENS[:place] + TOKENS[place + 1 :]})
    for shown in (fields, brief(fields)):
        assert TOKENS[place] in [piece.text for piece in shown[0].expected if piece.differs]


def test_the_page_shows_each_difference_at_first_sight() -> None:
    """Up to twelve that differ the short form of a field passes over equal elements only; of more it says how many there are."""
    for number in (24, 40):
        fields = contrast({"arrived": TOKENS[:number]}, {"arrived": TOKENS[1:number:2]})
        marked = [piece.text for piece in brief(fields)[0].expected if piece.differs]
        assert marked == TOKENS[:number:2] or marked[-1].endswith(f"{number // 2 - len(marked) + 1} of them only here")


def test_lines_of_text_have_the_marks_of_the_page() -> None:
    """A line for each field; long runs of equal elements are counted, and what differs is marked on both sides."""
    left, right = marked({"lost": [], "sent": TOKENS[:9]}, {"lost": [], "sent": [*TOKENS[:7], TOKENS[8], "other"]})

    assert left == ["lost: none", f"sent: … 7 alike, [−{TOKENS[7]}−], {TOKENS[8]}"]
    assert right == ["lost: none", "sent: … 8 alike, {+other+}"]
    assert marked(3, "three") == (["3"], ["three"])


def test_lines_of_text_never_leave_out_what_differs() -> None:
    """Nor in a long word, in one of many fields, beyond the elements that a page shows; of very many they say how many."""
    same = "x" * 5000
    assert [side[0].count("A") for side in marked(f"{same}A{same}", f"{same}B{same}")] == [1, 0]

    many = {f"field {number}": "same" for number in range(1000)}
    assert marked({**many, "last": 1}, {**many, "last": 2})[1] == ["last: {+2+}", "and 1000 more fields alike"]

    wanted, found = marked(TOKENS[::2], TOKENS)
    assert "[−" not in wanted[0]
    assert f"{{+{TOKENS[1]}+}}, {TOKENS[2]}, {{+{TOKENS[3]}+}}" in found[0]
    assert found[0].endswith("and 40 more, 20 of them only here+}")
