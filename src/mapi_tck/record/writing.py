"""Writes a record line by line, and other files in such a way that no reader sees them half-written."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mapi_tck.record.lines import RecordLine
    from mapi_tck.wire.codecs import Json

#: One encoder for all lines: `json.dumps` would make one for each value.
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=repr)

#: How many items of a list become bytes at once.
_PIECE: Final = 100


class RecordWriter:
    """Writes a record line by line, each flushed, so that the record of a killed run shows which scenario was running.

    The first line makes the file. Until then the record of an earlier run stays. The first line also removes the files in
    `replaces`, the reports of an earlier run: if this run dies before it writes its own, they would be taken for its reports.
    """

    def __init__(self, path: Path, replaces: Iterable[Path] = ()) -> None:
        self.path = path
        self.replaces = tuple(replaces)
        self._file: IO[bytes] | None = None
        #: What the file may take, and what it takes, in bytes.
        self.limit = float("inf")
        self._size = 0
        #: How many bytes of the file stay, if it is of a run that goes on.
        self.keeps: int | None = None
        #: Called with each line that was written.
        self.follow: Callable[[Mapping[str, Json]], None] = lambda _: None

    def write(self, line: "RecordLine", otherwise: "Callable[[], RecordLine] | None" = None) -> "RecordLine":
        """Add one line. If the file would become longer than the limit, add the line that `otherwise` makes. Answers the line."""
        if self._file is None:
            # Remove an earlier record, do not write over it: a reader that compares the runs may have it open.
            for path in (*self.replaces, *([self.path] if self.keeps is None else [])):
                # Do not remove a link or a device: it is not the kit's.
                # A file that cannot be removed is no error yet. To write it fails later, and the run reports that.
                if path.is_file() and not path.is_symlink():
                    with suppress(OSError):
                        path.unlink()
            self._file = self.path.open("wb") if self.keeps is None else self._reopened(self.keeps)
        data = written(line)
        if otherwise is not None and self._size + len(data) > self.limit:
            line = otherwise()
            data = written(line)
        self._file.write(data)
        self._file.flush()
        self._size += len(data)
        self.follow(line)
        return line

    def _reopened(self, keeps: int) -> IO[bytes]:
        """The file without a last line that a killed run had not finished."""
        file = self.path.open("r+b")
        file.truncate(keeps)
        file.seek(keeps - 1)
        if file.read(1) != b"\n":
            file.write(b"\n")
        self._size = file.tell()
        return file

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def written(line: "RecordLine") -> bytes:
    """The line as the bytes of the file."""
    return b"".join(written_pieces(line))


def written_pieces(line: "RecordLine") -> Iterator[bytes]:
    """The bytes of `written`, piece by piece: the header of a long run takes less memory this way."""
    yield b"{"
    for number, (name, value) in enumerate(line.items()):
        yield (b"," if number else b"") + _json(name) + b":"
        if isinstance(value, list) and len(value) > _PIECE:
            for start in range(0, len(value), _PIECE):
                yield (b"," if start else b"[") + _json(value[start : start + _PIECE])[1:-1]
            yield b"]"
        else:
            yield _json(value)
    yield b"}\n"


def _json(value: Any) -> bytes:
    # An adapter may answer lone surrogates, which UTF-8 cannot hold. Their backslash form is also JSON's escape.
    return _ENCODER.encode(value).encode("utf-8", errors="backslashreplace")


def write_whole(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file that no reader sees half-written: write it under another name in the same folder, then rename it.

    The data may come in pieces. If the path is a link, a pipe or a device, write to it directly.
    """
    pieces = (data,) if isinstance(data, bytes) else data
    if path.is_symlink() or (path.exists() and not path.is_file()):
        with path.open("wb") as file:
            file.writelines(pieces)
        return
    # tempfile would make a private file; this one gets the usual permissions.
    made = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    try:
        with made.open("xb") as file:
            file.writelines(pieces)
        made.replace(path)
    except BaseException:
        with suppress(OSError):
            made.unlink()
        raise
