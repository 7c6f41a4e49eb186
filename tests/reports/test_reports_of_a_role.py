"""Reports of the role transport: the flush conversation, hosted scenarios with their placements, who called whom."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from functools import cache

import pytest
from made_pages import Page, said, with_examples
from made_records import a_record

from mapi_tck.ports.roles import Role
from mapi_tck.record.run_record import RunRecord
from mapi_tck.reports import html, junit
from mapi_tck.reports.page.frame import scenario_anchor
from mapi_tck.reports.page.parties import parties


@pytest.fixture(scope="module")
def record() -> RunRecord:
    """A record of role transport with one of everything."""
    return a_record(role="transport")


def test_the_conversation_is_called_what_it_is(record: RunRecord) -> None:
    """Terminal and page show its steps under its own heading; role subsystem has neither heading nor steps."""
    for text in (said(record, 120), Page(html.render(record)).text):
        assert "The flush conversation of spooler and transport" in text
        assert "Outside of a flush: status row and status object" in text
        assert "Procedure X" not in text
    for text in (said(a_record(), 120), Page(html.render(a_record())).text):
        assert "conversation" not in text
        assert "Outside of a flush" not in text


def test_the_first_screen_names_the_role(record: RunRecord) -> None:
    """Page and terminal say what was under test, where the verdict is."""
    top = html.render(record).partition("</header>")[0]

    assert "role <b>transport</b>, " in top
    assert "role <b>subsystem</b>, " in html.render(a_record()).partition("</header>")[0]
    assert re.search(r"\n  role +transport, one transport provider: ", said(record, 200).partition("\nVerdict")[2])
    assert "role" not in said(a_record(), 200).partition("\nVerdict\n")[2]


def test_placements_of_one_scenario_stand_together(record: RunRecord) -> None:
    """Eight results of A6a are two scenarios: each name once, its placements below it or behind it."""
    text = " ".join(said(record, 200).split())
    steps = html.render(record).partition('<section aria-labelledby="steps">')[2]
    own = steps.partition('id="A6a"')[2].partition("</article>")[0]

    assert "A6a holds in case 0, provider alone in the profile (procedure_a.feature:4)" in text
    assert (
        "also with the provider first in the profile, last in the profile, between the kit's own transports "
        "also A6a holds in case 1" in text
    )
    assert own.count("A6a holds in case 0") == own.count("A6a holds in case 1") == 1
    assert len(re.findall("provider (?:alone|first|last) in the profile|provider between the kit&#39;s own", own)) == 8


def test_every_scenario_says_its_placement(record: RunRecord) -> None:
    """Wherever a finding stands by itself, the placement is behind its name."""
    findings = html.render(record).partition('<section aria-labelledby="open-musts">')[0]

    for words in ("first in the profile", "last in the profile", "between the kit&#39;s own transports"):
        assert f'A6a holds in case 0</bdi>, <span class="where">provider {words}</span>' in findings
    unfinished = a_record(role="transport", finished=False)
    (culprit,) = unfinished.unfinished
    assert culprit in said(unfinished)


def test_junit_tells_placements_apart(record: RunRecord) -> None:
    """Classname and name together are unique; role and placement are properties."""
    cases = list(ET.fromstring(junit.render(record)).iter("testcase"))
    names = Counter((case.get("classname"), case.get("name")) for case in cases)
    given = [{item.get("name"): item.get("value") for item in case.iter("property")} for case in cases]

    assert max(names.values()) == 1
    assert ("procedure_a.A6", "A6a holds in case 1, provider last in the profile [LAN]") in names
    assert {item["role"] for item in given} == {"transport"}
    assert {item.get("placement") for item in given} == {"alone", "first", "last", "between", None}
    assert {item.get("placement") for item in map(dict, _properties(a_record()))} == {None}


def _properties(record: RunRecord) -> list[dict[str | None, str | None]]:
    cases = ET.fromstring(junit.render(record)).iter("testcase")
    return [{item.get("name"): item.get("value") for item in case.iter("property")} for case in cases]


def test_the_trace_shows_who_called_whom(record: RunRecord) -> None:
    """Nested calls are indented, callbacks go the other way, and the host is told from the kit and the provider."""
    result = next(item for item in record.results if item["requirement"] == "XP21")
    who = parties(result["trace"], Role.TRANSPORT)
    page = html.render(record)

    assert {number: (one.text, one.depth) for number, one in who.items()} == {
        1: ("kit → test bed", 0),
        2: ("kit → provider", 0),
        3: ("provider → kit", 1),
        4: ("kit → host", 0),
        5: ("host → provider", 1),
        6: ("provider → host", 2),
        7: ("host → provider", 1),
        8: ("host → provider", 1),
        9: ("provider → host", 2),
        10: ("provider → host", 2),
        11: ("kit → provider", 0),
    }
    assert 'class="call within-2' in page
    assert "provider → host, 12.3 ms" in page
    assert "the kit&#39;s own subsystem, which hosts the provider" in page
    assert "6  called back: " in said(record, 200) and "8  called back: " not in said(record, 200)


def test_in_role_subsystem_a_call_has_its_supplier_only() -> None:
    """There are no calls back, and the page shows only who answered."""
    page = html.render(a_record())

    assert "implementation, 12.3 ms, line 8" in page and "test bed, 12.3 ms" in page
    assert "within-" not in page.partition("</style>")[2]
    assert "Who calls whom" not in page


def test_diagrams_are_where_they_help(record: RunRecord) -> None:
    """A walkthrough has one, and of what did not pass the first scenario of each requirement; one that passed has none."""
    page = html.render(record)
    drawn = set(re.findall(r'<title id="(scenario-[^"]+)-title">', page))
    of = {id: scenario_anchor(id) in drawn for id in record.ended}

    assert all(
        drawn for id, drawn in of.items() if "::A1a_" in id or id.endswith(("alone::A6a_holds_0", "::XP21_holds_0"))
    )
    assert not any(drawn for id, drawn in of.items() if "::I2_" in id or "::XP1_" in id or "::A6a_holds_1" in id)
    assert page.count('<svg class="sequence"') == page.count("<summary>Sequence diagram</summary>") == len(drawn)


def test_the_page_of_the_role_can_be_walked(record: RunRecord) -> None:
    """Addresses are unique and every link leads somewhere, and nothing on the page comes from elsewhere."""
    page = Page(html.render(record))
    ids = page.all("id")

    assert len(ids) == len(set(ids))
    assert page.led_to <= set(ids)
    assert {word for words in page.all("aria-labelledby") for word in words.split()} <= set(ids)
    assert {"XP21", "X2", "X14", "procedure-X"} <= set(ids)
    assert not page.all("style") + page.all("src")


@cache
def harmless() -> Page:
    """The page of a record in which no text is hostile."""
    return Page(html.render(a_record(role="transport")))


@with_examples
def test_hostile_text_never_adds_an_element_to_a_diagram(text: str) -> None:
    """With any text, page and diagrams have the elements that they have with harmless text."""
    hostile = Page(html.render(a_record(lambda word: word + text, role="transport")))

    assert hostile.shape == harmless().shape
