"""Takes the pictures that README and docs show, of the reports of real runs: `python -m docs.pictures`, or `make pictures`.

Names of pictures after the command take these alone. Needs Chromium, and for the registry a green self-test of the suite on this
machine, the extra `certificate` and `ssh-keygen`. The pictures are not checked: they show how a run looked on the day when it was
made.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
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
    #: "" for a picture of the registry.
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
    Picture("registry", "", height=640),
)

#: The certified implementations of the registry: adapter and role.
CERTIFIED: Final = (
    ("reference", "subsystem"),
    ("unusual:rows-from-last-to-first", "subsystem"),
    ("reference", "transport"),
    ("reference", "client"),
)


def take(folder: Path, pictures: Sequence[Picture]) -> Iterator[Path]:
    """Make the runs, and take each picture in light and in dark."""
    pages = {picture.adapter: folder / picture.adapter / "report.html" for picture in pictures if picture.adapter}
    for adapter in pages:
        _kit(folder, "run", adapter, "--out", adapter)
    if any(not picture.adapter for picture in pictures):
        pages[""] = _registry(folder)
    with browser() as opened:
        for picture in pictures:
            for scheme in ("light", "dark"):
                size = {"width": picture.width, "height": picture.height}
                page = opened.new_page(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
                page.goto(pages[picture.adapter].as_uri())
                yield _taken(page, picture, FOLDER / f"{picture.name}-{scheme}.png")
                page.close()


def _registry(folder: Path) -> Path:
    """Certify the implementations, and answer the page of their registry."""
    program, key = shutil.which("ssh-keygen"), folder / "key"
    if program is None:
        raise SystemExit("ssh-keygen is needed for the registry, and is not installed (apt-get install openssh-client)")
    subprocess.run([program, "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    for number, (adapter, role) in enumerate(CERTIFIED):
        _kit(folder, "run", adapter, "--role", role, "--examples", "1", "--out", f"certified-{number}")
        given = ("--key", str(key), "--issuer", "A laboratory")
        done = _kit(folder, "certify", f"certified-{number}", "-o", f"packages/{number}", *given)
        if done.returncode:
            raise SystemExit(f"{adapter}, role {role}, cannot be certified:\n{done.stderr}")
    done = _kit(folder, "registry", "packages", "-o", "site", "--key", f"{key}.pub")
    if done.returncode:
        raise SystemExit(f"the registry lacks a package:\n{done.stderr}")
    return folder / "site" / "index.html"


def _kit(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "mapi_tck", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


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
    """Take all pictures, or those that are named; 1 if one of them is too large."""
    FOLDER.mkdir(exist_ok=True)
    large = False
    with tempfile.TemporaryDirectory() as folder:
        for path in take(Path(folder), [one for one in PICTURES if not sys.argv[1:] or one.name in sys.argv[1:]]):
            size = path.stat().st_size
            large |= size > LARGEST
            sys.stdout.write(
                f"{path.relative_to(FOLDER.parent)} {size} bytes{' is too large' if size > LARGEST else ''}\n"
            )
    return int(large)


if __name__ == "__main__":
    sys.exit(main())
