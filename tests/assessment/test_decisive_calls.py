"""Which of the calls that a verdict rests on are shown where there is room for a few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapi_tck.reports.words.groups import decisive

#: Calls in their order: an o is the implementation's own, an l is an observation by the scenario; numbers tell them apart.
calls = st.lists(st.tuples(st.sampled_from("ol"), st.integers()), max_size=12, unique=True)


def own(call: tuple[str, int]) -> bool:
    """Whether the implementation answered it or made it."""
    return call[0] == "o"


@pytest.mark.parametrize(
    ("kinds", "conversation", "shown"),
    [
        ("olll", False, [0, 1, 2]),
        ("oooool", False, [0, 1, 2]),
        ("lllo", False, [0, 1, 3]),
        ("oooool", True, [3, 4, 5]),
        ("oooooll", True, [4, 5, 6]),
        ("olll", True, [0, 2, 3]),
        ("llll", True, [1, 2, 3]),
        ("oooo", True, [1, 2, 3]),
        ("o", True, [0]),
        ("", True, []),
    ],
)
def test_the_calls_that_one_has_to_see(kinds: str, conversation: bool, shown: list[int]) -> None:
    """The first of the provider's own; in a conversation its last ones, and what was looked at in the end."""
    given_calls = [(kind, number) for number, kind in enumerate(kinds)]

    assert [number for _, number in decisive(given_calls, own, 3, conversation=conversation)] == shown


@given(calls, st.integers(1, 5), st.booleans())
def test_as_many_as_there_is_room_for_in_their_order(
    every: list[tuple[str, int]], limit: int, conversation: bool
) -> None:
    """None is shown twice or out of order, no room is left while there are more, and one of the provider's own is shown."""
    shown = decisive(every, own, limit, conversation=conversation)

    assert len(shown) == min(limit, len(every))
    assert shown == [call for call in every if call in shown]
    assert conversation or not any(map(own, every)) or any(map(own, shown))
    assert limit <= 2 or not any(map(own, every)) or any(map(own, shown))
