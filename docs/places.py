"""Writes the headings of the published pages to `features/places.toml`: `python -m docs.places FOLDER`.

The folder holds the pages as their repository has them, at the revision that `features/specification.toml` names. The file lists
the pages that the catalogue names as sources. Only headings, step numbers and names of parameters, flags and results are taken
from a page, and none of its sentences.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mapi_tck.suite.catalogue import features_root, load_catalogue
from mapi_tck.suite.places import FILE

#: Headings below which no page demands anything.
APART: Final = ("See also", "Related resources", "Header files", "Protocol specifications", "MFCMAPI reference")

_HEAD: Final = """\
# The headings of the pages that the catalogue names, with the numbered steps and the names of parameters, flags and results below
# each of them. They are of the revision in specification.toml. `python -m docs.places FOLDER` makes this file.
"""

_HEADING: Final = re.compile(r"#+ +(.+)")
_STEP: Final = re.compile(r"( *)(\d+)\. ")
#: The row of a table whose first cell is a step number.
_ROW: Final = re.compile(r"\|(\d+)\. *\|")
#: A line that is only a name: of a parameter or member, which is emphasized, or of a flag or result.
_NAME: Final = re.compile(r" *(?:_(\w+)_|\*\*([^*]+)\*\*|([A-Z][A-Z0-9_]+))\s*")


def headings(text: str) -> dict[str, list[str]]:
    """Heading → the numbered steps and names below it, in the order of the page. Raises `ValueError` for one that is twice."""
    found: dict[str, list[str]] = {}
    parts: list[str] = []
    above: list[tuple[int, str]] = []
    for line, after in _lines(text):
        if heading := _HEADING.fullmatch(line):
            title = heading[1].strip().strip('"')
            if title in found:
                raise ValueError(f"two headings are {title}")
            parts, above = found.setdefault(title, []), []
        elif step := _STEP.match(line):
            while above and above[-1][0] >= len(step[1]):
                above.pop()
            above.append((len(step[1]), f"{above[-1][1]}.{step[2]}" if above else step[2]))
            parts.append(f"step {above[-1][1]}")
        elif row := _ROW.match(line):
            parts.append(f"step {row[1]}")
        elif (name := _NAME.fullmatch(line)) and (name[2] or after.startswith(">")):
            parts.append(next(filter(None, name.groups())).strip())
    return {heading: list(dict.fromkeys(parts)) for heading, parts in found.items() if heading not in APART}


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Every line that is not empty, with the next one. Neither the head of the file nor code is among them."""
    body = re.sub(r"\A---\n.*?\n---\n|^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    lines = [line for line in body.splitlines() if line.strip()]
    return zip(lines, [*lines[1:], ""], strict=True)


def places(folder: Path) -> str:
    """The content of the file, from the pages in the folder."""
    blocks = [_HEAD]
    for page in sorted({requirement.source for requirement in load_catalogue().requirements.values()}):
        lines = [f'["{page}"]']
        for heading, parts in headings((folder / page).read_text("utf-8")).items():
            listed = ", ".join(f'"{part}"' for part in parts)
            lines.append(f'"{heading}" = [{listed}]')
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m docs.places FOLDER (the folder of the published pages)")
    (features_root() / FILE).write_text(places(Path(sys.argv[1])), "utf-8")
