"""Pages looked at in a real Chromium: what the browser tests share."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

#: Without these, Chromium calls its maker's hosts at every start.
FLAGS = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)

#: The rules that a page has to keep, for axe.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine; a test is skipped where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium here to look at pages with (apt-get install chromium)")
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


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page, each with the elements that it is wrong of. The page's policy must be off."""
    page.add_script_tag(content=files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
        ".then(done => done.violations.map(one => [one.id, one.nodes.map(node => node.target.join(' '))]))",
        RULES,
    )
    return [f"{id}: {', '.join(targets[:3])} ({len(targets)} in all)" for id, targets in found]
