"""The benchmarks compare like with like."""

import pytest

from benchmarks import search


@pytest.mark.parametrize("law", search.MEASURED)
def test_both_sides_of_the_search_have_the_same_cases(law: str) -> None:
    """What is made directly is every case that the kit has searched, in the world that a run searches."""
    found = search.searched(law)
    calls = search.recorded_calls(found)
    search.bare(law, calls)

    assert any("Given a profile" in line for case in found["examples"] for line in case["lines"])
    assert calls == {}
