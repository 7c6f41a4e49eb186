"""Every kind of page in a real Chromium: accessible, closed to the outside, complete without script, on paper and on a phone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Seen, opened, violations
from page_kinds import KINDS, page_of
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=KINDS)
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of each kind."""
    return page_of(request.param, tmp_path_factory)


@pytest.fixture(scope="module")
def shown(browser: Browser, page: Path) -> Iterator[Seen]:
    """The page, loaded once for all tests that change only how it is looked at (`look`)."""
    with opened(browser, page) as seen:
        yield seen


@pytest.fixture(scope="module")
def silent(browser: Browser, page: Path) -> Iterator[Seen]:
    """The page with scripts off, loaded once in the same way."""
    with opened(browser, page, java_script_enabled=False) as seen:
        yield seen


#: Opens everything that can be opened.
OPEN = "() => document.querySelectorAll('details').forEach(part => { part.open = true; })"

#: Folds and opens what is so when the page has just been loaded.
FOLD = """() => {
    const parts = [...document.querySelectorAll('details')];
    window.openAtFirst ??= parts.map(part => part.open);
    parts.forEach((part, place) => { part.open = window.openAtFirst[place]; });
}"""


def look(seen: Seen, *, width: int = 1280, height: int = 800, fold: bool = False, **media: Any) -> None:
    """Look at a page in a window of this size and with these media features, opened or as it is folded at first."""
    seen.page.set_viewport_size({"width": width, "height": height})
    seen.page.emulate_media(**{"media": "screen", "color_scheme": "light", "forced_colors": "none", **media})
    seen.page.evaluate(FOLD)
    if not fold:
        seen.page.evaluate(OPEN)


#: Leaves forty tables of Gherkin. The annotated specification has hundreds of them in the same form, and axe takes long for each.
FEWER = "() => [...document.querySelectorAll('table.written')].slice(40).forEach(part => part.remove())"

#: The parts of the page that only its script makes useful.
TOOLS = "form, dialog, .copy"


#: How many of the elements that match can be seen.
SEEN = "chosen => [...document.querySelectorAll(chosen)].filter(part => part.checkVisibility()).length"

#: Where each element is, and whether it is seen.
PLACES = """() => [...document.body.querySelectorAll('*')].map(part => {
    const box = part.getBoundingClientRect();
    return [box.x, box.y, box.width, box.height, part.checkVisibility()].join(' ');
}).join()"""


def test_axe_finds_nothing(browser: Browser, page: Path) -> None:
    """Everything opened, in light and in dark: no violation of WCAG 2.2 AA or of axe's best practices.

    Dark and light differ in colours only, so that rules about anything else need not be asked twice.
    """
    with opened(browser, page, color_scheme="light", bypass_csp=True) as seen:
        seen.page.evaluate(OPEN)
        seen.page.evaluate(FEWER)
        in_light, places = violations(seen.page), seen.page.evaluate(PLACES)
        seen.page.emulate_media(color_scheme="dark")
        in_dark, places_in_dark = violations(seen.page, rules=()), seen.page.evaluate(PLACES)

    assert in_light == []
    assert in_dark == []
    assert places == places_in_dark


#: What makes one text among many hard to read, and what axe calls it.
WRONG = {
    "part => { part.style.cssText = 'color: #999'; }": "color-contrast",
    "part => { part.style.cssText = 'background: #777'; }": "color-contrast",
    "part => { part.style.cssText = 'opacity: 0.4'; }": "color-contrast",
    """part => { part.innerHTML = 'Some words, then <a href="#" style="color: #444; text-decoration: none">a link</a>,'
        + ' and more words that are not in the link, so that it stands in a text.'; }""": "link-in-text-block",
}


