"""Whether a record was made on this machine, by this user.

A report shows commands that run a scenario again. The command of a record names the adapter to run. The writer of the
record chose it, so a command of a stranger's record must not run when it is pasted.

The header of a record has a mark: a digest of what its command is made of, with a key that only this user has. The key is
`mapi-tck/key` in the folder of the user's state (`XDG_STATE_HOME`, or `~/.local/state`). A run makes it when there is none. Where
it cannot be written, each process has a key of its own.
"""

import hashlib
import hmac
import json
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Final

from mapi_tck.record.lines import Header

#: Bytes of the key: as many as those of the digest.
_LENGTH: Final = 32


def _path() -> Path:
    folder = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(folder).expanduser() / "mapi-tck" / "key"


def _kept() -> bytes | None:
    try:
        key = _path().read_bytes()
    except (OSError, RuntimeError):  # there is no file, or no home
        return None
    return key if len(key) == _LENGTH else None


@cache
def _of_this_process() -> bytes:
    return secrets.token_bytes(_LENGTH)


def _made() -> bytes:
    """The key, made now if there is none."""
    if (kept := _kept()) is not None:
        return kept
    path = _path()
    written = path.with_name(f".key.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_of_this_process())
        try:
            os.link(written, path)  # fails if another run has made one meanwhile
        finally:
            written.unlink()
    except (OSError, RuntimeError):
        return _kept() or _of_this_process()
    return _kept() or _of_this_process()


def _digest(header: Header, key: bytes) -> str:
    command = [header["adapter"], header["options"], header["declaration"]["path"], header["started"]]
    return hmac.new(key, json.dumps(command, sort_keys=True).encode(), hashlib.sha256).hexdigest()


def marked(header: Header) -> Header:
    """The header with the mark of this user."""
    return {**header, "mark": _digest(header, _made())}


def made_here(header: Header) -> bool:
    """Whether this user, or this process, has made the record."""
    mark = header.get("mark", "").encode("utf-8", "backslashreplace")
    keys = [key for key in (_kept(), _of_this_process()) if key is not None]
    return any(hmac.compare_digest(mark, _digest(header, key).encode()) for key in keys)
