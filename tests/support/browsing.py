"""What the browser tests share: pages that are open in a real Chromium."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

#: They keep Chromium from connecting to its maker's hosts at every start.
FLAGS = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)

#: Names of Chromium, the best one first. The headless shell is the same engine without the windows around it: it takes a quarter
#: less processor time for the same pages.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

#: The rules that a page has to keep, for axe.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

#: The rules among them that look at colours.
OF_COLOURS = ("color-contrast", "link-in-text-block")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine. Skips the test if there is none."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("there is no Chromium here to look at pages with (apt-get install chromium-headless-shell)")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *root])
        yield browser
        browser.close()


@dataclass
class Seen:
    """What a browser noticed while it had a page open."""

    page: Page
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@contextmanager
def opened(browser: Browser, path: Path, place: str = "", **context: Any) -> Iterator[Seen]:
    """The page, open in a browser that is offline."""
    surroundings = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "offline": True, **context})
    page = surroundings.new_page()
    seen = Seen(page)
    page.on("console", lambda message: seen.console.append(message.text))
    page.on("pageerror", lambda error: seen.console.append(str(error)))
    page.on("request", lambda request: seen.requests.append(request.url))
    page.goto(path.as_uri() + place)
    yield seen
    surroundings.close()


#: Finds elements with text of their own, but only the first of those that have the same colours, font and backgrounds, and are in
#: text of the same colour. An element that is positioned by itself, or overlaps others, counts as different from all others. axe
#: spends most of its time on colours, and thousands of elements of a page look the same.
_DIFFERENT = """() => {
    const chains = new Map([[null, 0]]), numbers = new Map(), first = new Map();
    const number = (...words) => {
        const key = words.join('|');
        numbers.has(key) || numbers.set(key, numbers.size + 1);
        return numbers.get(key);
    };
    const chain = (part) => {
        if (!chains.has(part)) {
            const style = getComputedStyle(part);
            const stays = style.position === 'static' || style.position === 'relative' && !parseFloat(style.top)
                && !parseFloat(style.left);
            const flows = stays && style.float === 'none' && !(style.marginTop + style.marginBottom).includes('-');
            chains.set(part, number(
                chain(part.parentElement), flows || number(part.tagName, chains.size), style.backgroundColor,
                style.backgroundImage, style.opacity, style.textShadow, style.filter, style.mixBlendMode));
        }
        return chains.get(part);
    };
    for (const part of document.body.querySelectorAll('*')) {
        const texts = [...part.childNodes].filter(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
        if (texts.length || part.matches('input, select, textarea')) {
            const style = getComputedStyle(part);
            const key = number(
                chain(part), part.tagName, style.color, style.fontSize, style.fontWeight, style.textShadow,
                style.textDecoration, getComputedStyle(part.parentElement).color, part.matches(':disabled'));
            first.has(key) || first.set(key, part);
        }
    }
    return [...first.values()];
}"""

_AXE = f"""async ([rules, ofColours]) => {{
    const different = ({_DIFFERENT})();
    const within = different.flatMap(part => [...part.children]);
    const shared = {{resultTypes: ['violations']}};
    const off = Object.fromEntries(ofColours.map(rule => [rule, {{enabled: false}}]));
    const found = rules.length ? (await axe.run(document, {{...shared, runOnly: rules, rules: off}})).violations : [];
    const colours = await axe.run({{include: different, exclude: within}}, {{...shared, runOnly: ofColours}});
    return [...found, ...colours.violations].map(
        one => [one.id, one.nodes.map(node => node.target.join(' '))]);
}}"""


def violations(page: Page, rules: Sequence[str] = RULES) -> list[str]:
    """What axe finds wrong with the page by these rules, or with its colours, each with the elements that are wrong.

    The page's content security policy must be off.
    """
    if not page.evaluate("() => 'axe' in window"):
        # Chromium lays some parts out only when a reader scrolls to them. axe would not check the contrasts of these.
        page.add_style_tag(content="* { content-visibility: visible !important; }")
        page.add_script_tag(content=files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = page.evaluate(_AXE, [[*rules], [*OF_COLOURS]])
    return [f"{id}: {', '.join(targets[:3])} ({len(targets)} in all)" for id, targets in found]
