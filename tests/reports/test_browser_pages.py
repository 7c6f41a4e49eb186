"""Every kind of page in a real Chromium: accessible, closed to the outside, complete without script, on paper and on a phone."""

from pathlib import Path

import pytest
from browsing import OF_COLOURS, opened, violations
from page_kinds import KINDS, page_of
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=KINDS)
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of each kind."""
    return page_of(request.param, tmp_path_factory)


#: Opens everything that can be opened.
OPEN = "() => document.querySelectorAll('details').forEach(part => { part.open = true; })"

#: The parts of the page that only its script makes useful.
TOOLS = "form, dialog"


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
        in_light, places = violations(seen.page), seen.page.evaluate(PLACES)
        seen.page.emulate_media(color_scheme="dark")
        in_dark, places_in_dark = violations(seen.page, OF_COLOURS), seen.page.evaluate(PLACES)

    assert in_light == []
    assert in_dark == []
    assert places == places_in_dark


@pytest.mark.parametrize("style", ["color: #999", "background: #777", "opacity: 0.4"])
def test_axe_finds_one_text_among_many_that_is_hard_to_read(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, style: str
) -> None:
    """Axe need not compare the colours of all texts that look alike: one that looks otherwise is among those compared."""
    with opened(browser, page_of("failing", tmp_path_factory), color_scheme="light", bypass_csp=True) as seen:
        seen.page.evaluate(OPEN)
        texts = seen.page.locator(".statement").all()
        texts[-2].evaluate("(part, style) => { part.style.cssText = style; }", style)

        assert len(texts) > 10
        assert [found.partition(":")[0] for found in violations(seen.page)] == ["color-contrast"]


def test_the_page_is_one_request_and_nothing_to_complain_about(browser: Browser, page: Path) -> None:
    """Under its own policy, offline, the browser asks for nothing but the page, and its console stays empty."""
    with opened(browser, page) as seen:
        assert seen.requests == [page.as_uri()]
        assert seen.console == []


def test_everything_is_there_without_script(browser: Browser, page: Path) -> None:
    """With scripts off the same text can be read and opened; only the tools that need a script are not there."""
    told = f"""() => {{
        document.querySelectorAll('{TOOLS}, script').forEach(tool => tool.remove());
        return document.body.innerText;
    }}"""
    texts = []
    for scripts in (True, False):
        with opened(browser, page, java_script_enabled=scripts) as seen:
            if not scripts:
                assert not any(tool.is_visible() for tool in seen.page.locator(TOOLS).all())
            seen.page.evaluate(OPEN)
            texts.append(seen.page.evaluate(told))

    assert texts[0] == texts[1]
    assert len(texts[0]) > 500


def test_paper_has_everything(browser: Browser, page: Path) -> None:
    """Printed, what is folded on the screen is open, tools are gone, and nothing is dark."""
    closed = """() => [...document.querySelectorAll('details:not([open]) > :not(summary)')]
        .filter(part => part.textContent.trim() && part.getBoundingClientRect().height === 0).map(part => part.outerHTML)"""
    with opened(browser, page, color_scheme="dark") as seen:
        seen.page.emulate_media(media="print")

        assert seen.page.evaluate(closed) == []
        assert not any(tool.is_visible() for tool in seen.page.locator(f"{TOOLS}, nav").all())
        assert seen.page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert seen.page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize(("width", "scripts"), [(320, True), (320, False), (1280, True)])
def test_no_window_needs_scrolling_sideways(browser: Browser, page: Path, width: int, scripts: bool) -> None:
    """At 320 pixels everything fits, and at 1280, opened too; a diagram scrolls within itself."""
    with opened(browser, page, viewport={"width": width, "height": 640}, java_script_enabled=scripts) as seen:
        seen.page.evaluate(OPEN)
        wide = seen.page.evaluate(
            """width => document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll('body *')]
            .filter(part => part.getBoundingClientRect().right > width)
            .filter(part => !part.closest('.diagram, .picture, .scrolled, .matrix-box'))
            .map(part => part.outerHTML.slice(0, 200)).slice(0, 5)""",
            width,
        )

        assert wide == []


def test_no_number_is_broken_on_a_phone(browser: Browser, page: Path) -> None:
    """At 320 pixels each number in a table is on one line, and so is each word in the heads of the tables that are seen."""
    with opened(browser, page, viewport={"width": 320, "height": 640}) as seen:
        seen.page.evaluate(OPEN)
        broken = seen.page.evaluate(
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
                const heads = document.querySelectorAll('table:not(.changes) thead th, .scrolled th');
                return [...cells, ...heads].filter(cell => words(cell).length).map(cell => cell.outerHTML);
            }"""
        )

        assert broken == []


def test_forced_colours_keep_verdicts_apart(browser: Browser, page: Path) -> None:
    """Where a reader's system dictates the colours, a badge still has its border and its word."""
    with opened(browser, page, forced_colors="active") as seen:
        badges = seen.page.locator(".badge").all()[:20]

        for badge in badges:
            assert badge.evaluate("part => getComputedStyle(part).borderStyle") == "solid"
            assert badge.inner_text().strip()
