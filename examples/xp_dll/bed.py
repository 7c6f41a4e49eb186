"""What lies around the provider: the post office whose mail it carries. It is folders, so the kit can fill and see them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from mapi_tck.adapters.testing import Guard
from mapi_tck.ports import Condition, FarEnd, Prompt

#: The provider finds its folder under this property of its profile section.
PR_SPOOL_FOLDER_W = 0x6600001F


class PostOffice:
    """The test bed: one folder for each transport."""

    def __init__(self) -> None:
        # Its folder goes with this process, also if that is killed.
        self._guard = Guard()
        self._root = self._guard.folder
        #: What the profile section of the provider holds besides its name.
        self.section = {PR_SPOOL_FOLDER_W: self._root}

    def reset(self) -> None:
        """Forget everything. The folders of transports that are logged on stay."""
        for file in [*self._root.glob("*/*/*.msg"), *self._root.glob("*/line"), *self._root.glob("*/state")]:
            file.unlink()

    def arrive(self, transport: str, tokens: Sequence[str]) -> None:
        """Bring messages to the post office. Their names are numbers, so that their order can be seen."""
        folder = self._folder(transport, "waiting")
        last = max((int(file.stem) for file in folder.glob("*.msg")), default=0)
        for number, token in enumerate(tokens, last + 1):
            draft = folder / f"{number:08}"
            draft.write_text(token, "utf-8")
            draft.rename(draft.with_suffix(".msg"))

    def waiting(self, transport: str) -> Sequence[str]:
        """Answer the messages that wait."""
        return _texts(self._folder(transport, "waiting"))

    def sent(self, transport: str) -> Sequence[str]:
        """Answer the messages that the post office has been given."""
        return _texts(self._folder(transport, "sent"))

    def set_far_end(self, transport: str, far_end: FarEnd) -> None:
        """Say how the post office behaves from now on."""
        states = {
            Condition.UP: "",
            Condition.SLOW: f"slow {far_end.seconds}",
            Condition.REFUSING: "refusing",
            Condition.DOWN: f"down {far_end.after}",
        }
        self._folder(transport, "").joinpath("state").write_text(states[far_end.condition], "utf-8")

    def set_user(self, present: bool) -> None:
        """Do nothing: the provider has no user interface, so it makes no difference who is at the screen."""

    def prompts(self) -> Sequence[Prompt]:
        """Answer that nothing was shown."""
        return ()

    def live_objects(self) -> Mapping[str, int]:
        """Count the lines to post offices that are open."""
        return {"line": len(list(self._root.glob("*/line")))}

    def close(self) -> None:
        """Remove the folders."""
        self._guard.close()

    def _folder(self, transport: str, name: str) -> Path:
        # The provider names folders in the same way.
        quoted = "".join(letter if letter.isalnum() and letter.isascii() else _escaped(letter) for letter in transport)
        folder = self._root / quoted / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def _escaped(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode())


def _texts(folder: Path) -> Sequence[str]:
    return [file.read_text("utf-8") for file in sorted(folder.glob("*.msg"))]
