"""The documents as a site: Sphinx reads the same Markdown that one reads in the repository (docs/decisions/0034-docs-site.md)."""

import re
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]

project = "mapi-tck"
html_title = project
extensions = ["myst_parser"]
include_patterns = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/*.md",
    "docs/decisions/*.md",
    "examples/*/README.md",
]
# Sphinx walks through every folder that is not named here, and follows links. Wine's folder has one to the root of the machine.
exclude_patterns = [
    *(path.name for path in ROOT.iterdir() if path.is_dir() and path.name not in ("docs", "examples")),
    "examples/*/build",
]
root_doc = "README"
html_theme = "furo"
html_copy_source = False
html_show_copyright = False
html_additional_pages = {"index": "start.html"}
templates_path = ["."]

#: Places have ids of their own, written behind them in braces.
myst_enable_extensions = ["attrs_inline"]
#: Headings have the anchors that they have in the repository.
myst_heading_anchors = 6
#: A page of the repository need not be in a table of contents, and may begin with any heading.
suppress_warnings = ["toc.not_included", "myst.header"]

#: The page whose lists are the contents of the site, and the lists in it: their titles end with a colon.
CONTENTS = "docs/README"
_LIST = re.compile(r"^(\S.*):\n\n((?:- .*\n?)+)", re.MULTILINE)
_ENTRY = re.compile(r"^- \[[^]]*\]\(([^)#]+)\.md\)", re.MULTILINE)


#: A place that links lead to, as HTML; and a link to a file, perhaps to a place in it.
_PLACE = re.compile(r'<a id="([^"]+)"></a>')
_LINK = re.compile(r"\[([^]]*)\]\(([^)\s#:]+)(?:#([^)\s]+))?\)")


def read_page(_app: Sphinx, name: str, source: list[str]) -> None:
    """Name the places of a page as Sphinx knows them, and leave the words of a link to a folder, which is no page."""

    def shown(link: re.Match[str]) -> str:
        path = (ROOT / name).parent / link[2]
        if path.is_dir():
            return link[1]
        known = link[3] and path.is_file() and f'<a id="{link[3]}"></a>' in path.read_text("utf-8")
        return f"[{link[1]}](#{link[3]})" if known else link[0]

    source[0] = _LINK.sub(shown, _PLACE.sub(r"[]{#\1}", source[0]))


def add_contents(_app: Sphinx, name: str, source: list[str]) -> None:
    """Give the first page the contents of the site, which are the lists of `docs/README.md`."""
    if name != root_doc:
        return
    text = (ROOT / f"{CONTENTS}.md").read_text("utf-8")
    for title, entries in _LIST.findall(text):
        names = [("docs/" + entry).replace("docs/../", "") for entry in _ENTRY.findall(entries)]
        lines = "\n".join(names)
        source[0] += f"\n```{{toctree}}\n:hidden:\n:caption: {title}\n\n{lines}\n```\n"


def copy_pictures(app: Sphinx, error: Exception | None) -> None:
    """Copy the pictures that pages show by HTML, which Sphinx leaves as it is."""
    if error is None:
        shutil.copytree(ROOT / "docs" / "pictures", Path(app.outdir) / "docs" / "pictures", dirs_exist_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect them."""
    app.connect("source-read", read_page)
    app.connect("source-read", add_contents)
    app.connect("build-finished", copy_pictures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
