"""Opens Chromium: to take pictures of pages, and to measure how fast pages open."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, sync_playwright

_FLAGS: Final = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
)


def installed() -> str | None:
    """The path of Chromium or Chrome, if one is there."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-headless-shell", "google-chrome"))), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium. Ends the program with one line if there is none."""
    path = installed()
    if path is None:
        raise SystemExit("Chromium is needed, and is not installed (apt-get install chromium)")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=[*_FLAGS, *root])
