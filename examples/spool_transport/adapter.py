"""What the kit needs to certify the provider: an adapter that logs it on, and a test bed for its far end."""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from urllib.parse import quote

from mapi_tck.adapters.testing import Guard
from mapi_tck.mapi import TransportLogonFlag
from mapi_tck.ports import Description, Evidence, FarEnd, Prompt, Support, Transport, TransportTestBed

from .far_end import MailServer
from .provider import SpoolTransport
from .spool import Spool, rename_durably

HERE = Path(__file__).resolve().parent


class SpoolAdapter:
    """Connects the kit to the spool transport, or to one that is wrong on purpose."""

    def __init__(self, provider: type[SpoolTransport] = SpoolTransport) -> None:
        self._provider = provider
        self._bed = SpoolTestBed()

    def describe(self) -> Description:
        """Describe the provider. The digest covers every module of the package."""
        source = b"\0".join(file.read_bytes() for file in sorted(HERE.glob("*.py")))
        digest = f"sha256:{hashlib.sha256(source).hexdigest()}"
        return Description("Spool transport", "1.0", "mapi-tck examples", digest, frozenset(Evidence))

    def transport_logon(self, support: Support, transport: Transport, flags: int) -> tuple[SpoolTransport, int]:
        """Log on with the folder of that transport, and ask to be polled: the provider does not notice new mail by itself."""
        spool = Spool(self._bed.folder(transport.name))
        logon = self._provider(transport, support, spool, self._bed.server(transport.name))
        return logon, int(TransportLogonFlag.LOGON_SP_POLL)

    def test_bed(self) -> "SpoolTestBed":
        """The test bed, the same each time."""
        return self._bed

    def close(self) -> None:
        """Remove the folders."""
        self._bed.close()


class SpoolTestBed(TransportTestBed):
    """The other programs around the provider: the one that drops mail, and the mail server."""

    def __init__(self) -> None:
        # Its folder goes with this process, also if that is killed.
        self._guard = Guard()
        self._folders = (self._guard.folder / str(number) for number in count())
        self._root = next(self._folders)
        self.reset()

    def reset(self) -> None:
        """Begin with empty folders."""
        shutil.rmtree(self._root, ignore_errors=True)
        self._root = next(self._folders)
        self._root.mkdir()
        self._servers: dict[str, MailServer] = {}
        self._latest = 0

    def folder(self, transport: str) -> Path:
        """The folder in which the transport keeps its mail."""
        return self._root / f"transport {quote(transport, safe=' ')}"

    def server(self, transport: str) -> MailServer:
        """The mail server of the transport."""
        if transport not in self._servers:
            self._servers[transport] = MailServer(self.folder(transport))
        return self._servers[transport]

    def arrive(self, transport: str, tokens: Sequence[str]) -> None:
        """Drop messages as any program may: write them under another name, then rename them. The name does not show the age."""
        for token in tokens:
            file = self.server(transport).incoming / hashlib.sha256(token.encode()).hexdigest()
            file.write_text(token, "utf-8")
            self._latest = max(time.time_ns(), self._latest + 1)
            os.utime(file, ns=(self._latest, self._latest))
            rename_durably(file, file.with_suffix(".msg"))

    def waiting(self, transport: str) -> Sequence[str]:
        """Answer the messages in the drop folder, in the order of arrival."""
        return [file.read_text("utf-8") for file in self.server(transport).arrived()]

    def sent(self, transport: str) -> Sequence[str]:
        """Answer the messages that the mail server has."""
        return self.server(transport).taken()

    def set_far_end(self, transport: str, far_end: FarEnd) -> None:
        """Change what the mail server does."""
        self.server(transport).behave(far_end)

    def prompts(self) -> Sequence[Prompt]:
        """Answer that nothing was shown: the provider has no user interface."""
        return ()

    def live_objects(self) -> Mapping[str, int]:
        """Count the locks that are held, as another program does: by trying to get them."""
        return {"line": sum(_held(lock) for lock in self._root.glob("*/line.lock"))}

    def close(self) -> None:
        """Remove the folders."""
        self._guard.close()


def _held(lock: Path) -> bool:
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
