"""Writing what others read: files that are never seen half-written, and a standard output that may be full or gone."""

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
    """Put the file there at once: written beside it under another name, then renamed.

    A reader of the file sees the old one or the whole new one. A link, or what is no file, say a pipe, is written to.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        path.write_bytes(data)
        return
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    made = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        # What mkstemp makes is private; a report is as readable as any other file of its writer.
        mask = os.umask(0)
        os.umask(mask)
        made.chmod(0o666 & ~mask)
        made.replace(path)
    except BaseException:
        with suppress(OSError):
            made.unlink()
        raise


def say(text: str | bytes, *, colour: bool | None = None, end: bool = True, aside: bool = False) -> None:
    """Print what a verdict does not depend on: it stands where nobody reads on (a pipe into `head`) or the disk is full.

    Aside, it goes to standard error.
    """
    stream = sys.stderr if aside else sys.stdout
    try:
        click.echo(text, stream, nl=end, color=colour)
        stream.flush()
    except OSError as error:
        _give_up(error, stream)


def flush() -> None:
    """Have done with standard output: what Python cannot write when it ends would replace the exit code by one of its own."""
    try:
        sys.stdout.flush()
    except OSError as error:
        _give_up(error, sys.stdout)


def unfailing(*, aside: bool = False) -> AbstractContextManager[object]:
    """Meanwhile let nobody notice that standard output fails: pytest would end a run half-way because its dots are not read.

    Aside, all that goes to standard error.
    """
    return redirect_stdout(cast("TextIO", _Unfailing(sys.stderr if aside else sys.stdout)))


class _Unfailing:
    """A stream that says once that it cannot write, and from then on takes everything."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._failed = False

    def write(self, text: str) -> int:
        """Write it, if that is still possible."""
        self._try(lambda: self._stream.write(text))
        return len(text)

    def flush(self) -> None:
        """Write what is held back, if that is still possible."""
        self._try(self._stream.flush)

    def _try(self, action: Callable[[], object]) -> None:
        # pytest's capturing moves the descriptor about, so that it cannot be sent elsewhere for good.
        if not self._failed:
            try:
                action()
            except OSError as error:
                self._failed = True
                _tell(error)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


def _give_up(error: OSError, stream: TextIO) -> None:
    # What is still held back goes nowhere, and so does everything that follows.
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
