"""The far end: two folders in place of a mail server. Replace them by SMTP and POP3, and keep the first six methods."""

from pathlib import Path

from mapi_tck.ports import Condition, FarEnd

from .spool import PART, make_folder, remove_durably, rename_durably, write_durably


class Trouble(Exception):
    """The mail server has not done what it was asked to do."""


class Unreachable(Trouble):
    """It does not answer. The message that was under way may have arrived or not."""


class Refused(Trouble):
    """It answers, but does not take or give this message now."""


class MailServer:
    """Takes messages into the folder `server`, as numbered files, and gives messages from the folder `incoming`.

    `incoming` is a drop folder: other programs write a file under another name there, and rename it to `….msg` when it is
    complete. The time of the file is the time of arrival.
    """

    def __init__(self, folder: Path) -> None:
        self.incoming = make_folder(folder / "incoming")
        self._server = make_folder(folder / "server")
        self.behave(FarEnd())

    # -- what the provider calls -------------------------------------------------------------------------------------

    @property
    def patience(self) -> float:
        """How many seconds the server needs before it takes or gives the next message."""
        return self._behaviour.seconds if self._behaviour.condition is Condition.SLOW else 0.0

    def has(self, id: str) -> bool:
        """Whether the server has taken this message. If a server cannot say that, a message in doubt is sent again."""
        self._reach()
        return any(file.name.endswith(f"-{id}") for file in self._files())

    def take(self, id: str, token: str) -> None:
        """Take a message, or raise `Trouble`. This is one step, here a rename: the message is there or not there."""
        self._admit()
        self._moved += 1
        write_durably(self._server / f"{len(self._files()) + 1:06}-{id}", token)

    def has_mail(self) -> bool:
        """Whether a message has arrived."""
        self._reach()
        return bool(self.arrived())

    def fetch(self) -> tuple[Path, str] | None:
        """The oldest message that can be read. A file that cannot be read is renamed, or it would block all later ones."""
        self._reach()
        for file in self.arrived():
            self._admit()
            try:
                return file, file.read_text("utf-8")
            except UnicodeDecodeError:
                rename_durably(file, file.with_suffix(".bad"))
        return None

    def remove(self, file: Path) -> None:
        """Remove a message that has been delivered."""
        self._moved += 1
        remove_durably(file)

    # -- what a test calls -------------------------------------------------------------------------------------------

    def behave(self, behaviour: FarEnd) -> None:
        """Behave like this from now on. `after` counts the messages of both directions from now on."""
        self._behaviour = behaviour
        self._moved = 0

    def arrived(self) -> list[Path]:
        """The files of the drop folder that are complete, the oldest first."""
        return sorted(self.incoming.glob("*.msg"), key=lambda file: (file.stat().st_mtime_ns, file.name))

    def taken(self) -> list[str]:
        """The messages that the server has taken, in their order."""
        return [file.read_text("utf-8") for file in self._files()]

    # -- how a folder plays a server in trouble ----------------------------------------------------------------------------------

    def _files(self) -> list[Path]:
        return sorted(file for file in self._server.iterdir() if file.suffix != PART)

    def _reach(self) -> None:
        if self._behaviour.condition is Condition.DOWN and self._moved >= self._behaviour.after:
            raise Unreachable

    def _admit(self) -> None:
        self._reach()
        if self._behaviour.condition is Condition.REFUSING:
            raise Refused
