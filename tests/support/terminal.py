"""What tests see of a terminal: a part as it is printed, and a command that runs in a pseudo-terminal."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from contextlib import suppress
from io import StringIO
from pathlib import Path

from kit import environment
from rich.console import RenderableType

from mapi_tck.assessment.printing import console, rendered


def printed(*parts: RenderableType, width: int = 80) -> str:
    """The parts as the kit prints them into a pipe, one below the other."""
    return "\n".join(rendered(part, console(StringIO(), width)) for part in parts)


def on_terminal(
    *words: str, cwd: Path, columns: int = 80, extra: Mapping[str, str] | None = None, stdout: int | None = None
) -> tuple[int, str]:
    """The exit code of `python WORDS` in a terminal of that width, and all that was written to it.

    With `stdout` standard output goes elsewhere; standard input and standard error stay the terminal.
    """
    terminal, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    surroundings = environment({"TERM": "xterm-256color", **(extra or {})})
    for name in {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"} - set(extra or ()):
        surroundings.pop(name, None)
    process = subprocess.Popen(
        [sys.executable, *words], cwd=cwd, env=surroundings, stdin=inside, stdout=stdout or inside, stderr=inside
    )
    os.close(inside)
    written = b""
    with suppress(OSError):  # Linux raises it when the last program has closed the terminal
        while part := os.read(terminal, 65536):
            written += part
    os.close(terminal)
    return process.wait(timeout=60), written.decode("utf-8", "replace").replace("\r\n", "\n")


def without_codes(text: str) -> str:
    """The text without the codes that move the cursor or begin and end a style."""
    return re.sub(r"\x1b\[[?\d;]*[A-Za-z]", "", text)
