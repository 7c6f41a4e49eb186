"""Writes a record line by line, and files that no reader ever sees half-written."""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from mapi_tck.record.lines import RecordLine
from mapi_tck.wire.codecs import Json


class RecordWriter:
    """Writes a record line by line, each flushed, so that the record of a killed run shows which scenario was running.

    The file is made with its first line: until then the record of an earlier run stays. The files that `replaces` names are
    removed then: reports of an earlier run must not be taken for those of this one if it dies before it writes any.
    """

    def __init__(self, path: Path, replaces: Iterable[Path] = ()) -> None:
        self.path = path
        self.replaces = tuple(replaces)
        self._file: IO[bytes] | None = None
        #: Called with each line that was written.
        self.follow: Callable[[Mapping[str, Json]], None] = lambda _: None

    def write(self, line: RecordLine) -> None:
        """Add one line."""
        if self._file is None:
            # The record goes too, and is not overwritten: a reader that compares this run with it goes on reading it.
            for path in (*self.replaces, self.path):
                # Do not remove a link or a device: it is not the kit's.
                # If a file cannot be removed, opening it below fails, and the run reports it.
                if path.is_file() and not path.is_symlink():
                    with suppress(OSError):
                        path.unlink()
            self._file = self.path.open("wb")
        self._file.write(written(line))
        self._file.flush()
        self.follow(line)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def written(line: RecordLine) -> bytes:
    """The line as the bytes of the file."""
    return b"".join(written_pieces(line))


def written_pieces(line: RecordLine) -> Iterator[bytes]:
    """The same bytes, piece by piece: the header of a long run takes less memory this way."""
    yield b"{"
    for number, (name, value) in enumerate(line.items()):
        yield _json(name, "," if number else "", ":")
        if isinstance(value, list) and value:
            yield _json(value[0], "[")
            yield from (_json(item, ",") for item in value[1:])
            yield b"]"
        else:
            yield _json(value)
    yield b"}\n"


def _json(value: Any, before: str = "", after: str = "") -> bytes:
    text = before + json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=repr) + after
    # An adapter may hand out lone surrogates, which UTF-8 cannot hold: their backslash form is JSON's own escape.
    return text.encode("utf-8", errors="backslashreplace")


def write_whole(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write the file under another name beside it, then rename it: a reader sees the old file or the whole new one.

    The data may come in pieces. A link, a pipe or a device is written to directly.
    """
    pieces = (data,) if isinstance(data, bytes) else data
    if path.is_symlink() or (path.exists() and not path.is_file()):
        with path.open("wb") as file:
            file.writelines(pieces)
        return
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    made = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(pieces)
        # mkstemp makes a private file; a report gets the usual permissions.
        mask = os.umask(0)
        os.umask(mask)
        made.chmod(0o666 & ~mask)
        made.replace(path)
    except BaseException:
        with suppress(OSError):
            made.unlink()
        raise
