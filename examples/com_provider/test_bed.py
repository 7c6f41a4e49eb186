"""The test bed of the COM provider: it writes and reads the folders that the DLL works on. README.md says what is in them."""

import ctypes
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from mapi_tck.adapters.outlook.status_table import GivenTable
from mapi_tck.mapi import MapiError, ResultCode
from mapi_tck.ports import Direction, FarEnd, Profile, Prompt, PromptKind, Transfer

if TYPE_CHECKING:
    from mapi_tck.adapters.outlook.adapter import OutlookAdapter

T = TypeVar("T")

#: For how many seconds, and how often in between, the bed tries again what Windows refuses while the DLL has a file open. The DLL
#: has it open for a moment only.
PATIENCE, PAUSE = 5.0, 0.01
#: What ComProviderLiveObjects counts, in the order of its numbers.
KINDS = ("session", "status table", "status object", "buffer")


def patiently(action: Callable[[], T]) -> T:
    """Do it, again and again while a file is in use."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return action()
        except PermissionError:
            if time.monotonic() > end:
                raise
            time.sleep(PAUSE)


def write(path: Path, text: str) -> None:
    """Write a file so that the DLL sees nothing or all of it."""
    unfinished = path.with_suffix(".new")
    unfinished.write_text(text, "utf-8")
    patiently(lambda: unfinished.replace(path))


def texts(paths: Iterable[Path]) -> Iterator[str]:
    """What is in the files. One that the DLL has moved meanwhile is left out."""
    for path in paths:
        with suppress(FileNotFoundError):
            yield text_of(path)


def text_of(path: Path) -> str:
    """What is in the file. While the DLL moves it, Windows lets no one else open it."""
    return patiently(lambda: path.read_text("utf-8"))


def _remove(item: Path) -> None:
    if item.is_dir():
        shutil.rmtree(item)
    else:
        item.unlink()


class SpoolBed:
    """Sees and does everything: profiles are folders, so it can set them up too."""

    __test__: ClassVar[bool] = False

    def __init__(self, adapter: "OutlookAdapter") -> None:
        self._adapter = adapter
        self._root = Path(os.environ["COM_PROVIDER_SPOOL"])
        self._table = GivenTable(adapter.given_profile)
        self._numbers = count(1)
        self._folders: dict[str, Path] = {}

    def reset(self) -> None:
        """Empty the spool, but for a default profile without transports."""
        for item in self._root.iterdir():
            patiently(partial(_remove, item))
        self._folders.clear()
        self._write_profile("Default", Profile("Default"))

    def install_profile(self, profile: Profile) -> str:
        """Make a folder for the profile. Its name is a number, since a folder cannot have any name."""
        name = f"Profile {next(self._numbers)}"
        self._write_profile(name, profile)
        return name

    def _write_profile(self, name: str, profile: Profile) -> None:
        lines: list[str] = []
        for number, item in enumerate(profile.transports, 1):
            folder = self._root / name / f"{number:03}"
            for direction in Direction:
                (folder / direction).mkdir(parents=True)
            self._folders[item.name] = folder
            flush = "flush" if item.supports_flush else "no-flush"
            synchrony = "async" if item.asynchronous else "sync"
            lines.append("\t".join((folder.name, item.kind, flush, synchrony, item.name)))
        (self._root / name).mkdir(exist_ok=True)
        (self._root / name / "transports.txt").write_text("".join(f"{line}\n" for line in lines), "utf-8")

    def transport_of(self, entry_id: bytes) -> str | None:
        """The transport of the row, which the sessions tell."""
        return self._table.transport_of(entry_id)

    def submit(self, transport: str, tokens: Sequence[str]) -> None:
        """Put messages into the folder of what is to be sent."""
        self._put(transport, Direction.OUTGOING, tokens)

    def arrive(self, transport: str, tokens: Sequence[str]) -> None:
        """Put messages into the folder of what is to be fetched."""
        self._put(transport, Direction.INCOMING, tokens)

    def _put(self, transport: str, direction: Direction, tokens: Sequence[str]) -> None:
        for token in tokens:
            write(self._folder(transport) / direction / f"{next(self._numbers):08}.msg", token)

    def queue(self, transport: str, direction: Direction) -> Sequence[str]:
        """The messages in the folder, in order."""
        return list(texts(sorted((self._folder(transport) / direction).glob("*.msg"))))

    def transfers(self) -> Sequence[Transfer]:
        """The messages that have reached their destination. The DLL numbers them, over all profiles."""
        names = {folder: name for name, folder in self._folders.items()}
        found: list[Transfer] = []
        for path in sorted(self._root.glob("*/transferred/*.msg"), key=lambda path: path.name):
            _, folder, direction, _ = path.name.split(".")
            transport = names[path.parent.parent / folder]
            found.append(Transfer(transport, Direction(direction), text_of(path)))
        return found

    def set_far_end(self, transport: str, far_end: FarEnd) -> None:
        """Write the file that says how the far end behaves. The number at its end makes each text a new one."""
        amount = far_end.after if far_end.condition == "down" else far_end.seconds
        write(self._folder(transport) / "far_end.txt", f"{far_end.condition} {amount} {next(self._numbers)}\n")

    def set_user(self, present: bool) -> None:
        """Put someone before the screen: the file `user.txt`."""
        user = self._root / "user.txt"
        if present:
            user.touch()
        else:
            user.unlink(missing_ok=True)

    def prompts(self) -> Sequence[Prompt]:
        """What the DLL has shown: a file for each, with the kind and the owner."""
        return list(self._prompts())

    def _prompts(self) -> Iterator[Prompt]:
        for text in texts(sorted((self._root / "screen").glob("*.txt"))):
            kind, owner = text.split("\t")
            yield Prompt(owner, PromptKind(kind))

    def live_objects(self) -> Mapping[str, int]:
        """What the DLL counts."""
        dll: Any = vars(ctypes)["WinDLL"](self._adapter.dll)
        return {kind: dll.ComProviderLiveObjects(number) for number, kind in enumerate(KINDS)}

    def _folder(self, transport: str) -> Path:
        if transport not in self._folders:
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        return self._folders[transport]
