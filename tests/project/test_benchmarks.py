"""The benchmarks compare like with like, have a row for each goal, and say plainly where a goal is missed."""

import datetime
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import __main__, direct, gherkin, goals, groups, page, searches, slowest, words
from benchmarks.rows import Gap, NotMeasuredError, Row, complete
from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.claims.declaration import Parameters
from mapi_tck.ports import Role
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.search.examples import given, then, when
from mapi_tck.search.searching import perform
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.specimens import load_specimens
from mapi_tck.wire.codecs import Json

MISSED = Row("run", (4.0, 9.0, 8.0), (2.0, 2.0, 2.0), note="a note")
MET = Row("behave", (0.5,), (1.0,), "ms")
FASTER = Row("search", (1.0, 1.0), (5.0, 8.0))


@pytest.mark.parametrize("law", searches.MEASURED)
def test_all_sides_of_the_search_have_the_same_cases(law: str) -> None:
    """The cases that the kit has searched are those that a bare state machine proposes, and those that a corpus gives."""
    found = searches.searched(law)
    calls = searches.recorded_calls(found)
    cases = tuple(calls)
    searches.bare(law, calls)

    assert any("Given a profile" in line for case in found["examples"] for line in case["lines"])
    assert calls == {}
    assert tuple(searches.recorded_calls(searches.searched(law, cases))) == cases


def test_every_goal_has_a_row() -> None:
    """Each goal of the two programs belongs to exactly one of the groups that measure their rows."""
    for wanted, measured in ((goals.USUAL, groups.USUAL), (goals.LONG, groups.LONG)):
        assert sorted(key for group in measured.values() for key in group.goals) == sorted(wanted)


def test_the_ratio_of_a_row_is_the_median_of_its_pairs() -> None:
    """A row's value is the median ratio of its pairs; where more is better, the ratio is the other way round."""
    assert (MISSED.value, words.spread(MISSED)) == (4.0, "2.00 to 4.50 of 3")
    assert FASTER.value == 6.5
    assert FASTER.met


def test_a_missed_goal_is_red_and_said_in_words() -> None:
    """The page marks a missed goal with a red picture and says by how much it is missed; a goal that is met has neither."""
    text = page.section("bench", [MISSED, MET], datetime.date(2026, 11, 29), "a machine", 0.5)
    missed, met = (line for line in text.splitlines() if line.startswith("| a "))

    assert missed.endswith("| ![missed](goal-missed.svg) **missed: 4.00×, and the goal is at most 3×** |")
    assert met.endswith("| met |")
    assert "1 of 2 goals are met." in text
    assert 'fill="#b3261e"' in page.PAGE.with_name("goal-missed.svg").read_text("utf-8")


def test_a_section_leaves_the_other_one_alone() -> None:
    """Each program replaces its own section of the page, and keeps what the other one has written."""
    first = page.page("", "bench", "ratios")
    both = page.page(first, "bench-long", "seconds")

    assert "Not measured yet." in first
    assert page.page(both, "bench", "newer ratios") == both.replace("ratios\n", "newer ratios\n")
    assert "seconds" in both


def test_what_cannot_be_measured_does_not_stop_the_rest() -> None:
    """A group that fails leaves a row with the reason for each goal that it has not reached."""

    def broken() -> Iterator[Row]:
        yield MISSED
        raise NotMeasuredError("there is no Chromium here")

    rows = list(complete(("run", "run one"), broken()))

    assert rows == [MISSED, Gap("run one", "there is no Chromium here")]


@pytest.mark.parametrize(("rows", "code"), [([MISSED], 0), ([MISSED, Gap("stdio", "no pipe")], 1)])
def test_only_what_is_not_measured_fails(
    rows: list[Row], code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The program exits with 0 although a goal is missed, and with 1 if something could not be measured."""
    monkeypatch.setattr(page, "PAGE", tmp_path / "performance.md")
    monkeypatch.setattr(__main__, "CHECKOUT", tmp_path)
    monkeypatch.setattr(__main__, "measured", lambda *_: iter(rows))

    assert __main__.main([]) == code
    assert "**missed" in (tmp_path / "performance.md").read_text("utf-8")


def test_the_slowest_wrong_implementations_exist() -> None:
    """The list of the slowest has ten wrong subsystems of the kit, each once."""
    known = {specimen.adapter for specimen in load_specimens(Role.SUBSYSTEM) if specimen.wrong}

    assert len(set(slowest.slowest())) == slowest.LISTED
    assert set(slowest.slowest()) <= known


def test_every_call_of_a_scenario_belongs_to_a_line() -> None:
    """The peers make all calls of a scenario: those of each line, and with the first and last line those around them."""
    import_module("mapi_tck.steps")
    tck = Scenario("test", load_catalogue().requirements["I3a"], ReferenceAdapter(), Parameters())
    lines = (
        given("a client that has logged on"),
        when("the client gets the status table"),
        then("the call succeeds"),
    )
    perform(tck, lines)
    result = tck.result()
    made: list[Json] = [entry for entry in result["trace"] if direct.made(entry)]

    first, *_, last = calls = gherkin.line_calls(result)
    assert sum(map(len, calls)) == len(made)
    assert [call.method for call in first][-1] == "logon"
    assert [call.method for call in last][-1] == "release"
