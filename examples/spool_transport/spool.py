"""The mail of one transport on disk, in a form that survives crashes.

Every step of a message is one rename. If the process ends at any moment, each message is before a step or behind it.
"""

import fcntl
import hashlib
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

#: A file that is not complete yet. Only its writer uses it.
PART = ".part"


def sync_folder(folder: Path) -> None:
    """Make sure that the names in the folder are on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> Path:
    """Make the folder, with those above it, if it is not there."""
    if not folder.exists():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)
    return folder


def write_durably(path: Path, text: str) -> None:
    """Write a file so that it is complete or not there: it gets its name last."""
    part = path.with_suffix(PART)
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    rename_durably(part, path)


def rename_durably(old: Path, new: Path) -> None:
    """Rename within a folder, and make sure that it is on disk."""
    old.replace(new)
    sync_folder(new.parent)


def remove_durably(path: Path) -> None:
    """Remove a file, and make sure that it stays removed."""
    path.unlink()
    sync_folder(path.parent)


class State(StrEnum):
    """The state of an outgoing message: the suffix of its file."""

    SPOOLED = ".spooled"  # the far end does not have it
    TRYING = ".trying"  # the far end may have it
    SENT = ".sent"  # the far end has it


@dataclass(frozen=True)
class Outgoing:
    """One outgoing message. Its token identifies it, as the Message-ID does on a mail server."""

    folder: Path
    token: str

    @property
    def id(self) -> str:
        """The token as a file name."""
        return hashlib.sha256(self.token.encode()).hexdigest()[:32]

    @property
    def state(self) -> State | None:
        """The state on disk; `None` if the message is not there."""
        return next((state for state in State if self._file(state).exists()), None)

    def become(self, state: State) -> None:
        """Change the state."""
        now = self.state
        if now is None:
            write_durably(self._file(state), self.token)
        elif now is not state:
            rename_durably(self._file(now), self._file(state))

    def forget(self) -> None:
        """Remove the message: it is done."""
        if state := self.state:
            remove_durably(self._file(state))

    def _file(self, state: State) -> Path:
        return self.folder / f"{self.id}{state}"


class Spool:
    """The files of one transport: the folder `outgoing`, and the lock on the line to the mail server."""

    def __init__(self, folder: Path) -> None:
        self.outgoing = make_folder(folder / "outgoing")
        self.line = Line(folder / "line.lock")

    def recover(self) -> None:
        """Remove the files that a crash has left incomplete. SubmitMessage has not answered, so the spooler still has the
        message.
        """
        for part in self.outgoing.glob(f"*{PART}"):
            remove_durably(part)

    def message(self, token: str) -> Outgoing:
        """The outgoing message with that token, whether it is on disk or not."""
        return Outgoing(self.outgoing, token)

    @property
    def has_unsettled(self) -> bool:
        """Whether there are messages of which the spooler may not know that they are sent, perhaps from before a restart."""
        return any(self.outgoing.iterdir())


class Line:
    """The only line to the mail server: a lock file. The operating system releases it if the holder dies."""

    def __init__(self, lock: Path) -> None:
        self._lock = lock
        self._handle: int | None = None

    def acquire(self) -> bool:
        """Get the line if it is free. Answers whether we hold it now."""
        if self._handle is None:
            handle = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                return False
            self._handle = handle
        return True

    def release(self) -> None:
        """Release the line, if we hold it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
