"""Writes what the kit knows about the English page to `features/topic`: `python -m docs.topic PAGE`, or `make topic`.

PAGE is the published page with its English text, at the revision that `features/specification.toml` names. Names, links and
digests are taken from it, and none of its sentences. Which requirements a sentence has is written by hand; a new sentence gets an
entry without any, and the lint asks for them.
"""

import sys
from pathlib import Path
from typing import Any, Final

import tomlkit

from mapi_tck.suite.catalogue import features_root, specification
from mapi_tck.suite.published.known import FOLDER, NAMES, SENTENCES
from mapi_tck.suite.published.names import abbreviation, names_in
from mapi_tck.suite.published.page import TITLE, Page, digest
from mapi_tck.suite.published.reading import read_page

#: Digits of a revision that tell it from others.
SHORT: Final = 12

_HEAD: Final = """\
# The names at each place of the English page, in its order, and the pages that it links to there. They are of the revision in
# specification.toml. `python -m docs.topic PAGE` makes this file.
"""


def names(page: Page) -> str:
    """The content of the file with names and links."""
    links: dict[str, str] = {}
    blocks = []
    for part in page.parts:
        found = names_in(part.text)
        if part.place == TITLE:
            continue
        for run in part.runs:
            if run.link and run.text in found:
                links.setdefault(run.text, run.link)
        lists = [f"names = {_list(found)}", f"links = {_list(part.links)}"]
        blocks.append("\n".join((f'[places."{part.place}"]', *lists)) + "\n")
    linked = "".join(f'"{name}" = "{page}"\n' for name, page in sorted(links.items()) if not abbreviation(name))
    return "\n".join((_HEAD, f"[links]\n{linked}", *blocks))


def _list(words: list[str]) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"


def sentences(page: Page, text: str, revision: str) -> str:
    """The content of the file with sentences: each digest at this revision; all else stays as it is."""
    document: Any = tomlkit.parse(text)
    for part in page.parts:
        for number, sentence in enumerate(part.sentences, 1):
            id = f"{part.place}/{number}"
            entry = document.setdefault(id, tomlkit.table())
            digests = entry.setdefault("digests", tomlkit.inline_table())
            digests[revision] = digest(sentence)
    return tomlkit.dumps(document)


def main(file: Path) -> None:
    """Write both files."""
    page = next(page for page in read_page(file) if page.english)
    folder = features_root() / FOLDER
    (folder / NAMES).write_text(names(page), "utf-8")
    path = folder / SENTENCES
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(sentences(page, before, specification().revision[:SHORT]), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m docs.topic PAGE (the published page with its English text)")
    main(Path(sys.argv[1]))
