"""Writes files that are never seen half-written, and prints to a standard output that may be full or gone."""

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, redirect_stdout, suppress
from functools import cache
from pathlib import Path
from typing import TextIO, cast

import click


def write_whole(path: Path, data: bytes) -> None:
    """Write the file under another name beside it, then rename it: a reader sees the old file or the whole new one.

    A link, a pipe or a device is written to directly.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        path.write_bytes(data)
        return
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    made = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        # mkstemp makes a private file; a report gets the usual permissions.
        mask = os.umask(0)
        os.umask(mask)
        made.chmod(0o666 & ~mask)
        made.replace(path)
    except BaseException:
        with suppress(OSError):
            made.unlink()
        raise


def say(text: str | bytes, *, colour: bool | None = None, end: bool = True, aside: bool = False) -> None:
    """Print text; keep running where that fails, say in a pipe into `head` or on a full disk: the verdict stays the same.

    With `aside` it goes to standard error.
    """
    stream = sys.stderr if aside else sys.stdout
    try:
        click.echo(text, stream, nl=end, color=colour)
        stream.flush()
    except OSError as error:
        _give_up(error, stream)


def flush() -> None:
    """Flush standard output and report a failure: when Python ends, a failure would replace the exit code."""
    try:
        sys.stdout.flush()
    except OSError as error:
        _give_up(error, sys.stdout)


def unfailing(*, aside: bool = False) -> AbstractContextManager[object]:
    """Keep running when standard output breaks, and report it once. Without this, pytest would stop half-way.

    With `aside` all output goes to standard error.
    """
    return redirect_stdout(cast("TextIO", _Unfailing(sys.stderr if aside else sys.stdout)))


class _Unfailing:
    """A stream that reports its first failure, and then drops all text."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._failed = False

    def write(self, text: str) -> int:
        """Write the text, if that is still possible."""
        self._try(lambda: self._stream.write(text))
        return len(text)

    def flush(self) -> None:
        """Flush the stream, if that is still possible."""
        self._try(self._stream.flush)

    def _try(self, action: Callable[[], object]) -> None:
        # Redirecting the descriptor would not last: pytest's capturing changes it.
        if not self._failed:
            try:
                action()
            except OSError as error:
                self._failed = True
                _tell(error)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


def _give_up(error: OSError, stream: TextIO) -> None:
    # Buffered and later text goes to the null device.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
    _tell(error)


@cache
def _tell_once(what: str) -> None:
    click.echo(f"mapi-tck: cannot write to standard output: {what}", err=True)


def _tell(error: OSError) -> None:
    if not isinstance(error, BrokenPipeError):
        _tell_once(str(error.strerror))
