"""The tree that `mapi_tck.errors` draws of the kit's exceptions is the tree of its classes."""

import re
from collections.abc import Iterator
from pathlib import Path

from mapi_tck import errors
from mapi_tck.errors import TckError

#: A line of the drawing: what stands before the name, and the name.
DRAWN = re.compile(r"^    ([│ ├└─]*)(\w+)(?:  +.+)?$", re.MULTILINE)


def drawn(text: str) -> Iterator[tuple[int, str]]:
    """Depth and name of every class in the drawing, in its order."""
    return ((len(before) // 4, name) for before, name in DRAWN.findall(text))


def classes(root: type, depth: int = 0) -> Iterator[tuple[int, str]]:
    """Depth and name of the class and of everything below it, in the order of the module."""
    yield depth, root.__name__
    subclasses: list[type] = root.__subclasses__()
    for below in subclasses:
        if below.__module__ == errors.__name__:
            yield from classes(below, depth + 1)


def test_the_drawing_shows_every_class_in_its_place() -> None:
    """A new class, one that goes, or one below another base fails here until the drawing shows it."""
    assert list(drawn(errors.__doc__ or "")) == list(classes(TckError))


def test_no_other_module_adds_to_the_tree(checkout: Path) -> None:
    """The drawing is of all public exceptions of the kit: they are in this one module."""
    names = "|".join(name for _, name in classes(TckError))
    derived = re.compile(rf"^\s*class [^_]\w*\([^)]*\b(?:{names})\b", re.MULTILINE)
    folders = ("src", "features", "steps", "adapters", "reports")
    found = [path for folder in folders for path in (checkout / folder).rglob("*.py")]

    assert [path.name for path in found if derived.search(path.read_text("utf-8"))] == ["errors.py"]
