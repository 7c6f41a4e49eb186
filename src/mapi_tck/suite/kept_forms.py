"""Keeps what the kit makes of a file, say a parsed feature file, so that a later run need not make it again.

The kept form is in `__pycache__` beside the file, as Python's byte code is. It is used only if the file has the same content and
the code that makes the form is the same. If it is missing, older or damaged, it is made again. If nothing can be written, or
Python keeps no byte code, nothing is kept.
"""

import hashlib
import marshal
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from typing import Any, Final, TypeVar

T = TypeVar("T")

#: Length of a SHA-256 in bytes. A kept file has three parts: the digest of what the form was made from, the digest of the form,
#: and the form.
_DIGEST: Final = 32


def kept_form(path: Path, kind: str, content: Iterable[str], code: Iterable[Path | str], make: Callable[[], T]) -> T:
    """What `make` makes of the content of the file or folder at `path`: kept, or made now.

    It must be plain data (texts, numbers, tuples, lists, dicts with texts as keys) or byte code. `kind` is a word in the name of
    the kept file. `content` is the text that it is made from. `code` are the modules that make it.
    """
    place, states = _place(path, kind), [_state(module) for module in code]
    if place is None or not all(states):
        return make()
    source = _digest(MAGIC_NUMBER, *states, *(part.encode() for part in content))
    with suppress(OSError):
        data = place.read_bytes()
        form = data[2 * _DIGEST :]
        # Compare the digest of the form before marshal reads the form: a damaged one can end Python.
        if data[:_DIGEST] == source and data[_DIGEST : 2 * _DIGEST] == _digest(form):
            kept: T = marshal.loads(form)  # noqa: S302 - as Python loads its byte code, from the same folder
            return kept
    made = make()
    if not sys.dont_write_bytecode:
        from mapi_tck.record.writing import write_whole

        plain: Any = made
        form = marshal.dumps(plain)
        with suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            write_whole(place, source + _digest(form) + form)
    return made


def files_below(folder: Path, endings: tuple[str, ...]) -> list[str]:
    """The paths of the files in the folder and its subfolders whose names have one of the endings, in a fixed order."""
    found = [f"{place}/{name}" for place, _, names in os.walk(folder) for name in names if name.endswith(endings)]
    return sorted(found, key=lambda path: path.split("/"))


def _place(path: Path, kind: str) -> Path | None:
    try:
        return Path(cache_from_source(f"{path}.{kind}.py")).with_suffix(".kept")
    except NotImplementedError:  # this Python keeps no byte code
        return None


def _digest(*parts: bytes) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part) + part)
    return digest.digest()


@cache
def _state(module: Path | str) -> bytes:
    """Size and time of a module's file; empty if it has none. Python compares the same to see whether its byte code is old."""
    try:
        state = Path(module).stat()
    except OSError:
        return b""
    return b"%d %d" % (state.st_size, state.st_mtime_ns)
