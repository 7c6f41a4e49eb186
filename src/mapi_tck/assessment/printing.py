"""Prints for people: a console for tables, colours and wrapping, and streams that survive a closed pipe or a full disk."""

import codecs
import os
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from io import StringIO, TextIOWrapper
from itertools import zip_longest
from typing import IO, TYPE_CHECKING, Any, Final, TextIO

from mapi_tck.foreign import disarmed, message, visible

if TYPE_CHECKING:  # rich takes a tenth of a second to load: `--help` and the completion of a shell do without it
    from rich.console import Console, RenderableType
    from rich.text import Text

#: Columns of a text: those without a terminal, the fewest that tables need, the most that a reader can follow.
USUAL: Final = 100
NARROWEST: Final = 60
WIDEST: Final = 120

#: Character → what stands for it where the encoding of a terminal lacks it.
_ASCII: Final = {"✓": "+", "✗": "x", "‼": "!!", "–": "-", "·": ".", "→": "->", "…": "..."}

#: Spaces at the end of a line, and the codes of styles among them.
_TRAILING: Final = re.compile(r" (?: |\x1b\[[\d;]*m)*$", re.MULTILINE)


def console(stream: TextIO, width: int | None = None, *, live: bool = False) -> "Console":
    """A console that writes to the stream. A `live` one also moves the cursor. It never reads a text as markup.

    In a pipe the width does not depend on the machine. `NO_COLOR` turns all styles off, `FORCE_COLOR` turns them on where the
    stream is no terminal.
    """
    from rich.console import Console

    columns = shutil.get_terminal_size((USUAL, 24)).columns
    return Console(
        file=stream,
        force_terminal=live or bool(os.environ.get("FORCE_COLOR")) or stream.isatty(),
        width=width or max(NARROWEST, min(columns, WIDEST)),
        color_system=None if os.environ.get("NO_COLOR") else "auto",
        markup=False,
        emoji=False,
        highlight=False,
    )


def rendered(part: "RenderableType", on: "Console | None" = None) -> str:
    """The part as text, a plain string as one line that is never broken. A string may be foreign text.

    No line ends with spaces, and none holds what continuous integration takes for a command.
    """
    from rich.text import Text

    on = on or console(StringIO(), USUAL)
    with on.capture() as captured:
        on.print(Text(visible(part)) if isinstance(part, str) else part, crop=False, soft_wrap=isinstance(part, str))
    text = _TRAILING.sub(lambda found: found[0].replace(" ", ""), captured.get().strip("\n"))
    return disarmed(text)


def columns(
    *rows: "Sequence[str | Text]", indent: int = 0, widths: Iterable[int] = (), gap: int = 2
) -> "RenderableType":
    """Rows of cells; a long cell is wrapped within its column. `widths` are the fewest characters of the first columns."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, gap, 0, 0))
    for _, width in zip_longest(rows[0] if rows else (), widths):
        table.add_column(overflow="fold", min_width=width)
    for row in rows:
        table.add_row(*(Text(visible(cell)) if isinstance(cell, str) else cell for cell in row))
    return Padding(table, (0, 0, 0, indent))


def show(*parts: "RenderableType", aside: bool = False) -> None:
    """Print the parts below each other; `aside` to standard error."""
    stream = sys.stderr if aside else sys.stdout
    on = console(stream)
    stream.write("".join(f"{rendered(part, on)}\n" for part in parts))
    stream.flush()


def tell(text: str) -> None:
    """Print a message on standard error as one line. It may hold foreign text."""
    sys.stderr.write(f"{message(text)}\n")
    sys.stderr.flush()


def protect_streams() -> None:
    """From now on printing never fails. A reader that stops reading, or a full disk, changes no exit code and no verdict."""
    if isinstance(sys.stdout, TextIOWrapper):
        codecs.register_error("mapi-tck", _in_ascii)
        sys.stdout.reconfigure(errors="mapi-tck")
    sys.stdout = _Protected(sys.stdout)
    sys.stderr = _Protected(sys.stderr)


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that a terminal's encoding lacks: the marks of verdicts stay different from each other."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(_ASCII.get(character, "?") for character in error.object[error.start : error.end]), error.end


def protected(stream: IO[Any]) -> Any:
    """The stream in a form in which writing never fails."""
    return _Protected(stream)


class _Protected:
    """A stream that cannot fail. What cannot be written is lost; the first time this is said on standard error."""

    def __init__(self, stream: IO[Any]) -> None:
        self._stream = stream

    def write(self, text: Any) -> int:
        """Write the text, if that is possible."""
        try:
            self._stream.write(text)
        except OSError as error:
            self._give_up(error)
        return len(text)

    def flush(self) -> None:
        """Write what is held back, if that is possible."""
        try:
            self._stream.flush()
        except OSError as error:
            self._give_up(error)

    @property
    def buffer(self) -> "_Protected":
        """The same for bytes."""
        return _Protected(self._stream.buffer)  # type: ignore[attr-defined]

    def _give_up(self, error: OSError) -> None:
        # The stream now discards what it still holds and all that follows, also what Python writes when it ends.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)
        if not isinstance(error, BrokenPipeError):
            _tell_once(str(error.strerror))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@cache
def _tell_once(what: str) -> None:
    sys.stderr.write(f"mapi-tck: cannot write to standard output: {what}\n")
