"""The far end: two folders stand for the mail server. Put SMTP and POP3 in their place, and keep the first six methods."""

from pathlib import Path

from mapi_tck.ports import Condition, FarEnd

from .spool import PART, make_folder, remove_durably, rename_durably, write_durably


class Trouble(Exception):
    """The mail server does not do what it was asked to."""


class Unreachable(Trouble):
    """It does not answer; what was under way may have reached it or not."""


class Refused(Trouble):
    """It answers, and does not move this message now."""


class MailServer:
    """Takes messages into `server`, each a file numbered as they came, and has those that arrived in `incoming`.

    `incoming` is a drop folder: other programs write a file under another name there, and rename it to `….msg` when it
    is complete. The file's time says when it arrived.
    """

    def __init__(self, folder: Path) -> None:
        self.incoming = make_folder(folder / "incoming")
        self._server = make_folder(folder / "server")
        self.behave(FarEnd())

    # -- what the provider calls -------------------------------------------------------------------------------------

    @property
    def patience(self) -> float:
        """How many seconds the server wants to be given before it moves the next message."""
        return self._behaviour.seconds if self._behaviour.condition is Condition.SLOW else 0.0

    def has(self, id: str) -> bool:
        """Whether the server has taken this message. Where a server cannot tell, the one in doubt is sent again."""
        self._reach()
        return any(file.name.endswith(f"-{id}") for file in self._files())

    def take(self, id: str, token: str) -> None:
        """Take a message, or raise `Trouble`. Taking is one step, here a rename: there, or not there."""
        self._admit()
        self._moved += 1
        write_durably(self._server / f"{len(self._files()) + 1:06}-{id}", token)

    def has_mail(self) -> bool:
        """Whether a message has arrived."""
        self._reach()
        return bool(self.arrived())

    def fetch(self) -> tuple[Path, str] | None:
        """The oldest message that can be read. One that cannot is put aside, or it would block all others for ever."""
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
        """From now on, behave like this. `after` counts from here, messages of both directions."""
        self._behaviour = behaviour
        self._moved = 0

    def arrived(self) -> list[Path]:
        """The files of the drop folder that are complete, the oldest first."""
        return sorted(self.incoming.glob("*.msg"), key=lambda file: (file.stat().st_mtime_ns, file.name))

    def taken(self) -> list[str]:
        """The messages that the server has taken, in the order in which they came."""
        return [file.read_text("utf-8") for file in self._files()]

    # -- how a folder makes trouble ----------------------------------------------------------------------------------

    def _files(self) -> list[Path]:
        return sorted(file for file in self._server.iterdir() if file.suffix != PART)

    def _reach(self) -> None:
        if self._behaviour.condition is Condition.DOWN and self._moved >= self._behaviour.after:
            raise Unreachable

    def _admit(self) -> None:
        self._reach()
        if self._behaviour.condition is Condition.REFUSING:
            raise Refused
