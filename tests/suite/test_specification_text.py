"""The published page beside the kit: every step and every name of it is covered, and none of its text is copied.

The page is not part of the project. MAPI_TCK_SPECIFICATION names a folder that holds it in five languages, as topic.LANGUAGE.md;
the Chinese file carries the English text too.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mapi_tck.suite.catalogue import PROCEDURES, STEPS, features_root
from mapi_tck.suite.features import read_suite
from mapi_tck.suite.places import read_pages

#: The procedures of the topic itself; the conversation of spooler and transport is of a page that it links to.
TOPIC = ("A", "B")

LANGUAGES = ("es-ES", "fr-FR", "pt-BR", "ru-RU", "zh-CN")

#: So many words of the page in a row are a quotation, and no longer a matter of both naming the same things.
QUOTATION = 8

#: Folders that tools made, of which none is the project's.
MADE = {".git", ".venv", "build", "dist", "node_modules", "mapi-tck-run", "__pycache__"}


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Language → page, without the header of the file."""
    folder = os.environ.get("MAPI_TCK_SPECIFICATION")
    if not folder:
        pytest.skip("MAPI_TCK_SPECIFICATION does not name the folder with the published pages")
    texts = {language: (Path(folder) / f"topic.{language}.md").read_text("utf-8") for language in LANGUAGES}
    return {language: re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL) for language, text in texts.items()}


@pytest.fixture(scope="module")
def english(pages: dict[str, str]) -> str:
    """The English half of the Chinese page."""
    spans = re.findall(r'<span class="sxs-lookup"><span [^>]*>(.*?)</span></span>', pages["zh-CN"])

    assert len(spans) > 30

    return "\n".join(spans)


@pytest.fixture(scope="module")
def suite_text() -> str:
    """Everything that the feature files and the catalogue say."""
    paths = [path for path in sorted(features_root().rglob("*")) if path.suffix in (".feature", ".toml")]
    return "\n".join(path.read_text("utf-8") for path in paths)


def plain(text: str) -> str:
    """The text without Markdown: of a link its words, of emphasis nothing."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"<[^>]*>", "", text)).replace("*", "")


def words(text: str) -> list[str]:
    """The words of a text; a Chinese character counts as one."""
    return re.findall(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+", text.lower())


def runs(text: str) -> Iterator[str]:
    """Every run of words that is long enough to be a quotation."""
    found = words(text)
    return (" ".join(found[start : start + QUOTATION]) for start in range(len(found) - QUOTATION + 1))


def project_files() -> Iterator[Path]:
    """Every text file of the project."""
    root = Path(__file__).resolve().parents[2]
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in MADE and not name.endswith((".egg-info", "_cache"))]
        for name in names:
            path = Path(folder) / name
            if b"\0" not in path.read_bytes()[:4096]:
                yield path


def test_every_constant_of_the_page_is_in_the_suite(english: str, suite_text: str) -> None:
    """Every word in capitals on the page (flags, properties, resource types, LAN, RAS) occurs in features or catalogue."""
    constants = set(re.findall(r"\b[A-Z][A-Z0-9_]{2,}\b", plain(english)))

    assert {"FLUSH_DOWNLOAD", "FLUSH_NO_UI", "MAPI_SPOOLER", "PR_RESOURCE_METHODS", "RAS"} <= constants
    assert not {name for name in constants if not re.search(rf"\b{name}\b", suite_text)}


def test_every_method_of_the_page_is_in_the_suite(english: str, suite_text: str) -> None:
    """Every method and structure that the page names occurs in features or catalogue."""
    named = set(re.findall(r"\bIMAPI[A-Za-z]+::([A-Z]\w+)|\b(Hr[A-Z]\w+|S[A-Z][a-z]+Restriction)\b", plain(english)))
    names = {name for pair in named for name in pair if name}

    assert {"FlushQueues", "GetStatusTable", "HrQueryAllRows", "OpenEntry", "SetColumns"} <= names
    assert not {name for name in names if not re.search(rf"\b{name}\b", suite_text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_numbered_step_of_the_page_is_a_step_of_the_kit(pages: dict[str, str], language: str) -> None:
    """In every language the page numbers the steps of its two procedures as the kit does."""
    numbered: list[str] = []
    procedures = iter(TOPIC)
    procedure = step = ""
    for line in pages[language].splitlines():
        if line.startswith("### "):
            procedure = next(procedures)
        elif top := re.match(r"(\d+)\. ", line):
            step = f"{procedure}{top[1]}"
            numbered.append(step)
        elif inner := re.match(r"\s+(\d+)\. ", line):
            numbered.append(f"{step}.{inner[1]}")

    assert numbered == [step for name in TOPIC for step in PROCEDURES[name]]


def test_every_numbered_step_has_a_rule() -> None:
    """Each numbered step is the name of one rule in each feature file of its procedure, and the rule holds scenarios."""
    rules: dict[str, set[str]] = {}
    for feature in read_suite():
        for scenario in feature.scenarios:
            rules.setdefault(scenario.rule.partition(" ")[0], set()).add(feature.file)

    for name, steps in PROCEDURES.items():
        file = f"procedure_{name.lower()}.feature"
        files = {file, f"client_{file}"} if name in TOPIC else {"transport_flush.feature"}
        for step in steps:
            assert rules.get(step) == files, f"{step} {STEPS[step]}"


def test_no_text_of_the_page_is_copied(pages: dict[str, str], english: str) -> None:
    """No file of the project has eight words in a row from the page, in any language."""
    published = {run for text in [*pages.values(), english] for line in text.splitlines() for run in runs(plain(line))}
    # A heading is the name of a place, and the catalogue names places.
    published -= {
        run for headings in (read_pages(features_root()) or {}).values() for name in headings for run in runs(name)
    }
    copied = [
        f"{path.name}: {run}"
        for path in project_files()
        for run in runs(plain(path.read_text("utf-8", errors="replace")))
        if run in published
    ]

    assert len(published) > 1000
    assert copied == []
