"""Where on a published page a requirement is said: a heading of the page, and below it a numbered step or a name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mapi_tck.suite.review import TomlFile

#: The file of a suite that lists the headings of the pages that its catalogue names.
FILE: Final = "places.toml"

#: Page → heading → the numbered steps and the names below it.
Pages = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a page."""

    heading: str
    #: A numbered step, as in `step 5.3`, or the name of a parameter, flag or result; "" for all below the heading.
    part: str = ""

    @property
    def anchor(self) -> str:
        """What the address of the page ends with: its publisher makes it from the heading."""
        return re.sub(r"[^a-z0-9_ -]", "", self.heading.lower()).replace(" ", "-")


def place_of(text: str) -> Place:
    """The place that the catalogue writes as `Remarks`, `Remarks, step 7` or `Parameters, FLUSH_UPLOAD`."""
    heading, _, part = text.partition(", ")
    return Place(heading, part)


def read_pages(root: Path) -> Pages | None:
    """The pages of the suite; `None` if it does not list their headings. Raises `UsageError` for a mistake."""
    if not (root / FILE).exists():
        return None
    file = TomlFile(root / FILE, "list of headings")
    return {
        page: {heading: file.value((page, heading), parts, [str]) for heading, parts in file.table(page).items()}
        for page in file.content
    }
