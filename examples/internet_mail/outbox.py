"""What the provider keeps on disk: messages that are to be sent, and names of messages that are delivered."""

import hashlib
import os
from pathlib import Path

from spool_transport.spool import Line, State, make_folder, remove_durably, rename_durably, sync_folder

_PART = ".part"


class Outgoing:
    """One outgoing message. The file has the whole mail, so each attempt sends the same bytes with the same Message-ID."""

    def __init__(self, folder: Path, token: str) -> None:
        self._folder = folder
        self._id = hashlib.sha256(token.encode()).hexdigest()[:32]

    @property
    def state(self) -> State | None:
        """The state on disk; `None` if the message is not there."""
        return next((state for state in State if self._file(state).exists()), None)

    def write(self, mail: bytes) -> None:
        """Put the message on disk: all of it, or nothing."""
        write_durably(self._file(State.SPOOLED), mail)

    def read(self) -> bytes:
        """The mail."""
        state = self.state
        assert state
        return self._file(state).read_bytes()

    def become(self, state: State) -> None:
        """Change the state: one rename."""
        now = self.state
        assert now
        if now is not state:
            rename_durably(self._file(now), self._file(state))

    def forget(self) -> None:
        """Remove the message: it is done."""
        if state := self.state:
            remove_durably(self._file(state))

    def _file(self, state: State) -> Path:
        return self._folder / f"{self._id}{state}"


class Box:
    """The files of one account: `outgoing`, `delivered`, and the lock that one session at a time has."""

    def __init__(self, folder: Path) -> None:
        self._outgoing = make_folder(folder / "outgoing")
        self._delivered = make_folder(folder / "delivered")
        self.lock = Line(folder / "lock")
        for part in (*self._outgoing.glob(f"*{_PART}"), *self._delivered.glob(f"*{_PART}")):
            remove_durably(part)  # a crash has left it incomplete

    def outgoing(self, token: str) -> Outgoing:
        """The outgoing message of this token, whether it is on disk or not."""
        return Outgoing(self._outgoing, token)

    @property
    def has_unsettled(self) -> bool:
        """Whether there are messages of which the spooler may not know that they are sent, perhaps from before a crash."""
        return any(self._outgoing.iterdir())

    def note_delivered(self, name: str) -> None:
        """Note that the message with this name is delivered, and must not be delivered again."""
        write_durably(self._delivered / name, b"")

    def is_delivered(self, name: str) -> bool:
        """Whether this was noted."""
        return (self._delivered / name).exists()

    def forget_delivered(self, name: str) -> None:
        """Forget it: the server no longer has the message."""
        remove_durably(self._delivered / name)


def write_durably(path: Path, data: bytes) -> None:
    """Write a file so that it is complete or not there: it gets its name last."""
    part = path.with_name(path.name + _PART)
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)
