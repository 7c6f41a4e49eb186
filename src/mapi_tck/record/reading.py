"""Reads the lines of a record one after the other, and checks each. Only one line at a time is in memory."""

import hashlib
import json
import shutil
import tempfile
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO, Final, cast

from mapi_tck.errors import UsageError
from mapi_tck.record.limits import LIMIT_HINT, read_limit
from mapi_tck.record.lines import RecordLine, ScenarioEnded
from mapi_tck.record.long_line import LongLine
from mapi_tck.record.review import LineReview
from mapi_tck.wire.sizes import MEGABYTE

#: Bytes that are read at once. A choice: most lines are shorter.
_PIECE: Final = 1 << 18
#: How many times as long as other lines the header may be: it names every scenario, and is read without being in memory whole.
_HEADERS: Final = 4


class RecordFile:
    """A record as a file. Its methods raise `UsageError` if it cannot be read, or is not a record."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._hash = hashlib.sha256()
        #: Whether the line that was read last ends with a newline. If not, a run was killed while it wrote the line.
        self._ended = True
        try:
            self._file = _seekable(path)
        except OSError as error:
            raise self._unreadable(error.strerror) from error

    @property
    def digest(self) -> str:
        """The digest of what was read, as `sha256:…`."""
        return f"sha256:{self._hash.hexdigest()}"

    @property
    def name(self) -> str:
        """The file's name, with that of its folder; "" for a pipe, which has none."""
        path = self.path.resolve()
        return f"{path.parent.name}/{path.name}".lstrip("/") if path.is_file() else ""

    @property
    def position(self) -> int:
        """The place behind the line that was read last, in bytes."""
        return self._file.tell()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def lines(self) -> Iterator[tuple[int, RecordLine]]:
        """Each line with its place in the file. Leaves out a last line that a killed run had not finished."""
        try:
            yield from self._lines()
        except OSError as error:
            raise self._unreadable(error.strerror) from error

    def _lines(self) -> Iterator[tuple[int, RecordLine]]:
        review = LineReview()
        for number in count(1):
            place = self._file.tell()
            begin = self._file.readline(_PIECE)
            if not begin:
                break
            pieces = self._pieces(begin)
            if not begin.strip(b"\r\n"):
                deque(pieces, 0)
                continue
            try:
                # The header comes first, and may be long.
                limited = _limited(pieces, read_limit() * (1 if review.begun else _HEADERS), f"{self.path}:{number}")
                line = json.loads(b"".join(limited).decode()) if review.begun else LongLine(limited).decoded()
                kind = str(line["type"])
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                deque(pieces, 0)
                if review.begun and not self._ended:
                    break
                if isinstance(error, UnicodeDecodeError):
                    raise self._unreadable("it is not UTF-8 text") from error
                raise UsageError("this is not a line of a run record", f"{self.path}:{number}") from error
            yield place, review.line(kind, line, f"{self.path}:{number}")
        if not review.begun:
            raise UsageError("the record is empty", str(self.path))

    def _pieces(self, piece: bytes) -> Iterator[bytes]:
        """The pieces of a line, of which `piece` is the first. Leaves out a byte order mark at the beginning of the file."""
        self._hash.update(piece)
        yield piece.removeprefix(BOM_UTF8) if self._file.tell() == len(piece) else piece
        while piece and not piece.endswith(b"\n"):
            piece = self._file.readline(_PIECE)
            self._hash.update(piece)
            yield piece
        self._ended = bool(piece)

    def result_at(self, place: int) -> ScenarioEnded:
        """The result of a scenario, whose line is at that place. The line was read and checked before."""
        self._file.seek(place)
        return cast(ScenarioEnded, json.loads(self._file.readline()))

    def _unreadable(self, what: str | None) -> UsageError:
        return UsageError(f"cannot read the record: {what}", str(self.path))


def _limited(pieces: Iterator[bytes], limit: int, where: str) -> Iterator[bytes]:
    """The pieces of a line. Raises `UsageError` once they are more than the limit together."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise UsageError(f"this line is longer than {limit / MEGABYTE:g} MB", where, LIMIT_HINT)
        yield piece


def _seekable(path: Path) -> BinaryIO:
    """The file, opened for reading. A pipe is copied to a temporary file, because lines are read more than once."""
    file = path.open("rb")
    if file.seekable():
        return file
    with file:
        kept = tempfile.TemporaryFile()  # noqa: SIM115
        shutil.copyfileobj(file, kept)
    kept.seek(0)
    return kept