def test_axe_finds_one_text_among_many_that_is_hard_to_read(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Axe need not compare the colours of all texts that look alike: a text or link that looks otherwise is compared."""
    with opened(browser, page_of("failing", tmp_path_factory), color_scheme="light", bypass_csp=True) as seen:
        # The statements alone: axe looks at everything that may stand above or below a text.
        seen.page.evaluate("() => document.body.replaceChildren(...document.querySelectorAll('main .statement'))")
        texts = seen.page.locator(".statement")

        assert texts.count() > 10
        assert violations(seen.page, rules=()) == []
        for change, name in WRONG.items():
            text = texts.nth(texts.count() - 2)
            before = text.inner_html()
            text.evaluate(change)
            assert [found.partition(":")[0] for found in violations(seen.page, rules=())] == [name]
            text.evaluate("(part, before) => { part.style.cssText = ''; part.innerHTML = before; }", before)


def test_the_page_is_one_request_and_nothing_to_complain_about(shown: Seen, page: Path) -> None:
    """Under its own policy, offline, the browser asks for nothing but the page, and its console stays empty."""
    assert shown.requests == [page.as_uri()]
    assert shown.console == []


def test_everything_is_there_without_script(shown: Seen, silent: Seen) -> None:
    """With scripts off the same text can be read and opened; only the tools that need a script are not there."""
    told = f"""() => {{
        const away = [...document.querySelectorAll('{TOOLS}, script')].map(tool => [tool, tool.style.display]);
        away.forEach(([tool]) => {{ tool.style.display = 'none'; }});
        // Text that is far from the window, and not laid out yet, would be left out.
        document.querySelectorAll('.requirement, .late').forEach(part => {{ part.style.contentVisibility = 'visible'; }});
        const text = document.body.innerText;
        away.forEach(([tool, display]) => {{ tool.style.display = display; }});
        return text;
    }}"""
    for seen in (shown, silent):
        look(seen)

    assert silent.page.evaluate(SEEN, TOOLS) == 0
    text = shown.page.evaluate(told)
    assert text == silent.page.evaluate(told)
    assert len(text) > 500


def test_paper_has_everything(shown: Seen) -> None:
    """Printed, what is folded on the screen is open, tools are gone, and nothing is dark."""
    closed = """() => [...document.querySelectorAll('details:not([open]):not(form *) > :not(summary)')]
        .filter(part => part.textContent.trim() && part.getBoundingClientRect().height === 0).map(part => part.outerHTML)"""
    choice = shown.page.locator("#print-all")
    if choice.count():  # a report of a run prints all evidence only when it is asked for
        choice.check()
    look(shown, fold=True, color_scheme="dark", media="print")

    assert shown.page.evaluate(closed) == []
    assert shown.page.evaluate(SEEN, f"{TOOLS}, nav") == 0
    assert shown.page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    if choice.count():
        look(shown, media="screen")
        choice.uncheck()


def test_a_report_is_at_most_six_pages_of_paper(shown: Seen) -> None:
    """Without a choice, paper has the result, the first findings, the procedures, identity and limits, and says so."""
    look(shown, media="print")
    if not shown.page.locator("#print-all").count():
        return

    assert shown.page.locator(".on-paper").is_visible()
    assert not shown.page.locator("#steps").is_visible()
    assert len(re.findall(rb"/Type /Page\b", shown.page.pdf(format="A4"))) <= 6


@pytest.mark.parametrize(("width", "scripts"), [(320, True), (320, False), (1280, True)])
def test_no_window_needs_scrolling_sideways(shown: Seen, silent: Seen, width: int, scripts: bool) -> None:
    """At 320 pixels everything fits, and at 1280, opened too; a diagram scrolls within itself."""
    seen = shown if scripts else silent
    look(seen, width=width, height=640)
    wide = seen.page.evaluate(
        """width => document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll('body *')]
        .filter(part => part.getBoundingClientRect().right > width)
        .filter(part => !part.closest('.diagram, .picture, .scrolled, .matrix-box'))
        .map(part => part.outerHTML.slice(0, 200)).slice(0, 5)""",
        width,
    )

    assert wide == []


def test_no_number_is_broken_on_a_phone(shown: Seen) -> None:
    """At 320 pixels each number of a table or call is on one line, and so is each word of a step or in the head of a table."""
    look(shown, width=320, height=640)
    broken = shown.page.evaluate(
        """() => {
            const lines = (node, start, end) => {
                const range = document.createRange();
                range.setStart(node, start);
                range.setEnd(node, end);
                return new Set([...range.getClientRects()].map(box => box.top)).size;
            };
            const words = cell => [...cell.childNodes].filter(node => node.nodeType === 3).flatMap(node =>
                [...node.data.matchAll(/\\S+/g)].filter(word => lines(node, word.index, word.index + word[0].length) > 1));
            const cells = [...document.querySelectorAll('td')].filter(cell => /^[\\d.]+$/.test(cell.textContent.trim()));
            const heads = document.querySelectorAll('table:not(.changes) thead th, .scrolled th, .call > i, ol.walk b');
            return [...cells, ...heads].filter(cell => words(cell).length).map(cell => cell.outerHTML);
        }"""
    )

    assert broken == []


def test_forced_colours_keep_verdicts_apart(shown: Seen) -> None:
    """Where a reader's system dictates the colours, a badge still has its border and its word."""
    look(shown, fold=True, forced_colors="active")

    badges = shown.page.evaluate(
        """() => [...document.querySelectorAll('.badge')].map(
            badge => [getComputedStyle(badge).borderStyle, badge.textContent.trim() !== ''].join())"""
    )

    assert set(badges) <= {"solid,true"}


def test_a_requirement_is_one_line_of_the_matrix(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each row is as high as its line, but for the verdicts of the runs; the names of the runs stay in sight."""
    with opened(browser, page_of("matrix", tmp_path_factory)) as seen:
        heights = seen.page.evaluate(
            "() => [...document.querySelectorAll('.matrix tbody tr:not(.whole)')].map(row => row.offsetHeight)"
        )
        box = seen.page.locator(".matrix-box")
        box.evaluate("part => { part.style.maxHeight = '200px'; part.scrollTop = 100; }")
        top = box.locator("thead th").first.evaluate("part => part.getBoundingClientRect().top")

        assert box.evaluate("part => part.scrollTop") > 0
        assert abs(top - box.evaluate("part => part.getBoundingClientRect().top")) < 2
    assert max(heights) < 40
