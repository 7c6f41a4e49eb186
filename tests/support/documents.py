"""The project's documents, as the tests read them."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: Names of folders and files that tools make. They are not part of the project.
MADE = {
    ".git",
    ".hypothesis",
    ".venv",
    "build",
    "dist",
    "node_modules",
    "mapi-tck-run",
    "mapi-tck-selftest",
    "mapi-tck-mutation.json",
    "__pycache__",
}


def project_files(*suffixes: str) -> list[Path]:
    """The project's files with one of these suffixes; without suffixes all its text files."""
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and not any(part in MADE or part.endswith((".egg-info", "_cache")) for part in path.relative_to(ROOT).parts)
        and (path.suffix in suffixes if suffixes else b"\0" not in path.read_bytes()[:4096])
    ]


def text_of(*parts: str) -> str:
    """A page of the project."""
    return ROOT.joinpath(*parts).read_text("utf-8")


def fenced(text: str, language: str) -> list[str]:
    """The code blocks of a page in that language."""
    return re.findall(rf"^ *```{language}\n(.*?)^ *```$", text, flags=re.DOTALL | re.MULTILINE)


def code_lines(text: str) -> Iterator[str]:
    """What a page shows as code: each line of a code block, and each span between backquotes."""
    inside = False
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            inside = not inside
        elif inside or line.startswith("    "):
            yield line.strip()
        if not inside:
            yield from re.findall(r"`([^`]+)`", line)


def commands(text: str, name: str) -> Iterator[list[str]]:
    """The words of every call of a command that a page shows, without comments and without what follows a lone `--`."""
    for line in code_lines(text):
        for found in re.finditer(rf"(?:^|\s|/){name} (?=[a-z-])(.*)", line):
            words = shlex.split(found[1], comments=True)
            yield words[: words.index("--")] if "--" in words else words


def table(text: str, *header: str) -> list[list[str]]:
    """The rows of the page's table with that header."""
    lines = text.splitlines()
    start = lines.index(f"| {' | '.join(header)} |") + 2
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def words_in(cells: list[str]) -> list[str]:
    """The code words of some cells, in order."""
    return [word for cell in cells for word in re.findall(r"`([^`]*)`", cell)]
