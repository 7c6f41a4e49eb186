"""The digests of what an adapter names as under test: files, folders and Python modules."""

import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from mapi_tck.ports import UnderTest


def resolved(items: Iterable[UnderTest]) -> tuple[UnderTest, ...]:
    """The items with the digests of their files and modules. Raises `ValueError` if one cannot be read."""
    return tuple(map(_resolved, items))


def _resolved(item: UnderTest) -> UnderTest:
    if item.digest or not (item.file or item.module):
        if not (item.digest or item.version):
            raise ValueError(f"under_test: {item.name} needs a file, a module, a version or a digest")
        return item
    file = item.file
    if item.module:
        file = getattr(sys.modules.get(item.module), "__file__", None) or ""
        if not file:
            raise ValueError(f"under_test: the module {item.module} is not loaded, or has no file")
    try:
        return replace(item, digest=file_digest(Path(file)) if item.file else source_digest(file))
    except OSError as error:
        raise ValueError(f"under_test: {file} cannot be read: {error.strerror}") from error


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, or of all files of a folder with their names. Raises `OSError`."""
    if not path.is_dir():
        return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    return _digest(path, sorted(item for item in path.rglob("*") if item.is_file()))


@cache
def source_digest(file: str) -> str:
    """The SHA-256 of the Python source of a module: of its file, or of its whole package folder."""
    path = Path(file).resolve()
    # A module of a package usually depends on its neighbours; a module outside a package does not.
    in_package = (path.parent / "__init__.py").exists()
    return _digest(path.parent, sorted(path.parent.glob("**/*.py")) if in_package else [path])


def _digest(folder: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for item in files:
        digest.update(item.relative_to(folder).as_posix().encode() + b"\0" + item.read_bytes() + b"\0")
    return f"sha256:{digest.hexdigest()}"


def combined(own: str | None, items: Iterable[UnderTest]) -> str | None:
    """One digest of the adapter and of all that it names; the adapter's own digest if it names nothing."""
    named = [[item.name, item.version, item.digest] for item in items]
    if not named:
        return own
    return f"sha256:{hashlib.sha256(json.dumps([own, named]).encode()).hexdigest()}"
