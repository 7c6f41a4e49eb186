"""The site of the documents: made from the Markdown of the repository, without a broken link, and without a network."""

import json
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

from documents import ROOT

#: What `make site` runs, without the place where the site goes.
COMMAND = (
    sys.executable,
    "-m",
    "sphinx",
    "--quiet",
    "--fail-on-warning",
    "--keep-going",
    "-c",
    "docs/site",
    "-b",
    "html",
)


def made(checkout: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Make the site of a checkout."""
    return subprocess.run([*COMMAND, ".", str(folder)], cwd=checkout, capture_output=True, text=True, check=False)


def test_the_site_is_whole(tmp_path: Path) -> None:
    """Each document is a page of it and in its contents, its search knows their words, and no page needs another site."""
    done = made(ROOT, tmp_path)
    assert done.returncode == 0, done.stderr

    documents = {path.relative_to(ROOT).with_suffix("").as_posix() for path in (ROOT / "docs").glob("*.md")}
    start = (tmp_path / "README.html").read_text("utf-8")
    index = (tmp_path / "searchindex.js").read_text("utf-8")
    words = json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))
    needed = r'(?:<(?:img|script|source|iframe)[^>]*\bsrc|<link[^>]*\bhref)="(https?://[^"]+)"'
    asked = [
        (path.name, address)
        for path in tmp_path.rglob("*.html")
        for address in re.findall(needed, path.read_text("utf-8"))
    ]

    assert sorted(name for name in documents if not (tmp_path / f"{name}.html").is_file()) == []
    assert sorted(name for name in documents if f'href="{name}.html"' not in start) == []
    assert {"restrict", "baselin"} & set(words["terms"]) and len(words["docnames"]) > len(documents)
    assert asked == []
    assert (tmp_path / "index.html").is_file() and any((tmp_path / "docs" / "pictures").iterdir())


def test_a_broken_link_is_an_error(tmp_path: Path) -> None:
    """To a file, to a heading, and to a requirement. Links that lead somewhere are none."""
    shutil.copytree(ROOT / "docs" / "site", tmp_path / "docs" / "site")
    (tmp_path / "docs" / "pictures").mkdir()
    (tmp_path / "docs" / "README.md").write_text('# Contents\n\n<a id="A1"></a>All is here.\n', "utf-8")
    good = "[here](docs/README.md) [there](docs/README.md#contents) [this](docs/README.md#A1) [folder](docs/site)"
    bad = "[a](docs/none.md) [b](docs/README.md#none) [c](docs/README.md#A2)"
    (tmp_path / "README.md").write_text(f"# Kit\n\n{good}\n", "utf-8")

    assert made(tmp_path, tmp_path / "good").returncode == 0
    (tmp_path / "README.md").write_text(f"# Kit\n\n{good} {bad}\n", "utf-8")
    done = made(tmp_path, tmp_path / "bad")

    assert done.returncode != 0
    assert [line for line in done.stderr.splitlines() if "WARNING" in line] != []
    assert len(re.findall("xref_missing", done.stderr)) == 3


def test_only_folders_with_documents_are_read(tmp_path: Path) -> None:
    """Sphinx follows links, and the folder of Wine has one to the root of the machine."""
    shutil.copytree(ROOT / "docs" / "site", tmp_path / "docs" / "site")
    (tmp_path / "examples").mkdir()
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "z:").symlink_to("/")

    settings = runpy.run_path(str(tmp_path / "docs" / "site" / "conf.py"))

    assert settings["exclude_patterns"] == ["build", "examples/*/build"]
