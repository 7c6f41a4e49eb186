"""Takes the pictures that README and docs show, of the reports of real runs: `python -m docs.pictures`, or `make pictures`.

Needs Chromium. The pictures are not checked: they show how a run looked on the day when it was made.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Page

from docs.chromium import browser

FOLDER: Final = Path(__file__).resolve().parent / "pictures"

#: The most bytes of a picture. A choice: the six pictures of the README have less than a megabyte together.
LARGEST: Final = 150_000

#: Colours of a picture. A page has few colours: with 64 the eye sees no difference, and a picture is a third as large.
COLOURS: Final = 64


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the adapter of the run, and the place on its page."""

    name: str
    adapter: str
    #: The element at the top of the picture; "" is the top of the page.
    at: str = ""
    #: The elements that are opened first.
    open: str = ""
    height: int = 800
    width: int = 1280


PICTURES: Final = (
    Picture("failing", "wrong:first-transport-only", height=760),
    Picture("conforming", "reference", height=560),
    Picture("sequence", "reference", at=".diagram", open="details:has(.sequence)", height=640, width=800),
)


def take(folder: Path) -> Iterator[Path]:
    """Make the runs, and take each picture in light and in dark."""
    for adapter in dict.fromkeys(picture.adapter for picture in PICTURES):
        command = [sys.executable, "-m", "mapi_tck", "run", adapter, "--out", str(folder / adapter)]
        subprocess.run(command, cwd=folder, capture_output=True, check=False)
    with browser() as opened:
        for picture in PICTURES:
            for scheme in ("light", "dark"):
                size = {"width": picture.width, "height": picture.height}
                page = opened.new_page(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
                page.goto((folder / picture.adapter / "report.html").as_uri())
                yield _taken(page, picture, FOLDER / f"{picture.name}-{scheme}.png")
                page.close()


def _taken(page: Page, picture: Picture, path: Path) -> Path:
    if picture.open:
        page.evaluate(
            "chosen => document.querySelectorAll(chosen).forEach(part => { part.open = true; })", picture.open
        )
    if picture.at:
        page.locator(picture.at).first.evaluate("part => part.scrollIntoView()")
    with Image.open(BytesIO(page.screenshot())) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def main() -> int:
    """Take all pictures; 1 if one of them is too large."""
    FOLDER.mkdir(exist_ok=True)
    large = False
    with tempfile.TemporaryDirectory() as folder:
        for path in take(Path(folder)):
            size = path.stat().st_size
            large |= size > LARGEST
            sys.stdout.write(
                f"{path.relative_to(FOLDER.parent)} {size} bytes{' is too large' if size > LARGEST else ''}\n"
            )
    return int(large)


if __name__ == "__main__":
    sys.exit(main())
