"""The files that a command names: what is under test is made of them."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

#: Programs that run the file named after them.
_INTERPRETERS: Final = (
    "python",
    "pypy",
    "node",
    "deno",
    "bun",
    "ruby",
    "perl",
    "php",
    "lua",
    "java",
    "dotnet",
    "mono",
    "wine",
    "sh",
    "bash",
)


class CommandFiles:
    """The program file of a command, and every argument that is a file.

    A file that the program itself writes, say its log, is no part of the implementation. To find such files `look` is called
    before the program starts, and `leave_out_written` when it runs.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._paths = list(_files(command))
        self._states: dict[Path, tuple[int, ...]] = {}
        self.look()
        named = Path(command[0]).name.lower()
        interpreted = named.startswith(_INTERPRETERS) and len(self._paths) > 1
        #: The files that are the program. The program does not write these: if they change, they were edited.
        self._code = set(self._paths[: 2 if interpreted else 1])

    def look(self) -> None:
        """Note in which state the files are."""
        self._states = {path: _state(path) for path in self._paths}

    def leave_out_written(self, group: int) -> None:
        """Leave out what the program has written since `look`, or has open for writing. `group` is its process group."""
        opened = set(_open_for_writing(group))
        self._paths = [
            path
            for path in self._paths
            if path in self._code or (_state(path) == self._states[path] and path.resolve() not in opened)
        ]

    def digests(self) -> Mapping[str, str]:
        """Path → size, the word `code` for the program or `data` for other files, and SHA-256."""
        found: dict[str, str] = {}
        for path, content in self._contents():
            kind = "code" if path in self._code else "data"
            found[str(path)] = f"{len(content)} {kind} {hashlib.sha256(content).hexdigest()}"
        return found

    def digest(self) -> str:
        """The SHA-256 of all of them, one after the other: `cat FILES | sha256sum`."""
        digest = hashlib.sha256()
        for _, content in self._contents():
            digest.update(content)
        return f"sha256:{digest.hexdigest()}"

    def _contents(self) -> Iterator[tuple[Path, bytes]]:
        for path in self._paths:
            with suppress(OSError):  # a program that may be executed but not read
                yield path, path.read_bytes()


def _files(command: Sequence[str]) -> Iterator[Path]:
    for path in [Path(shutil.which(command[0]) or command[0]), *map(Path, command[1:])]:
        with suppress(OSError, ValueError):  # an argument that is no path
            if path.is_file():
                yield path


def _state(path: Path) -> tuple[int, ...]:
    try:
        state = path.stat()
    except OSError:
        return ()
    return state.st_ino, state.st_size, state.st_mtime_ns


def _open_for_writing(group: int) -> Iterator[Path]:
    """The files that processes of the group have open for writing. Where the system does not tell: none."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(process.name)) != group:
                continue
            for descriptor in (process / "fd").iterdir():
                flags = (process / "fdinfo" / descriptor.name).read_text("ascii").partition("flags:")[2].split()[0]
                if int(flags, 8) & os.O_ACCMODE != os.O_RDONLY:
                    yield descriptor.readlink()
        except (OSError, IndexError, ValueError):
            continue  # it has ended meanwhile
