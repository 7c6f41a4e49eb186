"""Has pytest-bdd skip the byte order mark of a feature file, which some editors write. pytest-bdd has no setting for it."""

from functools import partial
from typing import Any

from pytest_bdd import parser


def skip_byte_order_marks() -> None:
    """From now on pytest-bdd reads UTF-8 with and without the mark."""
    module: Any = parser
    if not isinstance(module.get_gherkin_document, partial):
        module.get_gherkin_document = partial(_document, module.get_gherkin_document)


def _document(read: Any, path: str, encoding: str = "utf-8") -> Any:
    return read(path, "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
